"""Does one see at the command line who disputes what, and is its evidence taken away by number?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.access.commands import GrantRole
from domain.disputes.commands import AcceptDispute, FileDispute
from domain.journal.envelope import By
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home
from tests.commands.test_exports import verified
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

ADA, OFFICER = "token:ada", "officer:0001"
ENTRY = f"{BUREAU}/{YEAR}/{OFFICER}#3"


def disputed(home: Home, *abouts: dict[str, Any]) -> None:
    """Officer 0001 disputes; the office takes the first one up."""
    with home.opened() as opened, opened.ledger() as ledger:
        grant = GrantRole(bureau=BUREAU, grantee=ADA, role="officer", scope=OFFICER)
        ledger.handle(grant, OFFICE)
        for about in abouts:
            said = {"subject": OFFICER, "year": YEAR, "stage": "objection", "about": about}
            words = {"statement": "系平台故障", "relief": "请求撤销"}
            ledger.handle(FileDispute.model_validate({**said, **words}), By(ADA, ""))
        ledger.handle(AcceptDispute(bureau=BUREAU, number=1), OFFICE)


def test_disputes_are_listed_shown_and_exported_by_number(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home = another_home()
    publish_and_import(home, "small")
    disputed(home, {"entries": [ENTRY]}, {"marks": [1]})
    first, second = home.did("disputes", "--json").json()["items"]
    assert (first["state"], second["state"]) == ("accepted", "filed")
    assert home.did("disputes", "--state", "filed", "--json").json()["count"] == 1
    table = home.did("disputes", "--as-of", "2199-01-01").out
    assert "overdue" in table and "objection 异议" in table
    shown = home.did("disputes", 1).out
    assert "系平台故障" in shown and "accepted" in shown
    assert home.did("disputes", 1, "--json").json()["number"] == 1
    assert home.merit("disputes", 1, "--state", "filed").code == 2
    assert home.merit("disputes", 9).code == 1
    for number, scope in ((1, "dispute"), (2, "subject")):
        folder = tmp_path / str(number)
        home.did("export", "--to", folder, "--dispute", f"{BUREAU}/{number}")
        assert json.loads((folder / "manifest.json").read_text("utf-8"))["scope"] == scope
        assert first["terms"]["score"] in verified(home, folder, folder / "verify.py")
    assert home.merit("export", "--to", tmp_path / "x", "--dispute", f"{BUREAU}/9").code == 1
    asked = ("export", "--to", tmp_path / "y", "--dispute", f"{BUREAU}/1", "--as-of", "2024-09-30")
    assert home.merit(*asked).code == 2

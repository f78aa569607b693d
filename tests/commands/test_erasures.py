"""Does an erased name leave every place that a person reads, and every figure and proof stand?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from domain.erasures.commands import EraseSubject
from domain.journal.keyring import ERASED
from scripts.embedded import running
from tests.api.prints.pages import page_texts
from tests.commands.answers import BUREAU, YEAR, Answers, answers, publish_and_import
from tests.commands.homes import Home, an_own_home
from tests.commands.test_exports import verified
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

OFFICER: Final = "officer:0001"
LIVE: Final = f"{BUREAU}:{YEAR}:live"
STATEMENT: Final = ("statement", OFFICER, "--year", YEAR)
SCORE: Final = ("--subject", OFFICER, "--year", YEAR)
RESTORE: Final = ("pg_restore", "--clean", "--if-exists", "--exit-on-error", "-d", "")


@dataclass(frozen=True)
class Erased:
    """A ledger whose officer 0001 was erased, and what was told and kept of him before."""

    home: Home
    kept: Path
    name: str
    reasons: tuple[str, ...]
    answers: Answers
    run: dict[str, Any]


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erased]:
    kept = tmp_path_factory.mktemp("kept")
    with an_own_home() as home, running(home.path, fast=True):
        publish_and_import(home, "small")
        home.did("export", "--to", kept / "certificate", *SCORE)
        home.did("receipt", f"{BUREAU}/{YEAR}/{OFFICER}#3", "--to", kept / "receipt.json")
        home.did("pg", "pg_dump", "-Fc", "--schema=keys", "-f", kept / "keys.dump")
        lines = home.did(*STATEMENT, "--json").json()["lines"]
        made = Erased(
            home,
            kept,
            name_of(home),
            tuple(line["detail"]["reason"] for line in lines if line["detail"]["reason"]),
            answers(home),
            run(home),
        )
        erase = EraseSubject(bureau=BUREAU, subject=OFFICER, authorised_by="9002", ground="个保法")
        with home.opened() as opened, opened.ledger() as ledger:
            ledger.handle(erase, OFFICE)
        home.did("notary", "--once")
        yield made


def name_of(home: Home) -> str:
    with home.opened() as opened, opened.ledger() as ledger, opened.reading() as conn:
        row = conn.execute("SELECT name FROM read.officers WHERE officer = '0001'").fetchone()
        assert row is not None
        return ledger.keyring.open(OFFICER, row[0])


def run(home: Home) -> dict[str, Any]:
    said: dict[str, Any] = home.did("appraise", "--year", YEAR, "--json").json()
    return {name: said[name] for name in ("units", "officers", "groups")}


def test_every_figure_and_proof_stands(erased: Erased, tmp_path: Path) -> None:
    home = erased.home
    assert answers(home) == erased.answers
    assert run(home) == erased.run
    assert home.did("verify", "--json").json()["findings"] == []
    home.did("export", "--to", tmp_path / "now", *SCORE)
    home.did("export", "--to", tmp_path / "log")
    program = tmp_path / "now" / "verify.py"
    for bundle in ("certificate", "receipt.json"):
        verified(home, erased.kept / bundle, program)
    for bundle in ("now", "log"):
        verified(home, tmp_path / bundle, program)
    before, after = (
        json.loads((folder / "certificate.json").read_text("utf-8"))["answer"]
        for folder in (erased.kept / "certificate", tmp_path / "now")
    )
    assert (before["score"], before["lines"]) == (after["score"], after["lines"])


def read(home: Home, folder: Path) -> dict[str, str]:
    """Whatever a person reads of the officer, by where it is read."""
    found = {
        "statement": home.did(*STATEMENT).out,
        "machine form": home.did(*STATEMENT, "--json").out,
    }
    for suffix in ("csv", "pdf", "xlsx"):
        home.did("print", LIVE, "--to", folder / f"run.{suffix}")
    home.did("notices", LIVE, "--to", folder / "one.pdf", "--officer", "0001")
    home.did("notices", LIVE, "--to", folder / "en.pdf", "--officer", "0001", "--language", "en")
    found["list"] = (folder / "run.csv").read_text("utf-8-sig")
    for name in ("run.pdf", "one.pdf", "en.pdf"):
        found[name] = "\n".join(page_texts((folder / name).read_bytes()))
    return found


def test_whoever_reads_is_told_in_both_languages_that_it_was_erased(
    erased: Erased, tmp_path: Path
) -> None:
    assert ERASED not in erased.name
    assert "erased" in ERASED
    assert "已抹除" in ERASED
    found = read(erased.home, tmp_path)
    assert erased.reasons
    for place, text in found.items():
        assert "erased" in text, place
        assert "已抹除" in text.replace("\n", ""), place
        assert not [said for said in (erased.name, *erased.reasons) if _told(said, text)], place


def _told(said: str, text: str) -> bool:
    """As it stands: 干部1 is not told where 干部12 is."""
    return re.search(re.escape(said) + r"(?!\d)", text) is not None


def test_a_key_that_an_old_backup_brought_back_is_found_and_destroyed_again(
    erased: Erased,
) -> None:
    home = erased.home
    home.did("pg", *RESTORE, erased.kept / "keys.dump")
    report = home.merit("verify", "--json")
    assert report.code == 1
    assert {found["check"] for found in report.json()["findings"]} == {"erasures"}
    said = home.did(*STATEMENT)
    assert f"the key of {OFFICER}" in said.err
    assert "再次销毁" in said.err
    assert erased.name not in said.out
    assert home.did("verify", "--json").json()["findings"] == []
    assert home.did(*STATEMENT).err == ""

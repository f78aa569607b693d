"""Does a reading command of this machine leave its trace, and can one ask who read?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from scripts.installation import local_principal
from tests.commands.answers import BUREAU, YEAR
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres
OFFICER: Final = "officer:0001"
RUN: Final = f"{BUREAU}:{YEAR}:live"
Words = tuple[object, ...]

TELLING: Final[dict[str, Words]] = {
    "merit score": ("score", OFFICER, "--year", YEAR),
    "merit statement": ("statement", OFFICER, "--year", YEAR),
    "merit history": ("history", OFFICER, "--year", YEAR),
    "merit appraise": ("appraise", "--year", YEAR),
    "merit pay": ("pay", RUN),
    "merit diff": ("diff", RUN, "--without", f"{BUREAU}/{YEAR}/{OFFICER}#1"),
    "merit print": ("print", RUN, "--to", "{folder}/run.csv"),
    "merit replay": ("replay", "--subject", OFFICER, "--to", 100),
    "merit workbook": ("workbook", "--year", YEAR, "--to", "{folder}/book"),
    "merit export": ("export", "--to", "{folder}/bundle", "--subject", OFFICER, "--year", YEAR),
    "merit receipt": ("receipt", f"{BUREAU}/{YEAR}/{OFFICER}#1"),
    "merit reads": ("reads", OFFICER),
}


def reads(home: Home) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = home.did("reads", OFFICER, "--limit", 1000, "--json").json()[
        "items"
    ]
    return found


@pytest.mark.parametrize("route", TELLING)
def test_a_command_that_tells_of_somebody_says_so(home: Home, tmp_path: Path, route: str) -> None:
    words = (str(word).format(folder=tmp_path) for word in TELLING[route])
    home.did(*words)
    row = reads(home)[0]
    assert (row["route"], row["actor"], row["role"]) == (route, local_principal().actor, "owner")
    assert row["subjects"] == (["*"] if route == "merit workbook" else [OFFICER])


def test_what_cannot_be_kept_is_not_printed(home: Home) -> None:
    with home.opened() as opened, psycopg.connect(opened.owner_dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE access.reads ADD CONSTRAINT nothing CHECK (false) NOT VALID")
        try:
            said = home.merit("score", OFFICER, "--year", YEAR)
        finally:
            owner.execute("ALTER TABLE access.reads DROP CONSTRAINT nothing")
    assert (said.code, said.out) == (1, "")
    assert "could not be kept" in said.err
    assert "无法留存" in said.err


def test_reads_and_refusals_are_told_in_words(home: Home) -> None:
    home.did("score", OFFICER, "--year", YEAR)
    said = home.did("reads", OFFICER)
    assert "merit score" in said.out
    assert f"year={YEAR}" in said.out
    assert "0 rows" in home.did("reads", OFFICER, "--to", "2020-01-01").out
    assert "0 rows" in home.did("refusals").out
    assert home.did("refusals", "--json").json() == {"items": [], "next": None}

"""Does whoever is judged act at the command line as himself, by his token, and as nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from domain.journal.filing import find_file
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres

OFFICER: Final = "officer:0001"
ENTRY: Final = f"{BUREAU}/{YEAR}/{OFFICER}#3"
WORDS: Final = ("--statement", "系平台故障", "--relief", "请求撤销")


@pytest.fixture(scope="module")
def home(another_home: Callable[[], Home]) -> Home:
    made = another_home()
    publish_and_import(made, "small")
    return made


@pytest.fixture(scope="module")
def his(home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """He shows his token."""
    file = tmp_path_factory.mktemp("tokens") / "his"
    issued = ("--name", "himself", "--role", "officer", "--scope", OFFICER)
    file.write_text(home.did("token", "issue", *issued).out)
    return ("--token-file", file)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "通知.txt"
    path.write_text("表扬通知", encoding="utf-8")
    return path


def test_a_file_is_handed_in_for_oneself_and_by_the_owner_for_anybody(
    home: Home, his: tuple[object, ...], paper: Path
) -> None:
    kept = home.did("file", OFFICER, paper, *his, "--json").json()
    assert (kept["subject"], kept["kind"]) == (OFFICER, "text")
    assert kept["digest"] in home.did("file", OFFICER, paper).out
    with home.opened() as opened, opened.ledger() as ledger, opened.reading() as conn:
        found = find_file(conn, ledger.keyring, OFFICER, kept["digest"])
    assert found is not None and found[1] == paper.read_bytes()
    foreign = home.merit("file", "officer:0002", paper, *his)
    assert foreign.code == 1 and "没有“本人办理”权限" in foreign.err
    assert home.merit("file", OFFICER, paper.parent / "none").code == 2


def test_an_award_is_claimed_with_its_evidence_by_whose_it_is(
    home: Home, his: tuple[object, ...], paper: Path
) -> None:
    day = ("--effective-on", f"{YEAR}-03-01", "--evidence", paper)
    told = home.did("claim", "award", OFFICER, "K1", *day, *his, "--json").json()
    assert told["claim"].startswith(f"{BUREAU}/") and told["facts"] == 2
    number = told["claim"].partition("/")[2]
    claim = home.did("claim", "show", number, "--json").json()
    assert (claim["proposer"], claim["stage"]) == ("token:himself", "check")
    kept = home.did("file", OFFICER, paper, "--json").json()
    assert claim["asked"]["evidence"] == [kept["digest"]]
    others = home.merit("claim", "award", "officer:0002", "K1", *day, *his)
    assert others.code == 1 and "没有“本人办理”权限" in others.err


def test_an_entry_and_a_result_are_acknowledged_by_whose_they_are(
    home: Home, his: tuple[object, ...]
) -> None:
    said = ("acknowledge", "entry", ENTRY, "--disagrees", "--opinion", "应为一分")
    assert home.did(*said, *his, "--json").json()["facts"] == 1
    assert home.did(*said, *his, "--json").json()["facts"] == 0, "the same again is nothing new"
    foreign = ENTRY.replace("0001", "0002")
    assert home.merit("acknowledge", "entry", foreign, "--agrees", *his).code == 1
    result = ("acknowledge", "result", OFFICER, "published", "--year", YEAR, "--agrees", *his)
    early = home.merit(*result)
    assert early.code == 1 and "published" in early.err
    home.did("year", "freeze", "--bureau", BUREAU, "--year", YEAR)
    home.did("year", "publish", "--bureau", BUREAU, "--year", YEAR)
    assert home.did(*result, "--json").json()["facts"] == 1


def test_a_dispute_is_filed_with_its_evidence_and_taken_back_by_whose_it_is(
    home: Home, his: tuple[object, ...], paper: Path
) -> None:
    about = ("--entry", ENTRY, "--evidence", paper, *WORDS)
    asked = ("dispute", "file", OFFICER, "--year", YEAR, "--stage", "objection", *about)
    owner = home.merit(*asked)
    assert owner.code == 1 and "不属于您可提出争议的范围" in owner.err
    case = home.did(*asked, *his, "--json").json()["case"]
    number = case.partition("/")[2]
    shown = home.did("disputes", number, "--json").json()
    assert (shown["filed_by"], shown["about"]["entries"]) == ("token:himself", [ENTRY])
    assert len(shown["evidence"]) == 1
    assert home.merit("dispute", "withdraw", number).code == 1
    home.did("dispute", "withdraw", number, *his)
    assert home.did("disputes", number, "--json").json()["state"] == "withdrawn"


def test_a_token_that_is_not_good_is_nobodys(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "old"
    file.write_text("ml_" + "0" * 40)
    said = home.merit("acknowledge", "entry", ENTRY, "--agrees", "--token-file", file)
    assert said.code == 1 and "令牌无效" in said.err and file.read_text() not in said.err

"""How does a bureau-year go its way on the command line?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.commands.answers import BUREAU, SAMPLES, YEAR, publish_and_import
from tests.commands.homes import Home, Said

pytestmark = pytest.mark.postgres

BOOK: Final = ("--bureau", BUREAU, "--year", YEAR)
AUTHORITY: Final = ("--authorised-by", "0001", "--ground", "第五十六条", "--reason", "表彰被撤销")
MINUTES: Final = ("--minutes", "考评委2号", "--decided-on", "2025-01-09")
GRADE: Final = ("--officer", "0004", "--grade", "incompetent", "--reason", "裁定", *MINUTES)
TIE: Final = ("--order", "0003, 0002,0001", *MINUTES)
REFUSED, USAGE = 1, 2


@pytest.fixture(scope="module")
def home(another_home: Callable[[], Home]) -> Home:
    """The small sample, its year gone from open to restated, with a tie and a grade decided."""
    made = another_home()
    publish_and_import(made, "small")
    for act, *words in WAY:
        made.did("year", act, *BOOK, *words)
    return made


WAY: Final[tuple[tuple[str, ...], ...]] = (
    ("open", "--no-plans"),
    ("freeze",),
    ("tie", *TIE),
    ("grade", *GRADE),
    ("publish", "--working-days", "6"),
    ("close", "--waived", "公示无异议"),
    ("restate", *AUTHORITY),
)
FACTS: Final = 353


def shown(home: Home, *words: object) -> Any:
    said = home.did("year", "show", *BOOK, *words, "--json")
    assert (said.err, said.out.count("\n")) == ("", 1)
    return said.json()


def test_every_act_is_shown_with_the_run_that_it_took(home: Home) -> None:
    book = shown(home)
    assert (book["stage"], book["count"]) == ("closed", len(WAY))
    assert [(act["act"], act["run"]) for act in book["acts"]] == [
        ("year-opened", None),
        ("year-frozen", f"{BUREAU}:{YEAR}:frozen"),
        ("tie-resolved", None),
        ("grade-decided", None),
        ("year-published", f"{BUREAU}:{YEAR}:published"),
        ("year-closed", f"{BUREAU}:{YEAR}:closed"),
        ("year-restated", f"{BUREAU}:{YEAR}:restated-1"),
    ]
    said = {act["act"]: act["said"] for act in book["acts"]}
    assert said["tie-resolved"]["order"] == ["0003", "0002", "0001"]
    assert said["grade-decided"]["grade"] == "incompetent"
    assert said["year-closed"]["waived"] == "公示无异议"
    assert said["year-published"]["working_days"] == 6


def test_people_are_shown_the_same_in_tables(home: Home) -> None:
    told = home.did("year", "show", *BOOK)
    foot = shown(home)
    assert told.out.splitlines()[-1].split(" · ") == [
        f"position {foot['position']}",
        f"{foot['count']} acts",
        foot["digest"],
    ]
    assert all(act["act"] in told.out for act in foot["acts"])


def test_an_act_shows_the_year_as_it_stands_after_it(home: Home) -> None:
    told = home.did("year", "tie", *BOOK, "--order", "0003,0002", *MINUTES)
    assert "tie-resolved" in told.out
    assert told.out.splitlines()[-1].startswith(f"position {shown(home)['position']} · ")


def test_recorded_runs_have_their_digests_on_the_command_line(home: Home) -> None:
    taken = [act["said"]["run"] for act in shown(home)["acts"] if act["run"]]
    for run in taken[:3]:
        again = home.did("appraise", *BOOK, "--position", run["position"], "--json").json()
        assert again["digest"] == run["digest"]


OUT_OF_TURN: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "open": (("open",), "is open already"),
    "freeze": (("freeze",), "was frozen at position"),
    "publish": (("publish",), "was published from"),
    "close": (("close", "--waived", "x"), "is closed"),
    "tie of one twice": (("tie", "--order", "0001,0001", *MINUTES), "stands twice"),
    "tie of a stranger": (("tie", "--order", "0001,nobody", *MINUTES), "nobody"),
    "restate too early": (("restate", *AUTHORITY, "--position", "3"), "does not lie between"),
}


def is_refused(said: Said, words: str) -> bool:
    """In both languages, on stderr alone."""
    lines = said.err.strip().splitlines()
    chinese = any("一" <= c <= "鿿" for c in lines[-1])
    return said.code == REFUSED and said.out == "" and words in said.err and chinese


@pytest.mark.parametrize("case", OUT_OF_TURN)
def test_an_act_out_of_turn_is_refused_in_both_languages_and_records_nothing(
    home: Home, case: str
) -> None:
    words, reason = OUT_OF_TURN[case]
    before = shown(home)["position"]
    said = home.merit("year", words[0], *BOOK, *words[1:])
    assert is_refused(said, reason), said
    assert shown(home)["position"] == before


def test_a_year_that_is_not_over_is_not_frozen(home: Home) -> None:
    said = home.merit("year", "freeze", "--bureau", BUREAU, "--year", "2199")
    assert is_refused(said, "is not over")
    unknown = home.merit("year", "show", "--bureau", "other", "--year", YEAR)
    assert is_refused(unknown, "Nothing is known of bureau other")


WRONG: Final[tuple[tuple[object, ...], ...]] = (
    ("year",),
    ("year", "shut", *BOOK),
    ("year", "open", "--bureau", BUREAU),
    ("year", "freeze", "--bureau", BUREAU, "--year", "1980"),
    ("year", "publish", *BOOK, "--working-days", "4"),
    ("year", "publish", *BOOK, "--opens-on", "13.1.2025"),
    ("year", "close", *BOOK, "--position", "-1"),
    ("year", "close", *BOOK, "--waived", ""),
    ("year", "restate", *BOOK, *AUTHORITY[:4]),
    ("year", "tie", *BOOK, "--order", "0001", *MINUTES),
    ("year", "tie", *BOOK, "--order", "0001,,0002", *MINUTES),
    ("year", "tie", *BOOK, "--order", "0001,0002"),
    ("year", "grade", *BOOK, *GRADE[:2], "--grade", "excellent", *GRADE[4:]),
    ("year", "show", *BOOK, "--nonsense"),
    ("calendar", "--bureau", BUREAU, "--year", "2151"),
    ("calendar", "--bureau", BUREAU, "--year", "2151", "--holiday", "2151-13-01"),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(map(str, words)))
def test_wrong_usage_ends_with_2_and_says_how(home: Home, words: tuple[object, ...]) -> None:
    said = home.merit(*words)
    assert said.code == USAGE, said
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err


def test_a_calendar_is_announced_and_a_day_of_another_year_is_not(home: Home) -> None:
    words = ("calendar", "--bureau", BUREAU, "--year", "2150", "--document-no", "国办发明电")
    told = home.did(*words, "--holiday", "2150-01-01", "--workday", "2150-01-10")
    assert told.out == f"1 facts 事实 · position {shown(home)['position']}\n"
    assert is_refused(home.merit(*words, "--holiday", "2151-01-01"), "is no day of 2150")


def test_a_year_of_a_bureau_of_which_nothing_is_known_yet_is_opened(
    another_home: Callable[[], Home],
) -> None:
    home = another_home()
    told = home.did("year", "open", "--bureau", "new", "--year", YEAR)
    assert "year-opened" in told.out
    assert len(home.facts()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("year", "open", "--year", YEAR),
        ("year", "freeze", "--year", YEAR),
        ("calendar", "--year", "2150", "--document-no", "国办发明电"),
    ],
    ids=lambda words: " ".join(map(str, words)),
)
def test_a_slip_of_the_pen_founds_no_bureau(home: Home, words: tuple[object, ...]) -> None:
    said = home.merit(*words, "--bureau", "nanyeu")
    assert is_refused(said, f"There is no bureau nanyeu here, but: {BUREAU}")
    assert home.did("year", "show", "--year", YEAR).out


def test_a_year_goes_its_way_without_naming_the_only_bureau(
    another_home: Callable[[], Home], tmp_path: Path
) -> None:
    home = another_home()
    home.did("rulebook", "publish", SAMPLES / "small" / "rulebook-1.yaml", "--bureau", BUREAU)
    for act in ("open", "freeze", "publish"):
        assert home.did("year", act, "--year", YEAR).out
    assert home.did("year", "show", "--year", YEAR, "--json").json()["stage"] == "published"

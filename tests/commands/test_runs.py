"""How are runs compared and rulebooks rehearsed on the command line?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from tests.commands.answers import BUREAU, SAMPLES, YEAR, publish_and_import
from tests.commands.homes import Home, Said

pytestmark = pytest.mark.postgres

BOOK: Final = ("--bureau", BUREAU, "--year", YEAR)
RULEBOOK: Final = SAMPLES / "small" / "rulebook-2.yaml"
HALVED: Final = ("through: 1/3", "through: 1/6")
REFUSED, USAGE = 1, 2


def named(what: str) -> str:
    return f"{BUREAU}:{YEAR}:{what}"


@pytest.fixture(scope="module")
def home(another_home: Callable[[], Home]) -> Home:
    """The small sample, frozen."""
    made = another_home()
    publish_and_import(made, "small")
    made.did("year", "freeze", *BOOK)
    return made


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second edition with half the seats of band 1."""
    path, text = tmp_path_factory.mktemp("rules") / "candidate.yaml", RULEBOOK.read_text("utf-8")
    assert HALVED[0] in text
    path.write_text(text.replace(*HALVED, 1), "utf-8")
    return path


def machine(home: Home, *words: object) -> Any:
    """The machine form: one line on stdout and nothing else there."""
    said = home.did(*words, "--json")
    assert said.out.count("\n") == 1
    return said.json()


def is_refused(said: Said, words: str) -> bool:
    lines = said.err.strip().splitlines()
    chinese = any("一" <= c <= "鿿" for c in lines[-1])
    return said.code == REFUSED and said.out == "" and words in said.err and chinese


PAIR: Final = (named("2024-06-30@300"), named("frozen"))


def test_a_difference_adds_up_and_says_its_digests(home: Home) -> None:
    told = machine(home, "diff", *PAIR)
    assert (told["before"]["run"], told["after"]["run"]) == PAIR
    frozen = machine(home, "year", "show", *BOOK)["acts"][-1]["said"]["run"]
    assert told["after"]["run_digest"] == frozen["digest"]
    assert told["count"] == len(told["changes"]) > 0
    for change in told["changes"]:
        ends = [Decimal(change[side].get("score") or 0) for side in ("after", "before")]
        assert sum(Decimal(p["points"]) for p in change["parts"]) == ends[0] - ends[1]


def test_a_difference_is_told_to_people_in_one_table(home: Home) -> None:
    told, foot = home.did("diff", *PAIR), machine(home, "diff", *PAIR)
    last = told.out.splitlines()[-1]
    assert last.endswith(foot["digest"])
    assert f"{foot['count']} changed" in told.out
    assert f"{PAIR[0]} → {PAIR[1]}" in told.out


def test_a_run_is_told_without_an_entry(home: Home) -> None:
    officers = machine(home, "appraise", *BOOK)["officers"]
    paid = next(row["officer"] for row in officers if row["score"] and Decimal(row["bonus"]) > 0)
    lines = machine(home, "score", f"officer:{paid}", "--year", YEAR)["lines"]
    entry = next(line["entry"] for line in lines if Decimal(line["counted"]) > 0)
    told = machine(home, "diff", named("live"), "--without", entry)
    assert told["without"] == entry
    (own,) = (c for c in told["changes"] if c["subject"] == f"officer:{paid}")
    assert [(p["cause"], p["ref"]) for p in own["parts"]] == [("left out", entry)]
    assert entry in home.did("diff", named("live"), "--without", entry).out


def test_two_years_and_two_candidates_are_rehearsed_at_once(home: Home, candidate: Path) -> None:
    head = len(home.facts())
    rules = ("--rulebook", RULEBOOK, "--rulebook", candidate)
    words = ("rehearse", "--bureau", BUREAU, "--year", 2023, "--year", YEAR, *rules)
    told = machine(home, *words)
    assert [year["year"] for year in told["years"]] == [2023, YEAR]
    assert [len(year["candidates"]) for year in told["years"]] == [2, 2]
    assert len(told["rotations"]) == 3
    people = home.did(*words)
    assert people.out.splitlines()[-1].endswith("nothing recorded 未记账")
    assert told["digest"] in people.out.replace("\n", " ")
    assert "rehearsing" not in people.out
    assert len(home.facts()) == head


def test_appraising_under_a_candidate_shows_it_beside_the_edition_in_force(
    home: Home, candidate: Path
) -> None:
    run = machine(home, "appraise", *BOOK, "--rulebook", candidate)
    (year,) = machine(home, "rehearse", *BOOK, "--rulebook", candidate)["years"]
    assert year["candidates"][0]["run"] == run
    assert run["candidate"] is not None
    assert year["in_force"] == machine(home, "appraise", *BOOK)
    people = home.did("appraise", *BOOK, "--rulebook", candidate).out
    assert "bands" in people
    assert "nothing recorded" in people
    assert people.splitlines()[-1].endswith(run["digest"])


def test_a_rehearsal_asks_at_both_clocks(home: Home, candidate: Path) -> None:
    moment = ("--as-of", "2024-09-15", "--position", 330)
    told = machine(home, "rehearse", *BOOK, "--rulebook", candidate, *moment)
    run = machine(home, "appraise", *BOOK, *moment)
    assert told["years"][0]["in_force"] == run


NO_ANSWER: Final[dict[str, tuple[tuple[object, ...], str]]] = {
    "no run": (("diff", named("open"), named("live")), "There is no run"),
    "not yet": (("diff", named("frozen"), named("closed")), "There is no run"),
    "another year": (("diff", named("live"), f"{BUREAU}:2023:live"), "not of one bureau-year"),
    "to come": (("diff", named("live"), named("2024-12-31@99999")), "lies in the future"),
    "no entry": (
        ("diff", named("live"), "--without", f"{BUREAU}/2024/officer:0001#999"),
        f"{BUREAU}/2024/officer:0001#999",
    ),
    "another bureau": (
        ("rehearse", "--bureau", "other", "--year", YEAR, "--rulebook", RULEBOOK),
        "Nothing is known of bureau other",
    ),
    "a year to come": (
        ("rehearse", "--bureau", BUREAU, "--year", 2199, "--rulebook", RULEBOOK),
        "lies in the future",
    ),
}


@pytest.mark.parametrize("case", NO_ANSWER)
def test_a_question_without_an_answer_is_refused_in_both_languages(home: Home, case: str) -> None:
    words, reason = NO_ANSWER[case]
    assert is_refused(home.merit(*words), reason)
    in_machine_form = home.merit(*words, "--json")
    assert (in_machine_form.code, in_machine_form.out) == (REFUSED, "")


def test_a_faulty_candidate_is_refused_by_place(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    text = RULEBOOK.read_text("utf-8")
    path.write_text(text.replace("through: 90/100", "through: 1/100", 1), "utf-8")
    for command in ("rehearse", "appraise"):
        said = home.merit(command, *BOOK, "--rulebook", path)
        assert is_refused(said, "/bands/1/through"), said


WRONG: Final[tuple[tuple[object, ...], ...]] = (
    ("diff",),
    ("diff", named("live")),
    ("diff", named("live"), named("frozen"), "--without", f"{BUREAU}/2024/officer:0001#1"),
    ("diff", named("live"), "--without", "the first"),
    ("diff", named("live"), named("frozen"), named("closed")),
    ("rehearse", *BOOK),
    ("rehearse", "--bureau", BUREAU, "--rulebook", RULEBOOK),
    ("rehearse", *BOOK, "--rulebook", "nowhere.yaml"),
    ("rehearse", *BOOK, "--rulebook", RULEBOOK, "--as-of", "30.6.2024"),
    ("rehearse", *BOOK, "--rulebook", RULEBOOK, "--position", "-1"),
    ("appraise", *BOOK, "--rulebook", RULEBOOK, "--position", "x"),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(map(str, words))[:60])
def test_wrong_usage_ends_with_2_and_says_how(home: Home, words: tuple[object, ...]) -> None:
    said = home.merit(*words)
    assert said.code == USAGE, said
    assert said.out == ""
    assert said.err
    assert "Traceback" not in said.err


def test_pay_is_told_in_yuan_where_one_says_how_much(home: Home) -> None:
    run = named("frozen")
    told = machine(home, "pay", run, "--fund", "100000")
    assert sum(Decimal(row["amount"]) for row in told["lines"] if "amount" in row) == 100000
    assert told["total_amount"] == "100000.00"
    table = home.did("pay", run, "--base", "12000").out
    assert "金额 yuan" in table and "base=12000.00" in table
    assert "金额 yuan" not in home.did("pay", run).out
    assert is_refused(home.merit("pay", run, "--base", "1", "--fund", "1"), "`base` or `fund`")
    assert home.merit("pay", run, "--base", "1.005").code == USAGE

"""Does a replay tell an auditor which facts there are, in words, and prove its own list?"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from decimal import Decimal
from typing import Any, Final

import psycopg
import pytest

from projections.evidence.offline.narration import narrated, who_in_words
from tests.commands.answers import BUREAU, YEAR
from tests.commands.homes import Home, Said

pytestmark = pytest.mark.postgres
OFFICER: Final = "officer:0001"
FILTERS: Final[dict[str, object]] = {
    "from": 200,
    "to": 300,
    "subject": OFFICER,
    "bureau": BUREAU,
    "year": YEAR,
    "name": "commendation-conferred",
}
Facts = list[dict[str, Any]]


@pytest.fixture(scope="module")
def whole(home: Home) -> Facts:
    return lines_of(home.did("replay", "--json"))


def lines_of(said: Said) -> Facts:
    return [json.loads(line) for line in said.out.splitlines()]


def digest_of(facts: Facts) -> str:
    """By the stored bytes in the lines alone."""
    digests = (hashlib.sha256(base64.b64decode(fact["state"])).hexdigest() for fact in facts)
    text = "".join(f"sha256:{digest}\n" for digest in digests)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def test_an_export_has_the_stored_bytes_and_proves_itself(home: Home, whole: Facts) -> None:
    said = home.did("replay", "--json")
    with home.opened() as opened, psycopg.connect(opened.owner_dsn) as conn:
        rows = conn.execute(
            "SELECT position, stream_name, version, topic, actor, state FROM journal.facts"
            " ORDER BY position"
        ).fetchall()
    told = [
        (*(f[k] for k in ("position", "stream", "version", "name", "actor")), f["state"])
        for f in whole
    ]
    assert told == [(*row[:5], base64.b64encode(row[5]).decode()) for row in rows]
    for fact in whole:
        stored = base64.b64decode(fact["state"])
        assert fact["digest"] == f"sha256:{hashlib.sha256(stored).hexdigest()}"
        assert fact["fact"] == json.loads(stored)
    last = said.err.splitlines()[-1]
    assert last == f"{len(whole)} facts · position {len(whole)} · {digest_of(whole)}"


def kept(fact: dict[str, Any], wanted: dict[str, object]) -> bool:
    """Whether a filter of the command keeps it, said once more."""
    state, officer = fact["fact"], OFFICER.removeprefix("officer:")
    of_subject = (
        state.get("subject") == OFFICER
        or fact["stream"] == OFFICER
        or (state.get("officer") == officer and fact["name"] == "grade-decided")
        or officer in state.get("order", ())
    )
    checks = {
        "from": fact["position"] >= FILTERS["from"],
        "to": fact["position"] <= FILTERS["to"],
        "subject": of_subject,
        "bureau": state.get("bureau") == BUREAU,
        "year": state.get("year") == YEAR,
        "name": fact["name"] == FILTERS["name"],
    }
    return all(checks[name] for name in wanted)


@pytest.mark.parametrize("count", [1, 2, 6])
def test_filters_combine(home: Home, whole: Facts, count: int) -> None:
    for names in itertools.combinations(FILTERS, count):
        wanted = {name: FILTERS[name] for name in names}
        words = [word for name, said in wanted.items() for word in (f"--{name}", said)]
        expected = [fact for fact in whole if kept(fact, wanted)]
        said = home.did("replay", *words, "--json")
        assert expected
        assert lines_of(said) == expected, words
        assert digest_of(expected) in said.err


def test_an_actor_is_a_filter_too(home: Home, whole: Facts) -> None:
    actor = whole[0]["actor"]
    assert lines_of(home.did("replay", "--actor", actor, "--json")) == whole
    assert lines_of(home.did("replay", "--actor", "nobody", "--json")) == []


def test_a_list_ends_with_query_totals_count_position_and_digest(home: Home, whole: Facts) -> None:
    said = home.did("replay", "--subject", OFFICER, "--year", YEAR).out.splitlines()
    own = [fact for fact in whole if kept(fact, {"subject": 1, "year": 1})]
    totals: dict[str, Decimal] = {}
    for fact in own:
        if "claimed" in fact["fact"]:
            before = totals.get(fact["name"], Decimal(0))
            totals[fact["name"]] = before + Decimal(fact["fact"]["claimed"])
    assert len(totals) > 2
    assert said[-3].endswith(f"from=1 to={len(whole)} subject={OFFICER} year={YEAR}")
    for name, total in totals.items():
        assert f"{name} {total.normalize():f}" in said[-2]
    assert said[-1] == f"{len(own)} facts · position {len(whole)} · {digest_of(own)}"
    assert len(said) == len(own) + 3


def test_each_fact_is_told_in_words_on_one_line(home: Home, whole: Facts) -> None:
    both = home.did("replay").out.splitlines()
    chinese = home.did("replay", "--language", "zh").out.splitlines()
    for line, short, fact in zip(both[:-3], chinese[:-3], whole, strict=True):
        told = narrated(fact["name"], fact["fact"])
        who = who_in_words(fact["actor"], fact["role"], 0)
        assert line.endswith(f"{who}  {told['zh']} | {told['en']}")
        assert line.split()[0] == str(fact["position"])
        assert short.endswith(told["zh"])


@pytest.mark.parametrize("subject", [OFFICER, "officer:0002", "unit:u1"])
def test_a_step_is_the_score_that_is_told_for_its_position(home: Home, subject: str) -> None:
    words = ("--subject", subject, "--year", YEAR, "--steps", "--as-of", f"{YEAR}-12-31")
    steps = lines_of(home.did("replay", *words, "--json"))
    assert len(steps) > 8
    for step in [*steps[:: len(steps) // 4], steps[-1]]:
        at = ("--position", step["fact"]["position"], "--as-of", f"{YEAR}-12-31")
        score = home.did("score", subject, "--year", YEAR, *at, "--json").json()
        for part in ("base", "bonus", "deduction", "score"):
            assert step[part] == score[part]


def test_the_lines_that_steps_change_add_up_to_the_lines_of_the_score(home: Home) -> None:
    words = ("--subject", OFFICER, "--year", YEAR, "--steps", "--as-of", f"{YEAR}-12-31")
    counted: dict[str, str | None] = {}
    for step in lines_of(home.did("replay", *words, "--json")):
        for line in step["lines"]:
            assert line["before"] == counted.get(line["entry"])
            assert set(line["why"]) == {"zh", "en"}
            counted[line["entry"]] = line["after"]
    score = home.did("score", OFFICER, "--year", YEAR, "--as-of", f"{YEAR}-12-31", "--json").json()
    left = {entry: points for entry, points in counted.items() if points is not None}
    assert left == {line["entry"]: line["counted"] for line in score["lines"]}
    assert len(left) < len(counted), "one was reversed"


def test_steps_end_at_the_position_asked_for_and_are_told_in_words(home: Home) -> None:
    words = ("--subject", OFFICER, "--year", YEAR, "--steps", "--as-of", f"{YEAR}-12-31")
    steps = lines_of(home.did("replay", *words, "--json"))
    middle = steps[len(steps) // 2]["fact"]["position"]
    said = home.did("replay", *words, "--to", middle).out.splitlines()
    scores = [line for line in said if "成绩 score" in line]
    known = [step for step in steps if step["fact"]["position"] <= middle]
    assert [line.split()[2] for line in scores] == [step["score"] or "—" for step in known]
    assert f"to={middle}" in said[-3]
    assert said[-1].startswith(f"{len(known)} facts · position {middle} · sha256:")


WRONG: Final[tuple[tuple[object, ...], ...]] = (
    ("--steps",),
    ("--steps", "--subject", OFFICER),
    ("--steps", "--subject", OFFICER, "--year", YEAR, "--from", 5),
    ("--steps", "--subject", OFFICER, "--year", YEAR, "--name", "year-opened"),
    ("--as-of", f"{YEAR}-12-31"),
    ("--from", 0),
    ("--name", "bonus-awared"),
    ("--subject", "0001"),
    ("--year", 24),
    ("--actor", ""),
    ("--language", "fr"),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(map(str, words)))
def test_wrong_usage_ends_with_2(home: Home, words: tuple[object, ...]) -> None:
    said = home.merit("replay", *words)
    assert (said.code, said.out) == (2, "")
    assert "Usage: merit" in said.err

"""Whatever is wrong with the facts is a ValueError with a message, and never anything else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from projections.evidence.offline.scoring import compared, needed, score
from projections.evidence.offline.workings import explain
from tests.domain.cast import ADA, NANYUE
from tests.evidence.recorded import EVENTFUL
from tests.laws.histories import LONG

ABSENT = object()
ODD: tuple[Any, ...] = (
    *(ABSENT, None, "", "x", "-1", "0", "7", "1e999999999", "9" * 5000, "٣", "NaN", "1/0"),
    *("0000-00-00", "9999-12-31", "2024-02-30", "9/9", "\ud800", 0, -1, 10**5000, True, 1.5),
    *([], [[]], [None], [{}], {}, {"id": {}}, float("inf"), b"1", {1: 2}, ("a",)),
)
EVERY = 1 if LONG else 29


def asked(facts: Any, subject: Any = ADA, year: Any = 2024, as_of: Any = "2024-12-31") -> None:
    """Any exception but ValueError fails the test; an answer is fine."""
    for asking in (subject, "unit:fa"):
        try:
            explain(score(facts, NANYUE, year, asking, as_of), "en")
        except ValueError as refused:
            assert str(refused)
        try:
            needed(facts, NANYUE, year, asking)
        except ValueError as refused:
            assert str(refused)


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if path:
        yield path
    members = list(part.items()) if isinstance(part, dict) else []
    members = list(enumerate(part)) if isinstance(part, list) else members
    for key, member in members:
        yield from places(member, (*path, key))


def changed(whole: Any, path: tuple[Any, ...], to: Any) -> Any:
    """A copy with another value at the place, or nothing there."""
    made = copy.deepcopy(whole)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    if to is ABSENT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = to
    return made


def spoilt(whole: Any) -> Iterator[Any]:
    """Copies, each with one odd value; by turns, where not all are asked for."""
    tried = ((path, to) for path in places(whole) for to in ODD)
    for n, (path, to) in enumerate(tried):
        if n % EVERY == 0:
            yield changed(whole, path, to)


@pytest.mark.parametrize("n", range(len(EVENTFUL)), ids=lambda n: f"{n}-{EVENTFUL[n][1]}")
def test_an_odd_value_anywhere_in_a_fact(n: int) -> None:
    position, name, state = EVENTFUL[n]
    kept = {k: v for k, v in state.items() if k not in ("document_no", "reason", "evidence")}
    for state_ in spoilt(kept):
        asked([*EVENTFUL[:n], (position, name, state_), *EVENTFUL[n + 1 :]])


@pytest.mark.parametrize("version", [1, 2])
def test_an_odd_value_anywhere_in_a_rulebook(version: int) -> None:
    published = [f for f in EVENTFUL if f[1] == "rulebook-published" and f[2]["bureau"] == NANYUE]
    position, name, state = published[version - 1]
    n = [f[0] for f in EVENTFUL].index(position)
    for document in spoilt(json.loads(state["document"])):
        try:
            text = json.dumps(document)
        except (TypeError, ValueError):
            continue
        odd = (position, name, state | {"document": text})
        asked([*EVENTFUL[:n], odd, *EVENTFUL[n + 1 :]])


@pytest.mark.parametrize("document", ["", "[", "[" * 100_000, "{}", "null", '{"version": 1e999}'])
def test_a_document_that_is_no_rulebook(document: str) -> None:
    position, name, state = EVENTFUL[0]
    with pytest.raises(ValueError, match="position 3"):
        score(
            [(position, name, state | {"document": document}), *EVENTFUL[1:]],
            *(NANYUE, 2024, ADA, "2024-12-31"),
        )


@pytest.mark.parametrize(
    "facts",
    [
        *(None, 7, "facts", {}, [], [None], [[]], [(1, "year-opened")], [(0, "unit-closed", {})]),
        *([(2**70, "unit-closed", {})], [("1", "unit-closed", {})], [(True, "unit-closed", {})]),
        *([(1, [], {})], [(1, "score-changed", {})], [(1, "unit-closed", [])]),
        *([EVENTFUL[0], EVENTFUL[0]], EVENTFUL[::-1], EVENTFUL[1:9], [*EVENTFUL[:1], ()]),
    ],
)
def test_what_is_no_list_of_facts_in_order(facts: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        score(facts, NANYUE, 2024, ADA, "2024-12-31")


@pytest.mark.parametrize("to", ODD, ids=lambda to: str(type(to).__name__))
def test_an_odd_question(to: Any) -> None:
    asked(EVENTFUL, subject=to)
    asked(EVENTFUL, year=to)
    asked(EVENTFUL, as_of=to)


@pytest.mark.parametrize(
    ("subject", "as_of", "said"),
    [
        ("unit:nowhere", "2024-12-31", "no fact establishes this unit"),
        (ADA, "2025-01-01", "outside the year 2024"),
        (ADA, "2024-02-30", "no day of the calendar"),
        (ADA, "20240229", "no day like"),
    ],
)
def test_a_question_without_an_answer(subject: str, as_of: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        score(EVENTFUL, NANYUE, 2024, subject, as_of)


def test_what_contradicts_an_earlier_fact_is_refused() -> None:
    last, twice = EVENTFUL[-1][0], ("bonus-awarded", "entry-reversed", "rulebook-published")
    for name in (*twice, "mark-given", "mark-withdrawn", "rulebook-withdrawn"):
        again = next(f for f in EVENTFUL if f[1] == name)
        with pytest.raises(ValueError, match=f"position {last + 1} "):
            score([*EVENTFUL, (last + 1, *again[1:])], NANYUE, 2024, ADA, "2024-12-31")


def test_odd_answers_are_not_explained() -> None:
    answer = json.loads(json.dumps(score(EVENTFUL, NANYUE, 2024, ADA, "2024-12-31")))
    for odd in spoilt(answer):
        try:
            explain(odd, "zh")
        except ValueError as refused:
            assert str(refused)
    for odd in (None, [], {}, {"lines": 7}, {"lines": [7]}):
        with pytest.raises(ValueError, match=r"\w"):
            compared(odd)  # type: ignore[arg-type]

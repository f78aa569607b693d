"""How does an audit end, and which words does it find for what is wrong with one fact?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.journal.names import NAMES
from domain.journal.streams import stream_of
from projections.evidence.fact_passes import COLUMNS, _of_fact
from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED, VERIFIED, Finding
from projections.evidence.log_passes import LEAVES, _differs
from projections.evidence.merkle import leaf_hash
from projections.evidence.reading_passes import READINGS, RUNS
from projections.evidence.verify import _first, _verdict, _went_through


def finding(check: str = LEAVES, position: int | None = 5, code: int = TAMPERED) -> Finding:
    return Finding(check, position, "leaf", "a leaf", "none", code)


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        ((), VERIFIED),
        ((INCOMPLETE,), INCOMPLETE),
        ((INCOMPLETE, STALE), STALE),
        ((STALE, INCOMPLETE, TAMPERED), TAMPERED),
    ],
)
def test_tampering_goes_before_staleness_and_that_before_what_is_incomplete(
    codes: tuple[int, ...], verdict: int
) -> None:
    assert _verdict([finding(code=code) for code in codes]) == verdict


def test_the_first_place_is_one_of_the_record_before_what_is_made_of_it() -> None:
    late, early = finding(position=9), finding(position=7)
    assert _first([]) is None
    assert _first([finding(position=None)]) is None
    assert _first([late, finding(position=None), early]) == 7
    for derived in (READINGS, RUNS):
        assert _first([finding(derived, 3), late, early]) == 7
        assert _first([finding(derived, 3), finding(derived, 2)]) == 2


def test_what_was_not_reached_is_the_first_place_only_where_nothing_else_is_wrong() -> None:
    waiting = finding(position=1, code=INCOMPLETE)
    assert _first([waiting, finding(position=9)]) == 9
    assert _first([waiting, finding(READINGS, 8)]) == 8
    assert _first([waiting]) == 1


@pytest.mark.parametrize("wrong", [ValueError, KeyError, TypeError, AttributeError, OverflowError])
def test_a_pass_that_cannot_go_on_says_so_after_what_it_found(wrong: type[Exception]) -> None:
    def work() -> Iterator[Finding]:
        yield finding()
        raise wrong("x" * 400)

    first, last = _went_through("leaves", work)
    assert first == finding()
    assert (last.check, last.position, last.code) == ("leaves", None, INCOMPLETE)
    assert last.found.startswith(f"{wrong.__name__}: ")
    assert len(last.found) == 300


def test_a_broken_program_is_no_finding() -> None:
    def work() -> Iterator[Finding]:
        yield finding()
        raise AssertionError

    with pytest.raises(AssertionError):
        list(_went_through("leaves", work))


BONUS: dict[str, Any] = {
    **{"bureau": "nanyue", "year": 2024, "subject": "officer:0012", "number": 3, "item": "K1"},
    **{"edition": "nanyue@1", "claimed": "0.5", "effective_on": "2024-06-12"},
}
DOCUMENT = '{"rulebook":"nanyue","version":1}'
RULEBOOK: dict[str, Any] = {
    **{"bureau": "nanyue", "rulebook": "nanyue", "version": 1, "effective_from": "2023-01-01"},
    **{"document": DOCUMENT, "file_digest": "sha256:" + "0" * 64},
    "digest": "sha256:" + hashlib.sha256(DOCUMENT.encode()).hexdigest(),
}


def row(topic: str, state: dict[str, Any]) -> dict[str, Any]:
    """A fact as it stands in the journal, its columns as they must be."""
    stream = stream_of(NAMES[topic].model_construct(**state))
    effective = state.get("effective_on")
    typed = {name: state.get(name) for name in ("bureau", "year", "subject", "number", "item")}
    typed |= {"indicator": None, "effective_on": effective and date.fromisoformat(effective)}
    typed |= {"points": Decimal(state["claimed"]) if "claimed" in state else None}
    named = {"topic": topic, "stream": stream.id, "stream_name": stream.name, "position": 8}
    return {**named, **typed, "state": json.dumps(state).encode()}


@pytest.mark.parametrize(
    ("topic", "state"), [("bonus-awarded", BONUS), ("rulebook-published", RULEBOOK)]
)
def test_nothing_is_found_of_a_fact_as_it_was_recorded(topic: str, state: dict[str, Any]) -> None:
    assert not list(_of_fact(row(topic, state)))


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        *(({name: "other"}, name) for name in ("bureau", "subject", "item", "indicator")),
        *(({name: 9}, name) for name in ("year", "number", "points")),
        ({"effective_on": None}, "effective_on"),
        ({"stream_name": "other"}, "stream"),
        ({"stream": "other"}, "stream"),
        ({"topic": "no-such-fact"}, "name"),
        ({"state": b"no json"}, "state"),
        ({"state": b'{"effective_on": "never"}'}, "state"),
    ],
)
def test_a_column_that_says_otherwise_is_named(columns: dict[str, Any], what: str) -> None:
    found = list(_of_fact(row("bonus-awarded", BONUS) | columns))
    assert found[-1].what == what
    assert {(f.check, f.position) for f in found} == {(COLUMNS, 8)}
    if what != "state":
        assert len(found) == 1


def test_of_long_bytes_that_are_no_facts_the_beginning_is_told() -> None:
    state = json.dumps({"effective_on": "x" * 400}).encode()
    assert len(list(_of_fact(row("bonus-awarded", BONUS) | {"state": state}))[-1].found) == 200


@pytest.mark.parametrize(
    "changed",
    [{"digest": "sha256:" + "0" * 64}, {"document": DOCUMENT.replace(":1", ": 1")}],
)
def test_a_rulebook_that_is_not_its_digest_or_not_canonical_is_named(
    changed: dict[str, Any],
) -> None:
    (found,) = _of_fact(row("rulebook-published", RULEBOOK | changed))
    assert (found.check, found.position, found.what) == (COLUMNS, 8, "rulebook")
    assert found.expected == (RULEBOOK | changed)["digest"]
    assert found.found == RULEBOOK["digest"]


KEPT = b'{"a":1,"state":"s"}'


@pytest.mark.parametrize(
    ("entry", "kept", "leaf", "said"),
    [
        (b"{}", b"", b"", ("leaf", "a leaf", "none")),
        (KEPT, KEPT, b"\0", ("entry of the leaf", "00", leaf_hash(KEPT).hex())),
        (b"", KEPT, leaf_hash(KEPT), ("state", "s", "no fact's bytes")),
        (b'{"a":2,"state":"s"}', KEPT, leaf_hash(KEPT), ("a", "1", "2")),
        (b'{"a":2,"b":0,"state":"t"}', KEPT, leaf_hash(KEPT), ("a", "1", "2")),
        (b'{"a":1,"b":0,"state":"s"}', KEPT, leaf_hash(KEPT), ("b", "None", "0")),
        (b'{"state":"s","a":1}', KEPT, leaf_hash(KEPT), ("entry", "None", "None")),
        (b"[]", b"[1]", leaf_hash(b"[1]"), ("entry", "None", "None")),
        (b"x", b"y", leaf_hash(b"y"), ("entry", "None", "None")),
    ],
)
def test_the_part_of_an_entry_that_is_another_is_named(
    entry: bytes, kept: bytes, leaf: bytes, said: tuple[str, str, str]
) -> None:
    found = _differs(6, entry, kept, leaf)
    assert (found.check, found.position, found.code) == (LEAVES, 6, TAMPERED)
    assert (found.what, found.expected, found.found) == said

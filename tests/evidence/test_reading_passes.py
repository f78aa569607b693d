"""Is exactly the row, or the run, found that is not what the facts say, at any edge of an audit?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString

import psycopg
import pytest

from domain.record import Mark, Publication, Record
from domain.scoring import Entry
from projections.evidence.findings import TAMPERED, Audited, Finding
from projections.evidence.reading_passes import READINGS, RUNS, _compare, _known, readings, runs
from tests.domain.cast import ADA, edition
from tests.evidence.attacks import rewrite, said
from tests.evidence.narrow import Telling, told
from tests.evidence.sealed import Sealed

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE: Final = 362
HEAD: Final = 364
ACTS: Final = {"year-frozen": 359, "year-published": 360, "year-closed": 362, "year-restated": 364}


@pytest.fixture
def attacker(whole: Sealed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conn]:
    monkeypatch.setattr("projections.evidence.row_passes.BATCH", 50)
    with whole.attacked() as conn:
        yield conn


def an_entry(position: int, reversed_at: int | None = None) -> Entry:
    day = date(2024, 5, 1)
    return Entry(f"#{position}", position, ADA, "bonus", day, reversed_at=reversed_at)


def a_mark(position: int, withdrawn_at: int | None = None, score: str = "90") -> Mark:
    day = date(2024, 5, 1)
    return Mark(ADA, "regular_review", "2024Q1", Decimal(score), day, position, withdrawn_at)


EMPTY: Final = Record("nanyue", 2024, (), (), (), (), (), (), ())


def test_what_ended_later_stood_at_the_position() -> None:
    whole = replace(
        EMPTY,
        entries=(an_entry(1), an_entry(2, 9), an_entry(3, 10), an_entry(4, 11)),
        losses=(an_entry(5, 10), an_entry(6, 11)),
        marks=(a_mark(7), a_mark(8, 10), a_mark(9, 11)),
        publications=(Publication(edition(), 1, 10), Publication(edition(), 2, 11)),
    )
    known = _known(whole, 10)
    assert [e.reversed_at for e in known.entries] == [None, 9, 10, None]
    assert [e.reversed_at for e in known.losses] == [10, None]
    assert [m.withdrawn_at for m in known.marks] == [None, 10, None]
    assert [p.withdrawn_at for p in known.publications] == [10, None]


def test_each_row_is_compared_with_the_one_of_its_position() -> None:
    derived = replace(EMPTY, entries=(an_entry(1),), marks=(a_mark(2), a_mark(3), a_mark(4)))
    other, forged = a_mark(3, score="91"), (a_mark(9), a_mark(8))
    read = replace(EMPTY, entries=(an_entry(1),), marks=(*forged, a_mark(4), other))
    assert list(_compare(derived, derived)) == []
    assert list(_compare(derived, read)) == [
        Finding(READINGS, 2, "marks", str(a_mark(2)), "None"),
        Finding(READINGS, 3, "marks", str(a_mark(3)), str(other)),
        Finding(READINGS, 8, "marks", "no row", str(a_mark(8))),
        Finding(READINGS, 9, "marks", "no row", str(a_mark(9))),
    ]
    long = replace(an_entry(5), ref="x" * 400)
    (found,) = _compare(EMPTY, replace(EMPTY, entries=(long,)))
    assert len(found.found) == 300


def test_nothing_is_found_wherever_an_audit_begins_or_ends(attacker: Conn) -> None:
    """A reversal that nobody has sealed yet stands in the read models already."""
    for size, since in ((353, 0), (355, 0), (SIZE, 49), (SIZE, SIZE), (HEAD, 0)):
        assert list(readings(Audited(attacker, size, since))) == [], size


def test_how_far_a_pass_is_is_told(attacker: Conn) -> None:
    telling = Telling()
    assert not list(readings(Audited(attacker, SIZE, 0, telling)))
    assert telling.told == [(READINGS, SIZE, SIZE)]
    attacker.execute("UPDATE journal.facts SET year = 2025 WHERE position IN (359, 361)")
    telling = Telling()
    assert list(readings(Audited(attacker, SIZE, 0, telling))) == []
    assert telling.told == [(READINGS, SIZE // 2, SIZE), (READINGS, SIZE, SIZE)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("score = 1.5", ("marks", "Decimal('78')", "Decimal('1.5')")),
        ("source = NULL", ("marks.source", "rv00020", "None")),
        ("withdrawn_at = 300", ("marks", "withdrawn_at=None", "withdrawn_at=300")),
        ("withdrawn_at = 999", ("marks.withdrawn_at", "None", "999")),
    ],
)
def test_a_row_is_found_once_whichever_asks_of_it(
    attacker: Conn, change: LiteralString, said: tuple[str, str, str]
) -> None:
    attacker.execute(f"UPDATE read.marks SET {change} WHERE position = 81")
    (finding,) = readings(Audited(attacker, SIZE))
    assert (finding.check, finding.position, finding.code) == (READINGS, 81, TAMPERED)
    what, expected, found = said
    assert finding.what == what
    assert expected in finding.expected and found in finding.found


def of_another_digest(conn: Conn, position: int) -> str:
    run = said(conn, position)["run"] | {"digest": "sha256:" + "0" * 64}
    right = str(said(conn, position)["run"]["digest"])
    rewrite(conn, position, run=run)
    return right


@pytest.mark.parametrize("topic", ACTS)
def test_a_run_of_another_digest_is_found(attacker: Conn, topic: str) -> None:
    position = ACTS[topic]
    right = of_another_digest(attacker, position)
    found = list(runs(Audited(attacker, HEAD)))
    (own,) = [one for one in found if one.position == position]
    assert (own.check, own.what, own.code) == (RUNS, f"run of {topic}", TAMPERED)
    assert own.expected == "sha256:" + "0" * 64
    assert own.found == right
    # Who restates what was closed names the digest of it.
    assert told(found)[1:] == [(364, "run of year-restated")] * (topic == "year-closed")
    assert told(list(runs(Audited(attacker, HEAD, position - 1)))) == told(found)
    assert (position, own.what) not in told(list(runs(Audited(attacker, HEAD, position))))
    assert told(list(runs(Audited(attacker, position - 1)))) == []


def test_how_far_the_runs_are_is_told(attacker: Conn) -> None:
    for since, done in ((0, [359, 360, 362, HEAD, HEAD]), (360, [362, HEAD, HEAD])):
        telling = Telling()
        assert list(runs(Audited(attacker, HEAD, since, telling))) == []
        assert telling.told == [(RUNS, position, HEAD) for position in done]

"""Is what was recorded about a bureau-year what scoring reads of it, column by column?"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from domain.record import Record
from projections.moments import Moment
from projections.records import load_whole_record
from scripts.bench.bureau import BUREAU, LAST, YEAR, bureau
from scripts.bench.tables import fill
from tests.conftest import Database


@pytest.fixture(scope="module")
def made() -> Record:
    return bureau(60)


def test_a_made_up_bureau_is_the_same_every_time(made: Record) -> None:
    assert bureau(60) == made
    assert bureau(60, seed=2) != made


def test_a_made_up_bureau_holds_some_of_everything(made: Record) -> None:
    counts = (len(made.entries), len(made.marks), len(made.losses), len(made.officers))
    assert counts == (900, 600, 36, 60)
    assert len(made.postings) > len(made.officers)
    assert len(made.restriction_ends) == len(made.restrictions) > 0
    for name in ("level", "quantity", "points", "merit", "reversed_at"):
        assert any(getattr(entry, name) is not None for entry in made.entries), name
    assert any(entry.share != 1 for entry in made.entries)
    assert any(mark.withdrawn_at is not None for mark in made.marks)


def test_a_plan_has_100_points_and_an_indicator_one_owner(made: Record) -> None:
    lines = [line for plan in made.plans for line in plan.lines]
    assert {sum(line.base for line in plan.lines) for plan in made.plans} == {100}
    owners = Counter(line.indicator for line in lines if line.owner)
    assert set(owners.values()) == {1}
    assert set(owners) == {line.indicator for line in lines}


@pytest.mark.postgres
def test_what_is_read_is_what_was_written(made: Record, database: Database) -> None:
    with database.connect() as conn:
        fill(conn, made)
        assert load_whole_record(conn, BUREAU, Moment(YEAR, LAST, 10**9)) == made


@pytest.mark.postgres
def test_nothing_recorded_later_is_read(made: Record, database: Database) -> None:
    head = made.entries[len(made.entries) // 2].position
    with database.connect() as conn:
        fill(conn, made)
        read = load_whole_record(conn, BUREAU, Moment(YEAR, date(YEAR, 6, 30), head))
    assert read.entries == tuple(e for e in made.entries if e.position <= head)
    assert read.losses == ()

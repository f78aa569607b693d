"""Does a run that is known from before read as one that is made anew, and is it made but once?"""

from __future__ import annotations

import gc
import json
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from domain import refusals as no
from domain.recall import MOVING, OF_SUBJECTS
from domain.runsheet import run_sheet
from projections import kept_runs
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.projector import rebuild
from projections.runs import RunAsked, load_run
from tests.conftest import Database

pytestmark = pytest.mark.postgres
BUREAU, ABOVE, YEAR, WITHDRAWN = "nanyue", "zhuhui", 2024, 9
_WIRE: Final = Path(__file__).parents[1] / "wire"
_FIRST: Final = ("unit-established", "officer-registered", "posting-recorded", "rulebook-published")
_GRANTED: Final = ("deduction-imposed", "commendation-conferred", "reprimand-issued")
_APPEND: Final = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
       actor, role, correlation,
       bureau, year, subject, number, item, indicator, effective_on, points)
SELECT coalesce(max(position), 0) + 1, clock_timestamp(), gen_random_uuid(), 'test', 1, %(topic)s,
       convert_to(%(state)s::text, 'UTF8'), 'token:test', 'owner', gen_random_uuid(),
       j ->> 'bureau', (j ->> 'year')::integer, j ->> 'subject', (j ->> 'number')::integer,
       j ->> 'item', j ->> 'indicator', (j ->> 'effective_on')::date, (j ->> 'claimed')::numeric
  FROM (SELECT %(state)s::text::jsonb AS j) AS said LEFT JOIN journal.facts ON true GROUP BY j
RETURNING position
"""


class _Counted(psycopg.Cursor[Any]):
    """How often the entries were read: nobody appraises without; and how often the postings, which
    are of everybody."""

    made = whole = 0

    def execute(self, query: Any, *given: Any, **more: Any) -> Any:
        _Counted.made += "FROM read.entries" in str(query)
        _Counted.whole += "FROM read.postings" in str(query)
        return super().execute(query, *given, **more)


class _Told:
    """A journal to which facts are appended as they are, and whoever reads the runs of it."""

    def __init__(self, database: Database, conn: psycopg.Connection[Any]) -> None:
        self.database, self.conn, self.runs, self.head = database, conn, Runs(), 0
        self.whole = False
        """Was everything read for the run asked for last?"""

    def add(self, *facts: tuple[str, dict[str, Any]]) -> None:
        with self.database.connect() as owner:
            for topic, state in facts:
                given = {"topic": topic, "state": json.dumps(state, ensure_ascii=False)}
                row = owner.execute(_APPEND, given).fetchone()
        self.database.project()
        assert row
        self.head = int(row[0])

    def makes(self, year: int, day: tuple[int, int] = (12, 31)) -> bool:
        """Was the run made anew? It reads as it is, whether or not."""
        moment, before = Moment(year, date(year, *day), self.head), (_Counted.made, _Counted.whole)
        found = self.runs.live(self.conn, BUREAU, moment)
        made, self.whole = _Counted.made > before[0], _Counted.whole > before[1]
        fresh = load_run(self.conn, RunAsked(BUREAU, moment))
        sheet = run_sheet(fresh)
        assert (found.sheet(), found.digest) == (sheet, sheet.digest)
        assert found.run.standing.record == fresh.standing.record
        return made


@pytest.fixture
def told(database: Database) -> Iterator[_Told]:
    """With a unit, an officer, his posting, and rules that stay."""
    with psycopg.connect(database.dsn("app"), autocommit=True, cursor_factory=_Counted) as conn:
        told = _Told(database, conn)
        rules = GOLDEN["rulebook-published"]
        told.add(*((topic, GOLDEN[topic]) for topic in _FIRST))
        told.add(("rulebook-published", rules | {"version": WITHDRAWN}))
        yield told


def _golden() -> dict[str, dict[str, Any]]:
    """Every fact that there is; of those that are one entry's, each is another's."""
    found = {p.stem: json.loads(p.read_text("utf-8"))["state"] for p in _WIRE.glob("*.json")}
    for number, name in enumerate(_GRANTED, start=50):
        found[name]["number"] = number
    found["rulebook-withdrawn"]["version"] = WITHDRAWN
    return found


GOLDEN: Final = _golden()


def _ends(name: str) -> bool:
    """What ends something comes after it."""
    return name.endswith(("-reversed", "-withdrawn", "-lifted", "-rescinded"))


def test_a_run_stands_until_a_fact_of_its_year_or_of_its_registers_moves_it(told: _Told) -> None:
    later = GOLDEN.keys() - set(_FIRST)
    moving = sorted(later & (MOVING | {"plan-adopted"}), key=lambda name: (_ends(name), name))
    assert told.makes(YEAR) and told.makes(YEAR - 1)
    told.add(*((topic, GOLDEN[topic]) for topic in sorted(later - set(moving))))
    assert not told.makes(YEAR) and not told.makes(YEAR - 1), "of these facts none moves a run"
    told.add(*((topic, GOLDEN[topic] | {"bureau": ABOVE}) for topic in moving))
    assert not told.makes(YEAR), "nor does what another bureau records"
    for topic in moving:
        told.add((topic, GOLDEN[topic]))
        assert told.makes(YEAR), topic
        assert told.whole == (topic not in OF_SUBJECTS), topic
        # A year's own fact moves no other year; a register is every year's.
        assert told.makes(YEAR - 1) == ("year" not in GOLDEN[topic]), topic
    assert GOLDEN.keys() >= MOVING


def _given(number: int) -> tuple[str, dict[str, Any]]:
    return "mark-given", GOLDEN["mark-given"] | {"number": number, "period": f"{YEAR}H{number}"}


def test_all_is_read_where_more_was_recorded_than_is_looked_at(
    told: _Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_runs, "FACTS_MOST", 2)
    assert told.makes(YEAR)
    told.add(_given(11), _given(12), _given(13))
    assert told.makes(YEAR) and told.whole
    told.add(_given(14), _given(15))
    assert told.makes(YEAR) and not told.whole


def test_a_run_goes_on_from_the_last_one_before_it_alone(told: _Told) -> None:
    assert told.makes(YEAR)
    told.add(("tie-resolved", GOLDEN["tie-resolved"]))
    before = told.head
    told.add(_given(11))
    head = told.head
    assert told.makes(YEAR) and told.whole
    told.add(_given(12))
    assert told.makes(YEAR) and not told.whole
    told.head = before
    assert told.makes(YEAR) and told.whole, "no run goes back"
    told.head = head + 1
    assert not told.makes(YEAR)
    assert told.makes(YEAR, (6, 30)) and told.whole, "as of another day is another run"
    told.add(_given(13), _given(14))
    assert told.makes(YEAR, (6, 30)) and not told.whole
    told.head -= 1
    assert told.makes(YEAR, (6, 30)) and not told.whole, "there is one before it too"
    live, later = (kept_runs._Last(n, None, 1) for n in (1, 2))
    known = kept_runs._Key(BUREAU, YEAR, date(YEAR, 12, 31), live, None)
    assert known.is_before(known._replace(last=later))
    assert not known._replace(closed_at=1).is_before(known._replace(last=later)), "a restated one"


def test_of_another_log_nothing_is_taken(told: _Told) -> None:
    told.add(_given(11))
    assert told.makes(YEAR)
    moved = "UPDATE journal.facts SET recorded_at = recorded_at - interval '1 us' WHERE topic = %s"
    with told.database.connect() as owner, owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute(moved, ("mark-given",))
    told.add(_given(12))
    assert told.makes(YEAR) and told.whole


def test_a_run_that_goes_on_holds_no_earlier_one(told: _Told) -> None:
    assert told.makes(YEAR)
    (first,) = (weakref.ref(parts.run) for parts in told.runs._kept.values())
    told.add(_given(11))
    assert told.makes(YEAR) and not told.whole
    told.runs._kept.popitem(last=False)
    gc.collect()
    assert first() is None


def test_an_earlier_position_is_answered_as_it_was_known_then(told: _Told) -> None:
    told.makes(YEAR)
    before = told.head
    told.add(("mark-given", GOLDEN["mark-given"]), ("claim-approved", GOLDEN["claim-approved"]))
    assert told.makes(YEAR)
    told.head = before
    assert not told.makes(YEAR), "the run of then is still there"


def test_what_a_rebuild_made_anew_is_read_anew(told: _Told) -> None:
    told.makes(YEAR)
    rebuild(told.database.dsn("projector"))
    assert told.makes(YEAR)
    assert not told.makes(YEAR)
    rebuild(told.database.dsn("projector"))
    told.add(_given(11))
    assert told.makes(YEAR) and told.whole


def test_of_so_many_rows_the_runs_asked_for_last_are_kept(
    told: _Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_runs, "ROWS_KEPT", 2 * kept_runs.ROWS_LEAST)
    days = [(6, 30), (9, 30), (12, 31)]
    assert [told.makes(YEAR, day) for day in (*days, days[2], days[1])] == [True] * 3 + [False] * 2
    assert told.makes(YEAR, days[0]), "it was asked for longest ago"
    monkeypatch.setattr(kept_runs, "ROWS_KEPT", 1)
    wanted = [True, True, False, False, True]
    again = [(1, 31), (2, 28), (1, 31), (2, 28), (3, 31)]
    assert [told.makes(YEAR, day) for day in again] == wanted, "two are compared, however large"
    assert told.makes(YEAR, again[0])


def _ask(told: _Told) -> str:
    with psycopg.connect(told.database.dsn("app"), cursor_factory=_Counted) as conn:
        moment = Moment(YEAR, date(YEAR, 12, 31), told.head)
        return told.runs.live(conn, BUREAU, moment).digest


def test_a_run_is_made_once_for_all_who_ask_meanwhile(
    told: _Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _Counted.made
    with ThreadPoolExecutor() as threads, told.database.connect() as owner:
        with owner.transaction():
            owner.execute("LOCK TABLE read.entries")
            first = threads.submit(_ask, told)
            while _Counted.made == before:
                time.sleep(0.001)
            monkeypatch.setattr(kept_runs, "WAIT_SECONDS", 0.01)
            with pytest.raises(no.RunInTheMaking):
                _ask(told)
            monkeypatch.undo()
            others = [threads.submit(_ask, told) for _ in range(3)]
        answers = {one.result() for one in (first, *others)}
    assert len(answers) == 1
    assert _Counted.made == before + 1


def test_a_run_that_could_not_be_made_is_made_for_the_next(told: _Told) -> None:
    with told.database.connect() as owner:
        owner.execute("ALTER TABLE read.entries RENAME TO away")
        with pytest.raises(psycopg.errors.UndefinedTable):
            told.makes(YEAR)
        owner.execute("ALTER TABLE read.away RENAME TO entries")
    assert told.makes(YEAR)
    assert not told.makes(YEAR)

"""Does an answer for (year, as of, position) ever change, and is every moment well defined?"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from typing import Any

import psycopg
import pytest

from domain import refusals as no
from domain.errors import Refusal
from domain.ledger import Ledger
from domain.runsheet import run_sheet
from projections import projector
from projections.kept_runs import Runs
from projections.moments import BUREAU_ZONE, Moment, resolve
from projections.projector import head
from projections.runs import RunAsked, load_run
from scripts.embedded import Server
from tests.conftest import MASTER, Database
from tests.journal.cast import BUREAU, OFFICE, YEAR, bonus
from tests.journal.crowds import overtaken
from tests.journal.databases import another_database, copy_log
from tests.journal.facts import append, log, newcomer, one
from tests.journal.loading import book, load_sample
from tests.projections.happenings import (
    OFFICERS,
    Happenings,
    answer,
    answers,
    questions,
)

pytestmark = pytest.mark.postgres

MICRO = timedelta(microseconds=1)


def _seeds(*quick: int) -> list[Any]:
    """A few seeds always, twenty more in the long run."""
    more = range(max(quick) + 1, max(quick) + 21)
    return [*quick, *(pytest.param(seed, marks=pytest.mark.long) for seed in more)]


@pytest.fixture(scope="module")
def lived(module_database: Database) -> Database:
    """The small sample, and a year's worth of happenings after it."""
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        load_sample(ledger, "small")
        assert Happenings(seed=1).happen(ledger, 150) > 50
    module_database.project()
    return module_database


@pytest.fixture
def conn(lived: Database) -> Iterator[psycopg.Connection[Any]]:
    with lived.connect("auditor") as conn:
        yield conn


def test_a_run_kept_from_before_answers_as_one_made_anew(conn: psycopg.Connection[Any]) -> None:
    """Whatever was recorded between the two."""
    kept, days = Runs(), (date(YEAR, 6, 30), date(YEAR, 12, 31))
    for position in range(head(conn) - 8, head(conn) + 1):
        moment = Moment(YEAR, days[position % 2], position)
        for officer in OFFICERS[position % 3 :: 3]:
            subject = f"officer:{officer}"
            fresh = answer(conn, subject, moment)
            assert answer(conn, subject, moment, kept) == fresh, (subject, moment)


def test_a_run_that_goes_on_step_by_step_is_the_run_of_the_whole_record(
    conn: psycopg.Connection[Any],
) -> None:
    kept, last = Runs(), head(conn)
    for n, position in enumerate(range(last - 90, last + 1, 3)):
        moment = Moment(YEAR, (date(YEAR, 6, 30), date(YEAR, 12, 31))[n % 2], position)
        found, fresh = kept.live(conn, BUREAU, moment), load_run(conn, RunAsked(BUREAU, moment))
        assert found.sheet() == run_sheet(fresh), moment
        assert found.run.places == fresh.places
        assert found.run.standing.record == fresh.standing.record


def _thousand_more(officers: tuple[str, ...], name: str) -> Any:
    """Bonuses for everybody, effective on every day of the year."""
    rows = [
        {
            "ref": f"{name}-{n}",
            "subject": f"officer:{officers[n % len(officers)]}",
            "kind": "bonus",
            "item": "K1",
            "effective_on": date(YEAR, 1, 1) + timedelta(days=n % 366),
        }
        for n in range(1000)
    ]
    return book({"entries": rows}, name)


def _happen_on(database: Database, seed: int) -> None:
    with Ledger(database.dsn("app"), MASTER) as ledger:
        Happenings(seed).happen(ledger, 40)
        posted = tuple(o for o in OFFICERS if _takes_entries(ledger, o))
        ledger.import_workbook(_thousand_more(posted, f"more-{seed}"), OFFICE)
    database.project()


def _takes_entries(ledger: Ledger, number: str) -> bool:
    try:
        ledger.handle(bonus(number), OFFICE)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("seed", _seeds(2))
def test_an_answer_never_changes_whatever_is_recorded_later(lived: Database, seed: int) -> None:
    with lived.connect("auditor") as conn:
        asked = questions(seed, projector.head(conn), 40)
        before = answers(conn, asked)
        head = projector.head(conn)
    _happen_on(lived, seed)
    with lived.connect("app") as fresh:
        assert projector.head(fresh) >= head + 1000
        assert answers(fresh, asked) == before
        now = [(subject, Moment(YEAR, m.as_of, projector.head(fresh))) for subject, m in asked]
        assert answers(fresh, now) != before
    assert projector.rebuild(lived.dsn("projector")).differed == ()
    with lived.connect("auditor") as rebuilt:
        assert answers(rebuilt, asked) == before


@pytest.mark.parametrize("seed", _seeds(1))
def test_an_answer_depends_on_the_facts_up_to_its_position_alone(
    server: Server, lived: Database, seed: int
) -> None:
    """A database that never held the later facts gives the same, lines and digest included."""
    with lived.connect("auditor") as conn:
        head = projector.head(conn)
        dice = random.Random(seed)
        for upto in (3, *(dice.randint(300, head) for _ in range(3))):
            asked = [(s, Moment(YEAR, m.as_of, upto)) for s, m in questions(upto, head, 25)]
            prefix = another_database(server)
            copy_log(lived, prefix, upto)
            prefix.project()
            with prefix.connect("auditor") as only:
                assert projector.head(only) == upto
                assert answers(only, asked) == answers(conn, asked)


def test_a_moment_is_the_last_fact_recorded_by_then(
    conn: psycopg.Connection[Any],
) -> None:
    times = [fact["recorded_at"] for fact in log(conn)]
    dice = random.Random(4)
    for at in (times[0] - MICRO, times[0], times[-1], *dice.sample(times, 25)):
        for asked in (at - MICRO, at, at + MICRO):
            moment = resolve(conn, YEAR, known_at=asked)
            assert moment.position == bisect_right(times, asked)


def test_a_moment_may_be_said_in_any_time_zone(conn: psycopg.Connection[Any]) -> None:
    at = log(conn)[100]["recorded_at"]
    for hours in (-11, 0, 8, 14):
        asked = at.astimezone(timezone(timedelta(hours=hours)))
        assert resolve(conn, YEAR, known_at=asked).position == 101


def test_known_at_and_its_position_get_the_same_answer(conn: psycopg.Connection[Any]) -> None:
    at = log(conn)[350]["recorded_at"]
    by_time = resolve(conn, YEAR, date(YEAR, 9, 15), known_at=at)
    assert by_time == resolve(conn, YEAR, date(YEAR, 9, 15), position=351)


def test_left_out_a_question_is_about_the_end_of_the_year_as_known_now(
    conn: psycopg.Connection[Any],
) -> None:
    today = datetime.now(BUREAU_ZONE).date()
    assert resolve(conn, YEAR) == Moment(YEAR, date(YEAR, 12, 31), projector.head(conn))
    assert resolve(conn, today.year).as_of == today


def test_a_question_about_the_future_is_refused(conn: psycopg.Connection[Any]) -> None:
    today, now = datetime.now(BUREAU_ZONE).date(), datetime.now(UTC)
    for asked in (
        {"year": today.year, "as_of": today + timedelta(days=1)},
        {"year": today.year + 1},
        {"year": YEAR, "known_at": now + timedelta(seconds=30)},
        {"year": YEAR, "position": projector.head(conn) + 1},
    ):
        with pytest.raises(no.QuestionInTheFuture):
            resolve(conn, **asked)


def test_a_day_of_another_year_and_two_moments_at_once_are_refused(
    conn: psycopg.Connection[Any],
) -> None:
    for day in (date(YEAR - 1, 12, 31), date(YEAR + 1, 1, 1)):
        with pytest.raises(no.AsOfOutsideYear):
            resolve(conn, YEAR, day)
    with pytest.raises(no.TwoMoments):
        resolve(conn, YEAR, known_at=datetime.now(UTC), position=1)


def _position_at(database: Database, moment: datetime) -> int:
    with database.connect("auditor") as conn:
        return int(one(conn, "SELECT journal.position_at(%s)", moment))


@pytest.mark.parametrize("kept", [True, False], ids=["committed", "rolled back"])
def test_a_moment_asked_while_an_append_is_under_way_waits_for_it(
    database: Database, kept: bool
) -> None:
    """Its facts bear an earlier time than they become visible at."""
    with database.connect("app") as writer:
        append(writer, [newcomer("a")])
        moments: list[datetime] = []

        def ask() -> int:
            moments.append(datetime.now(UTC))
            return _position_at(database, moments[0])

        with overtaken(database, ask, newcomer("b")) as told:
            assert not told.done()
            if not kept:
                raise psycopg.Rollback
        assert told.result() == (2 if kept else 1)
        _, last, at = append(writer, [newcomer("c")])
        assert at > moments[0]
        assert _position_at(database, moments[0]) == last - 1


def test_a_moment_before_the_append_under_way_leaves_it_out(database: Database) -> None:
    with database.connect("app") as writer:
        before = append(writer, [newcomer("a")])[2]
    with overtaken(database, partial(_position_at, database, before), newcomer("b")) as told:
        pass
    assert told.result() == 1


def test_the_moment_of_a_fact_ahead_of_the_clock_is_no_future(database: Database) -> None:
    """After a clock was put back, a receipt's own moment can be asked about at once."""
    with database.connect() as owner, database.connect("app") as writer:
        append(writer, [newcomer("a")])
        owner.execute(
            "INSERT INTO journal.facts SELECT position + 1, recorded_at + interval '1 hour',"
            " gen_random_uuid(), stream_name, version, topic, state, actor, role, request,"
            " correlation, causation, bureau FROM journal.facts"
        )
        at = append(writer, [newcomer("b")])[2]
        database.project()
        assert resolve(writer, YEAR, known_at=at).position == 3
        assert resolve(writer, YEAR, known_at=at - MICRO).position == 2
        assert resolve(writer, YEAR, known_at=datetime.now(UTC)).position == 1
        with pytest.raises(no.QuestionInTheFuture):
            resolve(writer, YEAR, known_at=at + MICRO)

"""Which date and which position does a question mean?"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, LiteralString
from zoneinfo import ZoneInfo

import psycopg
from pydantic import AwareDatetime, BeforeValidator

from domain import refusals as no
from projections.projector import SHAPE, cursor, head
from projections.shape import made_by
from projections.understanding import understood_up_to

WAIT_SECONDS: Final = 5.0
POLL_SECONDS: Final = 0.005
BUREAU_ZONE: Final = ZoneInfo("Asia/Shanghai")

_POSITION_AT: Final[LiteralString] = """
SELECT journal.position_at(%s), greatest(clock_timestamp(), (
    SELECT recorded_at FROM journal.facts ORDER BY position DESC LIMIT 1))
"""
"""And what is settled: the clock may have been put back behind the last fact."""
_STAND: Final[LiteralString] = """
SELECT (SELECT coalesce(max(position), 0) FROM journal.facts),
       (SELECT position FROM read.cursor AS c WHERE to_jsonb(c) ->> 'shape' = %s)
"""
_FOLLOWED: Final[LiteralString] = """
SELECT EXISTS (SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
                WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted
                  AND (l.classid::bigint << 32 | l.objid::bigint)
                      = hashtext('merit-ledger/projector')::bigint),
       EXISTS (SELECT FROM journal.facts WHERE position = %s + 1
                  AND recorded_at < clock_timestamp() - make_interval(secs => %s))
"""
"""Does a projector lead, and is the oldest fact not yet folded older than a reader waits?"""


def _written_out(given: object) -> object:
    """RFC 3339 text: seconds since some epoch are no moment that people can read."""
    if not (isinstance(given, str) and re.match(r"\d{4}-\d\d-\d\d[Tt ]", given, re.ASCII)):
        raise ValueError("write the time as 2025-01-20T00:00:00+08:00")
    return given


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment of knowledge as people write it, with its offset; the same at every door."""


@dataclass(frozen=True)
class Moment:
    """Both clocks of an answer: the business date and the position known."""

    year: int
    as_of: date
    position: int


def resolve(
    conn: psycopg.Connection[Any],
    year: int,
    as_of: date | None = None,
    known_at: datetime | None = None,
    position: int | None = None,
) -> Moment:
    """The moment asked for. Left out: 31 December or today, and the head.

    Raises QuestionInTheFuture, AsOfOutsideYear, TwoMoments, ReadModelBehind.
    """
    known = known_position(conn, known_at, position)
    today = datetime.now(BUREAU_ZONE).date()
    return Moment(year, _as_of(year, as_of, today), known)


def known_day(as_of: date | None) -> date:
    """The business date asked for, in whatever year; left out: today."""
    today = datetime.now(BUREAU_ZONE).date()
    if as_of is not None and as_of > today:
        raise no.QuestionInTheFuture(name="as_of", asked=as_of, now=today)
    return as_of or today


def known_position(
    conn: psycopg.Connection[Any], known_at: datetime | None = None, position: int | None = None
) -> int:
    """The position that a moment of knowledge names, once the read models have it."""
    if known_at is not None and position is not None:
        raise no.TwoMoments()
    if known_at is not None:
        known, folded = _position_at(conn, known_at), -1
    else:
        last, folded = _stand(conn)
        if position is not None and position > last:
            raise no.QuestionInTheFuture(name="position", asked=position, now=last)
        known = last if position is None else position
    if folded < known:
        wait_for(conn, known)
    return known


def _as_of(year: int, asked: date | None, today: date) -> date:
    last = date(year, 12, 31)
    if asked is None:
        if date(year, 1, 1) > today:
            raise no.QuestionInTheFuture(name="year", asked=year, now=today)
        return min(last, today)
    if asked > today:
        raise no.QuestionInTheFuture(name="as_of", asked=asked, now=today)
    if asked.year != year:
        raise no.AsOfOutsideYear(as_of=asked, year=year)
    return asked


def _position_at(conn: psycopg.Connection[Any], known_at: datetime) -> int:
    row = conn.execute(_POSITION_AT, (known_at,)).fetchone()
    assert row is not None
    if known_at > row[1]:
        now = row[1].astimezone(UTC).isoformat()
        raise no.QuestionInTheFuture(name="known_at", asked=known_at.isoformat(), now=now)
    return int(row[0])


def _stand(conn: psycopg.Connection[Any]) -> tuple[int, int]:
    """The journal's head, and how far the read models reach (-1: none are there), asked at once."""
    try:
        row = conn.execute(_STAND, (SHAPE,)).fetchone()
    except psycopg.errors.UndefinedTable:
        return head(conn), -1
    assert row is not None
    return int(row[0]), -1 if row[1] is None else int(row[1])


@dataclass(frozen=True)
class Following:
    """Where the journal and the read models stand, and why a reader would wait in vain, if so."""

    journal: int
    read_model: int
    trouble: str | None

    @property
    def lag(self) -> int:
        """Facts that are not folded yet."""
        return self.journal - self.read_model


def following(conn: psycopg.Connection[Any]) -> Following:
    """How do the read models keep up?"""
    last, at = head(conn), cursor(conn)
    row = conn.execute(_FOLLOWED, (at, WAIT_SECONDS)).fetchone()
    assert row is not None
    led, overdue = row
    trouble = None
    if last > at and not led:
        trouble = "there are new facts, and no projector folds them"
    elif last > at and overdue:
        trouble = f"the read models have been behind for more than {WAIT_SECONDS:.0f} s"
    return Following(last, at, trouble)


_WAITING: Final[LiteralString] = """
SELECT greatest(0, extract(epoch FROM clock_timestamp() - recorded_at))::bigint
  FROM journal.facts WHERE position = %s + 1
"""


def waiting_seconds(conn: psycopg.Connection[Any], folded: int) -> int:
    """How old is the first fact after those folded?"""
    row = conn.execute(_WAITING, (folded,)).fetchone()
    return int(row[0]) if row else 0


def wait_for(conn: psycopg.Connection[Any], position: int, seconds: float = WAIT_SECONDS) -> None:
    """Until the read models have the position; refused after `seconds`."""
    until, held = time.monotonic() + seconds, -1
    while (at := _folded(conn)) < position:
        if at > held:
            # No waiting helps where the projector holds at a fact of a newer program.
            understood_up_to(conn, at, at + 1)
            held = at
        if time.monotonic() > until:
            raise no.ReadModelBehind(cursor=at, position=position)
        time.sleep(POLL_SECONDS)


def _folded(conn: psycopg.Connection[Any]) -> int:
    """The read models' position; -1 where no projector of this program has made them yet."""
    try:
        at = made_by(conn, SHAPE)
    except psycopg.errors.UndefinedTable:
        return -1
    return -1 if at is None else at

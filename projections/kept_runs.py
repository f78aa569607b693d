"""Which runs are known from before, so that nobody appraises again what has not moved?

A run is a function of its bureau, its year and date, and the facts that move it: those of
`domain.recall.MOVING`, of its bureau and year or of its bureau's registers. It stands until the
next of them, whatever else is recorded; where that is an entry or a mark, the next run goes on from
it, and those alone are read and worked out whom it reaches. It holds no name: who is who is asked
at each answer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, LiteralString, NamedTuple, TypeVar

import psycopg

from domain import refusals as no
from domain.banding import Place
from domain.journal.names import UPCASTS
from domain.reaching import appraise_on
from domain.recall import MOVING, OF_SUBJECTS
from domain.restating import restate
from domain.run import Run
from domain.runsheet import OfficerRow, Rows, RunSheet, UnitRow
from domain.vocabulary import fixed, grouped
from projections.moments import Moment
from projections.records import load_record_on
from projections.runs import RunAsked, find_run, load_run

ROWS_KEPT: Final = 800_000
"""Of people, postings, entries and marks, all runs together: about a kilobyte each."""
ROWS_LEAST: Final = 2_000
"""So many a run counts for at least: its rulebooks take room too."""
RUNS_LEAST: Final = 2
"""So many are kept however large they are: two are compared."""
WAIT_SECONDS: Final = 30.0
_TOPICS: Final = sorted(MOVING | {old for old, (new, _) in UPCASTS.items() if new in MOVING})
_MOVED: Final[LiteralString] = """
SELECT position, recorded_at, to_regnamespace('read')::oid FROM (
    (SELECT position, recorded_at FROM journal.facts
      WHERE (bureau, year, position) >= (%(bureau)s, %(year)s::smallint, 0)
        AND (bureau, year, position) <= (%(bureau)s, %(year)s::smallint, %(position)s)
        AND topic = ANY(%(topics)s) ORDER BY bureau DESC, year DESC, position DESC LIMIT 1)
    UNION ALL
    (SELECT position, recorded_at FROM journal.facts WHERE bureau = %(bureau)s
        AND year IS NULL AND position <= %(position)s AND topic = ANY(%(topics)s)
      ORDER BY year DESC, position DESC LIMIT 1)) AS last
 ORDER BY position DESC LIMIT 1
"""
"""The last fact that moved a run, and which read schema told of it: a rebuild makes another.

It is ordered, and compared, by all of an index: by the position alone, the planner would rather go
back through everybody's facts until it meets one of the bureau's.
"""
FACTS_MOST: Final = 1_000
"""Where more were recorded since a run, it is made of the whole record."""
_SINCE: Final[LiteralString] = """
SELECT position, recorded_at, topic, subject FROM (
    (SELECT * FROM journal.facts
      WHERE (bureau, year, position) >= (%(bureau)s, %(year)s::smallint, %(after)s)
        AND (bureau, year, position) <= (%(bureau)s, %(year)s::smallint, %(position)s)
        AND topic = ANY(%(topics)s) ORDER BY bureau, year, position LIMIT %(limit)s)
    UNION ALL
    (SELECT * FROM journal.facts WHERE bureau = %(bureau)s
        AND year IS NULL AND position BETWEEN %(after)s AND %(position)s
        AND topic = ANY(%(topics)s) ORDER BY year, position LIMIT %(limit)s)) AS since
 ORDER BY position LIMIT %(limit)s
"""


Made = TypeVar("Made")


class _Last(NamedTuple):
    position: int
    recorded_at: datetime | None = None
    schema: int | None = None


class _Key(NamedTuple):
    bureau: str
    year: int
    as_of: date
    last: _Last
    closed_at: int | None

    def is_before(self, other: _Key) -> bool:
        """Is it a live run of the same, known earlier and told by the same read models?"""
        alike = self[:3] == other[:3] and self.last.schema == other.last.schema
        return alike and self.closed_at is None and self.last.position < other.last.position


def _subjects_since(conn: psycopg.Connection[Any], last: _Key, position: int) -> set[str] | None:
    """Whose entries and marks moved since; None where more was recorded, or in another log."""
    given = {"bureau": last.bureau, "year": last.year, "after": last.last.position}
    given |= {"position": position, "topics": _TOPICS, "limit": FACTS_MOST + 2}
    rows = conn.execute(_SINCE, given).fetchall()
    same_log = bool(rows) and rows[0][:2] == last.last[:2]
    since = rows[1:]
    if not same_log or len(since) > FACTS_MOST:
        return None
    if any(topic not in OF_SUBJECTS for _, _, topic, _ in since):
        return None
    return {subject for *_, subject in since}


class _Parts:
    """What is made of a run for one answer after another."""

    def __init__(self, run: Run) -> None:
        self.run, self.rows = run, Rows(run)
        self.places = {p.officer: p for p in run.places}
        # Worked out now, they are known of the run at every position.
        self.ranked, self.pay = run.ranked, run.pay
        by_group = grouped(run.places, lambda p: p.group)
        self.groups = {group: sorted(of, key=_best_first) for group, of in by_group.items()}
        self.made: dict[object, Any] = {}

    @property
    def weight(self) -> int:
        record = self.run.standing.record
        rows = len(self.places) + len(record.entries) + len(record.marks) + len(record.postings)
        return max(ROWS_LEAST, rows)


def _best_first(p: Place) -> tuple[bool, int, str]:
    return p.rank is None, p.rank or 0, p.officer


class Appraised:
    """A run at the position that was asked for; those without a rank stand last in their group."""

    def __init__(self, parts: _Parts, position: int, restates: str | None = None) -> None:
        self.run, self._parts = parts.run.known_at(position), parts
        self._position, self._restates = position, restates

    @property
    def digest(self) -> str:
        """That of its sheet."""
        return self._parts.rows.digest(self._position, self._restates)

    @property
    def foot(self) -> dict[str, Any]:
        """What every answer says of the run that it is taken from."""
        standing = self.run.standing
        return {
            "bureau": standing.record.bureau,
            "year": standing.record.year,
            "as_of": standing.as_of.isoformat(),
            "position": self._position,
            "edition": standing.edition.ref,
        }

    @property
    def places(self) -> Mapping[str, Place]:
        return self._parts.places

    def once(self, make: Callable[[Appraised], Made]) -> Made:
        """What `make` makes of the run, whatever the position, kept with it."""
        made = self._parts.made
        if make not in made:
            made[make] = make(self)
        found: Made = made[make]
        return found

    def of_group(self, group: str | None) -> Sequence[Place]:
        """Best first; None: those who are in no comparison group."""
        return self._parts.groups.get(group, ())

    def ranked(self, group: str) -> Sequence[Place]:
        """Of a group those who have a rank: they stand first in it."""
        return self.of_group(group)[: len(self._parts.ranked.get(group, ()))]

    def score(self, place: Place) -> str | None:
        score = place.standing.score
        return None if score is None else fixed(score, self.run.standing.edition.decimals)

    def row(self, place: Place) -> OfficerRow:
        return self._parts.rows.officer(place)

    def units(self) -> tuple[UnitRow, ...]:
        return self._parts.rows.units()

    def sheet(self) -> RunSheet:
        return self._parts.rows.sheet(self._position, self._restates)

    def sheet_of(self, officer: str) -> RunSheet:
        """Of the officers this one alone, if there is one; the digest is the whole's."""
        place = self.places.get(officer)
        return self._parts.rows.sheet_of(place, self._position, self._restates)


class Runs:
    """The runs asked for last, of so many rows together; each is made once for all who ask."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, _Parts] = OrderedDict()
        self._making: dict[_Key, Future[_Parts]] = {}
        self._lock = threading.Lock()

    def named(self, conn: psycopg.Connection[Any], ref: str, known: int) -> Appraised:
        """The run that a ref names; raises RunNotFound."""
        return self.get(conn, find_run(conn, ref, known))

    def live(self, conn: psycopg.Connection[Any], bureau: str, moment: Moment) -> Appraised:
        return self.get(conn, RunAsked(bureau, moment))

    def get(self, conn: psycopg.Connection[Any], asked: RunAsked) -> Appraised:
        """Raises NoRulebookPublished; RunInTheMaking where another takes too long to make it."""
        moment = asked.moment
        given = {"bureau": asked.bureau, "year": moment.year, "position": moment.position}
        row = conn.execute(_MOVED, given | {"topics": _TOPICS}).fetchone()
        last = _Last(*row) if row else _Last(moment.position)
        key = _Key(asked.bureau, moment.year, moment.as_of, last, asked.closed_at)
        parts = self._kept_or_made(key, lambda: _Parts(self._run(conn, asked, key)))
        return Appraised(parts, moment.position, asked.restates)

    def _run(self, conn: psycopg.Connection[Any], asked: RunAsked, key: _Key) -> Run:
        """At the last position that moved it."""
        moment = replace(asked.moment, position=key.last.position)
        now = replace(asked, moment=moment, closed_at=None)
        if asked.closed_at is None:
            return self._kept_up(conn, key) or load_run(conn, now)
        at = replace(asked.moment, position=asked.closed_at)
        closed = self.live(conn, asked.bureau, at).run
        return restate(closed, self.live(conn, asked.bureau, now.moment).run)

    def _kept_up(self, conn: psycopg.Connection[Any], key: _Key) -> Run | None:
        """From the last run before it, where nothing was recorded since but entries and marks."""
        with self._lock:
            earlier = [known for known in self._kept if known.is_before(key)]
            last = max(earlier, key=lambda known: known.last.position, default=None)
            run = self._kept[last].run if last else None
        position = key.last.position
        subjects = _subjects_since(conn, last, position) if last else None
        if run is None or subjects is None:
            return None
        record = load_record_on(conn, run.standing.record, position, subjects)
        return appraise_on(run, record, position)

    def _kept_or_made(self, key: _Key, make: Callable[[], _Parts]) -> _Parts:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.get(key)
            mine = making is None
            if making is None:
                making = self._making[key] = Future()
        if mine:
            self._make(key, making, make)
        try:
            return making.result(WAIT_SECONDS)
        except TimeoutError:
            raise no.RunInTheMaking() from None

    def _make(self, key: _Key, making: Future[_Parts], make: Callable[[], _Parts]) -> None:
        """What it fails for, it fails for to all who wait."""
        try:
            made = make()
        except BaseException as failed:  # noqa: BLE001  (raised again by whoever asks for it)
            with self._lock:
                del self._making[key]
            making.set_exception(failed)
            return
        with self._lock:
            del self._making[key]
            self._kept[key] = made
            rows = sum(parts.weight for parts in self._kept.values())
            while rows > ROWS_KEPT and len(self._kept) > RUNS_LEAST:
                rows -= self._kept.popitem(last=False)[1].weight
        making.set_result(made)

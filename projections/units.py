"""How do a bureau's units stand beside each other, and who serves in one of them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString

import psycopg

from domain.journal.keyring import Keyring
from domain.runsheet import UnitRow
from domain.vocabulary import grouped
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.names import get_names
from projections.records import bureau_of_unit
from projections.scores import DIGEST, View, digest_of

_KINDS: Final[LiteralString] = """
SELECT unit, kind, coalesce(effective_on <= %(as_of)s, true) AS begun FROM read.units
 WHERE bureau = %(bureau)s AND position <= %(position)s
 ORDER BY effective_on NULLS FIRST, position
"""


_MEMBERS: Final[LiteralString] = """
SELECT officer, post_level, start_on, until_on FROM (
    SELECT DISTINCT ON (officer, start_on) * FROM read.postings
     WHERE bureau = %(bureau)s AND unit = %(unit)s AND position <= %(position)s
     ORDER BY officer, start_on, position DESC) AS known
 WHERE start_on <= %(as_of)s AND (until_on IS NULL OR until_on > %(as_of)s)
 ORDER BY officer
"""
"""The version of each posting that was recorded last, if it covers the day."""


class UnitPlace(View):
    """A unit's place among the units of its kind; without a score there is none."""

    unit: str
    kind: str
    score: str | None
    rank: int | None
    of: int
    """How many of its kind have a score."""


class UnitRanking(View):
    """A bureau-year's units, kind by kind, best first; `run` is the digest of the run."""

    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    run: str
    units: tuple[UnitPlace, ...]
    count: int
    digest: str


def get_unit_ranking(
    conn: psycopg.Connection[Any], runs: Runs, bureau: str, moment: Moment
) -> UnitRanking:
    """Equal scores share a rank, and the next one skips (1-2-2-4)."""
    found = runs.live(conn, bureau, moment)
    kinds = _kinds(conn, bureau, moment)
    by_kind = grouped(found.units(), lambda row: kinds[row.unit])
    units = tuple(place for kind in sorted(by_kind) for place in _places(kind, by_kind[kind]))
    view = UnitRanking(**found.foot, run=found.digest, units=units, count=len(units), digest="")
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _kinds(conn: psycopg.Connection[Any], bureau: str, moment: Moment) -> Mapping[str, str]:
    """As the record reads them: the last that has begun, else the first that will."""
    kinds: dict[str, str] = {}
    given = {"bureau": bureau, "position": moment.position, "as_of": moment.as_of}
    for unit, kind, begun in conn.execute(_KINDS, given):
        if begun or unit not in kinds:
            kinds[unit] = kind
    return kinds


def _places(kind: str, rows: Sequence[UnitRow]) -> list[UnitPlace]:
    scored = [Decimal(row.score) for row in rows if row.score is not None]
    places = []
    for row in rows:
        above = None if row.score is None else sum(one > Decimal(row.score) for one in scored)
        rank = None if above is None else above + 1
        places.append(
            UnitPlace(unit=row.unit, kind=kind, score=row.score, rank=rank, of=len(scored))
        )
    return sorted(places, key=lambda place: (place.rank is None, place.rank or 0, place.unit))


class Member(View):
    """An officer who serves in the unit on the day; `until` is the first day that he does not."""

    officer: str
    name: str
    post_level: str
    start: date
    until: date | None


class Members(View):
    """Who serves in the unit `subject` on a day, by the facts known at a position."""

    bureau: str
    subject: str
    as_of: str
    position: int
    members: tuple[Member, ...]
    count: int
    digest: str


def get_members(
    conn: psycopg.Connection[Any],
    unit: str,
    moment: Moment,
    keyring: Keyring,
    bureau: str | None = None,
) -> Members:
    """Raises UnknownUnit."""
    found = bureau_of_unit(conn, unit, moment.position, bureau)
    given = {"bureau": found, "unit": unit, "position": moment.position, "as_of": moment.as_of}
    rows = conn.execute(_MEMBERS, given).fetchall()
    names = get_names(conn, found, moment, keyring, [row[0] for row in rows])
    members = tuple(
        Member(
            officer=officer, name=names.officer(officer), post_level=level, start=start, until=until
        )
        for officer, level, start, until in rows
    )
    view = Members(
        bureau=found,
        subject=f"unit:{unit}",
        as_of=moment.as_of.isoformat(),
        position=moment.position,
        members=members,
        count=len(members),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})

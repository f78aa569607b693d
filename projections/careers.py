"""Which results of which years are known of an officer, as they were known then?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.banding import Place
from domain.restraints import intervals
from domain.run import Run
from domain.scoring import Entry
from domain.vocabulary import fixed, plain
from projections.kept_runs import Appraised, Runs
from projections.moments import Moment
from projections.records import load_record, load_whole_record
from projections.scores import DIGEST, View, digest_of

_LAST_RESULT: Final[LiteralString] = """
SELECT act, said ->> 'number' FROM read.year_acts
 WHERE bureau = %s AND year = %s AND position <= %s AND act IN ('year-closed', 'year-restated')
 ORDER BY position DESC LIMIT 1
"""
_BUREAUS: Final[LiteralString] = """
SELECT bureau FROM read.officers WHERE officer = %(officer)s AND position <= %(position)s
UNION SELECT bureau FROM read.postings WHERE officer = %(officer)s AND position <= %(position)s
ORDER BY 1
"""


class AwardRow(View):
    """An entry that stood at the position: what it was granted for."""

    entry: str
    kind: str
    item: str | None
    level: str | None
    effective_on: str


class MarkKnown(View):
    """A mark that counted."""

    series: str
    period: str
    score: str


class GrowthYear(View):
    """A bureau-year: the closed run, or the last restated one; `run` null: not closed by then."""

    bureau: str
    year: int
    run: str | None
    unit: str | None
    score: str | None
    rank: int | None
    band: int | None
    grade: str | None
    pay: str | None
    commendations: dict[str, int]
    """How many by item."""
    entries: tuple[AwardRow, ...]
    marks: tuple[MarkKnown, ...]


class RestrictionKnown(View):
    """A restriction that was recorded; `until` is not included, null: it has no end yet."""

    bureau: str
    restriction: str
    rule: str
    effective_on: date
    until: date | None


class Growth(View):
    """An officer's growth account (个人成长账户), as known at the position."""

    officer: str
    years: tuple[GrowthYear, ...]
    restrictions: tuple[RestrictionKnown, ...]
    position: int
    count: int
    digest: str


@dataclass(frozen=True)
class Known:
    """The result of a bureau-year as known at a position."""

    ref: str
    appraised: Appraised

    @property
    def run(self) -> Run:
        return self.appraised.run

    def place(self, officer: str) -> Place | None:
        return self.appraised.places.get(officer)


def known_result(
    conn: psycopg.Connection[Any], runs: Runs, of: tuple[str, int], position: int
) -> Known | None:
    """The closed run, or the last restated one."""
    bureau, year = of
    row = conn.execute(_LAST_RESULT, (bureau, year, position)).fetchone()
    if row is None:
        return None
    act, number = row
    ref = f"{bureau}:{year}:" + ("closed" if act == "year-closed" else f"restated-{number}")
    return Known(ref, runs.named(conn, ref, position))


def get_growth(
    conn: psycopg.Connection[Any],
    runs: Runs,
    officer: str,
    years: Sequence[int],
    at: tuple[date, int],
) -> Growth:
    """All the years in every bureau that ever had him; raises UnknownOfficer."""
    _, position = at
    given = {"officer": officer, "position": position}
    bureaus = [str(row[0]) for row in conn.execute(_BUREAUS, given)]
    if not bureaus:
        raise no.UnknownOfficer(officer=officer)
    of = [(bureau, year) for bureau in bureaus for year in sorted(years)]
    found = [_year(conn, runs, one, officer, at) for one in of]
    growth = Growth(
        officer=officer,
        years=tuple(year for year in found if year is not None),
        restrictions=tuple(_restrictions(conn, bureaus, officer, at)),
        position=position,
        count=len([year for year in found if year is not None]),
        digest="",
    )
    return growth.model_copy(update={DIGEST: digest_of(growth.model_dump(mode="json"))})


def _year(
    conn: psycopg.Connection[Any],
    runs: Runs,
    of: tuple[str, int],
    officer: str,
    at: tuple[date, int],
) -> GrowthYear | None:
    """None where nothing is known of him in that year."""
    (bureau, year), (today, position), subject = of, at, f"officer:{officer}"
    as_of = min(date(year, 12, 31), max(today, date(year, 1, 1)))
    record = load_record(conn, bureau, Moment(year, as_of, position), [subject])
    own = [e for e in record.entries if e.subject == subject and e.in_force(as_of, position)]
    marks = [m for m in record.marks_in_force(as_of, position) if m.subject == subject]
    known = known_result(conn, runs, of, position)
    place = known.place(officer) if known else None
    if place is None and not own and not marks:
        return None
    return GrowthYear(
        bureau=bureau,
        year=year,
        run=known.ref if known else None,
        **_result(known, place),
        commendations=_commendations(own),
        entries=tuple(_award(entry) for entry in own),
        marks=tuple(
            MarkKnown(series=m.series, period=m.period, score=plain(m.score)) for m in marks
        ),
    )


def _result(known: Known | None, place: Place | None) -> dict[str, Any]:
    if known is None or place is None:
        return dict.fromkeys(("unit", "score", "rank", "band", "grade", "pay"))
    row, rate = place.standing, known.run.pay.get(place.officer)
    decimals = known.run.standing.edition.decimals
    return {
        "unit": row.unit,
        "score": None if row.score is None else fixed(row.score, decimals),
        "rank": place.rank,
        "band": place.band,
        "grade": place.grade,
        "pay": None if rate is None else plain(rate),
    }


def _commendations(entries: Iterable[Entry]) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in entries:
        if entry.kind == "commendation" and entry.item is not None:
            found[entry.item] = found.get(entry.item, 0) + 1
    return dict(sorted(found.items()))


def _award(entry: Entry) -> AwardRow:
    return AwardRow(
        entry=entry.ref,
        kind=entry.kind,
        item=entry.item,
        level=entry.level,
        effective_on=entry.effective_on.isoformat(),
    )


def _restrictions(
    conn: psycopg.Connection[Any], bureaus: Iterable[str], officer: str, at: tuple[date, int]
) -> Iterator[RestrictionKnown]:
    as_of, position = at
    for bureau in bureaus:
        record = load_whole_record(conn, bureau, Moment(as_of.year, as_of, position))
        found = intervals(record, position, {}, record.editions(position))
        for one in found.get(f"officer:{officer}", ()):
            yield RestrictionKnown(
                bureau=bureau,
                restriction=one.source,
                rule=one.rule,
                effective_on=one.start,
                until=one.end,
            )

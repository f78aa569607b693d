"""Who of a bureau comes into question by the results of several years, as they were known then?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from domain.restraints import Interval, intervals
from domain.scoring import ZERO
from domain.selecting import Career, Result, Selected, Selection, judge
from projections.careers import Known, known_result
from projections.kept_runs import Runs
from projections.moments import Moment
from projections.records import load_record
from projections.scores import DIGEST, View, digest_of


class ReasonRow(View):
    """A condition, whether it was met, and how that reads."""

    code: str
    met: bool
    zh: str
    en: str


class SelectedRow(View):
    """An officer, in or out, and why."""

    officer: str
    selected: bool
    reasons: tuple[ReasonRow, ...]


class SelectionView(View):
    """Who comes into question by the results up to a year; `results` are those known of each.

    `selected` of `count` officers are in, however many of them are told here.
    """

    bureau: str
    selection: str
    zh: str
    en: str
    years: int
    last_year: int
    as_of: str
    position: int
    results: dict[str, str | None]
    officers: tuple[SelectedRow, ...]
    selected: int
    count: int
    digest: str


@dataclass(frozen=True)
class Told:
    """Which rows are told: of those selected alone; `limit` of them, the first `after` left out."""

    selected: bool = False
    after: int = 0
    limit: int | None = None

    def page(self, judged: Sequence[Selected]) -> Sequence[Selected]:
        found = [j for j in judged if j.selected] if self.selected else judged
        return found[self.after : None if self.limit is None else self.after + self.limit]


EVERYBODY: Final = Told()


@dataclass(frozen=True)
class SelectionAsked:
    """Of which bureau by which conditions, the last year of them, and whom to tell of."""

    bureau: str
    selection: Selection
    last_year: int
    told: Told = EVERYBODY


def get_selection(
    conn: psycopg.Connection[Any], runs: Runs, of: SelectionAsked, at: tuple[date, int]
) -> SelectionView:
    """Everybody registered in the bureau, by the results known at the position."""
    bureau, asked, last_year = of.bureau, of.selection, of.last_year
    as_of, position = at
    years = range(last_year - asked.years + 1, last_year + 1)
    known = {year: known_result(conn, runs, (bureau, year), position) for year in years}
    judged = _judged(_careers(conn, runs, bureau, known, at), asked, last_year)
    selected = sum(1 for j in judged if j.selected)
    rows = tuple(
        SelectedRow(
            officer=j.officer,
            selected=j.selected,
            reasons=tuple(ReasonRow(code=r.code, met=r.met, zh=r.zh, en=r.en) for r in j.reasons),
        )
        for j in of.told.page(judged)
    )
    view = SelectionView(
        bureau=bureau,
        selection=asked.id,
        zh=asked.zh,
        en=asked.en,
        years=asked.years,
        last_year=last_year,
        as_of=as_of.isoformat(),
        position=position,
        results={str(year): one and one.ref for year, one in known.items()},
        officers=rows,
        selected=selected,
        count=len(judged),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _judged(careers: Iterable[Career], asked: Selection, last_year: int) -> list[Selected]:
    """Most of a large bureau have the same career, or none: it is judged once."""
    known: dict[object, Selected] = {}
    found = []
    for career in careers:
        same = (*career.results.values(), career.restrictions, career.awards, career.lost)
        if same not in known:
            known[same] = judge(career, asked, last_year)
        one = known[same]
        found.append(Selected(career.officer, one.selected, one.reasons))
    return found


def _careers(
    conn: psycopg.Connection[Any],
    runs: Runs,
    bureau: str,
    known: dict[int, Known | None],
    at: tuple[date, int],
) -> Iterator[Career]:
    as_of, position = at
    standing = runs.live(conn, bureau, Moment(as_of.year, as_of, position)).run.standing
    record = standing.record
    restricted = intervals(record, position, standing.accounts, standing.editions)
    awards = _awards(conn, bureau, list(known), at)
    results = {year: _results(one) for year, one in known.items() if one is not None}
    last = known[max(known)]
    for officer in record.officers_known(position):
        subject = f"officer:{officer}"
        yield Career(
            officer=officer,
            results={y: own[officer] for y, own in results.items() if officer in own},
            restrictions=tuple(_biting(restricted.get(subject, ()), as_of)),
            awards=awards.get(subject, 0),
            lost=_lost(last, officer),
        )


def _biting(own: Iterable[Interval], as_of: date) -> Iterator[str]:
    return (i.source for i in own if i.start <= as_of < (i.end or date.max))


def _awards(
    conn: psycopg.Connection[Any], bureau: str, years: list[int], at: tuple[date, int]
) -> dict[str, int]:
    """How many commendations stand in each account of these years."""
    as_of, position = at
    found: dict[str, int] = {}
    for year in years:
        record = load_record(conn, bureau, Moment(year, as_of, position))
        for entry in record.entries:
            if entry.kind == "commendation" and entry.in_force(as_of, position):
                found[entry.subject] = found.get(entry.subject, 0) + 1
    return found


def _results(known: Known) -> dict[str, Result]:
    year, ranked = known.run.standing.record.year, known.run.ranked
    return {
        p.officer: Result(year, p.grade, p.band, p.rank, len(ranked.get(p.group, ())))
        for p in known.run.places
    }


def _lost(known: Known | None, officer: str) -> tuple[str, ...]:
    """The indicators on which the unit lost points where he was posted by the year's end."""
    place = known.place(officer) if known else None
    if known is None or place is None or place.standing.unit is None:
        return ()
    lines = known.run.standing.unit(place.standing.unit).losses.lines
    lost = (line.entry.indicator for line in lines if line.counted < ZERO)
    return tuple(sorted({indicator for indicator in lost if indicator is not None}))

"""What would candidate rulebooks have done to past years, beside the editions in force?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg

from domain import refusals as no
from domain.rehearsing import Rehearsal, rehearse
from domain.restating import changes
from domain.rulebook import Edition
from domain.run import Run, appraise
from domain.runsheet import RunSheet, run_sheet
from domain.spread import flat_marks, rotations, spread
from domain.vocabulary import plain
from projections.moments import Moment, resolve
from projections.records import load_whole_record
from projections.scores import DIGEST, View, digest_of

Progress = Callable[[str, int, int], None]


class MoveRow(View):
    """What the candidate makes of one subject otherwise."""

    subject: str
    what: str
    before: str | None
    after: str | None


class EffectRow(MoveRow):
    """The part of a move that one rule did."""

    rule: str


class RuleRow(View):
    """A rule that the candidate has otherwise, in the order in which the rules were exchanged."""

    rule: str
    before: str
    after: str


class SpreadRow(View):
    """A comparison group's scores and seats; the deviation is that of the whole group."""

    group: str
    n: int
    mean: str | None
    deviation: str | None
    lowest: str | None
    highest: str | None
    bands: dict[str, int]
    excellent: int
    tied: int
    unresolved: int


class FlatRow(View):
    """A unit in which everyone got the same mark."""

    series: str
    period: str
    unit: str
    rated: int
    score: str


class RotationRow(View):
    """Of those ranked in both years: how many were in band 1 in just one, and in both."""

    group: str
    years: tuple[int, int]
    both_years: int
    first_band_once: int
    first_band_twice: int


class CandidateRun(View):
    """One candidate's year: its run, who moves, by which rule, how far scores lie apart."""

    edition: str
    candidate: str
    run: RunSheet
    moves: tuple[MoveRow, ...]
    rules: tuple[RuleRow, ...]
    effects: tuple[EffectRow, ...]
    spread: tuple[SpreadRow, ...]


class YearRehearsed(View):
    """One year: the run in force, and each candidate beside it."""

    year: int
    as_of: str
    in_force: RunSheet
    spread: tuple[SpreadRow, ...]
    flat_marks: tuple[FlatRow, ...]
    candidates: tuple[CandidateRun, ...]


class RehearsalView(View):
    """A rehearsal (回归推演): nothing of it is recorded in any account.

    `rotations` holds, for the editions in force first and then for each candidate, how the first
    band went from year to year.
    """

    bureau: str
    position: int
    years: tuple[YearRehearsed, ...]
    rotations: tuple[tuple[RotationRow, ...], ...]
    count: int
    digest: str


@dataclass(frozen=True)
class Asked:
    """Which years of a bureau, as of which day of each, known at which position."""

    bureau: str
    years: tuple[int, ...]
    as_of: date | None
    position: int | None


def get_rehearsal(
    conn: psycopg.Connection[Any],
    asked: Asked,
    candidates: Sequence[Edition],
    progress: Progress | None = None,
) -> RehearsalView:
    years, runs = [], []
    position = 0
    for year in asked.years:
        as_of = asked.as_of if asked.as_of and asked.as_of.year == year else None
        moment = resolve(conn, year, as_of, None, asked.position)
        position = moment.position
        told, of_year = _year(conn, asked.bureau, moment, candidates, progress)
        years.append(told)
        runs.append(of_year)
    turned = tuple(
        tuple(RotationRow(**asdict(r)) for r in rotations(of)) for of in zip(*runs, strict=True)
    )
    view = RehearsalView(
        bureau=asked.bureau,
        position=position,
        years=tuple(years),
        rotations=turned,
        count=len(years),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _year(
    conn: psycopg.Connection[Any],
    bureau: str,
    moment: Moment,
    candidates: Sequence[Edition],
    progress: Progress | None,
) -> tuple[YearRehearsed, list[Run]]:
    record = load_whole_record(conn, bureau, moment)
    if not record.publications:
        raise no.NoRulebookPublished(bureau=bureau)
    in_force = appraise(record, moment.as_of, moment.position)
    rehearsals = []
    for candidate in candidates:
        label = f"{moment.year} {candidate.ref}"
        told = (lambda n, of, label=label: progress(label, n, of)) if progress else None
        rehearsals.append(rehearse(record, moment.as_of, moment.position, candidate, told))
    year = YearRehearsed(
        year=moment.year,
        as_of=moment.as_of.isoformat(),
        in_force=run_sheet(in_force),
        spread=_spread(in_force),
        flat_marks=tuple(
            FlatRow(**asdict(flat) | {"score": plain(flat.score)}) for flat in flat_marks(in_force)
        ),
        candidates=tuple(_candidate(r) for r in rehearsals),
    )
    return year, [in_force, *(r.candidate for r in rehearsals)]


def _candidate(rehearsal: Rehearsal) -> CandidateRun:
    sheet = run_sheet(rehearsal.candidate)
    names = ("subject", "what", "before", "after")
    moves = changes(rehearsal.in_force, rehearsal.candidate)
    return CandidateRun(
        edition=sheet.edition,
        candidate=sheet.candidate or "",
        run=sheet,
        moves=tuple(MoveRow.model_validate(dict(zip(names, m, strict=True))) for m in moves),
        rules=tuple(RuleRow(rule=s.rule, before=s.before, after=s.after) for s in rehearsal.rules),
        effects=tuple(EffectRow(**asdict(effect)) for effect in rehearsal.effects),
        spread=_spread(rehearsal.candidate),
    )


def _spread(run: Run) -> tuple[SpreadRow, ...]:
    def shown(number: Decimal | None) -> str | None:
        return None if number is None else plain(number)

    return tuple(
        SpreadRow(
            group=g.group,
            n=g.n,
            mean=shown(g.mean),
            deviation=shown(g.deviation),
            lowest=shown(g.lowest),
            highest=shown(g.highest),
            bands={str(band): n for band, n in g.bands.items()},
            excellent=g.excellent,
            tied=g.tied,
            unresolved=g.unresolved,
        )
        for g in spread(run)
    )

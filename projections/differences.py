"""What moved between two runs of a bureau-year, and by what?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg

from domain import refusals as no
from domain.attributing import Part
from domain.differing import EVERYTHING, Difference, Wanted, difference
from domain.record import Record
from domain.run import Run, appraise
from domain.runsheet import run_sheet
from domain.vocabulary import plain
from projections.kept_runs import Appraised, Runs
from projections.records import load_whole_record
from projections.runs import RunAsked, find_run, leave_out
from projections.scores import DIGEST, View, digest_of

Progress = Callable[[int, int], None]


class PartRow(View):
    """What one cause did to the score; `points` = after - before."""

    cause: str
    ref: str
    position: int | None
    before: str | None
    after: str | None
    points: str


class DifferenceRow(View):
    """One subject's change; the parts' points add up to the change of the score.

    `parts` is null where causes were not asked for.
    `rank_own` is the part of the change of rank that his own result did; `rank_others` the rest.
    """

    subject: str
    before: dict[str, str | None]
    after: dict[str, str | None]
    points: str
    parts: tuple[PartRow, ...] | None
    rank_own: int | None
    rank_others: int | None


class RunTold(View):
    """Which run is compared."""

    run: str
    as_of: str
    position: int
    edition: str
    run_digest: str


class RunDifference(View):
    """Two runs side by side; only who reads otherwise is listed, of one subject he alone."""

    bureau: str
    year: int
    before: RunTold
    after: RunTold
    without: str | None
    changes: tuple[DifferenceRow, ...]
    position: int
    count: int
    digest: str


def get_difference(
    conn: psycopg.Connection[Any],
    runs: Runs,
    of: tuple[str, str, int],
    progress: Progress | None = None,
    wanted: Wanted = EVERYTHING,
) -> RunDifference:
    """From the first run to the second, as named at a position, or of whom is wanted in it.

    Raises RunsOfDifferentYears.
    """
    refs, known = of[:2], of[2]
    first, second = (find_run(conn, ref, known) for ref in refs)
    if (first.bureau, first.moment.year) != (second.bureau, second.moment.year):
        raise no.RunsOfDifferentYears(before=refs[0], after=refs[1])
    before, after = runs.get(conn, first), runs.get(conn, second)
    later = max(before.run, after.run, key=lambda run: run.standing.position)
    record = later.standing.record
    changes = difference((before.run, after.run), record, wanted=wanted, progress=progress)
    told = (_told(refs[0], before), _told(refs[1], after))
    return _view(told, tuple(changes), record)


def get_counterfactual(
    conn: psycopg.Connection[Any], ref: str, entry: str, known: int
) -> RunDifference:
    """From a run to the same run without one entry."""
    asked = find_run(conn, ref, known)
    moment = asked.moment
    record = _record(conn, asked, moment.position)
    before = appraise(record, moment.as_of, moment.position)
    after = appraise(leave_out(record, entry), moment.as_of, moment.position)
    found = tuple(difference((before, after), record, without=entry))
    told = (_sheet_told(ref, before, asked), _sheet_told(f"{ref} - {entry}", after, asked, entry))
    return _view(told, found, record, entry)


def _record(conn: psycopg.Connection[Any], asked: RunAsked, position: int) -> Record:
    record = load_whole_record(conn, asked.bureau, replace(asked.moment, position=position))
    if not record.publications:
        raise no.NoRulebookPublished(bureau=asked.bureau)
    return record


def _told(ref: str, of: Appraised) -> RunTold:
    said = {name: of.foot[name] for name in ("as_of", "position", "edition")}
    return RunTold(run=ref, **said, run_digest=of.digest)


def _sheet_told(ref: str, run: Run, asked: RunAsked, without: str | None = None) -> RunTold:
    sheet = run_sheet(run, asked.restates, without)
    return RunTold(
        run=ref,
        as_of=sheet.as_of,
        position=sheet.position,
        edition=sheet.edition,
        run_digest=sheet.digest,
    )


def _view(
    told: tuple[RunTold, RunTold],
    found: tuple[Difference, ...],
    record: Record,
    without: str | None = None,
) -> RunDifference:
    view = RunDifference(
        bureau=record.bureau,
        year=record.year,
        before=told[0],
        after=told[1],
        without=without,
        changes=tuple(_row(d) for d in found),
        position=max(told[0].position, told[1].position),
        count=len(found),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _row(d: Difference) -> DifferenceRow:
    ranks = d.before.get("rank"), d.after.get("rank")
    others = None
    if d.rank_own is not None and ranks[0] is not None and ranks[1] is not None:
        others = int(ranks[1]) - int(ranks[0]) - d.rank_own
    return DifferenceRow(
        subject=d.subject,
        before=d.before,
        after=d.after,
        points=plain(d.points),
        parts=None if d.parts is None else tuple(_part(p) for p in d.parts),
        rank_own=d.rank_own,
        rank_others=others,
    )


def _part(p: Part) -> PartRow:
    return PartRow(
        cause=p.cause.kind,
        ref=p.cause.ref,
        position=p.cause.position,
        before=None if p.before is None else plain(p.before),
        after=None if p.after is None else plain(p.after),
        points=plain(p.points),
    )

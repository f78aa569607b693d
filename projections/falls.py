"""Whose rank, band or grade fell by a restatement, and until when may he ask for its review?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import psycopg

from domain import refusals as no
from domain.disputes.vocabulary import stage_of, window_ends
from domain.hands import kept_run
from domain.journal.looking import desk_over
from domain.restating import readings, worse
from domain.run import Run
from projections.kept_runs import Runs
from projections.scores import DIGEST, View, digest_of

_WHAT: Final = ("rank", "band", "grade")


class FallRow(View):
    """One officer whose result fell: what it was, what it is, his last day to have it reviewed."""

    officer: str
    before: dict[str, str | None]
    after: dict[str, str | None]
    fell: tuple[str, ...]
    last_day: date


class Falls(View):
    """Everybody who is to be told of a restated run; without one there is nobody.

    `against` is the run that stood before it: the closed one, or the last that was restated.
    """

    bureau: str
    year: int
    run: str | None
    against: str | None
    items: tuple[FallRow, ...]
    position: int
    count: int
    digest: str


def get_falls(
    conn: psycopg.Connection[Any],
    runs: Runs,
    of: tuple[str, int, str | None],
    position: int,
    only: Iterable[str] | None = None,
) -> Falls:
    """Of `only` these officers, where not all may be told; raises RunNotFound."""
    bureau, year, run = of
    desk = desk_over(conn, date(year, 12, 31), position + 1)
    last = len(desk.year(bureau, year).restated)
    named = run or (f"restated-{last}" if last else None)
    rows: tuple[FallRow, ...] = ()
    against = None
    if named is not None:
        number = _number(bureau, year, named, last)
        against = f"restated-{number - 1}" if number > 1 else "closed"
        kept = kept_run(desk, bureau, year, named)[0]
        stage = stage_of(desk.editions(bureau).on(kept.day), "review")
        last_day = window_ends(stage, kept.day, stage.within, desk.working_days(bureau).last_of)
        before, after = (
            runs.named(conn, f"{bureau}:{year}:{r}", position).run for r in (against, named)
        )
        told = None if only is None else frozenset(only)
        rows = tuple(
            r for r in _fallen(before, after, last_day) if told is None or r.officer in told
        )
    found = Falls(
        bureau=bureau,
        year=year,
        run=named and f"{bureau}:{year}:{named}",
        against=against and f"{bureau}:{year}:{against}",
        items=rows,
        position=position,
        count=len(rows),
        digest="",
    )
    return found.model_copy(update={DIGEST: digest_of(found.model_dump(mode="json"))})


def _number(bureau: str, year: int, run: str, last: int) -> int:
    number = run.removeprefix("restated-")
    if not number.isdecimal() or not 1 <= int(number) <= last:
        raise no.RunNotFound(run=f"{bureau}:{year}:{run}")
    return int(number)


def _fallen(before: Run, after: Run, last_day: date) -> Iterable[FallRow]:
    then, now = readings(before), readings(after)
    for subject in sorted(s for s in then if s.startswith("officer:")):
        old, new = then[subject], now.get(subject, {})
        fell = tuple(w for w in _WHAT if worse(w, old.get(w), new.get(w)))
        if fell:
            officer = subject.removeprefix("officer:")
            yield FallRow(officer=officer, before=old, after=new, fell=fell, last_day=last_day)

"""Which bonus coefficient does each officer get by a run, and what does a restatement change?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg

from domain.run import Run
from domain.runsheet import run_sheet
from domain.vocabulary import plain
from projections.runs import find_run, load_run
from projections.scores import DIGEST, View, digest_of


class PayLine(View):
    """An officer's coefficient; `delta` against the result that a restatement follows.

    A delta is a line of its own: what was paid by the earlier result stays as it was.
    """

    officer: str
    unit: str | None
    band: int | None
    coefficient: str | None
    before: str | None
    delta: str | None


class PayList(View):
    """The pay lines of a run; `follows` names the result that the deltas are taken from."""

    run: str
    follows: str | None
    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    run_digest: str
    lines: tuple[PayLine, ...]
    total: str
    count: int
    digest: str


def get_pay(conn: psycopg.Connection[Any], ref: str, known: int) -> PayList:
    """Every officer's line; of a restated run with what it changes."""
    asked = find_run(conn, ref, known)
    run, follows = load_run(conn, asked), _followed(ref)
    before = load_run(conn, find_run(conn, follows, known)) if follows else None
    sheet = run_sheet(run, asked.restates)
    lines = tuple(_lines(run, before))
    total = sum((Decimal(line.coefficient or 0) for line in lines), Decimal(0))
    said = {name: getattr(sheet, name) for name in ("bureau", "year", "as_of", "position")}
    view = PayList(
        run=ref,
        follows=follows,
        **said,
        edition=sheet.edition,
        run_digest=sheet.digest,
        lines=lines,
        total=plain(total),
        count=len(lines),
        digest="",
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _followed(ref: str) -> str | None:
    """The result before a restatement: the restatement before it, or the closed run."""
    year, _, act = ref.rpartition(":")
    name, _, number = act.partition("-")
    if name != "restated":
        return None
    return f"{year}:closed" if number == "1" else f"{year}:restated-{int(number) - 1}"


def _lines(run: Run, before: Run | None) -> list[PayLine]:
    then = before.pay if before is not None else {}
    lines = []
    for place in run.places:
        now, old = run.pay.get(place.officer), then.get(place.officer)
        delta = (now or Decimal(0)) - (old or Decimal(0))
        if place.band is None and old is None:
            continue
        lines.append(
            PayLine(
                officer=place.officer,
                unit=place.standing.unit,
                band=place.band,
                coefficient=None if now is None else plain(now),
                before=None if old is None else plain(old),
                delta=None if before is None else plain(delta),
            )
        )
    return lines

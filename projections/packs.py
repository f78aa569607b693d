"""Which feedback packs were issued, what does each say, and who has not read his yet?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, get_args

import psycopg

from domain import refusals as no
from domain.packs.facts import PackAcknowledged, PackFact, PackIssued
from domain.packs.vocabulary import PackSheet, pack_sheet
from domain.vocabulary import case_ref
from projections.cases import CaseRow, Told, Wanted, cases_told, page_of, shut
from projections.listings import Asked, Page
from projections.moments import Moment
from projections.records import load_record
from projections.scores import View

_KINDS: Final = get_args(PackFact)


class PackRow(CaseRow):
    """A pack that a leader was given; `known` is the position up to which it knows."""

    bureau: str
    number: int
    year: int
    quarter: int
    unit: str
    leader: str
    as_of: date
    known: int
    edition: str
    unit_score: str | None
    pack_digest: str
    issued_at: datetime
    acknowledged_on: date | None


class PackView(View):
    """A pack, brought back from its position and date; its digest is the one recorded."""

    pack: PackRow
    sheet: PackSheet
    digest: str
    """That of the sheet, equal to `pack.pack_digest` for ever."""


def list_packs(conn: psycopg.Connection[Any], asked: Asked) -> Page[PackRow]:
    """By year, quarter, unit and leader; `unacknowledged`: those alone."""
    cases = cases_told(conn, Wanted(_KINDS, asked.position, asked.filters["bureau"]), shut)
    named = ("year", "quarter", "unit", "leader")
    wanted = {n: said for n in named if (said := asked.filters.get(n)) is not None}
    unread = asked.filters.get("unacknowledged")
    rows = [
        row
        for row in map(_row, cases)
        if all(getattr(row, name) == said for name, said in wanted.items())
        and not (unread and row.acknowledged_on is not None)
    ]
    return page_of(PackRow, rows, asked)


def get_pack(conn: psycopg.Connection[Any], of: tuple[str, int], position: int) -> PackView:
    """Raises PackNotFound."""
    bureau, number = of
    wanted = Wanted(_KINDS, position, stream=f"pack:{case_ref(*of)}")
    for told in cases_told(conn, wanted, shut):
        row = _row(told)
        record = load_record(conn, bureau, Moment(row.year, row.as_of, row.known))
        sheet = pack_sheet(record, (row.unit, row.quarter), row.as_of, row.known)
        return PackView(pack=row, sheet=sheet, digest=sheet.digest)
    raise no.PackNotFound(pack=case_ref(bureau, number))


def _row(told: Sequence[Told]) -> PackRow:
    first, *rest = told
    issued = first.fact
    assert isinstance(issued, PackIssued)
    acknowledged = [t.fact for t in rest if isinstance(t.fact, PackAcknowledged)]
    said = issued.model_dump(mode="json", exclude={"digest"})
    return PackRow(
        **said,
        position=first.position,
        pack_digest=issued.digest,
        issued_at=first.recorded_at,
        acknowledged_on=acknowledged[0].effective_on if acknowledged else None,
    )

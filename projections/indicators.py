"""What do documents from above set a bureau, and which indicator sets did it publish?

Read from the facts themselves, as they stood at a position.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg

from domain.drafts.facts import IndicatorSetPublished, UpperIndicator, UpperIndicatorsRegistered
from domain.drafts.vocabulary import Line
from projections.cases import CaseRow, Wanted, facts_told, page_of
from projections.listings import Asked, Page, page_after


class UpperRow(CaseRow):
    """What a document from above set the bureau; `versions`: which of its id each one is."""

    recorded_at: datetime
    bureau: str
    year: int
    line: Line
    document_no: str
    document_date: date
    indicators: tuple[UpperIndicator, ...]
    versions: dict[str, int]


class SetRow(CaseRow):
    """A published indicator set; the one published last holds."""

    recorded_at: datetime
    bureau: str
    year: int
    version: int
    draft: int
    digest: str
    effective_on: date


def sets_published(
    conn: psycopg.Connection[Any], position: int, bureau: str | None
) -> dict[tuple[str, int], IndicatorSetPublished]:
    """Every published set by its draft."""
    wanted = Wanted((IndicatorSetPublished,), position, bureau)
    facts = [told.fact for told in facts_told(conn, wanted, sealed)]
    sets = (fact for fact in facts if isinstance(fact, IndicatorSetPublished))
    return {(one.bureau, one.draft): one for one in sets}


def sealed(_subject: str, text: str) -> str:
    """Where nothing that is sealed is told."""
    return text


def list_sets(
    conn: psycopg.Connection[Any], asked: Asked, bureau: str | None, year: int | None
) -> Page[SetRow]:
    """Every version of every year's set."""
    position, _ = page_after(asked.cursor, asked.position)
    told = facts_told(conn, Wanted((IndicatorSetPublished,), position, bureau), sealed)
    rows = (
        SetRow(**dict(one.fact), position=one.position, recorded_at=one.recorded_at)
        for one in told
        if isinstance(one.fact, IndicatorSetPublished) and year in (None, one.fact.year)
    )
    return page_of(SetRow, rows, asked)


def list_upper(
    conn: psycopg.Connection[Any], asked: Asked, bureau: str | None, year: int | None
) -> Page[UpperRow]:
    """What was registered from above, a document a row."""
    position, _ = page_after(asked.cursor, asked.position)
    rows = (row for row in upper_rows(conn, position, bureau) if year in (None, row.year))
    return page_of(UpperRow, rows, asked)


def upper_rows(
    conn: psycopg.Connection[Any], position: int, bureau: str | None
) -> Iterator[UpperRow]:
    counted: dict[tuple[str, int, str], int] = {}
    for one in facts_told(conn, Wanted((UpperIndicatorsRegistered,), position, bureau), sealed):
        assert isinstance(one.fact, UpperIndicatorsRegistered), "no other kind was wanted"
        versions = {}
        for upper in one.fact.indicators:
            key = (one.fact.bureau, one.fact.year, upper.id)
            versions[upper.id] = counted[key] = counted.get(key, 0) + 1
        yield UpperRow(
            **dict(one.fact),
            position=one.position,
            recorded_at=one.recorded_at,
            versions=versions,
        )

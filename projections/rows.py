"""How does each register and entry read, row by row?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from domain.vocabulary import Asserted, MarkScore, Points
from projections.scores import View


class EntryRow(View):
    """An entry as recorded; `reversed_at` is the position of its reversal."""

    position: int
    recorded_at: datetime
    actor: str
    bureau: str
    year: int
    subject: str
    number: int
    kind: str
    item: str | None
    indicator: str | None
    level: str | None
    quantity: int | None
    points: Points | None
    share: str | None
    merit: str | None
    claimed: Points
    effective_on: date
    edition: str
    document_no: str | None
    reason: str | None
    evidence: tuple[str, ...]
    recorded_by: str | None
    approved_by: Asserted | None
    carried_from: int | None
    corrects: str | None
    source: dict[str, Any] | None
    reversed_at: int | None
    reversal: dict[str, Any] | None


class LateEntry(View):
    """Why an entry came after the last day on which its award could be claimed."""

    last_day: date | None
    reason: str


class EntryShown(EntryRow):
    """And, where whoever recorded it said so, why it came late."""

    late: LateEntry | None


class UnitRow(View):
    """A unit as it reads from `effective_on` (null: from the beginning)."""

    position: int
    bureau: str
    unit: str
    name: str
    kind: str
    parent: str | None
    effective_on: date | None


class UnitClosingRow(View):
    """A unit closed, or merged into another."""

    position: int
    bureau: str
    unit: str
    into_unit: str | None
    effective_on: date


class OfficerRow(View):
    """An officer's particulars from this position on."""

    position: int
    bureau: str
    officer: str
    name: str
    rank: str | None


class PostingRow(View):
    """A version of a posting; of one (officer, unit, start) the last holds."""

    position: int
    bureau: str
    officer: str
    unit: str
    post_level: str
    start_on: date
    until_on: date | None


class PlanRow(View):
    """A line of a unit's plan; of one unit the plan recorded last holds."""

    position: int
    line: int
    bureau: str
    year: int
    unit: str
    indicator: str
    title: str | None
    base: Points
    step: Points
    role: str
    share: str | None


class MarkRow(View):
    """A review mark; of one period the mark recorded last counts."""

    position: int
    bureau: str
    year: int
    subject: str
    number: int
    series: str
    period: str
    score: MarkScore
    effective_on: date
    source: dict[str, Any] | None
    document_no: str | None
    withdrawn_at: int | None


class RestrictionRow(View):
    """A restriction as imposed."""

    position: int
    bureau: str
    subject: str
    number: int
    rule: str
    effective_on: date
    until_on: date | None
    reason: str | None
    source: dict[str, Any] | None


class RestrictionEndRow(View):
    """A lifting or a rescission."""

    position: int
    bureau: str
    subject: str
    number: int
    how: str
    effective_on: date
    reason: str | None
    source: dict[str, Any] | None


class EditionRow(View):
    """An edition as published; `document` is its canonical JSON."""

    position: int
    bureau: str
    rulebook: str
    version: int
    effective_from: date
    document: str
    digest: str
    withdrawn_at: int | None


class ImportRow(View):
    """A workbook's batch."""

    position: int
    bureau: str
    year: int
    batch: int
    name: str
    digest: str
    approved_by: Asserted | None
    actor: str
    recorded_at: datetime
    row_count: int
    reversed_at: int | None


class CalendarRow(View):
    """A calendar year's working days as announced; of one year the last announcement holds."""

    position: int
    recorded_at: datetime
    actor: str
    bureau: str
    calendar_year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    document_no: str


TABLES: Final[dict[type[View], str]] = {
    EntryRow: "entries",
    UnitRow: "units",
    UnitClosingRow: "unit_closings",
    OfficerRow: "officers",
    PostingRow: "postings",
    PlanRow: "plan_lines",
    MarkRow: "marks",
    RestrictionRow: "restrictions",
    RestrictionEndRow: "restriction_ends",
    EditionRow: "editions",
    ImportRow: "imports",
    CalendarRow: "calendars",
}

"""What is known of a workbook on its way in, and where do its faults lie?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from domain import refusals as no
from domain.accounts.facts import Source
from domain.errors import Fault, Refusal
from domain.importing.own import OwnRefs
from domain.imports.commands import ImportWorkbook, WorkbookRow
from domain.imports.facts import ImportedRow
from domain.imports.state import ImportsState, space
from domain.journal.desk import Desk
from domain.rulebook import Editions

_COLUMN_OF: Final[dict[str, str]] = {
    "unknown-officer": "subject",
    "no-posting": "subject",
    "date-in-future": "effective_on",
    "date-outside-year": "effective_on",
    "no-open-year": "effective_on",
    "item-not-in-edition": "item",
    "kind-does-not-fit": "kind",
    "level-not-in-item": "level",
    "level-missing": "level",
    "level-not-wanted": "level",
    "points-missing": "points",
    "points-outside-range": "points",
    "points-off-step": "points",
    "points-not-wanted": "points",
    "quantity-not-wanted": "quantity",
    "claim-too-large": "quantity",
    "record-about-oneself": "subject",
    "share-above-one": "share",
    "reason-missing": "reason",
    "indicator-not-in-plan": "indicator_id",
    "indicator-twice": "indicator_id",
    "indicator-without-owner": "role",
    "indicator-with-two-owners": "role",
    "plan-does-not-sum-to100": "base",
    "shares-do-not-sum-to-one": "role",
    "plans-published-only": "indicator_id",
    "loss-not-positive": "points",
    "period-of-no-year": "period",
    "mark-outside-scale": "score",
    "mark-by-evaluation-only": "series",
    "mark-outside-year": "effective_on",
    "series-not-in-edition": "series",
    "posting-ends-before-it-starts": "until",
    "postings-overlap": "from",
    "restriction-rule-not-in-edition": "restriction",
    "restriction-ends-before-it-starts": "until",
    "ref-with-other-content": "ref",
    "entry-already-reversed": "entry_ref",
    "unit-tree-cycle": "parent_id",
    "unit-of-another-bureau": "unit_id",
}


@dataclass
class Batch:
    """A workbook on its way in."""

    desk: Desk
    command: ImportWorkbook
    bureau: str
    number: int
    before: ImportsState
    own_persons: frozenset[str] = frozenset()
    """Whoever imports it: another imports the rows that judge him."""
    rows: list[ImportedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    faulty: set[tuple[str, str]] = field(default_factory=set)
    """Rows not taken: whoever names one is not blamed for it as well."""

    @cached_property
    def editions(self) -> Editions:
        """No row changes them."""
        return self.desk.editions(self.bureau)

    def source(self, row: WorkbookRow) -> Source:
        ref = row.key if "ref" in row.columns else None
        return Source(batch=self.number, sheet=row.sheet, row=row.row, ref=ref)

    def fault(self, row: WorkbookRow, refusal: Refusal, column: str | None = None) -> None:
        self.faulty.add((space(row.sheet), row.key))
        self.faults.append(Fault.of(row.place(column or _column(row, refusal)), refusal))

    def took(self, row: WorkbookRow, target: str | None = None) -> None:
        named = (target or "").partition("#")[0].split("/")
        if own := self.own_persons.intersection(named):
            self.fault(row, no.RecordAboutOneself(subject=", ".join(sorted(own))))
        self.rows.append(
            ImportedRow(sheet=row.sheet, row=row.row, key=row.key, digest=row.digest, target=target)
        )
        if target is not None:
            self.targets[space(row.sheet), row.key] = target

    @cached_property
    def own(self) -> OwnRefs:
        return OwnRefs(self.desk, self.bureau, self.command.year)

    def target(self, sheet: str, ref: str) -> str:
        """What the row of that ref became, in this workbook or an earlier one of the year, or what
        it names that was recorded by hand."""
        if (space(sheet), ref) in self.targets:
            return self.targets[space(sheet), ref]
        known = self.before.row(sheet, ref)
        target = known.target if known else self.own.target(sheet, ref)
        if target is None:
            raise no.RefUnknown(ref=ref)
        return target


def _column(row: WorkbookRow, refusal: Refusal) -> str:
    if refusal.code in ("unknown-unit", "unit-closed"):
        named = refusal.details.get("unit")
        return next((c for c in ("parent_id", "unit_id") if row.cells.get(c) == named), "subject")
    if refusal.code == "step-not-positive":
        return refusal.details["field"]
    if refusal.code == "ref-unknown":
        return "entry_ref" if "entry_ref" in row.columns else "restriction_ref"
    column = _COLUMN_OF.get(refusal.code, "")
    return "officer_id" if column == "subject" and "officer_id" in row.columns else column

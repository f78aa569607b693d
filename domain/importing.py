"""What does each row of a workbook become, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domain import deciding
from domain import refusals as no
from domain.accounts import commands as accounts
from domain.accounts.decisions import COMMAND_OF_KIND
from domain.accounts.facts import Source
from domain.errors import Fault, Refusal
from domain.imports.commands import ImportWorkbook, ReverseImport, WorkbookRow
from domain.imports.facts import ImportedRow, ImportReversed, WorkbookImported
from domain.imports.state import ImportsState, space
from domain.journal.desk import Desk
from domain.registers import commands as registers
from domain.registers.decisions import refusals_of_plans
from domain.registers.facts import PlanIndicator

SHEETS: Final = (
    "units",
    "officers",
    "postings",
    "indicators",
    "reviews",
    "entries",
    "losses",
    "reversals",
    "restrictions",
    "lifts",
)
"""The order in which a workbook is recorded (INTERFACES §3)."""

_COLUMN_OF: Final[dict[str, str]] = {
    "unknown-officer": "subject",
    "no-posting": "subject",
    "date-in-future": "effective_on",
    "date-outside-year": "effective_on",
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
    "share-above-one": "share",
    "reason-missing": "reason",
    "indicator-not-in-plan": "indicator_id",
    "indicator-twice": "indicator_id",
    "indicator-without-owner": "role",
    "indicator-with-two-owners": "role",
    "plan-does-not-sum-to100": "base",
    "loss-not-positive": "points",
    "mark-outside-scale": "score",
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
class _Batch:
    """A workbook on its way in."""

    desk: Desk
    command: ImportWorkbook
    number: int
    before: ImportsState
    rows: list[ImportedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    targets: dict[tuple[str, str], str] = field(default_factory=dict)

    def source(self, row: WorkbookRow) -> Source:
        ref = row.key if "ref" in row.columns else None
        return Source(batch=self.number, sheet=row.sheet, row=row.row, ref=ref)

    def fault(self, row: WorkbookRow, refusal: Refusal, column: str | None = None) -> None:
        self.faults.append(Fault.of(row.place(column or _column(row, refusal)), refusal))

    def took(self, row: WorkbookRow, target: str | None = None) -> None:
        self.rows.append(
            ImportedRow(sheet=row.sheet, row=row.row, key=row.key, digest=row.digest, target=target)
        )
        if target is not None:
            self.targets[space(row.sheet), row.key] = target

    def target(self, sheet: str, ref: str) -> str:
        """What the row of that ref became, in this workbook or an earlier one of the year."""
        if (space(sheet), ref) in self.targets:
            return self.targets[space(sheet), ref]
        known = self.before.row(sheet, ref)
        if known is None or known.target is None:
            raise no.RefUnknown(ref=ref)
        return known.target


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


def import_workbook(
    desk: Desk, command: ImportWorkbook, progress: Callable[[int], None] | None = None
) -> tuple[ImportedRow, ...]:
    """Write the facts of all new rows to the desk, or raise with every fault there is."""
    before = desk.imports(command.bureau, command.year)
    batch = _Batch(desk, command, len(before.batches) + 1, before, faults=list(command.faults))
    for sheet in SHEETS:
        rows = [r for r in command.rows if r.sheet == sheet and _is_new(batch, r)]
        if sheet == "indicators":
            _plans(batch, rows)
            continue
        for n, row in enumerate(rows):
            _row(batch, row)
            if progress is not None and n % 50 == 0:
                progress(len(batch.rows))
    if batch.faults:
        refusal = no.WorkbookFaulty(count=len(batch.faults))
        refusal.faults = tuple(batch.faults)
        raise refusal
    if batch.rows:
        desk.write(
            WorkbookImported(
                bureau=command.bureau,
                year=command.year,
                batch=batch.number,
                name=command.name,
                digest=command.digest,
                approved_by=command.approved_by,
                rows=tuple(batch.rows),
            )
        )
    return tuple(batch.rows)


def _is_new(batch: _Batch, row: WorkbookRow) -> bool:
    """A row that came before is no second fact; a ref with other content is refused."""
    known = batch.before.row(row.sheet, row.key)
    if known is None:
        return True
    if known.digest == row.digest and known.sheet == row.sheet:
        return False
    if "ref" in row.columns:
        batch.fault(row, no.RefWithOtherContent(ref=row.key))
        return False
    return True


def _row(batch: _Batch, row: WorkbookRow) -> None:
    if row.sheet in ("entries", "losses"):
        _graded(batch, row)
        return
    try:
        target = _RECORD[row.sheet](batch, row)
    except Refusal as refusal:
        batch.fault(row, refusal)
        return
    batch.took(row, target)


def _graded(batch: _Batch, row: WorkbookRow) -> None:
    """An entry or a loss: every refusal of the row is a fault of its own."""
    desk, digest, bureau = batch.desk, batch.command.digest, batch.command.bureau
    try:
        judged = deciding.setting(desk, bureau, batch.source(row), digest)
        refusals = list(_in_year(batch, row.cells["effective_on"]))
        command = _asked(bureau, row)
        refusals += deciding.refusals_of_graded(desk, command, judged)
        for refusal in refusals:
            batch.fault(row, refusal)
        if refusals:
            return
        fact = deciding.graded(desk, command, judged)
    except Refusal as refusal:
        batch.fault(row, refusal)
        return
    desk.write(fact)
    batch.took(row, f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}")


def _in_year(batch: _Batch, day: date) -> Iterator[Refusal]:
    if day.year != batch.command.year:
        yield no.DateOutsideYear(day=day, year=batch.command.year)


def _asked(bureau: str, row: WorkbookRow) -> accounts.GrantEntry | accounts.ImposeLoss:
    cells = row.cells
    if row.sheet == "losses":
        return _loss(bureau, cells)
    given = {c: cells.get(c) for c in cells if c not in ("ref", "kind") and cells[c] is not None}
    return COMMAND_OF_KIND[cells["kind"]].model_validate({"bureau": bureau, **given})


def _loss(bureau: str, cells: dict[str, Any]) -> accounts.ImposeLoss:
    return accounts.ImposeLoss(
        bureau=bureau,
        indicator=cells["indicator_id"],
        points=cells["points"],
        effective_on=cells["effective_on"],
        reason=cells.get("reason"),
    )


def _plans(batch: _Batch, rows: list[WorkbookRow]) -> None:
    """The sheet's new rows merged into the plans that stand, judged as one whole."""
    if not rows:
        return
    desk, bureau, year = batch.desk, batch.command.bureau, batch.command.year
    lines = {u: {x.indicator: x for x in p} for u, p in desk.plans(bureau, year).by_unit.items()}
    changed: dict[str, WorkbookRow] = {}
    for row in rows:
        unit, line = row.cells["unit_id"], _plan_line(row.cells)
        lines.setdefault(unit, {})[line.indicator] = line
        changed.setdefault(unit, row)
    command = registers.AdoptPlans(
        bureau=bureau,
        year=year,
        plans=tuple(
            registers.UnitPlan(unit=u, indicators=tuple(lines[u].values())) for u in changed
        ),
    )
    units = {u: desk.unit(u) for u in changed}
    faulty = False
    for (unit, indicator), refusal in refusals_of_plans(
        command, bureau, units, desk.plans(bureau, year)
    ):
        faulty = True
        batch.fault(_row_at(rows, unit, indicator), refusal)
    if not faulty:
        deciding.register_(desk, command, batch.source(rows[0]))
        for row in rows:
            batch.took(row)


def _plan_line(cells: dict[str, Any]) -> PlanIndicator:
    return PlanIndicator(
        indicator=cells["indicator_id"],
        title=cells.get("title"),
        base=cells["base"],
        step=cells["step"],
        role=cells["role"],
    )


def _row_at(rows: list[WorkbookRow], unit: str | None, indicator: str | None) -> WorkbookRow:
    for row in rows:
        if unit in (None, row.cells["unit_id"]) and indicator in (None, row.cells["indicator_id"]):
            return row
    return rows[0]


def _unit(batch: _Batch, row: WorkbookRow) -> None:
    """A unit that reads otherwise than before does so from the workbook's year on."""
    cells = row.cells
    known = batch.desk.unit(cells["unit_id"]).bureau is not None
    command = registers.RegisterUnit(
        bureau=batch.command.bureau,
        unit=cells["unit_id"],
        name=cells["name"],
        kind=cells["kind"],
        parent=cells.get("parent_id"),
        effective_on=date(batch.command.year, 1, 1) if known else None,
    )
    deciding.register_(batch.desk, command, batch.source(row))


def _officer(batch: _Batch, row: WorkbookRow) -> None:
    command = registers.RegisterOfficer(
        bureau=batch.command.bureau,
        officer=row.cells["officer_id"],
        name=row.cells["name"],
        rank=row.cells.get("rank"),
    )
    deciding.register_(batch.desk, command, batch.source(row))


def _posting(batch: _Batch, row: WorkbookRow) -> None:
    command = registers.RecordPosting.model_validate(
        {
            "bureau": batch.command.bureau,
            "officer": row.cells["officer_id"],
            "unit": row.cells["unit_id"],
            "post_level": row.cells["post_level"],
            "from": row.cells["from"],
            "until": row.cells.get("until"),
        }
    )
    deciding.register_(batch.desk, command, batch.source(row))


def _mark(batch: _Batch, row: WorkbookRow) -> str:
    bureau, year, cells = batch.command.bureau, batch.command.year, row.cells
    command = registers.GiveMark(
        bureau=bureau,
        year=year,
        subject=cells["subject"],
        series=cells["series"],
        period=cells["period"],
        score=cells["score"],
        effective_on=cells["effective_on"],
    )
    deciding.register_(batch.desk, command, batch.source(row))
    number = batch.desk.marks(bureau, year, command.subject).given
    return f"{bureau}/{year}/{command.subject}/marks#{number}"


def _reversal(batch: _Batch, row: WorkbookRow) -> None:
    entry = batch.target("entries", row.cells["entry_ref"])
    command = accounts.ReverseEntry(
        entry=entry, reason=row.cells["reason"], ground=row.cells["ground"]
    )
    deciding.reverse(batch.desk, command, batch.source(row))


def _restriction(batch: _Batch, row: WorkbookRow) -> str:
    bureau, cells = batch.command.bureau, row.cells
    command = registers.ImposeRestriction(
        bureau=bureau,
        subject=cells["subject"],
        rule=cells["restriction"],
        effective_on=cells["effective_on"],
        until=cells.get("until"),
    )
    deciding.register_(batch.desk, command, batch.source(row))
    number = len(batch.desk.restrictions(bureau, command.subject).imposed)
    return f"{bureau}/{command.subject}/restrictions#{number}"


def _lift(batch: _Batch, row: WorkbookRow) -> None:
    target = batch.target("restrictions", row.cells["restriction_ref"])
    place, _, number = target.rpartition("#")
    command = registers.EndRestriction(
        bureau=batch.command.bureau,
        subject=place.split("/")[1],
        number=int(number),
        how=row.cells["how"],
        effective_on=row.cells["effective_on"],
    )
    deciding.register_(batch.desk, command, batch.source(row))


_RECORD: Final[dict[str, Callable[[_Batch, WorkbookRow], str | None]]] = {
    "units": _unit,
    "officers": _officer,
    "postings": _posting,
    "reviews": _mark,
    "reversals": _reversal,
    "restrictions": _restriction,
    "lifts": _lift,
}


def reverse_import(desk: Desk, command: ReverseImport) -> None:
    """Annul what still stands of a batch: entries, losses, marks and restrictions.

    Registers (units, officers, postings, plans) carry no points: they are put right by importing
    the right rows.
    """
    bureau = desk.bureau(command.bureau)
    state = desk.imports(bureau, command.year)
    batch = next((b for b in state.batches if b.batch == command.batch), None)
    if batch is None:
        raise no.BatchNotFound(batch=command.batch, bureau=bureau, year=command.year)
    if command.batch in state.reversed:
        raise no.BatchAlreadyReversed(batch=command.batch)
    for row in batch.rows:
        if row.target is not None:
            _undo(desk, command, bureau, row)
    desk.write(
        ImportReversed(
            bureau=bureau,
            year=command.year,
            batch=command.batch,
            reason=command.reason,
            ground=command.ground,
        )
    )


def _undo(desk: Desk, command: ReverseImport, bureau: str, row: ImportedRow) -> None:
    place, _, number = (row.target or "").rpartition("#")
    parts = place.split("/")
    n = int(number)
    if row.sheet in ("entries", "losses"):
        account = desk.account(parts[0], int(parts[1]), parts[2])
        if n not in account.reversed:
            undo = accounts.ReverseEntry(
                entry=row.target or "", reason=command.reason, ground=command.ground
            )
            deciding.reverse(desk, undo)
    elif row.sheet == "reviews":
        marks = desk.marks(parts[0], int(parts[1]), parts[2])
        if n not in marks.withdrawn:
            mark = registers.WithdrawMark(
                bureau=bureau,
                year=int(parts[1]),
                subject=parts[2],
                number=n,
                reason=command.reason,
            )
            deciding.register_(desk, mark)
    elif n not in desk.restrictions(parts[0], parts[1]).rescinded:
        end = registers.EndRestriction(
            bureau=bureau,
            subject=parts[1],
            number=n,
            how="rescinded",
            effective_on=desk.today,
            reason=command.reason,
        )
        deciding.register_(desk, end)

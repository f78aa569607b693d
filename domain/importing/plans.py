"""What do the rows of the indicators become?"""

from __future__ import annotations

from typing import Any

from domain import refusals as no
from domain.drafts.decisions import refuse_unpublished_plans
from domain.importing.batch import Batch
from domain.imports.commands import WorkbookRow
from domain.registers import commands as registers
from domain.registers.decisions import adopt_plans, refusals_of_plans
from domain.registers.facts import PlanIndicator


def record_plans(batch: Batch, rows: list[WorkbookRow]) -> None:
    """The sheet's new rows merged into the plans that stand, judged as one whole."""
    if not rows:
        return
    desk, bureau, year = batch.desk, batch.bureau, batch.command.year
    lines = {u: {x.indicator: x for x in p} for u, p in desk.plans(bureau, year).by_unit.items()}
    changed: dict[str, WorkbookRow] = {}
    for row in rows:
        unit = row.cells["unit_id"]
        own = lines.setdefault(unit, {})
        own[row.cells["indicator_id"]] = _plan_line(row.cells, own.get(row.cells["indicator_id"]))
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
        adopted = adopt_plans(command, bureau, units, desk.plans(bureau, year))
        if adopted and _refused(batch, changed[adopted[0].unit]):
            return
        for plan in adopted:
            source = batch.source(changed[plan.unit])
            desk.write(plan.model_copy(update={"source": source}))
        for row in rows:
            batch.took(row)


def _refused(batch: Batch, row: WorkbookRow) -> bool:
    """Whether plans change by published sets alone: one fault, for no row is to blame."""
    year = batch.command.year
    try:
        refuse_unpublished_plans(batch.desk.sets(batch.bureau, year), batch.bureau, year)
    except no.PlansPublishedOnly as refusal:
        batch.fault(row, refusal)
        return True
    return False


def _plan_line(cells: dict[str, Any], stands: PlanIndicator | None) -> PlanIndicator:
    """The sheet has no column for the share: it stays as it stands."""
    return PlanIndicator(
        indicator=cells["indicator_id"],
        title=cells.get("title"),
        base=cells["base"],
        step=cells["step"],
        role=cells["role"],
        share=stands.share if stands else None,
    )


def _row_at(rows: list[WorkbookRow], unit: str | None, indicator: str | None) -> WorkbookRow:
    for row in rows:
        if unit in (None, row.cells["unit_id"]) and indicator in (None, row.cells["indicator_id"]):
            return row
    return rows[0]

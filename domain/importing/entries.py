"""What does a row of entries or losses become?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain import deciding
from domain import refusals as no
from domain.accounts import commands as accounts
from domain.accounts.decisions import COMMAND_OF_KIND, Setting
from domain.errors import Refusal
from domain.importing.batch import Batch
from domain.imports.commands import WorkbookRow


def record_graded(batch: Batch, row: WorkbookRow) -> None:
    """An entry or a loss: every refusal of the row is a fault of its own."""
    desk, digest, bureau = batch.desk, batch.command.digest, batch.bureau
    try:
        judged = Setting(batch.editions, desk.today, batch.source(row), digest)
        refusals = list(_in_year(batch, row.cells["effective_on"]))
        command = _asked(bureau, row)
        refusals += deciding.refusals_of_graded(desk, command, judged)
        for refusal in refusals:
            batch.fault(row, refusal)
        if refusals:
            return
        fact = deciding.unforbidden(desk, command, judged)
    except Refusal as refusal:
        batch.fault(row, refusal)
        return
    desk.write(fact)
    batch.took(row, f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}")


def _in_year(batch: Batch, day: date) -> Iterator[Refusal]:
    """A row dated in an earlier year belongs here only if that year's closing sends it here."""
    year = batch.command.year
    if day.year == year:
        return
    bureau = batch.bureau
    if day.year > year or deciding.account_year(batch.desk, bureau, day) != year:
        yield no.DateOutsideYear(day=day, year=year)


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

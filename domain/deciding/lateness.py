"""Is an award recorded while it could be claimed, or does the office say why it comes late?"""

from __future__ import annotations

from datetime import date, timedelta

from domain import refusals as no
from domain.accounts.commands import GrantEntry
from domain.accounts.facts import Granted, LateEntryRecorded
from domain.journal.desk import Desk


def refuse_late(desk: Desk, command: GrantEntry) -> None:
    """Asked when it is recorded or asked for, and not again when a second person approves it."""
    last = _last_day(desk, command)
    if last is not None and desk.today > last and command.late_reason is None:
        day = command.effective_on
        raise no.EntryTooLate(item=command.item, document=day, last=last, today=desk.today)


def said_late(desk: Desk, command: GrantEntry, entry: Granted) -> LateEntryRecorded | None:
    """What the office says of it, as a fact beside the entry."""
    if command.late_reason is None:
        return None
    return LateEntryRecorded(
        bureau=entry.bureau,
        year=entry.year,
        subject=entry.subject,
        number=entry.number,
        last_day=_last_day(desk, command),
        reason=command.late_reason,
    )


def _last_day(desk: Desk, command: GrantEntry) -> date | None:
    bureau = desk.bureau(command.bureau)
    item = desk.editions(bureau).on(command.effective_on).items.get(command.item)
    if item is None or item.claim_within is None:
        return None
    after = command.effective_on + timedelta(days=1)
    return desk.working_days(bureau).last_of(after, item.claim_within)

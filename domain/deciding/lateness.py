"""What does the office say of an award that it records after its claim's days are over?"""

from __future__ import annotations

from datetime import date, timedelta

from domain.accounts.commands import GrantEntry
from domain.accounts.facts import Granted, LateEntryRecorded
from domain.journal.desk import Desk


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

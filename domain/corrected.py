"""What stands of an entry by now: itself, or what it was corrected to? See DECISIONS 34."""

from __future__ import annotations

from domain.accounts.facts import ItemGranted
from domain.journal.desk import Desk
from domain.vocabulary import entry_key


def last_of(desk: Desk, ref: str) -> str:
    """The entry, or the last of its corrections, wherever that went, whether it stands or not."""
    key, number = entry_key(ref)
    undone = desk.account(*key).reversed.get(number)
    return last_of(desk, undone.corrected_by) if undone and undone.corrected_by else ref


def stands_as(desk: Desk, ref: str) -> str | None:
    """The same; None where it was annulled."""
    last = last_of(desk, ref)
    key, number = entry_key(last)
    return None if number in desk.account(*key).reversed else last


def standing(desk: Desk, ref: str) -> ItemGranted | None:
    """What that says, where it is an entry by an item."""
    now = stands_as(desk, ref)
    if now is None:
        return None
    key, number = entry_key(now)
    entry = desk.account(*key).entries[number - 1]
    return entry if isinstance(entry, ItemGranted) else None

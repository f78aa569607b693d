"""What may somebody see, over which bureaus and subjects?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from domain.access.roles import Permission, allows
from domain.journal.desk import Desk
from domain.second import covers

Extent = Literal["any", "bureau", "subject", "exact"]
_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class Right:
    """A permission over a bureau (None: over every one there is), and over how much of it.

    `any` scope will do; the whole `bureau`; what reaches the `subject` on the day; or what is
    held over just this subject (`exact`), as an officer's own role and that of a unit's head.
    """

    permission: Permission
    extent: Extent = "bureau"
    bureau: str | None = None
    subject: str | None = None
    day: date | None = None


@dataclass(frozen=True)
class Held:
    """A role that is held today."""

    bureau: str
    number: int
    role: str
    scope: str
    start: date
    until: date | None


def held_by(desk: Desk, actor: str) -> tuple[Held, ...]:
    """Every role that somebody holds today, in whatever bureau."""
    return tuple(
        Held(bureau, g.number, g.role, g.scope, g.start, g.until)
        for bureau in desk.bureaus
        for g in desk.grants(bureau, actor).in_force(desk.today)
    )


def rights_to_file(bureau: str | None, subject: str | None, day: date) -> Iterator[Right]:
    """Files are of one subject: whoever speaks for it, records of it, or is the office; any of
    these will do."""
    if subject is not None:
        yield Right("own", "subject", bureau, subject, day)
        yield Right("record", "subject", bureau, subject, day)
    yield Right("verify", "bureau", bureau)


def has_right(desk: Desk, held: Iterable[Held], right: Right) -> bool:
    """Where no bureau is named, in each of them: an answer about all tells of every one."""
    wanted = (right.bureau,) if right.bureau is not None else desk.bureaus
    able = [one for one in held if allows(one.role, right.permission)]
    return bool(wanted) and all(
        any(_reaches(desk, one, right) for one in able if one.bureau == bureau) for bureau in wanted
    )


def has_anywhere(held: Iterable[Held], permission: Permission) -> bool:
    return any(allows(one.role, permission) for one in held)


def _reaches(desk: Desk, held: Held, right: Right) -> bool:
    if right.extent == "exact":
        return held.scope == right.subject
    if right.extent == "any" or held.scope == "bureau":
        return True
    if right.extent == "bureau" or right.subject is None:
        return False
    kind, _, named = right.subject.partition(":")
    if kind not in ("unit", "officer") or not _ID.fullmatch(named):
        return False
    return covers(desk, held.bureau, held.scope, right.subject, right.day or desk.today)


def days_of_entry(desk: Desk, account: tuple[str, int, str], number: int) -> Iterator[date]:
    """The day of an entry, if there is one: by it one knows whose it was."""
    entries = desk.account(*account).entries
    if 0 < number <= len(entries):
        yield entries[number - 1].effective_on

"""Which states does a command about roles read?"""

from __future__ import annotations

from domain.access.commands import GrantRole, RevokeRole
from domain.access.decisions import grant_role, revoke_role
from domain.deciding.subjects import known_subject
from domain.journal.desk import Desk


def grant(desk: Desk, command: GrantRole | RevokeRole) -> None:
    """A scope must be there: no grant waits for a unit or an officer to come."""
    bureau = desk.bureau(command.bureau)
    held = desk.grants(bureau, command.grantee)
    if isinstance(command, RevokeRole):
        desk.write(revoke_role(command, bureau, held, desk.today))
        return
    desk.founded(bureau)
    facts = grant_role(command, bureau, held, desk.today)
    if command.scope != "bureau":
        known_subject(desk, bureau, command.scope)
    desk.write(*facts)

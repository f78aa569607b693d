"""May this role be granted or revoked?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.facts import RoleGranted, RoleRevoked
from domain.access.roles import GRANTABLE, OWNER, ROLES, SCOPES
from domain.access.state import GrantsState
from domain.titles import listed

LOCAL = "local:"


def grant_role(
    command: GrantRole, bureau: str, state: GrantsState, today: date
) -> tuple[RoleGranted, ...]:
    """None where the principal holds just that already."""
    if command.role == OWNER or command.grantee.startswith(LOCAL):
        raise no.OwnerNotGranted(grantee=command.grantee)
    role = ROLES.get(command.role)
    if role is None:
        roles = listed(ROLES[name].title.typed() for name in GRANTABLE)
        raise no.UnknownRole(role=command.role, roles=roles)
    if command.scope.partition(":")[0] not in role.scopes:
        scopes = listed(SCOPES[kind].typed() for kind in role.scopes)
        raise no.ScopeDoesNotFit(role=role.title, scope=command.scope, scopes=scopes)
    start = command.start or today
    if start < today:
        raise no.GrantInThePast(start=start, today=today)
    if command.until is not None and command.until <= start:
        raise no.GrantEndsBeforeItStarts(start=start, until=command.until)
    fact = RoleGranted(
        bureau=bureau,
        grantee=command.grantee,
        number=len(state.granted) + 1,
        role=role.name,
        scope=command.scope,
        start=start,
        until=command.until,
    )
    held = [(g.role, g.scope, g.until) for g in state.in_force(start)]
    return () if (fact.role, fact.scope, fact.until) in held else (fact,)


def revoke_role(command: RevokeRole, bureau: str, state: GrantsState, today: date) -> RoleRevoked:
    named = {"grantee": command.grantee, "number": command.number}
    if command.number > len(state.granted):
        raise no.GrantNotFound(**named, bureau=bureau)
    if command.number in state.revoked:
        raise no.GrantAlreadyRevoked(**named, day=state.revoked[command.number])
    return RoleRevoked(
        bureau=bureau, grantee=command.grantee, number=command.number, effective_on=today
    )

"""Which facts say who holds a role?"""

from __future__ import annotations

from domain.access.vocabulary import Principal, Scope
from domain.vocabulary import Day, Id, Value


class RoleGranted(Value):
    """A principal holds a role over a scope, from a day on; `until` is the day it ends."""

    bureau: Id
    grantee: Principal
    number: int
    role: Id
    scope: Scope
    start: Day
    until: Day | None = None


class RoleRevoked(Value):
    """A grant ended on a day, before its time."""

    bureau: Id
    grantee: Principal
    number: int
    effective_on: Day


AccessFact = RoleGranted | RoleRevoked

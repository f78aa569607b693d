"""What may somebody ask about who may do what?"""

from __future__ import annotations

from pydantic import Field

from domain.access.vocabulary import Principal, Scope
from domain.vocabulary import Day, Id, Value


class GrantRole(Value):
    """Grant a principal a role over a scope (授予角色): `bureau`, `unit:zg` with all below it, or
    `officer:0012` alone; from a day (today) until a day, on which it ends."""

    bureau: Id | None = None
    grantee: Principal
    role: Id
    scope: Scope = "bureau"
    start: Day | None = Field(default=None, alias="from")
    until: Day | None = None


class RevokeRole(Value):
    """Revoke a grant, at once (收回角色)."""

    bureau: Id | None = None
    grantee: Principal
    number: int = Field(strict=True, ge=1)


AccessCommand = GrantRole | RevokeRole

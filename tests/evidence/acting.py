"""What does the audit of procedures say of one act, over a desk that the facts before it make?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from domain.access.facts import RoleGranted
from domain.journal.names import NAME_OF, Fact
from projections.evidence.approvals import Row
from projections.evidence.procedure_pass import CHECKS
from tests.domain.cast import NANYUE
from tests.domain.scenario import given

SOMEBODY: Final = "token:somebody"


def told(
    fact: Fact,
    *before: Fact,
    on: str = "2025-06-30",
    by: str = SOMEBODY,
    role: str = "appraiser",
) -> list[str]:
    """What is otherwise than the rules have it, by name and in order."""
    name = NAME_OF[type(fact)]
    row = Row(9, datetime(2025, 6, 30, tzinfo=UTC), name, b"", by, role, "[]", None, None, None)
    desk = given(*before, today=date.fromisoformat(on)).desk
    return [what for what, *_ in CHECKS[type(fact)](desk, row, fact)]


def holds(role: str, grantee: str, scope: str, number: int = 1, **but: Any) -> RoleGranted:
    """From the first day of 2024 on."""
    said = {"role": role, "grantee": grantee, "scope": scope, "number": number}
    return RoleGranted.model_validate({"bureau": NANYUE, "start": "2024-01-01"} | said | but)

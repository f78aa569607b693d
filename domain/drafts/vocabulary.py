"""Which words does the compilation of indicators speak in?"""

from __future__ import annotations

from typing import Final, Literal

Line = Literal["tax", "local"]
"""From where a task comes down: the tax line (省/市局), or the district (区委区政府)."""
CarrierRole = Literal["owner", "lead", "support"]
"""主责、牵头、配合: who leads without owning bears a loss as a support does."""
Period = Literal["year", "quarter", "month"]
Kind = Literal["duty", "special_task", "assigned"]
"""岗位职责、专项、领导交办."""
Answer = Literal["accepted", "declined"]
Level = Literal["party-committee", "leader", "unit-head"]
"""The three levels of approval; each is called as the role that signs there."""
LEVELS: Final[tuple[Level, ...]] = ("party-committee", "leader", "unit-head")

"""How is the risk of an indicator rated?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Rating = Annotated[int, Field(strict=True, ge=1, le=5)]
"""From 1, no concern, to 5."""
RiskLevel = Literal["high", "medium", "low"]
Finding = Literal["sound", "concern", "critical"]
"""What a check found: in order 正常, to be watched 需关注, a loss is near 告急."""

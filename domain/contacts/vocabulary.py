"""By which channel is somebody spoken with, and who may read of it?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.quarters.vocabulary import QuarterNumber
from domain.vocabulary import EntryRef, Id, Value

Channel = Literal["meeting", "talk", "phone", "written", "coaching", "supervision"]
"""会议、约谈、电话、书面、帮扶、督导."""
Visibility = Literal["office", "subject", "unit"]
"""The office alone; the subjects too; the heads of their units too."""


class About(Value):
    """What it was about: entries, and of the year indicators, quarters' briefings; remediations."""

    entries: tuple[EntryRef, ...] = Field(default=(), max_length=50)
    indicators: tuple[Id, ...] = Field(default=(), max_length=50)
    briefings: tuple[QuarterNumber, ...] = Field(default=(), max_length=4)
    remediations: tuple[Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)], ...] = Field(
        default=(), max_length=50
    )

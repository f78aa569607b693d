"""What does the owner say who accepts that facts are lost?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.legible import LegibleLine
from domain.vocabulary import LogName, Note, Value


class OpenLog(Value):
    """Seal the ledger in a new log: the last checkpoint of the one before reaches beyond the
    facts that are left (启用新日志)."""

    log: LogName
    checkpoint: Note
    kept: Annotated[int, Field(ge=0)]
    vouched: Annotated[int, Field(ge=0)]
    lost: Annotated[int, Field(ge=1)]
    ground: LegibleLine


LogCommand = OpenLog

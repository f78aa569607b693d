"""What may who is judged say of an entry or a result?"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import StringConstraints

from domain.legible import LegibleNarrative
from domain.vocabulary import EntryRef, Id, Subject, Value, Year

_RESULT: Final = r"^(published|closed|restated-[1-9][0-9]{0,8})$"
ResultName = Annotated[str, StringConstraints(pattern=_RESULT)]


class AcknowledgeEntry(Value):
    """Say that one was told of an entry, and whether one agrees (本人确认)."""

    entry: EntryRef
    agrees: bool
    opinion: LegibleNarrative | None = None


class AcknowledgeResult(Value):
    """Say that one was told of the year's result, and whether one agrees (本人确认)."""

    bureau: Id | None = None
    year: Year
    subject: Subject
    result: ResultName
    agrees: bool
    opinion: LegibleNarrative | None = None


AcknowledgementCommand = AcknowledgeEntry | AcknowledgeResult

"""Which facts say that an entry or a result was acknowledged?"""

from __future__ import annotations

from pydantic import Field

from domain.vocabulary import Digest, Id, Narrative, ShortText, Subject, Value, Year


class EntryAcknowledged(Value):
    """Who is judged has seen an entry of his account, and agrees with it or not."""

    bureau: Id
    year: Year
    subject: Subject
    number: int = Field(ge=1)
    agrees: bool
    opinion: Narrative | None = None


class ResultAcknowledged(Value):
    """Who is judged has seen a result of the year; `digest` is that of the run."""

    bureau: Id
    year: Year
    subject: Subject
    result: ShortText
    digest: Digest
    agrees: bool
    opinion: Narrative | None = None


AcknowledgementFact = EntryAcknowledged | ResultAcknowledged

"""What may somebody ask of a remediation?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from domain.legible import LegibleNarrative
from domain.remediations.vocabulary import Outcome
from domain.vocabulary import Day, Digest, EntryRef, Id, Value, Year


class OpenRemediation(Value):
    """Have something put right (整改) after a loss, or on an indicator: one of the two is named.

    The unit that owns the indicator does it; `responsible` is its officer. `evidence: required`:
    it is not reported as done without any.
    """

    bureau: Id | None = None
    year: Year
    entry: EntryRef | None = None
    indicator: Id | None = None
    responsible: Id
    measures: LegibleNarrative
    due_on: Day
    evidence: Literal["required"] | None = None


class _OfRemediation(Value):
    bureau: Id
    number: int = Field(strict=True, ge=1, le=2**31 - 1)


class ReportRemediation(_OfRemediation):
    """Report what was done (整改报告), by the responsible officer or the head of his unit."""

    report: LegibleNarrative
    evidence: tuple[Digest, ...] = Field(default=(), max_length=50)


class VerifyRemediation(_OfRemediation):
    """Find that it was done, or return it with a reason (整改核验)."""

    outcome: Outcome
    reason: LegibleNarrative | None = None


class ExtendRemediation(_OfRemediation):
    """Put off the day it is due on, before it has passed (整改延期)."""

    due_on: Day
    reason: LegibleNarrative


RemediationCommand = OpenRemediation | ReportRemediation | VerifyRemediation | ExtendRemediation

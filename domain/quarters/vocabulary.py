"""Which days are a quarter's, and what is the digest of its losses?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Annotated, Final, Literal

import rfc8785
from pydantic import Field

from domain.scoring import ZERO, Entry
from domain.vocabulary import plain

QuarterNumber = Annotated[int, Field(strict=True, ge=1, le=4)]
Cause = Literal["process", "data", "deadline", "external", "rule", "other"]
"""Why points were lost: 流程、数据、时限、外部、规则、其他."""
_LAST: Final = ((3, 31), (6, 30), (9, 30), (12, 31))


def days_of(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day."""
    month, day = _LAST[quarter - 1]
    return date(year, month - 2, 1), date(year, month, day)


def closing_day(last: date, within: int | None, last_of: Callable[[date, int], date]) -> date:
    """The day after its last, or the working day that the edition of its last day names."""
    after = last + timedelta(days=1)
    return after if within is None else last_of(after, within)


def quarter_ref(bureau: str, year: int, quarter: int) -> str:
    """A quarter as people call it: `nanyue/2025Q1`."""
    return f"{bureau}/{year}Q{quarter}"


def losses_in(losses: Iterable[Entry], first: date, last: date, position: int) -> tuple[Entry, ...]:
    """The losses in force whose day lies in the period, as known at the position."""
    found = (e for e in losses if first <= e.effective_on and e.in_force(last, position))
    return tuple(sorted(found, key=lambda e: e.order))


def losses_digest(losses: Iterable[Entry]) -> str:
    """The SHA-256 of the RFC 8785 JSON of what each loss says."""
    said = [
        {
            "entry": e.ref,
            "indicator": e.indicator,
            "subject": e.subject,
            "effective_on": e.effective_on.isoformat(),
            "points": plain(e.points or ZERO),
        }
        for e in losses
    ]
    return "sha256:" + hashlib.sha256(rfc8785.dumps(said)).hexdigest()

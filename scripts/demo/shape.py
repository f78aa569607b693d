"""Which sheets and columns does a workbook have, and what is a row of each kind?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

YEARS = (2023, 2024)

Row = Mapping[str, str]
Sheets = Mapping[str, Sequence[Row]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "units": ("unit_id", "name", "kind", "parent_id"),
    "officers": ("officer_id", "name", "rank"),
    "postings": ("officer_id", "unit_id", "post_level", "from", "until"),
    "indicators": ("unit_id", "indicator_id", "title", "base", "step", "role"),
    "reviews": ("ref", "subject", "series", "period", "score", "effective_on"),
    "entries": (
        *("ref", "subject", "kind", "item", "level", "quantity", "points", "share", "merit"),
        *("effective_on", "document_no", "reason", "recorded_by", "approved_by"),
    ),
    "losses": ("ref", "indicator_id", "points", "effective_on", "reason"),
    "reversals": ("ref", "entry_ref", "reason", "ground"),
    "restrictions": ("ref", "subject", "restriction", "effective_on", "until"),
    "lifts": ("ref", "restriction_ref", "how", "effective_on"),
}


@dataclass(frozen=True)
class Posting:
    """Where an officer served, from a day up to, not including, another."""

    officer: str
    unit: str
    level: str
    start: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the officer serves here on that day."""
        return self.start <= day and (self.until is None or day < self.until)

    def touches(self, year: int) -> bool:
        """Whether some day of the year falls into it."""
        begins = self.start <= date(year, 12, 31)
        return begins and (self.until is None or self.until > date(year, 1, 1))


@dataclass(frozen=True)
class Entry:
    """An entry as the office writes it, before it has a ref, a recorder and an approver."""

    subject: str
    kind: str
    item: str
    on: date
    document: str
    reason: str
    level: str = ""
    quantity: str = ""
    points: str = ""
    share: str = ""
    merit: str = ""
    delay: int = 3
    """Days from the document to its recording: the sheet is in the order of recording."""
    annulled: tuple[str, str] | None = None
    """Reason and ground of the reversal."""


@dataclass(frozen=True)
class Loss:
    """A loss on an indicator, in tenths of a point."""

    indicator: str
    tenths: int
    on: date
    reason: str
    annulled: tuple[str, str] | None = None


def tenths(number: int) -> str:
    """The decimal text of a number of tenths."""
    whole, rest = divmod(number, 10)
    return f"{whole}.{rest}" if rest else str(whole)

"""How is the demo's story told to the ledger: on which day, by whom, under which key?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from api.admission.tokens import KIND
from domain.approving import Asked
from domain.calendar import BUREAU_ZONE, SATURDAY
from domain.claims.commands import ApproveClaim, CheckClaim, RejectClaim, VerifyClaim
from domain.claims.vocabulary import digest_text, said_of
from domain.journal.envelope import By, Receipt
from domain.ledger import Ledger
from domain.vocabulary import Value

BUREAU: Final = "nanyue"
_TEN: Final = time(10, tzinfo=BUREAU_ZONE)
_DAY: Final = timedelta(days=1)
_STEPS: Final[dict[str, type[CheckClaim | VerifyClaim | ApproveClaim]]] = {
    "check": CheckClaim,
    "verify": VerifyClaim,
    "approve": ApproveClaim,
}


@dataclass
class StoryClock:
    """It is ten in the morning of the day that the story has come to."""

    day: date

    def __call__(self) -> datetime:
        return datetime.combine(self.day, _TEN)


@dataclass(frozen=True)
class Waiting:
    """A claim, and the digest of the content that whoever decides it has seen."""

    bureau: str
    number: int
    digest: str


@dataclass
class Telling:
    """The story so far; `today` is the day on which the demo was first loaded.

    Every act has the key of its place, so that a load cut short goes on where it was.
    """

    ledger: Ledger
    clock: StoryClock
    today: date
    acts: int = 0
    entries: dict[str, str] = field(default_factory=dict)
    claims: dict[str, Waiting] = field(default_factory=dict)
    disputes: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def does(self, who: str, command: Asked, called: str = "") -> Receipt:
        """One act; the entry or the dispute that comes of it is remembered as it is called."""
        return self.by(By(KIND + who, ""), command, called)

    def by(self, by: By, command: Asked, called: str = "") -> Receipt:
        self.acts += 1
        receipt = self.ledger.handle(command, by, f"demo-story-{self.acts}")
        if called and receipt.entries:
            self.entries[called] = receipt.entries[0]
        if called and "dispute" in receipt.details:
            self.disputes[called] = _number(receipt.details["dispute"])
        return receipt

    def waits(self, who: str, command: Asked, called: str) -> Waiting:
        """An act that becomes a claim, remembered as it is called."""
        receipt = self.does(who, command)
        claim = Waiting(BUREAU, _number(receipt.details["claim"]), digest_of(command))
        self.claims[called] = claim
        return claim

    def seconded(self, who: str, command: Asked, called: str, second: str = "approver") -> None:
        """An act that a second person lets through."""
        self.waits(who, command, called)
        self.step(called, "approve", second)

    def step(self, called: str, act: str, who: str) -> Receipt:
        """A step of a claim; what it grants is remembered under the claim's name."""
        return self.does(who, _STEPS[act](**vars(self.claims[called])), called)

    def rejects(self, called: str, who: str, reason: str) -> None:
        self.does(who, RejectClaim(**vars(self.claims[called]), reason=reason))

    def file(self, who: str, subject: str, text: str) -> str:
        """The digest of a file that somebody hands in."""
        data = text.encode()
        return self.ledger.keep_file(BUREAU, subject, data, KIND + who).digest

    def day(self, back: int) -> date:
        """The weekday so many weekdays before today; negative: after."""
        day, left, step = self.today, abs(back), _DAY if back < 0 else -_DAY
        while left:
            day += step
            left -= day.weekday() < SATURDAY
        return day

    @property
    def year(self) -> int:
        """The running year."""
        return self.today.year

    def quarter_before(self, quarters: int) -> tuple[int, int]:
        """The quarter so many before the running one: year and number."""
        running = self.today.year * 4 + (self.today.month - 1) // 3 - quarters
        return running // 4, running % 4 + 1

    def of_quarter(self, quarters: int) -> dict[str, Any]:
        """A quarter as commands name it."""
        year, quarter = self.quarter_before(quarters)
        return {"bureau": BUREAU, "year": year, "quarter": quarter}


Scene = tuple[int, Callable[[Telling], None]]
"""On which weekday before today something happens, and what."""


def digest_of(command: Value) -> str:
    """What an approval or a signature binds to."""
    return digest_text(said_of(command))


def _number(ref: str) -> int:
    return int(ref.partition("/")[2])

"""How does a bureau live through a year in the tests? It records day by day, by real decisions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.accounts.facts import Granted
from domain.banding import Place
from domain.deciding import Command
from domain.errors import Refusal
from domain.imports.commands import ImportWorkbook
from domain.journal.names import Fact
from domain.recall import record_of
from domain.registers.facts import MarkGiven
from domain.restating import restate as beside
from domain.rulebook import Edition
from domain.run import Run, appraise
from domain.vocabulary import plain
from domain.years.decisions import taken
from domain.years.facts import YearClosed, YearRestated
from tests.domain.cast import (
    NANYUE,
    YEAR,
    a_line,
    a_plan,
    a_posting,
    a_unit,
    an_edition,
    an_officer,
    lose,
)
from tests.domain.scenario import given, stored
from tests.domain.year_acts import close, freeze, publish, restate

STAFF: Final = {
    "org_link": "0.30",
    "regular_review": "0.50",
    "leader_evaluation": "0.15",
    "peer_evaluation": "0.05",
}
HEADS: Final = STAFF | {"org_link": "0.50", "regular_review": "0.30"}
RULES: Final[dict[str, Any]] = {
    "groups": [
        {"id": "heads", "match": {"post_level": ["head"]}, "weights": HEADS},
        {"id": "sections", "match": {"unit_kind": ["section"]}, "weights": STAFF},
        {"id": "branches", "match": {"unit_kind": ["branch"]}, "weights": STAFF},
    ],
    "items": {
        "C2": {
            "kind": "commendation",
            "category": "C",
            "levels": {"national": "4", "provincial": "2.5", "municipal": "1.5", "district": "0.5"},
        },
        "C3": {"kind": "commendation", "category": "C", "levels": {"provincial": "1.5"}},
        "K2": {"kind": "bonus", "category": "I", "points": "2"},
        "X1": {"restriction": None, "levels": {"provincial": "3", "district": "1"}},
        "X5": {"kind": "reprimand", "category": "X", "points": "3", "restriction": "V1"},
        "X7": {"kind": "deduction", "category": "X", "points": "3"},
    },
    "restrictions": [
        {"id": "V1", "bites": "during_year", "max_band": "2", "bars": ["excellent"]},
        {"id": "V2", "bites": "at_year_end", "unranked": True},
        {"id": "V3", "bites": "at_year_end", "deferred": True},
        {"id": "V4", "bites": "during_year", "max_band": "2", "reaches": "head"},
    ],
    "bands": [
        {"band": "1", "through": "40/100"},
        {"band": "2", "through": "90/100"},
        {"band": "3"},
        {"band": "4", "below": "60"},
    ],
    "tie_break": ["regular_review", "good_quarters", "org_link", "bonus", "deduction"],
    "grades": {
        "excellent": {"quota": "20/100", "from_band": "1", "requires": {"good_quarters": "2"}}
    },
    "good_quarter": "90",
    "pay": {"1": "1.2", "2": "1.0", "3": "0.8", "4": "0.5"},
}
"""What DOMAIN (c) says, as far as the cases need it."""

QUARTERS: Final = ("2024-04-08", "2024-07-08", "2024-10-09", "2024-12-31")


class BureauYear:
    """Nanyue in 2024 under those rules, or under what is said otherwise."""

    def __init__(self, **rules: Any) -> None:
        self.facts: list[Fact] = [an_edition(**RULES | rules)]

    @property
    def head(self) -> int:
        return len(self.facts)

    def holds(self, *facts: Fact) -> int:
        """What had been recorded; the position of the last."""
        self.facts += facts
        return self.head

    def does(self, command: Command | ImportWorkbook, on: str = "2024-12-31") -> tuple[Fact, ...]:
        """The command is decided on that day on all that was recorded before."""
        outcome = given(*self.facts, today=date.fromisoformat(on)).when(command)
        assert outcome.refusal is None, outcome.refusal
        self.facts += outcome.facts
        return outcome.facts

    def grants(self, command: Command, on: str = "2024-12-31") -> Granted:
        """The entry that the command brings forth."""
        entry = self.does(command, on)[-1]
        assert isinstance(entry, Granted)
        return entry

    def refuses(self, command: Command, kind: type[Refusal], on: str = "2025-06-30") -> None:
        given(*self.facts, today=date.fromisoformat(on)).when(command).then_refused(kind)

    def unit(self, unit: str, kind: str = "section", score: str | None = None) -> None:
        """A unit; with a score, one indicator and the loss that leaves it this score."""
        self.holds(a_unit(unit, kind=kind))
        if score is not None:
            self.holds(a_plan(unit, a_line(f"T-{unit}", "100", step="0.1")))
            lost = 100 - Decimal(score)
            if lost:
                self.does(lose(indicator=f"T-{unit}", points=str(lost)))

    def officer(self, officer: str, quarters: str = "", **but: str) -> None:
        """An officer in zg with marks; `leader` and `peers` give the two evaluations."""
        posted = {k: but[k] for k in ("unit", "post_level", "start", "until") if k in but}
        self.holds(an_officer(officer), a_posting(officer, **posted))
        for n, (score, day) in enumerate(zip(quarters.split(), QUARTERS, strict=False), start=1):
            self.mark(officer, score, period=f"2024Q{n}", effective_on=day)
        for said, series in (("leader", "leader_evaluation"), ("peers", "peer_evaluation")):
            if said in but:
                self.mark(officer, but[said], series=series, period="2024")

    def mark(self, officer: str, score: str, **but: Any) -> int:
        subject = f"officer:{officer}"
        number = 1 + sum(isinstance(f, MarkGiven) and f.subject == subject for f in self.facts)
        said = {"bureau": NANYUE, "year": YEAR, "series": "regular_review", "period": "2024Q1"}
        said |= {"subject": subject, "number": number, "score": score}
        return self.holds(MarkGiven.model_validate(said | {"effective_on": "2024-12-31"} | but))

    def close(self, position: int | None = None) -> Run:
        """Frozen on 10 January, published from the 13th to the 17th, closed on the 20th."""
        self.does(freeze(), "2025-01-10")
        self.does(publish(), "2025-01-13")
        self.does(close(position=position), "2025-01-20")
        return self.closed()

    def closed(self) -> Run:
        """The closed run, which gives the digest it gave on the day."""
        (closing,) = [f for f in self.facts if isinstance(f, YearClosed)]
        run = self.run(closing.run.position)
        assert taken(run) == closing.run
        return run

    def restate(self, on: str = "2025-06-30") -> Run:
        """A restatement at the head, as the fact has it."""
        closed, now = self.closed(), self.run()
        restated = beside(closed, now)
        (fact,) = self.does(restate(), on)
        assert isinstance(fact, YearRestated)
        assert fact.run == taken(restated, taken(closed).digest)
        self.closed()
        return restated

    def run(
        self,
        position: int | None = None,
        as_of: str = "2024-12-31",
        candidate: Edition | None = None,
    ) -> Run:
        """The year as known at a position; left out, at the head."""
        day = date.fromisoformat(as_of)
        known = self.head if position is None else position
        return appraise(record_of(stored(*self.facts), NANYUE, day.year), day, known, candidate)


def place(run: Run, officer: str) -> Place:
    return next(p for p in run.places if p.officer == officer)


def score(run: Run, officer: str) -> str:
    return str(place(run, officer).standing.score)


def bands(run: Run, *officers: str) -> list[int | None]:
    """The bands of these officers, or of all by id."""
    return [place(run, o).band for o in officers or [p.officer for p in run.places]]


def ranks(run: Run, *officers: str) -> list[int | None]:
    return [place(run, o).rank for o in officers or [p.officer for p in run.places]]


def grades(run: Run, *officers: str) -> list[str]:
    return [place(run, o).grade for o in officers or [p.officer for p in run.places]]


def counted(run: Run, officer: str) -> list[str]:
    """What each line of his account counts, in order."""
    return [plain(line.counted) for line in place(run, officer).standing.account.lines]

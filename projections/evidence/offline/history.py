"""What do the facts say happened in a bureau-year, whatever moves no score left aside?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from projections.evidence.offline.figures import FIRST_YEAR, LAST_YEAR, Said
from projections.evidence.offline.quiet import QUIET
from projections.evidence.offline.rules import Rules, rules_of

FAMILIES: Final = {
    "bonus-awarded": "entry",
    "commendation-conferred": "entry",
    "deduction-imposed": "entry",
    "reprimand-issued": "entry",
    "loss-imposed": "loss",
    "entry-reversed": "reversal",
    "mark-given": "mark",
    "mark-withdrawn": "mark",
    "plan-adopted": "plan",
    "plan-adopted.2": "plan",
    "year-opened": "year",
    "year-frozen": "year",
    "year-published": "year",
    "year-closed": "year",
    "year-restated": "year",
    "posting-recorded": "posting",
    "unit-established": "unit",
    "unit-reorganised": "unit",
    "unit-closed": "unit",
    "unit-merged": "unit",
    "rulebook-published": "rules",
    "rulebook-withdrawn": "rules",
    **dict.fromkeys(QUIET),
}
"""Every stored name, and what a score may rest on it for: None moves ranks or nothing at all.

`unit-merged` is an old name of a closing; a closed unit keeps the score it has. A name that stands
nowhere here is refused, for it might move a score.
"""
OF_A_YEAR: Final = ("entry", "loss", "reversal", "mark", "plan", "year")
KINDS_OF_ENTRY: Final = {
    "bonus-awarded": "bonus",
    "commendation-conferred": "commendation",
    "deduction-imposed": "deduction",
    "reprimand-issued": "reprimand",
    "loss-imposed": "deduction",
}
MARK_MAX: Final = 100
POSITION_MAX: Final = 2**63
TRIPLE: Final = 3


@dataclass(frozen=True)
class KnownFact:
    """A fact of the bureau, and of the year if it belongs to one."""

    position: int
    name: str
    family: str
    said: Said


def known_facts(facts: object, bureau: str, year: int) -> list[KnownFact]:
    """Those that a score of the bureau-year may rest on; their positions must rise."""
    if not isinstance(facts, list | tuple):
        raise ValueError("the facts are no list")
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year is no whole number from {FIRST_YEAR} to {LAST_YEAR}")
    found, last = [], 0
    for fact in facts:
        last, name, state = _told_apart(fact, last)
        family = FAMILIES[name]
        if family is None:
            continue
        said = Said(state, f"position {last} ({name})")
        ours = said.text("bureau") == bureau
        if ours and (family not in OF_A_YEAR or said.whole("year", FIRST_YEAR, LAST_YEAR) == year):
            found.append(KnownFact(last, name, family, said))
    return found


def _told_apart(fact: object, last: int) -> tuple[int, str, object]:
    """The position above the last one, a name that is known, the state."""
    if not isinstance(fact, list | tuple) or len(fact) != TRIPLE:
        raise ValueError(f"after position {last}: no fact of position, name and state")
    position, name, state = fact
    if type(position) is not int or not last < position < POSITION_MAX:
        raise ValueError(f"after position {last}: the positions do not rise")
    if not isinstance(name, str) or name not in FAMILIES:
        raise ValueError(f"position {position}: a fact whose name is not known")
    return position, name, state


@dataclass(frozen=True)
class Granted:
    """An entry or a loss as it was granted; `points` are a loss's, or of an item with a range."""

    ref: str
    position: int
    subject: str
    kind: str
    effective_on: date
    item: str | None
    indicator: str | None
    level: str | None
    quantity: int
    points: Fraction | None
    share: Fraction
    merit: str | None

    @property
    def in_turn(self) -> tuple[date, int]:
        return (self.effective_on, self.position)


@dataclass(frozen=True)
class GivenMark:
    """One mark of a review."""

    subject: str
    series: str
    period: str
    score: Fraction
    effective_on: date
    position: int


@dataclass(frozen=True)
class Posted:
    """In a unit from `start` up to, not including, `until`."""

    officer: str
    unit: str
    post_level: str
    start: date
    until: date | None

    def on(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class PlanPart:
    """A unit's part in an indicator, at most `base` to lose; its share of a loss, if planned."""

    unit: str
    indicator: str
    base: Fraction
    owner: bool
    share: Fraction | None


AccountNumber = tuple[str, int]


@dataclass
class History:
    """All that is known and stands; dates have not been looked at yet."""

    bureau: str
    year: int
    entries: dict[AccountNumber, Granted] = field(default_factory=dict)
    marks: dict[AccountNumber, GivenMark] = field(default_factory=dict)
    editions: dict[int, Rules] = field(default_factory=dict)
    postings: dict[tuple[str, str, date], Posted] = field(default_factory=dict)
    units: list[tuple[date, int, str, str]] = field(default_factory=list)
    """(from when, position, unit, kind)"""
    plans: dict[str, list[PlanPart]] = field(default_factory=dict)
    _seen: set[tuple[str, str, int]] = field(default_factory=set)

    def take(self, fact: KnownFact) -> None:
        taking: dict[str, Callable[[KnownFact], None]] = {
            **dict.fromkeys(KINDS_OF_ENTRY, self._grant),
            "entry-reversed": self._reverse,
            "mark-given": self._mark,
            "mark-withdrawn": self._withdraw_mark,
            "rulebook-published": self._publish,
            "rulebook-withdrawn": self._withdraw_edition,
            "posting-recorded": self._post,
            **dict.fromkeys(("plan-adopted", "plan-adopted.2"), self._adopt),
            "unit-established": self._unit,
            "unit-reorganised": self._unit,
        }
        if fact.name in taking:
            taking[fact.name](fact)

    def _once(self, fact: KnownFact, what: str, subject: str, number: int) -> None:
        """A number is given once in its account, for ever."""
        if (what, subject, number) in self._seen:
            raise fact.said.wrong("number", f"{subject} has this {what} already")
        self._seen.add((what, subject, number))

    def _grant(self, fact: KnownFact) -> None:
        said, lost = fact.said, fact.family == "loss"
        subject, number = said.text("subject"), said.whole("number")
        self._once(fact, "entry", subject, number)
        quantity = said.optional("quantity", said.whole)
        share = said.optional("share", said.ratio)
        self.entries[subject, number] = Granted(
            ref=f"{self.bureau}/{self.year}/{subject}#{number}",
            position=fact.position,
            subject=subject,
            kind=KINDS_OF_ENTRY[fact.name],
            effective_on=said.day("effective_on"),
            item=None if lost else said.text("item"),
            indicator=said.text("indicator") if lost else None,
            level=said.optional("level", said.text),
            quantity=quantity or 1,
            points=said.number("points") if lost else said.optional("points", said.number),
            share=Fraction(1) if share is None else share,
            merit=said.optional("merit", said.text),
        )

    def _reverse(self, fact: KnownFact) -> None:
        key = fact.said.text("subject"), fact.said.whole("number")
        if self.entries.pop(key, None) is None:
            raise fact.said.wrong("number", f"{key[0]} has no such entry that stands")

    def _mark(self, fact: KnownFact) -> None:
        said = fact.said
        subject, number = said.text("subject"), said.whole("number")
        self._once(fact, "mark", subject, number)
        score = said.number("score")
        if score > MARK_MAX:
            raise said.wrong("score", f"above {MARK_MAX}")
        self.marks[subject, number] = GivenMark(
            subject=subject,
            series=said.text("series"),
            period=said.text("period"),
            score=score,
            effective_on=said.day("effective_on"),
            position=fact.position,
        )

    def _withdraw_mark(self, fact: KnownFact) -> None:
        key = fact.said.text("subject"), fact.said.whole("number")
        if self.marks.pop(key, None) is None:
            raise fact.said.wrong("number", f"{key[0]} has no such mark that stands")

    def _publish(self, fact: KnownFact) -> None:
        rules = rules_of(fact.said.text("document"), fact.said.place)
        self._once(fact, "edition", self.bureau, rules.version)
        self.editions[rules.version] = rules

    def _withdraw_edition(self, fact: KnownFact) -> None:
        if self.editions.pop(fact.said.whole("version"), None) is None:
            raise fact.said.wrong("version", "no such edition stands")

    def _post(self, fact: KnownFact) -> None:
        """Known by officer, unit and start: recorded again, the later version holds."""
        said = fact.said
        posting = Posted(
            officer=said.text("officer"),
            unit=said.text("unit"),
            post_level=said.text("post_level"),
            start=said.day("start"),
            until=said.optional("until", said.day),
        )
        self.postings[posting.officer, posting.unit, posting.start] = posting

    def _adopt(self, fact: KnownFact) -> None:
        """The plan adopted last is the unit's plan."""
        unit = fact.said.text("unit")
        self.plans[unit] = [
            PlanPart(
                unit=unit,
                indicator=line.text("indicator"),
                base=line.number("base"),
                owner=line.choice("role", ("owner", "support")) == "owner",
                share=line.optional("share", line.ratio),
            )
            for line in fact.said.objects("indicators")
        ]

    def _unit(self, fact: KnownFact) -> None:
        said = fact.said
        start = said.optional("effective_on", said.day) or date.min
        self.units.append((start, fact.position, said.text("unit"), said.text("kind")))


def history_of(facts: object, bureau: str, year: int) -> History:
    """The history that the facts make, one after the other."""
    history = History(bureau, year)
    for fact in known_facts(facts, bureau, year):
        history.take(fact)
    return history

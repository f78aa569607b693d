"""What does the record of a made-up bureau of n officers hold, the same for the same seed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.record import (
    Enrolment,
    Mark,
    Plan,
    Posting,
    Publication,
    Record,
    Restriction,
    RestrictionEnd,
    UnitVersion,
)
from domain.rulebook import Edition, Item, read_edition
from domain.scoring import Entry, PlanLine
from domain.vocabulary import share_of
from scripts.demo.dice import Dice
from scripts.demo.rulebooks import editions

BUREAU = "bench"
YEAR = 2024
FIRST = date(YEAR, 1, 1)
LAST = date(YEAR, 12, 31)

# To one officer; of 5,000: 600 units, 6,000 plan lines, 75,000 entries, 3,000 losses, 50,000 marks,
# 300 restrictions, 6,000 postings.
ENTRIES = 15
UNITS_OF_100 = 12
LINES_A_UNIT = 10
CARRIERS = 3
REVIEWS = (
    *(("regular_review", f"{YEAR}Q{quarter}", quarter * 3) for quarter in (1, 2, 3, 4)),
    *(("leader_evaluation", f"{YEAR}H{half}", half * 6) for half in (1, 2)),
    *(("peer_evaluation", f"{YEAR}H{half}", half * 6) for half in (1, 2)),
)


class Bureau:
    """A bureau in the making: each thing recorded takes the next position."""

    def __init__(self, officers: int, seed: int = 1) -> None:
        self.seed, self.position = seed, 0
        self.officers = [f"{number:06}" for number in range(1, officers + 1)]
        # A multiple of three: then every unit's plan comes to 100 points.
        count = CARRIERS * -(-officers * UNITS_OF_100 // (100 * CARRIERS))
        self.units = [f"u{number:04}" for number in range(1, count + 1)]
        self.editions = [read_edition(text) for text in editions()]

    def next(self) -> int:
        self.position += 1
        return self.position

    def record(self) -> Record:
        """All of it. A reversal, a withdrawal and an end come after what they undo."""
        publications = [Publication(edition, self.next()) for edition in self.editions]
        units = [
            UnitVersion(unit, ("section", "branch")[n % 2], None, None, self.next())
            for n, unit in enumerate(self.units)
        ]
        enrolled = [Enrolment(officer, self.next()) for officer in self.officers]
        plans = list(self._plans())
        restrictions = list(self._restrictions())
        return Record(
            bureau=BUREAU,
            year=YEAR,
            postings=tuple(self._postings()),
            units=tuple(units),
            plans=tuple(plans),
            marks=tuple(self._marks()),
            entries=tuple(self._entries()),
            losses=tuple(self._losses(plans)),
            publications=tuple(publications),
            restrictions=tuple(restrictions),
            restriction_ends=tuple(self._ends(restrictions)),
            officers=tuple(enrolled),
        )

    def _postings(self) -> Iterator[Posting]:
        """One in five is transferred within the year."""
        dice = Dice("postings", self.seed)
        for n, officer in enumerate(self.officers):
            unit = self.units[n % len(self.units)]
            place = n // len(self.units)
            level = ("head", "deputy")[place] if place < CARRIERS - 1 else "staff"
            moved = _day(dice) if dice.chance(1, 5) else None
            start = date(YEAR - 1 - dice.below(9), 7, 1)
            yield Posting(officer, unit, level, start, moved, self.next())
            if moved is not None:
                yield Posting(officer, dice.pick(self.units), level, moved, None, self.next())

    def _plans(self) -> Iterator[Plan]:
        """Each indicator has one owner and two supports; each unit carries ten."""
        lines: dict[str, list[PlanLine]] = {unit: [] for unit in self.units}
        for n in range(len(self.units) * LINES_A_UNIT // CARRIERS):
            for place in range(CARRIERS):
                unit = self.units[(n * CARRIERS + place) % len(self.units)]
                owner = place == n % CARRIERS
                lines[unit].append(PlanLine(unit, f"T{n:04}", Decimal(10), owner))
        for unit, own in lines.items():
            yield Plan(unit, tuple(own), self.next())

    def _marks(self) -> Iterator[Mark]:
        """Eight periods, and two marks given anew; one in a hundred is withdrawn."""
        dice = Dice("marks", self.seed)
        for officer in self.officers:
            again = [dice.pick(REVIEWS), dice.pick(REVIEWS)]
            for series, period, month in (*REVIEWS, *again):
                day = date(YEAR, month, 20 + dice.below(10))
                score = Decimal(dice.between(7000, 9950)).scaleb(-2)
                mark = Mark(f"officer:{officer}", series, period, score, day, self.next())
                withdrawn = dice.chance(1, 100)
                yield replace(mark, withdrawn_at=self.next()) if withdrawn else mark

    def _entries(self) -> Iterator[Entry]:
        """Of every kind and item; in a year some reach a cap, some concern one act."""
        dice = Dice("entries", self.seed)
        items = self.editions[-1].items
        common = [i for i in items.values() if i.restriction is None]
        grave = [i for i in items.values() if i.restriction is not None]
        subjects = [f"officer:{o}" for o in self.officers for _ in range(ENTRIES - 1)]
        subjects += [f"unit:{dice.pick(self.units)}" for _ in self.officers]
        numbers: dict[str, int] = {}
        for subject in subjects:
            number = numbers[subject] = numbers.get(subject, 0) + 1
            item = dice.pick(grave) if dice.chance(1, 500) else dice.pick(common)
            entry = self._entry(dice, item, f"{BUREAU}/{YEAR}/{subject}#{number}", subject)
            yield replace(entry, reversed_at=self.next()) if dice.chance(1, 50) else entry

    def _entry(self, dice: Dice, item: Item, ref: str, subject: str) -> Entry:
        return Entry(
            ref=ref,
            position=self.next(),
            subject=subject,
            kind=item.kind,
            effective_on=_day(dice),
            item=item.id,
            level=dice.pick(list(item.levels)) if item.levels else None,
            quantity=dice.between(1, 4) if item.per else None,
            points=_granted(dice, item),
            share=share_of(f"{dice.between(1, 2)}/3" if dice.chance(1, 25) else None),
            merit=f"act-{dice.below(3)}" if dice.chance(1, 10) else None,
        )

    def _losses(self, plans: Sequence[Plan]) -> Iterator[Entry]:
        """Recorded with the owner of the indicator."""
        dice = Dice("losses", self.seed)
        owned = [line for plan in plans for line in plan.lines if line.owner]
        for number in range(1, len(self.officers) * 3 // 5 + 1):
            line = dice.pick(owned)
            subject = f"unit:{line.unit}"
            yield Entry(
                ref=f"{BUREAU}/{YEAR}/{subject}#{100_000 + number}",
                position=self.next(),
                subject=subject,
                kind="deduction",
                effective_on=_day(dice),
                indicator=line.indicator,
                points=Decimal(dice.between(1, 20)).scaleb(-1),
                reversed_at=self.next() if dice.chance(1, 20) else None,
            )

    def _restrictions(self) -> Iterator[Restriction]:
        dice = Dice("restrictions", self.seed)
        rules = list(self.editions[-1].restrictions)
        for number in range(1, len(self.officers) * 6 // 100 + 1):
            rule = dice.pick(rules)
            whose = ("unit", self.units) if rule == "V4" else ("officer", self.officers)
            subject = f"{whose[0]}:{dice.pick(whose[1])}"
            yield Restriction(subject, number, rule, _day(dice), None, self.next())

    def _ends(self, restrictions: Sequence[Restriction]) -> Iterator[RestrictionEnd]:
        dice = Dice("ends", self.seed)
        for r in restrictions:
            how = dice.pick(("lifted", "lifted", "rescinded"))
            day = min(LAST, r.effective_on + timedelta(days=30 + dice.below(300)))
            yield RestrictionEnd(r.subject, r.number, how, day, self.next())


def _granted(dice: Dice, item: Item) -> Decimal | None:
    """For an item with a range, a point of it."""
    if item.range is None or item.step is None:
        return None
    low, high = item.range
    return low + item.step * dice.between(0, int((high - low) / item.step))


def _day(dice: Dice) -> date:
    return FIRST + timedelta(days=dice.below(365))


def bureau(officers: int, seed: int = 1) -> Record:
    """The record of a bureau of so many officers."""
    return Bureau(officers, seed).record()


def candidate() -> Edition:
    """A rulebook to rehearse: the last edition with another cap on bonuses."""
    last = read_edition(editions()[-1])
    totals = last.totals.model_copy(update={"bonus": Decimal(20)})
    return last.model_copy(update={"totals": totals})

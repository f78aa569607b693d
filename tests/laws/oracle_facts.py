"""What the oracle reads: recorded facts with their positions, and exact numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

import yaml

Rules = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    position: int


@dataclass(frozen=True)
class Edition(Fact):
    rules: Rules


@dataclass(frozen=True)
class Withdrawal(Fact):
    version: int


@dataclass(frozen=True)
class YearOpened(Fact):
    year: int


@dataclass(frozen=True)
class YearClosed(Fact):
    year: int


@dataclass(frozen=True)
class Unit(Fact):
    unit: str
    kind: str


@dataclass(frozen=True)
class Officer(Fact):
    officer: str


@dataclass(frozen=True)
class Posting(Fact):
    officer: str
    unit: str
    post_level: str
    start: date
    until: date | None = None


@dataclass(frozen=True)
class PlanRow(Fact):
    year: int
    unit: str
    indicator: str
    base: Fraction
    role: str
    share: Fraction | None = None


@dataclass(frozen=True)
class Mark(Fact):
    year: int
    subject: str
    series: str
    period: str
    score: Fraction
    effective_on: date


@dataclass(frozen=True)
class Entry(Fact):
    ref: str
    year: int
    subject: str
    kind: str
    item: str
    effective_on: date
    level: str | None = None
    quantity: int = 1
    points: Fraction | None = None
    share: Fraction | None = None
    merit: str | None = None
    carried_from: int | None = None


@dataclass(frozen=True)
class Loss(Fact):
    ref: str
    year: int
    indicator: str
    points: Fraction
    effective_on: date
    carried_from: int | None = None


@dataclass(frozen=True)
class Reversal(Fact):
    ref: str


@dataclass(frozen=True)
class Restriction(Fact):
    ref: str
    subject: str
    rule: str
    effective_on: date
    until: date | None = None


@dataclass(frozen=True)
class Lift(Fact):
    restriction: str
    how: str
    effective_on: date


@dataclass(frozen=True)
class TieDecision(Fact):
    year: int
    order: tuple[str, ...]


@dataclass(frozen=True)
class GradeDecision(Fact):
    year: int
    officer: str
    grade: str


F = TypeVar("F", bound=Fact)


@dataclass
class History:
    """The log: facts in the order of their recording, positions 1, 2, 3 …"""

    facts: list[Fact] = field(default_factory=list)
    _of_kind: dict[type[Fact], list[Any]] = field(default_factory=dict, repr=False)

    def record(self, make: type[F], **fields: Any) -> F:
        fact = make(position=len(self.facts) + 1, **fields)
        self.append(fact)
        return fact

    def append(self, fact: Fact) -> None:
        self.facts.append(fact)
        self._of_kind.setdefault(type(fact), []).append(fact)

    def known(self, kind: type[F], position: int | None = None) -> list[F]:
        """Facts of a kind recorded at or before a position, in order."""
        facts: list[F] = self._of_kind.get(kind, [])
        return [fact for fact in facts if position is None or fact.position <= position]

    def account_year(self, effective_on: date) -> tuple[int, int | None]:
        """The year an entry recorded now goes to, and the one it is carried from."""
        closed = {fact.year for fact in self.known(YearClosed)}
        if effective_on.year not in closed:
            return effective_on.year, None
        still_open = {fact.year for fact in self.known(YearOpened)} - closed
        if not still_open:
            raise ValueError(f"no year takes an entry of {effective_on}")
        return min(still_open), effective_on.year


# the parser in C reads the same language ten times as fast, where it is to be had
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ExactLoader(SafeLoader):  # type: ignore[misc]
    """YAML whose decimals are fractions: no number passes through a binary float."""


def _decimal(loader: ExactLoader, node: yaml.ScalarNode) -> Fraction:
    return Fraction(str(loader.construct_scalar(node)).replace("_", ""))


ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


@lru_cache(maxsize=256)
def load_rules(text: str) -> Rules:
    """Read once and shared: nobody may change what comes back."""
    loaded = yaml.load(text, Loader=ExactLoader)
    assert isinstance(loaded, dict)
    return loaded


def exact(value: object) -> Fraction:
    """A number of a rulebook or a workbook: an int, an exact decimal, or a ratio `40/100`."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | str):
        raise TypeError(f"not an exact number: {value!r}")
    if isinstance(value, str) and not re.fullmatch(r"\s*-?\d+(\.\d+)?(\s*/\s*\d+)?\s*", value):
        raise ValueError(f"not an exact number: {value!r}")
    if isinstance(value, str) and "/" in value:
        above, below = value.split("/")
        return Fraction(above.strip()) / Fraction(below.strip())
    return Fraction(value)


def day(value: object) -> date:
    """YAML may already have read an unquoted day as a date."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def half_up(value: Fraction, places: int) -> Fraction:
    """0.5 goes away from zero, on both sides."""
    scale = 10**places
    units = (2 * abs(value) * scale + 1) // 2
    return Fraction(units if value >= 0 else -units, scale)


def fixed(value: Fraction, places: int) -> str:
    """A number with exactly so many decimals; it must have no more."""
    units = value * 10**places
    assert units.denominator == 1, f"{value} has more than {places} decimals"
    digits = str(abs(units.numerator)).rjust(places + 1, "0")
    text = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{text}" if units < 0 else text


def plain(points: Fraction) -> str:
    """Points: at most 4 decimals, no trailing zeros, no -0."""
    text = fixed(points, 4).rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text

"""How is a single value of a rulebook read exactly: an id, a text, a number, a ratio, a date?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from domain.errors import Refusal
from domain.legible import LAYOUT, hidden_in
from domain.rulebook.document import Findings, Node, Path, Scalar, shown
from domain.rulebook.faults import (
    NegativeNumber,
    NotAChoice,
    NotADate,
    NotAFlag,
    NotAnEdition,
    NotAnId,
    NotANumber,
    NotARatio,
    NotAText,
    NotAWholeNumber,
    NotPositive,
    NoValue,
    NumberTooLarge,
    RatioAboveOne,
    TextUnreadable,
    TooManyPlaces,
    ZeroDenominator,
)
from domain.vocabulary import POINTS_MAX, Day, EditionRef, Id, ShortText, exact_number, places_of

Schema = dict[str, Any]
_RATIO: Final = r"[0-9]{1,6}/[0-9]{1,6}"
_WHOLE: Final = r"(0|[1-9][0-9]{0,8})"
_ID: Final = TypeAdapter[str](Id)
_EDITION: Final = TypeAdapter[str](EditionRef)
_DAY: Final = TypeAdapter[date](Day)
_TEXT: Final = TypeAdapter[str](ShortText)


class Ratio(NamedTuple):
    """A quota as written: 40/100 stays 40/100."""

    num: int
    den: int

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.num, self.den)

    @classmethod
    def parse(cls, text: str) -> Ratio:
        if not re.fullmatch(_RATIO, text, re.ASCII):
            raise ValueError("write the ratio as 40/100")
        num, _, den = text.partition("/")
        return cls(int(num), int(den))

    def __str__(self) -> str:
        return f"{self.num}/{self.den}"


class Broken:
    """Stands where a value was faulty, so that no second fault is found in its place."""


BROKEN: Final = Broken()


class _Single:
    """The shapes of one written value."""

    def read(self, node: Node, path: Path, findings: Findings) -> object:
        try:
            if not isinstance(node, Scalar):
                raise NotAText
            if node.empty:
                raise NoValue
            return self.value(node)
        except Refusal as fault:
            findings.add(path, fault)
            return BROKEN

    def value(self, node: Scalar) -> object:
        raise NotImplementedError


class Name(_Single):
    """The id of something."""

    def value(self, node: Scalar) -> str:
        try:
            return _ID.validate_python(node.text)
        except ValidationError:
            raise NotAnId(given=shown(node.text)) from None

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": _ID.json_schema()["pattern"]}


class EditionNamed(_Single):
    """An edition, of whatever rulebook."""

    def value(self, node: Scalar) -> str:
        try:
            return _EDITION.validate_python(node.text)
        except ValidationError:
            raise NotAnEdition(given=shown(node.text)) from None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": _EDITION.json_schema()["pattern"]}


class Words(_Single):
    """A text for people."""

    def value(self, node: Scalar) -> str:
        if found := hidden_in(node.text.strip(), LAYOUT):
            raise found
        try:
            return _TEXT.validate_python(node.text)
        except ValidationError:
            raise TextUnreadable from None

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": 200}


class CalendarDay(_Single):
    """A date, with or without quotes."""

    def value(self, node: Scalar) -> date:
        try:
            return _DAY.validate_python(node.text)
        except ValidationError:
            raise NotADate(given=shown(node.text)) from None

    def schema(self) -> Schema:
        return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


@dataclass(frozen=True)
class Number(_Single):
    """An exact decimal."""

    places: int = 12
    signed: bool = False
    positive: bool = False

    def value(self, node: Scalar) -> Decimal:
        given = shown(node.text)
        try:
            number = exact_number(node.text)
        except ValueError:
            raise NotANumber(given=given) from None
        if number < 0 and not self.signed:
            raise NegativeNumber(given=given)
        if number == 0 and self.positive:
            raise NotPositive(given=given)
        if places_of(number) > self.places:
            raise TooManyPlaces(given=given, places=self.places)
        if abs(number) >= POINTS_MAX:
            raise NumberTooLarge(given=given, limit=POINTS_MAX)
        return number

    def schema(self) -> Schema:
        sign = "[+-]?" if self.signed else "[+]?"
        limit = {"exclusiveMaximum": int(POINTS_MAX)}
        if not self.signed:
            limit["exclusiveMinimum" if self.positive else "minimum"] = 0
        pattern = rf"^\s*{sign}[0-9]{{1,12}}(\.[0-9]{{1,12}})?\s*$"
        return {"type": ["number", "string"], "pattern": pattern, **limit}


@dataclass(frozen=True)
class Whole(_Single):
    """A whole number."""

    low: int = 0
    high: int = 999_999_999

    def value(self, node: Scalar) -> int:
        if re.fullmatch(_WHOLE, node.text, re.ASCII) and self.low <= int(node.text) <= self.high:
            return int(node.text)
        raise NotAWholeNumber(given=shown(node.text), low=self.low, high=self.high)

    def schema(self) -> Schema:
        limits = {"minimum": self.low, "maximum": self.high}
        return {"type": ["integer", "string"], "pattern": f"^{_WHOLE}$", **limits}


class Portion(_Single):
    """A ratio from 0 to 1."""

    def value(self, node: Scalar) -> Ratio:
        given = shown(node.text)
        try:
            ratio = Ratio.parse(node.text.strip())
        except ValueError:
            raise NotARatio(given=given) from None
        if ratio.den == 0:
            raise ZeroDenominator(given=given)
        if ratio.num > ratio.den:
            raise RatioAboveOne(given=given)
        return ratio

    def schema(self) -> Schema:
        return {"type": "string", "pattern": rf"^\s*{_RATIO}\s*$", "examples": ["40/100"]}


@dataclass(frozen=True)
class Choice(_Single):
    """One of a few words."""

    options: tuple[str, ...]

    def value(self, node: Scalar) -> str:
        if node.text in self.options:
            return node.text
        raise NotAChoice(given=shown(node.text), known=", ".join(self.options))

    def schema(self) -> Schema:
        return {"enum": list(self.options)}


class Flag(_Single):
    """True or false; `yes` and `on` are words."""

    def value(self, node: Scalar) -> bool:
        if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        raise NotAFlag(given=shown(node.text))

    def schema(self) -> Schema:
        return {"type": "boolean"}

"""How are exact numbers, days and words read from JSON, and numbers written? (SCORING §1)"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeVar

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2199
INTEGER_DIGITS: Final = 12
PLAIN_PLACES: Final = 24
"""A weight of 12 decimals by a component of 6 has 18."""
WHOLE_MAX: Final = 10**9
_DECIMAL_FORM: Final = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
_RATIO_FORM: Final = re.compile(r"[0-9]{1,6}/[0-9]{1,6}")
_DAY_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Found = TypeVar("_Found")


def half_away(exact: Fraction, places: int) -> Fraction:
    """Rounded to `places` decimals; a half goes away from zero."""
    scale = 10**places
    doubled = abs(exact) * 2 * scale + 1
    size = doubled.numerator // (doubled.denominator * 2)
    return Fraction(size if exact >= 0 else -size, scale)


def with_places(exact: Fraction, places: int) -> str:
    """All `places` decimals, rounded; a nought has no sign."""
    size = int(half_away(exact, places) * 10**places)
    digits = str(abs(size)).zfill(places + 1)
    sign = "-" if size < 0 else ""
    return f"{sign}{digits[: len(digits) - places]}" + (f".{digits[-places:]}" if places else "")


def as_points(exact: Fraction) -> str:
    """As people write points: no nought at the end. Nothing is rounded away."""
    if (exact * 10**PLAIN_PLACES).denominator != 1:
        raise ValueError(f"{exact} has more than {PLAIN_PLACES} decimals")
    return with_places(exact, PLAIN_PLACES).rstrip("0").rstrip(".")


def day_of(text: object, place: str) -> date:
    if not isinstance(text, str) or not _DAY_FORM.fullmatch(text):
        raise ValueError(f"{place}: no day like 2024-12-31")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{place}: {text} is no day of the calendar") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{place}: the year lies outside {FIRST_YEAR}-{LAST_YEAR}")
    return day


class Said:
    """A JSON object and where it stands: what it says is asked for by key and type.

    Whatever is missing or of another type is a ValueError that names the place.
    """

    def __init__(self, given: object, place: str) -> None:
        if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
            raise ValueError(f"{place}: no JSON object")
        self._given: dict[str, Any] = given
        self.place = place

    def wrong(self, key: str, wanted: str) -> ValueError:
        return ValueError(f"{self.place}, {key}: {wanted}")

    def optional(self, key: str, read: Callable[[str], _Found]) -> _Found | None:
        return None if self._given.get(key) is None else read(key)

    def text(self, key: str) -> str:
        found = self._given.get(key)
        if not isinstance(found, str) or not found:
            raise self.wrong(key, "no text")
        return found

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        found = self.text(key)
        if found not in known:
            raise self.wrong(key, f"none of {', '.join(known)}")
        return found

    def whole(self, key: str, least: int = 1, most: int = WHOLE_MAX) -> int:
        """A whole number, which a rulebook's document writes as text."""
        found = self._given.get(key)
        if isinstance(found, str) and re.fullmatch(r"[0-9]{1,10}", found):
            found = int(found)
        if type(found) is not int or not least <= found <= most:
            raise self.wrong(key, f"no whole number from {least} to {most}")
        return found

    def signed(self, key: str) -> Fraction:
        found = self._given.get(key)
        if type(found) is int and abs(found) < 10**INTEGER_DIGITS:
            return Fraction(found)
        if not isinstance(found, str) or not _DECIMAL_FORM.fullmatch(found):
            raise self.wrong(key, "no plain decimal number, written as text")
        return Fraction(found)

    def number(self, key: str) -> Fraction:
        found = self.signed(key)
        if found < 0:
            raise self.wrong(key, "a negative number")
        return found

    def ratio(self, key: str) -> Fraction:
        """From nought to one, `40/100`."""
        found = self.text(key)
        if not _RATIO_FORM.fullmatch(found):
            raise self.wrong(key, "no ratio like 40/100")
        above, below = map(int, found.split("/"))
        if below == 0 or above > below:
            raise self.wrong(key, "no ratio from 0 to 1")
        return Fraction(above, below)

    def day(self, key: str) -> date:
        return day_of(self._given.get(key), f"{self.place}, {key}")

    def object(self, key: str) -> Said:
        return Said(self._given.get(key), f"{self.place}, {key}")

    def objects(self, key: str) -> list[Said]:
        """The objects of a list."""
        return [Said(o, f"{self.place}, {key} {n}") for n, o in enumerate(self._list(key), 1)]

    def texts(self, key: str) -> list[str]:
        found = self._list(key)
        if not all(isinstance(text, str) and text for text in found):
            raise self.wrong(key, "not a list of texts")
        return found

    def _list(self, key: str) -> list[Any]:
        found = self._given.get(key)
        if not isinstance(found, list | tuple):
            raise self.wrong(key, "no list")
        return list(found)

    def names(self) -> list[str]:
        """The keys, in the order of the document."""
        return list(self._given)

    def numbers(self) -> dict[str, Fraction]:
        """Every value of the object as a number."""
        return {key: self.number(key) for key in self._given}

"""Which nouns and exact numbers does the ledger speak in?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Final, Literal, NamedTuple, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

Kind = Literal["bonus", "deduction", "commendation", "reprimand"]
KINDS: Final = ("bonus", "deduction", "commendation", "reprimand")
DOWN: Final = ("deduction", "reprimand")

POINTS_PLACES: Final = 4
MARK_PLACES: Final = 6
POINTS_MAX: Final = Decimal(10**6)
YEARS: Final = range(1990, 2200)


def half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """`value` to `places` decimals, a half going away from zero (SCORING §1)."""
    # In integers, which every exact number is a ratio of.
    num, den = value.as_integer_ratio()
    size = (2 * abs(num) * 10**places + den) // (2 * den)
    return Decimal(size if num >= 0 else -size).scaleb(-places)


_EXACT: Final = Context(prec=200, traps=[Inexact, InvalidOperation])


def sum_of_products(pairs: Iterable[tuple[Decimal | int, Decimal | int]]) -> Decimal:
    """Σ a·b without rounding: digits beyond the 200 kept would be an error, never lost."""
    total = Decimal(0)
    for a, b in pairs:
        total = _EXACT.fma(a, b, total)
    return total


def plain(number: Decimal) -> str:
    """The number as people write points: no exponent, no trailing zero, never -0."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def fixed(number: Decimal, places: int) -> str:
    """The number with exactly `places` decimals, never -0."""
    text = format(number, "f")
    if len(text.partition(".")[2]) != places:
        text = format(half_up(number, places), f".{places}f")
    return text if text.strip("-0.") else text.lstrip("-")


Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


def grouped(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    """The things by their key, each in the order given: looked up, never searched for."""
    found: dict[Key, list[Thing]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return found


_NUMBER: Final = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)


def exact_number(given: object) -> Decimal:
    """A decimal from text, an integer or a Decimal; a binary float has lost digits already."""
    return _number(_written(given))


def _written(given: object) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise ValueError("write the number as text, for example '2.5'")
    return given.strip() if isinstance(given, str) else format(Decimal(given), "f")


@lru_cache(1024)
def _number(text: str) -> Decimal:
    """The same few points come again and again; what is no number is not kept."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a plain decimal number")
    return Decimal(plain(Decimal(text)))


def places_of(number: Decimal) -> int:
    """How many decimal places does the number use?"""
    text = plain(number)
    return len(text.partition(".")[2])


def _points(given: object) -> Decimal:
    return _bounded(_written(given), POINTS_PLACES)


def _mark(given: object) -> Decimal:
    return _bounded(_written(given), MARK_PLACES)


@lru_cache(1024)
def _bounded(text: str, places: int) -> Decimal:
    number = _number(text)
    if places_of(number) > places:
        raise ValueError(f"at most {places} decimal places")
    if abs(number) >= POINTS_MAX:
        raise ValueError("must be below 1000000")
    return number


def _calendar_date(given: object) -> object:
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", given, re.ASCII):
        given = date.fromisoformat(given)
    if type(given) is not date:
        raise ValueError("write the date as YYYY-MM-DD")
    if given.year not in YEARS:
        raise ValueError("the year must lie between 1990 and 2199")
    return given


def _readable(text: str) -> str:
    if text.isprintable():
        return text
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
        raise ValueError("control characters are not text")
    return text


_ID: Final = r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}"

Points = Annotated[
    Decimal,
    BeforeValidator(_points, json_schema_input_type=str | int),
    PlainSerializer(plain, return_type=str),
    Field(json_schema_extra={"examples": ["2.5"]}),
]
"""Exact points: at most 4 decimals, text in JSON; never a binary float."""

MarkScore = Annotated[
    Decimal,
    BeforeValidator(_mark, json_schema_input_type=str | int),
    PlainSerializer(plain, return_type=str),
    Field(json_schema_extra={"examples": ["92.5"]}),
]
"""A review mark: at most 6 decimals, as aggregates have; text in JSON."""

Day = Annotated[date, BeforeValidator(_calendar_date, json_schema_input_type=str)]
"""A day of the bureau's civil calendar, `2024-06-12`."""

Year = Annotated[int, Field(strict=True, ge=YEARS.start, lt=YEARS.stop)]
Id = Annotated[str, StringConstraints(pattern=f"^{_ID}$")]
"""The number or short name of an officer, a unit, a bureau, an item, an indicator …"""
Subject = Annotated[str, StringConstraints(pattern=f"^(officer|unit):{_ID}$")]
"""Whose account: `officer:0012` or `unit:zg`."""
Account = Annotated[str, StringConstraints(pattern=f"^{_ID}/[0-9]{{4}}/(officer|unit):{_ID}$")]
"""(bureau, year, subject): `nanyue/2024/officer:0012`."""
EntryRef = Annotated[
    str, StringConstraints(pattern=f"^{_ID}/[0-9]{{4}}/(officer|unit):{_ID}#[1-9][0-9]{{0,8}}$")
]
"""An entry by its number in its account, sayable by telephone: `nanyue/2024/officer:0012#7`."""
EditionRef = Annotated[str, StringConstraints(pattern=f"^{_ID}@[1-9][0-9]{{0,8}}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    AfterValidator(_readable),
]
LogName = Annotated[str, StringConstraints(pattern=r"^[^\s+]{1,200}$")]
"""Whose log it is, as its checkpoints name it."""
Note = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
"""A signed checkpoint as it was kept, to the last byte."""
ShortText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_readable),
]
Asserted = Annotated[
    Id,
    Field(description="Who is said to have approved it; no approval of this ledger. 据称审批人"),
]
Grade = Literal["excellent", "competent", "basically_competent", "incompetent", "ungraded"]
DecidedGrade = Literal["competent", "basically_competent", "incompetent", "ungraded"]
"""What a committee may decide; `excellent` has a quota, and the run alone fills it."""
Share = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$")]
"""A joint award's part, `1/3`."""


class Sealed:
    """Marks a field that is stored encrypted under its subject's key (names, narrative)."""


Name = Annotated[ShortText, Sealed()]
Narrative = Annotated[Text, Sealed()]


class Value(BaseModel):
    """A frozen model that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AccountKey(NamedTuple):
    """An account taken apart."""

    bureau: str
    year: int
    subject: str

    def __str__(self) -> str:
        return f"{self.bureau}/{self.year}/{self.subject}"


def account_key(account: str) -> AccountKey:
    bureau, year, subject = account.split("/")
    return AccountKey(bureau, int(year), subject)


def case_ref(bureau: str, number: int) -> str:
    """A claim, a draft, a dispute … as people call it: `nanyue/7`."""
    return f"{bureau}/{number}"


def entry_key(ref: str) -> tuple[AccountKey, int]:
    account, _, number = ref.rpartition("#")
    return account_key(account), int(number)


WHOLE: Final = Fraction(1)


def share_of(text: str | None) -> Fraction:
    return Fraction(text) if text else WHOLE

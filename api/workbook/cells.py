"""What does a cell say, once its column is known?

Codes, dates and numbers are normalised (NFKC: full-width digits and colons become plain); free
text is only trimmed. What cannot be taken raises the refusal that says how to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from api.workbook.faults import (
    CellBroken,
    CharacterHidden,
    ChoiceUnknown,
    DateForText,
    IdMalformed,
    ImpossibleDate,
    NotADate,
    NotANumber,
    NumberForText,
    NumberNegative,
    NumberTooLarge,
    NumberTooSmall,
    QuantityNotWhole,
    RefMalformed,
    ShareMalformed,
    SubjectMalformed,
    TextTooLong,
    TooManyDecimals,
    YearOutOfRange,
)
from api.workbook.sheets import Column
from domain.errors import Refusal
from domain.legible import LAYOUT, hidden_in, not_composed
from domain.vocabulary import (
    MARK_PLACES,
    POINTS_MAX,
    POINTS_PLACES,
    YEARS,
    Id,
    ShortText,
    Subject,
    Text,
    exact_number,
    places_of,
    plain,
)


@dataclass(frozen=True)
class Broken:
    """A cell that shows an error, or a formula that was never calculated."""

    shown: str


Raw = str | float | bool | date | datetime | Broken
"""A cell as the file holds it."""
Cell = str | int | Decimal | date
"""A cell as its column reads it."""

QUANTITY_MAX: Final = 100_000
MARK_MAX: Final = Decimal(100)
REF_LENGTH_MAX: Final = 128
EXACT_FLOAT_MAX: Final = 10**15
CELL_LENGTH_MAX: Final = 32_767
_SHOWN_MAX: Final = 60

_ID: Final = TypeAdapter[str](Id)
_SUBJECT: Final = TypeAdapter[str](Subject)
_TEXT: Final = {"text": TypeAdapter[str](Text), "short": TypeAdapter[str](ShortText)}
_NUMBER: Final = re.compile(r"[+-]?(\d+)(\.\d+)?", re.ASCII)
_DAY: Final = re.compile(
    r"(\d{4})(?:(-|/)(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)([T ]00:00(:00(\.0+)?)?)?",
    re.ASCII,
)
_SHARE: Final = re.compile(r"0*([1-9]\d{0,3}) ?/ ?0*([1-9]\d{0,3})", re.ASCII)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_cell(column: Column, raw: Raw) -> Cell | None:
    """The typed cell, None where it is empty; what cannot be taken raises a refusal."""
    if isinstance(raw, Broken):
        raise CellBroken(column=column.name, found=shown(raw.shown))
    if isinstance(raw, str):
        if len(raw) > CELL_LENGTH_MAX:
            raise TextTooLong(column=column.name, limit=CELL_LENGTH_MAX)
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
        if found := hidden_in(raw, LAYOUT):
            raise CharacterHidden(column=column.name, **found.details)
        if not raw.strip():
            return None
        if column.kind in _TEXT:
            return _text(column, raw)
    return _typed(column, raw)


def text_of(cell: Cell | None) -> str | None:
    """The cell as the contract writes it: points without trailing zeros, dates in ISO form."""
    match cell:
        case None | str():
            return cell
        case Decimal():
            return plain(cell)
        case date():
            return cell.isoformat()
        case int():
            return str(cell)


def plain_code(text: str) -> str:
    """A code, date or number with full-width characters made plain."""
    return unicodedata.normalize("NFKC", text).strip()


def shown(raw: object) -> str:
    """The cell as a fault may quote it: short and on one line."""
    if isinstance(raw, bool):
        return f'"{str(raw).upper()}"'
    return f'"{clipped(_digits(raw) if isinstance(raw, float) else str(raw))}"'


def clipped(text: str) -> str:
    """The text on one line, without control characters, not too long."""
    line = " ".join(_CONTROL.sub("\ufffd", text[: 4 * _SHOWN_MAX]).split())
    return f"{line[:_SHOWN_MAX]}…" if len(line) > _SHOWN_MAX else line


@lru_cache(maxsize=65_536, typed=True)
def _typed(column: Column, raw: str | float | bool | date) -> Cell:
    if isinstance(raw, str):
        raw = plain_code(raw)
    return _READINGS[column.kind](column, raw)


def _no(column: Column, refusal: type[Refusal], raw: object, **details: object) -> Refusal:
    return refusal(column=column.name, **details, found=shown(raw))


def _text(column: Column, raw: str | float | bool | date) -> str:
    text = _as_text(column, raw, numbers=True).strip()
    if column.kind == "short" and (hidden := hidden_in(text)):
        raise CharacterHidden(column=column.name, **hidden.details)
    if column.name == "merit" and (spelt := not_composed(text)):
        raise spelt
    try:
        return _TEXT[column.kind].validate_python(text)
    except ValidationError as fault:
        limit = fault.errors()[0]["ctx"]["max_length"]
        raise TextTooLong(column=column.name, limit=limit) from None


def _as_text(column: Column, raw: str | float | bool | date, *, numbers: bool) -> str:
    """Text as typed; a number only where no zeros can have been lost with it."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, date):
        raise _no(column, DateForText, raw)
    if not numbers or abs(raw) >= EXACT_FLOAT_MAX:
        raise _no(column, NumberForText, raw)
    return _digits(raw)


def _digits(number: float) -> str:
    return plain(Decimal(repr(number)))


def _id(column: Column, raw: str | float | bool | date) -> str:
    whole = column.kind == "code" and isinstance(raw, float) and raw.is_integer()
    text = _as_text(column, raw, numbers=whole)
    try:
        return _ID.validate_python(text)
    except ValidationError:
        raise _no(column, IdMalformed, text) from None


def _ref(column: Column, raw: str | float | bool | date) -> str:
    text = _as_text(column, raw, numbers=False)
    if len(text) > REF_LENGTH_MAX or len(text.split()) != 1:
        raise _no(column, RefMalformed, text)
    return text


def _subject(column: Column, raw: str | float | bool | date) -> str:
    text = _as_text(column, raw, numbers=False)
    try:
        return _SUBJECT.validate_python(text)
    except ValidationError:
        raise _no(column, SubjectMalformed, text) from None


def _choice(column: Column, raw: str | float | bool | date) -> str:
    if not isinstance(raw, str) or raw not in column.choices:
        raise _no(
            column, ChoiceUnknown, raw, choices=", ".join(f"`{one}`" for one in column.choices)
        )
    return raw


def _day(column: Column, raw: str | float | bool | date) -> date:
    if isinstance(raw, date):
        day = raw
        if isinstance(raw, datetime):
            raise _no(column, NotADate, raw)
    else:
        found = _DAY.fullmatch(raw) if isinstance(raw, str) else None
        if not found:
            raise _no(column, NotADate, raw)
        year, _, month, day_of_month, month_zh, day_zh, *_ = found.groups()
        try:
            day = date(int(year), int(month or month_zh), int(day_of_month or day_zh))
        except ValueError:
            raise _no(column, ImpossibleDate, raw) from None
    if day.year not in YEARS:
        raise _no(column, YearOutOfRange, raw)
    return day


def _decimal(column: Column, raw: str | float | bool | date) -> Decimal:
    """An exact decimal; a float is what the spreadsheet shows of it, digit by digit."""
    text = raw if isinstance(raw, str) else _digits(raw) if isinstance(raw, float) else ""
    found = _NUMBER.fullmatch(text)
    if not found:
        raise _no(column, NotANumber, raw)
    if len(found[1].lstrip("0")) > len(str(POINTS_MAX)):
        raise _no(column, NumberTooLarge, raw, limit=POINTS_MAX)
    fraction = (found[2] or "").rstrip("0").rstrip(".")
    places = MARK_PLACES if column.kind == "mark" else POINTS_PLACES
    if len(fraction.lstrip(".")) > places:
        raise _no(column, TooManyDecimals, raw, limit=places)
    sign = "-" if text.startswith("-") else ""
    return exact_number(f"{sign}{found[1].lstrip('0') or '0'}{fraction}")


def _points(column: Column, raw: str | float | bool | date) -> Decimal:
    number = _decimal(column, raw)
    if number < 0:
        raise _no(column, NumberNegative, raw)
    if column.kind == "step" and number == 0:
        raise _no(column, NumberTooSmall, raw)
    if column.kind == "mark" and number > MARK_MAX:
        raise _no(column, NumberTooLarge, raw, limit=MARK_MAX)
    if number >= POINTS_MAX:
        raise _no(column, NumberTooLarge, raw, limit=POINTS_MAX - 1)
    return number


def _quantity(column: Column, raw: str | float | bool | date) -> int:
    number = _decimal(column, raw)
    if number < 1 or places_of(number):
        raise _no(column, QuantityNotWhole, raw)
    if number > QUANTITY_MAX:
        raise _no(column, NumberTooLarge, raw, limit=QUANTITY_MAX)
    return int(number)


def _share(column: Column, raw: str | float | bool | date) -> str:
    found = _SHARE.fullmatch(raw) if isinstance(raw, str) else None
    if not found or int(found[1]) > int(found[2]):
        raise _no(column, ShareMalformed, raw)
    return f"{found[1]}/{found[2]}"


_READINGS: Final[dict[str, Callable[[Column, str | float | bool | date], Cell]]] = {
    "id": _id,
    "code": _id,
    "ref": _ref,
    "subject": _subject,
    "choice": _choice,
    "text": _text,
    "short": _text,
    "date": _day,
    "points": _points,
    "step": _points,
    "mark": _points,
    "quantity": _quantity,
    "share": _share,
}

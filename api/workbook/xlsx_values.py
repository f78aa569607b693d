"""What value does an .xlsx cell hold, by its type, its number format and its text?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from api.workbook.cells import Broken, Raw

_BUILTIN_DATES: Final = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_LITERAL: Final = re.compile(
    r'"[^"]*"?|\\.|[_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE | re.DOTALL
)
_DATE_LETTER: Final = re.compile("[ymdhs]", re.IGNORECASE)
_FLOAT: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_SERIAL_MAX: Final = 2_900_000
_DAY_MILLISECONDS: Final = 86_400_000
_SURROGATES: Final = range(0xD800, 0xE000)


class Styles:
    """The number formats: which of them make a date of a number, and which day is number 0."""

    def __init__(self, starts_in_1904: bool) -> None:
        self._epoch = _EPOCH_1904 if starts_in_1904 else _EPOCH_1900
        self._dates: dict[str, bool] = {}
        self._formats: dict[str, bool] = {}
        self._inside = False

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._formats[given.get("numFmtId", "")] = is_date_format(given.get("formatCode", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = given.get("numFmtId", "0")
            builtin = number.isdecimal() and int(number) in _BUILTIN_DATES
            self._dates[str(len(self._dates))] = self._formats.get(number, builtin)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def value(self, kind: str, style: str, text: str) -> Raw:
        """The cell's value; text that is no number where a number must be is shown as broken."""
        match kind:
            case "str" | "inlineStr":
                return unescaped(text)
            case "b":
                return text.strip() in ("1", "true") if text.strip() else ""
            case "e":
                return Broken(text.strip() or "#?")
            case "d":
                return _iso(text.strip())
        return self._number(style, text.strip())

    def _number(self, style: str, text: str) -> Raw:
        if not text:
            return ""
        number = float(text) if _FLOAT.fullmatch(text) else math.inf
        if not math.isfinite(number):
            return Broken(text)
        if not self._dates.get(style or "0", False) or not 0 <= number < _SERIAL_MAX:
            return number
        moment = self._epoch + timedelta(milliseconds=round(number * _DAY_MILLISECONDS))
        return _day_or_moment(moment)


def is_date_format(code: str) -> bool:
    """Does the format's first section, without its literal text, show a date or a time?"""
    plain = _LITERAL.sub("", code).partition(";")[0]
    return plain.lower() != "general" and bool(_DATE_LETTER.search(plain))


def unescaped(text: str) -> str:
    """The text with its `_x000D_` escapes resolved; half a surrogate pair stays as it is."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16)
    return escape[0] if code in _SURROGATES else chr(code)


def _iso(text: str) -> Raw:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return _day_or_moment(moment)


def _day_or_moment(moment: datetime) -> date:
    midnight = not (moment.hour or moment.minute or moment.second or moment.microsecond)
    return moment.date() if midnight and moment.tzinfo is None else moment

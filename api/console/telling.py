"""How do dates, moments and points read in each language? Exactly, and never by way of a float."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, Final

from projections.moments import BUREAU_ZONE
from projections.words import reasons_in_words, word

MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
MINUS: Final = "\N{MINUS SIGN}"
_FULL: Final = {",": "，", ";": "；", ":": "："}
_HALF: Final = re.compile(r",(?! )|(?<=[\u4e00-\u9fff〕])[;:]")
_BRACKETS: Final = re.compile(r"(?<=[\u4e00-\u9fff])\(([^()]*)\)")


def full_width(said: Mapping[str, str]) -> dict[str, str]:
    """A receipt's words, as Chinese is printed: receipts keep the signs that they were told in."""
    marked = _HALF.sub(lambda sign: _FULL[sign[0]], said["zh"])
    return {**said, "zh": _BRACKETS.sub(r"（\1）", marked)}


def day(said: str | date | None, language: str) -> str:
    """`2024年9月15日` or `15 Sep 2024`."""
    if not said:
        return ""
    on = said if isinstance(said, date) else date.fromisoformat(said[:10])
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def month(number: int, language: str) -> str:
    return f"{number}月" if language == "zh" else MONTHS[number - 1]


def instant(said: str | None, language: str) -> str:
    """A moment of recording by the bureau's clock, to the minute."""
    if not said:
        return ""
    at = datetime.fromisoformat(said).astimezone(BUREAU_ZONE)
    return f"{day(at.date(), language)} {at:%H:%M}"


def points(said: str | None) -> str:
    """Points with their sign, every decimal as it came."""
    if said is None:
        return ""
    if said.startswith("-"):
        return MINUS + said[1:]
    return said if said.strip("0.") == "" else f"+{said}"


def code(said: str | None, language: str) -> str:
    """What people call a component, a kind, a grade or a level."""
    return word(said, "zh" if language == "zh" else "en") if said else ""


def reasons(row: Any, language: str) -> tuple[str, ...]:
    """Why an officer's row of a run has this rank, band and grade."""
    why = [SimpleNamespace(**one) for one in row["why"]]
    said: Any = SimpleNamespace(rank=row["rank"], reasons=row["reasons"], why=why)
    return tuple(reasons_in_words(said, "zh" if language == "zh" else "en"))


def today() -> date:
    """By the bureau's clock."""
    return datetime.now(BUREAU_ZONE).date()


def end_of(known_on: str) -> str | None:
    """The end of that day by the bureau's clock; of today, now."""
    if known_on == today().isoformat():
        return None
    return f"{known_on}T23:59:59.999999+08:00"

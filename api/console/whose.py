"""Over which bureau or unit does somebody look, and what are those called whom a page names?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from api.console.asking import Asking
from api.console.pages import officers_of
from api.console.words import say

NAMES_MAX: Final = 30
"""Of more officers a page tells the numbers alone: each name is asked for, and leaves its trace."""
_WHOLE: Final = ("bureau", "installation")
_READERS: Final = frozenset(("results", "read"))


def over_all(me: Any) -> frozenset[str]:
    """What the roles allow that are held over a whole bureau."""
    held = [role for role in me["roles"] if role["scope"] in _WHOLE]
    return frozenset(one for role in held for one in role["permissions"])


def sees_all(me: Any) -> bool:
    """Whether he may read the results of every unit; of whoever may not, each page asks of his."""
    return bool(over_all(me) & _READERS)


def units_of(me: Any) -> list[str]:
    """The units over which a role is held."""
    scopes = dict.fromkeys(role["scope"] for role in me["roles"])
    return [scope.removeprefix("unit:") for scope in scopes if scope.startswith("unit:")]


def unit_asked(request: Request, me: Any) -> str | None:
    """The unit that the address names; else all, or his own for whoever sees no other."""
    named = request.query_params.get("unit", "").strip()
    if named or sees_all(me):
        return named or None
    return next(iter(units_of(me)), None)


def subject_of(said: str) -> str:
    """A bare number is an officer's, as people say it."""
    return f"officer:{said}" if said and ":" not in said else said


def actor_of(said: str) -> str:
    """A bare name is a token's, as pages show it."""
    return f"token:{said}" if said and ":" not in said else said


def officers_among(subjects: Iterable[str]) -> list[str]:
    """Whom of them are officers, by number."""
    kind = "officer:"
    return [one.removeprefix(kind) for one in subjects if one.startswith(kind)]


def options(language: str, begin: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """The codes with their words, as choices of a form."""
    return [(code, say(language, begin + code)) for code in codes]


@dataclass(frozen=True)
class Called:
    """What people call units, officers and indicators; who has no name here is told by his id."""

    bureau: str
    units: Mapping[str, str]
    officers: Mapping[str, str]
    indicators: Mapping[str, str]

    def unit(self, unit: str) -> str:
        return self.units.get(unit, unit)

    def officer(self, officer: str) -> str:
        return self.officers.get(officer, officer)

    def indicator(self, indicator: str) -> str:
        return self.indicators.get(indicator, "")

    def subject(self, subject: str) -> str:
        kind, _, named = subject.partition(":")
        return self.unit(named) if kind == "unit" else self.officer(named)

    def choices(self, officers: Iterable[str]) -> list[tuple[str, str]]:
        """Officers as choices of a form."""
        return [(one, f"{self.officer(one)} {one}".strip()) for one in officers]

    def choices_of_units(self) -> list[tuple[str, str]]:
        return [(unit, f"{name} {unit}") for unit, name in self.units.items()]


async def called(
    ask: Asking,
    me: Any,
    bureau: str | None = None,
    officers: Iterable[str] = (),
    indicators: tuple[Any, str | None] | None = None,
) -> Called:
    """Of officers those whose names he may read; `indicators`: of which year and unit."""
    wanted = [one for one in dict.fromkeys(officers) if sees_all(me) or one in officers_of(me)]
    asked = [] if len(wanted) > NAMES_MAX else wanted
    units, lines, *found = await ask.all(
        ask.many("/v1/units", bureau=bureau),
        _lines(ask, me, bureau, indicators),
        *(ask.get("/v1/officers", bureau=bureau, officer=one) for one in asked),
    )
    rows = units["items"]
    return Called(
        bureau or (rows[0]["bureau"] if rows else ""),
        {row["unit"]: row["name"] for row in rows},
        {one["officer"]: one["name"] for page in found for one in page["items"]},
        {row["indicator"]: row["title"] for row in lines if row["title"]},
    )


async def _lines(
    ask: Asking, me: Any, bureau: str | None, of: tuple[Any, str | None] | None
) -> Sequence[Any]:
    if of is None or not (of[1] or sees_all(me)):
        return []
    page = await ask.many("/v1/indicators", bureau=bureau, year=of[0], unit=of[1])
    rows: Sequence[Any] = page["items"]
    return rows

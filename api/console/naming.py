"""What are the subjects and items called that a page speaks of?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.words import word_or

NAMES_MAX: Final = 200
AT_ONCE: Final = 25
"""So many of the longest ids fit into an address."""
YEARS_MAX: Final = 4
NAMESAKES_MAX: Final = 10


async def names_of(ask: Asking, bureau: str | None, subjects: Iterable[str]) -> dict[str, str]:
    """By subject, as far as whoever looks may see the registers."""
    wanted = list(dict.fromkeys(subjects))[:NAMES_MAX]
    parts = [wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE)]
    found = await ask.all(*(_named(ask, bureau, part) for part in parts))
    return {row["subject"]: row["name"] for rows in found for row in rows}


async def _named(ask: Asking, bureau: str | None, subjects: list[str]) -> list[Any]:
    among = ",".join(subjects)
    try:
        found = await ask.get("/v1/subjects", bureau=bureau, among=among, limit=AT_ONCE)
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return []
    return list(found["items"])


async def titles_of(
    ask: Asking, bureau: str | None, years: Iterable[int] = ()
) -> dict[str, Mapping[str, str]]:
    """Of items as they are called today, and of the indicators of those years."""
    today = telling.today()
    days = {today.isoformat(): None}
    days |= {f"{year}-12-31": None for year in sorted(set(years))[-YEARS_MAX:] if year < today.year}
    found = await ask.all(*(_titles(ask, bureau, day) for day in reversed(days)))
    return {one: title for titles in found for one, title in titles.items()}


async def _titles(ask: Asking, bureau: str | None, day: str) -> dict[str, Mapping[str, str]]:
    """Without rules on that day there are none."""
    try:
        found = await ask.get("/v1/items", bureau=bureau, as_of=day)
    except Refused as refused:
        if refused.status not in (HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND):
            raise
        return {}
    return {row["id"]: row["title"] for row in found["items"]}


def level_word(level: str, language: str) -> str:
    return word_or(language, f"item_level.{level}", telling.code(level, language))


def levels_of(item: Any, language: str) -> list[tuple[str, str]]:
    """The levels of an item as choices, each with its points."""
    levels = highest_first((item or {}).get("levels") or {})
    return [(one, f"{level_word(one, language)} · {worth}") for one, worth in levels.items()]


def highest_first(levels: Mapping[str, str]) -> dict[str, str]:
    """As rules are printed: what is worth most stands first."""
    return dict(sorted(levels.items(), key=lambda one: Decimal(one[1]), reverse=True))


async def units_on(ask: Asking, bureau: str | None, officers: Iterable[str], on: str) -> Any:
    """By officer the name of the unit in which he serves on the day, as far as it is shown."""
    wanted = list(dict.fromkeys(officers))[:NAMESAKES_MAX]
    if not wanted:
        return {}
    units, *found = await ask.all(
        ask.many("/v1/units", bureau=bureau),
        *(ask.most("/v1/postings", bureau=bureau, officer=one) for one in wanted),
    )
    called = {row["unit"]: row["name"] for row in units["items"]}
    then = {one: _unit_on(rows["items"], on) for one, rows in zip(wanted, found, strict=True)}
    return {one: called.get(unit, unit) for one, unit in then.items() if unit}


def _unit_on(postings: Iterable[Any], on: str) -> str | None:
    """A posting recorded again is a new version of it; of several on one day the newest."""
    last = {(row["unit"], row["start_on"]): row for row in postings}
    then = [
        row
        for row in last.values()
        if row["start_on"] <= on and (row["until_on"] is None or on < row["until_on"])
    ]
    return max(then, key=lambda row: row["start_on"])["unit"] if then else None


def subjects_in(preview: Any) -> list[str]:
    """Of whom a preview tells."""
    if not preview:
        return []
    moved = [one["subject"] for one in preview["moves"]]
    return moved + [one["fact"]["subject"] for one in preview["facts"] if "subject" in one["fact"]]

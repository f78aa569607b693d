"""Which items, indicators and people does somebody mean by a few letters, characters or digits?

Pinyin is matched by its initials from any character on (`zdgz` finds 重点工作, whichever reading of
重 is meant), or spelt out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Final, LiteralString

import psycopg
from pypinyin import Style, lazy_pinyin, pinyin

from domain.rulebook import Edition, Item
from domain.vocabulary import plain
from projections.moments import Moment
from projections.names import Names
from projections.records import load_editions
from projections.scores import View

_INDICATORS: Final[LiteralString] = """
SELECT indicator, title, unit, base, step FROM read.plan_lines AS l
 WHERE bureau = %(bureau)s AND year = %(year)s AND role = 'owner' AND position = (
       SELECT max(position) FROM read.plan_lines AS m
        WHERE (m.bureau, m.year, m.unit) = (l.bureau, l.year, l.unit)
          AND m.position <= %(position)s)
 ORDER BY indicator
"""


CHARACTERS: Final = 2**15
"""Of so many it is kept how they are read: of letters, never of a name."""
_AS_A_PLACE: Final = {"乐": "lao"}
"""乐亭 is the one phrase of the dictionary that a character is read in as nowhere else."""


class ItemRow(View):
    """What an entry may be recorded for on the day, and what the edition makes of it.

    `what` is `item`, or `indicator` of the year's plans; an indicator's `base` are its points, and
    `owner` the unit that answers for it.
    """

    what: str
    id: str
    title: dict[str, str]
    kind: str
    edition: str | None
    category: str | None
    levels: dict[str, str] | None
    points: str | None
    range: tuple[str, str] | None
    step: str | None
    per: str | None
    cap: str | None
    category_cap: str | None
    total_cap: str | None
    evidence: str
    reason: str
    hearing: bool
    restriction: str | None
    owner: str | None
    base: str | None


class Items(View):
    """Those that fit what was asked, in the order of the rulebook."""

    items: tuple[ItemRow, ...]
    bureau: str
    as_of: date
    position: int


class SubjectRow(View):
    """An officer or a unit, by its present name."""

    subject: str
    name: str


class Subjects(View):
    """Those that fit what was asked, at most as many as were asked for."""

    items: tuple[SubjectRow, ...]
    bureau: str
    position: int


def fits(asked: str, named: str, name: str) -> bool:
    """By the id's beginning, a part of the name, its pinyin or the initials of it."""
    wanted = "".join(asked.lower().split())
    if not wanted or named.lower().startswith(wanted) or wanted in name.lower().replace(" ", ""):
        return True
    if not wanted.isascii() or not set(wanted) <= _letters_of(name):
        return False
    return wanted in "".join(lazy_pinyin(name)).lower() or _by_initials(wanted, name)


def _letters_of(name: str) -> frozenset[str]:
    """All that it may be spelt with: of a hundred thousand names few are read to the end."""
    return frozenset().union(*map(_letters, name))


@lru_cache(CHARACTERS)
def _letters(letter: str) -> frozenset[str]:
    read = pinyin(letter, style=Style.NORMAL, heteronym=True)[0]
    return frozenset("".join(read).lower() + _AS_A_PLACE.get(letter, ""))


@lru_cache(CHARACTERS)
def _initials(letter: str) -> frozenset[str]:
    """Of any reading of it."""
    read = pinyin(letter, style=Style.FIRST_LETTER, heteronym=True)[0]
    return frozenset(one.lower() for one in read)


def _by_initials(wanted: str, name: str) -> bool:
    # Character by character: within a phrase only one reading of it would be known.
    read = [_initials(letter) for letter in name if not letter.isspace()]
    return any(
        all(letter in read[start + n] for n, letter in enumerate(wanted))
        for start in range(len(read) - len(wanted) + 1)
    )


def find_items(
    conn: psycopg.Connection[Any], bureau: str, moment: Moment, asked: str, *, losses: bool
) -> Items:
    """`losses`: the indicators of the year as well. Raises NoRulebookPublished."""
    edition = load_editions(conn, bureau, moment.position).on(moment.as_of)
    found = [_item(edition, item) for item in edition.items.values()]
    if losses:
        given = {"bureau": bureau, "year": moment.year, "position": moment.position}
        found += [_indicator(*row) for row in conn.execute(_INDICATORS, given)]
    kept = tuple(row for row in found if _names(asked, row))
    return Items(items=kept, bureau=bureau, as_of=moment.as_of, position=moment.position)


def _names(asked: str, row: ItemRow) -> bool:
    return any(fits(asked, row.id, title) for title in row.title.values())


def _item(edition: Edition, item: Item) -> ItemRow:
    category = edition.categories.get(item.category)
    up = item.kind in ("bonus", "commendation")
    total = edition.totals.bonus if up else edition.totals.deduction
    return ItemRow(
        what="item",
        id=item.id,
        title=item.title,
        kind=item.kind,
        edition=edition.ref,
        category=item.category,
        levels=None if item.levels is None else {k: plain(v) for k, v in item.levels.items()},
        points=_plain(item.points),
        range=None if item.range is None else (plain(item.range[0]), plain(item.range[1])),
        step=_plain(item.step),
        per=item.per,
        cap=_plain(item.cap),
        category_cap=_plain(category.cap if category else None),
        total_cap=_plain(total),
        evidence=item.evidence,
        reason=item.reason,
        hearing=item.hearing == "required",
        restriction=item.restriction,
        owner=None,
        base=None,
    )


def _indicator(indicator: str, title: str | None, unit: str, base: Any, step: Any) -> ItemRow:
    bare = dict.fromkeys(ItemRow.model_fields)
    named = title or indicator
    return ItemRow.model_validate(
        bare
        | {"what": "indicator", "id": indicator, "title": {"zh": named, "en": named}}
        | {"kind": "loss", "evidence": "optional", "reason": "optional", "hearing": False}
        | {"owner": unit, "base": _plain(base), "step": _plain(step)}
    )


def _plain(number: Any) -> str | None:
    return None if number is None else plain(number)


def find_subjects(
    names: Names, at: tuple[str, int], find: str, most: int, among: Collection[str] | None = None
) -> Subjects:
    """`at`: the bureau and the position whose names these are; `among`: of these subjects alone.
    Officers first; of whom the key was destroyed by his number alone."""

    def found() -> Iterator[SubjectRow]:
        for kind, named in (("officer", names.officers), ("unit", names.units)):
            for one, name in sorted(named.items()):
                meant = among is None or f"{kind}:{one}" in among
                if meant and fits(find, one, name):
                    yield SubjectRow(subject=f"{kind}:{one}", name=name)

    return Subjects(items=tuple(islice(found(), most)), bureau=at[0], position=at[1])

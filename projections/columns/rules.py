"""What do the editions of many bureaus say, as small tables to join points and scores to?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final

from domain.rulebook import Component, Edition, Editions
from projections.columns.tables import MARK, NO_END, POINT

Row = Sequence[Any]

RULES: Final[dict[str, str]] = {
    "asked": "bureau VARCHAR, as_of INTEGER, position BIGINT, edition INTEGER",
    "spans": "bureau VARCHAR, since INTEGER, until INTEGER, nth INTEGER, edition INTEGER",
    "items": "edition INTEGER, item VARCHAR, number INTEGER, levelled BOOLEAN, points BIGINT,"
    " category INTEGER, item_cap BIGINT, category_cap BIGINT, open BOOLEAN, category_open BOOLEAN",
    "levels": "edition INTEGER, item VARCHAR, level VARCHAR, points BIGINT",
    "totals": "edition INTEGER, of_unit BOOLEAN, up BOOLEAN, cap BIGINT",
    "reviews": "edition INTEGER, series VARCHAR, mean BOOLEAN",
    "links": "edition INTEGER, name VARCHAR, method VARCHAR, of VARCHAR, base BIGINT, k BIGINT,"
    " den BIGINT",
    "weights": "edition INTEGER, of VARCHAR, name VARCHAR, weight BIGINT",
    "edition_rules": "edition INTEGER, cut BIGINT, shown BIGINT, zero BOOLEAN, whole BIGINT,"
    " good BIGINT, rest_num BIGINT, rest_den BIGINT",
    "groups": "edition INTEGER, nth INTEGER, id VARCHAR, post_levels VARCHAR[],"
    " kinds VARCHAR[], units VARCHAR[]",
}
"""`cut` divides millionths into the decimals of a score, `shown` is what one of them is worth in
them; `whole` is what the weights of an edition sum to; `rest` is what supports have of a loss."""

UNIT: Final = ""
"""The weights of units: no group has this id."""


class NotAnswered(ValueError):
    """This engine has no columns for a rule or a number; its text is the reason."""


@dataclass(frozen=True)
class Asked:
    """A bureau-year's moment, and the editions known at it (or the candidate alone)."""

    bureau: str
    as_of: date
    position: int
    editions: Editions


@dataclass
class Rules:
    """The tables in the making: an edition that many bureaus share is in them once."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in RULES})
    raising: set[str] = field(default_factory=set)
    """Items that raise a restriction under some edition."""
    _names: dict[str, int] = field(default_factory=dict)
    _numbers: dict[int, int] = field(default_factory=dict)
    _kept: list[Edition] = field(default_factory=list)

    def add(self, asked: Asked) -> None:
        """Raises NotAnswered before anything of the bureau is in a table."""
        spans = list(_spans(asked.editions, asked.as_of))
        numbers = [self._number(edition) for _, _, edition in spans]
        now = self._number(asked.editions.on(asked.as_of))
        self.rows["asked"].append((asked.bureau, asked.as_of.toordinal(), asked.position, now))
        for (since, until, _), edition in zip(spans, numbers, strict=True):
            self.rows["spans"].append((asked.bureau, since, until, 0, edition))

    def _number(self, edition: Edition) -> int:
        known = self._numbers.get(id(edition))
        if known is None:
            known = len(self._kept)
            made = {name: list(rows) for name, rows in _tables(known, edition)}
            made["items"] = list(self._items(known, edition))
            self._kept.append(edition)
            self._numbers[id(edition)] = known
            items = edition.items.values()
            self.raising |= {i.id for i in items if i.restriction is not None}
            for name, rows in made.items():
                self.rows[name].extend(rows)
        return known

    def _items(self, n: int, e: Edition) -> Iterator[Row]:
        """Items and categories are the same ones in all editions by their names."""
        for item in e.items.values():
            levelled = item.levels is not None
            points = None if levelled else _whole(item.points, POINT)
            caps = item.cap, e.categories[item.category].cap
            number, category = self._named(item.id), self._named(item.category)
            limits = (_whole(cap, POINT) for cap in caps)
            yield (n, item.id, number, levelled, points, category, *limits)

    def _named(self, name: str) -> int:
        return self._names.setdefault(name, len(self._names))

    def table(self, name: str) -> list[Row]:
        """Its rows; of an item, too, whether no edition caps it, or its category."""
        if name != "items":
            return self.rows[name]
        capped = {row[2] for row in self.rows[name] if row[6] is not None}
        categories = {row[5] for row in self.rows[name] if row[7] is not None}
        return [(*row, row[2] not in capped, row[5] not in categories) for row in self.rows[name]]

    def fall_between(self, days: Mapping[str, tuple[int, int]]) -> int:
        """Keep and number the spans that a bureau's entries fall in; how many at most."""
        kept: dict[str, list[Row]] = {}
        for bureau, since, until, _, edition in self.rows["spans"]:
            first, last = days.get(bureau, (NO_END, 0))
            if since <= last and first < until:
                own = kept.setdefault(bureau, [])
                own.append((bureau, since, until, len(own), edition))
        self.rows["spans"] = [row for own in kept.values() for row in own]
        return max(map(len, kept.values()), default=1)


def _spans(editions: Editions, as_of: date) -> Iterator[tuple[int, int, Edition]]:
    """From which day until before which day each edition holds, up to as_of."""
    starts = sorted({e.effective_from for e in editions if e.effective_from <= as_of})
    days = [starts[0] - timedelta(days=1), *starts] if starts else [as_of]
    since = 0
    for day, after in zip(days, [*days[1:], None], strict=True):
        until = NO_END if after is None else after.toordinal()
        yield since, until, editions.on(day)
        since = until


def _whole(number: Decimal | None, scale: int) -> int | None:
    if number is None:
        return None
    scaled = Fraction(number) * scale
    if scaled.denominator != 1 or scaled < 0:
        raise NotAnswered(f"a rule holds {number}")
    return scaled.numerator


def _tables(n: int, e: Edition) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "levels", _levels(n, e)
    sides = ((True, e.unit.totals), (False, e.totals))
    yield (
        "totals",
        (
            (n, of_unit, up, _whole(cap, POINT))
            for of_unit, totals in sides
            for up, cap in ((True, totals.bonus), (False, totals.deduction))
        ),
    )
    reviews = {name: c for name, c in e.components.items() if c.source == "review"}
    yield "reviews", ((n, name, c.aggregate == "mean") for name, c in reviews.items())
    yield "links", _links(n, e)
    weights = {UNIT: e.unit.weights, **{g.id: g.weights for g in e.groups}}
    whole = _common(w for own in weights.values() for w in own.values())
    yield (
        "weights",
        ((n, of, name, int(w * whole)) for of, own in weights.items() for name, w in own.items()),
    )
    good = None if e.good_quarter is None else ceil(Fraction(e.good_quarter) * MARK)
    shown, rest = 10**e.decimals, 1 - e.unit.owner_share
    said = (e.missing == "zero", whole, good, rest.numerator, rest.denominator)
    yield "edition_rules", [(n, MARK // shown, shown, *said)]
    yield (
        "groups",
        (
            (n, nth, g.id, g.match.post_level, g.match.unit_kind, g.match.unit)
            for nth, g in enumerate(e.groups)
        ),
    )


def _levels(n: int, e: Edition) -> Iterator[Row]:
    for item in e.items.values():
        for level, worth in (item.levels or {}).items():
            yield n, item.id, level, _whole(worth, POINT)


def _links(n: int, e: Edition) -> Iterator[Row]:
    """Numbers of `difference` over one denominator; each review has one coefficient at most."""
    linked = {name: c for name, c in e.components.items() if c.source == "unit"}
    targets = [c.of for c in linked.values() if c.method == "coefficient"]
    if len(set(targets)) < len(targets) or not all(_reviewed(e.components, t) for t in targets):
        raise NotAnswered("a coefficient of a component that is no review, or has one already")
    for name, c in linked.items():
        base, k = c.base or Decimal(0), c.k or Decimal(0)
        den = _common((base, k))
        yield n, name, c.method or "weighted", c.of, int(base * den), int(k * den), den


def _reviewed(components: Mapping[str, Component], name: str | None) -> bool:
    return name is not None and name in components and components[name].source == "review"


def _common(numbers: Iterable[Decimal]) -> int:
    """The power of ten over which all of them are whole."""
    places = (-int(number.normalize().as_tuple().exponent) for number in numbers)
    return int(10 ** max(0, *places, 0))

"""Does a rulebook keep within the limits of the edition above it, and where does it not?

The upper edition sets limits and the lower may tighten them alone. Weights, groups, components,
steps and windows are the lower bureau's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.errors import Refusal
from domain.rulebook.document import Findings, Path
from domain.rulebook.edition import (
    Band,
    Edition,
    ExcellentGrade,
    Item,
    RestrictionRule,
    Totals,
)
from domain.rulebook.inheritance_faults import (
    AboveUpper,
    BelowUpper,
    DiffersFromUpper,
    LimitMissing,
    NotInUpper,
    RestrictionMissing,
)
from domain.rulebook.values import Ratio
from domain.vocabulary import plain

Above = Callable[[Edition], Edition | None]
"""The edition that one names as `under`; none where there is none above. Raises the refusal where
no bureau above has the one named, or where one is above and none is named."""
Breach = tuple[Path, Refusal]
_Limit = Decimal | Ratio | int | None
_ALIKE: Final = ("kind", "category", "restriction")
_DEMANDS: Final = ("evidence", "reason", "hearing")


def check_inherited(edition: Edition, above: Above, findings: Findings) -> None:
    """Every breach at once; where the upper edition is not there, that alone."""
    try:
        upper = above(edition)
    except Refusal as refusal:
        findings.add(("under",), refusal)
        return
    if upper is None:
        return
    for path, breach in breaches(edition, upper):
        findings.add(path, breach)


def breaches(lower: Edition, upper: Edition) -> Iterator[Breach]:
    """Where the lower edition is looser than the upper, by its place in the document."""
    if lower.decimals != upper.decimals:
        said = {"key": "decimals", "given": lower.decimals, "upper": upper.decimals}
        yield ("decimals",), DiffersFromUpper(**said, edition=upper.ref)
    yield from _items(lower, upper)
    for n, category in enumerate(lower.categories.values()):
        known = upper.categories.get(category.id)
        bound = known.cap if known else None
        yield from _at_most(("categories", n), "cap", (category.cap, bound), upper)
    yield from _totals(("totals",), (lower.totals, upper.totals), upper)
    yield from _totals(("unit", "totals"), (lower.unit.totals, upper.unit.totals), upper)
    own, bound = (e.alone.points if e.alone else None for e in (lower, upper))
    yield from _at_most(("alone",), "points", (own, bound), upper)
    own_marks, marks = (e.alone.marks if e.alone else None for e in (lower, upper))
    if marks is False and own_marks is not False:
        yield ("alone",), LimitMissing(key="marks", upper="false", edition=upper.ref)
    yield from _bands(lower, upper)
    yield from _grades(lower, upper)
    yield from _restrictions(lower, upper)


def _shown(limit: object) -> str:
    return plain(limit) if isinstance(limit, Decimal) else str(limit)


def _size(limit: Decimal | Ratio | int) -> Fraction:
    return limit.fraction if isinstance(limit, Ratio) else Fraction(limit)


def _at_most(
    path: Path, key: str, limits: tuple[_Limit, _Limit], upper: Edition
) -> Iterator[Breach]:
    """`limits` are the lower's and the upper's; where the upper has none, the lower is free."""
    own, bound = limits
    if bound is None:
        return
    if own is None:
        yield path, LimitMissing(key=key, upper=_shown(bound), edition=upper.ref)
    elif _size(own) > _size(bound):
        refusal = AboveUpper(given=_shown(own), upper=_shown(bound), edition=upper.ref)
        yield (*path, key), refusal


def _at_least(
    path: Path, key: str, limits: tuple[_Limit, _Limit], upper: Edition
) -> Iterator[Breach]:
    own, bound = limits
    if bound is None:
        return
    if own is None:
        yield path, LimitMissing(key=key, upper=_shown(bound), edition=upper.ref)
    elif _size(own) < _size(bound):
        refusal = BelowUpper(given=_shown(own), upper=_shown(bound), edition=upper.ref)
        yield (*path, key), refusal


def _totals(path: Path, totals: tuple[Totals, Totals], upper: Edition) -> Iterator[Breach]:
    own, bound = totals
    for side in ("bonus", "deduction"):
        yield from _at_most(path, side, (getattr(own, side), getattr(bound, side)), upper)


def _items(lower: Edition, upper: Edition) -> Iterator[Breach]:
    for n, item in enumerate(lower.items.values()):
        path, known = ("items", n), upper.items.get(item.id)
        if known is not None:
            yield from _item(path, item, known, upper)
        elif item.category not in upper.categories:
            listed = ", ".join(upper.categories) or "-"
            said = {"key": "category", "name": item.category, "known": listed}
            yield (*path, "category"), NotInUpper(**said, edition=upper.ref)


def _item(path: Path, item: Item, known: Item, upper: Edition) -> Iterator[Breach]:
    for key in _ALIKE:
        own, theirs = getattr(item, key), getattr(known, key)
        if theirs is not None and own != theirs:
            said = {"key": key, "given": own or "-", "upper": theirs}
            yield (*path, key), DiffersFromUpper(**said, edition=upper.ref)
    for key in _DEMANDS:
        if getattr(known, key) == "required" and getattr(item, key) != "required":
            yield path, LimitMissing(key=key, upper="required", edition=upper.ref)
    yield from _worth(path, item, known, upper)
    yield from _at_most(path, "cap", (item.cap, known.cap), upper)
    yield from _at_most(path, "claim_within", (item.claim_within, known.claim_within), upper)


def _worth(path: Path, item: Item, known: Item, upper: Edition) -> Iterator[Breach]:
    """Level by level where both have levels; otherwise the most that either may grant."""
    for level, points in (item.levels or {}).items():
        if known.levels is not None and level not in known.levels:
            said = {"key": "level", "name": level, "known": ", ".join(known.levels)}
            yield (*path, "levels", level), NotInUpper(**said, edition=upper.ref)
        else:
            bound = (known.levels or {}).get(level, _top(known))
            yield from _at_most((*path, "levels"), level, (points, bound), upper)
    for key in ("points", "range"):
        if getattr(item, key) is not None:
            yield from _at_most(path, key, (_top(item), _top(known)), upper)


def _top(item: Item) -> Decimal:
    if item.range is not None:
        return item.range[1]
    return item.points if item.points is not None else max((item.levels or {}).values())


def _bands(lower: Edition, upper: Edition) -> Iterator[Breach]:
    own = {band.band: (n, band) for n, band in enumerate(lower.bands)}
    for band in upper.bands:
        if band.through is None:
            continue
        n, mine = own.get(band.band, (None, Band(band=band.band)))
        path: Path = ("bands",) if n is None else ("bands", n)
        yield from _at_most(path, "through", (mine.through, band.through), upper)


def _grades(lower: Edition, upper: Edition) -> Iterator[Breach]:
    own, bound = lower.grades.excellent, upper.grades.excellent
    if own is None or bound is None:
        return
    path = ("grades", "excellent")
    yield from _at_most(path, "quota", (own.quota, bound.quota), upper)
    yield from _at_most(path, "from_band", (own.from_band, bound.from_band), upper)
    yield from _required(path, own, bound, upper)
    if "good_quarters" in bound.requires:
        yield from _at_least((), "good_quarter", (lower.good_quarter, upper.good_quarter), upper)


def _required(
    path: Path, own: ExcellentGrade, bound: ExcellentGrade, upper: Edition
) -> Iterator[Breach]:
    for key, least in bound.requires.items():
        limits = own.requires.get(key), least
        yield from _at_least((*path, "requires"), key, limits, upper)


def _restrictions(lower: Edition, upper: Edition) -> Iterator[Breach]:
    places = {name: n for n, name in enumerate(lower.restrictions)}
    for name, rule in upper.restrictions.items():
        own = lower.restrictions.get(name)
        if own is None:
            yield ("restrictions",), RestrictionMissing(name=name, edition=upper.ref)
        else:
            yield from _effects(("restrictions", places[name]), own, rule, upper)


def _effects(
    path: Path, own: RestrictionRule, rule: RestrictionRule, upper: Edition
) -> Iterator[Breach]:
    """Whoever is not ranked has neither band nor grade: nothing weighs more."""

    for key in _kept(own, rule):
        said = getattr(rule, key)
        shown = ", ".join(said) if isinstance(said, tuple) else str(said).lower()
        yield path, LimitMissing(key=key, upper=shown, edition=upper.ref)
    if not own.unranked:
        yield from _at_least(path, "max_band", (own.max_band, rule.max_band), upper)


def _kept(own: RestrictionRule, rule: RestrictionRule) -> Iterator[str]:
    """Which words of the rule the lower one does without."""
    for key in ("bites", "reaches"):
        if getattr(rule, key) in ("during_year", "head") and getattr(own, key) != getattr(
            rule, key
        ):
            yield key
    if not own.unranked:
        yield from (f for f in ("unranked", "deferred") if getattr(rule, f) > getattr(own, f))
        if not set(rule.bars) <= set(own.bars):
            yield "bars"

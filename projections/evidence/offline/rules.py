"""What does a published edition say of scores, and which edition holds on a day? (SCORING §9)"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from projections.evidence.offline.figures import Said

INDICATOR_SCORE: Final = "indicators"
USUAL_DECIMALS: Final = 3
DECIMALS_MAX: Final = 6
USUAL_OWNER_SHARE: Final = Fraction(60, 100)
MATCH_KEYS: Final = ("post_level", "unit_kind", "unit")


@dataclass(frozen=True)
class ComponentRule:
    """Where one component comes from: `how` is a review's aggregate or a link's method."""

    source: str
    how: str
    start: Fraction
    factor: Fraction
    of: str | None


@dataclass(frozen=True)
class GroupRule:
    """A comparison group: the postings that it takes, and its weights."""

    name: str
    match: dict[str, list[str]]
    weights: dict[str, Fraction]

    def fits(self, posted: dict[str, str | None]) -> bool:
        return all(posted[key] in fitting for key, fitting in self.match.items())


@dataclass(frozen=True)
class ItemRule:
    """An item's worth by level, or fixed; without either it is what was granted (a range)."""

    category: str
    levels: dict[str, Fraction] | None
    points: Fraction | None
    cap: Fraction | None


@dataclass(frozen=True)
class Rules:
    """One edition, as far as scores rest on it; a cap that is absent is None."""

    ref: str
    version: int
    effective_from: date
    decimals: int
    missing_is_zero: bool
    components: dict[str, ComponentRule]
    groups: list[GroupRule]
    items: dict[str, ItemRule]
    category_caps: dict[str, Fraction | None]
    officer_totals: dict[str, Fraction | None]
    unit_totals: dict[str, Fraction | None]
    unit_weights: dict[str, Fraction]
    owner_share: Fraction

    @property
    def compares_units(self) -> bool:
        """Whether an officer's score rests on the mean of all units."""
        return any(rule.how == "difference" for rule in self.components.values())


def rules_of(document: str, place: str) -> Rules:
    """The edition that a published document holds."""
    try:
        said = Said(json.loads(document), place)
    except (RecursionError, json.JSONDecodeError):
        raise ValueError(f"{place}: the document is no JSON") from None
    unit = said.optional("unit", said.object) or Said({}, place)
    categories = said.optional("categories", said.objects) or []
    items = said.optional("items", said.objects) or []
    components = said.object("components")
    caps = {one.text("id"): one.optional("cap", one.number) for one in categories}
    version = said.whole("version")
    missing = ("renormalise", "zero")
    decimals = said.optional("decimals", lambda key: said.whole(key, 0, DECIMALS_MAX))
    share = unit.optional("owner_share", unit.ratio)
    weights = unit.optional("weights", lambda key: unit.object(key).numbers())
    return Rules(
        ref=f"{said.text('rulebook')}@{version}",
        version=version,
        effective_from=said.day("effective_from"),
        decimals=USUAL_DECIMALS if decimals is None else decimals,
        missing_is_zero=said.optional("missing", lambda key: said.choice(key, missing)) == "zero",
        components={name: _component(components.object(name)) for name in components.names()},
        groups=[_group(one) for one in said.objects("groups")],
        items={one.text("id"): _item(one, caps) for one in items},
        category_caps=caps,
        officer_totals=_totals(said),
        unit_totals=_totals(unit),
        unit_weights={INDICATOR_SCORE: Fraction(1)} if weights is None else weights,
        owner_share=USUAL_OWNER_SHARE if share is None else share,
    )


def _component(said: Said) -> ComponentRule:
    if said.choice("source", ("review", "unit")) == "review":
        how = said.choice("aggregate", ("mean", "last"))
        return ComponentRule("review", how, Fraction(0), Fraction(0), None)
    how = said.choice("method", ("weighted", "difference", "coefficient"))
    compared, of = how == "difference", how == "coefficient"
    return ComponentRule(
        source="unit",
        how=how,
        start=said.signed("base") if compared else Fraction(0),
        factor=said.signed("k") if compared else Fraction(0),
        of=said.text("of") if of else None,
    )


def _group(said: Said) -> GroupRule:
    match = said.object("match")
    keys = {key: match.optional(key, match.texts) for key in MATCH_KEYS}
    return GroupRule(
        name=said.text("id"),
        match={key: fitting for key, fitting in keys.items() if fitting is not None},
        weights=said.object("weights").numbers(),
    )


def _item(said: Said, caps: dict[str, Fraction | None]) -> ItemRule:
    if said.text("category") not in caps:
        raise said.wrong("category", "not among the categories")
    return ItemRule(
        category=said.text("category"),
        levels=said.optional("levels", lambda key: said.object(key).numbers()),
        points=said.optional("points", said.number),
        cap=said.optional("cap", said.number),
    )


def _totals(said: Said) -> dict[str, Fraction | None]:
    totals = said.optional("totals", said.object) or Said({}, said.place)
    return {side: totals.optional(side, totals.number) for side in ("bonus", "deduction")}


def rules_on(editions: list[Rules], day: date) -> Rules:
    """The latest version that has begun; the first covers the days before it too."""
    begun = [rules for rules in editions if rules.effective_from <= day]
    if begun:
        return max(begun, key=lambda rules: rules.version)
    return min(editions, key=lambda rules: rules.version)

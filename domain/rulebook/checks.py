"""Do a rulebook's components, groups, items and units contradict each other, and where?"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.rulebook.contradictions import (
    CoefficientTarget,
    CoefficientTwice,
    CoefficientWeighted,
    DuplicateId,
    KeyWithoutUse,
    MergeCycle,
    MergesIntoItself,
    MinSizeAlone,
    PerWithoutPoints,
    RangeOffStep,
    RangeReversed,
    RangeWithoutStep,
    ReservedName,
    UnknownCategory,
    UnknownComponent,
    UnknownGroup,
    UnknownRestriction,
    UnknownUnitComponent,
    UnknownWord,
    WeightsNotOne,
    WorthUnclear,
)
from domain.rulebook.document import Findings, Path
from domain.rulebook.faults import MissingKey
from domain.rulebook.grammar import GOOD_QUARTERS, INDICATORS
from domain.rulebook.shapes import Part
from domain.vocabulary import plain

RESERVED: Final = (INDICATORS, GOOD_QUARTERS, "bonus", "deduction")


def check_scoring(book: Part, findings: Findings) -> None:
    """What could not be read is not held against the rest."""
    for key in ("groups", "items", "categories", "restrictions"):
        _check_ids(book, key, findings)
    _check_components(book, findings)
    _check_groups(book, findings)
    for item in book.parts("items"):
        _check_worth(item, findings)
        _check_references(item, book, findings)
    _check_unit(book, findings)
    _check_words(book, findings)


def listed(names: Iterable[object]) -> str:
    return ", ".join(str(name) for name in names) or "-"


def components_of(book: Part) -> Part | None:
    """None where the components cannot be read, so that no name is surely unknown."""
    return book.get("components", Part)


def is_coefficient(components: Part, name: str) -> bool:
    component = components.get(name, Part)
    return component is not None and component.get("method", str) == "coefficient"


def _reviews(components: Part) -> list[str]:
    """The review components, and those whose source cannot be read."""
    parts = {name: components.get(name, Part) for name in components.values}
    return [name for name, part in parts.items() if not part or _may_be(part, "source", "review")]


def _may_be(part: Part, key: str, value: str) -> bool:
    return part.get(key, str) == value or (part.has(key) and part.get(key, str) is None)


def _check_ids(book: Part, key: str, findings: Findings) -> None:
    seen: set[str] = set()
    for n, part in book.all_of(key, Part):
        name = part.get("id", str)
        if name is not None and name in seen:
            findings.add((key, n, "id"), DuplicateId(id=name))
        elif name is not None:
            seen.add(name)


_BELONGS: Final = (
    ("aggregate", "source", "review"),
    ("method", "source", "unit"),
    ("base", "method", "difference"),
    ("k", "method", "difference"),
    ("of", "method", "coefficient"),
)


def _check_components(book: Part, findings: Findings) -> None:
    components = components_of(book)
    if components is None:
        return
    multiplied: set[str] = set()
    for name in components.values:
        if name in RESERVED:
            findings.add((*components.path, name), ReservedName(name=name))
        component = components.get(name, Part)
        if component is None:
            continue
        for key, condition, value in _BELONGS:
            if component.get(condition, str) == value and not component.has(key):
                findings.add(component.path, MissingKey(key=key))
            elif component.has(key) and not _may_be(component, condition, value):
                refusal = KeyWithoutUse(key=key, needs=f"{condition}: {value}")
                findings.add((*component.path, key), refusal)
        _check_target(component, components, multiplied, findings)


def _check_target(
    component: Part, components: Part, multiplied: set[str], findings: Findings
) -> None:
    target = component.get("of", str)
    if target is None or component.get("method", str) != "coefficient":
        return
    known = _reviews(components)
    if target not in known:
        refusal = CoefficientTarget(name=target, known=listed(known))
        findings.add((*component.path, "of"), refusal)
    elif target in multiplied:
        findings.add((*component.path, "of"), CoefficientTwice(name=target))
    multiplied.add(target)


def _check_sum(weights: Part, findings: Findings) -> None:
    numbers = [w for w in weights.values.values() if isinstance(w, Decimal)]
    if weights.sound and sum(numbers) != 1:
        findings.add(weights.path, WeightsNotOne(sum=plain(sum(numbers, Decimal(0)))))


def _check_groups(book: Part, findings: Findings) -> None:
    components = components_of(book)
    for group in book.parts("groups"):
        weights = group.get("weights", Part)
        if weights is not None:
            _check_sum(weights, findings)
            if components is not None:
                _check_weighted(weights, components, findings)
        _check_merging(group, book.ids("groups"), findings)
    _check_cycles(book, findings)


def _check_weighted(weights: Part, components: Part, findings: Findings) -> None:
    weighable = [name for name in components.values if not is_coefficient(components, name)]
    for name in weights.values:
        place = (*weights.path, name)
        if name not in components.values:
            findings.add(place, UnknownComponent(name=name, known=listed(weighable)))
        elif name not in weighable:
            findings.add(place, CoefficientWeighted(name=name))


def _check_merging(group: Part, groups: list[str] | None, findings: Findings) -> None:
    if group.has("min_size") and not group.has("merge_into"):
        findings.add((*group.path, "min_size"), MinSizeAlone())
    target = group.get("merge_into", str)
    place = (*group.path, "merge_into")
    if target is not None and target == group.get("id", str):
        findings.add(place, MergesIntoItself(name=target))
    elif target is not None and groups is not None and target not in groups:
        others = [name for name in groups if name != group.get("id", str)]
        findings.add(place, UnknownGroup(name=target, known=listed(others)))


def _check_cycles(book: Part, findings: Findings) -> None:
    """Each circle is reported once, at its first group."""
    target: dict[str, str] = {}
    place: dict[str, Path] = {}
    for group in book.parts("groups"):
        name, into = group.get("id", str), group.get("merge_into", str)
        if name is not None and into is not None and name != into and name not in target:
            target[name], place[name] = into, (*group.path, "merge_into")
    done: set[str] = set()
    for start in target:
        walk = [start]
        while walk[-1] not in done and target.get(walk[-1]) not in (None, *walk):
            walk.append(target[walk[-1]])
        if walk[-1] not in done and target.get(walk[-1]) == start:
            findings.add(place[start], MergeCycle(cycle=" → ".join([*walk, start])))
            done.update(walk)


def _check_worth(item: Part, findings: Findings) -> None:
    """Exactly one of levels, points and range; a range goes in steps (SCORING §3)."""
    count = sum(item.has(key) for key in ("levels", "points", "range"))
    if count != 1:
        findings.add(item.path, WorthUnclear(count=count))
    if item.has("range") and not item.has("step"):
        findings.add((*item.path, "range"), RangeWithoutStep())
    if item.has("step") and not item.has("range"):
        findings.add((*item.path, "step"), KeyWithoutUse(key="step", needs="range"))
    if item.has("per") and not item.has("points"):
        findings.add((*item.path, "per"), PerWithoutPoints())
    _check_range(item, findings)


def _check_range(item: Part, findings: Findings) -> None:
    ends, step = item.all_of("range", Decimal), item.get("step", Decimal)
    match [end for _, end in ends]:
        case [low, high] if low > high:
            refusal = RangeReversed(low=plain(low), high=plain(high))
            findings.add((*item.path, "range"), refusal)
    for n, end in ends:
        if step is not None and end % step != 0:
            off = RangeOffStep(given=plain(end), step=plain(step))
            findings.add((*item.path, "range", n), off)


def _check_references(item: Part, book: Part, findings: Findings) -> None:
    category, categories = item.get("category", str), book.ids("categories")
    if category is not None and categories is not None and category not in categories:
        strange = UnknownCategory(name=category, known=listed(categories))
        findings.add((*item.path, "category"), strange)
    rule, rules = item.get("restriction", str), book.ids("restrictions")
    if rule is not None and rules is not None and rule not in rules:
        refusal = UnknownRestriction(name=rule, known=listed(rules))
        findings.add((*item.path, "restriction"), refusal)


def _check_words(book: Part, findings: Findings) -> None:
    words = book.get("words", Part)
    if words is None or book.ids("items") is None:
        return
    known: dict[str, None] = {}
    for item in book.parts("items"):
        levels, per = item.get("levels", Part), item.get("per", str)
        known.update(dict.fromkeys([*(levels.values if levels else ()), *([per] if per else ())]))
    for name in words.values:
        if name not in known:
            findings.add((*words.path, name), UnknownWord(name=name, known=listed(known)))


def _check_unit(book: Part, findings: Findings) -> None:
    unit = book.get("unit", Part)
    weights = unit.get("weights", Part) if unit else None
    if weights is None:
        return
    _check_sum(weights, findings)
    components = components_of(book)
    if components is None:
        return
    reviews = _reviews(components)
    for name in weights.values:
        if name != INDICATORS and name not in reviews:
            refusal = UnknownUnitComponent(name=name, known=listed(reviews))
            findings.add((*weights.path, name), refusal)

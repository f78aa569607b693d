"""Through which single changes of rule does one edition become another?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.rulebook import Edition, to_document

_WHOLE: Final = (
    ("missing", "decimals", "good_quarter", "components"),
    ("groups", "unit", "restrictions", "bands", "tie_break", "unresolved_tie", "grades", "pay"),
)
"""Parts that are exchanged whole, before and after the items and caps."""


@dataclass(frozen=True)
class RuleStep:
    """One rule exchanged: its place in the document, how it read before and how it reads now."""

    rule: str
    before: str
    after: str
    edition: Edition


def rule_steps(old: Edition, new: Edition) -> Iterator[RuleStep]:
    """One rule at a time, in the order of the document; the last step is `new` itself.

    Categories that are new come in with the first item that needs them, and old ones go last, so
    that every edition on the way can score.
    """
    said, says = to_document(old), to_document(new)
    edition = old.model_copy(update={"categories": {**new.categories, **old.categories}})
    for rule, update in _updates(old, new):
        before, after = _at(said, rule), _at(says, rule)
        if before != after:
            edition = edition.model_copy(update=update(edition))
            yield RuleStep(rule, _text(before), _text(after), edition)


def _updates(old: Edition, new: Edition) -> Iterator[tuple[str, Any]]:
    def whole(name: str) -> Any:
        return lambda edition: {name: getattr(new, name)}

    def one(part: str, name: str) -> Any:
        def update(edition: Edition) -> dict[str, Any]:
            kept: dict[str, Any] = dict(getattr(edition, part))
            theirs = getattr(new, part)
            if name in theirs:
                kept[name] = theirs[name]
            elif part == "items":
                del kept[name]
            return {part: kept}

        return update

    def total(side: str) -> Any:
        return lambda edition: {
            "totals": edition.totals.model_copy(update={side: getattr(new.totals, side)})
        }

    yield from ((name, whole(name)) for name in _WHOLE[0])
    for part in ("items", "categories"):
        names = dict.fromkeys((*getattr(old, part), *getattr(new, part)))
        yield from ((f"{part}/{name}", one(part, name)) for name in names)
    yield from ((f"totals/{side}", total(side)) for side in ("bonus", "deduction"))
    yield from ((name, whole(name)) for name in _WHOLE[1])


def _at(document: Mapping[str, Any], rule: str) -> Any:
    part, _, name = rule.partition("/")
    found = document.get(part)
    if not name:
        return found
    if isinstance(found, list):
        return next((x for x in found if x["id"] == name), None)
    return (found or {}).get(name)


def _text(part: Any) -> str:
    """A rule as a line to read: what it says, without the words of its title."""
    if isinstance(part, dict):
        shown = (f"{k}: {_text(v)}" for k, v in part.items() if k not in ("id", "title"))
        return "{" + ", ".join(shown) + "}"
    if isinstance(part, list):
        return "[" + ", ".join(_text(x) for x in part) + "]"
    return "—" if part is None else str(part)

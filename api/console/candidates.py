"""Which values of a rulebook do people change, and how does a form change them in its YAML?

Only the characters of a value are exchanged: the rest of the text stays as it was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

TEXT_MAX: Final = 262_144
CHANGES_MAX: Final = 100
_PLAIN: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]*", re.ASCII)


@dataclass(frozen=True)
class Knob:
    """A value by its place in the document, as it is written; empty where it is not said."""

    pointer: str
    value: str
    part: str
    name: str
    title: Mapping[str, str]


def normal(text: str) -> str:
    """As an editor has it: browsers send the ends of lines their own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def knobs(text: str) -> list[Knob]:
    """Those of a text that is YAML; none of any other."""
    root = _root(text)
    return [] if root is None else list(_knobs(root))


def changed(text: str, values: Mapping[str, str]) -> str:
    """The text with these values at these pointers; an empty one is taken out."""
    for pointer, value in list(values.items())[:CHANGES_MAX]:
        text = _set(text, pointer, value.strip())
    return text


def _root(text: str) -> yaml.MappingNode | None:
    if len(text) > TEXT_MAX:
        return None
    try:
        found = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return found if isinstance(found, yaml.MappingNode) else None


def _knobs(root: yaml.MappingNode) -> Iterator[Knob]:
    for key in ("version", "effective_from"):
        yield Knob(f"/{key}", _text(_child(root, key)), "edition", key, {})
    for key in ("bonus", "deduction"):
        yield Knob(f"/totals/{key}", _at(root, "totals", key), "totals", key, {})
    for part in ("categories", "items"):
        for at, one in _members(_child(root, part)):
            name, value = _at(one, "id"), _at(one, "cap")
            yield Knob(f"/{part}/{at}/cap", value, part, name, _title(one))
    yield from _weights(root)
    yield from _quotas(root)


def _weights(root: yaml.MappingNode) -> Iterator[Knob]:
    for at, one in _members(_child(root, "groups")):
        for component, weight in _entries(_child(one, "weights")):
            pointer = f"/groups/{at}/weights/{component}"
            yield Knob(pointer, weight, "weights", _at(one, "id"), {"id": component})


def _quotas(root: yaml.MappingNode) -> Iterator[Knob]:
    for at, one in _members(_child(root, "bands")):
        for key in ("through", "below"):
            if value := _at(one, key):
                yield Knob(f"/bands/{at}/{key}", value, "bands", _at(one, "band"), {})
    if quota := _at(root, "grades", "excellent", "quota"):
        yield Knob("/grades/excellent/quota", quota, "bands", "excellent", {})


def _at(node: yaml.Node | None, *way: str) -> str:
    for step in way:
        node = _child(node, step)
    return _text(node)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        found: yaml.Node = node.value[int(key)]
        return found
    return None


def _members(node: yaml.Node | None) -> Iterator[tuple[int, yaml.Node]]:
    yield from enumerate(node.value if isinstance(node, yaml.SequenceNode) else ())


def _entries(node: yaml.Node | None) -> Iterator[tuple[str, str]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((str(name.value), _text(value)) for name, value in node.value)


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _title(node: yaml.Node) -> dict[str, str]:
    told = _child(node, "title")
    return {"zh": _text(told)} if isinstance(told, yaml.ScalarNode) else dict(_entries(told))


def _set(text: str, pointer: str, value: str) -> str:
    *way, key = pointer.strip("/").split("/")
    place: Any = _root(text)
    for step in way:
        place = _child(place, step)
    old = _child(place, key)
    written = value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if old is not None and value:
        return text[: old.start_mark.index] + written + text[old.end_mark.index :]
    if old is not None:
        return _without(text, place, key)
    return _with(text, place, f"{key}: {written}") if value else text


def _with(text: str, place: Any, line: str) -> str:
    """A map that says one thing more; what is no map stays as it is."""
    if not isinstance(place, yaml.MappingNode) or not place.value:
        return text
    if place.flow_style:
        at = place.end_mark.index - 1
        return f"{text[:at]}, {line}{text[at:]}"
    after_id = place.value[min(1, len(place.value) - 1)][0].start_mark
    return f"{text[: after_id.index]}{line}\n{' ' * after_id.column}{text[after_id.index :]}"


def _without(text: str, place: Any, key: str) -> str:
    """A map that says one thing less; the only one it says is left, for the API to judge."""
    names = [name.value for name, _ in place.value]
    at = names.index(key)
    if at + 1 < len(names):
        start, end = place.value[at][0].start_mark, place.value[at + 1][0].start_mark
        return text[: start.index] + text[end.index :]
    if at == 0:
        return text
    start, end = place.value[at - 1][1].end_mark, place.value[at][1].end_mark
    return text[: start.index] + text[end.index :]

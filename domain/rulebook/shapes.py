"""Which shapes may the parts of a rulebook have, and how are they read and told to editors?"""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from domain.errors import Refusal
from domain.rulebook.document import Findings, Mapping, Node, Path, Scalar, Sequence, shown
from domain.rulebook.faults import (
    MissingKey,
    NotALanguage,
    NotAList,
    NotAMap,
    NoValue,
    UnknownKey,
    WrongCount,
)
from domain.rulebook.values import BROKEN, Name, Schema, Whole, Words

LANGUAGES: Final = ("zh", "en")
_LANGUAGE: Final = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the document whose shape has been read; broken values read as absent."""

    path: Path
    values: MappingType[str, object]

    def has(self, key: str) -> bool:
        """Did the author write the key, rightly or not?"""
        return key in self.values

    def get(self, key: str, kind: type[_Kind]) -> _Kind | None:
        value = self.values.get(key)
        return value if isinstance(value, kind) else None

    def all_of(self, key: str, kind: type[_Kind]) -> list[tuple[int, _Kind]]:
        """The sound members of a list, numbered as in the document."""
        members = self.get(key, list) or []
        return [(n, m) for n, m in enumerate(members) if isinstance(m, kind)]

    def parts(self, key: str) -> list[Part]:
        return [part for _, part in self.all_of(key, Part)]

    def ids(self, key: str) -> list[str] | None:
        """The ids in a list; None if one cannot be read, for then nothing is surely missing."""
        members = self.get(key, list)
        if members is None:
            return None if self.has(key) else []
        ids = [part.get("id", str) for part in self.parts(key)]
        known = [name for name in ids if name is not None]
        return known if len(known) == len(members) else None

    @property
    def sound(self) -> bool:
        return not any(value is BROKEN for value in self.values.values())

    def plain(self) -> dict[str, object]:
        return {key: _plain(value) for key, value in self.values.items()}


def _plain(value: object) -> object:
    if isinstance(value, Part):
        return value.plain()
    return [_plain(member) for member in value] if isinstance(value, list) else value


class Shape(Protocol):
    """Reads a node, or reports what is wrong with it and gives BROKEN; tells editors its schema."""

    def read(self, node: Node, path: Path, findings: Findings) -> object: ...

    def schema(self) -> Schema: ...


class Title:
    """A text, or a text for each language."""

    def read(self, node: Node, path: Path, findings: Findings) -> object:
        if not isinstance(node, Mapping):
            text = Words().read(node, path, findings)
            return text if text is BROKEN else dict.fromkeys(LANGUAGES, text)
        texts = {
            language: Words().read(child, (*path, language), findings)
            for language, child in node.entries.items()
        }
        strange = [name for name in texts if not re.fullmatch(_LANGUAGE, name, re.ASCII)]
        for name in strange:
            findings.add((*path, name), NotALanguage(given=shown(name)))
        if not texts:
            findings.add(path, WrongCount(count=0, expected="≥ 1"))
        return BROKEN if strange or not texts or BROKEN in texts.values() else texts

    def schema(self) -> Schema:
        words = Words().schema()
        languages = {language: words for language in LANGUAGES}
        by_language = {
            "type": "object",
            "properties": languages,
            "patternProperties": {f"^{_LANGUAGE}$": words},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [words, by_language]}


@dataclass(frozen=True)
class ListOf:
    """A list of one shape."""

    shape: Shape
    low: int = 0
    high: int | None = None

    def read(self, node: Node, path: Path, findings: Findings) -> object:
        if not isinstance(node, Sequence):
            empty = isinstance(node, Scalar) and node.empty
            findings.add(path, NoValue() if empty else NotAList())
            return BROKEN
        count = len(node.items)
        if count < self.low or (self.high is not None and count > self.high):
            expected = str(self.low) if self.low == self.high else f"≥ {self.low}"
            findings.add(path, WrongCount(count=count, expected=expected))
            return BROKEN
        return [
            self.shape.read(member, (*path, n), findings) for n, member in enumerate(node.items)
        ]

    def schema(self) -> Schema:
        limits = {"minItems": self.low} if self.low else {}
        if self.high is not None:
            limits["maxItems"] = self.high
        return {"type": "array", "items": self.shape.schema(), **limits}


def _not_a_map(node: Node) -> Refusal:
    return NoValue() if isinstance(node, Scalar) and node.empty else NotAMap()


@dataclass(frozen=True)
class MapOf:
    """Names with values of one shape."""

    shape: Shape
    low: int = 0
    key: Name | Whole = field(default_factory=Name)

    def read(self, node: Node, path: Path, findings: Findings) -> object:
        if not isinstance(node, Mapping):
            findings.add(path, _not_a_map(node))
            return BROKEN
        if len(node.entries) < self.low:
            findings.add(path, WrongCount(count=len(node.entries), expected=f"≥ {self.low}"))
            return BROKEN
        values = {}
        for name, child in node.entries.items():
            below = (*path, name)
            key = self.key.read(Scalar(child.line, name, plain=False), below, findings)
            value = self.shape.read(child, below, findings)
            values[name] = BROKEN if key is BROKEN else value
        return Part(path, values)

    def schema(self) -> Schema:
        pattern = self.key.schema()["pattern"]
        limits = {"minProperties": self.low} if self.low else {}
        names = {"patternProperties": {pattern: self.shape.schema()}, "additionalProperties": False}
        return {"type": "object", **names, **limits}


@dataclass(frozen=True)
class Key:
    """A key of a map: what may stand there, what it means, what holds without it."""

    shape: Shape
    about: str
    required: bool = False
    default: object = None

    def schema(self) -> Schema:
        default = {} if self.default is None else {"default": self.default}
        return {"description": self.about, **self.shape.schema(), **default}


@dataclass(frozen=True)
class Keys:
    """A map with known keys; `rules` are further schema words for editors."""

    keys: MappingType[str, Key]
    rules: MappingType[str, object] = field(default_factory=dict)
    low: int = 0

    def read(self, node: Node, path: Path, findings: Findings) -> object:
        if not isinstance(node, Mapping):
            findings.add(path, _not_a_map(node))
            return BROKEN
        if len(node.entries) < self.low:
            findings.add(path, WrongCount(count=len(node.entries), expected=f"≥ {self.low}"))
            return BROKEN
        values: dict[str, object] = {}
        for name, child in node.entries.items():
            if name in self.keys:
                values[name] = self.keys[name].shape.read(child, (*path, name), findings)
            else:
                fault = UnknownKey(key=shown(name), known=", ".join(self.keys))
                findings.add((*path, name), fault)
        for name, key in self.keys.items():
            if key.required and name not in values:
                findings.add(path, MissingKey(key=name))
                values[name] = BROKEN
        return Part(path, values)

    def schema(self) -> Schema:
        required = [name for name, key in self.keys.items() if key.required]
        return {
            "type": "object",
            "properties": {name: key.schema() for name, key in self.keys.items()},
            "additionalProperties": False,
            **({"required": required} if required else {}),
            **({"minProperties": self.low} if self.low else {}),
            **self.rules,
        }

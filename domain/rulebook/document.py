"""What stands in the text of a rulebook, on which line, before anyone asks what it means?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

import yaml

from domain.errors import Fault, Refusal
from domain.rulebook.faults import (
    AnchorUsed,
    DocumentTooLarge,
    DuplicateKey,
    KeyNotText,
    NestedTooDeeply,
    NotUtf8,
    NotYaml,
    RulebookFaulty,
    SeveralDocuments,
    TagUsed,
)

SOURCE_KIB_MAX: Final = 256
DEPTH_MAX: Final = 16
_SHOWN_MAX: Final = 60
_NULLS: Final = ("", "~", "null", "Null", "NULL")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, every digit as written; `plain` is without quotes."""

    line: int
    text: str
    plain: bool

    @property
    def empty(self) -> bool:
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values; the line of a value is that of its key."""

    line: int
    entries: dict[str, Node]


Node = Scalar | Sequence | Mapping


def shown(text: str, limit: int = _SHOWN_MAX) -> str:
    """The text as a message may repeat it: short, and nothing that does not print."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return printable if len(printable) <= limit else printable[:limit] + "…"


class Findings:
    """The faults found so far, each with its place and its line."""

    def __init__(self) -> None:
        self._faults: list[tuple[int, Fault]] = []
        self._lines: dict[Path, int] = {}

    def note_lines(self, node: Node, path: Path = ()) -> None:
        self._lines[path] = node.line
        if isinstance(node, Mapping):
            for key, child in node.entries.items():
                self.note_lines(child, (*path, key))
        elif isinstance(node, Sequence):
            for index, child in enumerate(node.items):
                self.note_lines(child, (*path, index))

    def add(self, path: Path, refusal: Refusal, line: int | None = None) -> None:
        line = self._lines.get(path, 1) if line is None else line
        steps = (shown(str(step)).replace("~", "~0").replace("/", "~1") for step in path)
        place = f"/{'/'.join(steps)} (line {line})"
        self._faults.append((line, Fault.of(place, refusal)))

    def stop(self, path: Path, refusal: Refusal, line: int) -> NoReturn:
        """Nothing after this fault can be read."""
        self.add(path, refusal, line)
        raise RulebookFaulty(self.faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """In the order of the document."""
        return tuple(fault for _, fault in sorted(self._faults, key=lambda found: found[0]))


def read_document(source: str | bytes, findings: Findings) -> Node:
    """The document's values as written, with their lines; syntax faults stop at the first."""
    text = _text(source, findings)
    node = _Reading(text, findings).document()
    findings.note_lines(node)
    return node


def _text(source: str | bytes, findings: Findings) -> str:
    try:
        content = source.encode() if isinstance(source, str) else bytes(source)
        if len(content) > SOURCE_KIB_MAX * 1024:
            findings.stop((), DocumentTooLarge(limit=SOURCE_KIB_MAX), 1)
        return content.decode("utf-8-sig")
    except UnicodeEncodeError as fault:
        findings.stop((), NotUtf8(), fault.object.count("\n", 0, fault.start) + 1)
    except UnicodeDecodeError as fault:
        findings.stop((), NotUtf8(), fault.object.count(b"\n", 0, fault.start) + 1)


class _Reading:
    """Nodes are built from YAML's events: no constructor ever turns a number into a float."""

    def __init__(self, text: str, findings: Findings) -> None:
        self.text = text
        self.findings = findings
        self.path: Path = ()
        self.line = 1
        self.depth = 0
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)

    def next(self) -> yaml.Event:
        try:
            event = next(self.events)
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            self._not_yaml(fault.problem or "", mark.line + 1 if mark else self.line)
        except yaml.reader.ReaderError as fault:
            line = self.text.count("\n", 0, fault.position) + 1
            self._not_yaml("a character that does not print", line)
        except (yaml.YAMLError, ValueError, ArithmeticError, LookupError):
            # The library lets some through bare: "\UFFFFFFFF" is an OverflowError of chr().
            self._not_yaml("an escape or directive without meaning", self.line)
        if event.start_mark is not None:
            self.line = event.start_mark.line + 1
        return event

    def _not_yaml(self, problem: str, line: int) -> NoReturn:
        self.findings.stop(self.path, NotYaml(problem=shown(problem, 120)), line)

    def document(self) -> Node:
        event = self.next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Scalar(1, "", plain=True)  # nothing but comments
        node = self.node(event, (), self.line)
        self.next()  # the document's end
        if not isinstance(self.next(), yaml.StreamEndEvent):
            self.findings.stop((), SeveralDocuments(), self.line)
        return node

    def node(self, event: yaml.Event, path: Path, line: int) -> Node:
        self.path = path
        self._refuse_what_expands(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(line, event.value, plain=event.style is None)
        self.depth += 1
        if self.depth > DEPTH_MAX:
            self.findings.stop(path, NestedTooDeeply(limit=DEPTH_MAX), self.line)
        node: Node
        if isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(line, tuple(self._items(path)))
        else:
            node = Mapping(line, self._entries(path))
        self.depth -= 1
        return node

    def _refuse_what_expands(self, event: yaml.Event, path: Path) -> None:
        """An alias may stand for a billion values, a tag for any object."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            self.findings.stop(path, AnchorUsed(), self.line)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.findings.stop(path, TagUsed(tag=shown(tag)), self.line)

    def _items(self, path: Path) -> Iterator[Node]:
        index = 0
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            yield self.node(event, (*path, index), self.line)
            index += 1

    def _entries(self, path: Path) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        self.path = path
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            line = self.line
            key = self._key(event, path)
            below = path if key is None else (*path, key)
            self.path = below
            node = self.node(self.next(), below, line)
            if key is not None and key in entries:
                self.findings.add(below, DuplicateKey(key=shown(key)), line)
            elif key is not None:
                entries[key] = node
            self.path = path
        return entries

    def _key(self, event: yaml.Event, path: Path) -> str | None:
        line = self.line
        node = self.node(event, path, line)
        if isinstance(node, Scalar) and not node.empty and node.text.isprintable() and node.text:
            return node.text
        self.findings.add(path, KeyNotText(), line)
        return None

"""Which bytes of a fact are hashed into the log?

The entry of a leaf is RFC 8785 JSON of text alone, so that any language makes the same bytes. It
names the SHA-256 of the stored state, never a re-serialisation of it, and the leaf before it in
its stream, so that a stream cannot lose a fact in the middle.
"""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring
from typing import Any, Final, NamedTuple

import rfc8785
from pydantic_core import from_json

VERSION: Final = 1
Rules = dict[tuple[str, str], str]
"""The digest of each edition published so far, by bureau and edition."""
_RULEBOOK: Final = "rulebook-published"
NOBODY: Final = "[]"
"""The approvals of a fact that no second person let through."""


class Row(NamedTuple):
    """A row of journal.facts and the command it answers, as text wherever text is hashed.

    `recorded_at` is UTC with every microsecond, always of the same width.
    """

    position: int
    recorded_at: str
    stream: str
    stream_name: str
    version: int
    name: str
    state: bytes
    actor: str
    role: str
    request: str | None
    correlation: str
    causation: str | None
    key_actor: str | None
    key: str | None
    command: bytes | None
    approvals: str = NOBODY


def entry_of(row: Row, log: str, prev: bytes | None, rules: Rules) -> bytes:
    """The entry of a fact; `prev` is the leaf hash of the stream's version before.

    RFC 8785 asks for the order of names and the escapes that are written here, by hand for speed.
    """
    quoted, rule = encode_basestring, _rule_of(row, rules)
    causation = "" if row.causation is None else f'"causation":{quoted(row.causation)},'
    command = "" if row.command is None else f'"command":"{_command_of(row, row.command)}",'
    before = "" if prev is None else f'"prev":"{prev.hex()}",'
    request = "" if row.request is None else f'"request":{quoted(row.request)},'
    cited = "" if rule is None else f'"rule":{quoted(rule)},'
    return (
        f'{{"actor":{quoted(row.actor)},"approvals":{_approvals_of(row)},'
        f"{causation}{command}"
        f'"correlation":{quoted(row.correlation)},"log":{quoted(log)},"name":{quoted(row.name)},'
        f'"position":"{row.position}",{before}"recorded_at":{quoted(row.recorded_at)},{request}'
        f'"role":{quoted(row.role)},{cited}"state":"{hashlib.sha256(row.state).hexdigest()}",'
        f'"stream":{quoted(row.stream)},"stream_name":{quoted(row.stream_name)},'
        f'"v":{VERSION},"version":"{row.version}"}}'
    ).encode()


def learn(rules: Rules, name: str, state: bytes) -> None:
    """Keep the digest of the edition that a fact publishes."""
    if name == _RULEBOOK:
        said = _said(state)
        rules[said["bureau"], f"{said['rulebook']}@{said['version']}"] = said["digest"]


def _command_of(row: Row, command: bytes) -> str:
    """What an idempotency key was used for: its hash, so that keys stay their owners'."""
    used = f"[{_json_of(row.key_actor)}, {_json_of(row.key)}]".encode()
    return hashlib.sha256(hashlib.sha256(used).digest() + command).hexdigest()


def _approvals_of(row: Row) -> str:
    """As they are kept: they are canonical JSON already, or no approvals."""
    if (
        row.approvals != NOBODY
        and rfc8785.dumps(from_json(row.approvals)) != row.approvals.encode()
    ):
        raise ValueError("no fact's approvals")
    return row.approvals


def _json_of(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _rule_of(row: Row, rules: Rules) -> str | None:
    """The digest of the edition that the fact cites, or that it publishes."""
    state = _said(row.state)
    if row.name == _RULEBOOK:
        return str(state["digest"])
    edition = state.get("edition") or (state.get("run") or {}).get("edition")
    return None if edition is None else rules.get((state["bureau"], edition))


def _said(state: bytes) -> Any:
    """By the faster of the readers at hand: of every fact, at every audit."""
    if not (state.startswith(b"{") and state.endswith(b"}")):
        raise ValueError("no fact's bytes")
    return from_json(state, allow_inf_nan=False)

"""Which bytes of a fact are hashed into the log?

The entry of a leaf is RFC 8785 JSON of text alone, so that any language makes the same bytes. It
names the SHA-256 of the stored state, never a re-serialisation of it, and the leaf before it in
its stream, so that a stream cannot lose a fact in the middle.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import rfc8785

VERSION: Final = 1
_TIME: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


def entry_of(
    row: Mapping[str, Any], log: str, prev: bytes | None, rules: Mapping[tuple[str, str], str]
) -> bytes:
    """The entry of a row of journal.facts.

    `prev` is the leaf hash of the stream's version before; `rules` maps (bureau, edition) to the
    digest of each edition published so far.
    """
    said: dict[str, Any] = {
        "v": VERSION,
        "log": log,
        "position": str(row["position"]),
        "stream": str(row["stream"]),
        "stream_name": row["stream_name"],
        "version": str(row["version"]),
        "prev": None if prev is None else prev.hex(),
        "name": row["topic"],
        "recorded_at": time_of(row["recorded_at"]),
        "actor": row["actor"],
        "role": row["role"],
        "request": row["request"],
        "correlation": str(row["correlation"]),
        "causation": row["causation"],
        "approvals": [],
        "command": None if row["command"] is None else command_of(row),
        "rule": rule_of(row, rules),
        "state": hashlib.sha256(row["state"]).hexdigest(),
    }
    return rfc8785.dumps({name: part for name, part in said.items() if part is not None})


def time_of(moment: datetime) -> str:
    """UTC with every microsecond, always of the same width."""
    return moment.astimezone(UTC).strftime(_TIME)


def command_of(row: Mapping[str, Any]) -> str:
    """What an idempotency key was used for: its hash, so that keys stay their owners'."""
    key = json.dumps([row["key_actor"], row["key"]], ensure_ascii=False).encode()
    return hashlib.sha256(hashlib.sha256(key).digest() + bytes(row["command"])).hexdigest()


def rule_of(row: Mapping[str, Any], rules: Mapping[tuple[str, str], str]) -> str | None:
    """The digest of the edition that the fact cites, or that it publishes."""
    state = json.loads(row["state"])
    if row["topic"] == "rulebook-published":
        return str(state["digest"])
    edition = state.get("edition") or (state.get("run") or {}).get("edition")
    return None if edition is None else rules.get((state["bureau"], edition))

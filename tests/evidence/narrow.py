"""A small log of narrow tiles, read in small batches: every edge of the audit's walks is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg.types.json import Jsonb

from domain.journal.names import NAMES
from domain.journal.streams import stream_of
from projections.evidence.findings import Audited, Finding
from tests.conftest import Database
from tests.evidence.sealed import Sealed
from tests.journal.facts import Stored, append, newcomer

LEVELS: Final = 2
WIDTH: Final = 1 << LEVELS
BATCH: Final = 10
"""As in the product no multiple of the width."""
SIGNED: Final = (1, 5, 30, 85)
"""The sizes of the checkpoints: 85 leaves have 21 tiles, 5 above them and one above these."""
HEAD: Final = 88
EDGES: Final = (1, 3, 4, 5, 8, 9, 10, 11, 16, 17, 20, 29, 30, 31, 40, 64, 65, 80, 81, 84, 85)
"""Positions at, before and after the edges of tiles, batches and checkpoints."""
_DOCUMENT: Final = '{"rulebook":"nanyue","version":1}'
RULEBOOK: Final[dict[str, Any]] = {
    **{"bureau": "nanyue", "rulebook": "nanyue", "version": 1, "effective_from": "2023-01-01"},
    **{"document": _DOCUMENT, "file_digest": "sha256:" + "0" * 64},
    "digest": "sha256:" + hashlib.sha256(_DOCUMENT.encode()).hexdigest(),
}
Told = list[tuple[int | None, str]]


def narrow_tiles(patch: pytest.MonkeyPatch) -> None:
    for module in ("log_passes", "store", "notary"):
        patch.setattr(f"projections.evidence.{module}.TILE_LEVELS", LEVELS)
    patch.setattr("projections.evidence.log_passes._WIDTH", WIDTH)
    for module in ("log_passes", "fact_passes"):
        patch.setattr(f"projections.evidence.{module}.BATCH", BATCH)
    patch.setattr("projections.evidence.second_pass._BATCH", BATCH)
    patch.setattr("projections.evidence.fact_passes.ENTRIES_TOLD_MAX", 3)
    patch.setattr("projections.evidence.log_passes.SEALED_WITHIN", "1 day")


def narrow_log(database: Database, folder: Path) -> Sealed:
    """Sealed to 85 of 88 facts; the size of 30 was signed twice."""
    made = Sealed(database, folder / "notary")
    facts = [_fact(position) for position in range(1, HEAD + 1)]
    versions: dict[str, int] = {}
    with database.connect("app") as conn, database.connect() as owner:
        owner.execute("SET session_replication_role = replica")
        at = 0
        for upto in (*SIGNED, HEAD):
            while at < upto:
                count = min(1 + at % 5, upto - at)
                told = [_versioned(topic, state, versions) for topic, state in facts[at:][:count]]
                append(conn, told, key=f"key-{at}")
                answer = {"facts": count, "entries": _entries(told[:3])}
                query = "UPDATE journal.commands SET answer = answer || %s WHERE key = %s"
                owner.execute(query, (Jsonb(answer), f"key-{at}"))
                at += count
            if upto != HEAD:
                made.seal()
            if upto == SIGNED[2]:
                made.seal(idle=True)
    return made


def _fact(position: int) -> tuple[str, dict[str, Any]]:
    if position == 2:
        return "rulebook-published", RULEBOOK
    if position % 3 == 0:
        return "officer-registered", dict(newcomer(f"{position:04}").state)
    number = position // 7 + 1
    said = {"bureau": "nanyue", "year": 2024, "subject": f"officer:{position % 7:04}"}
    rest = {"number": number, "item": "K1", "edition": "nanyue@1", "claimed": "0.5"}
    return "bonus-awarded", said | rest | {"effective_on": "2024-06-12"}


def _versioned(topic: str, state: dict[str, Any], versions: dict[str, int]) -> Stored:
    stream = stream_of(NAMES[topic].model_construct(**state))
    versions[stream.name] = version = versions.get(stream.name, 0) + 1
    return Stored(stream, version, topic, state)


def _entries(told: list[Stored]) -> list[str]:
    return [
        "{bureau}/{year}/{subject}#{number}".format(**fact.state)
        for fact in told
        if fact.topic == "bonus-awarded"
    ]


class Telling:
    """Who is told how far a pass is."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, check: str, done: int, size: int) -> None:
        self.told.append((check, done, size))


def audited(
    conn: psycopg.Connection[Any], since: int = 0, telling: Telling | None = None
) -> Audited:
    return Audited(conn, SIGNED[-1], since, telling)


def told(found: list[Finding]) -> Told:
    return [(one.position, one.what) for one in found]

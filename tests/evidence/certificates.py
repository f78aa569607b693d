"""How does a test ask a sealed ledger for a certificate, and for the bundle of a dispute?"""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from projections.evidence.bundles import Export, write_dispute
from projections.evidence.certifying import checkpoint_for, get_certificate, sealed_moment
from projections.evidence.offline.sealed_words import NARRATIVE
from projections.evidence.proving import get_receipt
from projections.moments import resolve
from tests.journal.cast import BUREAU, YEAR

OFFICER: Final = "officer:0001"
ENTRY: Final = (BUREAU, YEAR, OFFICER, 3)
Json = dict[str, Any]


def certificate_at(
    conn: psycopg.Connection[Any], position: int, as_of: date | None = None, who: str = OFFICER
) -> Json:
    moment, checkpoint = sealed_moment(conn, YEAR, as_of, None, position)
    return get_certificate(conn, who, moment, checkpoint).model_dump(mode="json")


def export_to(folder: Path, **keys: bytes | None) -> Export:
    named = {key.replace("_", ":"): said for key, said in keys.items()}
    return Export(folder, "officer:9009", datetime(2026, 1, 2, tzinfo=UTC), named)


def plainly(content: Json) -> str:
    """As files of a bundle are written."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def dispute_in(
    conn: psycopg.Connection[Any], folder: Path, position: int, key: bytes | None = None
) -> Path:
    """The bundle of a dispute; with the officer's key his words can be read in it."""
    checkpoint = checkpoint_for(conn, position)
    scores = [
        get_certificate(conn, OFFICER, resolve(conn, YEAR, None, None, at), checkpoint)
        for at in (position - 1, position, checkpoint.size)
    ]
    keys = {} if key is None else {OFFICER.replace(":", "_"): key}
    write_dispute(export_to(folder, **keys), get_receipt(conn, position), scores)
    return folder


def narrative(keys: dict[str, bytes | None]) -> Json:
    """As a bundle holds it."""
    found = {subject: b64encode(key).decode() for subject, key in keys.items() if key}
    return {"form": NARRATIVE, "keys": found, "erased": sorted(keys.keys() - found.keys())}

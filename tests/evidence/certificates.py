"""How does a test ask a sealed ledger for a certificate, and for the bundle of a dispute?"""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any, Final

import psycopg

from projections.evidence.bundles import write_dispute
from projections.evidence.certifying import checkpoint_for, get_certificate, sealed_moment
from projections.evidence.offline.sealed_words import NARRATIVE
from projections.evidence.proving import get_receipt
from projections.moments import resolve
from tests.evidence.exported import taken_to
from tests.journal.cast import BUREAU, YEAR

OFFICER: Final = "officer:0001"
ENTRY: Final = (BUREAU, YEAR, OFFICER, 3)
Json = dict[str, Any]


def certificate_at(
    conn: psycopg.Connection[Any], position: int, as_of: date | None = None, who: str = OFFICER
) -> Json:
    moment, checkpoint = sealed_moment(conn, YEAR, as_of, None, position)
    return get_certificate(conn, who, moment, checkpoint).model_dump(mode="json")


def plainly(content: Json) -> str:
    """As the files of a bundle are written."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def dispute_in(
    conn: psycopg.Connection[Any],
    folder: Path,
    position: int,
    keys: dict[str, bytes | None] | None = None,
) -> Path:
    checkpoint = checkpoint_for(conn, position)
    scores = [
        get_certificate(conn, OFFICER, resolve(conn, YEAR, None, None, at), checkpoint)
        for at in (position - 1, position, checkpoint.size)
    ]
    write_dispute(taken_to(folder, keys), get_receipt(conn, position), scores)
    return folder


def narrative(keys: dict[str, bytes | None]) -> Json:
    """As a bundle holds it."""
    found = {subject: b64encode(key).decode() for subject, key in keys.items() if key}
    return {"form": NARRATIVE, "keys": found, "erased": sorted(keys.keys() - found.keys())}

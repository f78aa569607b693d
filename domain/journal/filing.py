"""How is a file kept that proves a claim, and how is it found again?

Sealed under the key of the subject whose it is: with the key it is gone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg

from domain.journal.keyring import Keyring

_KEEP: Final[LiteralString] = (
    "INSERT INTO access.files (actor, subject, digest, kind, size, sealed)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_FIND: Final[LiteralString] = """
SELECT kind, size, sealed FROM access.files
 WHERE subject = %s AND digest = decode(substr(%s, 8), 'hex') ORDER BY number DESC LIMIT 1
"""


@dataclass(frozen=True)
class FileKept:
    """A file as it was handed in."""

    subject: str
    digest: str
    kind: str
    size: int


def keep_file(keyring: Keyring, actor: str, subject: str, kind: str, data: bytes) -> FileKept:
    """The same file again changes nothing, unless what was kept cannot be opened any more."""
    found = FileKept(subject, f"sha256:{hashlib.sha256(data).hexdigest()}", kind, len(data))
    with keyring.datastore.get_connection() as conn:
        row = conn.execute(_FIND, (subject, found.digest)).fetchone()
    if row is not None and keyring.open_bytes(subject, bytes(row["sealed"])) is not None:
        return found
    sealed = keyring.seal_bytes(subject, data)
    with keyring.datastore.transaction(commit=True) as curs:
        digest = hashlib.sha256(data).digest()
        curs.execute(_KEEP, (actor, subject, digest, kind, len(data), sealed))
    return found


def find_file(
    conn: psycopg.Connection[Any], keyring: Keyring, subject: str, digest: str
) -> tuple[FileKept, bytes] | None:
    """The file and what it holds; None where there is none, or its key was destroyed."""
    row = conn.execute(_FIND, (subject, digest)).fetchone()
    if row is None:
        return None
    kind, size, sealed = row
    data = keyring.open_bytes(subject, bytes(sealed))
    return None if data is None else (FileKept(subject, digest, kind, size), data)

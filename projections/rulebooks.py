"""Which edition of a bureau's rulebook was published, and how does it read?"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.registers.state import read_document
from domain.rulebook import Edition
from domain.rulebook.print import print_edition
from projections.moments import known_position

VERSION_MAX: Final = 2**31 - 1
_EDITION: Final[LiteralString] = """
SELECT document FROM read.editions
 WHERE bureau = %(bureau)s AND position <= %(position)s
   AND (%(version)s::bigint IS NULL OR version = %(version)s) ORDER BY version DESC LIMIT 1
"""


def get_edition(
    conn: psycopg.Connection[Any],
    bureau: str,
    version: int | None = None,
    position: int | None = None,
) -> Edition:
    """The edition, withdrawn or not; the last one published where none is named."""
    known = known_position(conn, position=position)
    row = None
    if version is None or 0 < version <= VERSION_MAX:
        given = {"bureau": bureau, "version": version, "position": known}
        row = conn.execute(_EDITION, given).fetchone()
    if row is None:
        raise no.EditionNotFound(edition=version or "", bureau=bureau)
    return read_document(row[0])


def printed_edition(edition: Edition, language: str) -> str:
    return print_edition(edition, language)

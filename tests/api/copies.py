"""How does a ledger begin with what another has recorded? Row by row, as it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from tests.conftest import Database

_SCHEMAS: Final = ["journal", "keys", "evidence", "access"]
_TABLES: Final = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s)"
_NUMBERS: Final = """
SELECT format('%%I.%%I', schemaname, sequencename), last_value FROM pg_sequences
 WHERE schemaname = ANY(%s) AND last_value IS NOT NULL
"""


@dataclass(frozen=True)
class Rows:
    """Of every table but the read models', as PostgreSQL copies them; and the numbers given out."""

    tables: dict[tuple[str, str], bytes]
    numbers: list[tuple[Any, ...]]


def rows_of(database: Database) -> Rows:
    taken = sql.SQL("COPY {} TO STDOUT (FORMAT binary)")
    tables = {}
    with database.connect() as conn:
        for table in conn.execute(_TABLES, (_SCHEMAS,)).fetchall():
            with conn.cursor().copy(taken.format(sql.Identifier(*table))) as copy:
                tables[table] = b"".join(copy)
        return Rows(tables, conn.execute(_NUMBERS, (_SCHEMAS,)).fetchall())


def begin_with(database: Database, rows: Rows) -> None:
    """An empty ledger, and its read models, as the other one's."""
    put = sql.SQL("COPY {} FROM STDIN (FORMAT binary)")
    with database.connect() as conn, conn.transaction():
        # No trigger looks at rows that were looked at where they come from.
        conn.execute("SET LOCAL session_replication_role = replica")
        for table, content in rows.tables.items():
            with conn.cursor().copy(put.format(sql.Identifier(*table))) as copy:
                copy.write(content)
        for numbered in rows.numbers:
            conn.execute("SELECT setval(%s, %s)", numbered)
    database.project()

"""Which engine runs the SQL: DuckDB, of bounded memory, or whatever else does as much?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from domain import refusals as no

if TYPE_CHECKING:
    import duckdb

    Connection: TypeAlias = duckdb.DuckDBPyConnection
else:
    Connection: TypeAlias = Any


def connect(threads: int = 1, megabytes: int = 1024) -> Connection:
    """An empty database in memory; what does not fit goes to a folder that is removed."""
    try:
        import duckdb
    except ImportError:
        raise no.ColumnsNotInstalled() from None
    conn = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": f"{megabytes}MB"})
    # What runs long draws a bar where an answer is to stand.
    conn.execute("SET enable_progress_bar = false")
    return conn


class Sql(Protocol):
    """What the engine asks of whoever runs its SQL."""

    too_large: tuple[type[Exception], ...]
    """What is raised for a number that has no room, instead of cutting it."""

    def table(self, name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """A small table of rows made here."""

    def fill(self, queries: Iterable[tuple[str, str]]) -> None:
        """A table of each query, by its name."""

    def rows(self, query: str) -> list[tuple[Any, ...]]: ...


class DuckSql:
    """On one machine."""

    def __init__(self, conn: Connection) -> None:
        import duckdb

        self._conn = conn
        self.too_large: tuple[type[Exception], ...] = (
            duckdb.OutOfRangeException,
            duckdb.ConversionException,
        )

    def table(self, name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        self._conn.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
        if rows:
            kinds = (column.split()[1] for column in columns.split(", "))
            unnested = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
            given = [list(column) for column in zip(*rows, strict=True)]
            self._conn.execute(f"INSERT INTO {name} SELECT {unnested}", given)

    def fill(self, queries: Iterable[tuple[str, str]]) -> None:
        for name, query in queries:
            self._conn.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._conn.execute(query).fetchall()

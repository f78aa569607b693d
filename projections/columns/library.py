"""Is the columnar library there, and how is a connection of bounded memory made?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

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


def too_large() -> tuple[type[Exception], ...]:
    """What it raises for a number that has no room, instead of cutting it."""
    import duckdb

    return duckdb.OutOfRangeException, duckdb.ConversionException

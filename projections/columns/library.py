"""Is the columnar library there, and how is a connection of bounded memory made?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain import refusals as no

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection
else:
    Connection = Any


def connect(threads: int = 1, megabytes: int = 1024) -> Connection:
    """An empty database in memory; what does not fit goes to a folder that is removed."""
    try:
        import duckdb
    except ImportError:
        raise no.ColumnsNotInstalled() from None
    return duckdb.connect(
        ":memory:", config={"threads": threads, "memory_limit": f"{megabytes}MB"}
    )


def too_large() -> tuple[type[Exception], ...]:
    """What it raises for a number that has no room, instead of cutting it."""
    import duckdb

    return duckdb.OutOfRangeException, duckdb.ConversionException

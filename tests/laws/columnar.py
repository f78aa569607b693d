"""What does the columnar engine say of a record, and how is a bucket of records made in memory?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from domain.record import Record
from projections.columns.arithmetic import values
from projections.columns.engine import Answer, Question, answer
from projections.columns.library import Connection, connect
from projections.columns.packing import packed
from projections.columns.store import number, raw
from projections.columns.tables import TABLES


@contextmanager
def bucket_of(*records: Record) -> Iterator[Connection]:
    """The records' rows under the store's names."""
    with connect() as conn:
        for name, columns in TABLES.items():
            shape = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            conn.execute(f"CREATE TEMP TABLE {raw(name)} ({shape})")
        for record in records:
            for name, rows in packed(record):
                if made := list(rows):
                    conn.execute(f"INSERT INTO {raw(name)} VALUES {values(made)}")
        number(conn)
        yield conn


def answers(
    conn: Connection, records: Sequence[Record], asked: Question, strict: bool = True
) -> dict[str, Answer]:
    bureaus = [record.bureau for record in records]
    return {a.bureau: a for a in answer(conn, bureaus, asked, strict)}

"""Where do the rows of bureau-years lie as Parquet, and how are they written and opened?

A store is one year: a folder for each bucket of bureaus, in it a file for each table.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from projections.columns.arithmetic import literal
from projections.columns.library import Connection, connect
from projections.columns.tables import SUBJECTS, TABLES

NULL: Final = r"\N"
_ABOUT: Final = "store.json"


@dataclass(frozen=True)
class Store:
    """A store that was written: which bureaus are in which bucket."""

    folder: Path
    year: int
    position: int
    """What was recorded up to here is in it: it answers for no later position."""
    buckets: tuple[tuple[str, ...], ...]

    @classmethod
    def open(cls, folder: Path) -> Store:
        said = json.loads((folder / _ABOUT).read_text("utf-8"))
        return cls(folder, said["year"], said["position"], tuple(map(tuple, said["buckets"])))

    def close(self) -> None:
        """Say what is in it, once all of it is written."""
        said = {"year": self.year, "position": self.position, "buckets": self.buckets}
        (self.folder / _ABOUT).write_text(json.dumps(said, indent=1), "utf-8")

    def bucket(self, n: int) -> Path:
        return self.folder / f"{n:05}"


def write_rows(folder: Path, tables: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> None:
    """A bucket of rows made here; each table is written as text and packed."""
    with tempfile.TemporaryDirectory() as at:
        for name, rows in tables:
            text = Path(at) / f"{name}.csv"
            with text.open("a", encoding="utf-8", newline="") as out:
                out.writelines(_line(row) for row in rows)
        pack(folder, {name: Path(at) / f"{name}.csv" for name in TABLES})


def _line(row: Sequence[Any]) -> str:
    return ",".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return NULL
    text = str(value).replace('"', '""')
    return f'"{text}"'


def pack(folder: Path, texts: Mapping[str, Path]) -> None:
    """The tables as Parquet, of the CSV of each; a number that is not whole is an error."""
    with connect() as conn:
        for name, columns in TABLES.items():
            shape = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            conn.execute(f"CREATE TEMP TABLE {raw(name)} ({shape})")
            if texts[name].exists():
                conn.execute(f"INSERT INTO {raw(name)} SELECT * FROM {_text(name, texts[name])}")
        put(conn, folder)


def put(conn: Connection, folder: Path) -> None:
    """The raw tables of a connection become a bucket."""
    folder.mkdir(parents=True, exist_ok=True)
    number(conn)
    for name in TABLES:
        file = literal(folder / f"{name}.parquet")
        conn.execute(f"COPY (SELECT * FROM {name}) TO {file} (FORMAT parquet)")


def _text(name: str, path: Path) -> str:
    shape = ", ".join(f"'{column}': '{kind}'" for column, kind in TABLES[name].items())
    return (
        f"read_csv({literal(path)}, columns = {{{shape}}}, header = false, delim = ',',"
        f" quote = '\"', escape = '\"', nullstr = {literal(NULL)}, allow_quoted_nulls = false,"
        " auto_detect = false, parallel = false)"
    )


def raw(table: str) -> str:
    """The table before its accounts are numbered."""
    return f"raw_{table}"


def number(conn: Connection) -> None:
    """Views of the tables by their names: (bureau, subject) becomes a number, for speed."""
    parts = (
        f"SELECT bureau, {subject} AS subject FROM {raw(name)} AS q"
        for name, subject in SUBJECTS.items()
    )
    conn.execute(
        "CREATE TEMP TABLE subjects AS SELECT *, CAST(row_number() OVER (ORDER BY bureau, subject)"
        f" AS INTEGER) AS account FROM ({' UNION '.join(parts)}) AS q"
    )
    for name in TABLES:
        query = f"SELECT * FROM {raw(name)} ORDER BY bureau, position"
        if name in SUBJECTS:
            query = (
                f"SELECT q.*, s.account FROM {raw(name)} AS q JOIN subjects AS s"
                f" ON s.bureau = q.bureau AND s.subject = {SUBJECTS[name]}"
                " ORDER BY q.bureau, q.position"
            )
        conn.execute(f"CREATE TEMP VIEW {name} AS {query}")


def attach(conn: Connection, folder: Path) -> None:
    """The bucket's tables, by their names."""
    for name in TABLES:
        file = literal(folder / f"{name}.parquet")
        conn.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM read_parquet({file})")

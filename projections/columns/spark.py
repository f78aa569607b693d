"""What is the run of every bureau of a store, past one machine: the same SQL, as a Spark job?

Points and scores are the very queries of one machine in Spark's dialect; each bureau is seated
where its rows are. The session is the caller's: a cluster's, or `local[2]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.record import Record
from domain.run import appraise
from domain.runsheet import bytes_of, digest_of
from projections.columns.engine import (
    COMPONENTS,
    Question,
    raising_entries,
    rules_of,
    score,
    skeletons,
    strange_among,
    whole_record,
)
from projections.columns.packing import as_entry
from projections.columns.rules import NotAnswered
from projections.columns.seating import Scored, millionths, seated
from projections.columns.store import Store
from projections.columns.tables import SUBJECTS, TABLES

_KINDS: Final = {
    "VARCHAR": "string",
    "VARCHAR[]": "array<string>",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
}
_DIALECT: Final = (("//", "div"), ("HUGEINT", "DECIMAL(38, 0)"))
_APART: Final = 10**9
"""Accounts are numbered within a bucket: so far apart are those of two."""


def session(master: str) -> Any:
    """A Spark session: of this interpreter for `local[2]`, or a cluster's by its address.

    Raises ImportError where pyspark is not installed.
    """
    from pyspark.sql import SparkSession

    settings = {
        "spark.sql.ansi.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    made = SparkSession.builder.master(master).appName("merit columns")
    for name, value in settings.items():
        made = made.config(name, value)
    started = made.getOrCreate()
    if master.startswith("local"):
        # Of a session that no spark-submit began, the workers are else whatever python3 is.
        started.sparkContext.pythonExec = sys.executable
        # As many parts as there are cores; by default there are 200, each of which costs.
        started.conf.set("spark.sql.shuffle.partitions", started.sparkContext.defaultParallelism)
    return started


def in_spark(query: str) -> str:
    """The query in Spark's dialect: whole division and the widest whole number have other names."""
    for ours, theirs in _DIALECT:
        query = query.replace(ours, theirs)
    return query


class SparkSql:
    """Each table is kept once it is worked out, until `close`."""

    def __init__(self, session: Any) -> None:
        from pyspark.errors import ArithmeticException, NumberFormatException

        self._session = session
        self._kept: list[Any] = []
        self.too_large: tuple[type[Exception], ...] = (ArithmeticException, NumberFormatException)

    def attach(self, store: Store) -> None:
        for name in TABLES:
            made = self._session.read.parquet(f"{store.folder}/*/{name}.parquet")
            if name in SUBJECTS:
                bucket = (
                    r"CAST(regexp_extract(_metadata.file_path, '/([0-9]+)/[^/]+$', 1) AS BIGINT)"
                )
                account = f"{bucket} * {_APART} + account AS account"
                made = made.selectExpr(*TABLES[name], account)
            made.createOrReplaceTempView(name)

    def table(self, name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        parts = (column.split() for column in columns.split(", "))
        shape = ", ".join(f"`{column}` {_KINDS[kind]}" for column, kind in parts)
        listed = [tuple(list(x) if isinstance(x, tuple) else x for x in row) for row in rows]
        self._session.createDataFrame(listed, shape).createOrReplaceTempView(name)

    def fill(self, queries: Iterable[tuple[str, str]]) -> None:
        for name, query in queries:
            made = self.frame(query).cache()
            self._kept.append(made)
            made.createOrReplaceTempView(name)

    def frame(self, query: str) -> Any:
        return self._session.sql(in_spark(query))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.frame(query).collect()]

    def close(self) -> None:
        for made in self._kept:
            made.unpersist()


@dataclass
class Job:
    """The digests by bureau, and which the readable engine had to give."""

    digests: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)


def run_on_spark(session: Any, store: Store, asked: Question) -> Job:
    """The run of every bureau that has a rulebook then.

    Raises NotAnswered where a number has no room: Spark does not say whose it is.
    """
    sql = SparkSql(session)
    sql.attach(store)
    bureaus = [bureau for own in store.buckets for bureau in own]
    records = skeletons(sql, bureaus, asked)
    rules, reasons = rules_of(records, asked)
    try:
        score(sql, rules, asked.year)
        reasons |= strange_among(sql, set(records))
        raised = [(row[0], ("raised", row)) for row in raising_entries(sql, rules)]
        context = session.sparkContext
        known = context.broadcast((records, asked, set(reasons)))
        rows = context.union(
            [
                sql.frame("SELECT * FROM unit_scores").rdd.map(_as("unit")),
                sql.frame("SELECT * FROM officer_scores").rdd.map(_as("officer")),
                sql.frame(COMPONENTS).rdd.map(_as("component")),
                context.parallelize([*raised, *((bureau, ("there", ())) for bureau in records)]),
            ]
        )
        seat = _Seat(known)
        digests = rows.groupByKey().flatMap(seat).collectAsMap()
    except sql.too_large as why:
        raise NotAnswered(f"a number is too large: {str(why).splitlines()[0]}") from why
    for bureau in reasons:
        run = appraise(
            whole_record(sql, records[bureau]), asked.as_of, asked.position, asked.candidate
        )
        digests[bureau] = digest_of(bytes_of(run))
    sql.close()
    return Job(dict(sorted(digests.items())), reasons)


class _as:  # noqa: N801 - a function that remembers its word, and can be sent
    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self, row: Sequence[Any]) -> tuple[str, tuple[str, tuple[Any, ...]]]:
        return row[0], (self._what, tuple(row))


class _Seat:
    """Where a bureau's rows have come together, everyone is compared with everyone."""

    def __init__(self, known: Any) -> None:
        self._known = known

    def __call__(self, own: tuple[str, Iterable[tuple[str, Any]]]) -> Iterator[tuple[str, str]]:
        bureau, rows = own
        records, asked, left_out = self._known.value
        if bureau not in left_out:
            yield bureau, _digest(records[bureau], asked, rows)


def _digest(record: Record, asked: Question, rows: Iterable[tuple[str, Any]]) -> str:
    made = Scored()
    raised = []
    for what, row in rows:
        if what == "unit":
            made.units.append(row)
        elif what == "officer":
            made.officers.append(row)
        elif what == "component":
            _, account, name, number = row
            made.components.setdefault(account, {})[name] = millionths(number)
        elif what == "raised":
            raised.append(as_entry(record.bureau, asked.year, row))
    made.units.sort(key=lambda row: row[1])
    made.officers.sort(key=lambda row: row[1])
    for entry in sorted(raised, key=lambda e: e.position):
        made.raising.setdefault(entry.subject, []).append(entry)
    run = seated(record, asked.as_of, asked.position, asked.candidate, made)
    return digest_of(bytes_of(run))

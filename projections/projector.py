"""How do the read models follow the journal, and how are they built anew?"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from domain.journal.mapper import encode
from domain.journal.names import UPCASTS, current
from projections import entries, registers, years
from projections.shape import made_by
from projections.understanding import understood_up_to

LOG: Final = logging.getLogger("merit.projector")
LIVE: Final = "read"
NEXT: Final = "read_next"
BATCH: Final = 5_000
REBUILD_BATCH: Final = 20_000
POLL_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 2.0

READ_MODELS: Final = (entries, registers, years)
"""Every read model: its CREATE, and FOLDS, each one statement for a range of positions, so that one
live fact and the whole log cannot be folded otherwise."""

_CURSOR: Final[LiteralString] = """
CREATE TABLE {schema}.cursor (one boolean PRIMARY KEY DEFAULT true CHECK (one),
                              position bigint NOT NULL, shape text NOT NULL);
INSERT INTO {schema}.cursor (position, shape) VALUES (0, {shape});
"""
SHAPE: Final = sha256(
    "".join(text for model in READ_MODELS for text in (model.CREATE, *model.FOLDS)).encode()
).hexdigest()
"""What the read models are made by: another program's are dropped and folded anew."""
_LEAD: Final[LiteralString] = "SELECT pg_try_advisory_lock(hashtext('merit-ledger/projector'))"
_GATE: Final[LiteralString] = "SELECT pg_advisory_xact_lock(hashtext('merit-ledger/read'))"
_REBUILDING: Final[LiteralString] = "SELECT pg_advisory_lock(hashtext('merit-ledger/rebuild'))"
_HEAD: Final[LiteralString] = "SELECT coalesce(max(position), 0) FROM journal.facts"
_OLD_SHAPES: Final[LiteralString] = (
    "SELECT * FROM journal.facts WHERE position > %s AND position <= %s AND topic = ANY(%s)"
)


def connect(dsn: str) -> psycopg.Connection[Any]:
    """What it writes can be rebuilt: commits need not wait, and others keep their processors."""
    conn = psycopg.connect(dsn, autocommit=True, application_name="merit projector")
    conn.execute("SET synchronous_commit = off; SET max_parallel_workers_per_gather = 0")
    return conn


def prepare(conn: psycopg.Connection[Any]) -> None:
    """Make the live read schema where there is none, or one of another shape."""
    with conn.transaction():
        conn.execute(_GATE)
        if _exists(conn, LIVE) and made_by(conn, SHAPE) is None:
            conn.execute("DROP SCHEMA read CASCADE")
        if not _exists(conn, LIVE):
            _create(conn, LIVE)


def _exists(conn: psycopg.Connection[Any], schema: str) -> bool:
    query = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
    return conn.execute(query, (schema,)).fetchone() is not None


def _create(conn: psycopg.Connection[Any], schema: str) -> None:
    name = sql.Identifier(schema)
    conn.execute(sql.SQL("CREATE SCHEMA {schema}").format(schema=name))
    for statements in (_CURSOR, *(model.CREATE for model in READ_MODELS)):
        conn.execute(sql.SQL(statements).format(schema=name, shape=sql.Literal(SHAPE)))
    for role in ("app", "auditor"):
        reader = sql.Identifier(f"{conn.info.dbname}_{role}")
        grant = sql.SQL(
            "GRANT USAGE ON SCHEMA {schema} TO {reader};"
            "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {reader}"
        )
        conn.execute(grant.format(schema=name, reader=reader))


def head(conn: psycopg.Connection[Any]) -> int:
    """The position of the last fact."""
    row = conn.execute(_HEAD).fetchone()
    return int(row[0]) if row else 0


def cursor(conn: psycopg.Connection[Any], schema: str = LIVE) -> int:
    """Up to which position has the schema folded the log?"""
    query = sql.SQL("SELECT position FROM {schema}.cursor").format(schema=sql.Identifier(schema))
    row = conn.execute(query).fetchone()
    return int(row[0]) if row else 0


def advance(conn: psycopg.Connection[Any], batch: int = BATCH) -> int:
    """Fold the next range, its cursor in the same transaction; answers how many positions."""
    with conn.transaction():
        conn.execute(_GATE)
        after, last = made_by(conn, SHAPE), head(conn)
        if after is None:
            raise RuntimeError("another program made the read models: they are folded anew")
        if after > last:
            raise RuntimeError(f"read models at {after}, beyond the journal's {last}: rebuild them")
        return _fold(conn, LIVE, after, min(last, after + batch)) - after


def _fold(conn: psycopg.Connection[Any], schema: str, after: int, upto: int) -> int:
    if after == upto:
        return upto
    upto = understood_up_to(conn, after, upto)
    name, facts = sql.Identifier(schema), _facts(conn, after, upto)
    for model in READ_MODELS:
        for fold in model.FOLDS:
            statement = sql.SQL(fold).format(schema=name, facts=facts)
            conn.execute(statement, {"after": after, "upto": upto})
    moved = sql.SQL("UPDATE {schema}.cursor SET position = %s").format(schema=name)
    conn.execute(moved, (upto,))
    return upto


def _facts(conn: psycopg.Connection[Any], after: int, upto: int) -> sql.Composable:
    """The log as the folds read it: facts of an older shape stand in it as their upcasts.

    An upcast is written once, in domain/journal/names.py; here its result takes the fact's place.
    """
    journal = sql.SQL("journal.facts")
    old = list(UPCASTS)
    found = conn.execute(_OLD_SHAPES, (after, upto, old))
    columns = [c.name for c in found.description or ()]
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    if not rows:
        return journal
    conn.execute("CREATE TEMPORARY TABLE upcast (LIKE journal.facts) ON COMMIT DROP")
    insert = sql.SQL("INSERT INTO upcast ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.Placeholder, columns)),
    )
    for row in rows:
        topic, state = current(row["topic"], json.loads(row["state"]))
        conn.execute(insert, row | {"topic": topic, "state": encode(state)})
    return sql.SQL(
        "(SELECT * FROM journal.facts WHERE topic <> ALL({old}) UNION ALL SELECT * FROM upcast)"
    ).format(old=sql.Literal(old))


def catch_up(dsn: str, position: int | None = None) -> None:
    """Bring the read models to the head (or a position) unless a live projector leads already."""
    with connect(dsn) as conn:
        row = conn.execute(_LEAD).fetchone()
        if row is None or not row[0]:
            return
        prepare(conn)
        while (position is None or cursor(conn) < position) and advance(conn):
            pass


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found at `position`: the tables whose rows differed from the live ones."""

    position: int
    rows: Mapping[str, int]
    differed: tuple[str, ...]
    swap_ns: int = 0
    """How long the live ones stood still, in nanoseconds."""


def rebuild(dsn: str, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Build every read model beside the live ones, compare both at one position, and swap.

    Meanwhile the live ones follow and are read; they stand still for the last few facts alone.
    """
    with connect(dsn) as conn:
        conn.execute(_REBUILDING)
        with conn.transaction():
            conn.execute("DROP SCHEMA IF EXISTS read_old, read_next CASCADE")
            _create(conn, NEXT)
        _build(conn, head(conn), progress)
        found = _compare(conn)
        _build(conn, head(conn))
        with conn.transaction():
            conn.execute(_GATE)
            begun = time.perf_counter_ns()
            _fold(conn, NEXT, cursor(conn, NEXT), head(conn))
            if _exists(conn, LIVE):
                # Dropped afterwards: a drop waits for readers, and others wait behind it.
                conn.execute("ALTER SCHEMA read RENAME TO read_old")
            conn.execute("ALTER SCHEMA read_next RENAME TO read")
        swapped = time.perf_counter_ns() - begun
        conn.execute("DROP SCHEMA IF EXISTS read_old CASCADE")
        return replace(found, swap_ns=swapped)


def _build(
    conn: psycopg.Connection[Any], target: int, progress: Callable[[int, int], None] | None = None
) -> None:
    while (after := cursor(conn, NEXT)) < target:
        with conn.transaction():
            _fold(conn, NEXT, after, min(target, after + REBUILD_BATCH))
        if progress is not None:
            progress(cursor(conn, NEXT), target)


def _compare(conn: psycopg.Connection[Any]) -> Rebuilt:
    """In one snapshot, in which the new side is brought to where the live one stands.

    What is replaced may be broken, or of an older shape: then all of it differs.
    """
    after, live = cursor(conn, NEXT), dict[str, tuple[int, str]]()
    try:
        while cursor(conn) < after:
            advance(conn)
        with conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _fold(conn, NEXT, after, max(after, min(cursor(conn), head(conn))))
            live = digests(conn)
    except (psycopg.Error, RuntimeError) as error:
        LOG.warning("the live read models cannot be compared: %s", error)
    built = digests(conn, NEXT)
    differed = tuple(t for t in built if _exists(conn, LIVE) and built[t] != live.get(t))
    return Rebuilt(cursor(conn, NEXT), {t: rows for t, (rows, _) in built.items()}, differed)


def digests(conn: psycopg.Connection[Any], schema: str = LIVE) -> dict[str, tuple[int, str]]:
    """Of each table of a read schema: how many rows, and a digest of them all in any order.

    Sums of two hashes of each row: however many rows there are, none is kept or sorted.
    """
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
    found = {}
    for (table,) in conn.execute(tables, (schema,)).fetchall():
        query = sql.SQL(
            "SELECT count(*), concat_ws(' ', sum(hashtextextended(r, 0)),"
            " sum(hashtextextended(r, 1))) FROM (SELECT t::text AS r FROM {}.{} AS t OFFSET 0) AS t"
        ).format(sql.Identifier(schema), sql.Identifier(table))
        ((rows, digest),) = conn.execute(query).fetchall()
        found[table] = (int(rows), str(digest))
    return found


@dataclass(frozen=True)
class Health:
    """How the projector does: `leading` or `standby`, and the error that holds it up, if any."""

    state: str = "starting"
    error: str | None = None


class Projector:
    """The live projector: one leads, others stand by; an error stops it loudly, at that range.

    It tries the same range again until it goes through: nothing is ever skipped.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._stop = threading.Event()
        self.health = Health()
        self._thread = threading.Thread(target=self._run, name="projector", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with connect(self._dsn) as conn:
                    self._lead(conn)
            except Exception as error:  # noqa: BLE001 - whatever it is: say so, hold, try again
                self.health = replace(self.health, state="stopped", error=f"{error}".strip())
                LOG.error("the projector is held up: %s", error)
                self._stop.wait(RETRY_SECONDS)

    def _lead(self, conn: psycopg.Connection[Any]) -> None:
        while not self._stop.is_set():
            if conn.execute(_LEAD).fetchone() == (True,):
                break
            self.health = Health("standby")
            self._stop.wait(POLL_SECONDS)
        conn.execute("LISTEN ledger_events")  # before the first pull: nothing slips in between
        prepare(conn)
        while not self._stop.is_set():
            while advance(conn) and not self._stop.is_set():
                pass
            self.health = Health("leading")
            for _ in conn.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass

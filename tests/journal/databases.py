"""How does a test come by a further database, or by one that holds a part of another's log?"""

from __future__ import annotations

from uuid import uuid4

import psycopg
from psycopg import sql

from domain.journal.migrations import migrate
from scripts.embedded import Server
from tests.conftest import MASTER, Database


def empty_database(server: Server) -> Database:
    """A database without anything in it, not even the journal's schema."""
    name = f"x{uuid4().hex[:12]}"
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return Database(server.dsn(dbname=name))


def another_database(server: Server) -> Database:
    """A migrated database with the same keys as every other."""
    database = empty_database(server)
    migrate(database.owner, MASTER)
    return database


def copy_log(source: Database, target: Database, upto: int) -> None:
    """The facts from the first to `upto`, byte by byte, as only the owner can."""
    with source.connect() as giver, target.connect() as taker, taker.cursor() as cursor:
        facts = giver.execute(
            "SELECT * FROM journal.facts WHERE position <= %s ORDER BY position", (upto,)
        )
        with taker.transaction(), cursor.copy("COPY journal.facts FROM STDIN") as copy:
            for fact in facts:
                copy.write_row(fact)

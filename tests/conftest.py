"""Which PostgreSQL do the tests run on? A real one, of their own, with a new database each."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from domain.journal.envelope import By
from domain.journal.migrations import migrate, role_dsn
from domain.ledger import Ledger
from projections import projector
from scripts.collecting import collect_seldom
from scripts.embedded import Server, running

# A failed scenario shows what was expected, whichever folder's tests imported it first.
pytest.register_assert_rewrite("tests.domain.scenario", "tests.cycle.year")

collect_seldom()

MASTER = bytes(range(32))
OFFICE = By(actor="officer:9001", role="owner")
"""Whoever holds the home: may do all, without any fact that says so."""
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """A migrated, empty database, and how each role logs in to it."""

    owner: str

    def dsn(self, role: str) -> str:
        return role_dsn(self.owner, MASTER, role)

    def connect(self, role: str = "owner") -> psycopg.Connection:
        dsn = self.owner if role == "owner" else self.dsn(role)
        return psycopg.connect(dsn, autocommit=True)

    def project(self) -> None:
        """Bring the read models to the head."""
        projector.catch_up(self.dsn("projector"))


def pytest_collection_finish() -> None:
    """As the service when it has started: the tests themselves, fifteen thousand, stay."""
    collect_seldom()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home: Path = tmp_path_factory.mktemp("server")
    with running(home, fast=True) as started:
        yield started


def new_database(server: Server) -> Database:
    # Children of one process make their own.
    name = f"t{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    database = Database(server.dsn(dbname=name))
    migrate(database.owner, MASTER)
    return database


@pytest.fixture
def database(server: Server) -> Database:
    """A database of this test's own."""
    return new_database(server)


@pytest.fixture(scope="module")
def module_database(server: Server) -> Database:
    """A database that the tests of one file share."""
    return new_database(server)


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger(database.dsn("app"), MASTER) as ledger:
        yield ledger

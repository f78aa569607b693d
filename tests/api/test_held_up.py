"""Is whoever waits for the database told so within seconds, and does all go on afterwards?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import psycopg
import pytest

from domain.journal import waits
from tests.api import bodies
from tests.api.asking import Api, refused, serving
from tests.conftest import Database

pytestmark = pytest.mark.postgres

APPEND: Final = "SELECT pg_advisory_xact_lock(hashtext('merit-ledger/append'))"
READS: Final = ("/units", "/units/zg/score?year=2024", "/officers/0001/statement?year=2024")


@pytest.fixture
def hasty(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A bureau whose service waits a second for a lock, and two for a statement."""
    monkeypatch.setattr(waits, "LOCK_SECONDS", 1)
    monkeypatch.setattr(waits, "STATEMENT_SECONDS", 2)
    monkeypatch.setattr(waits, "IDLE_SECONDS", 1)
    with serving(database) as api:
        bodies.open_bureau(api)
        assert bodies.hire(api)
        api.read("/units")
        yield api


@contextmanager
def holding(api: Api, statement: str) -> Iterator[psycopg.Connection]:
    """Somebody who takes a lock, and sits on it."""
    with api.database.connect() as conn, conn.transaction():
        conn.execute(statement)
        yield conn


def busy(answering: Callable[[], httpx.Response]) -> None:
    began = time.monotonic()
    refused(answering(), 503, "database-busy")
    assert time.monotonic() - began < 5


def test_a_write_behind_a_stuck_append_is_refused_and_its_key_not_used_up(hasty: Api) -> None:
    head, body = hasty.head, bodies.unit("new")
    with holding(hasty, APPEND):
        busy(lambda: hasty.post("/units", body, "stuck"))
        assert hasty.client.get("/healthz").status_code == 200
        assert hasty.client.get("/v1/units").status_code == 200
        # A moment of knowledge waits for what is being appended, and no longer.
        known = {"known_at": "2024-06-30T00:00:00+08:00"}
        busy(lambda: hasty.client.get("/v1/units", params=known))
    assert hasty.head == head
    answer = hasty.post("/units", body, "stuck")
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers


@pytest.mark.parametrize("table", ["journal.facts", "journal.commands", "keys.subject_keys"])
def test_a_write_that_finds_a_table_locked_is_refused(hasty: Api, table: str) -> None:
    head, body = hasty.head, bodies.unit("new")
    with holding(hasty, f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"):
        busy(lambda: hasty.post("/units", body, "locked"))
    assert hasty.head == head
    assert hasty.post("/units", body, "locked").status_code == 201


@pytest.mark.parametrize("path", READS)
def test_a_read_that_finds_its_tables_locked_is_refused(hasty: Api, path: str) -> None:
    locked = "LOCK TABLE read.units, read.officers, read.entries IN ACCESS EXCLUSIVE MODE"
    with holding(hasty, locked):
        busy(lambda: hasty.client.get(f"/v1{path}"))
    assert hasty.client.get(f"/v1{path}").status_code in (200, 404)


def test_every_connection_of_the_service_has_its_bounds(hasty: Api) -> None:
    query = (
        "SELECT array_agg(setting ORDER BY name) AS told FROM pg_settings WHERE name IN"
        " ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')"
    )
    with hasty.service.pool.connection() as reading:
        assert reading.execute(query).fetchone() == (["1000", "1000", "2000"],)
    with hasty.service.ledger.journal.datastore.get_connection() as writing:
        # The store's library lets a silent transaction go after its own five seconds.
        assert writing.execute(query).fetchone() == {"told": ["5000", "1000", "2000"]}


def test_a_statement_without_end_is_cancelled(hasty: Api) -> None:
    began = time.monotonic()
    with hasty.service.pool.connection() as conn, pytest.raises(waits.HELD_UP):
        conn.execute("SELECT pg_sleep(60)")
    assert time.monotonic() - began < 5


def test_the_bounds_stand_beside_what_a_connection_string_says_itself() -> None:
    said = waits.bounded(host="db", options="-c lock_timeout=7", connect_timeout="1")
    assert said["connect_timeout"] == "1"
    assert said["options"].index("lock_timeout=5000") < said["options"].index("lock_timeout=7")

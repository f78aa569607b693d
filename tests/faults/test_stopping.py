"""Does a service that is told to stop finish what it began, or leave no trace of it?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final, LiteralString

import httpx
import psycopg
import pytest

from api.workbook.writing import write_workbook
from scripts.embedded import running
from tests.commands.answers import sheets
from tests.commands.homes import Home
from tests.commands.served import served
from tests.faults.test_kill_import import BOOK, SECONDS, uploading, whole
from tests.setup.users import within

pytestmark = pytest.mark.postgres

_HOLD: Final[LiteralString] = "SELECT pg_advisory_lock(hashtext('merit-ledger/append')::bigint)"
_LET_GO: Final[LiteralString] = "SELECT pg_advisory_unlock(hashtext('merit-ledger/append')::bigint)"
_WAITING: Final[LiteralString] = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objsubid = 1
   AND objid::bigint = hashtext('merit-ledger/append')::bigint & 4294967295
"""


class Impatient(Home):
    """A home whose service has a second to finish."""

    @property
    def variables(self) -> dict[str, str]:
        return super().variables | {"MERIT_GRACE_SECONDS": "1"}


def is_waiting(conn: psycopg.Connection[Any]) -> bool:
    row = conn.execute(_WAITING).fetchone()
    assert row is not None
    return int(row[0]) > 0


@pytest.fixture
def book(tmp_path: Path) -> Path:
    written = tmp_path / "全年.xlsx"
    write_workbook(written, sheets(BOOK))
    return written


def test_a_stop_lets_an_import_that_runs_end_with_its_receipt(unimported: Home, book: Path) -> None:
    with running(unimported.path) as server, psycopg.connect(server.dsn(), autocommit=True) as conn:
        with served(unimported) as service:
            conn.execute(_HOLD)
            sending = uploading(service, book)
            assert within(SECONDS, lambda: is_waiting(conn)), service.said()
            service.process.terminate()
            time.sleep(1.5)
            assert service.process.poll() is None, "it waits for what runs"
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{service.url}/healthz", trust_env=False)
            conn.execute(_LET_GO)
            assert "HTTP/1.1 201" in sending.communicate(timeout=SECONDS)[0]
            assert service.process.wait(SECONDS) == 0
            assert "Traceback" not in service.said()
        whole(unimported)


@pytest.mark.long
def test_what_does_not_end_within_the_grace_leaves_no_trace(unimported: Home, book: Path) -> None:
    home = Impatient(unimported.path, unimported.url)
    with running(home.path) as server, psycopg.connect(server.dsn(), autocommit=True) as conn:
        with served(home) as service:
            facts = home.facts()
            conn.execute(_HOLD)
            sending = uploading(service, book)
            assert within(SECONDS, lambda: is_waiting(conn)), service.said()
            began = time.monotonic()
            service.process.terminate()
            assert within(60, lambda: service.process.poll() is not None), service.said()
            assert time.monotonic() - began < 15
            assert "HTTP/1.1 201" not in sending.communicate(timeout=SECONDS)[0]
        conn.execute(_LET_GO)
        assert within(SECONDS, lambda: not is_waiting(conn))
        time.sleep(1)
        assert home.facts() == facts

"""Does anybody who records wait for VACUUM, for ANALYZE or for an autovacuum?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest

from domain.ledger import Ledger
from tests.conftest import Database
from tests.journal.cast import OFFICE, bonus, open_bureau
from tests.journal.crowds import until
from tests.journal.facts import one

pytestmark = pytest.mark.postgres

_AS_SLOW_AS_CAN_BE = "SET vacuum_cost_delay = '100ms'; SET vacuum_cost_limit = 1"


@pytest.mark.parametrize("upkeep", ["VACUUM (ANALYZE)", "ANALYZE"])
def test_an_append_goes_through_while_the_journal_is_kept_up(
    ledger: Ledger, database: Database, upkeep: str
) -> None:
    """What an autovacuum does is the same, and yields to whoever waits for it."""
    open_bureau(ledger)
    with (
        database.connect() as owner,
        database.connect() as keeping,
        ThreadPoolExecutor(1) as beside,
    ):
        keeping.execute(_AS_SLOW_AS_CAN_BE)
        kept = beside.submit(keeping.execute, f"{upkeep} journal.facts".encode())
        try:
            until(lambda: _at_work(owner))
            head = ledger.head
            assert ledger.handle(bonus(), OFFICE).position == head + 1
            assert _at_work(owner), "it was over before"
        finally:
            keeping.cancel()
            wait([kept])
        assert isinstance(kept.exception(), psycopg.errors.QueryCanceled)


def _at_work(owner: psycopg.Connection) -> bool:
    held = "SELECT count(*) FROM pg_locks WHERE relation = 'journal.facts'::regclass AND mode = %s"
    return bool(one(owner, held, "ShareUpdateExclusiveLock"))

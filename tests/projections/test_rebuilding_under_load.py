"""Does anybody notice a rebuild? Writers, readers and the live projector go on all the while."""

from __future__ import annotations

import os
import time
from datetime import date

import pytest

from domain.ledger import Ledger
from projections import projector
from projections.moments import Moment
from tests.conftest import MASTER, Database
from tests.journal.cast import YEAR
from tests.journal.crowds import until
from tests.journal.loading import load_sample
from tests.projections.following import Traffic, answers, projecting, traffic

pytestmark = pytest.mark.postgres

SUBJECTS = [*(f"officer:{n:04}" for n in range(24)), *(f"unit:u{n}" for n in range(4))]


def _rebuild_under_load(database: Database, times: int, pause: float) -> None:
    with Ledger(database.dsn("app"), MASTER) as ledger:
        load_sample(ledger, "small")
    database.project()
    with database.connect("auditor") as conn:
        moment = Moment(YEAR, date(YEAR, 9, 15), projector.head(conn) - 25)
    before = answers(database, SUBJECTS, moment)
    dsn = database.dsn("projector")
    with projecting(database) as live, traffic(database, moment, SUBJECTS) as seen:
        for _ in range(times):
            _until_busy(seen)
            assert projector.rebuild(dsn).differed == ()
            time.sleep(pause)
        assert live.health.error is None
    assert seen.wrong == []
    assert answers(database, SUBJECTS, moment) == before
    final = projector.rebuild(dsn)
    assert final.differed == ()
    with database.connect("auditor") as conn:
        assert final.position == projector.head(conn)
        assert final.rows["entries"] == 111 + 12 + seen.written


def _until_busy(seen: Traffic) -> None:
    written, read = seen.written, seen.read
    until(lambda: seen.wrong or (seen.written > written + 5 and seen.read > read + 5))
    assert seen.wrong == []


def test_a_rebuild_under_load_is_noticed_by_nobody(database: Database) -> None:
    _rebuild_under_load(database, times=2, pause=0.1)


@pytest.mark.long
def test_many_rebuilds_under_load_are_noticed_by_nobody(database: Database) -> None:
    _rebuild_under_load(database, times=int(os.environ.get("MERIT_REBUILDS", "60")), pause=0)

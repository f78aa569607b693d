"""Does the service say whether it lives, and whether its answers can be relied on?"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from api.app import create_app
from projections.projector import Projector
from scripts.embedded import Server
from tests.api import bodies
from tests.api.asking import Api, asking, serving
from tests.api.outages import soon, unreachable
from tests.conftest import Database

pytestmark = pytest.mark.postgres


def readiness(api: Api, status: int) -> Any:
    answer = api.client.get("/readyz")
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert set(said) == {
        *("ready", "journal", "read_model", "lag", "projector", "error"),
        *("notary", "sealed", "checkpoint_seconds", "read_only", "witnesses"),
        *("halts", "logs_opened"),
    }
    assert said["ready"] is (status == 200)
    return said


def test_a_service_that_has_folded_every_fact_is_ready(bureau: Api) -> None:
    assert bureau.client.get("/healthz").json() == {"status": "alive"}
    bureau.read("/entries")
    head = bureau.head
    assert readiness(bureau, 200) == {
        **{"ready": True, "journal": head, "read_model": head, "lag": 0},
        **{"projector": "leading", "error": None},
        **{"notary": "absent", "sealed": None, "checkpoint_seconds": None},
        **{"read_only": None, "witnesses": [], "halts": 0, "logs_opened": 0},
    }


def test_the_lag_counts_the_facts_that_are_not_folded_yet(database: Database) -> None:
    database.project()
    with serving(database, following=False) as api:
        for name in ("a", "b", "c"):
            api.write("/units", bodies.unit(name))
        said = readiness(api, 503)
    assert (said["journal"], said["read_model"], said["lag"]) == (3, 0, 3)


def test_facts_that_nobody_folds_make_the_service_not_ready(database: Database) -> None:
    """Whoever reads would wait in vain, though no projector has failed."""
    database.project()
    with serving(database, following=False) as api:
        readiness(api, 200)
        api.write("/units", bodies.unit("a"))
        assert "no projector" in readiness(api, 503)["error"]
        database.project()
        readiness(api, 200)


def test_a_lag_that_stands_longer_than_a_reader_waits_is_not_ready(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The projector leads and has not failed, but something holds up its statement."""
    with serving(database) as api, database.connect() as conn:
        api.write("/units", bodies.unit("a"))
        api.read("/units")
        with conn.transaction():
            conn.execute("LOCK TABLE read.cursor IN EXCLUSIVE MODE")
            api.write("/units", bodies.unit("b"))
            assert readiness(api, 200)["lag"] == 1
            monkeypatch.setattr("projections.moments.WAIT_SECONDS", 0.1)
            assert soon(40, lambda: api.client.get("/readyz").status_code == 503)
            said = readiness(api, 503)
            assert (said["lag"], said["projector"]) == (1, "leading")
            assert "behind" in said["error"]
        assert soon(40, lambda: api.client.get("/readyz").status_code == 200)


def test_a_projector_that_has_not_folded_the_log_yet_is_not_ready(bureau: Api) -> None:
    starting = Projector(bureau.database.dsn("projector"))
    with asking(create_app(replace(bureau.service, projector=starting))) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["projector"]) == (503, "starting")


def test_where_another_process_projects_readiness_says_so(bureau: Api) -> None:
    with asking(create_app(replace(bureau.service, projector=None))) as client:
        said = client.get("/readyz").json()
    assert (said["ready"], said["projector"]) == (True, "elsewhere")


def test_two_services_on_one_ledger_are_both_ready(bureau: Api) -> None:
    with serving(bureau.database) as second:
        assert soon(40, lambda: readiness(second, 200)["projector"] == "standby")
        written = bureau.write("/units", bodies.unit("second"))
        assert second.read("/units", unit="second")["items"][0]["position"] == written["position"]


def test_before_the_read_models_are_made_the_service_is_not_ready(database: Database) -> None:
    with serving(database, following=False) as api:
        assert "UndefinedTable" in readiness(api, 503)["error"]
        assert api.client.get("/healthz").status_code == 200
        database.project()
        readiness(api, 200)


def test_a_projector_held_up_by_an_error_is_not_ready_and_says_why(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with serving(database) as api, database.connect() as conn:
        bodies.open_bureau(api)
        number = bodies.hire(api)
        api.read("/entries")
        conn.execute("ALTER TABLE read.units RENAME TO mislaid")
        told = api.write("/units", bodies.unit(f"n{number}"))
        assert soon(40, lambda: api.client.get("/readyz").status_code == 503)
        said = readiness(api, 503)
        assert said["projector"] == "stopped"
        assert "units" in said["error"]
        # It stands before the fact that it could not fold: nothing is skipped.
        assert said["journal"] == told["position"] > said["read_model"]
        assert said["lag"] == said["journal"] - said["read_model"]
        conn.execute("ALTER TABLE read.mislaid RENAME TO units")
        assert soon(40, lambda: api.client.get("/readyz").json()["lag"] == 0)
        assert soon(40, lambda: api.client.get("/readyz").status_code == 200)
        assert api.read("/units")["items"][-1]["position"] == told["position"]


def test_a_service_that_cannot_reach_its_database_is_alive_and_not_ready(
    server: Server, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with serving(database) as api:
        api.read("/entries")
        with unreachable(server, database):
            for _ in range(3):
                said = readiness(api, 503)
                assert said["error"]
                assert (said["journal"], said["read_model"], said["lag"]) == (None, None, None)
            assert api.client.get("/healthz").json() == {"status": "alive"}
        assert soon(40, lambda: api.client.get("/readyz").status_code == 200)

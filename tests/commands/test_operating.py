"""Does a served ledger log, watch and refuse as its operator set it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.homes import Home
from tests.commands.served import served
from tests.journal.cast import open_bureau

pytestmark = pytest.mark.postgres

MORE_THAN_ANY_DISK = 10**12


class Set(Home):
    """A home whose service runs with settings of the test's."""

    @property
    def variables(self) -> dict[str, str]:
        log = self.path.parent / "log" / "merit.jsonl"
        log.parent.mkdir(exist_ok=True)
        return super().variables | {
            "MERIT_LOG": str(log),
            "MERIT_HOSTS": "ledger.example",
            "MERIT_DISK_FLOOR_MB": str(MORE_THAN_ANY_DISK),
        }


def test_a_service_without_room_serves_read_only_and_logs_it(
    another_home: Callable[[], Home],
) -> None:
    made = another_home()
    home = Set(made.path, made.url)
    with home.opened() as opened, opened.ledger() as ledger:
        open_bureau(ledger)
    with served(home) as service:
        ready = service.ready()
        assert ready["ready"] is True
        assert "free space there" in ready["read_only"]
        body = {"bureau": "nanyue", "unit": "a", "name": "甲乙丙丁股", "kind": "section"}
        refused = service.post("/v1/units", body)
        assert (refused.status_code, refused.json()["code"]) == (503, "read-only")
        assert service.get("/v1/units").status_code == 200
        assert "server" not in refused.headers
        for host, status in (("ledger.example", 200), ("evil.example", 421)):
            answer = service.client.get("/healthz", headers={"Host": host})
            assert answer.status_code == status
        assert "merit_read_only 1.0" in service.get("/metrics").text
        assert service.stop() == 0
        assert "Traceback" not in service.said()
    lines = [json.loads(line) for line in log_of(home).splitlines()]
    assert any("read-only" in line["message"] for line in lines)
    asked = [line for line in lines if line["logger"] == "merit.requests"]
    assert ("/v1/units", 503, "read-only") in [(x["route"], x["status"], x["code"]) for x in asked]
    assert "甲乙丙丁" not in log_of(home)


def log_of(home: Home) -> str:
    return Path(home.variables["MERIT_LOG"]).read_text("utf-8")


def test_the_roles_for_a_dba_are_told_before_anything_is_made(
    another_home: Callable[[], Home],
) -> None:
    told = another_home().did("dsn", "--roles").out
    assert [line.split('"')[1].rsplit("_", 1)[1] for line in told.splitlines()] == [
        *("app", "projector", "auditor", "notary", "backup"),
    ]

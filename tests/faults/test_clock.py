"""What if the clock of the database or of the service is put a day forth, and back again?"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from projections.evidence.findings import INCOMPLETE, STALE, VERIFIED
from projections.evidence.outside import AGE, OUTSIDE
from scripts.embedded import running
from scripts.embedded.place import Place
from tests.commands.homes import Home
from tests.commands.served import Served, served
from tests.faults.writers import Outside
from tests.setup.users import stop, within

LIBRARY: Final = next(
    (str(p) for p in Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1")), None
)
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(LIBRARY is None, reason="no libfaketime (Debian: faketime) to move a clock"),
]
SECONDS: Final = 120
SHIFTS: Final = ("+1d", "-1d", "+0d", "+2d", "+0d")
_POSTGRES: Final = """\
#!/bin/sh
export LD_PRELOAD={library} FAKETIME_TIMESTAMP_FILE={rc} FAKETIME_NO_CACHE=1
export FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_RESET=1
exec {programs}/postgres "$@"
"""


@dataclass(frozen=True)
class Clock:
    """The clock of a home's database, which can be moved while it runs."""

    rc: Path

    def put(self, shift: str) -> None:
        self.rc.write_text(f"{shift}\n")


@pytest.fixture
def clock(bureau: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The home's server runs by a clock of its own."""
    programs = Place(bureau.path).programs().folder
    folder = bureau.path.parent / "bin"
    shutil.copytree(programs, folder, symlinks=True, ignore=lambda *_: ["postgres"])
    rc = bureau.path.parent / "clock"
    script = _POSTGRES.format(library=LIBRARY, rc=rc, programs=programs)
    (folder / "postgres").write_text(script)
    (folder / "postgres").chmod(0o755)
    moved = Clock(rc)
    moved.put("+0d")
    monkeypatch.setenv("PG_BIN", str(folder))
    with running(bureau.path, fast=True):
        yield moved
    stop(bureau.path)


def rows(home: Home) -> list[tuple[int, datetime, datetime]]:
    with running(home.path) as server, psycopg.connect(server.dsn()) as conn:
        asked = "SELECT position, recorded_at, clock_timestamp() FROM journal.facts ORDER BY 1"
        return conn.execute(asked).fetchall()


def test_a_database_whose_clock_jumps_keeps_order_and_answers(bureau: Home, clock: Clock) -> None:
    outside, asked = Outside(), {}
    with served(bureau) as service:
        for shift in SHIFTS:
            clock.put(shift)
            for _ in range(3):
                assert outside.ask(service.client, outside.another())
            last = rows(bureau)[-1]
            for path in questions(last[0], last[1]):
                asked[path] = service.get(path).content
            assert b'"lines"' in asked[path]
            for path, before in asked.items():
                assert service.get(path).content == before, path
        outside.settle(service)
    told = rows(bureau)
    moments = [moment for _, moment, _ in told]
    assert [position for position, *_ in told] == list(range(1, len(told) + 1))
    assert all(one < other for one, other in itertools.pairwise(moments))
    assert moments[-1] - told[-1][2] > timedelta(hours=40), "the clock is behind the last fact"
    assert "differed" not in bureau.did("rebuild").out


def questions(position: int, moment: datetime) -> tuple[str, str]:
    about = "/v1/officers/0001/score?year=2024&as_of=2024-12-31"
    known_at = moment.isoformat().replace("+", "%2B")
    return f"{about}&position={position}", f"{about}&known_at={known_at}"


def test_an_audit_tells_a_clock_that_is_ahead_or_behind(bureau: Home, clock: Clock) -> None:
    outside = Outside()
    with served(bureau) as service:
        write_and_seal(service, outside)
        assert audit(bureau)["verdict"] == "verified"
        clock.put("+1d")
        assert clock_of(audit(bureau)) == ["near the auditor's"]
        write_and_seal(service, outside)
        clock.put("+0d")
        assert clock_of(audit(bureau)) == ["not before"]
        assert service.is_ready()
        outside.settle(service)


def write_and_seal(service: Served, outside: Outside) -> None:
    assert outside.ask(service.client, outside.another())
    head = service.ready()["journal"]
    assert within(SECONDS, lambda: service.ready()["sealed"] == head), service.said()


def audit(home: Home) -> Any:
    said = home.merit("verify", "--json")
    assert said.code in (VERIFIED, INCOMPLETE, STALE), said
    return json.loads(said.out)


def clock_of(report: Any) -> list[str]:
    """What it says of the clock, and that it finds nothing else."""
    assert report["code"] == INCOMPLETE
    assert {finding["what"] for finding in report["findings"]} == {"clock"}
    words = ("near the auditor's", "not before")
    return [word for f in report["findings"] for word in words if word in f["expected"]]


# The library fails the sleeps of Python, which name the hour they end at, of the monotonic clock.
_SLEEPING: Final = """\
import select, time
time.sleep = lambda seconds: (select.select([], [], [], seconds), None)[1]
"""


@dataclass(frozen=True)
class Elsewhen(Home):
    """The same home, its commands run at another time."""

    shift: str = "+0d"

    @property
    def variables(self) -> dict[str, str]:
        kept = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        folder = self.path.parent / "sleeping"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(_SLEEPING, "utf-8")
        said = super().variables
        path = f"{folder}:{said.get('PYTHONPATH', '')}"
        said |= {"PYTHONPATH": path, "LD_PRELOAD": str(LIBRARY), "FAKETIME": self.shift}
        return said | kept


@pytest.mark.parametrize("shift", [pytest.param("+1d", marks=pytest.mark.long), "-1d"])
def test_a_service_whose_clock_is_a_day_off_records_by_the_databases_clock(
    bureau: Home, shift: str
) -> None:
    outside = Outside()
    with running(bureau.path, fast=True):
        with served(Elsewhen(bureau.path, shift=shift)) as off, served(bureau, "api") as right:
            for door in (off, right, off, right):
                assert outside.ask(door.client, outside.another()), off.said()
            position, moment, clock = rows(bureau)[-1]
            assert abs(moment - clock) < timedelta(minutes=1)
            for path in questions(position, moment):
                assert off.get(path).content == right.get(path).content, off.said()
            outside.settle(right)
            head = right.ready()["journal"]
            assert within(SECONDS, lambda: right.ready()["sealed"] == head), off.said()
        # Its notary signed by the same clock: what is signed ahead looks fresh.
        found = audit(bureau)["findings"]
        assert {(one["check"], one["what"]) for one in found} == (
            {(OUTSIDE, AGE)} if shift == "-1d" else set()
        )

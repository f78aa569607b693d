"""Does the service stop recording by itself where it cannot do so safely, and begin again?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from api.watch import DiskLook, JournalLook, Look, Standstill, Trouble, Watch
from domain import refusals as no
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from scripts.embedded import Server
from tests.api import bodies
from tests.api.asking import Api, asking, refused, serving
from tests.api.outages import soon, unreachable
from tests.conftest import Database

MORE_THAN_THERE_IS = 10**18


def allowed(watch: Watch) -> bool:
    watch.look()
    try:
        watch.allow()
    except no.ReadOnly:
        return False
    return True


def test_a_disk_that_runs_full_stops_recording_and_names_the_folder(tmp_path: Path) -> None:
    watch = Watch([DiskLook([tmp_path], MORE_THAN_THERE_IS)])
    watch.look()
    with pytest.raises(no.ReadOnly) as said:
        watch.allow()
    for language, word in (("en", "free space there"), ("zh", "请清理磁盘空间")):
        assert str(tmp_path) in said.value.message(language)
        assert word in said.value.message(language)


def test_a_disk_with_room_is_no_trouble(tmp_path: Path) -> None:
    assert allowed(Watch([DiskLook([tmp_path], 1)]))


def test_a_folder_that_is_gone_is_trouble(tmp_path: Path) -> None:
    assert not allowed(Watch([DiskLook([tmp_path / "gone"], 1)]))


def test_what_moves_does_not_stand_still() -> None:
    standing = Standstill()
    assert standing.seconds(1, waiting=True) == 0
    assert standing.seconds(1, waiting=True) > 0
    assert standing.seconds(2, waiting=True) == 0
    assert standing.seconds(2, waiting=False) == 0


@pytest.mark.postgres
def test_writes_are_refused_with_the_reason_while_reads_go_on(database: Database) -> None:
    full: list[Trouble] = []
    look: Look = lambda: next(iter(full), None)  # noqa: E731
    with serving(database) as api:
        watch = Watch([look], seconds=0.05)
        watch.start()
        with asking(create_app(replace(api.service, watch=watch))) as client:
            assert client.post("/v1/units", json=bodies.unit("a")).status_code == 201
            full.append(Trouble("disk", "the disk is full; free it", "磁盘已满;请清理"))
            assert soon(40, lambda: watch.trouble is not None)
            said = refused(client.post("/v1/units", json=bodies.unit("b")), 503, "read-only")
            assert "the disk is full; free it" in said["messages"]["en"]
            assert "磁盘已满;请清理" in said["messages"]["zh"]
            assert client.get("/v1/units").status_code == 200
            ready = client.get("/readyz")
            assert (ready.status_code, ready.json()["ready"]) == (200, True)
            assert "free it" in ready.json()["read_only"]
            assert "merit_read_only 1.0" in client.get("/metrics").text
            full.clear()
            assert soon(40, lambda: watch.trouble is None)
            assert client.post("/v1/units", json=bodies.unit("b")).status_code == 201
            assert client.get("/readyz").json()["read_only"] is None
        watch.stop()


@pytest.mark.postgres
def test_facts_that_nobody_signs_stop_recording_until_the_notary_is_back(
    bureau: Api, tmp_path: Path
) -> None:
    watch = Watch([JournalLook(bureau.service.pool, unsigned_seconds=0.2)])
    assert allowed(watch)
    assert soon(40, lambda: not allowed(watch))
    assert watch.trouble is not None
    assert "notary" in watch.trouble.en
    key = SigningKey.make("merit-ledger/watch")
    with Notary(bureau.database.dsn("notary"), key, tmp_path / "own").leading() as leading:
        leading.seal()
        assert allowed(watch)


@pytest.mark.postgres
def test_a_journal_that_is_away_for_longer_than_a_restart_stops_recording(
    server: Server, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(database) as api:
        watch = Watch([JournalLook(api.service.pool, unsigned_seconds=600)])
        assert allowed(watch)
        with unreachable(server, database):
            assert allowed(watch), "a restart is waited out by the command itself"
            monkeypatch.setattr("api.watch.JOURNAL_SECONDS", 0.1)
            assert soon(40, lambda: not allowed(watch))
            assert watch.trouble is not None
            assert "database does not answer" in watch.trouble.en
        assert soon(40, lambda: allowed(watch))

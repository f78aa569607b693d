"""What becomes of the service whose database has no room left, and is nothing acknowledged lost?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.commands.homes import Home, an_own_home
from tests.commands.served import Served, served
from tests.faults.writers import Outside
from tests.setup.users import stop, within

pytestmark = pytest.mark.postgres

SIZE_MB: Final = 120
LEFT_BYTES: Final = 64 * 1024
SECONDS: Final = 120
ASKED: Final = "/v1/officers/0001/score?year=2024"


@pytest.fixture
def on_a_small_disk(a_small_bureau: Path) -> Iterator[Home]:
    """The small bureau-year, its data folder on a disk of its own."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root may mount a small disk")
    with an_own_home(a_small_bureau) as home:
        data = home.path / "postgres" / "data"
        kept = data.rename(data.with_name("kept"))
        data.mkdir(mode=0o700)
        size = f"size={SIZE_MB}m,mode=700"
        words = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(data)]
        mounted = subprocess.run(words, capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
        try:
            shutil.copytree(kept, data, dirs_exist_ok=True)
            owner = kept.stat()
            subprocess.run(["chown", "-R", f"{owner.st_uid}:{owner.st_gid}", data], check=True)
            yield home
        finally:
            stop(home.path)
            subprocess.run(["umount", data], check=True)


@contextmanager
def no_room(home: Home) -> Iterator[None]:
    """Somebody else's file takes all but a little of the disk."""
    filler = home.path / "postgres" / "data" / "filler"
    with filler.open("wb", buffering=0) as file:
        room = shutil.disk_usage(filler).free - LEFT_BYTES
        os.posix_fallocate(file.fileno(), 0, room)
    try:
        yield
    finally:
        filler.unlink()


def write_until_refused(service: Served, outside: Outside) -> dict[str, Any]:
    """Acts with long reasons, until one is not taken."""
    for _ in range(2000):
        key = outside.another()
        outside.asked[key]["reason"] = os.urandom(900).hex()
        answer = service.post("/v1/bonuses", outside.asked[key], key)
        if answer.status_code != 201:
            assert answer.status_code == 503, answer.text
            return dict(answer.json())
        outside.acknowledged[key] = int(answer.headers["Merit-Position"])
    raise AssertionError("the disk was never full")


def test_a_full_disk_refuses_writes_by_name_and_answers_reads_until_there_is_room(
    on_a_small_disk: Home,
) -> None:
    home, outside = on_a_small_disk, Outside()
    with served(home) as service:
        position = service.ready()["journal"]
        asked = f"{ASKED}&as_of=2024-09-15&position={position}"
        before = service.get(asked).content
        assert within(SECONDS, lambda: service.ready()["sealed"] == position)
        with no_room(home):
            told = write_until_refused(service, outside)
            assert told["code"] == "disk-full", told
            assert service.get(asked).content == before
            # The database may find a little room of its own; once that is used, it is told again.
            assert write_until_refused(service, outside)["code"] == "disk-full"
            assert service.get("/healthz").status_code == 200
            assert service.process.poll() is None
        assert within(SECONDS, service.is_ready), service.said()
        outside.settle(service)
        head = service.ready()["journal"]
        assert within(SECONDS, lambda: service.ready()["sealed"] == head), service.said()
        assert service.get(asked).content == before
        assert home.did("verify", "--json").json()["verdict"] == "verified"

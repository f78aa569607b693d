"""Is a workbook recorded whole or not at all, whenever its import is killed?"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest

from api.workbook.writing import write_workbook
from scripts.admission import DEMO_ROLES
from scripts.embedded import running
from tests.commands.answers import BUREAU, DAYS, SAMPLES, YEAR, agrees, answers, expected, sheets
from tests.commands.homes import Home, an_own_home
from tests.commands.served import TESTS_ROLES, Served, served, token_of
from tests.setup.users import within

pytestmark = pytest.mark.postgres

BOOK: Final = SAMPLES / "medium" / "book"
IMPORT: Final = ("import", BOOK, "--bureau", BUREAU, "--year", YEAR)
PUBLISHED: Final = 2
SECONDS: Final = 120
_FACTS: Final[LiteralString] = "SELECT count(*) FROM journal.facts"
_AT_WORK: Final[LiteralString] = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'merit_app'"
_APPENDING: Final[LiteralString] = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
   AND objid::bigint = hashtext('merit-ledger/append')::bigint & 4294967295
"""


@dataclass(frozen=True)
class Watch:
    """Sees from outside what the home's database is doing."""

    conn: psycopg.Connection[Any]

    def _count(self, query: LiteralString) -> int:
        row = self.conn.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def appending(self) -> bool:
        return self._count(_APPENDING) > 0

    def at_work(self) -> bool:
        return self._count(_AT_WORK) > 0

    def facts(self) -> int:
        """How many facts there are, once the killed have let go."""
        assert within(SECONDS, lambda: not self.at_work())
        return self._count(_FACTS)


@contextmanager
def watching(home: Home) -> Iterator[Watch]:
    """Keeps the home's database running, whatever is killed that uses it."""
    with running(home.path) as server, psycopg.connect(server.dsn(), autocommit=True) as conn:
        yield Watch(conn)


def until(seen: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Until it is seen, or the process has ended."""
    end = time.monotonic() + SECONDS
    while not seen() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.001)


def whole(home: Home) -> int:
    """How many facts the workbook makes, all in one import."""
    names = list(home.facts().values())
    assert names[:PUBLISHED] == ["rulebook-published"] * PUBLISHED
    assert names.count("workbook-imported") == 1
    assert names[-1] == "workbook-imported"
    return len(names)


def is_right(home: Home) -> bool:
    found, right = answers(home, DAYS[1]), expected("medium", DAYS[1])
    return all(agrees(found[s], right[s]) for s in right)


@pytest.mark.parametrize("more", [0, pytest.param(15, marks=pytest.mark.long)])
def test_a_killed_import_leaves_all_or_nothing_and_goes_through_again(
    unimported: Home, tmp_path: Path, more: int
) -> None:
    counts = []
    with watching(unimported) as watch:
        for n in range(2 + more):
            process = unimported.begin(*IMPORT, out=tmp_path / "said")
            # While it appends, then anywhere.
            until(watch.appending if n % 2 == 0 else watch.at_work, process)
            time.sleep(random.uniform(0, 0.1 if n % 2 == 0 else 1.5))
            process.kill()
            process.wait()
            counts.append(watch.facts())
            if counts[-1] > PUBLISHED:
                break
        unimported.did(*IMPORT)
        total = whole(unimported)
        assert set(counts) <= {PUBLISHED, total}
        assert counts == sorted(counts)
        assert "0 new rows" in unimported.did(*IMPORT).out
        assert is_right(unimported)


@pytest.mark.long
@pytest.mark.parametrize("more", [0, pytest.param(10, marks=pytest.mark.long)])
def test_a_service_killed_during_an_import_leaves_all_or_nothing(
    unimported: Home, tmp_path: Path, more: int
) -> None:
    book, counts = tmp_path / "全年.xlsx", []
    write_workbook(book, sheets(BOOK))
    with watching(unimported) as watch:
        token_of(unimported)
        begun = watch.facts()
        for n in range(1 + more):
            with served(unimported) as service:
                sending = uploading(service, book)
                until(watch.appending, sending)
                time.sleep(0 if n == 0 else random.uniform(0, 1))
                service.kill()
                sending.communicate(timeout=SECONDS)
            counts.append(watch.facts())
        with served(unimported) as service:
            sending = uploading(service, book)
            assert "HTTP/1.1 201" in sending.communicate(timeout=SECONDS)[0]
        total = whole(unimported)
        assert set(counts) <= {begun, total}
        assert is_right(unimported)


def uploading(service: Served, book: Path) -> subprocess.Popen[str]:
    """A client in a process of its own, which always uses the same key."""
    words = [sys.executable, "-c", UPLOAD, f"{service.url}/v1/imports", str(book), BUREAU]
    words.append(token_of(service.home))
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


UPLOAD: Final = f"""
import sys, httpx
url, book, bureau, token = sys.argv[1:]
try:
    answer = httpx.post(
        url, data={{"bureau": bureau, "year": {YEAR}}}, files={{"workbook": open(book, "rb")}},
        headers={{"Idempotency-Key": "upload", "Authorization": "Bearer " + token}},
        timeout=60, trust_env=False)
    print(answer.http_version, answer.status_code, answer.text)
except httpx.TransportError as error:
    print(error)
"""

STORY_FACTS: Final = 300
STAGES: Final = ("keys/master", "demo-loading")


@pytest.mark.long
@pytest.mark.parametrize("kills", [1, pytest.param(6, marks=pytest.mark.long)])
def test_a_demo_cut_short_is_complete_after_the_next_start(kills: int) -> None:
    with an_own_home(empty=True) as home:
        for n in range(kills):
            # The first time while the demo is loaded, then anywhere.
            service = Served(home, "serve")
            stage = "demo-loading" if n == 0 else random.choice(STAGES)
            until((home.path / stage).exists, service.process)
            time.sleep(random.uniform(0, 4))
            service.kill()
            service.end()
        with served(home, "serve") as service:
            score = service.get("/v1/officers/0012/score", year=2024).json()
            assert score["score"] == "97.720"
            names = list(home.facts().values())
            assert names.count("rulebook-published") == 2
            assert names.count("workbook-imported") == 2
            assert service.ready()["journal"] == len(names)
            assert len(names) - names.count("working-days-announced") == DEMO_FACTS
        assert not (home.path / "demo-loading").exists()


DEMO_FACTS: Final = 2524 + len(DEMO_ROLES) + len(TESTS_ROLES) + STORY_FACTS
"""But for the days that it announces of years that the calendar's library does not know."""

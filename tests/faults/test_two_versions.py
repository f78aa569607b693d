"""Do two versions of the program on one database record right, or refuse by name?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from scripts.embedded import running
from tests.commands.answers import BUREAU
from tests.commands.homes import ROOT, Home
from tests.commands.served import Served, served
from tests.faults.writers import Outside
from tests.setup.users import within

pytestmark = pytest.mark.postgres

SECONDS: Final = 120
PACKAGES: Final = ("domain", "projections", "api", "scripts")
ASKED: Final = "/v1/officers/0005/score?year=2024"
UNKNOWN: Final = "officer-particulars-amended"
AMENDED: Final = {"bureau": BUREAU, "officer": "0005", "name": "新名字"}
PATCHES: Final = {
    "domain/journal/names.py": ("NAME_OF: Final =", f'del NAMES["{UNKNOWN}"]\nNAME_OF: Final ='),
    "domain/journal/streams.py": ("assert set(_STREAM_OF) ==", "assert set(_STREAM_OF) >="),
    "projections/entries.py": (
        "CREATE TABLE {schema}.entries (",
        "CREATE TABLE {schema}.entries  (",
    ),
}
"""What the older program lacks: a fact; and its read models are of another shape."""


@dataclass(frozen=True)
class HomeOf(Home):
    """The same home, worked on by the program in another folder."""

    code: Path = ROOT

    @property
    def variables(self) -> dict[str, str]:
        return super().variables | {"PYTHONPATH": str(self.code)}

    def said(self, *words: object) -> tuple[int, str]:
        process = self.begin(*words)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out + err


@pytest.fixture(scope="module")
def older_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This program as it was before it knew one of its facts."""
    folder = tmp_path_factory.mktemp("older")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (was, older) in PATCHES.items():
        text = (folder / name).read_text("utf-8")
        assert text.count(was) == 1, name
        (folder / name).write_text(text.replace(was, older), "utf-8")
    return folder


@contextmanager
def as_owner(home: Home) -> Iterator[psycopg.Connection[Any]]:
    with ExitStack() as stack:
        server = stack.enter_context(running(home.path, fast=True))
        yield stack.enter_context(psycopg.connect(server.dsn(), autocommit=True))


def test_while_a_newer_program_migrates_the_older_one_writes_right_or_refuses_by_name(
    bureau: Home,
) -> None:
    outside = Outside()
    with as_owner(bureau) as owner, served(bureau) as service:
        migrated = "INSERT INTO public.merit_migrations VALUES (9999, '9999_newer.sql', 'x')"
        owner.execute(migrated)
        assert outside.ask(service.client, outside.another())
        owner.execute("ALTER FUNCTION journal.append RENAME TO append_2")
        owner.execute("ALTER FUNCTION journal.append_each RENAME TO append_each_2")
        key = outside.another()
        for path, asked in (("bonuses", outside.asked[key]), ("officers", AMENDED)):
            answer = service.post(f"/v1/{path}", asked, key)
            assert (answer.status_code, answer.json()["code"]) == (503, "program-outdated")
            assert "journal.append" in answer.json()["messages"]["en"]
        assert service.get(ASKED).status_code == 200
        assert service.stop(SECONDS) == 0
        for words in (("serve", "--empty"), ("project",), ("notary",), ("verify",)):
            told = bureau.merit(*words)
            assert told.code != 0
            assert "9999" in told.err, told
            assert "请升级程序" in told.err
        owner.execute("ALTER FUNCTION journal.append_2 RENAME TO append")
        owner.execute("ALTER FUNCTION journal.append_each_2 RENAME TO append_each")
        owner.execute("DELETE FROM public.merit_migrations WHERE number = 9999")
        with served(bureau) as again:
            outside.settle(again)


@pytest.mark.long
def test_the_older_program_stops_at_a_fact_of_the_newer_one_and_skips_nothing(
    bureau: Home, older_code: Path
) -> None:
    older, outside = HomeOf(bureau.path, code=older_code), Outside(("officer:0001",))
    with running(bureau.path, fast=True):
        with served(older) as old, served(bureau, "api", wait=False) as new:
            assert within(SECONDS, lambda: new.listens()), new.said()
            new.admit()
            meets_a_newer_fact(old, new, outside)
        with served(bureau) as new:
            outside.settle(new)
            assert AMENDED["name"] in new.get("/v1/officers", limit=100).text
            code, told = older.said("score", "officer:0001", "--year", 2024)
            assert code != 0, "its read models are of another shape"
            assert "Traceback" not in told
            assert new.is_ready()
        assert "differed" not in bureau.did("rebuild").out


def meets_a_newer_fact(old: Served, new: Served, outside: Outside) -> None:
    """The older program records what it understands, and says what it does not."""
    position = old.ready()["journal"]
    asked = f"{ASKED}&as_of=2024-12-31&position={position}"
    before = old.get(asked).content
    recorded = new.post("/v1/officers", AMENDED, "newer")
    assert recorded.status_code == 201, recorded.text
    assert within(SECONDS, lambda: UNKNOWN in str(old.ready()["error"])), old.said()
    said = old.client.get("/readyz")
    assert (said.status_code, said.json()["projector"]) == (503, "stopped")
    assert said.json()["read_model"] == position
    assert outside.ask(old.client, outside.another())
    refused = old.post(
        "/v1/bonuses", {**next(iter(outside.asked.values())), "subject": "officer:0005"}
    )
    assert (refused.status_code, refused.json()["code"]) == (503, "fact-not-understood")
    assert UNKNOWN in refused.json()["messages"]["zh"]
    behind = old.get(ASKED)
    assert (behind.status_code, behind.json()["code"]) == (503, "fact-not-understood")
    assert old.get(asked).content == before
    assert new.get(asked).json()["code"] == "read-model-behind"
    assert old.ready()["read_model"] == position

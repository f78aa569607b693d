"""Which sealed ledger, and which bundles of it, do the tests of what one takes away share?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.journal.envelope import By
from domain.journal.keyring import Keyring
from domain.ledger import Ledger
from projections.evidence.proving import position_of_entry
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, Database, new_database
from tests.evidence.approvals import HIMSELF, MANY
from tests.evidence.awarding import awarded_ledger
from tests.evidence.certificates import ENTRY
from tests.evidence.exported import Bundle, Taken, bundles_of
from tests.evidence.narrow import narrow_log, narrow_tiles
from tests.evidence.quartered import quartered_ledger
from tests.evidence.sealed import Sealed, sealed_ledger
from tests.evidence.second import CHECKER, DESK, approved_ledger, claimed
from tests.journal.cast import BUREAU, officer


@pytest.fixture(scope="module")
def whole(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    made = sealed_ledger(module_database, tmp_path_factory.mktemp("sealed"))
    made.seal()
    return made


@pytest.fixture(scope="module")
def conn(whole: Sealed) -> Iterator[psycopg.Connection[Any]]:
    with whole.database.connect("app") as conn:
        yield conn


@pytest.fixture(scope="module")
def keyring(whole: Sealed) -> Iterator[Keyring]:
    with Ledger(whole.database.dsn("app"), MASTER) as ledger:
        yield ledger.keyring


@pytest.fixture(scope="module")
def trust(whole: Sealed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trust") / "key"
    path.write_text(whole.key.vkey.text + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def position(conn: psycopg.Connection[Any]) -> int:
    return position_of_entry(conn, ENTRY)


@pytest.fixture(scope="module")
def exporter(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return sealed_ledger(module_database, tmp_path_factory.mktemp("sealed"))


@pytest.fixture(scope="module")
def bundles(exporter: Sealed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    return bundles_of(exporter, tmp_path_factory.mktemp("exported") / "bundles")


@pytest.fixture
def taken(bundles: dict[str, Bundle], tmp_path: Path) -> Taken:
    """A copy of a bundle, to be changed."""

    def take(name: str) -> Bundle:
        shutil.copytree(bundles[name].folder, tmp_path / name)
        return Bundle(tmp_path / name, bundles[name].trust, bundles[name].key)

    return take


@pytest.fixture(scope="session")
def narrow(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    with pytest.MonkeyPatch.context() as patch:
        narrow_tiles(patch)
        return narrow_log(new_database(server), tmp_path_factory.mktemp("narrow"))


@pytest.fixture
def attacker(narrow: Sealed, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    narrow_tiles(monkeypatch)
    with narrow.attacked() as conn:
        yield conn


@pytest.fixture(scope="session")
def staffed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """What a second person let through, and one principal who is many officers."""
    database = new_database(server)
    made = approved_ledger(database, tmp_path_factory.mktemp("approved"))
    with Ledger(database.dsn("app"), MASTER) as ledger:
        for scope in HIMSELF:
            ledger.handle(officer(scope.removeprefix("officer:")), OFFICE)
            command = GrantRole(bureau=BUREAU, grantee=MANY, role="officer", scope=scope)
            ledger.handle(command, OFFICE)
        asked = GrantRole(bureau=BUREAU, grantee=MANY, role="recorder", scope="unit:dj")
        ledger.handle(claimed(ledger, asked, DESK)[1], By(CHECKER, ""))
    return made


@pytest.fixture
def approved(staffed: Sealed, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    monkeypatch.setattr("projections.evidence.second_pass._BATCH", 7)
    with staffed.attacked() as conn:
        yield conn


@pytest.fixture(scope="session")
def awarded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return awarded_ledger(new_database(server), tmp_path_factory.mktemp("awarded"))


@pytest.fixture(scope="session")
def lived_through(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """Two quarters, frozen, told to leaders and evaluated by them."""
    return quartered_ledger(new_database(server), tmp_path_factory.mktemp("quarters"))


@pytest.fixture
def quartered(lived_through: Sealed) -> Iterator[psycopg.Connection[Any]]:
    with lived_through.attacked() as conn:
        yield conn

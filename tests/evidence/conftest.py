"""Which sealed ledger do the tests share that ask it for receipts, certificates and bundles?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.journal.keyring import Keyring
from domain.ledger import Ledger
from projections.evidence.proving import position_of_entry
from tests.conftest import MASTER, Database
from tests.evidence.certificates import ENTRY
from tests.evidence.sealed import Sealed, sealed_ledger


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

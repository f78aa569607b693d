"""Which bundles do the tests of exports read? Those of one sealed ledger, and copies of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.evidence.exported import Bundle, Taken, bundles_of
from tests.evidence.sealed import Sealed, sealed_ledger


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

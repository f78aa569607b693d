"""Which bureaus does the console show in its tests? Those of the API's, and the demo's story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from domain.ledger import Ledger
from scripts.demo.story import tell_story
from tests.api.asking import Api, serving
from tests.api.conftest import api, bureau, demo, load_demo, number
from tests.conftest import MASTER, OFFICE, Database
from tests.console.chromium import chromium

__all__ = ["api", "bureau", "demo", "number"]


def load_story(lived: Api, folder: Path) -> None:
    """The demo bureau with the management cycle that it has lived through."""
    load_demo(lived, folder)
    dsn, today = lived.database.dsn("app"), lived.service.ledger.today
    tell_story(lambda clock: Ledger(dsn, MASTER, clock), today, OFFICE)


@pytest.fixture(scope="module")
def lived(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The demo bureau on the day it was loaded; tests of one file share it."""
    with serving(module_database) as api_of_demo:
        load_story(api_of_demo, tmp_path_factory.mktemp("demo"))
        yield api_of_demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of all the tests of a process."""
    with chromium() as started:
        yield started

"""Which bureaus does the console show in its tests? Those of the API's, and the demo's story."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from scripts.embedded import Server
from tests.api.askers import token
from tests.api.asking import Api, serving
from tests.api.conftest import api, bureau, demo, loaded, number
from tests.api.copies import Rows, begin_with, rows_of
from tests.conftest import Database, new_database
from tests.console import shots
from tests.console.browsing import As
from tests.console.browsing import Browser as Reader
from tests.console.chromium import at_a_port, chromium

__all__ = ["api", "bureau", "demo", "loaded", "number"]


@pytest.fixture(scope="session")
def story(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What is recorded of the demo bureau and its story, told once."""
    database = new_database(server)
    with serving(database) as api_of_demo:
        shots.load_story(api_of_demo, tmp_path_factory.mktemp("demo"))
    return rows_of(database)


@pytest.fixture(scope="module")
def lived(module_database: Database, story: Rows) -> Iterator[Api]:
    """The demo bureau on the day it was loaded; tests of one file share it."""
    begin_with(module_database, story)
    with serving(module_database) as api_of_demo:
        yield api_of_demo


@pytest.fixture(scope="module")
def as_(lived: Api) -> As:
    """The browser of one of the demo's people, signed in."""
    known: dict[tuple[str, str], Reader] = {}

    def browser(name: str, language: str = "zh") -> Reader:
        if (name, language) not in known:
            known[name, language] = Reader(lived, language)
            known[name, language].sign_in(token(lived, name))
        return known[name, language]

    return browser


@pytest.fixture(scope="module")
def secret(lived: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    secret = shots.admit(lived)
    shots.sealed(lived, tmp_path_factory.mktemp("notary") / "own")
    return secret


@pytest.fixture(scope="module")
def url(lived: Api) -> Iterator[str]:
    with at_a_port(lived) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of all the tests of a process."""
    with chromium() as started:
        yield started

"""Which homes do the commands' tests share? Most are databases of the tests' own server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scripts.embedded import Server, running
from tests.commands.answers import publish_and_import
from tests.commands.homes import Home, a_home, an_own_home


@pytest.fixture(scope="module")
def another_home(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """A new, empty home."""
    return lambda: a_home(server, tmp_path_factory.mktemp("homes"))


@pytest.fixture(scope="session")
def home() -> Iterator[Home]:
    """The small bureau-year, to be read; its own server runs all the while."""
    with an_own_home() as made, running(made.path, fast=True):
        publish_and_import(made, "small")
        yield made

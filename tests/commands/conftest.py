"""Which homes do the commands' tests share? Most are databases of the tests' own server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scripts.embedded import Server
from tests.commands.homes import Home, a_home


@pytest.fixture(scope="module")
def another_home(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """A new, empty home."""
    return lambda: a_home(server, tmp_path_factory.mktemp("homes"))

"""Which homes are broken here? Copies, each with a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.embedded import running
from tests.commands.answers import publish_and_import, publish_editions
from tests.commands.homes import Home, an_own_home
from tests.setup.users import stop


@contextmanager
def a_bureau(sample: str, *, imported: bool) -> Iterator[Path]:
    """A home to copy: a sample's editions, and its bureau-year if `imported`."""
    with an_own_home() as made:
        with running(made.path, fast=True):
            (publish_and_import if imported else publish_editions)(made, sample)
        stop(made.path)
        yield made.path


@pytest.fixture(scope="session")
def a_small_bureau() -> Iterator[Path]:
    with a_bureau("small", imported=True) as path:
        yield path


@pytest.fixture(scope="session")
def a_medium_rulebook() -> Iterator[Path]:
    with a_bureau("medium", imported=False) as path:
        yield path


@pytest.fixture
def bureau(a_small_bureau: Path) -> Iterator[Home]:
    """The small bureau-year is imported; nothing runs."""
    with an_own_home(a_small_bureau) as home:
        yield home


@pytest.fixture
def unimported(a_medium_rulebook: Path) -> Iterator[Home]:
    """The medium sample's editions are published; nothing runs."""
    with an_own_home(a_medium_rulebook) as home:
        yield home

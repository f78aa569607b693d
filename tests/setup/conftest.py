"""Where do the tests of the set-up begin? In a short-lived home, new or already made."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.embedded import running
from scripts.embedded.place import Place
from tests.setup.users import AUser, begin, stop


def a_folder() -> Iterator[Path]:
    # Short, for a socket's path is short; and private to us.
    folder = Path(tempfile.mkdtemp(prefix="merit-")).resolve()
    yield folder
    for home in (found.parent for found in folder.rglob("postgres") if found.is_dir()):
        stop(home)
        if not Place(home).sockets.is_relative_to(folder):
            shutil.rmtree(Place(home).sockets, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def new_home() -> Iterator[Path]:
    """A home where nothing is made yet."""
    for folder in a_folder():
        yield folder / "home"


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    for folder in a_folder():
        with running(folder / "home", fast=True):
            pass
        stop(folder / "home")
        yield folder / "home"


@pytest.fixture
def home(new_home: Path, made: Path) -> Path:
    """A home whose database was made before and is not running."""
    for name in ("keys", "logs", "postgres/data"):
        shutil.copytree(made / name, new_home / name)
    return new_home


@pytest.fixture
def a_user() -> Iterator[Callable[..., AUser]]:
    users: list[AUser] = []

    def one(*given: Path, **more: str) -> AUser:
        users.append(begin(*given, **more))
        return users[-1]

    yield one
    for user in users:
        if user.process.poll() is None:
            user.leave()

"""Where do the tests of the set-up begin? In a short-lived home, new or already made."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.embedded import Server, running
from scripts.embedded.place import Place
from tests.setup.users import ROOT, AUser, begin, stop


def a_folder() -> Iterator[Path]:
    # Short, for a socket's path is short; and private to us.
    folder = Path(tempfile.mkdtemp(prefix="merit-")).resolve()
    yield folder
    for home in (found.parent for found in folder.rglob("postgres") if found.is_dir()):
        stop(home)
        if not Place(home).sockets.is_relative_to(folder):
            shutil.rmtree(Place(home).sockets, ignore_errors=True)
    shutil.rmtree(folder)


def a_copy(made: Path, home: Path) -> None:
    for name in ("keys", "logs", "postgres/data"):
        shutil.copytree(made / name, home / name)


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
        # Kept as it is: servers run on copies.
        yield folder / "home"


@pytest.fixture(scope="module")
def at_work(made: Path) -> Iterator[Server]:
    """A server for those who only ask it something."""
    for folder in a_folder():
        a_copy(made, folder / "home")
        with running(folder / "home", fast=True) as server:
            yield server


@pytest.fixture
def home(new_home: Path, made: Path) -> Path:
    """A home whose database was made before and is not running."""
    a_copy(made, new_home)
    return new_home


@pytest.fixture
def a_user() -> Iterator[Callable[..., AUser]]:
    users: list[AUser] = []

    def one(
        home: Path,
        python: str = sys.executable,
        user: int | None = None,
        code: Path = ROOT,
        **variables: str,
    ) -> AUser:
        users.append(begin(home, python, user, code, **variables))
        return users[-1]

    yield one
    for user in users:
        if user.process.poll() is None:
            user.leave()

"""Where do the tests' commands run, and what did they say?"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql

from domain.journal.migrations import migrate
from scripts.embedded import Server, running
from scripts.embedded.place import Place
from scripts.installation import Installation, installation, master_key
from tests.setup.users import stop

ROOT: Final = Path(__file__).resolve().parents[2]
MERIT: Final = (sys.executable, "-m", "scripts.commands")
SECONDS: Final = 180
KEPT: Final = ("keys", "logs", "postgres/data")
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Home:
    """An installation: its own server, or with `url` a database of another one's."""

    path: Path
    url: str | None = None

    @property
    def variables(self) -> dict[str, str]:
        told = {"MERIT_HOME": str(self.path), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
        return told | ({"MERIT_DATABASE_URL": self.url} if self.url else {})

    def merit(self, *words: object, folder: Path = ROOT) -> Said:
        """Run a command to its end, in a process of its own."""
        return _quick(self, [str(word) for word in words], folder)

    def did(self, *words: object) -> Said:
        """Run a command that must succeed."""
        said = self.merit(*words)
        assert said.code == 0, said.err
        return said

    def begin(self, *words: object, out: Path | None = None) -> subprocess.Popen[str]:
        """Start a command as its user would; both outputs go to the file, or into pipes."""
        sink: Any = subprocess.PIPE if out is None else out.open("a")
        try:
            return subprocess.Popen(
                [*MERIT, *(str(word) for word in words)],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink if out is None else subprocess.STDOUT,
                text=True,
                cwd=self.path.parent,
                env=self.variables,
            )
        finally:
            if out is not None:
                sink.close()

    @contextmanager
    def opened(self) -> Iterator[Installation]:
        """The installation in this process."""
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("MERIT_DATABASE_URL", raising=False)
            for name in ("MERIT_HOME", "MERIT_DATABASE_URL"):
                if name in self.variables:
                    patch.setenv(name, self.variables[name])
            with installation() as opened:
                yield opened

    def facts(self, after: int = 0) -> dict[int, str]:
        """The name of each fact after a position, in order."""
        with self.opened() as opened, psycopg.connect(opened.owner_dsn) as conn:
            asked = "SELECT position, topic FROM journal.facts WHERE position > %s ORDER BY 1"
            return dict(conn.execute(asked, (after,)).fetchall())


def a_home(server: Server, folder: Path) -> Home:
    """A new home whose database is one of the tests' server."""
    name = f"h{next(_NUMBERS)}"
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return Home(folder / name, server.dsn(dbname=name))


@cache
def _made() -> Path:
    """A home with its own server, made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="merit-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with running(folder / "home", fast=True) as server:
        migrate(server.dsn(), master_key(folder / "home" / "keys" / "master"))
    stop(folder / "home")
    return folder / "home"


@contextmanager
def an_own_home(like: Path | None = None, *, empty: bool = False) -> Iterator[Home]:
    """A home with its own server, not running; stopped and removed in the end.

    It is a copy of `like`, or of one where nothing is recorded; `empty`: nothing is made yet.
    """
    # Short, for a socket's path is short; and private to us.
    folder = Path(tempfile.mkdtemp(prefix="merit-")).resolve()
    try:
        for name in () if empty else KEPT:
            shutil.copytree((like or _made()) / name, folder / "home" / name)
        yield Home(folder / "home")
    finally:
        if (folder / "home" / "postgres").exists():
            stop(folder / "home")
        if not Place(folder / "home").sockets.is_relative_to(folder):
            shutil.rmtree(Place(folder / "home").sockets, ignore_errors=True)
        shutil.rmtree(folder)


@cache
def _starter() -> subprocess.Popen[str]:
    begun = subprocess.Popen(
        [sys.executable, "-m", "tests.commands.quick"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
    )
    atexit.register(begun.communicate, timeout=10)
    return begun


def _quick(home: Home, words: list[str], folder: Path) -> Said:
    starter = _starter()
    assert starter.stdin
    assert starter.stdout
    with tempfile.TemporaryDirectory() as made:
        out, err = Path(made) / "out", Path(made) / "err"
        asked = {"folder": str(folder), "variables": home.variables, "words": words}
        starter.stdin.write(json.dumps(asked | {"out": str(out), "err": str(err)}) + "\n")
        starter.stdin.flush()
        code = int(starter.stdout.readline())
        return Said(code, out.read_text("utf-8"), err.read_text("utf-8"))

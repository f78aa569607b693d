"""How do the data folder of an installation and its owner's password come to be?"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from scripts.embedded.confinement import Confinement
from scripts.embedded.place import Place, Programs
from scripts.home import NotSetUp

USER = "merit"
DBNAME = "merit"
BUILTIN_LOCALE_SINCE = 17
UNSTRETCHED = ("-c", "scram_iterations=1")
"""For tests, which log in ten thousand times: their passwords are drawn, and need no stretching."""
UNSTRETCHED_SINCE = 16


class DataFolderNotMade(NotSetUp):
    """PostgreSQL could not make or mend its data folder."""


def make_cluster(place: Place, programs: Programs, way: Confinement, *, fast: bool) -> None:
    """Make the data folder with its database; it has its name only when it is whole."""
    for leftover in place.folder.glob("data.*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = place.folder / f"data.{secrets.token_hex(4)}"
    fresh.mkdir(mode=0o700)
    way.take(fresh)
    more = UNSTRETCHED if fast and programs.major >= UNSTRETCHED_SINCE else ()
    _initdb(place, programs, way, fresh, more)
    single_user(programs, way, fresh, f"CREATE DATABASE {DBNAME}")
    if not fast:
        _checked(way.run(programs / "initdb", "--sync-only", "-D", fresh))
    fresh.rename(place.data)
    folder = os.open(place.folder, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _initdb(
    place: Place, programs: Programs, way: Confinement, fresh: Path, more: tuple[str, ...]
) -> None:
    # In the data folder's own company, for PostgreSQL's user may not read our keys.
    handed = fresh.with_name(f"{fresh.name}.password")
    handed.mkdir(mode=0o700)
    (handed / "password").write_text(password(place))
    way.take(handed)
    # Text is compared by code point, the same on every machine.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        _checked(
            way.run(
                programs / "initdb",
                *("-D", fresh, "-U", USER, "--pwfile", handed / "password"),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums"),
                *(locale if programs.major >= BUILTIN_LOCALE_SINCE else []),
                *("--no-sync", "--no-instructions", *more),
            )
        )
    finally:
        shutil.rmtree(handed, ignore_errors=True)


def single_user(programs: Programs, way: Confinement, data: Path, statement: str) -> None:
    """Run one statement while no server runs."""
    stop_at_errors = ("-c", "exit_on_error=on")
    _checked(
        way.run(
            programs / "postgres",
            *("--single", "-D", data, *stop_at_errors, "postgres"),
            text=f"{statement}\n",
        )
    )


def password(place: Place) -> str:
    """The owner's password, made at the first asking."""
    with suppress(FileNotFoundError):
        return place.password.read_text()
    made = secrets.token_urlsafe(32)
    _keep_password(place, made)
    return made


def replace_lost_password(place: Place, programs: Programs, way: Confinement) -> None:
    """Whoever has the folder has the data: a lost key is no reason to keep them from it."""
    made = secrets.token_urlsafe(32)
    single_user(programs, way, place.data, f"ALTER ROLE {USER} PASSWORD '{made}'")
    _keep_password(place, made)


def _keep_password(place: Place, made: str) -> None:
    beside = place.password.with_name(f"postgres.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(place.password)


def _checked(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode != 0:
        raise DataFolderNotMade(
            f"PostgreSQL could not prepare its data folder:\n{done.stdout.strip()}",
            f"PostgreSQL 无法准备数据目录：\n{done.stdout.strip()}",
        )

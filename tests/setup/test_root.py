"""Does root get a server too, and is nobody's folder opened for it?"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.embedded.place import Place
from tests.setup.users import ROOT, AUser, rows, stop

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may not run PostgreSQL"),
    pytest.mark.skipif(sys.platform != "linux", reason="namespaces and capabilities are Linux's"),
]

Begin = Callable[..., AUser]
NOBODY = pwd.getpwnam("nobody").pw_uid


def has_namespaces() -> bool:
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run([unshare, "--user", "true"]).returncode == 0


def a_path(folder: Path, *names: str) -> str:
    """A PATH that leads to these programs alone."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"no {name} here")
        (folder / name).symlink_to(found)
    return str(folder)


def modes(home: Path) -> dict[Path, int]:
    return {path: path.stat().st_mode for path in (home.parent, *home.parent.parents)}


def owner_after_use(user: AUser) -> int:
    """Whose the data are, once a row has been written through this user's server."""
    before = modes(user.home)
    rows(user.server(), "create table if not exists used ()")
    user.leave()
    stop(user.home)
    assert modes(user.home) == before
    return Place(user.home).data.stat().st_uid


@pytest.mark.skipif(not has_namespaces(), reason="user namespaces are forbidden here")
def test_in_a_namespace_the_files_stay_roots(new_home: Path, a_user: Begin) -> None:
    assert new_home.parent.stat().st_mode & 0o777 == 0o700
    assert owner_after_use(a_user(new_home)) == 0


def test_without_namespaces_a_lesser_user_owns_the_data(new_home: Path, a_user: Begin) -> None:
    skip_if_the_clone_is_private(new_home)
    new_home.parent.chmod(0o755)
    user = a_user(new_home, PATH=a_path(new_home.parent / "path"))
    assert owner_after_use(user) not in (0, os.getuid())


def test_a_private_folder_is_passed_through_not_opened(new_home: Path, a_user: Begin) -> None:
    user = a_user(new_home, PATH=a_path(new_home.parent / "path", "setpriv"))
    assert owner_after_use(user) != 0
    assert new_home.parent.stat().st_mode & 0o777 == 0o700


def test_what_is_in_the_way_is_named(new_home: Path, a_user: Begin) -> None:
    skip_if_the_clone_is_private(new_home)
    user = a_user(new_home, PATH=a_path(new_home.parent / "path"))
    said = user.said()
    user.leave()
    assert said["refused"] == "FolderClosed"
    assert f"enter {new_home.parent};" in said["why"]
    assert "MERIT_HOME" in said["why"]


@pytest.mark.skipif(not has_namespaces(), reason="user namespaces are forbidden here")
def test_data_follow_a_change_of_way(home: Path, a_user: Begin) -> None:
    assert owner_after_use(a_user(home)) == 0
    narrow = a_path(home.parent / "path", "setpriv")
    servant = owner_after_use(a_user(home, PATH=narrow))
    assert servant != 0
    assert owner_after_use(a_user(home)) == servant


def test_an_ordinary_user_needs_none_of_this(new_home: Path, a_user: Begin) -> None:
    folder = new_home.parent
    folder.chmod(0o755)
    (folder / "code" / "scripts").mkdir(parents=True)
    for name in ("__init__.py", "home.py"):
        shutil.copy(ROOT / "scripts" / name, folder / "code" / "scripts")
    shutil.copytree(ROOT / "scripts" / "embedded", folder / "code" / "scripts" / "embedded")
    programs = Place(new_home).programs()
    python = next((p for p in (sys.executable, "/usr/bin/python3") if runs_as_nobody(p)), None)
    if python is None or not runs_as_nobody(str(programs / "postgres")):
        pytest.skip("Python or PostgreSQL is in a folder that only root may enter")
    own = folder / "own"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    user = a_user(
        own / "home", python, NOBODY, folder / "code", HOME=str(own), PG_BIN=str(programs.folder)
    )
    assert owner_after_use(user) == NOBODY
    assert (own / "home").stat().st_mode & 0o777 == 0o700
    # Root may use it afterwards, as its owner.
    assert owner_after_use(a_user(own / "home")) == NOBODY


def skip_if_the_clone_is_private(home: Path) -> None:
    if not runs_as_nobody(str(Place(home).programs() / "postgres")):
        pytest.skip("PostgreSQL's programs are in a folder that only root may enter")


def runs_as_nobody(program: str) -> bool:
    asked = [program, "--version"]
    try:
        done = subprocess.run(
            asked, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, cwd="/"
        )
    except PermissionError:
        return False
    return done.returncode == 0

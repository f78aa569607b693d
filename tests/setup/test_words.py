"""Do the words typed at a prompt work from any folder, and say what is missing?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from scripts import environment, testing
from tests.setup.users import ROOT

# Stands for the command: says how it was called.
ECHO = "import os, sys\nprint([*sys.argv[1:], os.getcwd(), sys.stdin.read()])\n"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in a folder with a space, with an environment that stands ready."""
    root = tmp_path / "a clone"
    (root / "scripts" / "commands").mkdir(parents=True)
    (root / "requirements").mkdir()
    for name in ("serve", "merit", "test", "check", "start.sh", "environment.py", "home.py"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts" / name)
    for name in ("__init__.py", "commands/__init__.py"):
        (root / "scripts" / name).touch()
    for name in ("commands/__main__.py", "testing.py", "checking.py"):
        (root / "scripts" / name).write_text(ECHO)
    for group in ("run", "dev"):
        (root / "requirements" / f"{group}.txt").write_text("")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    (root / ".venv" / environment.UNDER_WORK).touch()
    monkeypatch.setattr(environment, "ROOT", root)
    environment.write_stamp(root / ".venv", "dev")
    return root


def run(*words: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        input="typed",
        capture_output=True,
        text=True,
        env=dict(os.environ) | variables,
        check=False,
    )


@pytest.mark.parametrize(
    ("word", "first"), [("serve", ["serve"]), ("merit", []), ("test", []), ("check", [])]
)
def test_a_word_works_from_any_folder(
    clone: Path, tmp_path: Path, word: str, first: list[str]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    given = [] if word == "check" else ["--x", "a b", "*"]
    said = run(clone / "scripts" / word, *given, cwd=here, CDPATH=str(tmp_path))
    assert said.stdout == f"{[*first, *given, str(here), 'typed']}\n", said.stderr


def test_a_word_works_through_links(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "merit").symlink_to("../link")
    (tmp_path / "link").symlink_to(clone / "scripts" / "merit")
    assert run(tmp_path / "bin" / "merit", cwd=tmp_path).returncode == 0
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    assert run("sh", "-c", "merit", cwd=tmp_path, PATH=path).returncode == 0


def test_what_lies_in_the_callers_folder_is_not_run(clone: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    (here / "scripts").mkdir(parents=True)
    for name in ("json.py", "scripts/__init__.py", "scripts/commands.py"):
        (here / name).write_text("raise SystemExit('not this one')")
    said = run(clone / "scripts" / "merit", cwd=here, PYTHONPATH=str(here))
    assert said.returncode == 0, said.stderr


def test_a_commands_exit_code_is_the_words(clone: Path, tmp_path: Path) -> None:
    (clone / "scripts" / "commands" / "__main__.py").write_text("raise SystemExit(64)")
    assert run(clone / "scripts" / "merit", cwd=tmp_path).returncode == 64


def a_path(folder: Path, python: str = "") -> str:
    """A PATH with the system's small tools, and a python3 that is this shell script."""
    folder.mkdir()
    for name in ("sh", "dirname", "readlink"):
        (folder / name).symlink_to(str(shutil.which(name)))
    if python:
        (folder / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (folder / "python3").chmod(0o755)
    return str(folder)


def test_no_python_is_said(clone: Path, tmp_path: Path) -> None:
    said = run(clone / "scripts" / "merit", cwd=tmp_path, PATH=a_path(tmp_path / "bin"))
    assert said.returncode == 1
    assert "Python 3.11 or later is needed" in said.stderr


def test_an_old_python_is_no_python(clone: Path, tmp_path: Path) -> None:
    old = f'[ "$1" = -c ] || exit {environment.TOO_OLD}'
    said = run(clone / "scripts" / "merit", cwd=tmp_path, PATH=a_path(tmp_path / "bin", old))
    assert said.returncode == 1
    assert "Python 3.11 or later is needed" in said.stderr


def test_a_python_without_venv_is_said_with_debians_package(clone: Path, tmp_path: Path) -> None:
    bare = f'[ "$1" = -c ] || exit {environment.NO_VENV}\nexec "{sys.executable}" "$@"'
    said = run(clone / "scripts" / "merit", cwd=tmp_path, PATH=a_path(tmp_path / "bin", bare))
    assert said.returncode == 1
    assert "apt-get install python3-venv" in said.stderr


def test_a_failed_making_ends_the_word(clone: Path, tmp_path: Path) -> None:
    broken = '[ "$1" = -c ] || exit 1'
    said = run(clone / "scripts" / "merit", cwd=tmp_path, PATH=a_path(tmp_path / "bin", broken))
    assert (said.returncode, said.stderr) == (1, "")


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        (Namespace(marks="", long=False, no_browser=False), "not long"),
        (Namespace(marks="", long=True, no_browser=False), ""),
        (Namespace(marks="", long=False, no_browser=True), "not long and not browser"),
        (Namespace(marks="a or b", long=True, no_browser=True), "(a or b) and not browser"),
    ],
)
def test_what_is_left_out_is_what_was_asked_for(words: Namespace, marks: str) -> None:
    assert testing.marks(words) == marks


def test_other_words_are_pytests() -> None:
    words, rest = testing.read_words(["--long", "-x", "tests/setup", "-k", "a or b"])
    assert words.long
    assert rest == ["-x", "tests/setup", "-k", "a or b"]


def test_leaving_the_browser_out_is_said_last() -> None:
    said = run(sys.executable, "-m", "scripts.testing", "--no-browser", "--version", cwd=ROOT)
    assert said.stdout.splitlines()[-1] == testing.LEFT_OUT

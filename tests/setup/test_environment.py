"""Is the environment what the pins say, and is it mended when it is not?"""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import environment
from tests.setup.users import ROOT, within


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone whose pins name nothing, so that no network is needed."""
    root = tmp_path / "clone"
    (root / "requirements").mkdir(parents=True)
    for group in ("run", "dev", "pip"):
        (root / "requirements" / f"{group}.txt").write_text(f"# {group}\n")
    monkeypatch.setattr(environment, "ROOT", root)
    return root


def an_environment(clone: Path, group: str) -> Path:
    folder = clone / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    (folder / environment.UNDER_WORK).touch()
    environment.write_stamp(folder, group)
    return folder


class Commands:
    """Stands for the running of commands: notes them, and fails those that it is told to fail."""

    def __init__(self, failing: str = "nothing") -> None:
        self.failing = failing
        self.seen: list[str] = []

    def __call__(self, command: list[str], lock: int | None = None, *, quiet: bool = False) -> int:
        self.seen.append(" ".join(command))
        return int(self.failing in self.seen[-1])


def test_the_tests_environment_serves_too(clone: Path) -> None:
    folder = an_environment(clone, "dev")
    assert environment.fits(folder, "dev")
    assert environment.fits(folder, "run")


def test_the_servers_environment_has_no_tests(clone: Path) -> None:
    folder = an_environment(clone, "run")
    assert environment.fits(folder, "run")
    assert not environment.fits(folder, "dev")


def test_other_pins_want_another_environment(clone: Path) -> None:
    folder = an_environment(clone, "run")
    environment.requirements("run").write_text("# another\n")
    assert not environment.fits(folder, "run")


def test_what_is_half_made_does_not_fit(clone: Path) -> None:
    folder = an_environment(clone, "run")
    (folder / environment.UNDER_WORK).touch()
    assert not environment.fits(folder, "run")


@pytest.mark.parametrize("stamp", ["", "[]", '{"group": "run"}', "\0"])
def test_an_odd_stamp_does_not_fit(clone: Path, stamp: str) -> None:
    folder = an_environment(clone, "run")
    (folder / environment.STAMP).write_text(stamp)
    assert not environment.fits(folder, "run")


def test_a_moved_clone_makes_its_environment_anew(clone: Path) -> None:
    folder = an_environment(clone, "run")
    moved = folder.rename(clone / "elsewhere")
    assert not environment.fits(moved, "run")
    assert not environment.is_sound(moved)


def test_a_replaced_python_makes_it_anew(clone: Path) -> None:
    folder = an_environment(clone, "run")
    (folder / "bin" / "python").unlink()
    (folder / "bin" / "python").symlink_to("/bin/sh")
    assert not environment.fits(folder, "run")
    assert not environment.is_sound(folder)


def test_making_removes_what_is_half_made(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = an_environment(clone, "run")
    (folder / environment.UNDER_WORK).touch()
    (folder / "rest").touch()
    monkeypatch.setattr(environment, "run", commands := Commands())
    assert environment.make_alone(folder, "run") == 0
    assert not (folder / "rest").exists()
    assert [line for line in commands.seen if "-m venv" in line]


def test_making_goes_on_from_what_was_made_by_hand(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = an_environment(clone, "run")
    (folder / environment.STAMP).unlink()
    (folder / "by hand").touch()
    monkeypatch.setattr(environment, "run", commands := Commands())
    assert environment.make_alone(folder, "dev") == 0
    assert (folder / "by hand").exists()
    assert not [line for line in commands.seen if "-m venv" in line]
    assert environment.fits(folder, "dev")


def test_serving_takes_no_tools_away(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = an_environment(clone, "dev")
    environment.requirements("dev").write_text("# newer\n")
    monkeypatch.setattr(environment, "run", Commands())
    assert environment.make_alone(folder, "run") == 0
    assert environment.fits(folder, "dev")


def test_a_failed_installation_is_said_and_not_kept(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = an_environment(clone, "run")
    monkeypatch.setattr(environment, "run", Commands(failing="dev.txt"))
    assert environment.make_alone(folder, "dev") == 1
    assert "PIP_INDEX_URL" in capsys.readouterr().err
    assert not environment.fits(folder, "run")


def test_pip_asks_nothing_and_takes_only_what_is_pinned() -> None:
    words = environment.install("python", "run")
    assert {"--no-input", "--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(words)


def test_a_clone_that_may_not_be_written_is_left_alone(
    clone: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(environment, "is_writable", lambda folder: False)
    monkeypatch.setattr(environment, "run", Commands(failing="import sys, pip"))
    monkeypatch.setattr(environment, "write_stamp", lambda folder, group: None)
    assert environment.main(["run"]) == 0
    assert capsys.readouterr().out.startswith(str(tmp_path / "user"))
    assert not (clone / ".venv").exists()


def test_an_unfit_python_is_told_by_its_exit_code(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "lacks_venv", lambda: True)
    assert environment.main(["run"]) == environment.NO_VENV
    assert not (clone / ".venv").exists()
    monkeypatch.setattr(environment, "OLDEST", (99,))
    assert environment.main(["run"]) == environment.TOO_OLD


def test_an_old_python_can_read_it_to_say_so() -> None:
    ast.parse((ROOT / "scripts" / "environment.py").read_text("utf-8"), feature_version=(3, 7))


def test_no_pin_names_an_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text("utf-8")
        assert "--index" not in path.read_text("utf-8")


def test_tests_run_on_the_versions_that_serve() -> None:
    pins = {group: pinned(group) for group in ("run", "dev")}
    assert pins["run"] <= pins["dev"]


def pinned(group: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8").splitlines()
    return {line.split()[0] for line in lines if "==" in line}


def begin(clone: Path) -> subprocess.Popen[str]:
    """Another process that wants the environment of a copy of these scripts."""
    (clone / "scripts").mkdir(exist_ok=True)
    for name in ("__init__.py", "environment.py", "home.py"):
        (clone / "scripts" / name).write_bytes((ROOT / "scripts" / name).read_bytes())
    command = [sys.executable, "-I", str(clone / "scripts" / "environment.py"), "run"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_two_at_once_make_one_environment(clone: Path) -> None:
    both = [begin(clone), begin(clone)]
    said = {process.communicate(timeout=120)[0].strip() for process in both}
    assert said == {str(clone / ".venv" / "bin" / "python")}
    began = time.monotonic()
    with begin(clone) as again:
        assert again.wait(timeout=60) == 0
    assert time.monotonic() - began < 5
    stamp = json.loads((clone / ".venv" / environment.STAMP).read_text())
    assert stamp["python"].startswith("3.")


@pytest.mark.long
@pytest.mark.parametrize("whole", [True, False], ids=["everything", "only the first"])
@pytest.mark.parametrize("tenths", [1, 5, 20, 40])
def test_a_making_that_was_killed_is_made_anew(clone: Path, tenths: int, whole: bool) -> None:
    with begin(clone) as first:
        assert within(60, lambda: (clone / ".venv").exists())
        time.sleep(tenths / 10)
        (os.killpg if whole else os.kill)(first.pid, signal.SIGKILL)
    with begin(clone) as second:
        said = second.communicate(timeout=120)[0].strip()
    assert subprocess.run([said, "-m", "pip", "--version"], check=False).returncode == 0
    assert environment.fits(clone / ".venv", "run")


@pytest.mark.long
def test_the_pins_can_be_had(clone: Path) -> None:
    for group in ("pip", "run"):
        pins = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8")
        environment.requirements(group).write_text(pins)
    with begin(clone) as process:
        said = process.communicate(timeout=600)[0].strip()
    asked = [said, "-c", "import psycopg, fastapi, eventsourcing"]
    assert subprocess.run(asked, check=False).returncode == 0

"""Can a machine without a network be set up from a folder of wheels, and only from it?"""

from __future__ import annotations

import subprocess
import tomllib
from importlib.metadata import Distribution
from os import PathLike
from pathlib import Path

import pytest

from scripts import environment, gathering
from scripts.licences import faults, licences_of, served
from tests.setup.users import ROOT


def test_with_a_folder_of_wheels_pip_asks_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MERIT_WHEELS", raising=False)
    assert "--no-index" not in environment.install("python", "run")
    monkeypatch.setenv("MERIT_WHEELS", str(tmp_path))
    words = environment.install("python", "run")
    assert {"--isolated", "--no-index", "--require-hashes", f"--find-links={tmp_path}"} <= set(
        words
    )


def test_what_is_gathered_is_what_is_pinned(tmp_path: Path) -> None:
    words = gathering.command(tmp_path, "run", ["--python-version=3.12"])
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:", "-d"} <= set(words)
    assert words[-1] == str(tmp_path)
    assert str(ROOT / "requirements" / "run.txt") in words


@pytest.mark.long
def test_an_environment_is_made_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels, fresh = tmp_path / "wheels", tmp_path / "environment"
    subprocess.run([str(ROOT / "scripts" / "wheels"), str(wheels)], check=True)
    monkeypatch.setenv("MERIT_WHEELS", str(wheels))
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    lock = (tmp_path / "lock").open("w")
    with lock:
        assert environment.make(fresh, "run", lock.fileno()) == 0
    asked = [environment.interpreter(fresh), "-c", "import psycopg, fastapi, prometheus_client"]
    subprocess.run(list(map(str, asked)), check=True)
    # A wheel that is not the one pinned is refused by its hash.
    wheel = next(wheels.glob("click-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"x")
    with (tmp_path / "lock").open("w") as lock:
        assert environment.make(tmp_path / "another", "run", lock.fileno()) == 1


def test_what_the_console_shows_goes_into_its_wheel() -> None:
    """Templates, words, stylesheet and script: what is no module goes in only where it is named."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    console = ROOT / "api" / "console"
    named = told["tool"]["setuptools"]["package-data"]["api.console"]
    packed = {path for pattern in named for path in console.glob(pattern)}
    shown = {p for p in console.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    assert len(shown) > 10
    assert shown - packed == set()


class Package(Distribution):
    """One that says of its licence what it is given."""

    def __init__(self, **said: str) -> None:
        self._said = "Name: thing\nVersion: 1\n" + "".join(
            f"{name.replace('_', '-')}: {value}\n" for name, value in said.items()
        )

    def read_text(self, filename: str) -> str | None:
        return self._said if filename == "METADATA" else None

    def locate_file(self, path: str | PathLike[str]) -> Path:
        return Path(path)


@pytest.mark.parametrize(
    ("package", "licences"),
    [
        (Package(License_Expression="MIT OR (Apache-2.0 AND BSD-2-Clause)"), 3),
        (Package(Classifier="License :: OSI Approved :: MIT License"), 1),
        (Package(License="Proprietary"), 1),
        (Package(), 1),
    ],
)
def test_a_licence_is_found_however_it_is_told(package: Package, licences: int) -> None:
    assert len(licences_of(package)) == licences
    assert faults([package], licences_of(package)) == []
    assert faults([package], {"X"}) != []


def test_a_licence_for_tests_alone_is_not_where_the_service_runs() -> None:
    assert served("fastapi")
    assert not served("pymerkle")

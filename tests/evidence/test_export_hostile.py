"""Is a bundle of links, pipes, devices and endless files told as unreadable, and at once?"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from projections.evidence import plain_files
from projections.evidence.offline.auditing import judged
from tests.evidence.exported import NAMES, Taken

pytestmark = pytest.mark.postgres

CANNOT_READ = 3


@contextmanager
def soon() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 10


HOSTILE: dict[str, Callable[[Path], None]] = {
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to somebody's file": lambda path: path.symlink_to("/etc/passwd"),
    "a link to itself": lambda path: path.symlink_to(path),
    "a pipe that nobody writes": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "nothing": lambda path: None,
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_plain_file_is_not_read(taken: Taken, name: str, case: str) -> None:
    bundle = taken(name)
    for file in bundle.names:
        path = bundle.folder / file
        data = path.read_bytes()
        path.unlink()
        HOSTILE[case](path)
        with soon():
            assert bundle.read() in (1, CANNOT_READ), file
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_bytes(data)
    assert bundle.read() == 0


def test_a_link_to_the_very_file_is_none_of_the_bundle(taken: Taken, tmp_path: Path) -> None:
    """What is handed out must be in the folder, whole: a link can lead elsewhere tomorrow."""
    bundle = taken("log")
    kept = (bundle.folder / "facts.jsonl").rename(tmp_path / "facts.jsonl")
    (bundle.folder / "facts.jsonl").symlink_to(kept)
    assert bundle.read() == CANNOT_READ


@pytest.mark.parametrize("limit", ["FILE_BYTES_MAX", "LINE_BYTES_MAX"])
def test_a_file_or_a_line_ends_somewhere(
    taken: Taken, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    bundle = taken("log")
    monkeypatch.setattr(plain_files, limit, 10)
    monkeypatch.setattr(plain_files.read_file, "__defaults__", (10,))
    assert bundle.read() in (1, CANNOT_READ)


def test_the_path_and_the_key_are_plain_files_too(taken: Taken, tmp_path: Path) -> None:
    bundle = taken("score")
    certificate = bundle.folder / "certificate.json"
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(certificate)
    with soon():
        for path in (Path("/dev/zero"), pipe, tmp_path / "nothing"):
            assert judged(path, bundle.key)[0] == CANNOT_READ
            assert judged(certificate, path)[0] == CANNOT_READ
        # Links that the reader names himself are his own.
        assert judged(link, bundle.key)[0] == 0


def test_nothing_that_a_bundle_says_drives_a_terminal(
    taken: Taken, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = taken("log")
    (bundle.folder / "\x1b[2J\x1b]0;approved\x07\u202etxt").write_text("", "utf-8")
    assert bundle.read() == 0
    said = capsys.readouterr().out
    assert "NOT part of the bundle" in said
    assert all(c.isprintable() or c == "\n" for c in said)

"""Do the commands bear hidden characters, pipes, devices and names that would drive a terminal?"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

import pytest

from tests.commands.answers import BUREAU, YEAR
from tests.commands.homes import Home

pytestmark = pytest.mark.postgres

HIDDEN: Final = ("\u202e", "\u200b", "\x1b[31m", "\udcff")
FROM_A_PIPE: Final = (
    ("import", "{}", "--bureau", BUREAU, "--year", YEAR),
    ("rulebook", "check", "{}"),
    ("verify", "--bundle", "{}"),
    ("verify", "--checkpoint", "{}"),
    ("verify", "--policy", "{}"),
)


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_a_hidden_character_in_a_reason_is_wrong_usage(home: Home, hidden: str) -> None:
    words = ("reverse-import", "1", "--year", YEAR, "--ground", "复核")
    said = home.merit(*words, "--reason", f"误{hidden}录")
    assert said.code == 2, said.err
    assert "Traceback" not in said.err
    if hidden != "\udcff":
        assert f"U+{ord(hidden[0]):04X}" in said.err


@pytest.mark.parametrize("words", FROM_A_PIPE, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize("kind", ["pipe", "/dev/zero"])
def test_no_command_reads_without_end(
    home: Home, tmp_path: Path, words: tuple[str, ...], kind: str
) -> None:
    path = Path(kind)
    if kind == "pipe":
        path = tmp_path / "pipe"
        os.mkfifo(path)
    began = time.monotonic()
    said = home.merit(*(str(word).format(path) for word in words))
    assert said.code in (1, 2, 3), said.err
    assert "Traceback" not in said.err
    assert time.monotonic() - began < 60


def test_a_file_that_is_named_to_drive_a_terminal_does_not(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "\x1b]0;owned\x07\x1b[2J.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    said = home.merit("import", path, "--bureau", BUREAU, "--year", YEAR)
    assert said.code == 1
    assert "\x1b" not in said.out + said.err

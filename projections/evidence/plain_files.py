"""Is it a plain file, and not larger than anything that an auditor is handed?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

FILE_BYTES_MAX: Final = 256 * 2**20
TEXT_BYTES_MAX: Final = 2**20
"""A checkpoint or a policy."""
LINE_BYTES_MAX: Final = 64 * 2**20
"""A fact with its stored bytes: the largest holds a whole workbook."""
READ_AT_ONCE: Final = 2**20


def open_plain(path: Path, *, followed: bool = False) -> BinaryIO:
    """The file open to be read; a pipe or a device would keep its reader for ever.

    A link is not what was handed out: it is followed only where the reader named it himself.
    """
    how = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    how |= 0 if followed else getattr(os, "O_NOFOLLOW", 0)
    file = os.fdopen(os.open(path, how), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(f"{path.name} is no plain file")
    return file


def read_file(path: Path, most: int = FILE_BYTES_MAX, *, followed: bool = False) -> bytes:
    with open_plain(path, followed=followed) as file:
        # As much as there is said to be: a reader sets that much memory aside at once.
        data = file.read(min(most, os.fstat(file.fileno()).st_size) + 1)
    if len(data) > most:
        raise OSError(f"{path.name} is larger than {most} bytes")
    return data


def read_text(path: Path) -> str:
    """A checkpoint or a policy that the reader named himself."""
    return read_file(path, TEXT_BYTES_MAX, followed=True).decode("utf-8")


def lines_of(path: Path) -> Iterator[bytes]:
    """Each line of a file that may be larger than memory; one that never ends is cut."""
    with open_plain(path) as file:
        yield from iter(lambda: file.readline(LINE_BYTES_MAX), b"")


def blocks_of(path: Path) -> Iterator[bytes]:
    with open_plain(path) as file:
        yield from iter(lambda: file.read(READ_AT_ONCE), b"")

"""At which port does the home's service listen, for whoever prints a link to it?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from scripts.embedded.locks import EXCLUSIVE, SHARED, held, opened, try_lock

_NAME: Final = "listening"
_WAITING: Final = (
    "waiting for whoever asks where the service listens",
    "等待正在查询服务地址的命令",
)


@contextmanager
def listening(home: Path, port: int) -> Iterator[None]:
    """Kept in the home while the service runs; the kernel tells when it does so no more."""
    path = home / _NAME
    with held(path, SHARED, _WAITING):
        path.write_text(f"{port}\n", "ascii")
        yield


def listening_at(home: Path) -> int | None:
    """The port of the service that was started last and runs; None where none does."""
    lock = opened(home / _NAME)
    try:
        said = os.read(lock, 16).strip()
        return int(said) if said.isdigit() and not try_lock(lock, EXCLUSIVE) else None
    finally:
        os.close(lock)

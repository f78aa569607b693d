"""How is much made at once, without the collector going through all of it again and again?"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEVER: Final = 1_000_000
"""So many collections of the young before one of all: none while a workbook is decided."""
_lock: Final = threading.Lock()
_sparing: Final[list[tuple[int, int, int]]] = []
"""What held before the first of those at work; each of them has its place."""


@contextmanager
def sparing() -> Iterator[None]:
    """All that is made stays until the end, so a collection of all finds nothing.

    Of the young there are collections as ever: what others leave meanwhile does not pile up.
    """
    with _lock:
        _sparing.append(_sparing[0] if _sparing else gc.get_threshold())
        gc.set_threshold(*_sparing[0][:2], _NEVER)
    try:
        yield
    finally:
        with _lock:
            before = _sparing.pop()
            if not _sparing:
                gc.set_threshold(*before)

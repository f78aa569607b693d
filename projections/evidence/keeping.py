"""How is a text kept so that neither a crash nor a power cut leaves half of it, or none?"""

from __future__ import annotations

import os
from pathlib import Path


def keep(path: Path, text: str) -> None:
    """On the disk, whole, under its name, before anybody is answered."""
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(made, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(made, path)
    # The name too must outlive a power cut.
    parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)

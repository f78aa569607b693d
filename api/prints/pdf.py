"""How does what is to be printed become a PDF, the same bytes for the same matter?

Nobody's text is ever typst source: a layout reads it as data, and data is never evaluated.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import as_file, files
from typing import Any, Final, Literal

from api.prints import typesetting

Layout = Literal["table.typ", "notice.typ"]
_UNBROKEN: Final = re.compile(r"[!-~]{12,}")
_PART: Final = 6
_ZERO_WIDTH_SPACE: Final = "\u200b"


class NotTypeset(Exception):
    """The typesetter failed: a fault of a layout, never of anybody's text."""


def pdf(layout: Layout, matter: Mapping[str, Any], as_of: str) -> bytes:
    with as_file(files("api.prints") / "layouts") as layouts:
        # -I: only what is installed is found, whatever folder it is run in.
        words = [sys.executable, "-I", typesetting.__file__, str(layouts / layout), as_of]
        done = subprocess.run(words, input=_told(matter).encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise NotTypeset(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def pictures(layout: Layout, matter: Mapping[str, Any], as_of: str) -> list[bytes]:
    """A PNG of each page, to be looked at."""
    with as_file(files("api.prints") / "layouts") as layouts:
        return typesetting.typeset(layouts / layout, _told(matter), as_of, "png")


def _told(matter: Mapping[str, Any]) -> str:
    return json.dumps(_breakable(matter), ensure_ascii=False)


def _breakable(part: Any) -> Any:
    """A long word without a space may break anywhere, rather than run into the next cell."""
    if isinstance(part, str):
        return _UNBROKEN.sub(_broken, part)
    if isinstance(part, Mapping):
        return {name: _breakable(inner) for name, inner in part.items()}
    return [_breakable(inner) for inner in part] if isinstance(part, list) else part


def _broken(found: re.Match[str]) -> str:
    word = found[0]
    parts = (word[n : n + _PART] for n in range(0, len(word), _PART))
    return _ZERO_WIDTH_SPACE.join(parts)

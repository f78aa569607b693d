"""How is a layout with its matter typeset, in a process of its own?

Typst keeps what it has laid out in memory for the next document, a gigabyte after a large table:
a process that ends gives it back. It is run by its path and so imports nothing of the house.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

_FONT: Final = "rinoh_typeface_notosanscjk"
"""A package that carries the font; nothing of it is run."""
_ZONE: Final = timezone(timedelta(hours=8))
_PICTURE_PPI: Final = 110


def typeset(
    layout: Path, matter: str, as_of: str, form: Literal["pdf", "png"] = "pdf"
) -> list[bytes]:
    """The PDF, or a picture of each page. It is dated as_of: no clock makes two prints differ."""
    # Whoever only starts the process need not load it.
    import typst

    spec = find_spec(_FONT)
    assert spec is not None and spec.submodule_search_locations, "a dependency"
    folders = list(spec.submodule_search_locations)
    done = typst.Compiler(
        layout,
        root=layout.parent,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=folders),
    ).compile(
        format=form,
        sys_inputs={"matter": matter},
        timestamp=datetime.fromisoformat(as_of).replace(tzinfo=_ZONE),
        ppi=_PICTURE_PPI if form == "png" else None,
    )
    assert done is not None, "it goes to no file"
    return done if isinstance(done, list) else [done]


def main(layout: str, as_of: str) -> None:
    """Matter on stdin, PDF on stdout."""
    (made,) = typeset(Path(layout), sys.stdin.buffer.read().decode(), as_of)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])

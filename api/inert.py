"""How does text that a spreadsheet would work out stand in a CSV file, and come back?"""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, the wide forms in a Chinese one too."""
_QUOTED: Final = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def inert(text: str) -> str:
    """With an apostrophe in front of a formula, and one more where that is what somebody wrote."""
    return f"'{text}" if text.startswith(FORMULA) or _QUOTED.match(text) else text


def as_written(text: str) -> str:
    """Without the apostrophe that makes it inert."""
    return text[1:] if _QUOTED.match(text) else text

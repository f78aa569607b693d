"""How seldom does the collector look for circles?"""

from __future__ import annotations

import gc
from typing import Final

COLLECTED_AFTER: Final = (50_000, 20, 20)
"""So many new things before the collector looks at the newest, and at the older ones."""


def collect_seldom() -> None:
    """What is there by now stays: the collector walks over half a million things no more, for
    which whoever records or asks had to wait as long as half a second. And over what is new it
    walks seldom: an answer is made of a million things without a circle, and to look for one there
    over and over took more than half of a large bureau's appraisal."""
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)

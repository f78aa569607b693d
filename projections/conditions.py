"""Which of its conditions does a query hold?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString


def asked_for(conditions: Mapping[str, LiteralString], given: Mapping[str, Any]) -> LiteralString:
    """Those for which something is given: with a way out of each (`%s IS NULL OR …`) no index would
    serve a statement that is planned for whatever is asked."""
    return "".join(one for name, one in conditions.items() if given.get(name) is not None)

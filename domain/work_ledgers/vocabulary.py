"""What is the digest by which an entry cites a row of a work ledger?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def row_digest(said: Mapping[str, Any]) -> str:
    """The SHA-256 of the RFC 8785 JSON of all that the row says."""
    rest = {name: part for name, part in said.items() if name != "digest"}
    return "sha256:" + hashlib.sha256(rfc8785.dumps(rest)).hexdigest()

"""How is a secret made that is shown once, and known again by its hash?"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

SECRET_BYTES: Final = 32


def make_secret(prefix: str = "") -> str:
    """256 random bits as text."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def digest_of_secret(secret: str) -> bytes:
    """So many random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()

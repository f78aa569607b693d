"""Can an auditor prove the ledger without trusting whoever keeps it?"""

from __future__ import annotations

from typing import Final

OFFLINE: Final = ("plain_files", "merkle", "ed25519", "notes", "trust", "proofs", "heads", "tiles")
"""Joined in this order, and the parts of `offline` after them, they are a verifier in one file that
needs Python alone: they import the standard library and one another, and no two of them give one
name to two things."""

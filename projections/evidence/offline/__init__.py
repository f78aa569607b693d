"""Which files make up the one file that an auditor runs with Python alone?

They import the standard library and one another, and no name is defined in two of them, so that
they can be put one after the other.
"""

from typing import Final

SCORING_PARTS: Final = (
    "figures",
    "rules",
    "quiet",
    "history",
    "accounts",
    "reckoning",
    "scoring",
    "workings",
)
"""The part that recomputes a score: each needs only those before it."""
AUDIT_PARTS: Final = (
    "named",
    "told_of_bureaus",
    "told_of_claims",
    "told_of_disputes",
    "told_of_drafts",
    "told_of_evaluations",
    "told_of_quarters",
    "narration",
    "bearing",
    "certificates",
    "manifests",
    "receipts",
    "disputes",
    "gcm",
    "sealed_words",
    "freezes",
    "wholes",
    "auditing",
)
"""The part that checks what was signed; it needs the tree and the notes as well."""

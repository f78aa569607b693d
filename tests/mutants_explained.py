"""Which sources are tried, by which tests, and which mutants can no test tell from the source?"""

from __future__ import annotations

from typing import Final

_DOMAIN: Final = "tests/domain/test_"
_EVIDENCE: Final = "tests/evidence/test_"

TESTED_BY: Final[dict[str, tuple[str, ...]]] = {
    "projections/evidence/verify.py": (f"{_EVIDENCE}verify.py", f"{_EVIDENCE}verdicts.py"),
    "projections/evidence/log_passes.py": (
        f"{_EVIDENCE}log_passes.py",
        f"{_EVIDENCE}completeness.py",
        f"{_EVIDENCE}verdicts.py",
    ),
    "projections/evidence/fact_passes.py": (
        f"{_EVIDENCE}fact_passes.py",
        f"{_EVIDENCE}verdicts.py",
    ),
    "projections/evidence/second_pass.py": (
        f"{_EVIDENCE}claims_audited.py",
        f"{_EVIDENCE}second_pass.py",
    ),
    "projections/evidence/merkle.py": (f"{_EVIDENCE}merkle.py",),
    "domain/access/decisions.py": (f"{_DOMAIN}granting_a_role.py",),
    "domain/deciding/permits.py": (f"{_DOMAIN}who_may_record.py", f"{_DOMAIN}granting_a_role.py"),
}
"""The fewest that reach it; where some need a database, one of these first: it is set up once."""

EXPLAINED: Final[dict[str, dict[str, str]]] = {}
"""By file; checked by `tests.mutants`: one that is noticed after all may not stand here."""

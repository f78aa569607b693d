"""What does an auditor's `verify.py` say of a certificate or a bundle?

python3 verify.py PATH --trust FILE

PATH is a certificate (.json) or the folder of a bundle. FILE holds the log's verifier key, or a
policy with witnesses; it never comes from PATH. Ends 0 verified, 1 tampered, 2 incomplete,
3 unreadable, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from projections.evidence.ed25519 import verify_ed25519
from projections.evidence.notes import Trust, ed25519_checks
from projections.evidence.offline.certificates import Doubt, check_certificate, written_plainly
from projections.evidence.offline.manifests import check_manifest
from projections.evidence.offline.wholes import check_whole_log
from projections.evidence.offline.workings import explain
from projections.evidence.trust import parse_policy

HOLDS, TAMPERED_WITH, CANNOT_READ, WRONG_USAGE = 0, 1, 3, 64
CERTIFICATE_NAME: Final = "certificate.json"
NOT_READ: Final = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(RecursionError, MemoryError),
)
"""What a file leads to that is not what it should be; a MalformedNote is a ValueError."""


class _Words(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        self.print_usage(sys.stderr)
        print(f"verify.py: {message}", file=sys.stderr)
        sys.exit(WRONG_USAGE)


def audit(words: list[str]) -> int:
    reader = _Words(prog="verify.py", description="Verify a certificate or bundle / 离线核验")
    reader.add_argument("path", type=Path)
    reader.add_argument("--trust", type=Path, required=True, metavar="FILE")
    reader.add_argument("--explain", choices=["zh", "en"], help="print the sum by hand")
    asked = reader.parse_args(words)
    try:
        trust = parse_policy(asked.trust.read_text("utf-8"), ed25519_checks(verify_ed25519))
        held, besides = _checked(asked.path, trust, asked.explain)
    except Doubt as doubt:
        print(f"TAMPERED 不一致: {doubt}")
        return TAMPERED_WITH
    except NOT_READ as wrong:
        print(f"UNREADABLE 无法读取: {type(wrong).__name__}: {wrong}")
        return CANNOT_READ
    for one in held:
        print(f"  ✓ {one}")
    for name in besides:
        print(f"  – no part of the bundle 不属于本材料包: {name}")
    print("VERIFIED 核验通过")
    return HOLDS


def _checked(path: Path, trust: Trust, language: str | None) -> tuple[list[str], list[str]]:
    """What holds, and the files that nobody vouches for."""
    certificate = path / CERTIFICATE_NAME if path.is_dir() else path
    if path.is_dir() and not certificate.exists():
        return check_whole_log(path, trust)
    content = written_plainly(certificate.read_bytes())
    held, besides = check_certificate(content, trust), list[str]()
    if path.is_dir():
        said = {"scope": "subject", **content["question"]}
        besides = check_manifest(path, said, [CERTIFICATE_NAME])
    if language is not None:
        print(explain(content["answer"] | {"weights": {}}, language))
    return held, besides

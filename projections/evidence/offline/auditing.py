"""What does an auditor's `verify.py` say of a certificate or a bundle?

python3 verify.py PATH --trust FILE

PATH is a certificate (.json), a receipt (.json, .tlog-proof) or the folder of a bundle. FILE holds
the log's verifier key, or a policy with witnesses; it never comes from PATH. Ends 0 verified,
1 tampered, 2 incomplete, 3 unreadable, 64 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from projections.evidence.ed25519 import verify_ed25519
from projections.evidence.notes import TooFewWitnesses, Trust, ed25519_checks
from projections.evidence.offline.certificates import (
    Doubt,
    Proven,
    check_certificate,
    written_plainly,
)
from projections.evidence.offline.disputes import RECEIPT_NAME, SCORE_NAMES, check_dispute
from projections.evidence.offline.manifests import check_manifest
from projections.evidence.offline.receipts import RECEIPT, check_receipt, receipt_in
from projections.evidence.offline.sealed_words import NARRATIVE_NAME, opened_words
from projections.evidence.offline.wholes import check_whole_log
from projections.evidence.offline.workings import explain
from projections.evidence.plain_files import read_file, read_text
from projections.evidence.trust import parse_policy

HOLDS, TAMPERED_WITH, NOT_COVERED, CANNOT_READ, WRONG_USAGE = 0, 1, 2, 3, 64
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
    code, said = judged(asked.path, asked.trust, asked.explain)
    for one in said:
        print("".join(c if c.isprintable() else "\ufffd" for c in one))
    return code


def judged(path: Path, policy: Path, language: str | None = None) -> tuple[int, list[str]]:
    """How it ends, and what there is to say; never by an exception."""
    try:
        trust = parse_policy(read_text(policy), ed25519_checks(verify_ed25519))
        held = checked(path, trust, language)
    except TooFewWitnesses as lacking:
        return NOT_COVERED, [f"INCOMPLETE 核验不完整: {lacking}"]
    except Doubt as doubt:
        return TAMPERED_WITH, [f"TAMPERED 不一致: {doubt}"]
    except NOT_READ as wrong:
        return CANNOT_READ, [f"UNREADABLE 无法读取: {type(wrong).__name__}: {wrong}"]
    return HOLDS, [*(f"  ✓ {one}" for one in held), "VERIFIED 核验通过"]


def checked(path: Path, trust: Trust, language: str | None = None) -> list[str]:
    """What holds of a file or a folder; raises Doubt, TooFewWitnesses or one of NOT_READ."""
    if not path.is_dir():
        return _checked_file(path, trust, language).held
    if (path / CERTIFICATE_NAME).exists():
        proven, names = _checked_file(path / CERTIFICATE_NAME, trust, language), [CERTIFICATE_NAME]
        question = json.loads(read_file(path / CERTIFICATE_NAME))["question"]
        said = {"scope": "subject", **question}
    elif (path / RECEIPT_NAME).exists():
        proven, names = check_dispute(path, trust), [RECEIPT_NAME, *SCORE_NAMES]
        receipt = json.loads(read_file(path / RECEIPT_NAME))
        said = {"scope": "dispute", "entry_position": receipt["position"]}
    else:
        return check_whole_log(path, trust).held
    held = list(proven.held)
    if (path / NARRATIVE_NAME).exists():
        names.append(NARRATIVE_NAME)
        words = written_plainly(read_file(path / NARRATIVE_NAME))
        held += opened_words(words, proven.facts)
    return held + check_manifest(path, said, names)


def _checked_file(path: Path, trust: Trust, language: str | None) -> Proven:
    content = receipt_in(read_file(path, followed=True))
    if content["form"] == RECEIPT:
        return check_receipt(content, trust)
    proven = check_certificate(content, trust)
    if language is not None:
        print(explain(content["answer"] | {"weights": {}}, language))
    return proven

"""How do the tests have a ledger verified by the service itself?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from api.verifier import Verifier
from domain.journal.migrations import function_bodies
from projections.evidence.findings import Progress
from projections.evidence.holding import LAST
from projections.evidence.keys import SigningKey
from projections.evidence.notary import Notary
from projections.evidence.notes import Trust
from projections.evidence.signatures import CHECKS
from projections.evidence.verify import Audit, Report, verify
from tests.api.asking import Api
from tests.conftest import Database


def seal(database: Database, key: SigningKey, folder: Path) -> int:
    """Seal what there is; says how many facts that are."""
    with Notary(database.dsn("notary"), key, folder).leading() as leading:
        leading.seal()
        return leading.store.size


def give_verifier(api: Api, key: SigningKey, folder: Path) -> Verifier:
    """As `merit verify` does it, by the notary's key and the checkpoint in its folder."""

    def audit(progress: Progress) -> Report:
        note = (folder / LAST).read_text("utf-8")
        asked = Audit(Trust(CHECKS, (key.vkey,)), note, function_bodies())
        with api.database.connect("auditor") as conn:
            return verify(conn, asked, progress)

    api.service.verifier = verifier = Verifier(audit)
    return verifier


def _accused(officer: str) -> Report:
    """A report with one finding, about that officer."""
    place = f"read.entries nanyue/2024/officer:{officer}#1"
    row = {"check": "read models", "position": 1, "what": place, "expected": "1", "found": "2"}
    passes = [{"check": "read models", "findings": 1}]
    said = {"verdict": "tampered", "code": 1, "log": "l", "size": 1, "since": 0, "head": 1}
    said |= {"checkpoints": 1, "first": 1, "told": 1, "at": datetime.now(UTC)}
    return Report.model_validate({**said, "passes": passes, "findings": [row]})


def accuse(api: Api, officer: str) -> None:
    """Have the service tell of a verification that found something about that officer."""
    api.service.verifier = verifier = Verifier(lambda _: _accused(officer))
    verifier.start("the tests")
    verifier.wait(10)

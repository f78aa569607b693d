"""How do the tests have a ledger verified by the service itself?"""

from __future__ import annotations

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

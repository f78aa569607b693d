"""A ledger in which a second person let something through, not sealed yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from domain.access.commands import GrantRole
from domain.accounts.commands import AwardBonus, ReverseEntry
from domain.claims.commands import ApproveClaim
from domain.claims.vocabulary import digest_text, said_of
from domain.deciding import Command
from domain.journal.envelope import By, Receipt
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU, DAY, open_bureau, ref, rulebook

CLERK, CHECKER, HEAD, SOLE = "token:clerk", "token:checker", "token:head", "token:sole"
ROLES: Final = (
    (CLERK, "recorder", "bureau"),
    (CHECKER, "approver", "bureau"),
    (HEAD, "approver", "unit:zg"),
    (HEAD, "officer", "officer:0002"),
    (SOLE, "sole", "bureau"),
)


def claimed(
    ledger: Ledger, command: Command, by: str = CLERK, key: str | None = None
) -> tuple[Receipt, ApproveClaim]:
    """The receipt of a claim, and the command that approves it."""
    receipt = ledger.handle(command, By(by, ""), key)
    bureau, _, number = receipt.details["claim"].partition("/")
    digest = digest_text(said_of(command))
    return receipt, ApproveClaim(bureau=bureau, number=int(number), digest=digest)


def bounded(points: str = "1", version: int = 1) -> PublishRulebook:
    document = f"{rulebook(version)}alone: {{points: {points}}}\n"
    return PublishRulebook(bureau=BUREAU, document=document)


def large(points: str = "1.5", number: str = "0001") -> AwardBonus:
    said: dict[str, Any] = {"bureau": BUREAU, "item": "W1", "effective_on": DAY, "reason": "专项"}
    return AwardBonus(subject=f"officer:{number}", points=points, **said)


def a_staffed_bureau(ledger: Ledger) -> None:
    """One person may record one point; who records, who approves, who acts alone."""
    open_bureau(ledger, ("0001", "0002", "0003"))
    ledger.handle(bounded(version=2), OFFICE)
    for grantee, role, scope in ROLES:
        ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)


def approved_ledger(database: Database, folder: Path) -> Sealed:
    """Two claims approved and an entry by who acts alone, not sealed yet."""
    made = Sealed(database, folder / "notary")
    with Ledger(database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        made.seal()
        _, approve = claimed(ledger, large())
        ledger.handle(approve, By(CHECKER, ""))
        undo = ReverseEntry(entry=ref(1), reason="登记有误", ground="复核")
        _, approve = claimed(ledger, undo)
        ledger.handle(approve, By(HEAD, ""))
        ledger.handle(large("1.2", "0003"), By(SOLE, ""))
    database.project()
    return made

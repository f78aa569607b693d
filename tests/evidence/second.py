"""A ledger in which a second person let something through, not sealed yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from domain.access.commands import GrantRole, RevokeRole
from domain.accounts.commands import AwardBonus, CorrectEntry, Replacement, ReverseEntry
from domain.claims.commands import ApproveClaim
from domain.claims.vocabulary import digest_text, said_of
from domain.deciding import Command
from domain.erasures.commands import EraseSubject
from domain.imports.commands import ReverseImport
from domain.journal.envelope import By, Receipt
from domain.ledger import Ledger
from domain.registers.commands import PublishRulebook
from domain.years.commands import CloseYear, FreezeYear, PublishYear, RestateYear
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU, DAY, YEAR, open_bureau, ref, rulebook
from tests.journal.loading import book

CLERK, CHECKER, HEAD = "token:clerk", "token:checker", "token:head"
SOLE, DESK = "token:sole", "token:desk"
ROLES: Final = (
    (CLERK, "recorder", "bureau"),
    (CHECKER, "approver", "bureau"),
    (HEAD, "approver", "unit:zg"),
    (HEAD, "officer", "officer:0002"),
    (SOLE, "sole", "bureau"),
    (DESK, "appraiser", "bureau"),
    (DESK, "admin", "bureau"),
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


def large(points: str = "1.5", number: str = "0001", approved_by: str | None = None) -> AwardBonus:
    said: dict[str, Any] = {"bureau": BUREAU, "item": "W1", "effective_on": DAY, "reason": "专项"}
    return AwardBonus(subject=f"officer:{number}", points=points, approved_by=approved_by, **said)


def a_staffed_bureau(ledger: Ledger) -> None:
    """One person may record one point; who records, who approves, who acts alone."""
    open_bureau(ledger, ("0001", "0002", "0003"))
    ledger.handle(bounded(version=2), OFFICE)
    for grantee, role, scope in ROLES:
        ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)


def approve_all_kinds(ledger: Ledger) -> None:
    """One claim of each kind that always needs a second person, and what the last rests on."""
    row: dict[str, Any] = {"ref": "m-1", "kind": "bonus", "subject": "officer:0002", "item": "K1"}
    row |= {"effective_on": DAY, "reason": "专项"}
    entries = [row, row | {"ref": "m-2", "subject": "officer:0003"}]
    ledger.import_workbook(book({"entries": entries}), OFFICE)
    which: dict[str, Any] = {"bureau": BUREAU, "year": YEAR}
    said = {"reason": "登记有误", "ground": "复核"}
    change = Replacement(points="1.1", document_no=None)
    subject = "officer:0003"
    for command in (
        CorrectEntry.model_validate({"entry": ref(1, "0003"), "replacement": change, **said}),
        ReverseImport.model_validate({**which, "batch": 1, **said}),
        GrantRole(bureau=BUREAU, grantee="token:new", role="recorder", scope="unit:zg"),
        RevokeRole(bureau=BUREAU, grantee="token:new", number=1),
        bounded("2", version=3),
        EraseSubject(bureau=BUREAU, subject=subject, authorised_by="9002", ground="个保法"),
    ):
        _, approve = claimed(ledger, command, DESK)
        ledger.handle(approve, By(CHECKER, ""))
    for act in (FreezeYear(**which), PublishYear(**which), CloseYear(**which, waived="无异议")):
        ledger.handle(act, By(DESK, ""))
    _, approve = claimed(
        ledger, RestateYear.model_validate({**which, "authorised_by": "9002", **said}), DESK
    )
    ledger.handle(approve, OFFICE)


def approved_ledger(database: Database, folder: Path) -> Sealed:
    """Claims approved, and an entry by who acts alone, not sealed yet."""
    made = Sealed(database, folder / "notary")
    with Ledger(database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        made.seal()
        _, approve = claimed(ledger, large())
        ledger.handle(approve, By(CHECKER, ""))
        undo = ReverseEntry(entry=ref(1), reason="登记有误", ground="复核")
        _, approve = claimed(ledger, undo)
        ledger.handle(approve, By(HEAD, ""))
        ledger.handle(large("1.2", "0003", "9002"), By(SOLE, ""))
        approve_all_kinds(ledger)
    database.project()
    return made

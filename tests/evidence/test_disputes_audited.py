"""Does the audit find a dispute decided by an own hand, or remedied otherwise than let through?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.accounts.commands import CorrectEntry, Replacement
from domain.disputes.commands import AcceptDispute, DecideDispute, FileDispute, Remedies
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.registers.commands import WithdrawMark
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.approvals import at, found, setting, whats
from tests.evidence.attacks import rewrite, said
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK, SOLE, a_staffed_bureau, claimed, large
from tests.journal.cast import BUREAU, YEAR, mark, ref

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
APPELLANT, COMMITTEE = "token:ada", "token:committee"
WHY: Final = {"reason": "经查", "ground": "考评办法"}


def filed(ledger: Ledger, **about: Any) -> int:
    words = {"statement": "有误", "relief": "更正", "stage": "objection"}
    asked = {"bureau": BUREAU, "subject": "officer:0001", "year": YEAR, "about": about, **words}
    ledger.handle(FileDispute.model_validate(asked), By(APPELLANT, ""))
    number = ledger.journal.log(ledger.head).last_number("dispute", BUREAU)
    ledger.handle(AcceptDispute(bureau=BUREAU, number=number), By(DESK, ""))
    return number


def decision(number: int, **remedies: Any) -> DecideDispute:
    return DecideDispute(
        bureau=BUREAU,
        number=number,
        outcome="varied",
        document_no="考评委〔2025〕5号",
        remedies=Remedies(**remedies),
        **WHY,
    )


@pytest.fixture(scope="module")
def disputed(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """Two awards corrected by a committee, a mark withdrawn by whoever acts alone."""
    made = Sealed(module_database, tmp_path_factory.mktemp("disputed") / "notary")
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        for who, role, scope in (
            (APPELLANT, "officer", "officer:0001"),
            (COMMITTEE, "committee", "bureau"),
        ):
            grant = GrantRole(bureau=BUREAU, grantee=who, role=role, scope=scope)
            ledger.handle(grant, OFFICE)
        for _ in range(2):
            ledger.handle(claimed(ledger, large())[1], By(CHECKER, ""))
        ledger.handle(GrantRole(bureau=BUREAU, grantee="token:second", role="approver"), OFFICE)
        number = filed(ledger, entries=[ref(1), ref(2)])
        better = CorrectEntry(entry=ref(2), replacement=Replacement(points="2"), **WHY)
        same = CorrectEntry(entry=ref(1), replacement=Replacement(points="1.6"), **WHY)
        asked = decision(number, corrections=(same, better))
        ledger.handle(claimed(ledger, asked, COMMITTEE)[1], By("token:second", ""))
        for score, period in (("10", "2024Q1"), ("90", "2024Q2")):
            ledger.handle(mark("0001", score, period), OFFICE)
        number = filed(ledger, marks=[1])
        undo = WithdrawMark(bureau=BUREAU, year=YEAR, subject="officer:0001", number=1, reason="误")
        ledger.handle(decision(number, withdrawals=(undo,)), By(SOLE, ""))
    return made


@pytest.fixture
def conn(disputed: Sealed) -> Iterator[Conn]:
    with disputed.attacked() as conn:
        yield conn


def test_nothing_is_found_of_disputes_that_were_decided_as_they_should(conn: Conn) -> None:
    assert found(conn) == []


def test_a_decision_by_whoever_had_a_hand_in_it_is_found(conn: Conn) -> None:
    position = at(conn, "dispute-decided", COMMITTEE)
    entry = at(conn, "bonus-awarded", CLERK)
    for who in (COMMITTEE, "token:second"):
        setting(conn, entry, "actor", who)
        assert (position, "decider", f"no hand in dispute {BUREAU}/1", who) in found(conn), who
    setting(conn, entry, "actor", CLERK)
    assert found(conn) == []


def test_a_decision_by_the_appellant_is_found(conn: Conn) -> None:
    position = at(conn, "dispute-decided", COMMITTEE)
    opened = position - 3
    while said(conn, opened).get("filed_by") is None:
        opened -= 1
    rewrite(conn, opened, filed_by=COMMITTEE)
    assert (position, "decider", f"no hand in dispute {BUREAU}/1", COMMITTEE) in found(conn)


def test_a_remedy_that_was_not_let_through_is_found(conn: Conn) -> None:
    position = at(conn, "dispute-decided", COMMITTEE)
    remedied = said(conn, position)["remedied"]
    rewrite(conn, position, remedied=remedied[:1])
    assert whats(conn) == ["remedied"]
    rewrite(conn, position, remedied=remedied)
    rewrite(conn, position + 1, number=3)
    assert whats(conn) == ["remedied", "claimed remedies"]
    rewrite(conn, position + 1, number=1)
    rewrite(conn, position + 2, points="1.9")
    assert found(conn) == [(position, "claimed points", "1.6", "1.9")]
    rewrite(conn, position + 2, points="1.6")
    rewrite(conn, position + 1, ground="另一依据")
    assert whats(conn) == ["claimed ground"]


def test_who_acts_alone_is_held_to_what_he_said_he_remedied(conn: Conn) -> None:
    query = "SELECT position FROM journal.facts WHERE topic = 'dispute-decided' AND actor = %s"
    row = conn.execute(query, (SOLE,)).fetchone()
    assert row is not None
    rewrite(conn, row[0], remedied=[])
    assert whats(conn) == ["remedied"]


def test_a_decision_about_no_dispute_is_found(conn: Conn) -> None:
    position = at(conn, "dispute-decided", COMMITTEE)
    rewrite(conn, position, number=77)
    assert (position, "dispute", f"the dispute {BUREAU}/77", "no such dispute") in found(conn)

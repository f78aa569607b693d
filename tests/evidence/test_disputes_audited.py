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
from domain.registers.facts import MarkWithdrawn, RestrictionLifted, RestrictionRescinded
from domain.years.facts import GradeDecided
from projections.evidence.deciders import remedied
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import at, found, setting, whats
from tests.evidence.attacks import rewrite, said
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK, SOLE, a_staffed_bureau, claimed, large
from tests.journal.cast import BUREAU, DAY, YEAR, mark, ref

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


@pytest.fixture(scope="session")
def disputed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """Two awards corrected by a committee, a mark withdrawn by whoever acts alone."""
    made = Sealed(new_database(server), tmp_path_factory.mktemp("disputed") / "notary")
    with Ledger(made.database.dsn("app"), MASTER) as ledger:
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
        other = {"reason": "经查", "ground": "另一办法"}
        better = CorrectEntry(entry=ref(2), replacement=Replacement(points="2"), **other)
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
    done = said(conn, position)["remedied"]
    rewrite(conn, position, remedied=done[:1])
    assert found(conn) == [(position, "remedied", done[0], ", ".join(done))]
    rewrite(conn, position, remedied=done)
    rewrite(conn, position + 1, number=3)
    others = ", ".join([ref(3), *done[1:]])
    assert found(conn) == [
        (position, "remedied", ", ".join(done), others),
        (position, "claimed remedies", ", ".join(done), others),
    ]
    rewrite(conn, position + 1, number=1)
    rewrite(conn, position + 2, points="1.9")
    assert found(conn) == [(position, "claimed points", "1.6", "1.9")]
    rewrite(conn, position + 2, points="1.6")
    rewrite(conn, position + 1, ground="另一依据")
    assert whats(conn) == ["claimed ground"]


def test_of_remedies_that_are_others_no_entry_is_looked_at(conn: Conn) -> None:
    position = at(conn, "dispute-decided", COMMITTEE)
    rewrite(conn, position + 1, number=3)
    rewrite(conn, position + 4, points="1.9")
    assert whats(conn) == ["remedied", "claimed remedies"]


def test_every_kind_of_remedy_is_held_to_what_was_let_through() -> None:
    """In the order in which a decision does them."""
    subject, day = "officer:0001", DAY
    of: dict[str, Any] = {"bureau": BUREAU, "subject": subject}
    facts = (
        MarkWithdrawn(**of, year=YEAR, number=1, reason="误"),
        RestrictionLifted(**of, number=2, effective_on=day),
        RestrictionRescinded(**of, number=3, effective_on=day),
        GradeDecided(
            **{"bureau": BUREAU, "year": YEAR, "officer": "0001", "grade": "competent"},
            **{"minutes": "纪要", "decided_on": day, "reason": "经查"},
        ),
    )
    asked: dict[str, Any] = {
        "withdrawals": [{"year": YEAR, "subject": subject, "number": 1}],
        "ends": [{"subject": subject, "number": 2}, {"subject": subject, "number": 3}],
        "grades": [{"year": YEAR, "officer": "0001"}],
    }
    done = (
        f"{YEAR}/{subject}/marks#1",
        f"{subject}/restrictions#2",
        f"{subject}/restrictions#3",
        f"{YEAR}/{subject}/grade",
    )
    assert list(remedied({"remedies": asked}, facts)) == []
    assert list(remedied({"remedies": {}}, facts)) == [("claimed remedies", "", ", ".join(done))]
    assert list(remedied({"remedies": asked}, ())) == [("claimed remedies", ", ".join(done), "")]


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

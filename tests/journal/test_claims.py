"""Is a claim let through once, by who may at that very moment, and by nobody who was overtaken?"""

from __future__ import annotations

import json
from functools import partial

import pytest

from domain import refusals as no
from domain.access.commands import GrantRole
from domain.access.facts import RoleRevoked
from domain.accounts.commands import ReverseEntry
from domain.claims.commands import ApproveClaim
from domain.claims.vocabulary import digest_text, said_of
from domain.deciding import Command
from domain.erasures.commands import EraseSubject
from domain.journal.envelope import By, Receipt
from domain.ledger import Ledger
from domain.years.commands import CloseYear, FreezeYear, PublishYear
from tests.conftest import MASTER, Database
from tests.journal.cast import BUREAU, OFFICE, YEAR, bonus, open_bureau, ref, reversal
from tests.journal.crowds import at_once, overtaken, refusals
from tests.journal.facts import log, one, stored
from tests.journal.lossy import Cut, lossy_line

pytestmark = pytest.mark.postgres

ME, CHECKER, OTHER = "token:clerk", "token:checker", "token:other"


@pytest.fixture
def staffed(ledger: Ledger) -> Ledger:
    open_bureau(ledger)
    for grantee, role in ((ME, "recorder"), (CHECKER, "approver"), (OTHER, "approver")):
        ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role), OFFICE)
    ledger.handle(bonus(), By(ME, ""))
    return ledger


def claimed(
    ledger: Ledger, command: Command, key: str | None = None
) -> tuple[Receipt, ApproveClaim]:
    receipt = ledger.handle(command, By(ME, ""), key)
    number = int(receipt.details["claim"].partition("/")[2])
    digest = digest_text(said_of(command))
    return receipt, ApproveClaim(bureau=BUREAU, number=number, digest=digest)


def approve(ledger: Ledger, asked: ApproveClaim, by: str = CHECKER) -> Receipt:
    return ledger.handle(asked, By(by, ""))


def test_the_facts_are_the_proposers_and_the_approval_stands_in_them(
    staffed: Ledger, database: Database
) -> None:
    _, asked = claimed(staffed, reversal())
    receipt = approve(staffed, asked)
    with database.connect("auditor") as conn:
        reversed_, approved = log(conn)[-2:]
        commands = "SELECT command FROM journal.commands WHERE first_position = %s"
        command = bytes(one(conn, commands, reversed_["position"]))
    assert receipt.position == approved["position"]
    assert (reversed_["topic"], reversed_["actor"], reversed_["role"]) == (
        *("entry-reversed", ME, "recorder"),
    )
    assert (approved["topic"], approved["actor"]) == ("claim-approved", CHECKER)
    said = {"actor": CHECKER, "claim": "nanyue/1", "digest": asked.digest, "role": "approver"}
    assert json.loads(reversed_["approvals"]) == [said]
    assert (approved["approvals"], f"sha256:{command.hex()}") == ("[]", asked.digest)


def test_of_two_approvers_at_once_one_lets_it_through(staffed: Ledger, database: Database) -> None:
    _, asked = claimed(staffed, reversal())
    acts = [partial(approve, staffed, asked, by) for by in (CHECKER, OTHER) * 3]
    answers = at_once(*acts)
    assert refusals(answers) == ["ClaimEnded"] * 5
    with database.connect("auditor") as conn:
        topics = [fact["topic"] for fact in log(conn)]
    assert topics.count("entry-reversed") == topics.count("claim-approved") == 1


def test_claims_made_at_once_have_a_number_each(staffed: Ledger) -> None:
    for _ in range(5):
        staffed.handle(bonus(), OFFICE)
    acts = [partial(claimed, staffed, reversal(n)) for n in range(1, 6)]
    answers = at_once(*acts)
    assert refusals(answers) == []
    numbers = {
        asked.number for answer in answers if isinstance(answer, tuple) for asked in [answer[1]]
    }
    assert numbers == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("whose", "refusal"), [(CHECKER, no.NotPermitted), (ME, no.ProposerNotPermitted)]
)
def test_a_revocation_that_overtakes_an_approval_forbids_it(
    staffed: Ledger, database: Database, whose: str, refusal: type[Exception]
) -> None:
    _, asked = claimed(staffed, reversal())
    revoked = RoleRevoked(bureau=BUREAU, grantee=whose, number=1, effective_on=staffed.today)
    with overtaken(database, partial(approve, staffed, asked), stored(revoked, 2)) as answer:
        pass
    with pytest.raises(refusal):
        answer.result()


def test_what_is_approved_is_decided_by_what_holds_then(staffed: Ledger) -> None:
    """A year that was frozen meanwhile takes it; in one that was closed the entry has moved on."""
    _, early = claimed(staffed, reversal())
    which = {"bureau": BUREAU, "year": YEAR}
    staffed.handle(FreezeYear.model_validate(which), OFFICE)
    assert approve(staffed, early).details["facts"] == 2
    staffed.handle(PublishYear.model_validate(which), OFFICE)
    run = staffed.head
    staffed.handle(bonus(), OFFICE)
    _, late = claimed(staffed, ReverseEntry(entry=ref(2), reason="登记有误", ground="复核"))
    staffed.handle(
        CloseYear.model_validate(which | {"waived": "公示无异议", "position": run}), OFFICE
    )
    with pytest.raises(no.EntryAlreadyReversed):
        approve(staffed, late)


def test_the_same_key_gets_the_same_claim_and_the_same_approval(
    staffed: Ledger, database: Database
) -> None:
    first, asked = claimed(staffed, reversal(), "k-1")
    again, _ = claimed(staffed, reversal(), "k-1")
    assert (again.position, again.details, again.replayed) == (first.position, first.details, True)
    with pytest.raises(no.KeyReusedForAnotherCommand):
        claimed(staffed, reversal(reason="另一事由"), "k-1")
    done = staffed.handle(asked, By(CHECKER, ""), "k-2")
    same = staffed.handle(asked, By(CHECKER, ""), "k-2")
    assert (same.position, same.details, same.replayed) == (done.position, done.details, True)
    after, _ = claimed(staffed, reversal(), "k-1")
    assert after.details == first.details
    with database.connect("auditor") as conn:
        assert one(conn, "SELECT max(position) FROM journal.facts") == done.position


def test_a_claims_words_are_sealed_and_erased_with_their_subject(
    staffed: Ledger, database: Database
) -> None:
    _, asked = claimed(staffed, reversal(reason="只有办案人知道"))
    with database.connect("auditor") as conn:
        state = bytes(log(conn)[-1]["state"]).decode()
    assert "只有办案人知道" not in state and "sealed:1:" in state
    erase = EraseSubject(
        bureau=BUREAU, subject="officer:0001", authorised_by="9002", ground="个保法"
    )
    staffed.handle(erase, OFFICE)
    with Ledger(database.dsn("app"), MASTER) as restarted, pytest.raises(no.ClaimIllegible):
        approve(restarted, asked)


def test_an_erasure_destroys_the_key_when_it_is_approved_and_not_before(
    staffed: Ledger, database: Database
) -> None:
    staffed.handle(GrantRole(bureau=BUREAU, grantee=ME, role="admin"), OFFICE)
    erase = EraseSubject(
        bureau=BUREAU, subject="officer:0001", authorised_by="9002", ground="个保法"
    )
    _, asked = claimed(staffed, erase)
    keys = "SELECT count(*) FROM keys.subject_keys WHERE subject = 'officer:0001'"
    with database.connect() as conn:
        assert one(conn, keys) == 1
        approve(staffed, asked)
        assert one(conn, keys) == 0


@pytest.mark.parametrize("cut", [Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT])
def test_a_line_that_breaks_around_an_approval_lets_it_through_once(
    staffed: Ledger, database: Database, cut: Cut
) -> None:
    """Both appends are one transaction: the approver's key tells of both."""
    _, asked = claimed(staffed, reversal())
    head = staffed.head
    with lossy_line(database.dsn("app")) as (line, dsn), Ledger(dsn, MASTER) as ledger:
        ledger.handle(bonus(), OFFICE)
        line.cut_next(cut)
        receipt = approve(ledger, asked)
        assert line.cuts == [cut]
        assert (receipt.position, ledger.head) == (head + 3, head + 3)
        assert receipt.replayed is (cut is Cut.AFTER_COMMIT)


def test_the_last_number_of_a_case_is_the_one_that_stood_at_the_position(staffed: Ledger) -> None:
    first, _ = claimed(staffed, reversal())
    staffed.handle(bonus(), By(ME, ""))
    claimed(staffed, ReverseEntry(entry=ref(2), reason="重复", ground="核查"))
    numbered = [
        staffed.journal.log(position).last_number("claim", BUREAU)
        for position in (first.position - 1, first.position, staffed.head)
    ]
    assert numbered == [0, 1, 2]

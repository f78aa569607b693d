"""What exactly does the audit say of an award that was not let through as the facts have it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from domain.access.commands import GrantRole
from domain.claims.commands import (
    ApproveClaim,
    CheckClaim,
    ClaimAward,
    LinkClaims,
    LinkedClaim,
    NamedShare,
    VerifyClaim,
)
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.ledger import Ledger
from scripts.embedded import Server
from tests.conftest import MASTER, OFFICE, new_database
from tests.evidence.approvals import approvals, found, setting, whats
from tests.evidence.attacks import rewrite, said
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, CLERK, DESK, a_staffed_bureau
from tests.journal.cast import BUREAU, DAY
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
HIMSELF, UNIT, THIRD = "token:himself", "token:unit", "token:third"
_ROLES: Final = (
    (HIMSELF, "officer", "officer:0001"),
    (UNIT, "unit-head", "unit:zg"),
    (THIRD, "officer", "officer:0003"),
)


def award(subject: str, **more: Any) -> ClaimAward:
    said: dict[str, Any] = {"bureau": BUREAU, "item": "W1", "points": "2", "effective_on": DAY}
    return ClaimAward(subject=subject, document_no="衡税发〔2024〕8号", **(said | more))


def let_through(ledger: Ledger, number: int) -> None:
    state = Desk(ledger._facts, lambda: (), DAY).claim(BUREAU, number)
    seen: dict[str, Any] = {"bureau": BUREAU, "number": number, "digest": state.digest}
    ledger.handle(CheckClaim(**seen), By(UNIT, ""))
    ledger.handle(VerifyClaim(**seen), By(DESK, ""))
    ledger.handle(ApproveClaim(**seen), By(CHECKER, ""))


@pytest.fixture(scope="module")
def awarded(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """A joint award, and a later one of the same document that splits it anew."""
    database = new_database(server)
    with Ledger(database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        for grantee, role, scope in _ROLES:
            ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
        others = (NamedShare(subject="officer:0002", share="1/2"),)
        joint = award("officer:0001", share="1/2", others=others)
        late = award("officer:0003")
        ledger.handle(joint, By(HIMSELF, ""))
        let_through(ledger, 1)
        ledger.handle(late, By(THIRD, ""))
        parts = (LinkedClaim(number=1, share="1/2"), LinkedClaim(number=2, share="1/2"))
        link = LinkClaims(bureau=BUREAU, claims=parts, merit="8号", reason="同一文件")
        ledger.handle(link, By(DESK, ""))
        let_through(ledger, 2)
    return Sealed(database, tmp_path_factory.mktemp("awarded") / "notary")


@pytest.fixture
def conn(awarded: Sealed) -> Iterator[Conn]:
    with awarded.attacked() as attacked:
        yield attacked


def first(conn: Conn, topic: str = "bonus-awarded") -> int:
    return int(one(conn, "SELECT min(position) FROM journal.facts WHERE topic = %s", topic))


def forge(conn: Conn, stage: int, **but: str) -> None:
    """One of the three approvals of the joint award, in each of its facts."""
    position = first(conn)
    for fact in range(position, position + 3):
        told = json.loads(approvals(conn, fact))
        told[stage] |= but
        setting(conn, fact, "approvals", json.dumps(told, sort_keys=True))


def test_nothing_is_found_of_awards_that_three_others_let_through(conn: Conn) -> None:
    assert found(conn) == []
    told = json.loads(approvals(conn, first(conn)))
    assert [(one["stage"], one["actor"]) for one in told] == [
        ("check", UNIT),
        ("verify", DESK),
        ("approve", CHECKER),
    ]
    assert said(conn, first(conn, "entry-reversed"))["subject"] == "officer:0001"


@pytest.mark.parametrize("kept", [[], [2], [0, 2], [2, 1, 0]])
def test_an_award_has_three_approvals_in_their_order(conn: Conn, kept: list[int]) -> None:
    position = first(conn)
    whole = json.loads(approvals(conn, position))
    text = json.dumps([whole[n] for n in kept], sort_keys=True)
    for fact in range(position, position + 3):
        setting(conn, fact, "approvals", text)
    assert found(conn) == [(position, "approvals", "check, verify, approve", text[:300])]


def test_one_approval_of_the_old_kind_is_not_enough_for_an_award(conn: Conn) -> None:
    """Though its fact of having been granted was taken away as well."""
    position = first(conn)
    last = json.loads(approvals(conn, position))[2]
    del last["stage"]
    for fact in range(position, position + 2):
        setting(conn, fact, "approvals", json.dumps([last], sort_keys=True))
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (position + 2,))
    assert "approvals" in whats(conn)


@pytest.mark.parametrize(("stage", "name"), [(0, "check"), (1, "verify")])
def test_a_step_was_taken_by_who_is_named_and_might(conn: Conn, stage: int, name: str) -> None:
    forge(conn, stage, actor=CLERK)
    assert f"the step {name}" in whats(conn)
    forge(conn, stage, actor={0: UNIT, 1: DESK}[stage])
    assert whats(conn) == []
    position = first(conn, {0: "claim-checked", 1: "claim-verified"}[stage])
    setting(conn, position, "role", "approver")
    forge(conn, stage, role="approver")
    assert f"the step {name}" in whats(conn), "that role takes no such step"


def test_each_step_is_another_persons_and_none_is_his_whom_it_is_for(conn: Conn) -> None:
    forge(conn, 1, actor=UNIT, role="unit-head")
    assert "check and verify" in whats(conn)
    forge(conn, 1, actor=HIMSELF, role="officer")
    assert {"proposer and verify", "verify and beneficiary"} <= set(whats(conn))


def test_whoever_approves_might_approve_for_all_who_are_named(conn: Conn) -> None:
    forge(conn, 2, role="recorder", actor=CLERK)
    assert "approver's role" in whats(conn)


def test_whoever_claimed_spoke_for_the_subject(conn: Conn) -> None:
    position = first(conn)
    for fact in range(position, position + 3):
        setting(conn, fact, "role", "recorder")
    assert "role" in whats(conn)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"points": "1.9"}, "claimed points"),
        ({"share": "2/3"}, "claimed share"),
        ({"merit": "x"}, "claimed merit"),
        ({"item": "K1"}, "claimed item"),
        ({"evidence": ["sha256:" + "1" * 64]}, "claimed evidence"),
        ({"subject": "officer:0003"}, "awarded"),
    ],
)
def test_an_entry_says_what_was_claimed(conn: Conn, change: dict[str, Any], wrong: str) -> None:
    rewrite(conn, first(conn), **change)
    assert wrong in whats(conn)


def test_only_what_is_linked_is_split_anew(conn: Conn) -> None:
    assert whats(conn) == []
    conn.execute(
        "DELETE FROM journal.facts WHERE topic = 'claim-linked' AND stream_name = 'claim:nanyue/2'"
    )
    assert {"corrected", "claimed merit", "claimed share"} <= set(whats(conn))


def _last(conn: Conn, topic: str) -> int:
    return int(one(conn, "SELECT max(position) FROM journal.facts WHERE topic = %s", topic))


def test_an_approval_is_of_the_link_that_stood(conn: Conn) -> None:
    """The late claim was linked before it was verified: of both decisions the link was seen."""
    own = said(conn, first(conn, "claim-submitted"))["digest"]
    for topic, what in (
        ("claim-verified", "what was seen to verify"),
        ("claim-approved", "claim's approval"),
        ("claim-checked", "what was seen to check"),
    ):
        position = _last(conn, topic)
        seen = said(conn, position)["digest"]
        rewrite(conn, position, digest=own)
        assert whats(conn) == [what]
        rewrite(conn, position, digest=seen)


def test_a_link_that_came_after_the_verification_is_found(conn: Conn) -> None:
    """Its part was another when it was verified: whoever altered it altered what was approved."""
    link = _last(conn, "claim-linked")
    rewrite(conn, link, share="1/3")
    assert {"what was seen to verify", "claim's approval", "claimed share"} <= set(whats(conn))


def test_what_it_was_linked_with_is_linked_so_still(conn: Conn) -> None:
    rewrite(conn, first(conn, "claim-linked"), merit="另一")
    assert "link of claim 1" in whats(conn)


@pytest.mark.parametrize("change", [{"share": "1/3"}, {"merit": "x"}])
def test_an_entry_granted_earlier_was_corrected_to_its_part(
    conn: Conn, change: dict[str, str]
) -> None:
    undone = first(conn, "entry-reversed")
    assert said(conn, undone + 1)["corrects"] == f"{BUREAU}/2024/officer:0001#1"
    rewrite(conn, undone + 1, **change)
    assert whats(conn) == [f"corrected {BUREAU}/2024/officer:0001#1"]

"""Who may speak in a case of the cycle, by what the case is about, and what is told who may not?"""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain import refusals as no
from domain.access.facts import RoleGranted
from domain.acknowledgements.commands import AcknowledgeEntry, AcknowledgeResult
from domain.bureaus.commands import PlaceBureau
from domain.claims.commands import AddEvidence
from domain.deciding import permit
from domain.disputes.commands import WithdrawDispute
from domain.journal.envelope import By
from domain.journal.names import Fact
from domain.registers.commands import WithdrawMark
from domain.vocabulary import Value
from tests.domain.awarding import claimed
from tests.domain.cast import ADA, BO, BUREAU, DIGEST, HENGSHAN, NANYUE, ZG, a_bonus, a_posting, ref
from tests.domain.disputants import filing, of_case, raised
from tests.domain.managed import LOSS, a_remediation, explain, report
from tests.domain.scenario import given

ME: Final = "token:me"
MOVED: Final = (
    a_posting("0013", unit="fa", until="2025-06-10"),
    a_posting("0013", unit="zg", start="2025-06-10"),
)
"""Bo moves from fa to zg in the summer of 2025."""


def holding(role: str, scope: str) -> RoleGranted:
    said = {"bureau": NANYUE, "grantee": ME, "number": 1, "start": "2024-01-01"}
    return RoleGranted.model_validate(said | {"role": role, "scope": scope})


def allowed(command: Value, role: str, scope: str, *facts: Fact) -> bool:
    """A role that is held over just that."""
    desk = given(*BUREAU, *facts, holding(role, scope)).desk
    try:
        return permit(desk, command, By(ME, "")) == role
    except no.NotPermitted:
        return False


def asked_of(command: Value, *facts: Fact) -> str:
    """Over what a role would be needed, as it is told to somebody who has none."""
    with pytest.raises(no.NotPermitted) as refused:
        permit(given(*BUREAU, *facts).desk, command, By(ME, ""))
    return str(refused.value.details["scope"])


def test_a_loss_is_explained_by_the_head_of_the_unit_that_lost_it() -> None:
    assert allowed(explain(), "unit-head", ZG, LOSS)
    assert not allowed(explain(), "unit-head", "unit:fa", LOSS)
    assert asked_of(explain(), LOSS) == ZG


def test_a_remediation_is_reported_by_who_answers_for_it_or_heads_his_unit_then() -> None:
    """Bo answers for it in fa; that he works in zg by now makes nobody else of its head."""
    opened = a_remediation(officer="0013", effective_on="2025-06-02")
    for role, scope, may in (
        ("officer", BO, True),
        ("officer", ADA, False),
        ("unit-head", "unit:fa", True),
        ("unit-head", ZG, False),
    ):
        assert allowed(report(), role, scope, *MOVED, opened) is may, scope
    assert asked_of(report(), *MOVED, opened) == BO
    assert not allowed(report(), "officer", BO)
    assert asked_of(report()) == NANYUE, "there is none yet"
    other = a_remediation(number=2, officer="0012")
    assert allowed(report(number=2), "officer", ADA, opened, other)
    assert not allowed(report(number=2), "officer", BO, opened, other)


def test_who_is_judged_raises_a_dispute_and_takes_it_back() -> None:
    about: dict[str, Any] = {"about": {"entries": [f"{NANYUE}/2024/{ADA}#1"]}}
    contest, *_ = raised()
    back = of_case(WithdrawDispute)
    for command, facts in ((filing(**about), ()), (back, contest.book.facts[len(BUREAU) :])):
        assert allowed(command, "officer", ADA, *facts)
        assert not allowed(command, "officer", BO, *facts)
    assert not allowed(back, "officer", ADA), "there is none"
    assert asked_of(filing(**about)) == ADA
    assert asked_of(filing(**about, subject=ZG)) == ZG
    assert asked_of(back, *contest.book.facts[len(BUREAU) :]) == f"{NANYUE}/1"


def test_evidence_is_added_by_whose_claim_it_is() -> None:
    claim = claimed()
    command = AddEvidence(bureau=NANYUE, number=1, evidence=(DIGEST,))
    assert allowed(command, "officer", ADA, *claim)
    assert not allowed(command, "officer", BO, *claim)
    assert not allowed(command, "officer", ADA), "there is none"
    assert asked_of(command, *claim) == asked_of(command) == f"{NANYUE}/1"


def test_who_is_judged_says_that_he_was_told() -> None:
    told = {"year": 2024, "subject": ADA, "result": "published", "agrees": True}
    for command in (
        AcknowledgeEntry(entry=ref(a_bonus()), agrees=True),
        AcknowledgeResult.model_validate(told),
    ):
        assert allowed(command, "officer", ADA, a_bonus())
        assert not allowed(command, "officer", BO, a_bonus())
        assert asked_of(command, a_bonus()) == ADA


def test_what_one_bureau_is_told_of_another_is_for_both_to_say() -> None:
    below = PlaceBureau.model_validate({"bureau": NANYUE, "above": HENGSHAN, "from": "2025-01-01"})
    here = holding("appraiser", "bureau")
    there = here.model_copy(update={"bureau": HENGSHAN})
    both = given(*BUREAU, here, there).desk
    assert permit(both, below, By(ME, "")) == "appraiser"
    assert asked_of(below, here) == HENGSHAN
    assert asked_of(below, there) == NANYUE
    alone = below.model_copy(update={"above": None})
    assert allowed(alone, "appraiser", "bureau")


@pytest.mark.parametrize(("subject", "scope"), [(ADA, ADA), (ZG, NANYUE)])
def test_whether_a_mark_is_there_is_not_told(subject: str, scope: str) -> None:
    withdrawal = WithdrawMark(year=2024, subject=subject, number=1, reason="录入错误")
    assert asked_of(withdrawal) == scope

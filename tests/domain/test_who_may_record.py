"""Does the decision itself let only those act who hold a role for it, there and then?"""

from __future__ import annotations

from typing import Any, get_args

import pytest

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.facts import RoleGranted, RoleRevoked
from domain.access.roles import OWNER
from domain.accounts.commands import ReverseEntry
from domain.deciding import Command, permit
from domain.deciding.permits import PERMISSION
from domain.drafts.commands import CommentOnDraft, SignDraft
from domain.errors import Refusal
from domain.imports.commands import ImportWorkbook
from domain.journal.envelope import By
from domain.journal.names import Fact
from domain.logs.commands import OpenLog
from domain.registers.commands import GiveMark, RegisterUnit, WithdrawMark
from domain.registers.facts import MarkGiven
from domain.vocabulary import Value
from tests.domain.cast import (
    ADA,
    BUREAU,
    NANYUE,
    a_bonus,
    a_loss,
    a_posting,
    a_unit,
    award,
    correct,
    lose,
    reverse,
)
from tests.domain.scenario import TODAY, given

ME = "token:desk"
BO = "officer:0013"
TREE = (
    *(a_unit("root"), a_unit("a", parent="root"), a_unit("b", parent="a")),
    a_posting("0013", unit="fa", until="2025-01-01"),
    a_posting("0013", unit="b", start="2025-01-01"),
)
"""Bo moves from fa to b on the first day of 2025, which stands below a."""


def holding(role: str, scope: str = "bureau", **but: Any) -> RoleGranted:
    said = {"bureau": NANYUE, "grantee": ME, "number": 1, "start": "2025-01-01"}
    return RoleGranted.model_validate(said | {"role": role, "scope": scope} | but)


def allowed(command: Value, *facts: Fact, actor: str = ME) -> str | type[Refusal]:
    """The role that allows it, or how it is refused."""
    desk = given(*BUREAU, *facts).desk
    try:
        return permit(desk, command, By(actor, ""))
    except Refusal as refusal:
        assert "{" not in refusal.message("en") + refusal.message("zh")
        return type(refusal)


def test_every_command_asks_for_a_permission() -> None:
    assert set(PERMISSION) == {*get_args(Command), ImportWorkbook}


def test_whoever_holds_no_role_records_nothing() -> None:
    assert allowed(award()) is no.NotPermitted
    assert allowed(award(), holding("auditor")) is no.NotPermitted
    assert allowed(award(), holding("recorder"), actor="token:other") is no.NotPermitted


def test_the_owner_needs_no_grant() -> None:
    assert permit(given().desk, award(), By("local:root", OWNER)) == OWNER


def test_the_role_that_allows_it_is_told() -> None:
    both = holding("officer", ADA), holding("recorder", number=2)
    assert allowed(award(), *both) == "recorder"
    assert allowed(RegisterUnit(bureau=NANYUE, unit="x", name="x", kind="s"), *both) is (
        no.NotPermitted
    )
    assert allowed(RegisterUnit(bureau=NANYUE, unit="x", name="x", kind="s"), holding("appraiser"))


@pytest.mark.parametrize(
    "not_held",
    [{"start": "2025-07-01"}, {"until": "2025-06-30"}],
)
def test_a_role_counts_only_while_it_is_held(not_held: dict[str, str]) -> None:
    assert allowed(award(), holding("recorder", **not_held)) is no.NotPermitted


def test_a_revoked_role_counts_no_more() -> None:
    revoked = RoleRevoked(bureau=NANYUE, grantee=ME, number=1, effective_on=TODAY)
    assert allowed(award(), holding("recorder"), revoked) is no.NotPermitted


def test_a_units_recorder_records_for_whom_is_posted_there_on_the_day() -> None:
    of_zg = holding("recorder", "unit:zg")
    assert allowed(award(), of_zg) == "recorder"
    assert allowed(award(subject="unit:zg"), of_zg) == "recorder"
    assert allowed(award(subject=BO), of_zg) is no.NotPermitted
    assert allowed(award(subject="officer:0099"), of_zg) is no.NotPermitted


def test_a_scope_reaches_the_units_below_and_follows_the_postings() -> None:
    of_a = holding("recorder", "unit:a")
    early, late = award(subject=BO), award(subject=BO, effective_on="2025-02-01")
    assert allowed(late, *TREE, of_a) == "recorder"
    assert allowed(late, *TREE, holding("recorder", "unit:root")) == "recorder"
    assert allowed(early, *TREE, of_a) is no.NotPermitted
    assert allowed(award(subject="unit:root"), *TREE, of_a) is no.NotPermitted


def test_a_loss_touches_many_units_and_asks_for_the_whole_bureau() -> None:
    assert allowed(lose(), holding("recorder", "unit:zg")) is no.NotPermitted
    assert allowed(lose(), holding("recorder")) == "recorder"
    of_loss = reverse(a_loss())
    assert allowed(of_loss, a_loss(), holding("recorder", "unit:zg")) is no.NotPermitted


def test_an_entry_is_annulled_only_by_whom_it_is_in_reach_of() -> None:
    own = holding("recorder", "unit:zg")
    assert allowed(reverse(a_bonus()), a_bonus(), own) == "recorder"
    assert allowed(reverse(a_bonus()), own) is no.NotPermitted
    other = a_bonus(subject=BO)
    assert allowed(reverse(other), other, own) is no.NotPermitted


def test_a_correction_may_not_carry_an_entry_out_of_reach() -> None:
    own = holding("recorder", "unit:zg")
    assert allowed(correct(a_bonus(), level="provincial"), a_bonus(), own) == "recorder"
    assert allowed(correct(a_bonus(), subject=BO), a_bonus(), own) is no.NotPermitted


def test_marks_are_in_reach_as_entries_are() -> None:
    said = {"year": 2024, "series": "regular_review", "period": "2024Q1", "score": "90"}
    mark = GiveMark.model_validate({"subject": ADA, "effective_on": "2024-04-01"} | said)
    fact = MarkGiven.model_validate(
        mark.model_dump(exclude={"document_no"}) | {"bureau": NANYUE, "number": 1}
    )
    own = holding("recorder", "unit:zg")
    withdrawal = WithdrawMark(year=2024, subject=ADA, number=1, reason="录入错误")
    assert allowed(mark, own) == "recorder"
    assert allowed(withdrawal, fact, own) == "recorder"
    assert allowed(withdrawal, own) is no.NotPermitted
    assert allowed(withdrawal, fact, holding("recorder", "unit:fa")) is no.NotPermitted


def test_roles_are_granted_by_those_who_may_and_never_to_oneself() -> None:
    grant = GrantRole(grantee="oidc:zhang", role="recorder")
    assert allowed(grant, holding("recorder")) is no.NotPermitted
    assert allowed(grant, holding("admin")) == "admin"
    assert allowed(RevokeRole(grantee="oidc:zhang", number=1), holding("admin")) == "admin"
    assert allowed(GrantRole(grantee=ME, role="recorder"), holding("admin")) is no.RoleForOneself


def test_a_role_in_one_bureau_is_none_in_another() -> None:
    entry = ReverseEntry(entry="hengshan/2024/officer:1#1", reason="误", ground="复核")
    assert allowed(entry, holding("recorder")) is no.NotPermitted


def test_only_the_owner_opens_a_log() -> None:
    asked = OpenLog(log="a", checkpoint="b", kept=0, vouched=0, lost=1, ground="失火")
    held = [holding("admin"), holding("appraiser", number=2), holding("auditor", number=3)]
    assert allowed(asked, *held) is no.NotPermitted


MOVED: tuple[Fact, ...] = (
    a_posting("0013", unit="fa", until="2024-07-01"),
    a_posting("0013", unit="zg", start="2024-07-01"),
)
"""Bo moves from fa to zg within the year."""


def test_which_entry_is_annulled_decides_who_may() -> None:
    own = holding("recorder", "unit:zg")
    early = a_bonus(subject=BO, effective_on="2024-03-05")
    late = a_bonus(subject=BO, number=2, effective_on="2024-08-05")
    assert allowed(reverse(late), *MOVED, early, late, own) == "recorder"
    assert allowed(reverse(early), *MOVED, early, late, own) is no.NotPermitted
    moved = correct(late, effective_on="2024-03-05")
    assert allowed(moved, *MOVED, early, late, own) is no.NotPermitted
    loss, bonus = a_loss(), a_bonus(subject="unit:zg", number=2)
    assert allowed(reverse(bonus), loss, bonus, own) == "recorder"


def test_which_mark_is_withdrawn_decides_who_may() -> None:
    said = {"bureau": NANYUE, "year": 2024, "subject": BO, "series": "regular_review", "score": "9"}
    given_on = {1: ("2024Q1", "2024-04-01"), 2: ("2024Q3", "2024-10-01")}
    marks = [
        MarkGiven.model_validate(said | {"number": n, "period": period, "effective_on": day})
        for n, (period, day) in given_on.items()
    ]
    withdrawal = WithdrawMark(year=2024, subject=BO, number=2, reason="录入错误")
    own = holding("recorder", "unit:zg")
    assert allowed(withdrawal, *MOVED, *marks, own) == "recorder"
    other = withdrawal.model_copy(update={"number": 1})
    assert allowed(other, *MOVED, *marks, own) is no.NotPermitted


@pytest.mark.parametrize(
    ("command", "permission", "scope", "roles"),
    [
        (award(), "record", ADA, "recorder, appraiser, sole"),
        (lose(), "record", NANYUE, "recorder, appraiser, sole"),
        (reverse(a_bonus()), "reverse", ADA, "recorder, appraiser, sole"),
        (reverse(a_bonus(subject="unit:zg")), "reverse", NANYUE, "recorder, appraiser, sole"),
        (
            OpenLog(log="a", checkpoint="b", kept=0, vouched=0, lost=1, ground="失火"),
            *("log", "installation", OWNER),
        ),
    ],
)
def test_who_may_not_is_told_over_what_and_who_may(
    command: Value, permission: str, scope: str, roles: str
) -> None:
    with pytest.raises(no.NotPermitted) as refused:
        permit(given(*BUREAU).desk, command, By(ME, ""))
    told = refused.value.details
    assert (told["permission"], told["scope"], told["roles"]) == (permission, scope, roles)


def signature(level: str, unit: str | None = None) -> SignDraft:
    said = {"bureau": NANYUE, "number": 1, "digest": "sha256:" + "d4" * 32}
    return SignDraft.model_validate({**said, "level": level, "unit": unit})


@pytest.mark.parametrize(
    ("role", "scope", "level", "unit", "is_allowed"),
    [
        ("party-committee", "bureau", "party-committee", None, True),
        ("leader", "bureau", "leader", None, True),
        ("leader", "bureau", "party-committee", None, False),
        ("party-committee", "bureau", "leader", None, False),
        ("unit-head", "unit:zg", "unit-head", "zg", True),
        ("unit-head", "unit:zg", "unit-head", "fa", False),
        ("unit-head", "unit:zg", "unit-head", None, False),
        ("appraiser", "bureau", "party-committee", None, False),
    ],
)
def test_a_signature_is_given_in_the_role_of_its_level_over_the_unit_it_names(
    role: str, scope: str, level: str, unit: str | None, *, is_allowed: bool
) -> None:
    expected = role if is_allowed else no.NotPermitted
    assert allowed(signature(level, unit), holding(role, scope)) == expected


def test_of_two_roles_that_sign_the_one_of_the_level_is_told() -> None:
    both = holding("leader"), holding("unit-head", "unit:zg", number=2)
    assert allowed(signature("unit-head", "zg"), *both) == "unit-head"
    assert allowed(signature("leader"), *both) == "leader"


def test_a_comment_is_of_the_unit_it_speaks_for() -> None:
    said = {"bureau": NANYUE, "number": 1, "unit": "zg", "text": "由法制科牵头"}
    comment = CommentOnDraft.model_validate(said)
    assert allowed(comment, holding("unit-head", "unit:zg")) == "unit-head"
    for role, scope in (("unit-head", "unit:fa"), ("officer", ADA), ("leader", "bureau")):
        assert allowed(comment, holding(role, scope)) is no.NotPermitted

"""What needs a second person, whom is it about, and over whom does a role reach?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.access.facts import RoleGranted
from domain.claims.facts import AwardGranted
from domain.heard import to_be_heard, unheard_rows
from domain.journal.names import Fact
from domain.registers.facts import MarkDocumented
from domain.second import (
    Touched,
    beneficiaries,
    covers,
    needs_second,
    persons,
    role_over,
    touched_by,
)
from tests.domain.cast import (
    ADA,
    BO,
    BUREAU,
    HENGSHAN,
    NANYUE,
    YEAR,
    ZG,
    a_bonus,
    a_deduction,
    a_loss,
    a_posting,
    a_unit,
    an_officer,
    its_reversal,
    ref,
)
from tests.domain.claimants import CHECKER, ME, role
from tests.domain.evaluated import its_mark
from tests.domain.scenario import TODAY, given
from tests.domain.year_acts import a_closing, published

DAY = date(2024, 3, 5)


def bound(_bureau: str, _edition: str) -> Decimal:
    return Decimal(1)


def unbound(_bureau: str, _edition: str) -> None:
    return None


def test_an_entry_needs_one_above_the_bound_alone() -> None:
    for claimed, needs in (("1", False), ("1.1", True), ("-1", False), ("-1.1", True)):
        assert needs_second([a_bonus(claimed=claimed)], bound) is needs, claimed
        assert needs_second([a_bonus(claimed=claimed)], unbound) is False
    assert needs_second([a_loss(points="9", claimed="-9")], bound) is True


def test_of_several_facts_one_is_enough() -> None:
    small, large = a_bonus(), a_bonus(claimed="9")
    assert needs_second([small, large], bound) is True
    assert needs_second([small, its_reversal(small)], unbound) is True
    assert needs_second([an_officer("0099"), small], bound) is False
    assert needs_second([], bound) is False


def test_what_a_closing_carries_over_needs_none() -> None:
    closing = a_closing(*published(*BUREAU))
    assert needs_second([its_reversal(a_bonus()), closing], bound) is False


def test_whoever_is_an_officer_by_his_grant_is_the_same_man_everywhere() -> None:
    other = (a_unit("hs", bureau=HENGSHAN), role("officer", ME, BO).model_copy(update=_IN_HS))
    held = (role("recorder"), role("officer", ME, ADA, 2), role("approver", CHECKER))
    desk = given(*BUREAU, *held, *other).desk
    assert persons(desk, ME) == {ME, ADA, BO}
    assert persons(desk, CHECKER) == {CHECKER}


_IN_HS: dict[str, Any] = {"bureau": HENGSHAN}


def test_the_facts_are_about_their_subjects_and_who_is_granted_a_role() -> None:
    desk = given(*BUREAU, role("officer", CHECKER, BO)).desk
    grant = role("recorder", CHECKER, number=2)
    assert beneficiaries(desk, [a_bonus(), an_officer("0099")]) == {ADA}
    assert beneficiaries(desk, [grant, a_bonus()]) == {CHECKER, BO, ADA}


def test_a_row_of_a_workbook_waits_for_no_hearing() -> None:
    typed, source = a_deduction(), {"batch": 1, "sheet": "entries", "row": 2}
    assert to_be_heard([typed], lambda _: True) == (typed,)
    assert to_be_heard([typed], lambda _: False) == ()
    assert to_be_heard([a_deduction(source=source)], lambda _: True) == ()
    row, bonus = a_deduction(source=source), a_bonus(source=source)
    assert unheard_rows([row, bonus, typed], lambda _: True) == (row,)
    assert unheard_rows([row], lambda _: False) == ()


def touched(*facts: Fact, before: Iterable[Fact] = ()) -> tuple[Touched, ...]:
    return touched_by(given(*BUREAU, *before).desk, facts)


def test_what_is_touched_are_the_subjects_of_all_facts_or_the_bureau_as_a_whole() -> None:
    bonus, loss = a_bonus(), a_loss()
    assert touched() == ()
    assert touched(bonus, a_bonus(subject=BO)) == ((ADA, DAY), (BO, DAY))
    assert touched(bonus, an_officer("0099")) == ()
    assert touched(loss) == ()
    assert touched(its_reversal(bonus), before=[bonus]) == ((ADA, DAY),)
    assert touched(its_reversal(loss), before=[loss]) == ()


def test_that_an_award_was_granted_hides_nothing_that_comes_with_it() -> None:
    granted = AwardGranted(bureau=NANYUE, number=1, entries=(ref(a_bonus()),))
    for facts in ((granted, a_bonus()), (a_bonus(), granted)):
        assert touched(*facts) == ((ADA, DAY),)


def test_a_mark_s_document_hides_nothing_that_comes_after_it() -> None:
    said = {"bureau": NANYUE, "year": YEAR, "subject": ADA, "number": 1}
    paper = MarkDocumented.model_validate(said | {"document_no": "3号"})
    assert touched(its_mark(), paper, a_bonus(subject=BO)) == (
        (ADA, its_mark().effective_on),
        (BO, DAY),
    )


def test_which_entry_is_reversed_says_whether_it_was_a_loss() -> None:
    loss, bonus = a_loss(), a_bonus(subject=ZG, number=2)
    assert touched(its_reversal(loss), before=[loss, bonus]) == ()
    assert touched(its_reversal(bonus), before=[loss, bonus]) == ((ZG, DAY),)


def over(*held: RoleGranted, on: tuple[Touched, ...] = ()) -> str | None:
    desk = given(*BUREAU, *held).desk
    return role_over(desk, NANYUE, ME, lambda one: one != "auditor", lambda: on)


def test_of_roles_the_one_that_acts_alone_goes_first_and_then_one_for_the_bureau() -> None:
    recorder, sole = role("recorder"), role("sole", number=2)
    assert over(recorder, sole) == "sole"
    of_zg, approver = role("recorder", scope=ZG), role("approver", number=2)
    assert over(of_zg, approver, on=((ADA, DAY),)) == "approver"
    assert over(role("auditor"), role("recorder", number=2)) == "recorder"
    assert over(role("auditor")) is None
    assert over() is None


def test_a_scope_must_reach_all_that_is_touched() -> None:
    of_zg = role("recorder", scope=ZG)
    assert over(of_zg, on=((ADA, DAY),)) == "recorder"
    assert over(of_zg, on=((ADA, DAY), (BO, DAY))) is None
    assert over(of_zg, on=()) is None
    assert over(role("recorder", scope="unit:fa"), role("recorder", scope=ZG, number=2)) is None
    of_fa = role("approver", scope="unit:fa")
    assert over(of_fa, role("recorder", scope=ZG, number=2), on=((ADA, DAY),)) == "recorder"


TREE = (
    *(a_unit("root"), a_unit("a", parent="root"), a_unit("b", parent="a")),
    *(a_unit("x", parent="y"), a_unit("y", parent="x")),
    a_posting("0013", unit="fa", until="2025-01-01"),
    a_posting("0013", unit="b", start="2025-01-01"),
)


@pytest.mark.parametrize(
    ("scope", "subject", "day", "reached"),
    [
        ("bureau", "unit:nowhere", "2024-01-01", True),
        (ADA, ADA, "2024-01-01", True),
        (ADA, BO, "2024-01-01", False),
        ("officer:b", "unit:b", "2024-01-01", False),
        ("unit:b", "unit:b", "2024-01-01", True),
        ("unit:a", "unit:b", "2024-01-01", True),
        ("unit:root", "unit:b", "2024-01-01", True),
        ("unit:b", "unit:a", "2024-01-01", False),
        ("unit:other", "unit:x", "2024-01-01", False),
        ("unit:a", BO, "2024-12-31", False),
        ("unit:fa", BO, "2024-12-31", True),
        ("unit:fa", BO, "2024-01-01", True),
        ("unit:fa", BO, "2023-12-31", False),
        ("unit:a", BO, "2025-01-01", True),
        ("unit:a", BO, "2199-01-01", True),
        ("unit:a", "officer:0099", "2025-01-01", False),
    ],
)
def test_a_scope_reaches_a_subject_by_where_it_is_on_the_day(
    scope: str, subject: str, day: str, reached: bool
) -> None:
    desk = given(*BUREAU, *TREE).desk
    assert covers(desk, NANYUE, scope, subject, date.fromisoformat(day)) is reached


def test_a_scope_ends_at_the_bureau() -> None:
    posted = a_posting("0013", bureau=HENGSHAN, unit="h", start="2023-01-01")
    of_two = (a_unit("h", bureau=HENGSHAN, parent="top"), a_unit("top", bureau=HENGSHAN))
    desk = given(*BUREAU, *of_two, posted, an_officer("0015")).desk
    assert not covers(desk, NANYUE, "unit:h", BO, date(2023, 6, 1))
    assert covers(desk, HENGSHAN, "unit:top", BO, TODAY)
    assert not covers(desk, NANYUE, "unit:top", "unit:h", TODAY)

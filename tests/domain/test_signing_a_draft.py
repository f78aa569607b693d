"""Who signs a draft, in which order, and who may not?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import refusals as no
from domain.drafts import commands as ask
from domain.drafts.facts import DraftCommented, DraftReturned, DraftSigned
from domain.drafts.vocabulary import Level
from domain.journal.names import Fact
from tests.domain.cast import a_posting, an_officer
from tests.domain.compiling import (
    DRAFTER,
    FA,
    LEADER,
    PARTY,
    SECOND,
    SIGNERS,
    ZG,
    a_round,
    case,
    draft,
    drafted,
    facts_of,
    published,
    role,
    sign,
    signed,
    task,
)
from tests.domain.scenario import Outcome, given


def signs(who: str, level: Level, unit: str | None, *facts: Fact) -> Outcome:
    return given(*facts).when(sign(facts, level, unit), who)


def test_the_party_committee_then_each_leader_then_each_head_signs() -> None:
    facts = signed(drafted())
    found = [one for one in facts if isinstance(one, DraftSigned)]
    assert [(one.level, one.over, one.signer) for one in found] == [
        ("party-committee", "nanyue", PARTY),
        ("leader", "0001", LEADER),
        ("leader", "0002", SECOND),
        ("unit-head", "zg", ZG),
        ("unit-head", "fa", FA),
    ]
    assert found[1].persons == ("officer:0001", LEADER)


@pytest.mark.parametrize("n", range(1, len(SIGNERS)))
def test_no_level_is_skipped(n: int) -> None:
    who, level, unit = SIGNERS[n]
    facts = signed(drafted(), max(at for at in range(n) if SIGNERS[at][1] != level))
    signs(who, level, unit, *facts).then_refused(no.SignedOutOfOrder, level=level, draft="nanyue/1")


def test_within_a_level_any_order_will_do() -> None:
    facts = signed(drafted(), 1)
    assert signs(SECOND, "leader", None, *facts).refusal is None


def test_a_leader_of_two_numbers_signs_for_each_and_all_of_his_names_are_kept() -> None:
    names = [f"officer:00{n:02}" for n in range(2, 9)]
    more = [role(LEADER, "officer", one, n) for n, one in enumerate(names, start=3)]
    facts = signed(drafted(None, *more), 1)
    for over in ("0001", "0002"):
        (found,) = facts_of(signs(LEADER, "leader", None, *facts))
        assert isinstance(found, DraftSigned)
        assert (found.over, found.persons) == (over, ("officer:0001", *names, LEADER))
        facts = (*facts, found)
    signs(LEADER, "leader", None, *facts).then_refused(no.DraftAlreadySigned, over="0001")


def test_all_leaders_sign_before_any_head() -> None:
    signs(ZG, "unit-head", "zg", *signed(drafted(), 2)).then_refused(
        no.SignedOutOfOrder, missing="leader 0002"
    )


@pytest.mark.parametrize("n", range(len(SIGNERS)))
def test_nobody_signs_twice(n: int) -> None:
    over = ("nanyue", "0001", "0002", "zg", "fa")[n]
    signs(*SIGNERS[n], *signed(drafted(), n + 1)).then_refused(
        no.DraftAlreadySigned, draft="nanyue/1", level=SIGNERS[n][1], over=over
    )


def test_a_signature_binds_to_the_content_that_was_seen() -> None:
    facts = drafted()
    other = sign(facts, "party-committee").model_copy(update={"digest": "sha256:" + "00" * 32})
    given(*facts).when(other, PARTY).then_refused(no.DraftReadsOtherwise)
    nowhere = other.model_copy(update={"number": 7})
    given(*facts).when(nowhere, PARTY).then_refused(no.DraftNotFound, draft="nanyue/7")


def test_every_comment_is_answered_before_anybody_signs() -> None:
    said = {"bureau": "nanyue", "number": 1, "unit": "zg", "text": "由法制科牵头", "round": 1}
    comments = [
        DraftCommented.model_validate(said | {"comment": n, "commenter": ZG}) for n in (1, 2)
    ]
    asked = (*drafted(), a_round(date(2025, 6, 29)), *comments)
    signs(PARTY, "party-committee", None, *asked).then_refused(
        no.CommentsUnanswered, draft="nanyue/1", comments="1, 2"
    )


WRONG: list[tuple[str, Level, str | None]] = [
    (LEADER, "party-committee", None),
    (PARTY, "leader", None),
    (ZG, "unit-head", "fa"),
    (ZG, "unit-head", None),
    (LEADER, "unit-head", "zg"),
    (DRAFTER, "party-committee", None),
]


@pytest.mark.parametrize(("who", "level", "unit"), WRONG)
def test_only_who_stands_at_the_level_signs_there(who: str, level: Level, unit: str | None) -> None:
    signs(who, level, unit, *drafted()).then_refused(no.NotASigner, draft="nanyue/1", level=level)


def test_a_leader_signs_what_he_himself_answers_for() -> None:
    other = (role("token:third", "leader"), role("token:third", "officer", "officer:0012", 2))
    signs("token:third", "leader", None, *signed(drafted(), 1), *other).then_refused(no.NotASigner)


def test_a_head_of_a_unit_above_does_not_sign_for_the_units_below() -> None:
    above = role("token:above", "unit-head", "unit:ju")
    signs("token:above", "unit-head", "zg", *signed(drafted(), 3), above).then_refused(
        no.NotASigner
    )


def test_nobody_signs_what_he_drafted_under_whatever_name() -> None:
    own = role(DRAFTER, "party-committee", number=8)
    signs(DRAFTER, "party-committee", None, *drafted(), own).then_refused(
        no.SignerIsDrafter, drafter=DRAFTER
    )
    same = (role(DRAFTER, "officer", "officer:0012", 9), role(PARTY, "officer", "officer:0012", 9))
    before = drafted(None, *same)
    signs(PARTY, "party-committee", None, *before).then_refused(no.SignerIsDrafter)


def test_who_he_is_may_be_known_only_later() -> None:
    """The drafter's own grant came after he had drafted."""
    later = (role(DRAFTER, "officer", "officer:0001", 9), role(PARTY, "officer", "officer:0001", 9))
    signs(PARTY, "party-committee", None, *drafted(), *later).then_refused(no.SignerIsDrafter)
    known = (role(PARTY, "officer", "officer:0001", 9),)
    signs(LEADER, "leader", None, *signed(drafted(), 1), *known).then_refused(
        no.SignedAtAnotherLevel
    )


def test_nobody_signs_at_two_levels_under_whatever_name() -> None:
    same = role(PARTY, "officer", "officer:0001", 9)
    facts = signed(drafted(None, same), 1)
    signs(LEADER, "leader", None, *facts).then_refused(
        no.SignedAtAnotherLevel, level="party-committee"
    )


def test_one_head_signs_for_each_of_his_units() -> None:
    both = role(ZG, "unit-head", "unit:fa", 2)
    facts = signed(drafted(), 4)
    assert signs(ZG, "unit-head", "fa", *facts, both).refusal is None


NEW = (
    an_officer("0003", name="丙"),
    a_posting("0003", unit="xin", post_level="deputy"),
    role("token:deputy", "unit-head", "unit:xin"),
    role("token:deputy", "officer", "officer:0003", 2),
)


def test_a_unit_that_carries_nothing_signs_its_officers_tasks() -> None:
    """But nobody for himself: then another who heads it signs."""
    own = drafted(draft(personal=[task("0003")]), *NEW)
    facts = signed(own, 5)
    signs("token:deputy", "unit-head", "xin", *facts).then_refused(
        no.OwnIndicatorsAmong, unit="xin"
    )
    other = role("token:other", "unit-head", "unit:xin")
    assert signs("token:other", "unit-head", "xin", *facts, other).refusal is None


@pytest.mark.parametrize("unit", ["xin", "zg"])
def test_his_own_task_is_not_covered_by_what_else_he_signs(unit: str) -> None:
    """Neither among the tasks of others, nor beside what the unit carries."""
    person = (
        an_officer("0003", name="丙"),
        a_posting("0003", unit=unit, post_level="deputy"),
        role("token:deputy", "unit-head", f"unit:{unit}"),
        role("token:deputy", "officer", "officer:0003", 2),
    )
    more = (an_officer("0004", name="丁"), a_posting("0004", unit=unit))
    facts = signed(drafted(draft(personal=[task("0003"), task("0004")]), *person, *more), 3)
    signs("token:deputy", "unit-head", unit, *facts).then_refused(no.OwnIndicatorsAmong, unit=unit)
    by_leaders = task("0003") | {"signed_at": "leader"}
    facts = signed(drafted(draft(personal=[by_leaders, task("0004")]), *person, *more), 3)
    assert signs("token:deputy", "unit-head", unit, *facts).refusal is None


def test_of_several_leaders_each_signs_although_one_has_a_task_among_them() -> None:
    """The others sign it with him; where he is the only one, nobody would."""
    more = (an_officer("0001"), a_posting("0001", unit="zg", post_level="deputy"))
    his = draft(personal=[task("0001") | {"signed_at": "leader"}])
    facts = signed(drafted(his, *more), 1)
    assert signs(LEADER, "leader", None, *facts).refusal is None
    whose = [{**one, "leader": "0001"} for one in his.model_dump(mode="json")["indicators"]]
    alone = draft(indicators=whose, personal=[task("0001") | {"signed_at": "leader"}])
    facts = signed(drafted(alone, *more), 1)
    signs(LEADER, "leader", None, *facts).then_refused(no.OwnIndicatorsAmong, unit="-")


def test_who_heads_a_unit_signs_for_the_others_in_it() -> None:
    more = (an_officer("0004", name="丁"), a_posting("0004", unit="xin"))
    tasks = draft(personal=[task("0004")])
    facts = signed(drafted(tasks, *NEW, *more), 5)
    assert signs("token:deputy", "unit-head", "xin", *facts).refusal is None


def returned(facts: tuple[Fact, ...], level: Level, unit: str | None = None) -> ask.ReturnDraft:
    said: dict[str, Any] = {**case(facts), "level": level, "unit": unit, "reason": "责任不明"}
    return ask.ReturnDraft.model_validate(said)


def test_who_is_to_sign_may_return_the_draft_and_that_ends_it() -> None:
    facts = signed(drafted(), 2)
    outcome = given(*facts).when(returned(facts, "unit-head", "zg"), ZG)
    (fact,) = facts_of(outcome)
    assert isinstance(fact, DraftReturned)
    assert (fact.level, fact.over, fact.signer) == ("unit-head", "zg", ZG)
    after = (*facts, fact)
    signs(SECOND, "leader", None, *after).then_refused(no.DraftEnded, how_en="returned")
    given(*facts).when(returned(facts, "leader"), ZG).then_refused(no.NotASigner)
    nowhere = returned(facts, "leader").model_copy(update={"number": 7})
    given(*facts).when(nowhere, LEADER).then_refused(no.DraftNotFound, draft="nanyue/7")
    other = returned(facts, "leader").model_copy(update={"digest": "sha256:" + "00" * 32})
    given(*facts).when(other, LEADER).then_refused(no.DraftReadsOtherwise)


def test_what_is_published_is_not_returned() -> None:
    facts = published(signed(drafted()))
    given(*facts).when(returned(facts, "leader"), LEADER).then_refused(
        no.DraftAlreadyPublished, draft="nanyue/1"
    )

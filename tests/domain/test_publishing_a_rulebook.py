"""When is an edition published, and when withdrawn?"""

from __future__ import annotations

import pytest

from domain import refusals as no
from domain.registers.commands import PublishRulebook, WithdrawRulebook
from domain.registers.facts import RulebookWithdrawn
from domain.rulebook import RulebookFaulty
from tests.domain.cast import BUREAU, HENGSHAN, NANYUE, a_unit, an_edition, award, rulebook
from tests.domain.scenario import given

AHEAD = "2025-07-01"
CAP = {"I1": {"cap": "2"}}


def publish(document: str, bureau: str = NANYUE) -> PublishRulebook:
    return PublishRulebook(bureau=bureau, document=document)


def withdraw(version: int, bureau: str | None = None) -> WithdrawRulebook:
    return WithdrawRulebook(bureau=bureau, version=version, reason="上级另有规定")


def withdrawn(version: int) -> RulebookWithdrawn:
    return RulebookWithdrawn(
        bureau=NANYUE, rulebook="nanyue", version=version, reason="上级另有规定"
    )


def test_a_first_edition_is_published() -> None:
    given().when(publish(rulebook())).then(an_edition())


def test_the_next_edition_is_published() -> None:
    asked = publish(rulebook(2, AHEAD, items=CAP))
    given(an_edition()).when(asked).then(an_edition(2, AHEAD, items=CAP))


def test_a_version_may_be_left_out() -> None:
    given(an_edition()).when(publish(rulebook(7, AHEAD))).then(an_edition(7, AHEAD))


def test_two_editions_may_start_on_the_same_day() -> None:
    given(an_edition()).when(publish(rulebook(2))).then(an_edition(2))


def test_the_same_document_again_stays_quiet() -> None:
    given(an_edition()).when(publish(rulebook())).then_nothing()
    given(an_edition(), an_edition(2, AHEAD)).when(publish(rulebook())).then_nothing()


def test_the_same_rules_in_other_words_stay_quiet() -> None:
    text = "# as decided on 3 January\n" + rulebook() + "\n"
    given(an_edition()).when(publish(text)).then_nothing()


def test_a_published_edition_is_immutable() -> None:
    given(an_edition()).when(publish(rulebook(items=CAP))).then_refused(
        no.EditionImmutable, edition="nanyue@1"
    )


def test_a_withdrawn_edition_does_not_come_back() -> None:
    history = (an_edition(), an_edition(2, AHEAD), withdrawn(2))
    given(*history).when(publish(rulebook(2, AHEAD))).then_refused(no.EditionImmutable)
    given(*history).when(publish(rulebook(3, AHEAD))).then(an_edition(3, AHEAD))


def test_a_bureau_goes_by_one_rulebook() -> None:
    given(an_edition()).when(publish(rulebook(2, AHEAD, rulebook="other"))).then_refused(
        no.AnotherRulebook, known="nanyue", rulebook="other"
    )


def test_each_bureau_has_a_rulebook_of_its_own() -> None:
    other = publish(rulebook(rulebook="hengshan"), HENGSHAN)
    given(an_edition()).when(other).then(an_edition(bureau=HENGSHAN, rulebook="hengshan"))


def test_the_version_rises_with_every_edition() -> None:
    for history in ((an_edition(3),), (an_edition(), an_edition(3))):
        given(*history).when(publish(rulebook(2, AHEAD))).then_refused(
            no.EditionVersionNotNext, version="2", last="3"
        )


def test_an_edition_does_not_start_before_its_predecessor() -> None:
    history = (an_edition(), an_edition(2, "2025-01-01"))
    given(*history).when(publish(rulebook(3, "2024-12-31"))).then_refused(
        no.EditionStartsEarlier, edition="nanyue@3", start="2024-12-31", last="2025-01-01"
    )


def test_a_withdrawn_predecessor_is_no_bar_to_an_earlier_start() -> None:
    history = (an_edition(), an_edition(2, "2026-01-01"), withdrawn(2))
    given(*history).when(publish(rulebook(3, AHEAD))).then(an_edition(3, AHEAD))


@pytest.mark.parametrize("document", ["", "rulebook: nanyue", "[", rulebook(totals={"bonus": "x"})])
def test_a_faulty_rulebook_is_not_published(document: str) -> None:
    outcome = given().when(publish(document))
    assert isinstance(outcome.refusal, RulebookFaulty)
    assert outcome.refusal.faults


def test_an_edition_is_withdrawn_before_it_starts() -> None:
    given(an_edition(), an_edition(2, AHEAD)).when(withdraw(2)).then(withdrawn(2))


def test_an_edition_is_not_withdrawn_once_it_started() -> None:
    started = an_edition(2, "2025-06-30")
    given(an_edition(), started).when(withdraw(2)).then_refused(
        no.EditionInForce, edition="nanyue@2", start="2025-06-30"
    )


def test_an_edition_is_withdrawn_once() -> None:
    history = (an_edition(), an_edition(2, AHEAD), withdrawn(2))
    given(*history).when(withdraw(2)).then_refused(no.EditionNotFound, bureau=NANYUE)


def test_an_unknown_edition_cannot_be_withdrawn() -> None:
    given(an_edition()).when(withdraw(2)).then_refused(no.EditionNotFound)


def test_without_any_standing_edition_nothing_is_granted() -> None:
    history = (an_edition(1, AHEAD), withdrawn(1), *BUREAU[1:])
    given(*history).when(award()).then_refused(no.NoRulebookPublished)


def test_the_bureau_must_be_named_where_there_are_two() -> None:
    history = (an_edition(), an_edition(2, AHEAD), a_unit("hs", bureau=HENGSHAN))
    given(*history).when(withdraw(2)).then_refused(no.BureauNotNamed)
    given(*history).when(withdraw(2, NANYUE)).then(withdrawn(2))

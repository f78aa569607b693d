"""When may a unit's head comment on a draft, and when is a comment answered?"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain import refusals as no
from domain.drafts import commands as ask
from domain.drafts.facts import CommentAnswered, DraftCommented, DraftReplaced
from domain.journal.names import Fact
from tests.domain.cast import NANYUE
from tests.domain.compiling import DRAFTER, FA, PARTY, SECOND, ZG, a_round, drafted, sign, signed
from tests.domain.scenario import TODAY, given

LAST = TODAY
BEFORE = date(2025, 6, 29)


def open_round(until: date = LAST, number: int = 1) -> ask.OpenCommentRound:
    return ask.OpenCommentRound(bureau=NANYUE, number=number, until=until)


def comment(**but: Any) -> ask.CommentOnDraft:
    said = {"bureau": NANYUE, "number": 1, "unit": "zg", "indicator": "T1", "text": "由法制科牵头"}
    return ask.CommentOnDraft.model_validate(said | but)


def a_comment(**but: Any) -> DraftCommented:
    said = {**dict(comment()), "comment": 1, "round": 1, "commenter": ZG}
    return DraftCommented.model_validate(said | but)


def answer(**but: Any) -> ask.AnswerComment:
    said = {"bureau": NANYUE, "number": 1, "comment": 1, "answer": "accepted", "text": "已调整"}
    return ask.AnswerComment.model_validate(said | but)


def an_answer() -> CommentAnswered:
    return CommentAnswered.model_validate({**dict(answer()), "unit": "zg"})


def asked(until: date = LAST) -> tuple[Fact, ...]:
    return (*drafted(), a_round(until))


def test_rounds_are_opened_one_after_the_other_and_counted() -> None:
    given(*drafted()).when(open_round()).then(a_round(LAST))
    given(*asked()).when(open_round()).then_refused(
        no.RoundStillOpen, draft="nanyue/1", until=str(LAST)
    )
    again = given(*asked(BEFORE)).when(open_round()).facts
    second = a_round(LAST).model_copy(update={"round": 2})
    assert again == (second,)
    both = (*asked(BEFORE), second)
    given(*both).when(open_round()).then_refused(no.RoundStillOpen, until=str(LAST))
    given(*both, a_comment()).when(comment(), ZG).then(a_comment(comment=2, round=2))
    over = (*asked(date(2025, 6, 1)), second.model_copy(update={"until": BEFORE}))
    given(*over).when(comment(), ZG).then_refused(no.RoundNotOpen, until=str(BEFORE))


def test_a_round_ends_on_a_day_to_come_and_before_anybody_signs() -> None:
    given(*drafted()).when(open_round(BEFORE)).then_refused(
        no.RoundEndsInThePast, until=str(BEFORE), today=str(TODAY)
    )
    given(*signed(drafted(), 1)).when(open_round()).then_refused(no.SigningBegun, draft="nanyue/1")
    given(*drafted()).when(open_round(number=7)).then_refused(no.DraftNotFound, draft="nanyue/7")
    named = {"draft": "nanyue/7"}
    given(*asked()).when(comment(number=7), ZG).then_refused(no.DraftNotFound, **named)
    given(*asked()).when(answer(number=7)).then_refused(no.DraftNotFound, **named)


def test_of_a_draft_that_was_replaced_nothing_is_asked_said_or_answered() -> None:
    replaced = DraftReplaced(bureau=NANYUE, number=1, replaced_by=2)
    over = (*asked(BEFORE), a_comment(), replaced)
    for command, who in ((open_round(), DRAFTER), (comment(), ZG), (answer(), DRAFTER)):
        given(*over).when(command, who).then_refused(
            no.DraftEnded, draft="nanyue/1", how_en="replaced"
        )


def test_a_units_head_comments_up_to_the_last_day() -> None:
    given(*asked()).when(comment(), ZG).then(a_comment())
    given(*asked()).when(comment(indicator=None), ZG).then(a_comment(indicator=None))
    given(*asked(BEFORE)).when(comment(), ZG).then_refused(no.RoundNotOpen, until=str(BEFORE))
    given(*drafted()).when(comment(), ZG).then_refused(
        no.RoundNotOpen, draft="nanyue/1", until="-", today=str(TODAY)
    )


def test_nobody_comments_for_a_unit_that_he_does_not_head() -> None:
    for who in (FA, DRAFTER, SECOND):
        given(*asked()).when(comment(), who).then_refused(no.NotHeadOfUnit, unit="zg")


def test_a_comment_is_about_an_indicator_of_the_draft() -> None:
    given(*asked()).when(comment(indicator="T9"), ZG).then_refused(
        no.IndicatorNotInDraft, indicator="T9", draft="nanyue/1"
    )


def test_a_comment_has_one_answer() -> None:
    commented = (*asked(), a_comment())
    given(*commented).when(answer()).then(an_answer())
    of = {"draft": "nanyue/1"}
    given(*commented, an_answer()).when(answer()).then_refused(
        no.CommentAlreadyAnswered, comment="1", **of
    )
    given(*commented).when(answer(comment=2)).then_refused(no.CommentNotFound, comment="2", **of)
    two = (*commented, a_comment(comment=2, unit="fa"))
    given(*two).when(answer()).then(an_answer())
    second = an_answer().model_copy(update={"comment": 2, "unit": "fa"})
    given(*two).when(answer(comment=2)).then(second)


def test_nobody_signs_while_a_round_is_open_or_a_comment_unanswered() -> None:
    def sign_first(*facts: Fact) -> Any:
        return given(*facts).when(sign(facts, "party-committee"), PARTY)

    sign_first(*asked()).then_refused(no.RoundStillOpen)
    commented = (*asked(BEFORE), a_comment(), a_comment(comment=2))
    sign_first(*commented).then_refused(no.CommentsUnanswered, comments="1, 2")
    answered = (*commented, an_answer(), an_answer().model_copy(update={"comment": 2}))
    assert sign_first(*answered).refusal is None

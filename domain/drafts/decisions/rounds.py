"""May the units comment on a draft, and may a comment be answered so?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.drafts.commands import AnswerComment, CommentOnDraft, OpenCommentRound
from domain.drafts.decisions.standing import current
from domain.drafts.facts import CommentAnswered, CommentRoundOpened, DraftCommented
from domain.drafts.state import DraftState, SetsState
from domain.vocabulary import case_ref


def open_comment_round(
    command: OpenCommentRound, state: DraftState, sets: SetsState, today: date
) -> CommentRoundOpened:
    ref = case_ref(command.bureau, command.number)
    current(ref, state, sets)
    if state.signed:
        raise no.SigningBegun(draft=ref)
    refuse_open_round(ref, state, today)
    if command.until < today:
        raise no.RoundEndsInThePast(until=command.until, today=today)
    return CommentRoundOpened(**dict(command), round=len(state.rounds) + 1)


def refuse_open_round(ref: str, state: DraftState, today: date) -> None:
    if state.rounds and today <= state.rounds[-1].until:
        raise no.RoundStillOpen(draft=ref, until=state.rounds[-1].until)


def comment_on_draft(
    command: CommentOnDraft, state: DraftState, sets: SetsState, commenter: str, today: date
) -> DraftCommented:
    """Of whom it is known already that he heads the unit."""
    ref = case_ref(command.bureau, command.number)
    drafted = current(ref, state, sets)
    if not state.rounds or state.rounds[-1].until < today:
        until = state.rounds[-1].until if state.rounds else "-"
        raise no.RoundNotOpen(draft=ref, today=today, until=until)
    if command.indicator not in (None, *(one.id for one in drafted.indicators)):
        raise no.IndicatorNotInDraft(indicator=command.indicator, draft=ref)
    return DraftCommented(
        **dict(command),
        comment=len(state.comments) + 1,
        round=len(state.rounds),
        commenter=commenter,
    )


def answer_comment(command: AnswerComment, state: DraftState, sets: SetsState) -> CommentAnswered:
    ref = case_ref(command.bureau, command.number)
    current(ref, state, sets)
    if command.comment > len(state.comments):
        raise no.CommentNotFound(comment=command.comment, draft=ref)
    if command.comment in state.answered:
        raise no.CommentAlreadyAnswered(comment=command.comment, draft=ref)
    unit = state.comments[command.comment - 1].unit
    return CommentAnswered(**dict(command), unit=unit)

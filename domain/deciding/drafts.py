"""Which states does a command about drafts read?"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from domain import refusals as no
from domain.deciding.speaking import spoken_for
from domain.drafts import commands as drafts
from domain.drafts import decisions as draft_
from domain.drafts.decisions.publishing import Standing
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.second import persons
from domain.vocabulary import case_ref


def decide_draft(desk: Desk, command: drafts.DraftCommand, by: By) -> None:
    match command:
        case drafts.RegisterUpperIndicators():
            bureau = desk.bureau(command.bureau)
            desk.founded(bureau)
            upper = desk.upper(bureau, command.year)
            desk.write(*draft_.register_upper_indicators(command, bureau, upper, desk.today))
        case drafts.DraftIndicators():
            _draft(desk, command, by)
        case drafts.OpenCommentRound() | drafts.CommentOnDraft() | drafts.AnswerComment():
            _comment(desk, command, by)
        case drafts.SignDraft():
            state, sets = _read(desk, command.bureau, command.number)
            signer = _signer(desk, command, by, state)
            desk.write(draft_.sign_draft(command, state, sets, signer, desk.today))
        case drafts.ReturnDraft():
            state, sets = _read(desk, command.bureau, command.number)
            desk.write(draft_.return_draft(command, state, sets, _signer(desk, command, by, state)))
        case drafts.PublishIndicators():
            _publish(desk, command)
        case _:
            assert_never(command)


def _read(desk: Desk, bureau: str, number: int) -> tuple[draft_.DraftState, draft_.SetsState]:
    """The draft and its year's sets; refused where there is none, or the year is closed."""
    state = desk.draft(bureau, number)
    if state.drafted is None:
        raise no.DraftNotFound(draft=case_ref(bureau, number))
    _refuse_closed(desk, bureau, state.drafted.year)
    return state, desk.sets(bureau, state.drafted.year)


def _refuse_closed(desk: Desk, bureau: str, year: int) -> None:
    if desk.year(bureau, year).closed is not None:
        raise no.YearAlreadyClosed(bureau=bureau, year=year)


def _draft(desk: Desk, command: drafts.DraftIndicators, by: By) -> None:
    bureau = desk.bureau(command.bureau)
    desk.founded(bureau)
    _refuse_closed(desk, bureau, command.year)
    if command.replaces is not None:
        state, sets = _read(desk, bureau, command.replaces)
        ref = case_ref(bureau, command.replaces)
        replaced = draft_.current(ref, state, sets)
        if replaced.year != command.year:
            raise no.DraftOfAnotherYear(draft=ref, year=replaced.year)
    named = {carrier.unit for one in command.indicators for carrier in one.carriers}
    people = {one.leader for one in command.indicators}
    people |= {o for one in command.personal for o in (one.officer, one.assigned_by) if o}
    scene = draft_.Scene(
        bureau=bureau,
        number=desk.next_number("draft", bureau),
        drafter=by.actor,
        persons=tuple(sorted(persons(desk, by.actor))),
        day=day_within(desk.today, command.year),
        upper=desk.upper(bureau, command.year),
        plans=desk.plans(bureau, command.year),
        units={unit: desk.unit(unit) for unit in named},
        officers={officer: desk.officer(officer) for officer in people},
    )
    desk.write(*draft_.draft_indicators(command, scene))


def day_within(today: date, year: int) -> date:
    """Today, or the year's nearest day to it."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def _comment(
    desk: Desk,
    command: drafts.OpenCommentRound | drafts.CommentOnDraft | drafts.AnswerComment,
    by: By,
) -> None:
    state, sets = _read(desk, command.bureau, command.number)
    match command:
        case drafts.OpenCommentRound():
            desk.write(draft_.open_comment_round(command, state, sets, desk.today))
        case drafts.CommentOnDraft():
            if f"unit:{command.unit}" not in spoken_for(desk, command.bureau, by.actor):
                raise no.NotHeadOfUnit(unit=command.unit)
            desk.write(draft_.comment_on_draft(command, state, sets, by.actor, desk.today))
        case drafts.AnswerComment():
            desk.write(draft_.answer_comment(command, state, sets))
        case _:
            assert_never(command)


def _signer(
    desk: Desk, command: drafts.SignDraft | drafts.ReturnDraft, by: By, state: draft_.DraftState
) -> draft_.Signer:
    held = {g.role for g in desk.grants(command.bureau, by.actor).in_force(desk.today)}
    own = persons(desk, by.actor)
    over: frozenset[str] = frozenset()
    if command.level == "unit-head":
        units = (one.removeprefix("unit:") for one in spoken_for(desk, command.bureau, by.actor))
        over = frozenset(units) & {command.unit}
    elif command.level not in held:
        pass
    elif command.level == "leader":
        officers = (one for one in own if one.startswith("officer:"))
        over = frozenset(one.removeprefix("officer:") for one in officers)
    else:
        over = frozenset({command.bureau})
    acted = [one.signer for one in state.signed]
    acted += [state.drafted.drafter] if state.drafted else []
    return draft_.Signer(by.actor, own, over, {who: persons(desk, who) for who in acted})


def _publish(desk: Desk, command: drafts.PublishIndicators) -> None:
    state, sets = _read(desk, command.bureau, command.number)
    assert state.drafted is not None, "it was read"
    named = {c.unit for one in state.drafted.indicators for c in one.carriers}
    plans = desk.plans(command.bureau, state.drafted.year)
    standing = Standing(sets, plans, {unit: desk.unit(unit) for unit in named})
    desk.write(*draft_.publish_indicators(command, state, standing))

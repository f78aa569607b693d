"""Who is to sign, comment on, answer for or publish a draft of indicators?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

from domain.drafts.facts import DraftFact, IndicatorsDrafted, IndicatorSetPublished
from domain.drafts.state import DraftState, evolve
from domain.drafts.vocabulary import LEVELS
from projections.cases import Told
from projections.todos.scene import WORDS, Candidate, Case, Scene


def of_drafts(scene: Scene) -> Iterator[Candidate]:
    sets = scene.of_kind(IndicatorSetPublished)
    done = {one.draft for one in sets}
    for facts in scene.cases(get_args(DraftFact)):
        state = _state(facts)
        drafted = state.drafted
        if drafted is None or state.ended is not None or drafted.number in done:
            continue
        case = Case("drafts", scene.bureau, drafted.number)
        yield from _of_rounds(scene, case, state)
        yield from _to_sign(case, state, drafted)
        last = max((s.effective_on for s in sets if s.year == drafted.year), default=date.min)
        yield from _to_publish(scene, case, state, last)


def _state(facts: Sequence[Told]) -> DraftState:
    state = DraftState()
    for told in facts:
        state = evolve(state, told.fact)  # type: ignore[arg-type]
    return state


def _of_rounds(scene: Scene, case: Case, state: DraftState) -> Iterator[Candidate]:
    """Each head is asked once a round; he may say more, and nothing waits for it."""
    if state.rounds and scene.today <= state.rounds[-1].until:
        last = state.rounds[-1]
        said = {one.unit for one in state.comments if one.round == last.round}
        for subject in sorted(scene.person.own):
            kind, _, unit = subject.partition(":")
            if kind == "unit" and unit not in said:
                asked = {"unit": unit, "text": WORDS}
                task = case.to("comment_on_draft", "comments", "CommentOnDraft", **asked)
                yield replace(task, subject=subject, due=last.until, turn=str(last.round))
    for number in state.unanswered:
        said_of_it = {"answer": "accepted", "text": WORDS}
        task = case.to("answer_comment", "answers", "AnswerComment", comment=number, **said_of_it)
        yield replace(task, turn=str(number))


def _to_sign(case: Case, state: DraftState, drafted: IndicatorsDrafted) -> Iterator[Candidate]:
    """Of a leader the signature says by itself over what it is."""
    for level in LEVELS:
        missing = state.missing(level)
        for over in missing if level == "unit-head" else missing[:1]:
            asked = {"digest": drafted.digest, "level": level}
            unit = {"unit": over} if level == "unit-head" else {}
            task = case.to("sign_draft", "sign", "SignDraft", **asked, **unit)
            yield replace(task, subject=f"unit:{over}" if unit else None, turn=level)


def _to_publish(scene: Scene, case: Case, state: DraftState, last: date) -> Iterator[Candidate]:
    """From the first day from which the set may apply."""
    assert state.drafted is not None
    if any(state.missing(level) for level in LEVELS):
        return
    year = state.drafted.year
    day = min(max(scene.today, last, date(year, 1, 1)), date(year, 12, 31))
    asked = {"digest": state.drafted.digest, "effective_on": day}
    yield case.to("publish_draft", "publish", "PublishIndicators", **asked)

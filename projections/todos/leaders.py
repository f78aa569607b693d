"""Which packs wait to be read by a leader, and which evaluations to be confirmed?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from domain.evaluations.facts import EvaluationFact
from domain.evaluations.state import EvaluationsState, evolve
from domain.evaluations.vocabulary import period_ref
from domain.packs.facts import PackAcknowledged, PackFact, PackIssued
from projections.todos.scene import Candidate, Case, Scene


def of_packs(scene: Scene) -> Iterator[Candidate]:
    for facts in scene.cases(get_args(PackFact)):
        issued = facts[0].fact
        if any(isinstance(told.fact, PackAcknowledged) for told in facts):
            continue
        assert isinstance(issued, PackIssued), "a case begins with what opened it"
        case = Case("packs", scene.bureau, issued.number)
        yield case.to("acknowledge_pack", "acknowledge", "AcknowledgePack")


def of_evaluations(scene: Scene) -> Iterator[Candidate]:
    """Once their publication is over; when they are opened, the office decides."""
    for facts in scene.cases(get_args(EvaluationFact)):
        state = EvaluationsState()
        for told in facts:
            state = evolve(state, told.fact)  # type: ignore[arg-type]
        opened = state.opened
        if opened is None or state.confirmed is not None or scene.today <= opened.closes_on:
            continue
        yield Candidate(
            kind="confirm_evaluations",
            ref=period_ref(opened.bureau, opened.year, opened.period),
            where="/v1/evaluations/confirmations",
            command="ConfirmEvaluations",
            said={"bureau": opened.bureau, "year": opened.year, "period": opened.period},
        )

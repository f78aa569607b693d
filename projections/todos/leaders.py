"""Which packs wait to be read by a leader, whom does he still evaluate, what is confirmed?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, get_args

from domain.evaluations.facts import EvaluationFact
from domain.evaluations.state import EvaluationsState, evolve
from domain.evaluations.vocabulary import Period, last_quarter, period_ref
from domain.packs.facts import PackAcknowledged, PackFact, PackIssued
from domain.quarters.vocabulary import quarter_ref
from domain.registers.facts import PostingRecorded
from projections.todos.scene import WORDS, Candidate, Case, Scene

PERIODS: Final[tuple[Period, ...]] = get_args(Period)


def of_packs(scene: Scene) -> Iterator[Candidate]:
    for facts in scene.cases(get_args(PackFact)):
        issued = facts[0].fact
        if any(isinstance(told.fact, PackAcknowledged) for told in facts):
            continue
        assert isinstance(issued, PackIssued), "a case begins with what opened it"
        case = Case("packs", scene.bureau, issued.number)
        yield case.to("acknowledge_pack", "acknowledge", "AcknowledgePack")


def of_evaluations(scene: Scene) -> Iterator[Candidate]:
    periods = periods_of(scene)
    yield from _to_give(scene, periods)
    yield from _to_confirm(scene, periods)


Periods = Mapping[tuple[int, Period], EvaluationsState]


def periods_of(scene: Scene) -> Periods:
    """Every period in which somebody was evaluated."""
    found: dict[tuple[int, Period], EvaluationsState] = {}
    for told in scene.facts(get_args(EvaluationFact)):
        fact = told.fact
        assert isinstance(fact, get_args(EvaluationFact))
        of = (fact.year, fact.period)
        found[of] = evolve(found.get(of, EvaluationsState()), fact)
    return found


def _to_give(scene: Scene, periods: Periods) -> Iterator[Candidate]:
    """By a pack that he acknowledged, of whoever was posted in its unit; once, in whichever period
    the pack is read for, as long as that is not opened. When it is opened, the office decides."""
    postings = _postings(scene)
    for facts in scene.cases(get_args(PackFact)):
        pack = facts[0].fact
        assert isinstance(pack, PackIssued), "a case begins with what opened it"
        if not any(isinstance(told.fact, PackAcknowledged) for told in facts):
            continue
        read_for = {
            period: periods.get((pack.year, period), EvaluationsState())
            for period in PERIODS
            if last_quarter(period) == pack.quarter
        }
        given = {who for state in read_for.values() for who in state.sealed}
        sealed = [period for period, state in read_for.items() if state.opened is None]
        posted = {p.officer for p in postings if p.unit == pack.unit and _holds(p, pack.as_of)}
        for officer in sorted(posted if sealed else ()):
            if (officer, pack.leader) not in given:
                yield _to_evaluate(pack, officer, sealed[0])


def _to_evaluate(pack: PackIssued, officer: str, period: Period) -> Candidate:
    said = {"bureau": pack.bureau, "year": pack.year, "period": period}
    of = {"officer": officer, "leader": pack.leader, "pack": pack.number}
    return Candidate(
        kind="evaluate_officer",
        ref=f"{quarter_ref(pack.bureau, pack.year, pack.quarter)}/officer:{officer}",
        where="/v1/evaluations",
        command="SealEvaluation",
        said={**said, **of, "score": "0", "justification": WORDS},
        subject=f"officer:{officer}",
        turn=pack.leader,
    )


def _postings(scene: Scene) -> Sequence[PostingRecorded]:
    """As they stand: told again, with its end, a posting takes the place of what it was."""
    told = scene.of_kind(PostingRecorded)
    return tuple({(p.officer, p.unit, p.start): p for p in told}.values())


def _holds(posting: PostingRecorded, day: date) -> bool:
    return posting.start <= day < (posting.until or date.max)


def _to_confirm(scene: Scene, periods: Periods) -> Iterator[Candidate]:
    """Once their publication is over, and what was objected to is decided."""
    for state in periods.values():
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

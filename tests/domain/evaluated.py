"""What is asked and recorded of packs, evaluations and stars in the tests?"""

from __future__ import annotations

from typing import Any, Final

from domain.evaluations import commands as evaluations
from domain.evaluations import facts as of_evaluation
from domain.packs import commands as packs
from domain.packs import facts as of_pack
from domain.registers.facts import MarkGiven
from domain.stars import commands as stars
from domain.stars import facts as of_star
from tests.domain.cast import ADA, NANYUE, YEAR

LEADER: Final = "token:leader"
"""Who leads, and is officer 0013."""
_PERIOD: Final[dict[str, Any]] = {"bureau": NANYUE, "year": YEAR, "period": "Q1"}
_PACK: Final = {"bureau": NANYUE, "year": YEAR, "quarter": 1, "unit": "zg", "leader": "0013"}
_STAR: Final = {"bureau": NANYUE, "unit": "zg", "effective_on": "2024-02-01"}


def issue(**but: Any) -> packs.IssuePack:
    return packs.IssuePack.model_validate(_PACK | but)


def a_pack(**but: Any) -> of_pack.PackIssued:
    said = {
        "number": 1,
        "as_of": "2024-03-31",
        "known": 11,
        "edition": "nanyue@1",
        "digest": "sha256:" + "9a" * 32,
        "unit_score": "100",
    }
    return of_pack.PackIssued.model_validate(_PACK | said | but)


def acknowledge(number: int = 1) -> packs.AcknowledgePack:
    return packs.AcknowledgePack(bureau=NANYUE, number=number)


def its_reading(**but: Any) -> of_pack.PackAcknowledged:
    said = {"bureau": NANYUE, "number": 1, "leader": "0013", "effective_on": "2025-06-30"}
    return of_pack.PackAcknowledged.model_validate(said | but)


def seal(score: str = "97", **but: Any) -> evaluations.SealEvaluation:
    said = {"leader": "0013", "officer": "0012", "pack": 1, "score": score}
    return evaluations.SealEvaluation.model_validate(_PERIOD | said | but)


def a_seal(score: str = "97", **but: Any) -> of_evaluation.EvaluationSealed:
    said = {"leader": "0013", "evaluated": "0012", "pack": 1, "score": score}
    return of_evaluation.EvaluationSealed.model_validate(_PERIOD | said | but)


def a_reason(**but: Any) -> of_evaluation.EvaluationJustified:
    said = {"leader": "0013", "subject": ADA, "justification": "牵头攻坚成效突出"}
    return of_evaluation.EvaluationJustified.model_validate(_PERIOD | said | but)


def open_period(**but: Any) -> evaluations.OpenEvaluations:
    return evaluations.OpenEvaluations.model_validate(_PERIOD | but)


def a_waiver(leader: str, reason: str) -> of_evaluation.EvaluationWaived:
    return of_evaluation.EvaluationWaived(**_PERIOD, leader=leader, reason=reason)


def an_opening(**but: Any) -> of_evaluation.EvaluationsOpened:
    said = {"opens_on": "2025-06-30", "closes_on": "2025-07-07", "working_days": 5}
    return of_evaluation.EvaluationsOpened.model_validate(_PERIOD | said | but)


def a_disclosure(score: str = "97", **but: Any) -> of_evaluation.EvaluationDisclosed:
    said = {"subject": ADA, "leader": "0013", "score": score, "mark": 1}
    return of_evaluation.EvaluationDisclosed.model_validate(_PERIOD | said | but)


def its_mark(score: str = "97") -> MarkGiven:
    said = {"bureau": NANYUE, "year": YEAR, "subject": ADA, "number": 1}
    of = {"series": "leader_evaluation", "period": "2024Q1", "effective_on": "2024-03-31"}
    return MarkGiven.model_validate(said | of | {"score": score})


def confirm() -> evaluations.ConfirmEvaluations:
    return evaluations.ConfirmEvaluations.model_validate(_PERIOD)


def a_confirmation(day: str) -> of_evaluation.EvaluationsConfirmed:
    return of_evaluation.EvaluationsConfirmed.model_validate(_PERIOD | {"effective_on": day})


def star(**but: Any) -> stars.StarPost:
    return stars.StarPost.model_validate(_STAR | but)


def a_star(**but: Any) -> of_star.PostStarred:
    return of_star.PostStarred.model_validate(_STAR | {"number": 1} | but)


def unstar(day: str, number: int = 1) -> stars.UnstarPost:
    return stars.UnstarPost.model_validate(
        {"bureau": NANYUE, "number": number, "effective_on": day}
    )


def an_end(day: str) -> of_star.PostUnstarred:
    return of_star.PostUnstarred.model_validate(
        {"bureau": NANYUE, "number": 1, "effective_on": day}
    )

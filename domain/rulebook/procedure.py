"""By which windows, stages and grades of risk does the year's management run?"""

from __future__ import annotations

from typing import Final

from domain.rulebook.contradictions import (
    DuplicateId,
    RiskGradeMissing,
    RiskThresholdRises,
    StageWithoutEarlier,
)
from domain.rulebook.document import Findings
from domain.rulebook.shapes import Key, Keys, ListOf, Part
from domain.rulebook.values import Choice, Number, Whole

STAGES: Final = ("objection", "review", "appeal", "statutory_review", "statutory_appeal")
EARLIER: Final = {"appeal": "review", "statutory_appeal": "statutory_review"}
"""Against whose outcome a stage is turned."""
RISK_GRADES: Final = ("high", "medium", "low")
LOWEST_RISK: Final = 4
"""The sum of four ratings of 1."""
_DAYS: Final = Whole(low=1, high=366)

_STAGE = Keys(
    {
        "stage": Key(Choice(STAGES), "Objection, review, appeal. 异议、复核、申诉。", True),
        "within": Key(_DAYS, "Days to raise it. 提出时限。", required=True),
        "decide_within": Key(_DAYS, "Days to decide it. 办结时限。", required=True),
        "direct_within": Key(_DAYS, "Days to appeal without a review. 径行申诉时限。"),
        "extension": Key(_DAYS, "Days that deciding may be put off, once. 可延长的期限。"),
        "days": Key(
            Choice(("working", "calendar")),
            "Which days are counted. 按工作日或自然日计。",
            default="working",
        ),
    }
)

_RISK = Keys(
    {
        "grade": Key(Choice(RISK_GRADES), "The grade of risk. 风险等级。", required=True),
        "least": Key(
            Whole(low=4, high=20), "The least sum of the four ratings. 四项评分之和不低于。", True
        ),
        "check_every": Key(_DAYS, "Working days from check to check. 检查间隔(工作日)。", True),
    }
)

PROCEDURE = Keys(
    {
        "evidence_within": Key(
            _DAYS, "Working days for a claim's evidence. 佐证材料补交时限。", default=15
        ),
        "hearing_within": Key(
            _DAYS, "Working days to be heard on a deduction. 扣分前听取陈述的时限。", default=3
        ),
        "quarter_opens": Key(
            _DAYS, "Working day of a quarter by which it is opened. 季初提醒的时限。"
        ),
        "quarter_closes": Key(
            _DAYS, "Working day after a quarter on which it closes, not before. 季度封账工作日。"
        ),
        "explained_within": Key(
            _DAYS,
            "Working days from then to explain losses in. 说明失分原因的时限。",
        ),
        "publication": Key(
            _DAYS, "Least working days of a publication. 公示期(工作日)。", default=5
        ),
        "outlier": Key(
            Number(),
            "An evaluation further than this from the indicators' score must be justified. "
            "评鉴偏离指标得分须说明理由的幅度。",
            default=5,
        ),
        "disputes": Key(ListOf(_STAGE, low=1), "Stages of a dispute. 异议、复核与申诉的环节。"),
        "risk": Key(ListOf(_RISK, low=1), "Grades of risk, the highest first. 风险分级。"),
    }
)


def check_procedure(book: Part, findings: Findings) -> None:
    """What could not be read is not held against the rest."""
    part = book.get("procedure", Part)
    if part is None:
        return
    for key in ("disputes", "risk"):
        _check_once(part, key, findings)
    _check_stages(part, findings)
    _check_risk(part, findings)


def _check_once(part: Part, key: str, findings: Findings) -> None:
    name = {"disputes": "stage", "risk": "grade"}[key]
    seen: set[str] = set()
    for n, member in part.all_of(key, Part):
        said = member.get(name, str)
        if said in seen:
            findings.add((*part.path, key, n, name), DuplicateId(id=said))
        elif said is not None:
            seen.add(said)


def _check_stages(part: Part, findings: Findings) -> None:
    """An appeal is turned against a review: without one there is none."""
    stages = [stage.get("stage", str) for stage in part.parts("disputes")]
    if None in stages:
        return
    for n, stage in part.all_of("disputes", Part):
        earlier = EARLIER.get(str(stage.get("stage", str)))
        if earlier is not None and earlier not in stages:
            place = (*part.path, "disputes", n, "stage")
            findings.add(place, StageWithoutEarlier(stage=stage.get("stage", str), earlier=earlier))


def _check_risk(part: Part, findings: Findings) -> None:
    """The thresholds fall, and the last one takes every rating there is."""
    least: int | None = None
    for n, grade in part.all_of("risk", Part):
        start, place = grade.get("least", int), (*part.path, "risk", n, "least")
        if start is None:
            return
        if least is not None and start >= least:
            findings.add(place, RiskThresholdRises(given=start, before=least))
        least = start
    if least is not None and least > LOWEST_RISK:
        findings.add(place, RiskGradeMissing(given=least, lowest=LOWEST_RISK))

"""How do an edition's place under another, its windows, stages and grades of risk read on paper?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.rulebook.edition import Edition, Procedure, Stage
from domain.rulebook.words import Words, table
from domain.titles import STAGES
from domain.vocabulary import plain

RISKS: Final = {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")}


def print_under(e: Edition, w: Words) -> list[str]:
    if e.under is None:
        return []
    return [
        w.say(
            f"本规则在上级规则 {e.under} 之下制定，分值、封顶、名额与限制情形只从严、不放宽。",
            f"Made under {e.under} of the bureau above: points, caps, quotas and restrictions may"
            " be stricter than there, and never looser.",
        )
    ]


def print_procedure(e: Edition, w: Words) -> list[str]:
    """Printed where the edition says them, or asks for a hearing."""
    if e.procedure is None and not any(item.hearing == "required" for item in e.items.values()):
        return []
    return [*_windows(e.windows, w), "", *_stages(e.windows, w), "", *_risk(e.windows, w)]


def _windows(p: Procedure, w: Words) -> list[str]:
    outlier = plain(p.outlier)
    said = [
        w.say(
            f"- 佐证材料应在申报后 {p.evidence_within} 个工作日内提交。",
            f"- A claim's evidence comes in within {p.evidence_within} working days of it.",
        ),
        w.say(
            f"- 须先听取陈述的扣分，当事人有 {p.hearing_within} 个工作日陈述意见。",
            f"- On a deduction that needs a hearing one is heard within {p.hearing_within}"
            " working days.",
        ),
        _closing(p, w),
        w.say(
            f"- 公示不少于 {p.publication} 个工作日。",
            f"- A publication lasts {p.publication} working days at least.",
        ),
        w.say(
            f"- 领导评鉴偏离指标得分超过 {outlier} 分的，须说明理由。",
            f"- An evaluation further than {outlier} points from the indicators' score is"
            " justified.",
        ),
    ]
    return [*said, *_turn_of_a_quarter(p, w)]


def _closing(p: Procedure, w: Words) -> str:
    """Where the edition says nothing, the office freezes a quarter from the day after its end."""
    if p.quarter_closes is None:
        return w.say(
            f"- 季度通常于终了后第 {p.closes} 个工作日封账，考核办可于季末次日起提前办理。",
            f"- A quarter usually closes on working day {p.closes} after its end; the office may"
            " freeze it from the day after.",
        )
    return w.say(
        f"- 季度终了后第 {p.quarter_closes} 个工作日封账，不得提前。",
        f"- A quarter closes on working day {p.quarter_closes} after its end, and not before.",
    )


def _turn_of_a_quarter(p: Procedure, w: Words) -> Iterator[str]:
    """The days that an edition need not set."""
    if p.quarter_opens is not None:
        yield w.say(
            f"- 季初提醒应在季度第 {p.quarter_opens} 个工作日前发出。",
            f"- A quarter is opened by its working day {p.quarter_opens}.",
        )
    if p.explained_within is not None:
        yield w.say(
            f"- 失分原因应在季度封账日后 {p.explained_within} 个工作日内说明。",
            f"- Losses are explained within {p.explained_within} working days after the quarter"
            " closes.",
        )


def _stages(p: Procedure, w: Words) -> list[str]:
    head = (
        w.say("环节", "Stage"),
        w.say("提出时限", "To be raised within"),
        w.say("办结时限", "To be decided within"),
    )
    rows = [
        (w.say(STAGES[s.stage].zh, STAGES[s.stage].en.capitalize()), _raised(s, w), _decided(s, w))
        for s in p.disputes
    ]
    return table(head, rows)


def _days(stage: Stage, days: int, w: Words) -> str:
    if stage.days == "working":
        return w.say(f"{days} 个工作日", f"{days} working days")
    return w.say(f"{days} 日", f"{days} days")


def _raised(stage: Stage, w: Words) -> str:
    within = _days(stage, stage.within, w)
    if stage.direct_within is None:
        return within
    direct = _days(stage, stage.direct_within, w)
    return within + w.say(f"；未经复核的 {direct}", f"; without a review {direct}")


def _decided(stage: Stage, w: Words) -> str:
    within = _days(stage, stage.decide_within, w)
    if stage.extension is None:
        return within
    more = _days(stage, stage.extension, w)
    return within + w.say(f"，可延长 {more}", f", may be put off by {more}")


def _risk(p: Procedure, w: Words) -> list[str]:
    head = (
        w.say("风险等级", "Risk"),
        w.say("四项评分之和", "Sum of the four ratings"),
        w.say("检查间隔", "Checked every"),
    )
    rows = [
        (
            w.say(*RISKS[risk.grade]),
            w.say(f"不低于 {risk.least}", f"at least {risk.least}"),
            w.say(f"{risk.check_every} 个工作日", f"{risk.check_every} working days"),
        )
        for risk in p.risk
    ]
    return table(head, rows)

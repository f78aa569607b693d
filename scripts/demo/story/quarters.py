"""How are the quarters gone through: losses, risks, what is put right, who was spoken with?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from domain.accounts.commands import ImposeLoss
from domain.contacts.commands import RecordContact
from domain.quarters.commands import ExplainLoss, FreezeQuarter, HoldBriefing, OpenQuarter
from domain.quarters.vocabulary import days_of
from domain.remediations.commands import (
    ExtendRemediation,
    OpenRemediation,
    ReportRemediation,
    VerifyRemediation,
)
from domain.risks.commands import AssessRisk, CheckRisk
from scripts.demo.people import ACCOUNTABLE, FAMILIAR, HEADS
from scripts.demo.plan import INDICATORS
from scripts.demo.story.telling import BUREAU, Scene, Telling

_EARLIER, _LAST, _RUNNING = 2, 1, 0
"""The quarters by how many lie between them and today."""
_LOST: Final[Mapping[int, tuple[tuple[str, str, str], ...]]] = {
    _EARLIER: (
        ("ZB13", "0.5", "登记信息错误率超出容错标准"),
        ("ZB24", "0.8", "征缴计划完成率排名靠后"),
        ("ZB44", "0.3", "重点行业税负异常企业核查不到位"),
    ),
    _LAST: (
        ("ZB35", "0.6", "中高风险任务应对逾期"),
        ("ZB16", "0.4", "满意度调查个别指标低于全市平均"),
        ("ZB41", "0.2", "窗口着装和用语抽查不合格"),
    ),
}
_CAUSES: Final = {
    "ZB13": ("data", "基础数据采集口径不一"),
    "ZB24": ("process", "征缴提醒环节脱节"),
    "ZB44": ("deadline", "核查力量不足，完成时间偏晚"),
    "ZB35": ("deadline", "任务集中下达，应对超期"),
}
_RISKS: Final = (  # indicator, four ratings, checked on which day and found how
    ("ZB08", (5, 4, 4, 4), (12, "concern")),
    ("ZB35", (5, 4, 4, 4), None),
    ("ZB16", (3, 3, 3, 3), (10, "sound")),
    ("ZB24", (4, 3, 2, 3), (2, "critical")),
    ("ZB38", (1, 2, 1, 2), (20, "sound")),
)


def _imposes(told: Telling, quarter: int) -> None:
    _, last = days_of(*told.quarter_before(quarter))
    for number, (indicator, points, reason) in enumerate(_LOST[quarter], start=1):
        day = _weekday(last - timedelta(days=9 * number))
        said = {"indicator": indicator, "points": points, "effective_on": day}
        asked = ImposeLoss.model_validate({"bureau": BUREAU, **said, "reason": reason})
        told.does("clerk", asked, f"loss {indicator}")


def _imposed(told: Telling) -> None:
    _imposes(told, _EARLIER)


def _imposed_since(told: Telling) -> None:
    _imposes(told, _LAST)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _opened(told: Telling) -> None:
    for quarter in (_EARLIER, _LAST):
        told.does("office", OpenQuarter(**told.of_quarter(quarter)))


def _frozen(told: Telling) -> None:
    told.does("office", FreezeQuarter(**told.of_quarter(_EARLIER)))
    for indicator, _, _ in _LOST[_EARLIER]:
        _explained(told, _EARLIER, indicator)


def _explained(told: Telling, quarter: int, indicator: str) -> None:
    cause, why = _CAUSES[indicator]
    said = {"entry": told.entries[f"loss {indicator}"], "cause": cause, "explanation": why}
    who = HEADS[INDICATORS[indicator].owner]
    told.does(who, ExplainLoss(**told.of_quarter(quarter), **said))


def _briefed(told: Telling) -> None:
    decided = [
        {"entry": told.entries["loss ZB13"], "decision": "建立周核验台账，按周调度"},
        {"indicator": "ZB35", "decision": "提前分解任务，专人盯办"},
    ]
    held = {
        "held_on": told.day(56),
        "document_no": f"岳税绩纪〔{told.day(56).year}〕3号",
        "attendees": (*ACCOUNTABLE, *sorted(HEADS.values())),
        "decisions": decided,
    }
    told.does("office", HoldBriefing(**told.of_quarter(_EARLIER), **held))


def _running(told: Telling) -> None:
    """The last quarter is frozen and half explained; the running one has begun."""
    told.does("office", FreezeQuarter(**told.of_quarter(_LAST)))
    _explained(told, _LAST, "ZB35")
    told.does("office", OpenQuarter(**told.of_quarter(_RUNNING)))


def _assessed(told: Telling) -> None:
    names = ("difficulty", "scoring_method", "controllability", "current_state")
    for indicator, ratings, _ in _RISKS:
        said = dict(zip(names, ratings, strict=True)) | {"assessed_on": told.day(25)}
        asked = {"bureau": BUREAU, "year": told.day(25).year, "indicator": indicator, **said}
        told.does("office", AssessRisk.model_validate(asked))


def _checked(told: Telling) -> None:
    for indicator, _, check in _RISKS:
        if check is not None:
            back, finding = check
            # In the year in which they were assessed: early in January that is the year before.
            year = told.day(25).year
            on = min(told.day(back), date(year, 12, 31))
            said = {"indicator": indicator, "checked_on": on, "finding": finding}
            asked = {"bureau": BUREAU, "year": year, **said, "note": "逐项核对节点"}
            told.does("desk", CheckRisk.model_validate(asked))


def _puts_right(told: Telling, about: dict[str, Any], who: str, measures: str, due: int) -> None:
    year, _ = told.quarter_before(_EARLIER)
    year = year if "entry" in about else told.year
    said = {"responsible": who, "measures": measures, "due_on": told.day(due)}
    asked = {"bureau": BUREAU, "year": year, **about, **said}
    told.does("desk", OpenRemediation.model_validate(asked))


def _remediations(told: Telling) -> None:
    """By their numbers: 1 done, 2 overdue, 3 open, 4 reported, 5 returned, 6 put off."""
    for indicator, who, measures, due in (
        ("ZB13", FAMILIAR, "建立登记信息周核验台账", 20),
        ("ZB24", HEADS["sb"], "逐户提醒并建立回访记录", 5),
        ("ZB44", "0086", "补齐异常企业核查报告", -20),
    ):
        _puts_right(told, {"entry": told.entries[f"loss {indicator}"]}, who, measures, due)
    for indicator, who, measures, due in (
        ("ZB35", HEADS["fx"], "任务分解到人并按周通报", -5),
        ("ZB16", HEADS["ns"], "逐项制定满意度提升措施", -10),
        ("ZB41", HEADS["f1"], "开展窗口礼仪培训", -3),
    ):
        _puts_right(told, {"indicator": indicator}, who, measures, due)


def _reports(told: Telling, number: int, who: str, report: str, *evidence: str) -> None:
    said = {"bureau": BUREAU, "number": number, "report": report, "evidence": evidence}
    told.does(who, ReportRemediation.model_validate(said))


def _verifies(told: Telling, number: int, outcome: str, reason: str | None = None) -> None:
    said = {"bureau": BUREAU, "number": number, "outcome": outcome, "reason": reason}
    told.does("office", VerifyRemediation.model_validate(said))


def _reported(told: Telling) -> None:
    proof = told.file(FAMILIAR, f"officer:{FAMILIAR}", "登记信息周核验台账（示例）")
    _reports(told, 1, FAMILIAR, "台账已建立，连续四周差错率达标", proof)
    _reports(told, 5, HEADS["ns"], "已召开专题会")


def _verified(told: Telling) -> None:
    _verifies(told, 1, "done")
    _verifies(told, 5, "returned", "缺少逐项措施和完成时限")
    said = {"due_on": told.day(-15), "reason": "培训师资需市局协调"}
    told.does("office", ExtendRemediation(bureau=BUREAU, number=6, **said))


def _reported_late(told: Telling) -> None:
    _reports(told, 4, HEADS["fx"], "任务已全部分解，逾期清零")


def _contacts(told: Telling) -> None:
    """One of each channel, linked with what it was about."""
    year, quarter = told.quarter_before(_EARLIER)
    loss = told.entries["loss ZB13"]
    of_loss: dict[str, Any] = {"entries": [loss], "briefings": [quarter]}
    for channel, of, subjects, about, note, visibility in (
        ("talk", year, ["unit:zg"], of_loss, "约谈失分原因和整改打算", "unit"),
        (
            "coaching",
            year,
            [f"officer:{FAMILIAR}"],
            {"remediations": [1]},
            "帮扶台账设计",
            "subject",
        ),
        ("meeting", told.year, ["unit:fx", "unit:f3"], {"indicators": ["ZB35"]}, "推进会", "unit"),
        ("phone", told.year, ["officer:0026"], {"indicators": ["ZB08"]}, "电话了解进度", "subject"),
        ("written", told.year, ["unit:sb"], {"remediations": [2]}, "书面催办逾期整改", "unit"),
        ("supervision", told.year, ["unit:ns"], {"remediations": [5]}, "督导整改落实", "office"),
    ):
        said = {"bureau": BUREAU, "year": of, "channel": channel, "held_on": told.day(4)}
        more = {"with": subjects, "about": about, "note": note, "visibility": visibility}
        told.does("desk", RecordContact.model_validate({**said, **more}))


SCENES: Final[tuple[Scene, ...]] = (
    (62, _opened),
    (61, _imposed),
    (60, _frozen),
    (56, _briefed),
    (54, _remediations),
    (30, _reported),
    (28, _verified),
    (25, _assessed),
    (3, _reported_late),
    (2, _checked),
    (2, _contacts),
    (1, _imposed_since),
    (0, _running),
)

"""What is claimed, checked and granted, and who is heard before a deduction?"""

from __future__ import annotations

from typing import Any, Final

from domain.accounts.commands import AwardBonus, ImposeDeduction, ReverseEntry
from domain.acknowledgements.commands import AcknowledgeEntry
from domain.claims.commands import (
    AnswerClaim,
    ClaimAward,
    LinkClaims,
    WaiveHearing,
    WithdrawClaim,
)
from scripts.demo.people import FAMILIAR, HEADS
from scripts.demo.story.telling import BUREAU, Scene, Telling

_PRAISED: Final = "湘税函〔{year}〕88号"
"""The circular that two units claim, each as its own."""


def _claims(
    told: Telling, who: str, item: str, level: str | None, called: str, **said: Any
) -> None:
    """An award of one's own, or of the unit that one heads, with a file that proves it."""
    subject = said.pop("subject", f"officer:{who}")
    words = {"document_no": said.pop("document"), "reason": said.pop("reason")}
    if said.pop("proven", True):
        said["evidence"] = [
            told.file(who, subject, f"{words['document_no']} 扫描件（示例）{subject}")
        ]
    asked = {"bureau": BUREAU, "subject": subject, "item": item, "level": level, **words, **said}
    told.waits(who, ClaimAward.model_validate(asked), called)


def _claimed_first(told: Telling) -> None:
    _claims(
        *(told, "0086", "C3", "district", "granted"),
        effective_on=told.day(10),
        document=f"岳税发〔{told.year}〕58号",
        reason="季度绩效讲评中获区局通报表扬",
    )


def _granted(told: Telling) -> None:
    """Three steps by three others."""
    told.step("granted", "check", HEADS["f2"])
    told.step("granted", "verify", "office")
    told.step("granted", "approve", "approver")


def _claimed(told: Telling) -> None:
    year, day = told.year, told.day(5)
    for who, item, level, called, document, reason in (
        (FAMILIAR, "K2", None, "refused", f"岳税考〔{year}〕91号", "取得法律职业资格（成绩合格）"),
        (FAMILIAR, "I2", "district", "to check", f"岳政办信息〔{year}〕96号", "信息被区政府办采用"),
        (
            "0058",
            "C3",
            "municipal",
            "to verify",
            f"衡税函〔{year}〕118号",
            "风险应对案例获通报表扬",
        ),
        (
            "0026",
            "I1",
            "district",
            "to approve",
            f"岳政函〔{year}〕81号",
            "退税减税专报获区长肯定性批示",
        ),
        ("0042", "K1", "district_1", "taken back", f"岳发〔{year}〕36号", "全区演讲比赛第一名"),
    ):
        said = {"effective_on": day, "document": document, "reason": reason}
        _claims(told, who, item, level, called, **said)
    _claims(
        *(told, "0063", "C2", "municipal", "unproven"),
        effective_on=day,
        document=f"衡税发〔{year}〕70号",
        reason="获评全市网络安全先进个人",
        proven=False,
    )
    for unit in ("sb", "f1"):
        _claims(
            *(told, HEADS[unit], "C3", "provincial", f"of {unit}"),
            subject=f"unit:{unit}",
            effective_on=day,
            document=_PRAISED.format(year=year),
            reason="社保费征缴联合攻关获省局通报表扬",
        )


def _stepped(told: Telling) -> None:
    told.rejects("refused", HEADS["zg"], "成绩合格不是资格证书，取得证书后另行申报")
    told.step("to verify", "check", HEADS["fx"])
    told.step("to approve", "check", HEADS["sz"])
    told.step("to approve", "verify", "desk")
    told.does("0042", WithdrawClaim(**vars(told.claims["taken back"])))


def _linked(told: Telling) -> None:
    """One circular, two units: one merit, of which each has its part."""
    told.step("of sb", "check", "desk")
    parts = [
        {"number": told.claims[f"of {unit}"].number, "share": share}
        for unit, share in (("sb", "7/10"), ("f1", "3/10"))
    ]
    said = {"merit": f"湘税函{told.year}-88", "reason": "同一文件，联合项目，按七三分配"}
    told.does("office", LinkClaims.model_validate({"bureau": BUREAU, "claims": parts, **said}))


def _deducts(told: Telling, officer: str, item: str, back: int, **said: Any) -> ImposeDeduction:
    when = {"effective_on": told.day(back)}
    asked = {"bureau": BUREAU, "subject": f"officer:{officer}", "item": item, **when, **said}
    return ImposeDeduction.model_validate(asked)


def _waived(told: Telling) -> None:
    fault = {"points": "1.0", "reason": "文书送达超期，追究执法过错责任"}
    told.waits("clerk", _deducts(told, "0058", "X4F", 13, **fault), "waived")
    claim = told.claims["waived"]
    told.does("0058", WaiveHearing(bureau=BUREAU, number=claim.number))
    told.step("waived", "approve", "approver")


def _recorded(told: Telling) -> None:
    """What the performance officer records alone, of the running year."""
    late = {"quantity": 1, "reason": "绩效过程资料报送逾期1天"}
    told.does("clerk", _deducts(told, FAMILIAR, "X3", 7, **late), "overdue")
    wrong = {"quantity": 2, "reason": "台账数据填报差错2处"}
    told.does("clerk", _deducts(told, "0063", "X3E", 7, **wrong), "error")
    absent = {"level": "late", "reason": "考勤抽查迟到一次"}
    told.does("clerk", _deducts(told, "0042", "X2", 7, **absent), "late")
    told.does("clerk", _deducts(told, "0086", "X2", 7, **absent), "agreed")
    task = {"item": "W1", "points": "0.8", "effective_on": told.day(7)}
    said = {"subject": f"officer:{FAMILIAR}", "reason": "完成征管数据清理专项任务"}
    told.does("clerk", AwardBonus.model_validate({"bureau": BUREAU, **task, **said}), "task")


def _acknowledged(told: Telling) -> None:
    for officer, called in (("0086", "agreed"), (FAMILIAR, "task")):
        told.does(officer, AcknowledgeEntry(entry=told.entries[called], agrees=True))


def _heard(told: Telling) -> None:
    """Two deductions wait for who is to be heard: one has answered."""
    fault = {"points": "1.5", "reason": "执法程序违规，追究执法过错责任"}
    for officer, called in (("0085", "to be heard"), ("0026", "answered")):
        told.waits("clerk", _deducts(told, officer, "X4F", 2, **fault), called)
    number = told.claims["answered"].number
    text = "已履行告知程序，送达回证附卷"
    told.does("0026", AnswerClaim(bureau=BUREAU, number=number, text=text))


def _reversal(told: Telling) -> None:
    """What one person may not do alone waits for the approver."""
    said = {"reason": "当日已请假，记录有误", "ground": "考勤系统请假记录"}
    entry = told.entries["late"]
    told.waits("clerk", ReverseEntry.model_validate({"entry": entry, **said}), "reversal")


def _above_alone(told: Telling) -> None:
    """A bonus of more points than one person may record waits for the approver."""
    task = {"item": "W1", "points": "1.5", "effective_on": told.day(1)}
    said = {"subject": "officer:0063", "reason": "牵头完成欠税清理攻坚任务"}
    told.waits("clerk", AwardBonus.model_validate({"bureau": BUREAU, **task, **said}), "above")


SCENES: Final[tuple[Scene, ...]] = (
    (11, _waived),
    (9, _claimed_first),
    (7, _granted),
    (6, _recorded),
    (5, _acknowledged),
    (4, _claimed),
    (3, _stepped),
    (2, _linked),
    (0, _heard),
    (0, _reversal),
    (0, _above_alone),
)

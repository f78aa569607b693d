"""What does each command of a quarter, a dispute, or an evaluation look like, filled in?"""

from __future__ import annotations

from typing import Any, Final

from fastapi.openapi.models import Example

from domain.contacts.commands import RecordContact
from domain.disputes import commands as disputes
from domain.evaluations import commands as evaluations
from domain.packs import commands as packs
from domain.quarters import commands as quarters
from domain.remediations import commands as remediations
from domain.risks import commands as risks
from domain.stars import commands as stars
from domain.vocabulary import Value
from domain.work_ledgers.commands import RecordLedgerRow

_DIGEST: Final = "sha256:" + "ab" * 32
_ENTRY: Final = "nanyue/2024/officer:0012#1"


def example(summary: str, body: dict[str, Any]) -> dict[str, Example]:
    return {"example": Example(summary=summary, value=body)}


OF_QUARTERS: Final[dict[type[Value], dict[str, Example]]] = {
    risks.AssessRisk: example(
        "风险分级 / an indicator's risk",
        {
            "year": 2023,
            "indicator": "ZB02",
            "difficulty": 4,
            "scoring_method": 4,
            "controllability": 3,
            "current_state": 4,
            "assessed_on": "2023-01-06",
            "note": "上级口径未定",
        },
    ),
    risks.CheckRisk: example(
        "风险排查 / a check",
        {"year": 2023, "indicator": "ZB02", "checked_on": "2023-02-10", "finding": "concern"},
    ),
    quarters.OpenQuarter: example("季初提醒 / open a quarter", {}),
    quarters.FreezeQuarter: example("季度封账 / freeze a quarter", {}),
    quarters.ExplainLoss: example(
        "失分原因 / why points were lost",
        {
            "entry": "nanyue/2023/unit:bg#2",
            "cause": "deadline",
            "explanation": "报表逾期一天报送",
        },
    ),
    quarters.HoldBriefing: example(
        "讲评会 / the briefing",
        {
            "held_on": "2023-04-11",
            "document_no": "岳税绩纪〔2023〕1号",
            "attendees": ["0001", "0012"],
            "decisions": [{"indicator": "ZB02", "decision": "每周调度一次"}],
        },
    ),
    remediations.OpenRemediation: example(
        "整改 / what is to be put right",
        {
            "year": 2023,
            "entry": "nanyue/2023/unit:bg#2",
            "responsible": "0001",
            "measures": "建立报送台账,提前两日核对",
            "due_on": "2023-05-31",
        },
    ),
    remediations.ReportRemediation: example(
        "整改报告 / it was done", {"report": "台账已建立", "evidence": [_DIGEST]}
    ),
    remediations.VerifyRemediation: example(
        "整改核验 / returned", {"outcome": "returned", "reason": "缺少台账佐证"}
    ),
    remediations.ExtendRemediation: example(
        "整改延期 / put off", {"due_on": "2023-06-14", "reason": "系统升级延后"}
    ),
    RecordContact: example(
        "约谈 / a talk",
        {
            "year": 2023,
            "channel": "talk",
            "held_on": "2023-04-14",
            "with": ["officer:0012"],
            "about": {"indicators": ["ZB02"]},
            "note": "约谈失分原因与改进措施",
            "visibility": "subject",
        },
    ),
}
_PERIOD: Final = {"bureau": "nanyue", "year": 2023, "period": "Q1"}
OF_EVALUATIONS: Final[dict[type[Value], dict[str, Example]]] = {
    packs.IssuePack: example(
        "季度反馈 / a leader's pack",
        {"bureau": "nanyue", "year": 2023, "quarter": 1, "unit": "zg", "leader": "0001"},
    ),
    packs.AcknowledgePack: example("签收 / it was read", {}),
    evaluations.SealEvaluation: example(
        "领导评鉴 / an evaluation",
        {
            **_PERIOD,
            "leader": "0001",
            "officer": "0012",
            "pack": 1,
            "score": "88",
            "justification": "牵头攻坚成效突出,指标得分未能反映",
        },
    ),
    evaluations.OpenEvaluations: example("评鉴开启与公示 / open and publish", _PERIOD),
    evaluations.ConfirmEvaluations: example("公示期满确认 / confirm", _PERIOD),
    stars.StarPost: example(
        "风险岗位标星 / star a post",
        {
            "bureau": "nanyue",
            "unit": "zg",
            "post_level": "staff",
            "effective_on": "2023-01-01",
        },
    ),
    stars.UnstarPost: example(
        "取消标星 / take a star away",
        {"bureau": "nanyue", "number": 1, "effective_on": "2024-01-01"},
    ),
    RecordLedgerRow: example(
        "台账 / a row of a work ledger",
        {
            "bureau": "nanyue",
            "ledger": "fiscal_revenue_quality",
            "row": 7,
            "effective_on": "2023-03-31",
            "figures": {"税收收入(万元)": "12800", "非税占比": "18.2%"},
            "document_no": "岳税收〔2023〕5号",
        },
    ),
}
OF_DISPUTES: Final[dict[type[Value], dict[str, Example]]] = {
    disputes.FileDispute: example(
        "异议 / an objection to a reprimand of one's own",
        {
            "bureau": "nanyue",
            "subject": "officer:0012",
            "year": 2024,
            "stage": "objection",
            "about": {"entries": [_ENTRY]},
            "statement": "逾期系平台故障所致",
            "relief": "请求撤销该通报",
            "evidence": [_DIGEST],
        },
    ),
    disputes.AcceptDispute: example("受理 / take it up", {}),
    disputes.DeclineDispute: example(
        "不予受理 / decline", {"ground": "nothing_to_decide", "reason": "所争议的分录已更正"}
    ),
    disputes.HearDispute: example(
        "听取陈述 / hear somebody",
        {"heard": "officer:0013", "held_on": "2025-01-15", "record": "对更正无异议"},
    ),
    disputes.ExtendDispute: example("延期 / extend", {"reason": "案情复杂,需调取平台日志"}),
    disputes.WithdrawDispute: example("撤回 / withdraw", {}),
    disputes.DecideDispute: example(
        "撤销原处理 / annul",
        {
            "outcome": "annulled",
            "ground": "考评办法第十二条",
            "document_no": "考评委〔2025〕5号",
            "reason": "经查平台故障属实",
            "remedies": {
                "reversals": [
                    {"entry": _ENTRY, "reason": "平台故障", "ground": "考评委〔2025〕5号"}
                ]
            },
        },
    ),
}

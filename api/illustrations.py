"""What does each command of a quarter look like, filled in?"""

from __future__ import annotations

from typing import Any, Final

from fastapi.openapi.models import Example

from domain.bureaus import commands as bureaus
from domain.contacts.commands import RecordContact
from domain.quarters import commands as quarters
from domain.remediations import commands as remediations
from domain.risks import commands as risks
from domain.vocabulary import Value

_DIGEST: Final = "sha256:" + "ab" * 32


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
OF_BUREAUS: Final[dict[type[Value], dict[str, Example]]] = {
    bureaus.PlaceBureau: example(
        "上级局 / below the city bureau",
        {"bureau": "nanyue", "above": "hengyang", "from": "2024-01-01"},
    ),
    bureaus.ReleaseOfficer: example(
        "调出 / released to another bureau",
        {
            "bureau": "nanyue",
            "officer": "0012",
            "to": "zhuhui",
            "on": "2024-07-01",
            "document_no": "衡税人〔2024〕31号",
        },
    ),
    bureaus.WithdrawRelease: example(
        "撤回调出 / he stays", {"bureau": "nanyue", "officer": "0012"}
    ),
    bureaus.ReceiveOfficer: example(
        "调入 / received",
        {
            "bureau": "nanyue",
            "officer": "0012",
            "unit": "zg",
            "post_level": "staff",
            "take_marks": True,
        },
    ),
}

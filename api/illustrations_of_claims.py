"""What does each command of a draft, a claim or an acknowledgement look like, filled in?"""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

from api.illustrations import example
from domain.acknowledgements import commands as acknowledgements
from domain.claims import commands as claims
from domain.drafts import commands as drafts
from domain.vocabulary import Value

_DIGEST: Final = "sha256:" + "ab" * 32
_SEEN: Final = "sha256:" + "c1" * 32
_ENTRY: Final = "nanyue/2024/officer:0012#1"

OF_DRAFTS: Final[dict[type[Value], dict[str, Example]]] = {
    drafts.RegisterUpperIndicators: example(
        "省局下达的指标 / set by the provincial bureau",
        {
            "year": 2025,
            "line": "tax",
            "document_no": "湘税函〔2025〕8号",
            "document_date": "2025-01-15",
            "indicators": [{"id": "U1", "title": "税费收入质量", "base": "60"}],
        },
    ),
    drafts.DraftIndicators: example(
        "编制指标 / a draft",
        {
            "year": 2025,
            "indicators": [
                {
                    "id": "T1",
                    "title": "税费收入质量",
                    "standard": "未达进度的,每低一个百分点扣 0.2 分",
                    "base": "100",
                    "step": "0.2",
                    "period": "quarter",
                    "sources": [{"upper": "U1", "share": "1/1"}],
                    "leader": "0001",
                    "tags": ["tax_reduction"],
                    "carriers": [{"unit": "zg", "role": "owner"}],
                }
            ],
            "personal": [
                {
                    "officer": "0012",
                    "id": "P1",
                    "title": "留抵退税审核",
                    "standard": "逾期一件扣 0.2 分",
                    "kind": "duty",
                    "indicator": "T1",
                }
            ],
        },
    ),
    drafts.OpenCommentRound: example("征求意见 / ask for comments", {"until": "2025-02-10"}),
    drafts.CommentOnDraft: example(
        "反馈意见 / a comment",
        {"unit": "zg", "indicator": "T1", "text": "建议由法制科牵头"},
    ),
    drafts.AnswerComment: example(
        "采纳 / accepted", {"comment": 1, "answer": "accepted", "text": "已调整牵头部门"}
    ),
    drafts.SignDraft: example(
        "部门负责人签署 / a unit's head signs",
        {"digest": _SEEN, "level": "unit-head", "unit": "zg"},
    ),
    drafts.ReturnDraft: example(
        "退回 / returned", {"digest": _SEEN, "level": "leader", "reason": "责任分解尚不明确"}
    ),
    drafts.PublishIndicators: example(
        "审定发布 / publish", {"digest": _SEEN, "effective_on": "2025-02-20"}
    ),
}
OF_CLAIMS: Final[dict[type[Value], dict[str, Example]]] = {
    claims.ClaimAward: example(
        "申报表彰 / claim a commendation",
        {
            "subject": "officer:0012",
            "item": "C1",
            "level": "municipal",
            "effective_on": "2024-09-10",
            "document_no": "衡税发〔2024〕88号",
            "reason": "获评先进个人",
            "evidence": [_DIGEST],
        },
    ),
    claims.LinkClaims: example(
        "同一通报,七三分 / one notice, seven to three",
        {
            "bureau": "nanyue",
            "claims": [{"number": 7, "share": "7/10"}, {"number": 8, "share": "3/10"}],
            "merit": "湘税函2024-88",
            "reason": "两单位联合完成",
        },
    ),
    claims.CheckClaim: example("初审 / the first check", {"digest": _SEEN}),
    claims.VerifyClaim: example("审核 / verify", {"digest": _SEEN}),
    claims.AddEvidence: example("补交佐证材料 / further evidence", {"evidence": [_DIGEST]}),
    claims.ExtendEvidence: example(
        "延期 / more time", {"until": "2024-10-15", "reason": "原件正在外单位核验"}
    ),
    claims.AnswerClaim: example("陈述意见 / be heard", {"text": "系统故障所致"}),
    claims.WaiveHearing: example("放弃陈述 / waive the hearing", {}),
    acknowledgements.AcknowledgeEntry: example(
        "确认分录 / an entry", {"entry": _ENTRY, "agrees": True}
    ),
    acknowledgements.AcknowledgeResult: example(
        "确认结果 / a result",
        {
            "bureau": "nanyue",
            "year": 2024,
            "subject": "officer:0012",
            "result": "published",
            "agrees": False,
            "opinion": "对平时考核得分有异议",
        },
    ),
}

"""What does each command look like, filled in?"""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

from api.illustrations import OF_DISPUTES, OF_EVALUATIONS, OF_QUARTERS, example
from api.illustrations_of_bureaus import OF_BUREAUS
from api.illustrations_of_claims import OF_CLAIMS, OF_DRAFTS
from domain.access import commands as access
from domain.accounts import commands as accounts
from domain.claims import commands as claims
from domain.erasures.commands import EraseSubject
from domain.imports.commands import ReverseImport
from domain.registers import commands as registers
from domain.vocabulary import Value
from domain.years import commands as years

_DIGEST: Final = "sha256:" + "ab" * 32
_SEEN: Final = "sha256:" + "c1" * 32
_ENTRY: Final = "nanyue/2024/officer:0012#1"
_RULEBOOK: Final = """\
rulebook: nanyue
version: 3
title: {zh: 加减分规则(2025年版), en: Rules of 2025}
effective_from: 2025-01-01
components:
  regular_review: {source: review, aggregate: mean}
groups:
  - {id: staff, match: {post_level: [staff]}, weights: {regular_review: 1}}
items:
  - {id: K1, kind: bonus, category: K, title: {zh: 学习竞赛, en: Contest}, points: 0.5, cap: 2}
categories: [{id: K, cap: 5}]
bands: [{band: 1, through: 40/100}, {band: 2}]
"""

EXAMPLES: Final[dict[type[Value], dict[str, Example]]] = {
    accounts.AwardBonus: example(
        "领导批示 / a leader's instruction",
        {
            "subject": "officer:0012",
            "item": "I1",
            "level": "district",
            "effective_on": "2024-06-12",
            "document_no": "岳税批〔2024〕12号",
            "reason": "专项工作获区领导肯定性批示",
        },
    ),
    accounts.ImposeDeduction: example(
        "逾期两天 / two days late",
        {
            "subject": "officer:0012",
            "item": "X3",
            "quantity": 2,
            "effective_on": "2024-05-20",
            "reason": "报表逾期两天",
        },
    ),
    accounts.ConferCommendation: example(
        "市级表彰 / a municipal commendation",
        {
            "subject": "officer:0012",
            "item": "C1",
            "level": "municipal",
            "merit": "2024-先进个人",
            "effective_on": "2024-09-10",
            "document_no": "衡税发〔2024〕88号",
            "evidence": [_DIGEST],
        },
    ),
    accounts.IssueReprimand: example(
        "通报批评 / a reprimand",
        {
            "subject": "officer:0012",
            "item": "X1",
            "level": "district",
            "effective_on": "2024-06-12",
            "reason": "通报批评",
        },
    ),
    accounts.ImposeLoss: example(
        "指标失分 / a loss on an indicator",
        {
            "indicator": "ZB20",
            "points": "0.6",
            "effective_on": "2024-08-31",
            "reason": "组织收入指标未达进度",
        },
    ),
    accounts.ReverseEntry: example(
        "冲销 / annul", {"entry": _ENTRY, "reason": "文件核实有误", "ground": "复核决定"}
    ),
    accounts.CorrectEntry: example(
        "更正级别 / another level",
        {
            "entry": "nanyue/2024/officer:0012#4",
            "reason": "实为区级",
            "ground": "复核决定",
            "replacement": {"level": "district"},
        },
    ),
    registers.RegisterUnit: example(
        "股室 / a section",
        {"bureau": "nanyue", "unit": "zg9", "name": "第九股", "kind": "section"},
    ),
    registers.CloseUnit: example(
        "并入 / merged", {"unit": "zg9", "into": "zg", "effective_on": "2025-01-01"}
    ),
    registers.RegisterOfficer: example(
        "干部 / an officer",
        {"bureau": "nanyue", "officer": "0999", "name": "李明", "rank": "一级行政执法员"},
    ),
    registers.RecordPosting: example(
        "任职 / a posting",
        {"officer": "0999", "unit": "zg", "post_level": "staff", "from": "2024-07-01"},
    ),
    registers.AdoptPlans: example(
        "年度计划 / a plan",
        {
            "year": 2025,
            "plans": [
                {
                    "unit": "zg",
                    "indicators": [
                        {"indicator": "a", "base": "60", "step": "0.1", "role": "owner"},
                        {"indicator": "b", "base": "40", "step": "0.1", "role": "owner"},
                    ],
                }
            ],
        },
    ),
    registers.GiveMark: example(
        "平时考核 / a quarterly review",
        {
            "year": 2024,
            "subject": "officer:0012",
            "series": "regular_review",
            "period": "2024Q4",
            "score": "92",
            "effective_on": "2024-12-31",
        },
    ),
    registers.WithdrawMark: example(
        "撤回评分 / withdraw a mark",
        {"year": 2024, "subject": "officer:0012", "number": 1, "reason": "录入错误"},
    ),
    registers.ImposeRestriction: example(
        "限制 / a restriction",
        {"subject": "officer:0012", "rule": "V1", "effective_on": "2024-09-15", "reason": "诫勉"},
    ),
    registers.EndRestriction: example(
        "解除 / lifted",
        {
            "subject": "officer:0012",
            "number": 1,
            "how": "lifted",
            "effective_on": "2025-03-15",
        },
    ),
    registers.PublishRulebook: example(
        "发布规则 / publish an edition",
        {"bureau": "nanyue", "document": _RULEBOOK},
    ),
    registers.WithdrawRulebook: example(
        "撤回规则 / withdraw an edition", {"version": 3, "reason": "尚需征求意见"}
    ),
    years.OpenYear: example("开启年度 / open a year", {}),
    years.FreezeYear: example("冻结 / freeze", {}),
    years.PublishYear: example("公示五个工作日 / published for five working days", {}),
    years.CloseYear: example("封账 / close", {"waived": "公示期内无异议,经党委会同意"}),
    years.RestateYear: example(
        "重述 / restate",
        {"authorised_by": "0001", "ground": "公务员法第五十六条", "reason": "一项表彰被撤销"},
    ),
    years.SettleDeferral: example(
        "查无问题,补定等次 / cleared",
        {
            "officer": "0012",
            "outcome": "cleared",
            "decided_on": "2024-03-15",
            "document_no": "岳税纪〔2024〕3号",
            "reason": "经查不构成违纪",
        },
    ),
    years.ResolveTie: example(
        "并列裁定 / a tie resolved",
        {
            "order": ["0013", "0012"],
            "minutes": "考评委〔2025〕2号",
            "decided_on": "2025-01-09",
        },
    ),
    years.DecideGrade: example(
        "等次裁定 / a grade decided",
        {
            "officer": "0012",
            "grade": "basically_competent",
            "minutes": "考评委〔2025〕3号",
            "decided_on": "2025-01-09",
            "reason": "平时考核多次一般",
        },
    ),
    years.AnnounceWorkingDays: example(
        "放假调休安排 / a year's working days",
        {
            "calendar_year": 2027,
            "holidays": ["2027-01-01"],
            "workdays": [],
            "document_no": "国办发明电〔2026〕7号",
        },
    ),
    EraseSubject: example(
        "个人信息删除 / erase name and narrative",
        {"subject": "officer:0118", "authorised_by": "0001", "ground": "个人信息保护法第四十七条"},
    ),
    access.GrantRole: example(
        "授予录入员 / grant the recorder's role",
        {
            "bureau": "nanyue",
            "grantee": "token:zg-desk",
            "role": "recorder",
            "scope": "unit:zg",
        },
    ),
    access.RevokeRole: example(
        "收回角色 / revoke a role", {"bureau": "nanyue", "grantee": "token:zg-desk", "number": 1}
    ),
    claims.ApproveClaim: example("核准 / approve what was seen", {"digest": _SEEN}),
    claims.RejectClaim: example("驳回 / reject", {"digest": _SEEN, "reason": "依据不足"}),
    claims.WithdrawClaim: example("撤回 / withdraw", {"digest": _SEEN}),
    **OF_DISPUTES,
    **OF_QUARTERS,
    **OF_EVALUATIONS,
    **OF_DRAFTS,
    **OF_CLAIMS,
    **OF_BUREAUS,
    ReverseImport: example(
        "整批冲销 / reverse a batch",
        {"year": 2024, "batch": 1, "reason": "误导入测试数据", "ground": "绩效办决定"},
    ),
}

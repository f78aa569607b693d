"""What do people call the codes that facts hold, in Chinese and in English?

A code that is not here, of a rulebook's own making, stands as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROLE_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "recorder": ("录入员", "recorder"),
    "approver": ("审批人", "approver"),
    "appraiser": ("考核办", "appraisal office"),
    "auditor": ("审计员", "auditor"),
    "officer": ("干部本人", "officer"),
    "leader": ("局领导", "leader"),
    "unit-head": ("单位负责人", "unit head"),
    "committee": ("考评委员会", "committee"),
    "party-committee": ("党委会", "party committee"),
    "admin": ("管理员", "administrator"),
    "sole": ("独立经办", "sole clerk"),
    "owner": ("所有者", "owner"),
}
_LEVELS: Final = {
    "national": ("国家级", "national"),
    "provincial": ("省级", "provincial"),
    "municipal": ("市级", "municipal"),
    "district": ("区级", "district"),
    "county": ("县级", "county"),
}
_KINDS: Final = {
    "bonus": ("加分", "bonus"),
    "deduction": ("减分", "deduction"),
    "commendation": ("表彰", "commendation"),
    "reprimand": ("通报批评", "reprimand"),
    "loss": ("失分", "loss"),
    "leadership": ("领导班子", "leadership"),
    "section": ("机关股室", "section"),
    "branch": ("基层分局", "branch"),
    "institution": ("事业单位", "institution"),
    "duty": ("岗位职责", "duty of the post"),
    "special_task": ("专项任务", "special task"),
    "assigned": ("领导交办", "given by a leader"),
}
_GRADES: Final = {
    "excellent": ("优秀", "excellent"),
    "competent": ("称职", "competent"),
    "basically_competent": ("基本称职", "basically competent"),
    "incompetent": ("不称职", "incompetent"),
    "ungraded": ("不定等次", "ungraded"),
    "high": ("高", "high"),
    "medium": ("中", "medium"),
    "low": ("低", "low"),
}
_COMMANDS: Final = {
    "GiveMark": ("评分", "mark"),
    "WithdrawMark": ("撤回评分", "withdrawal of a mark"),
    "SettleDeferral": ("补定等次", "settlement of a withheld grade"),
    "AwardBonus": ("加分", "bonus"),
    "ImposeDeduction": ("减分", "deduction"),
    "ConferCommendation": ("表彰", "commendation"),
    "IssueReprimand": ("通报批评", "reprimand"),
    "ImposeLoss": ("失分", "loss"),
    "ReverseEntry": ("冲销分录", "reversal"),
    "CorrectEntry": ("更正分录", "correction"),
    "ClaimAward": ("申报", "claim of an award"),
    "ImposeRestriction": ("认定限制情形", "restriction"),
    "EndRestriction": ("解除或撤销限制情形", "end of a restriction"),
    "PublishRulebook": ("发布规则", "publication of a rulebook"),
    "WithdrawRulebook": ("撤回规则", "withdrawal of a rulebook"),
    "ReverseImport": ("冲销导入批次", "reversal of a batch"),
    "GrantRole": ("授予角色", "grant of a role"),
    "RevokeRole": ("收回角色", "revocation of a role"),
    "RestateYear": ("重述年度", "restatement of a year"),
    "EraseSubject": ("抹除个人信息", "erasure of a name"),
    "DecideDispute": ("争议决定", "decision of a dispute"),
    "UnstarPost": ("取消风险标星", "end of a star"),
    "PlaceBureau": ("设定上级局", "placing of a bureau"),
}
NAMED: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "role": ROLE_NAMES,
    "level": {**_LEVELS, **ROLE_NAMES},
    "signed_at": ROLE_NAMES,
    "kind": _KINDS,
    "grade": _GRADES,
    "command": _COMMANDS,
    "scope": {"bureau": ("全局", "the bureau")},
    "post_level": {
        "leader": ("局领导", "bureau leader"),
        "head": ("负责人", "head"),
        "deputy": ("副职", "deputy"),
        "staff": ("一般干部", "staff"),
    },
    "series": {
        "regular_review": ("平时考核", "regular review"),
        "leader_evaluation": ("领导评鉴", "leader evaluation"),
        "peer_evaluation": ("公认评价", "peer evaluation"),
        "local_evaluation": ("地方评价", "local evaluation"),
    },
    "period": {"year": ("全年", "whole year")},
    "stage": {
        "objection": ("异议", "objection"),
        "review": ("复核", "review"),
        "appeal": ("申诉", "appeal"),
        "statutory_review": ("法定复核", "statutory review"),
        "statutory_appeal": ("法定申诉", "statutory appeal"),
    },
    "outcome": {
        "upheld_original": ("维持", "upheld"),
        "varied": ("变更", "varied"),
        "annulled": ("撤销", "annulled"),
        "cleared": ("查无问题", "nothing to answer for"),
        "sanctioned": ("给予处分", "a sanction"),
    },
    "ground": {
        "no_standing": ("无权提出", "no standing"),
        "out_of_time": ("超过期限", "out of time"),
        "nothing_to_decide": ("无可裁定", "nothing to decide"),
    },
    "result": {
        "frozen": ("冻结", "frozen"),
        "published": ("公示", "published"),
        "closed": ("封账", "closed"),
        "restated": ("重述", "restated"),
    },
    "finding": {
        "sound": ("正常", "sound"),
        "concern": ("需关注", "a concern"),
        "critical": ("告急", "critical"),
    },
    "cause": {
        "process": ("流程", "process"),
        "data": ("数据", "data"),
        "deadline": ("时限", "deadline"),
        "external": ("外部", "external"),
        "rule": ("规则", "rule"),
        "other": ("其他", "other"),
    },
    "channel": {
        "meeting": ("会议", "meeting"),
        "talk": ("约谈", "talk"),
        "phone": ("电话", "telephone"),
        "written": ("书面", "writing"),
        "coaching": ("帮扶", "coaching"),
        "supervision": ("督导", "supervision"),
    },
    "visibility": {
        "office": ("仅考核办", "the office alone"),
        "subject": ("当事人", "those spoken with"),
        "unit": ("当事人及单位负责人", "those spoken with and heads of their units"),
    },
    "line": {"tax": ("税务条线", "of taxation"), "local": ("地方党委政府", "of local government")},
    "answer": {"accepted": ("采纳", "accepted"), "declined": ("不采纳", "declined")},
    "agrees": {"True": ("是", "yes"), "False": ("否", "no")},
    "late": {"True": ("是", "yes"), "False": ("否", "no")},
}
"""By the field of a fact: what each of its codes is called."""


def named(field: str, said: object, language: int) -> object:
    """`language`: 0 Chinese, 1 English."""
    if not isinstance(said, str | bool):
        return said
    known = NAMED.get(field, {})
    if field == "result" and str(said).startswith("restated-"):
        number = str(said).removeprefix("restated-")
        return (f"第 {number} 次重述", f"restatement {number}")[language]
    return known[str(said)][language] if str(said) in known else said


def role_named(role: str, language: int) -> str:
    return str(named("role", role, language))

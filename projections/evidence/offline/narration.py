"""How does a fact read to people, in Chinese and in English?

Ids, figures and dates as they are recorded; names and narrative are sealed and not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from projections.evidence.offline.named import named, role_named
from projections.evidence.offline.told_of_bureaus import TOLD_OF_BUREAUS
from projections.evidence.offline.told_of_claims import TOLD_OF_CLAIMS
from projections.evidence.offline.told_of_disputes import TOLD_OF_DISPUTES
from projections.evidence.offline.told_of_drafts import TOLD_OF_DRAFTS
from projections.evidence.offline.told_of_evaluations import TOLD_OF_EVALUATIONS
from projections.evidence.offline.told_of_quarters import TOLD_OF_QUARTERS

TOLD: Final[Mapping[str, tuple[str, str]]] = {
    "bonus-awarded": ("{entry} 加分 {item}", "{entry} bonus {item}"),
    "deduction-imposed": ("{entry} 减分 {item}", "{entry} deduction {item}"),
    "commendation-conferred": ("{entry} 表彰 {item}", "{entry} commendation {item}"),
    "reprimand-issued": ("{entry} 通报批评 {item}", "{entry} reprimand {item}"),
    "loss-imposed": ("{entry} 指标 {indicator} 失分", "{entry} loss on the indicator {indicator}"),
    "entry-reversed": (
        "冲销 {entry} 的 {claimed:+} 分",
        "{entry} reversed, which undoes {claimed:+} points",
    ),
    "late-entry-recorded": (
        "{account}#{number} 逾期录入,申报截止 {last_day}",
        "{account}#{number} recorded late, it could be claimed until {last_day}",
    ),
    "unit-established": ("设立单位 {unit}", "unit {unit} established"),
    "unit-reorganised": ("单位 {unit} 调整", "unit {unit} reorganised"),
    "unit-closed": ("撤销单位 {unit}", "unit {unit} closed"),
    "unit-merged": ("单位 {unit} 并入 {merged_into}", "unit {unit} merged into {merged_into}"),
    "officer-registered": ("登记人员 {officer}", "officer {officer} registered"),
    "officer-particulars-amended": (
        "人员 {officer} 信息变更",
        "officer {officer}: particulars amended",
    ),
    "posting-recorded": ("人员 {officer} 任职于 {unit}", "officer {officer} posted to {unit}"),
    **dict.fromkeys(
        ("plan-adopted", "plan-adopted.2"),
        (
            "单位 {unit} {year} 年度指标计划,{indicators:n} 项",
            "plan of unit {unit} for {year} adopted, {indicators:n} lines",
        ),
    ),
    "mark-given": (
        "{account} 第 {number} 次评分 {series} {period}:{score}",
        "{account} mark {number}, {series} {period}: {score}",
    ),
    "mark-withdrawn": ("{account} 撤回第 {number} 次评分", "{account} mark {number} withdrawn"),
    "restriction-imposed": (
        "{subject} 第 {number} 项限制情形 {rule}",
        "{subject} restriction {number} by the rule {rule}",
    ),
    "restriction-lifted": (
        "{subject} 解除第 {number} 项限制情形",
        "{subject} restriction {number} lifted",
    ),
    "restriction-rescinded": (
        "{subject} 撤销第 {number} 项限制情形",
        "{subject} restriction {number} rescinded",
    ),
    "rulebook-published": (
        "发布规则 {rulebook}@{version},摘要 {digest}",
        "rulebook {rulebook}@{version} published, digest {digest}",
    ),
    "rulebook-withdrawn": (
        "撤回规则 {rulebook}@{version}",
        "rulebook {rulebook}@{version} withdrawn",
    ),
    "workbook-imported": (
        "导入工作簿 {name} 为第 {batch} 批,{rows:n} 行,摘要 {digest}",
        "workbook {name} imported as batch {batch}, {rows:n} rows, digest {digest}",
    ),
    "import-reversed": ("冲销导入批次 {batch}", "import batch {batch} reversed"),
    "year-opened": ("{bureau} {year} 年度启用", "year {year} of {bureau} opened"),
    "year-frozen": ("{bureau} {year} 年度冻结", "year {year} of {bureau} frozen"),
    "year-published": (
        "{bureau} {year} 年度公示,自 {opens_on} 至 {closes_on}",
        "year {year} of {bureau} published for objections from {opens_on} to {closes_on}",
    ),
    "year-closed": ("{bureau} {year} 年度封账", "year {year} of {bureau} closed"),
    "year-restated": (
        "{bureau} {year} 年度第 {number} 次重述",
        "year {year} of {bureau} restated, number {number}",
    ),
    "tie-resolved": (
        "{bureau} {year} 年度第 {number} 次并列裁定,排序 {order:l}",
        "{bureau} {year} tie decision {number}, in the order {order:l}",
    ),
    "grade-decided": (
        "{bureau} {year} 年度裁定 {officer} 等次 {grade}",
        "{bureau} {year} grade of {officer} decided: {grade}",
    ),
    "working-days-announced": (
        "{calendar_year} 年放假与调休公布",
        "working days of {calendar_year} announced",
    ),
    "subject-erased": (
        "抹除 {subject} 的姓名与事由",
        "name and narrative of {subject} erased",
    ),
    "log-opened": (
        "启用新存证日志 {log}:此前日志所签事实仅存 {kept} 条"
        "(其中 {vouched} 条经其核验),遗失 {lost} 条",
        "log {log} opened: of the facts that the one before had signed {kept} are left,"
        " {vouched} of them as it vouches for, and {lost} are lost",
    ),
    "role-granted": (
        "{bureau} 授予 {grantee} 第 {number} 号授权:角色 {role},范围 {scope},自 {start} 起",
        "{bureau}: grant {number} to {grantee}: {role} over {scope} from {start}",
    ),
    "role-revoked": (
        "{bureau} 收回 {grantee} 的第 {number} 号授权",
        "{bureau}: grant {number} of {grantee} revoked",
    ),
    "claim-submitted": (
        "{proposer} 提请核准事项 {bureau}/{number}:{command},摘要 {digest}",
        "{proposer} asks for approval, claim {bureau}/{number}: {command}, digest {digest}",
    ),
    "claim-approved": (
        "核准事项 {bureau}/{number},摘要 {digest}",
        "claim {bureau}/{number} approved, digest {digest}",
    ),
    "claim-rejected": (
        "驳回事项 {bureau}/{number},摘要 {digest}",
        "claim {bureau}/{number} rejected, digest {digest}",
    ),
    "claim-withdrawn": (
        "撤回事项 {bureau}/{number},摘要 {digest}",
        "claim {bureau}/{number} withdrawn, digest {digest}",
    ),
    **TOLD_OF_QUARTERS,
    **TOLD_OF_EVALUATIONS,
    **TOLD_OF_DISPUTES,
    **TOLD_OF_DRAFTS,
    **TOLD_OF_CLAIMS,
    **TOLD_OF_BUREAUS,
}
"""What each stored name says first, in the words of the field."""
_DETAILS: Final[tuple[tuple[str, str, str], ...]] = (
    ("bureau", "局 {}", "bureau {}"),
    ("year", "{} 年度", "year {}"),
    ("subject", "对象 {}", "about {}"),
    ("entry", "失分 {}", "loss {}"),
    ("claimed", "{:+} 分", "{:+} points"),
    ("level", "级别 {}", "level {}"),
    ("quantity", "数量 {}", "quantity {}"),
    ("points", "每项 {} 分", "{} points each"),
    ("share", "份额 {}", "share {}"),
    ("merit", "同一事项 {}", "merit {}"),
    ("kind", "类别 {}", "kind {}"),
    ("parent", "上级 {}", "under {}"),
    ("into", "并入 {}", "into {}"),
    ("rank", "职级 {}", "rank {}"),
    ("post_level", "职务层次 {}", "post level {}"),
    ("officer", "干部 {}", "officer {}"),
    ("start", "自 {} 起", "from {}"),
    ("until", "至 {} 前", "until {}"),
    ("effective_on", "{} 生效", "effective {}"),
    ("effective_from", "{} 起施行", "in force from {}"),
    ("decided_on", "{} 裁定", "decided {}"),
    ("known_on", "{} 可知悉", "knowable on {}"),
    ("asserted_on", "据称 {} 知悉", "said to be known on {}"),
    ("last_day", "提出期限至 {}", "could come in until {}"),
    ("against", "针对争议 {}", "against dispute {}"),
    ("document_no", "文号 {}", "document {}"),
    ("minutes", "纪要 {}", "minutes {}"),
    ("ground", "依据 {}", "ground {}"),
    ("force_majeure", "不可抗力依据 {}", "force majeure by {}"),
    ("role", "角色 {}", "role {}"),
    ("claim_until", "申报截止 {}", "to be claimed by {}"),
    ("received_on", "{} 收文", "received {}"),
    ("resubmits", "重新提出事项 {}", "takes up claim {} again"),
    ("edition", "规则 {}", "by edition {}"),
    ("indicator", "承接指标 {}", "traced to {}"),
    ("assigned_by", "交办人 {}", "given by {}"),
    ("replaces", "替代草案 {}", "in place of draft {}"),
    ("signed_at", "审核层级 {}", "signed at {}"),
    ("plans_from", "沿用 {} 年度计划", "plans of {}"),
    ("carried_from", "由 {} 年度转入", "carried from {}"),
    ("corrects", "更正 {}", "corrects {}"),
    ("corrected_by", "更正为 {}", "corrected by {}"),
    ("recorded_by", "经办 {}", "recorded by {}"),
    ("approved_by", "据称审批 {}", "said to be approved by {}"),
    ("authorised_by", "批准 {}", "authorised by {}"),
)
_TOLD_BEFORE: Final = {"approved_by": ("审批 {}", "approved by {}")}
"""As receipts said it before there were approvals that are more than somebody's word."""
_RUN: Final = (
    "截至 {as_of}、位置 {position}、规则 {edition}、摘要 {digest}",
    "as of {as_of}, position {position}, edition {edition}, digest {digest}",
)
_SOURCE: Final = ("来源 批次 {batch} {sheet} 第 {row} 行", "from batch {batch} {sheet} row {row}")


def on_one_line(text: str) -> str:
    """Somebody's text without what would break the line, hide, or turn it around."""
    return "".join(c if c.isprintable() else " " for c in text)


class _Part:
    """A part of a fact inside a sentence: `n` says how many it is, `l` lists it, `+` signs it."""

    def __init__(self, said: object) -> None:
        self.said = said

    def __format__(self, how: str) -> str:
        text = ", ".join(map(str, self.said)) if isinstance(self.said, list) else str(self.said)
        text = on_one_line(text)
        if how == "n" and isinstance(self.said, list):
            return str(len(self.said))
        return f"+{text}" if how == "+" and not text.startswith(("-", "+")) else text


Wording = Literal["named", "coded", "first"]
"""How it is told now; how receipts that were given out earlier say it, by codes; and the first."""
WORDINGS: Final[tuple[Wording, ...]] = ("named", "coded", "first")


def narrated(name: str, state: Mapping[str, Any], wording: Wording = "named") -> dict[str, str]:
    """The fact in one line of each language; raises KeyError where it is no fact of that name."""
    account = "/".join(str(state[part]) for part in ("bureau", "year", "subject") if part in state)
    told = TOLD[name]
    lines = []
    for language, first in enumerate(told):
        said = dict(state)
        if wording == "named":
            said = {field: named(field, part, language) for field, part in state.items()}
        parts = {"account": _Part(account), "entry": _Part(f"{account}#{state.get('number')}")}
        parts |= {field: _Part(part) for field, part in said.items()}
        lines.append([first.format_map(parts), *_rest(first, said, language, wording)])
    return {"zh": ",".join(lines[0]), "en": ", ".join(lines[1])}


def _said(field: str, first: str) -> bool:
    """An account and an entry are named by their bureau and year."""
    named = field in ("bureau", "year", "subject") and ("{account}" in first or "{entry}" in first)
    return named or f"{{{field}" in first


def _rest(first: str, state: Mapping[str, Any], language: int, wording: Wording) -> list[str]:
    """What the sentence does not say yet."""
    told_before = _TOLD_BEFORE if wording == "first" else {}
    said = [
        told_before.get(field, words)[language].format(_Part(state[field]))
        for field, *words in _DETAILS
        if state.get(field) is not None and not _said(field, first)
    ]
    for name, phrase in (("run", _RUN), ("source", _SOURCE)):
        if state.get(name):
            parts = {key: _Part(part) for key, part in state[name].items()}
            said.append(phrase[language].format_map(parts))
    if state.get("evidence") == "required":
        required = "须附佐证" if wording == "named" else "须附佐证 (required)"
        said.append((required, "evidence is required")[language])
    return said


_STEPS: Final = {"check": ("初审", "checked"), "verify": ("审核", "verified")}
"""The steps of an award before its approval."""


def who_in_words(actor: str, role: str, language: int, wording: Wording = "named") -> str:
    """Who acted, and in which role."""
    called = role_named(role, language) if wording == "named" else role
    return on_one_line(f"{actor} ({called})")


def approvals_in_words(
    approvals: list[dict[str, str]], wording: Wording = "named"
) -> dict[str, str]:
    """Who let the fact through besides whoever recorded it; nothing where nobody had to."""
    zh, en = "", ""
    for one in approvals:
        who = [who_in_words(one["actor"], one["role"], n, wording) for n in (0, 1)]
        claim, digest = on_one_line(one["claim"]), on_one_line(one["digest"])
        did = _STEPS.get(one.get("stage", ""), ("核准", "approved"))
        zh += f",经 {who[0]} {did[0]}(事项 {claim},摘要 {digest})"
        en += f", {did[1]} by {who[1]} (claim {claim}, digest {digest})"
    return {"zh": zh, "en": en}

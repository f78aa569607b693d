"""What does each stored name say first, in the words of the field?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
    "plan-adopted": (
        "单位 {unit} {year} 年度指标计划,{indicators:n} 项",
        "plan of unit {unit} for {year} adopted, {indicators:n} lines",
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
    "dispute-filed": (
        "{subject} 就 {year} 年度结果提出争议 {bureau}/{number}({stage}),由 {filed_by} 于"
        " {filed_on} 提出,应于 {decide_by} 前办结",
        "{subject} disputes a result of {year}, dispute {bureau}/{number} ({stage}), filed by"
        " {filed_by} on {filed_on}, to be decided by {decide_by}",
    ),
    "dispute-accepted": ("受理争议 {bureau}/{number}", "dispute {bureau}/{number} taken up"),
    "dispute-declined": (
        "争议 {bureau}/{number} 不予受理",
        "dispute {bureau}/{number} declined",
    ),
    "dispute-hearing-held": (
        "争议 {bureau}/{number}:{held_on} 听取 {subject} 陈述",
        "dispute {bureau}/{number}: {subject} heard on {held_on}",
    ),
    "dispute-extended": (
        "争议 {bureau}/{number} 办结期限延至 {decide_by}",
        "dispute {bureau}/{number}: to be decided by {decide_by}",
    ),
    "dispute-withdrawn": ("撤回争议 {bureau}/{number}", "dispute {bureau}/{number} withdrawn"),
    "dispute-decided": (
        "争议 {bureau}/{number} 决定:{outcome},由 {decided_by} 作出",
        "dispute {bureau}/{number} decided: {outcome}, by {decided_by}",
    ),
    "risk-assessed": (
        "{unit} 的指标 {indicator} 风险评定为 {grade}:难度 {difficulty}、计分 {scoring_method}、"
        "可控 {controllability}、现状 {current_state},合计 {total},{assessed_on} 评定,"
        "每 {check_every} 个工作日排查",
        "risk of the indicator {indicator} of {unit} assessed as {grade}: difficulty {difficulty},"
        " scoring method {scoring_method}, controllability {controllability}, current state"
        " {current_state}, in all {total}, on {assessed_on}, checked every {check_every} days",
    ),
    "risk-checked": (
        "{unit} 的指标 {indicator} 于 {checked_on} 风险排查:{finding}",
        "risk of the indicator {indicator} of {unit} checked on {checked_on}: {finding}",
    ),
    "quarter-opened": (
        "{bureau} {year} 年第 {quarter} 季度开启",
        "quarter {quarter} of {year} of {bureau} opened",
    ),
    "quarter-frozen": (
        "{bureau} {year} 年第 {quarter} 季度封账(规定日 {closes_on}),失分 {losses:n} 笔,"
        "其摘要 {losses_digest}",
        "quarter {quarter} of {year} of {bureau} frozen (it closes on {closes_on}), {losses:n}"
        " losses, their digest {losses_digest}",
    ),
    "loss-explained": (
        "{bureau} {year} 年第 {quarter} 季度失分说明,原因 {cause}",
        "loss of quarter {quarter} of {year} of {bureau} explained, cause {cause}",
    ),
    "briefing-held": (
        "{bureau} {year} 年第 {quarter} 季度讲评会于 {held_on} 召开,参加 {officers:l}",
        "briefing on quarter {quarter} of {year} of {bureau} held on {held_on} with {officers:l}",
    ),
    "briefing-decided": (
        "{bureau} {year} 年第 {quarter} 季度讲评会第 {number} 项决定,指标 {indicator}",
        "decision {number} of the briefing on quarter {quarter} of {year} of {bureau}, indicator"
        " {indicator}",
    ),
    "remediation-opened": (
        "整改事项 {bureau}/{number},指标 {indicator},责任人 {officer},期限 {due_on}",
        "remediation {bureau}/{number} opened, indicator {indicator}, responsible {officer},"
        " due on {due_on}",
    ),
    "remediation-reported": (
        "整改事项 {bureau}/{number} 由 {reporter} 报告",
        "remediation {bureau}/{number} reported by {reporter}",
    ),
    "remediation-verified": (
        "整改事项 {bureau}/{number} 核验通过",
        "remediation {bureau}/{number} verified",
    ),
    "remediation-returned": (
        "整改事项 {bureau}/{number} 退回",
        "remediation {bureau}/{number} returned",
    ),
    "remediation-extended": (
        "整改事项 {bureau}/{number} 延期至 {due_on}",
        "remediation {bureau}/{number} put off until {due_on}",
    ),
    "contact-recorded": (
        "沟通反馈 {bureau}/{number}:{held_on} 以 {channel} 方式与 {subjects:l} 沟通,"
        "可见范围 {visibility}",
        "contact {bureau}/{number} of {held_on} by {channel} with {subjects:l},"
        " visible to {visibility}",
    ),
}

"""How is each fact of a quarter, its risks, remediations and contacts told in one line?"""

from __future__ import annotations

from typing import Final

TOLD_OF_QUARTERS: Final[dict[str, tuple[str, str]]] = {
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
    **dict.fromkeys(
        ("remediation-opened", "remediation-opened.2"),
        (
            "整改事项 {bureau}/{number},指标 {indicator},责任人 {officer},期限 {due_on}",
            "remediation {bureau}/{number} opened, indicator {indicator}, responsible {officer},"
            " due on {due_on}",
        ),
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

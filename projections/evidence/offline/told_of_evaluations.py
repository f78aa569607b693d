"""How do packs, evaluations, starred posts and work ledgers read to people?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TOLD_OF_EVALUATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "mark-documented": (
        "{account} 第 {number} 次评分的来源文件",
        "{account} mark {number} rests on a document",
    ),
    "pack-issued": (
        "反馈包 {bureau}/{number}:单位 {unit} {year} 年第 {quarter} 季度,送评鉴领导 {leader},"
        "截至 {as_of}、位置 {known},单位得分 {unit_score},摘要 {digest}",
        "pack {bureau}/{number} of unit {unit}, quarter {quarter} of {year}, for leader {leader},"
        " as of {as_of}, position {known}, the unit's score {unit_score}, digest {digest}",
    ),
    "pack-acknowledged": (
        "反馈包 {bureau}/{number} 由评鉴领导 {leader} 签收",
        "pack {bureau}/{number} acknowledged by leader {leader}",
    ),
    "evaluation-sealed": (
        "{bureau} {year} 年 {period} 评鉴:领导 {leader} 评鉴 {evaluated},分数密封,"
        "所阅反馈包第 {pack} 号",
        "evaluation {period} of {year} of {bureau}: leader {leader} evaluated {evaluated},"
        " the score sealed, pack {pack} read before",
    ),
    "evaluation-justified": (
        "{bureau} {year} 年 {period} 评鉴:领导 {leader} 对 {subject} 的评鉴附有理由",
        "evaluation {period} of {year} of {bureau}: leader {leader} gave reasons on {subject}",
    ),
    "evaluations-opened": (
        "{bureau} {year} 年 {period} 评鉴开启,自 {opens_on} 至 {closes_on} 公示"
        " {working_days} 个工作日",
        "evaluations {period} of {year} of {bureau} opened, published for {working_days} working"
        " days from {opens_on} to {closes_on}",
    ),
    "evaluation-waived": (
        "{bureau} {year} 年 {period} 评鉴:未等待尚未签收反馈包的领导 {leader},附有理由",
        "evaluation {period} of {year} of {bureau}: leader {leader}, who had not read his pack,"
        " was not waited for, with reasons",
    ),
    "evaluation-disclosed": (
        "{bureau} {year} 年 {period} 评鉴:领导 {leader} 给 {subject} {score} 分,"
        "计入第 {mark} 次评分",
        "evaluation {period} of {year} of {bureau}: leader {leader} gave {subject} {score},"
        " part of mark {mark}",
    ),
    "evaluations-confirmed": (
        "{bureau} {year} 年 {period} 评鉴公示期满确认",
        "evaluations {period} of {year} of {bureau} confirmed after their publication",
    ),
    "post-starred": (
        "{bureau} 第 {number} 号风险标星:单位 {unit}",
        "{bureau}: star {number} for a post in unit {unit}",
    ),
    "post-unstarred": (
        "{bureau} 取消第 {number} 号风险标星",
        "{bureau}: star {number} taken away",
    ),
    "ledger-row-recorded": (
        "{bureau} 台账 {ledger} 第 {row} 行,摘要 {digest}",
        "{bureau}: row {row} of the work ledger {ledger}, digest {digest}",
    ),
}
"""Each stored name, in Chinese and in English."""

"""What do the two editions of the demo bureau's rulebook say?"""

from collections.abc import Mapping
from string import Template

_HEAD = Template("""\
rulebook: nanyue
version: $version
title: {zh: 南岳区税务局个人绩效考核加减分规则（$edition_zh）, en: $edition_en}
effective_from: $effective_from
decimals: 3
missing: renormalise
components:
  org_link:          {source: unit, method: weighted}
  regular_review:    {source: review, aggregate: mean}
  leader_evaluation: {source: review, aggregate: last}
  peer_evaluation:   {source: review, aggregate: last}
groups:
  - id: heads
    match: {post_level: [head]}
    weights: {org_link: 0.50, regular_review: 0.30, leader_evaluation: 0.15, peer_evaluation: 0.05}
    min_size: 5
    merge_into: deputies
  - id: deputies
    match: {post_level: [deputy]}
    weights: {org_link: 0.30, regular_review: 0.50, leader_evaluation: 0.15, peer_evaluation: 0.05}
    min_size: 5
    merge_into: sections
  - id: sections
    match: {post_level: [staff], unit_kind: [section]}
    weights: {org_link: 0.30, regular_review: 0.50, leader_evaluation: 0.15, peer_evaluation: 0.05}
    min_size: 5
    merge_into: branches
  - id: branches
    match: {post_level: [staff], unit_kind: [branch]}
    weights: {org_link: 0.30, regular_review: 0.50, leader_evaluation: 0.15, peer_evaluation: 0.05}
""")

_COMMENDATIONS = Template("""\
items:
  - id: C0
    kind: commendation
    category: C
    title: {zh: 荣誉记载（不计分）, en: Honour on record without points}
    points: 0
    evidence: required
    claim_within: 10
  - id: C1
    kind: commendation
    category: C
    title: {zh: 党委政府综合表彰, en: Commendation by a Party committee or government}
    levels: {national: 6, provincial: 4, municipal: 2.5, district: 1.5}
    evidence: required
    claim_within: 10
  - id: C2
    kind: commendation
    category: C
    title: {zh: 税务部门表彰, en: Commendation by a tax authority}
    levels: {national: 4, provincial: 2.5, municipal: 1.5, district: 0.5}
    evidence: required
    claim_within: 10
  - id: C3
    kind: commendation
    category: C
    title: {zh: 通报表扬, en: Praise by circular}
    levels: {provincial: 1.5, municipal: 1.0, district: 0.5}
    cap: $c3_cap
    evidence: required
    claim_within: 10
  - id: C4
    kind: commendation
    category: C
    title: {zh: 嘉奖和记功, en: Citation and merit}
    levels: {citation: 1, merit_3: 2, merit_2: 4, merit_1: 6}
    evidence: required
    claim_within: 10
""")

_BONUSES = Template("""\
  - id: K1
    kind: bonus
    category: K
    title: {zh: 学习竞赛, en: Contest}
    levels: {
      national_1: 5, national_2: 4, national_3: 3, provincial_1: 3,
      provincial_2: 2, provincial_3: 1.5, municipal_1: 2, municipal_2: 1.5,
      municipal_3: 1, district_1: 1, district_2: 0.7, district_3: 0.5
    }
    claim_within: 10
  - id: K2
    kind: bonus
    category: K
    title: {zh: 职业资格, en: Professional qualification}
    points: 2
    cap: 3
    claim_within: 10
  - id: I1
    kind: bonus
    category: I
    title: {zh: 领导肯定性批示, en: Affirmative instruction by a leader}
    levels: {national: 2.0, provincial: 1.0, municipal: 0.5, district: $i1_district}
    cap: $i1_cap
    claim_within: 10
  - id: I2
    kind: bonus
    category: I
    title: {zh: 信息调研经验采用, en: Report adopted}
    levels: {national: 1.0, provincial: 0.5, municipal: 0.3, district: 0.1}
    cap: $i2_cap
    claim_within: 10
  - id: W1
    kind: bonus
    category: W
    title: {zh: 重点工作和急难险重任务, en: Key work}
    range: [0.5, 2.0]
    step: 0.1
    cap: 2.0
    claim_within: 10
  - id: W2
    kind: bonus
    category: W
    title: {zh: 上级借调, en: Loan to an upper bureau}
    points: 0.2
    per: month
    cap: 2.0
    claim_within: 10
""")

_DEDUCTIONS = Template("""\
  - id: X0
    kind: reprimand
    category: X
    title: {zh: 口头提醒（不扣分）, en: Spoken reminder without points}
    points: 0
  - id: X1
    kind: reprimand
    category: X
    title: {zh: 通报批评, en: Criticism by circular}
    levels: {provincial: 3, municipal: 2, district: 1.5, bureau: 1}$hearing
  - id: X2
    kind: deduction
    category: X2
    title: {zh: 作风纪律, en: Attendance and discipline}
    levels: {late: $x2_late, absent: 0.3, discipline: 0.5}
  - id: X3
    kind: deduction
    category: X
    title: {zh: 工作逾期, en: Work overdue}
    points: 0.2
    per: day
    cap: 2
  - id: X3E
    kind: deduction
    category: X
    title: {zh: 数据差错, en: Error in data}
    points: 0.3
    per: error
    cap: 2
  - id: X4
    kind: deduction
    category: X
    title: {zh: 投诉查实, en: Complaint found true}
    points: 1
  - id: X4F
    kind: deduction
    category: X
    title: {zh: 执法过错, en: Fault in enforcement}
    range: [1, 3]
    step: 0.5$hearing
  - id: X5
    kind: reprimand
    category: X
    title: {zh: 提醒谈话、批评教育、责令检查, en: Reminder talk up to written self-review}
    levels: {reminder_talk: 0.5, admonishment: 1, written_self_review: 1.5}$hearing
  - id: X5F
    kind: reprimand
    category: X
    title: {zh: 诫勉, en: Formal admonition}
    points: 3$hearing
    restriction: V1
  - id: X6
    kind: reprimand
    category: X
    title: {zh: 警告, en: Warning}
    points: 5$hearing
    restriction: V1
  - id: X6D
    kind: reprimand
    category: X
    title: {zh: 记过以上处分, en: Demerit or heavier}
    levels: {demerit: 8, major_demerit: 10}$hearing
    restriction: V2
  - id: X7
    kind: reprimand
    category: X
    title: {zh: 申报弄虚作假, en: False claim}
    points: 3$hearing
    restriction: V1
""")

_TAIL = """\
categories: [{id: C, cap: 6}, {id: K, cap: 5}, {id: I}, {id: W}, {id: X2, cap: 3}, {id: X}]
totals: {bonus: 10, deduction: 15}
unit: {weights: {indicators: 1}, totals: {bonus: 5, deduction: 10}, owner_share: 60/100}
restrictions:
  - id: V1
    title: {zh: 当年受警告、诫勉或弄虚作假, en: Warning or admonition in the year}
    bites: during_year
    max_band: 2
    bars: [excellent]
  - id: V2
    title: {zh: 年末在记过以上处分期内, en: Under a demerit or heavier at year end}
    bites: at_year_end
    unranked: true
  - id: V3
    title: {zh: 立案尚未结案, en: Open case}
    bites: at_year_end
    deferred: true
  - id: V4
    title: {zh: 单位一票否决, en: Veto on the unit}
    bites: during_year
    max_band: 2
    bars: [excellent]
    reaches: head
  - id: V5
    title: {zh: 离岗超过半年或任职不满六个月, en: Under six months in post}
    bites: at_year_end
    unranked: true
bands: [{band: 1, through: 40/100}, {band: 2, through: 90/100}, {band: 3}, {band: 4, below: 60}]
tie_break: [regular_review, good_quarters, org_link, bonus, deduction]
unresolved_tie: none_enter
grades: {excellent: {quota: 20/100, from_band: 1, requires: {good_quarters: 2}}}
good_quarter: 90
pay: {1: 1.2, 2: 1.0, 3: 0.8, 4: 0.5}
words: {
  bureau: {zh: 本局, en: bureau}, citation: {zh: 嘉奖, en: citation},
  merit_3: {zh: 三等功, en: third-class merit}, merit_2: {zh: 二等功, en: second-class merit},
  merit_1: {zh: 一等功, en: first-class merit},
  national_1: {zh: 国家级一等奖, en: national first prize},
  national_2: {zh: 国家级二等奖, en: national second prize},
  national_3: {zh: 国家级三等奖, en: national third prize},
  provincial_1: {zh: 省级一等奖, en: provincial first prize},
  provincial_2: {zh: 省级二等奖, en: provincial second prize},
  provincial_3: {zh: 省级三等奖, en: provincial third prize},
  municipal_1: {zh: 市级一等奖, en: municipal first prize},
  municipal_2: {zh: 市级二等奖, en: municipal second prize},
  municipal_3: {zh: 市级三等奖, en: municipal third prize},
  district_1: {zh: 区（县）级一等奖, en: district first prize},
  district_2: {zh: 区（县）级二等奖, en: district second prize},
  district_3: {zh: 区（县）级三等奖, en: district third prize}, late: {zh: 迟到, en: late},
  absent: {zh: 缺勤, en: absent}, discipline: {zh: 违反工作纪律, en: breach of discipline},
  error: {zh: 处差错, en: error}, reminder_talk: {zh: 提醒谈话, en: reminder talk},
  admonishment: {zh: 批评教育, en: admonishment},
  written_self_review: {zh: 责令检查, en: written self-review}, demerit: {zh: 记过, en: demerit},
  major_demerit: {zh: 记大过, en: major demerit}
}
"""

_EDITIONS: tuple[Mapping[str, str], ...] = (
    {
        "version": "1",
        "edition_zh": "2023年版",
        "edition_en": "Nanyue bonus and deduction rules for officers 2023",
        "effective_from": "2023-01-01",
        "c3_cap": "2.0",
        "i1_district": "0.5",
        "i1_cap": "3",
        "i2_cap": "2.0",
        "x2_late": "0.1",
        "hearing": "",
        "alone": "",
    },
    {
        "version": "2",
        "edition_zh": "2024年7月修订",
        "edition_en": "Nanyue bonus and deduction rules for officers as revised in July 2024",
        "effective_from": "2024-07-01",
        "c3_cap": "1.5",
        "i1_district": "0.3",
        "i1_cap": "2",
        "i2_cap": "1.5",
        "x2_late": "0.2",
        "hearing": "\n    hearing: required",
        "alone": "alone: {points: 1}\n",
    },
)


def editions() -> tuple[str, ...]:
    """The YAML text of each edition, in the order of publication."""
    parts = (_HEAD, _COMMENDATIONS, _BONUSES, _DEDUCTIONS)
    return tuple(
        "".join(part.substitute(edition) for part in parts) + _TAIL + edition["alone"]
        for edition in _EDITIONS
    )

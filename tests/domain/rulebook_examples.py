"""What does a whole rulebook look like, and how is one line of it changed?"""

from __future__ import annotations

from typing import Final

EXAMPLE: Final = """\
rulebook: nanyue            # an edition is (rulebook, version)
version: 1
title: {zh: 南岳区税务局个人绩效考核规则, en: Nanyue individual appraisal rules}
effective_from: 2024-01-01
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
  - id: deputies
    match: {post_level: [deputy]}
    weights: {org_link: 0.30, regular_review: 0.50, leader_evaluation: 0.15, peer_evaluation: 0.05}
  - id: sections
    match: {unit_kind: [section]}
    weights: {org_link: 0.3, regular_review: 0.5, leader_evaluation: 0.15, peer_evaluation: 0.05}
    min_size: 5
    merge_into: branches
  - id: branches
    match: {unit_kind: [branch], post_level: [staff]}
    weights: {org_link: 0.3, regular_review: 0.5, leader_evaluation: 0.15, peer_evaluation: 0.05}
items:
  - id: C1
    kind: commendation
    category: C
    title: {zh: 综合表彰, en: General commendation}
    levels: {national: 6, provincial: 4, municipal: 2.5, district: 1.5}
    evidence: required
    claim_within: 10
  - id: C2
    kind: commendation
    category: C
    title: 部门表彰
    levels: {national: 4, provincial: 2.5}
  - id: I1
    kind: bonus
    category: I
    title: {zh: 领导批示, en: Leader's instruction}
    levels: {provincial: 1.0, municipal: 0.5}
    cap: 3
  - id: W1
    kind: bonus
    category: W
    title: {zh: 重点工作, en: Key work}
    range: [0.5, 2.0]
    step: 0.1
    reason: required
  - id: X3
    kind: deduction
    category: X
    title: {zh: 逾期, en: Late work}
    points: 0.2
    per: day
    cap: 2
  - id: X1
    kind: reprimand
    category: X
    title: {zh: 通报批评, en: Reprimand}
    levels: {provincial: 3, municipal: 2}
    restriction: V1
  - id: H0
    kind: commendation
    category: C
    title: {zh: 荣誉, en: Honour}
    points: 0
categories:
  - {id: C, cap: 6}
  - {id: I}
  - {id: W}
  - {id: X}
totals: {bonus: 10, deduction: 15}
unit:
  weights: {indicators: 1}
  totals: {bonus: 10, deduction: 10}
  owner_share: 60/100
restrictions:
  - id: V1
    title: {zh: 警告、诫勉, en: Warning}
    bites: during_year
    max_band: 2
    bars: [excellent]
  - id: V2
    title: {zh: 记过以上, en: Demerit}
    bites: at_year_end
    unranked: true
  - id: V3
    title: {zh: 立案未结, en: Open case}
    bites: at_year_end
    deferred: true
  - id: V4
    title: {zh: 一票否决, en: Veto}
    bites: during_year
    max_band: 2
    reaches: head
bands:
  - {band: 1, through: 40/100}
  - {band: 2, through: 90/100}
  - {band: 3}
  - {band: 4, below: 60}
tie_break: [regular_review, good_quarters, org_link, bonus, deduction]
unresolved_tie: none_enter
fill_vacated: false
grades:
  excellent:
    quota: 20/100
    from_band: 1
    requires: {good_quarters: 2}
good_quarter: 90
pay: {1: 1.2, 2: 1.0, 3: 0.8, 4: 0.5}
"""

MINIMAL: Final = """\
rulebook: plain
version: 1
effective_from: '2024-01-01'
components:
  regular_review: {source: review, aggregate: mean}
groups:
  - {id: all, match: {post_level: [staff]}, weights: {regular_review: 1}}
bands:
  - {band: 1}
"""

DIFFERENCE: Final = """\
rulebook: counties
version: 2
title: 规则
effective_from: 2024-07-01
decimals: 0
missing: zero
components:
  org_link: {source: unit, method: difference, base: 90, k: 0.5}
  regular_review: {source: review, aggregate: last}
groups:
  - {id: one, match: {unit: [u0, u1]}, weights: {org_link: 0.4, regular_review: 0.6}}
unit: {weights: {indicators: 0.8, regular_review: 0.2}, owner_share: 2/3}
bands: [{band: 1, through: 1/3}, {band: 2}, {band: 3, below: 70}, {band: 4, below: 60.5}]
unresolved_tie: all_enter
fill_vacated: true
grades: {excellent: {quota: 1/4, from_band: 1, requires: {regular_review: 85.5}}}
"""

# As a program writes it: block style, quoted dates, restrictions of every effect.
GENERATED: Final = """\
rulebook: b617817
version: 1
title:
  zh: 规则
  en: Rules
effective_from: '2024-01-01'
decimals: 3
missing: zero
components:
  org_link:
    source: unit
    method: weighted
  regular_review:
    source: review
    aggregate: mean
groups:
- id: heads
  match:
    post_level:
    - head
  weights:
    org_link: 0.5
    regular_review: 0.5
- id: deputies
  match:
    post_level:
    - deputy
  weights:
    org_link: 0.5
    regular_review: 0.5
  min_size: 4
  merge_into: heads
items:
- id: W1
  kind: bonus
  category: W
  title: W1
  range:
  - 0.5
  - 2
  step: 0.1
  cap: 3
- id: X1
  kind: reprimand
  category: X
  title: X1
  levels:
    provincial: 3
    district: 1.5
  restriction: V4
categories:
- id: W
- id: X
  cap: 3
totals:
  bonus: 8
  deduction: 4
unit:
  weights:
    indicators: 1
  totals:
    bonus: 3
    deduction: 5
  owner_share: 2/3
restrictions:
- id: V2
  title: V2
  bites: at_year_end
  unranked: true
  deferred: true
- id: V4
  title: V4
  bites: at_year_end
  bars:
  - excellent
bands:
- band: 1
  through: 40/100
- band: 2
- band: 3
  below: 60
tie_break: []
unresolved_tie: all_enter
grades:
  excellent:
    quota: 20/100
    from_band: 1
    requires:
      good_quarters: 0
good_quarter: 90
pay:
  1: 1.2
  2: 1.0
"""


def with_line(number: int, text: str) -> str:
    """The example with another text on one line, which keeps its indentation."""
    lines = EXAMPLE.splitlines()
    indent = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    lines[number - 1] = " " * indent + text
    return "\n".join(lines) + "\n"


def line_of(text: str, occurrence: int = 1) -> int:
    """On which line of the example does `text` stand, for the n-th time?"""
    hits = [n for n, line in enumerate(EXAMPLE.splitlines(), start=1) if text in line]
    return hits[occurrence - 1]


def changed(old: str, new: str, occurrence: int = 1) -> str:
    """The example with `old` replaced once, in the n-th line that has it."""
    number = line_of(old, occurrence)
    line = EXAMPLE.splitlines()[number - 1].strip()
    return with_line(number, line.replace(old, new, 1))

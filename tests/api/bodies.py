"""Which bodies do people post to a small bureau, and what does it start from?"""

from __future__ import annotations

import itertools
from typing import Any, Final

from tests.api.asking import Api

Body = dict[str, Any]

BUREAU: Final = "nanyue"
UNITS: Final = ("zg", "dj")
DAY: Final = "2024-06-12"
DIGEST: Final = "sha256:" + "ab" * 32
LATER: Final = "2150-01-01"
"""When the editions start that tests publish: they rule nothing yet."""
_NUMBERS = itertools.count(1)
_VERSIONS = itertools.count(2)

_RULEBOOK: Final = """\
rulebook: {rulebook}
version: {version}
title: {{zh: 考核规则, en: Rules}}
effective_from: {start}
components:
  org_link: {{source: unit, method: weighted}}
  regular_review: {{source: review, aggregate: mean}}
groups:
  - id: all
    match: {{post_level: [staff, head]}}
    weights: {{org_link: 0.3, regular_review: 0.7}}
items:
  - {{id: K1, kind: bonus, category: A, title: 重点工作, points: 0.5, cap: 1}}
  - {{id: W1, kind: bonus, category: A, title: 创新, range: [0.5, 2], step: 0.1}}
  - {{id: C1, kind: commendation, category: A, title: 表彰, levels: {{city: 2.5, county: 1}},
     evidence: required}}
  - {{id: X1, kind: deduction, category: X, title: 逾期, points: 0.2, per: day}}
  - {{id: X7, kind: deduction, category: X, title: 作风, points: 0.3, hearing: required}}
  - {{id: X6, kind: reprimand, category: X, title: 警告, points: 5, restriction: V1}}
categories: [{{id: A, cap: 5}}, {{id: X}}]
restrictions:
  - {{id: V1, title: 警告, bites: during_year, max_band: 2, bars: [excellent]}}
  - {{id: V3, title: 立案未结, bites: at_year_end, deferred: true}}
bands: [{{band: 1, through: 40/100}}, {{band: 2}}]
procedure:
  disputes:
    - {{stage: objection, within: 5, decide_within: 10, extension: 5}}
    - {{stage: review, within: 5, decide_within: 10}}
    - {{stage: appeal, within: 5, decide_within: 10, direct_within: 30, days: calendar}}
"""


def edition(version: int = 1, start: str = "2023-01-01", rulebook: str = BUREAU) -> str:
    return _RULEBOOK.format(version=version, start=start, rulebook=rulebook)


def publication(bureau: str = BUREAU) -> Body:
    """The next edition, one that starts much later."""
    return {"bureau": bureau, "document": edition(next(_VERSIONS), LATER)}


def unit(name: str, bureau: str = BUREAU, **more: Any) -> Body:
    return {"bureau": bureau, "unit": name, "name": f"{name}股", "kind": "section", **more}


def officer(number: str, bureau: str = BUREAU) -> Body:
    return {"bureau": bureau, "officer": number, "name": f"干部{number}"}


def posting(number: str, name: str = "zg", **more: Any) -> Body:
    said = {"officer": number, "unit": name, "post_level": "staff", "from": "2024-01-01"}
    return {**said, **more}


def plan(year: int, *units: str) -> Body:
    """The first unit owns both indicators, the others support the first of them."""
    owner, *support = units
    lines = [_line("a", 60, "owner"), _line("b", 40, "owner")]
    plans = [{"unit": owner, "indicators": lines}]
    for name in support:
        own = [_line("a", 60, "support"), _line(f"{name}-1", 40, "owner")]
        plans.append({"unit": name, "indicators": own})
    return {"year": year, "plans": plans}


def _line(indicator: str, base: int, role: str) -> Body:
    return {"indicator": indicator, "base": str(base), "step": "0.1", "role": role}


def sole_plan(name: str) -> Body:
    """A unit that carries one indicator of its own name, alone."""
    line = {"indicator": name, "base": "100", "step": "0.1", "role": "owner"}
    return {"unit": name, "indicators": [line]}


def bonus(number: str, **more: Any) -> Body:
    return {"subject": f"officer:{number}", "item": "K1", "effective_on": DAY, **more}


def deduction(number: str, **more: Any) -> Body:
    return {**bonus(number), "item": "X1", "quantity": 2, **more}


def commendation(number: str, **more: Any) -> Body:
    return {**bonus(number), "item": "C1", "level": "city", "evidence": [DIGEST], **more}


def reprimand(number: str, **more: Any) -> Body:
    return {**bonus(number), "item": "X6", **more}


def loss(indicator: str = "a", **more: Any) -> Body:
    return {"indicator": indicator, "points": "0.6", "effective_on": DAY, **more}


def reversal(ref: str, **more: Any) -> Body:
    return {"entry": ref, "reason": "登记有误", "ground": "复核决定", **more}


def correction(ref: str, **replacement: Any) -> Body:
    return {**reversal(ref), "replacement": replacement}


def mark(number: str, score: str = "90", period: str = "2024Q1", **more: Any) -> Body:
    return {
        "year": 2024,
        "subject": f"officer:{number}",
        "series": "regular_review",
        "period": period,
        "score": score,
        "effective_on": "2024-04-01",
        **more,
    }


def restriction(number: str, **more: Any) -> Body:
    return {"subject": f"officer:{number}", "rule": "V1", "effective_on": DAY, **more}


def open_bureau(api: Api) -> None:
    """An edition, two units and their plan for 2024."""
    api.write("/rulebooks", {"bureau": BUREAU, "document": edition()})
    for name in UNITS:
        api.write("/units", unit(name))
    api.write("/indicators", plan(2024, *UNITS))


def hire(api: Api) -> str:
    """A new officer in the first unit, with a mark."""
    number = f"{next(_NUMBERS):04}"
    api.write("/officers", officer(number))
    api.write("/postings", posting(number))
    api.write("/reviews", mark(number))
    return number

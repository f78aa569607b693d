"""The arithmetic of a score is printed so that it can be done again by hand."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from projections.evidence.offline.history import history_of
from projections.evidence.offline.reckoning import Reckoning
from projections.evidence.offline.scoring import answer_of, score
from projections.evidence.offline.workings import explain
from tests.domain.cast import ADA, NANYUE
from tests.evidence.recorded import EVENTFUL, generated, recalled
from tests.laws.product import BUREAU

ANSWER = score(EVENTFUL, NANYUE, 2024, ADA, "2024-12-31")
CHINESE = """\
nanyue 2024 年度干部 0012，单位 fa，比较组 branch，截至 2024-12-31，规则 nanyue@2

组成部分 × 权重：
  compared 87.859672 × 0.4 = 35.1438688
  领导评鉴 81.478210 × 0.35 = 28.5173735
  平时考核 85.750000 × 0.25 = 21.4375
  合计 85.0987423 = 基础分 85.098742

记录 4 条：
  1. nanyue/2024/officer:0012#1 加分 I1 2024-03-05 nanyue@1：应计 3.5，计入 3
     未计 0.5：单项封顶 (I1)，上限 3
  2. nanyue/2024/officer:0012#3 减分 X3 2024-03-05 nanyue@1：应计 -2.2，计入 -2
     未计 -0.2：单项封顶 (X3)，上限 2
  3. nanyue/2024/officer:0012#4 加分 W1 2024-03-05 nanyue@1：应计 1.1333，计入 1.1333
  4. nanyue/2024/officer:0012#5 加分 I1 2024-07-08 nanyue@2：应计 0，计入 0
     本版规则无此项

基础分 85.098742 + 加分 4.1333 + 减分 (-2) = 87.232042 ≈ 87.23，得分 87.23
"""
ENGLISH = """\
nanyue, 2024: officer 0012, unit fa, group sections, as of 2024-05-31, rulebook nanyue@1

Components × weights:
  org link 102.317895 × 0.3 = 30.6953685
  regular review 90.500000 × 0.5 = 45.25
  leader evaluation × 0.15: missing, left out
  peer evaluation × 0.05: missing, left out
  sum 75.9453685 ÷ 0.8 = base 94.931711

Entries: 3
  1. nanyue/2024/officer:0012#1 bonus I1 2024-03-05 nanyue@1: claimed 3.5, counted 3
     kept back 0.5: item cap (I1), cap 3
  2. nanyue/2024/officer:0012#3 deduction X3 2024-03-05 nanyue@1: claimed -2.2, counted -2
     kept back -0.2: item cap (X3), cap 2
  3. nanyue/2024/officer:0012#4 bonus W1 2024-03-05 nanyue@1: claimed 1.1333, counted 1.1333

base 94.931711 + bonus 4.1333 + deduction (-2) = 97.065011 ≈ 97.065, score 97.065
"""
FALSE = [
    ("base", "1.000000"),
    ("base", None),
    ("bonus", "9"),
    ("deduction", "-9"),
    ("score", "1.00"),
    ("score", None),
    ("components", {}),
    ("weights", {"regular_review": "1"}),
]


def test_the_arithmetic_in_chinese() -> None:
    assert explain(ANSWER, "zh") == explain(ANSWER, "zh-CN") == CHINESE


def test_the_arithmetic_in_english() -> None:
    assert explain(score(EVENTFUL, NANYUE, 2024, ADA, "2024-05-31"), "en") == ENGLISH


def test_a_units_losses_lead_to_its_indicator_score() -> None:
    said = explain(score(EVENTFUL, NANYUE, 2024, "unit:fa", "2024-05-31"), "en").splitlines()
    assert "  indicators = 100 + (-0.24) = 99.76" in said
    loss = "nanyue/2024/unit:zg#1 loss T1 2024-03-05 nanyue@1: claimed -0.24, counted -0.24"
    assert f"  1. {loss}" in said


@pytest.mark.parametrize(("language", "said"), [("zh", "不属于任何比较组"), ("en", "no score")])
def test_without_a_score_the_reason_is_told(language: str, said: str) -> None:
    assert said in explain(score(EVENTFUL, NANYUE, 2024, "officer:0014", "2024-12-31"), language)


@pytest.mark.parametrize(("key", "to"), FALSE)
def test_figures_that_do_not_add_up_are_not_printed(key: str, to: Any) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        explain(ANSWER | {key: to}, "en")


def test_a_line_that_loses_points_is_not_printed() -> None:
    first, *rest = ANSWER["lines"]
    with pytest.raises(ValueError, match=f"{ADA}#1 does not follow"):
        explain(ANSWER | {"lines": [first | {"cuts": []}, *rest]}, "en")


@pytest.mark.parametrize("seed", range(12))
def test_every_equation_printed_is_true(seed: int) -> None:
    year, facts, _ = generated(seed)
    record = recalled(facts, BUREAU, year)
    for day in (f"{year}-03-01", f"{year}-12-31"):
        reckoning = Reckoning(history_of(facts, BUREAU, year), date.fromisoformat(day))
        officers = [f"officer:{o}" for o in record.officers_known(len(facts))]
        for subject in (*officers, *(f"unit:{unit}" for unit in reckoning.kinds)):
            text = explain(answer_of(reckoning, subject), "en")
            for weight, value, term in re.findall(r" (\S+) × (\S+) = (\S+)", text):
                assert Fraction(weight) * Fraction(value) == Fraction(term)
            sums = re.findall(
                r"^base (\S+) \+ bonus (\S+) \+ deduction \((\S+)\) = (\S+)", text, re.M
            )
            for *parts, whole in sums:
                assert sum(map(Fraction, parts)) == Fraction(whole.rstrip(","))

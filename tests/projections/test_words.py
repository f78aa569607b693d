"""Has every reason of a run words for people in both languages, and none of another's score?"""

from __future__ import annotations

import re
from typing import Any, Final

import pytest

from domain.explaining import HOWS, Why
from domain.runsheet import OfficerRow, WhyRow
from projections.phrases import WHY, Language
from projections.words import reasons_in_words, remarks_in_words, word

CODES: Final = [(about, how) for about, hows in HOWS.items() for how in hows]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
SAID: Final = {
    "group": "heads",
    "own": "clerks",
    "min_size": "5",
    "by": "post_level, unit_kind",
    "rank": "3",
    "n": "17",
    "level": "1",
    "band": "2",
    "seats": "4",
    "through": "40/100",
    "below": "60",
    "restrictions": "V1, V4",
    "key": "regular_review",
    "distance": "0.125",
    "least": "2",
    "grade": "excellent",
    "share": "3",
}
REASONS: Final = {
    "no posting on as_of": "没有任职",
    "no comparison group fits": "没有适用的比较组",
    "no component": "无成绩",
    "restriction V1 (nanyue/2024/officer:0012#7)": "V1 警告（依据 2024/officer:0012#7）",
    "restriction V9 (nanyue/unit:f3/restrictions#1): not in edition": "不发生效力",
    "deferred": "暂缓",
    "group heads has 3 of 5: ranked in deputies": "“heads”3 人，不足 5 人，并入“deputies”",
    "band 1 barred: passed over": "第 1 段",
    "score below 60: band 4": "成绩低于 60，划入第 4 段",
    "tie placed by decision": "裁定排序",
    "tied with 2 across the last seat": "另外 2 人并列",
    "grade basically_competent by decision": "裁定为基本称职",
    "band held: nobody moves up into a seat left empty": "不递补",
    "grade held: nobody moves up into a seat left empty": "不递补",
}
TITLES: Final = {"V1": {"zh": "警告", "en": "Warning"}}


def a_row(*why: WhyRow, **but: Any) -> OfficerRow:
    said = {
        "officer": "0012",
        "unit": "zg",
        "group": "heads",
        "components": {},
        "base": "93.820000",
        "bonus": "4.5",
        "deduction": "-0.6",
        "score": "97.720",
        "rank": 3,
        "band": 2,
        "grade": "competent",
        "pay": "1",
        "reasons": (),
        "why": why,
    }
    return OfficerRow.model_validate(said | but)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("about", "how"), CODES)
def test_every_reason_has_words(about: str, how: str, language: Language) -> None:
    (said,) = reasons_in_words(a_row(WhyRow(about=about, how=how, said=SAID)), language, TITLES)
    assert "{" not in said
    assert said.endswith("。" if language == "zh" else ".")
    assert bool(CHINESE.search(said)) is (language == "zh")
    assert len(said) > 5


def test_no_words_stand_for_a_reason_that_cannot_be() -> None:
    assert set(WHY) == set(CODES)


@pytest.mark.parametrize(("about", "how"), [("group", "seat"), ("colour", "seat"), ("rank", "")])
def test_a_reason_that_is_not_declared_cannot_be_given(about: str, how: str) -> None:
    with pytest.raises(AssertionError):
        Why(about, how)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_remark_has_words(reason: str, language: Language) -> None:
    (said,) = remarks_in_words(a_row(reasons=(reason,)), language, TITLES)
    assert said != reason
    assert "{" not in said
    if language == "zh":
        assert REASONS[reason] in said
    else:
        assert not CHINESE.search(said)


def test_a_remark_that_nobody_knows_is_told_as_it_is() -> None:
    assert list(remarks_in_words(a_row(reasons=("a later rule",)), "zh", {})) == ["a later rule"]


def test_whoever_missed_a_band_reads_by_how_much() -> None:
    missed = {"band": "1", "key": "score", "distance": "0.135"}
    row = a_row(WhyRow(about="next band", how="behind", said=missed))
    assert reasons_in_words(row, "zh") == ["与进入第 1 段的末位相比，成绩相差 0.135。"]
    assert reasons_in_words(row, "en") == ["Not in band 1: behind its last seat by 0.135 (score)."]


def test_whoever_missed_a_band_for_want_of_a_mark_reads_which() -> None:
    missed = {"band": "1", "key": "leader_evaluation", "distance": "missing"}
    row = a_row(WhyRow(about="next band", how="behind", said=missed))
    assert reasons_in_words(row, "zh") == ["与进入第 1 段的末位相比，缺少领导评鉴。"]


def test_a_group_that_is_for_everyone_says_so() -> None:
    row = a_row(WhyRow(about="group", how="matched", said={"group": "all", "by": ""}))
    assert reasons_in_words(row, "en") == ["In comparison group “all”, which is for everyone."]


def test_nothing_is_told_twice() -> None:
    row = a_row(
        WhyRow(about="next band", how="barred", said={"band": "1", "restrictions": "V1"}),
        reasons=("band 1 barred: passed over",),
    )
    assert len(reasons_in_words(row, "zh")) == 1


def test_another_band_that_was_barred_is_told_beside() -> None:
    row = a_row(
        WhyRow(about="next band", how="barred", said={"band": "2", "restrictions": "V1"}),
        reasons=("band 1 barred: passed over", "band 2 barred: passed over"),
    )
    assert len(reasons_in_words(row, "zh")) == 2


def test_whoever_is_not_ranked_reads_why_and_what_follows() -> None:
    row = a_row(rank=None, band=None, score=None, grade="ungraded", reasons=("no component",))
    assert reasons_in_words(row, "zh") == [
        "没有任何考核项目的得分，无成绩。",
        "不参加排名，不划段，不定等次。",
    ]


def test_the_deferred_keep_a_seat() -> None:
    row = a_row(rank=None, band=None, grade="ungraded", reasons=("deferred",))
    assert reasons_in_words(row, "zh") == ["暂缓定段定等，名额予以保留。"]


def test_braces_in_a_title_stay_as_they_are() -> None:
    row = a_row(reasons=("restriction V1 (nanyue/2024/officer:0012#7)",))
    (said,) = remarks_in_words(row, "en", {"V1": {"en": "{n} {0} %s"}})
    assert "V1 {n} {0} %s" in said


@pytest.mark.parametrize(
    ("grade", "zh"),
    [
        ("excellent", "优秀"),
        ("competent", "称职"),
        ("basically_competent", "基本称职"),
        ("incompetent", "不称职"),
        ("ungraded", "不定等次"),
    ],
)
def test_a_grade_is_called_as_the_law_calls_it(grade: str, zh: str) -> None:
    assert word(grade, "zh") == zh
    assert "_" not in word(grade, "en")

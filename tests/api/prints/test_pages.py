"""Do the printed table and notices say all that they must, whatever people are called?"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from api.prints.notices import notices_matter, notices_pdf
from api.prints.pdf import NotTypeset, pdf, pictures
from api.prints.tables import aligned, table_matter, table_pdf
from projections.names import Names
from projections.phrases import Language
from projections.printouts import Publication
from tests.api.prints.pages import (
    DIGEST,
    HOSTILE,
    a_line,
    a_printout,
    an_officer,
    nobody_scored,
    page_texts,
    text_of,
    without_spaces,
)

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = Publication(date(2025, 1, 6), date(2025, 1, 10), 5)
WEIRD = (HOSTILE, "a\nb\n\nc", "= 标题", "- x", "𠮷野家 🙂", "x" * 200, "سلام", "\\u{41}", "")


def test_the_table_says_who_got_what() -> None:
    text = text_of(table_pdf(a_printout(an_officer(), nobody_scored())))
    for said in (
        *("周敏", "征收管理股", "91.50", "98.412345", "93.82", "4.5", "-0.6", "97.720", "称职"),
        *(
            "年度考核结果表",
            "Annualappraisalresults2024",
            "姓名Name",
            "成绩Score",
            "比较组Groupheads",
        ),
        *("贺磊", "不定等次", "截至日期没有任职。", "未编入比较组", "第1页共1页·Page1of1"),
        *("Run nanyue:2024:closed", "1234", "nanyue@2", DIGEST, "制表", "考核委员会"),
    ):
        assert without_spaces(said) in text, said


def test_a_long_table_repeats_its_headings_and_counts_its_pages() -> None:
    officers = [an_officer(f"{n:04}", rank=n) for n in range(1, 101)]
    pages = page_texts(table_pdf(a_printout(*officers)))
    assert len(pages) > 2
    for number, page in enumerate(pages[:3], start=1):
        assert "姓名Name" in page
        assert f"Page{number}of{len(pages)}" in page


def test_the_notice_says_the_result_its_reasons_and_until_when_to_object() -> None:
    printout = a_printout(
        an_officer(),
        run="nanyue:2024:published",
        publication=PUBLISHED,
        accounts={"0012": (a_line(7),)},
    )
    text = text_of(notices_pdf(printout))
    for said in (
        *("2024 年度个人考核结果通知书", "周敏（0012，征收管理股）：", "公示结果"),
        *("93.82 + 4.5 - 0.6 = 97.720", "平时考核", "91.50", "组织绩效挂钩", "98.412345"),
        *("名次", "段", "称职", "绩效奖金系数", "#7", "2024-06-12", "重点工作", "单项封顶"),
        *(
            "2025-01-06 至 2025-01-10，共 5 个工作日",
            "四、异议",
            "本人签收",
            "（盖章）",
            "第 1 页 共 1 页",
        ),
        *("nanyue:2024:published", "2024-12-31", "1234", "nanyue@2", DIGEST),
    ):
        assert without_spaces(said) in text, said


def test_the_notice_is_written_in_english_for_those_who_ask() -> None:
    text = text_of(notices_pdf(a_printout(an_officer()), "en"))
    for said in ("Notice of annual appraisal result 2024", "Regular review", "Page 1 of 1"):
        assert without_spaces(said) in text, said


@pytest.mark.parametrize(
    "run", ["nanyue:2024:live", "nanyue:2024:frozen", "nanyue:2024:2024-12-31@9"]
)
def test_what_is_not_published_is_not_final(run: str) -> None:
    text = text_of(notices_pdf(a_printout(an_officer(), run=run, publication=PUBLISHED)))
    assert "尚未公示，不是最终结果" in text


def test_what_is_restated_was_not_itself_published() -> None:
    restated = a_printout(an_officer(), run="nanyue:2024:restated-1", publication=PUBLISHED)
    text = text_of(notices_pdf(restated))
    assert "重述结果" in text
    assert "公示" not in text


def test_whoever_is_incompetent_reads_of_the_review_by_law() -> None:
    assert "申请复核" in text_of(notices_pdf(a_printout(an_officer(grade="incompetent"))))
    assert "申请复核" not in text_of(notices_pdf(a_printout(an_officer())))


def test_each_notice_counts_its_own_pages() -> None:
    lines = tuple(a_line(n) for n in range(1, 81))
    printout = a_printout(an_officer("0012"), an_officer("0013"), accounts={"0012": lines})
    pages = page_texts(notices_pdf(printout))
    assert len(pages) == 4
    assert [
        f"第{n}页共{all_}页" in page
        for (n, all_), page in zip([(1, 3), (2, 3), (3, 3), (1, 1)], pages, strict=True)
    ] == [True] * 4
    assert "贺磊" in pages[3]


def test_a_notice_goes_to_those_alone_who_were_asked_for() -> None:
    printout = a_printout(an_officer("0012"), an_officer("0013"))
    pages = page_texts(notices_pdf(printout, "zh", ["0013"]))
    assert len(pages) == 1
    assert "周敏" not in pages[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_run_of_nobody_is_printed(language: Language) -> None:
    assert "没有考核对象" in text_of(table_pdf(a_printout(), language))
    assert len(page_texts(notices_pdf(a_printout(), language))) == 1


def test_an_officer_without_a_score_gets_a_notice() -> None:
    text = text_of(notices_pdf(a_printout(nobody_scored())))
    assert "贺磊（0013，未任职）" in text
    assert "截至日期没有任职。" in text


def test_whoever_has_no_name_is_called_by_the_number() -> None:
    printout = a_printout(an_officer("0099", unit="yy"), names=Names())
    assert "0099（0099，yy）" in text_of(notices_pdf(printout))
    assert "0099" in text_of(table_pdf(printout))


@pytest.mark.parametrize("name", WEIRD)
def test_a_name_is_text_and_never_markup(name: str) -> None:
    line = a_line(1, title=name)
    printout = a_printout(
        an_officer(),
        names=Names({"0012": name}, {"zg": name, "nanyue": name}),
        titles={"V1": {"zh": name}},
        accounts={"0012": (line,)},
    )
    for made in (table_pdf(printout), notices_pdf(printout)):
        text, shown = text_of(made), without_spaces(name)
        if name.isascii():
            assert text.count(shown) >= 2, text


def test_the_same_run_is_the_same_bytes_in_another_process() -> None:
    made = """
import hashlib
from api.prints.tables import table_pdf
from api.prints.notices import notices_pdf
from tests.api.prints.pages import a_printout, an_officer
printout = a_printout(an_officer())
print(hashlib.sha256(table_pdf(printout) + notices_pdf(printout)).hexdigest())
"""
    told = {
        subprocess.run(
            [sys.executable, "-c", made], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(told) == 1


def test_pages_can_be_looked_at() -> None:
    printout = a_printout(an_officer(), an_officer("0013"))
    table = pictures("table.typ", table_matter(printout, "zh"), "2024-12-31")
    notices = pictures("notice.typ", notices_matter(printout, "zh"), "2024-12-31")
    assert [len(table), len(notices)] == [1, 2]
    assert all(picture.startswith(b"\x89PNG") for picture in [*table, *notices])


def test_a_fault_of_a_layout_is_told() -> None:
    with pytest.raises(NotTypeset, match="title"):
        pdf("table.typ", {}, "2024-12-31")


def test_figures_of_a_column_line_up_and_lose_nothing() -> None:
    assert aligned(["91.500000", "98.412345", None]) == ["91.500000", "98.412345", "—"]
    assert aligned(["91.500000", "92.125000"]) == ["91.500", "92.125"]
    assert aligned(["91.000000", "7"]) == ["91.00", "7.00"]

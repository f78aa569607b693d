"""What stands over a column and beside a figure, in Chinese and in English?"""

from __future__ import annotations

from typing import Final, NamedTuple

from projections.phrases import Language
from projections.words import word


class Label(NamedTuple):
    """A label in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


BUREAU: Final = Label("局", "Bureau")
YEAR: Final = Label("年度", "Year")
AS_OF: Final = Label("截至日期", "As of")
POSITION: Final = Label("账簿位置", "Position")
EDITION: Final = Label("规则版本", "Edition")
CANDIDATE: Final = Label("拟议规则", "Candidate rulebook")
RESTATES: Final = Label("所重述的运行", "Restates")
WITHOUT: Final = Label("剔除的分录", "Without entry")
DIGEST: Final = Label("摘要", "Digest")
RUN: Final = Label("运行", "Run")
STANDING: Final = Label("效力", "Standing")
COUNT: Final = Label("人数", "Officers")
RANKED: Final = Label("参加排名人数", "Ranked")
UNITS: Final = Label("单位数", "Units")
GROUP: Final = Label("比较组", "Group")
RANK: Final = Label("名次", "Rank")
OFFICER: Final = Label("编号", "Number")
NAME: Final = Label("姓名", "Name")
UNIT: Final = Label("单位编号", "Unit id")
UNIT_NAME: Final = Label("单位", "Unit")
BASE: Final = Label("基础分", "Base")
BONUS: Final = Label("加分", "Bonus")
DEDUCTION: Final = Label("减分", "Deduction")
SCORE: Final = Label("成绩", "Score")
BAND: Final = Label("段", "Band")
GRADE: Final = Label("等次", "Grade")
PAY: Final = Label("绩效奖金系数", "Pay coefficient")
REASONS: Final = Label("说明", "Reasons")
REMARKS: Final = Label("备注", "Remarks")
PLACES: Final = Label("名额基数", "Members")
EXCELLENT: Final = Label("优秀名额", "Excellent")
ENTRY: Final = Label("分录", "Entry")
ITEM: Final = Label("项目", "Item")
EFFECTIVE_ON: Final = Label("生效日期", "Date")
CLAIMED: Final = Label("申报", "Claimed")
COUNTED: Final = Label("计入", "Counted")
NO_GROUP: Final = Label("未编入比较组", "In no comparison group")
TABLE: Final = Label("{bureau} {year} 年度考核结果表", "Annual appraisal results {year}")
NOTICE: Final = Label("{year} 年度个人考核结果通知书", "Notice of annual appraisal result {year}")

ACTS: Final = {
    "": Label("查询所得，未定稿", "as asked, not final"),
    "live": Label("实时试算，未定稿", "live, not final"),
    "frozen": Label("年度冻结结果（公示前）", "frozen, before publication"),
    "published": Label("公示结果", "published for objections"),
    "closed": Label("年度封账结果", "closed, final"),
    "restated": Label("重述结果", "restated"),
}


def component(name: str) -> Label:
    english = word(name, "en")
    return Label(word(name, "zh"), english[:1].upper() + english[1:])


def seats_of(band: str) -> Label:
    return Label(f"第 {band} 段名额", f"Band {band} seats")

"""Which sheets and columns does a workbook have, and what may stand in them?"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from domain.vocabulary import KINDS

CellKind = Literal[
    "id",  # the number or short name of something: text, or leading zeros are lost
    "code",  # like an id, but a whole number typed into the cell is taken (a period: 2024)
    "ref",  # the source's own id of a row
    "subject",  # officer:ID or unit:ID
    "choice",  # one of the column's choices
    "text",  # up to 2000 characters
    "short",  # up to 200 characters
    "date",
    "points",  # not negative, at most 4 decimals
    "step",  # points above 0
    "mark",  # 0 to 100, at most 6 decimals
    "quantity",  # a positive whole number
    "share",  # n/d with 1 <= n <= d
]

ROLES: Final = ("owner", "support")
HOWS: Final = ("lifted", "rescinded")
POST_LEVELS: Final = ("head", "deputy", "staff", "leader")
UNIT_KINDS: Final = ("section", "branch", "tax_branch")
INSTRUCTIONS: Final = ("说明", "readme")
"""Sheets that hold no rows, in lower case; the template's own is the first."""


@dataclass(frozen=True)
class Column:
    """One column: `choices` bind, `suggestions` only help."""

    name: str
    kind: CellKind
    zh: str
    en: str
    required: bool = True
    choices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet: `key` names a row; rows of one `ref_space` may not share a ref."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    ref_space: str = ""

    @property
    def by_column(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def _may_be_empty(
    name: str, kind: CellKind, zh: str, en: str, suggestions: tuple[str, ...] = ()
) -> Column:
    return Column(name, kind, zh, en, required=False, suggestions=suggestions)


_REF: Final = Column("ref", "ref", "来源系统的行编号,不得重复", "the source's own id of the row")
_SUBJECT: Final = Column(
    "subject", "subject", "officer:干部编号 或 unit:单位编号", "officer:ID or unit:ID"
)
_UNIT: Final = Column("unit_id", "id", "单位编号", "the unit's id")
_OFFICER: Final = Column("officer_id", "id", "干部编号(文本,保留前导零)", "the officer's id")
_INDICATOR: Final = Column("indicator_id", "id", "指标编号", "the indicator's id")
_REASON: Final = _may_be_empty("reason", "text", "事由", "why")

SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet(
        "units",
        "单位",
        "units",
        ("unit_id",),
        (
            _UNIT,
            Column("name", "short", "单位名称", "the unit's name"),
            Column("kind", "id", "单位类别", "the kind of unit", suggestions=UNIT_KINDS),
            _may_be_empty("parent_id", "id", "上级单位编号", "the id of the unit above"),
        ),
    ),
    Sheet(
        "officers",
        "干部",
        "officers",
        ("officer_id",),
        (
            _OFFICER,
            Column("name", "short", "姓名", "the officer's name"),
            _may_be_empty("rank", "short", "职级", "the officer's rank"),
        ),
    ),
    Sheet(
        "postings",
        "任职",
        "postings",
        ("officer_id", "unit_id", "from"),
        (
            _OFFICER,
            _UNIT,
            Column("post_level", "id", "职务层次", "the level of post", suggestions=POST_LEVELS),
            Column("from", "date", "任职起始日", "the first day in the post"),
            _may_be_empty(
                "until",
                "date",
                "离任日(当日不计),在任留空",
                "the first day out; empty: still in it",
            ),
        ),
    ),
    Sheet(
        "indicators",
        "组织绩效指标",
        "indicators",
        ("unit_id", "indicator_id"),
        (
            _UNIT,
            _INDICATOR,
            _may_be_empty("title", "short", "指标名称", "the indicator's title"),
            Column("base", "points", "基础分(每单位合计 100)", "base points, 100 a unit"),
            Column("step", "step", "扣分步长", "losses are multiples of this"),
            Column("role", "choice", "owner 主责,support 协同", "owner or support", choices=ROLES),
        ),
    ),
    Sheet(
        "reviews",
        "考核评价",
        "reviews",
        ("ref",),
        (
            _REF,
            _SUBJECT,
            Column("series", "id", "评价项目,如 regular_review", "the series of marks"),
            Column("period", "code", "评价期,如 2024Q1", "the period, such as 2024Q1"),
            Column("score", "mark", "得分,0 至 100", "the mark, 0 to 100"),
            Column("effective_on", "date", "评定日期", "the day of the mark"),
        ),
        "reviews",
    ),
    Sheet(
        "entries",
        "加减分",
        "entries",
        ("ref",),
        (
            _REF,
            _SUBJECT,
            Column(
                "kind",
                "choice",
                "bonus 加分,deduction 减分,commendation 表彰,reprimand 通报批评",
                "bonus, deduction, commendation or reprimand",
                choices=KINDS,
            ),
            Column("item", "id", "规则中的项目编号", "the rulebook's item"),
            _may_be_empty("level", "id", "项目的等次", "the level, where the item has levels"),
            _may_be_empty("quantity", "quantity", "数量,空为 1", "how many; empty: 1"),
            _may_be_empty(
                "points",
                "points",
                "分值(仅限区间项目),不带负号",
                "for an item with a range; unsigned",
            ),
            _may_be_empty("share", "share", "共同获奖份额,如 1/3", "part of a joint award: 1/3"),
            _may_be_empty("merit", "short", "同一事迹标识(就高不重复)", "the same act or award"),
            Column("effective_on", "date", "生效日期", "the business date"),
            _may_be_empty("document_no", "short", "文号", "the document's number"),
            _REASON,
            _may_be_empty("recorded_by", "id", "登记人编号", "who recorded it"),
            _may_be_empty("approved_by", "id", "据称审批人编号", "who is said to have approved it"),
        ),
        "entries",
    ),
    Sheet(
        "losses",
        "指标失分",
        "losses",
        ("ref",),
        (
            _REF,
            _INDICATOR,
            Column("points", "points", "失分,不带负号", "points lost, unsigned"),
            Column("effective_on", "date", "认定日期", "the day of determination"),
            _REASON,
        ),
        "entries",
    ),
    Sheet(
        "reversals",
        "冲销",
        "reversals",
        ("ref",),
        (
            _REF,
            Column("entry_ref", "ref", "被冲销的加减分或失分的 ref", "ref of an entry or a loss"),
            Column("reason", "text", "事由", "why"),
            Column("ground", "short", "依据", "the ground"),
        ),
        "reversals",
    ),
    Sheet(
        "restrictions",
        "限制",
        "restrictions",
        ("ref",),
        (
            _REF,
            _SUBJECT,
            Column("restriction", "id", "规则中的限制编号", "the rulebook's restriction"),
            Column("effective_on", "date", "生效日期", "the first day"),
            _may_be_empty("until", "date", "截止日(当日不计)", "the day it ends; empty: open"),
        ),
        "restrictions",
    ),
    Sheet(
        "lifts",
        "解除限制",
        "lifts",
        ("ref",),
        (
            _REF,
            Column("restriction_ref", "ref", "被解除的限制的 ref", "the ref of a restriction"),
            Column(
                "how", "choice", "lifted 解除,rescinded 撤销", "lifted or rescinded", choices=HOWS
            ),
            Column("effective_on", "date", "生效日期", "the day it takes effect"),
        ),
        "lifts",
    ),
)
"""In the order in which the rows are recorded."""

SHEET: Final = MappingProxyType({sheet.name: sheet for sheet in SHEETS})

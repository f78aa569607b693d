"""Which keys does a rulebook have, and what does each of them say? (SCORING §9)"""

from __future__ import annotations

from typing import Final

from domain.rulebook.document import Findings, read_document
from domain.rulebook.procedure import PROCEDURE
from domain.rulebook.shapes import Key, Keys, ListOf, MapOf, Part, Title
from domain.rulebook.values import (
    CalendarDay,
    Choice,
    EditionNamed,
    Flag,
    Name,
    Number,
    Portion,
    Schema,
    Whole,
    Words,
)
from domain.vocabulary import KINDS, POINTS_PLACES

GRADES: Final = ("excellent",)
GOOD_QUARTERS: Final = "good_quarters"
INDICATORS: Final = "indicators"
_POINTS: Final = Number(places=POINTS_PLACES)
_STEP: Final = Number(places=POINTS_PLACES, positive=True)
_WEIGHTS: Final = MapOf(Number(), low=1)
_IDS: Final = ListOf(Name(), low=1)
_DEMAND: Final = Choice(("required", "optional"))


def _where(key: str, value: str, needs: list[str]) -> Schema:
    """A schema rule for editors: where `key` is `value`, these keys belong too."""
    condition = {"properties": {key: {"const": value}}, "required": [key]}
    return {"if": condition, "then": {"required": needs}}


_COMPONENT = Keys(
    {
        "source": Key(
            Choice(("review", "unit")),
            "review: marks 0-100; unit: the officer's units' scores. 来源:评分或所在单位得分。",
            required=True,
        ),
        "aggregate": Key(
            Choice(("mean", "last")),
            "For a review: mean of its marks, or the last one. 评分取平均或取最后一次。",
        ),
        "method": Key(
            Choice(("weighted", "difference", "coefficient")),
            "For a unit link: L; base + k(L - mean); or L/100 as factor. 组织绩效挂钩方式。",
        ),
        "base": Key(Number(signed=True), "For `difference`: the value at the mean. 差额法基准值。"),
        "k": Key(Number(signed=True), "For `difference`: the factor. 差额法系数。"),
        "of": Key(Name(), "For `coefficient`: the review component multiplied. 所乘的组成部分。"),
    },
    rules={
        "allOf": [
            _where("source", "review", ["aggregate"]),
            _where("source", "unit", ["method"]),
            _where("method", "difference", ["base", "k"]),
            _where("method", "coefficient", ["of"]),
        ]
    },
)

_MATCH = Keys(
    {
        "post_level": Key(_IDS, "Levels of post, for example head. 职务层次。"),
        "unit_kind": Key(_IDS, "Kinds of unit, for example section. 单位类别。"),
        "unit": Key(_IDS, "Units by id. 单位编号。"),
    },
    low=1,
)

_GROUP = Keys(
    {
        "id": Key(Name(), "The comparison group's id. 比较组编号。", required=True),
        "match": Key(_MATCH, "Which postings belong to it; every key must fit. 归组条件。", True),
        "weights": Key(_WEIGHTS, "Weight of each component; they sum to 1. 权重,合计为 1。", True),
        "min_size": Key(Whole(low=1), "Fewer members than this are merged. 最少人数。"),
        "merge_into": Key(Name(), "The group they are merged into. 不足时并入的组。"),
    },
    rules={"dependentRequired": {"min_size": ["merge_into"]}},
)

_ITEM = Keys(
    {
        "id": Key(Name(), "The item's id, cited by entries. 项目编号。", required=True),
        "kind": Key(Choice(KINDS), "Which kind of entry it grants. 项目类别(加分、减分等)。", True),
        "category": Key(
            Name(), "Its category, listed under `categories`. 所属类别。", required=True
        ),
        "title": Key(Title(), "A text, or one for each language. 名称。"),
        "levels": Key(MapOf(_POINTS, low=1), "Points by level, as sizes. 各级别分值。"),
        "points": Key(_POINTS, "Fixed points, as a size; 0 is an honour only. 固定分值。"),
        "range": Key(ListOf(_POINTS, low=2, high=2), "Lowest and highest grant. 给分幅度。"),
        "step": Key(_STEP, "Grants in a range are multiples of it. 颗粒度。"),
        "per": Key(Words(), "What the quantity counts, for example day. 计数单位。"),
        "cap": Key(_POINTS, "Most that counts from this item in an account. 单项封顶。"),
        "evidence": Key(_DEMAND, "Must evidence be cited? 是否须附佐证。", default="optional"),
        "reason": Key(_DEMAND, "Must a reason be given? 是否须写事由。", default="optional"),
        "hearing": Key(_DEMAND, "Must the subject be heard first? 是否须先听取陈述。"),
        "claim_within": Key(Whole(low=1), "Working days for a claim. 申报时限(工作日)。"),
        "restriction": Key(Name(), "The restriction that granting it raises. 触发的限制情形。"),
    },
    rules={
        "oneOf": [{"required": ["levels"]}, {"required": ["points"]}, {"required": ["range"]}],
        "dependentRequired": {"range": ["step"], "step": ["range"], "per": ["points"]},
    },
)

_CATEGORY = Keys(
    {
        "id": Key(Name(), "The category's id. 类别编号。", required=True),
        "cap": Key(_POINTS, "Most that counts from it; without, no cut. 类别封顶。"),
    }
)

_TOTALS = Keys(
    {
        "bonus": Key(_POINTS, "Most that counts upwards. 加分总封顶。"),
        "deduction": Key(_POINTS, "Most that counts downwards. 减分总封顶。"),
    }
)

_UNIT = Keys(
    {
        "weights": Key(
            _WEIGHTS,
            "`indicators` and review components of a unit; they sum to 1. 单位得分权重。",
            default={INDICATORS: 1},
        ),
        "totals": Key(_TOTALS, "Caps on a unit's own bonuses and deductions. 单位加减分封顶。"),
        "owner_share": Key(
            Portion(), "The owner's part of a loss. 主责单位分担比例。", default="60/100"
        ),
    }
)

_RESTRICTION = Keys(
    {
        "id": Key(Name(), "The restriction's id. 限制情形编号。", required=True),
        "title": Key(Title(), "A text, or one for each language. 名称。"),
        "bites": Key(
            Choice(("during_year", "at_year_end")),
            "In force on some day of the year, or on as_of. 年内曾生效,或截止日仍生效。",
            required=True,
        ),
        "max_band": Key(Whole(low=1), "The best band they may have. 最高可入段。"),
        "bars": Key(ListOf(Choice(GRADES)), "Grades it excludes from. 不得评定的等次。"),
        "unranked": Key(Flag(), "Not ranked, not counted. 不参加排名。", default=False),
        "deferred": Key(Flag(), "Rank withheld, seat kept. 暂缓定段,保留名额。", default=False),
        "reaches": Key(Choice(("head",)), "From a unit to its head. 及于单位负责人。"),
    }
)

_BAND = Keys(
    {
        "band": Key(Whole(low=1), "The band's number, 1 the best. 段号。", required=True),
        "through": Key(Portion(), "Seats through this band, cumulative. 累计名额比例。"),
        "below": Key(Number(), "Takes everyone with a lower score, last. 低于此分者归入本段。"),
    },
    rules={"not": {"required": ["through", "below"]}},
)

_EXCELLENT = Keys(
    {
        "quota": Key(Portion(), "Share of all ranked, pooled. 名额比例。", required=True),
        "from_band": Key(Whole(low=1), "The band candidates are in. 产生于哪一段。", required=True),
        "requires": Key(
            MapOf(Number()),
            "At least this value of a component, or of good_quarters. 最低条件。",
        ),
    }
)

RULEBOOK = Keys(
    {
        "rulebook": Key(Name(), "The rulebook's id, the same for every edition. 规则编号。", True),
        "version": Key(Whole(low=1), "The edition's version. 版次。", required=True),
        "title": Key(Title(), "A text, or one for each language. 名称。"),
        "under": Key(
            EditionNamed(),
            "The edition of the bureau above whose limits hold, city@1. 上级规则,只可从严。",
        ),
        "effective_from": Key(CalendarDay(), "The first day it is in force. 施行日期。", True),
        "decimals": Key(Whole(low=0, high=6), "Decimals of a score. 得分小数位数。", default=3),
        "missing": Key(
            Choice(("renormalise", "zero")),
            "A missing component is left out, or counts 0. 缺项:重新折算权重,或按零分计。",
            default="renormalise",
        ),
        "components": Key(
            MapOf(_COMPONENT, low=1), "What a score consists of. 得分组成部分。", required=True
        ),
        "groups": Key(
            ListOf(_GROUP, low=1), "Comparison groups, the first that fits. 比较组。", required=True
        ),
        "items": Key(ListOf(_ITEM), "What may be granted, and its worth. 加减分项目。"),
        "categories": Key(ListOf(_CATEGORY), "Every category that an item names. 类别。"),
        "totals": Key(_TOTALS, "Caps on an officer's two sides. 个人加减分总封顶。"),
        "unit": Key(_UNIT, "How units are scored. 单位得分。"),
        "restrictions": Key(ListOf(_RESTRICTION), "Vetoes and sanctions. 限制情形(一票否决等)。"),
        "bands": Key(ListOf(_BAND, low=1), "Quotas, then the rest, then `below`. 划段。", True),
        "tie_break": Key(
            ListOf(Name()),
            "Components, bonus, deduction or good_quarters, in order. 并列时依次比较。",
        ),
        "unresolved_tie": Key(
            Choice(("none_enter", "all_enter")),
            "Still tied across the last seat: nobody or everybody enters. 仍并列时的处理。",
            default="none_enter",
        ),
        "fill_vacated": Key(
            Flag(), "After a restatement, do others move up? 重述后是否递补。", default=False
        ),
        "grades": Key(
            Keys({"excellent": Key(_EXCELLENT, "The grade excellent. 优秀等次。")}),
            "Grades with a quota. 等次。",
        ),
        "good_quarter": Key(Number(), "A quarter's mark is good from here. 季度“好”的分数线。"),
        "alone": Key(
            Keys({"points": Key(_POINTS, "Most points of one entry. 单笔最多分值。", True)}),
            "What one person may record; above it another must approve. 一人可单独办理的限额。",
        ),
        "words": Key(MapOf(Title()), "What levels and units are called. 级别与计量单位的名称。"),
        "procedure": Key(PROCEDURE, "Windows, stages, grades of risk. 时限、环节与风险分级。"),
        "pay": Key(MapOf(Number(), key=Whole(low=1)), "Bonus coefficient by band. 绩效奖金系数。"),
    }
)


def json_schema() -> Schema:
    """The form of a rulebook for editors and validators; contradictions are found by reading."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:merit-ledger:rulebook",
        "title": "Merit Ledger rulebook / 功过簿规则文件",
        "description": "One edition of a bureau's appraisal rules. 一版考核规则。",
        **RULEBOOK.schema(),
    }


def read_shape(source: str | bytes, findings: Findings) -> Part | None:
    """The document as far as its shape is right; None where it is no map at all."""
    book = RULEBOOK.read(read_document(source, findings), (), findings)
    return book if isinstance(book, Part) else None

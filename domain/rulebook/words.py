"""How do people call the words that a rulebook uses, in Chinese and in English?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.rulebook.edition import Component, Edition, Item, Match, RestrictionRule, in_language
from domain.titles import Title, listed
from domain.vocabulary import plain

_CHINESE: Final = {
    "org_link": "组织绩效挂钩",
    "regular_review": "平时考核",
    "leader_evaluation": "领导评鉴",
    "peer_evaluation": "公认评价",
    "local_evaluation": "地方评价",
    "indicators": "指标得分",
    "good_quarters": "“好”的季度数",
    "bonus": "加分",
    "deduction": "减分（少者在前）",
    "national": "国家级",
    "provincial": "省级",
    "municipal": "市级",
    "district": "区（县）级",
    "county": "县级",
    "head": "正职",
    "deputy": "副职",
    "staff": "一般干部",
    "section": "股室",
    "branch": "税务分局（所）",
    "excellent": "优秀",
    "year": "年",
    "month": "月",
    "week": "周",
    "day": "天",
    "time": "次",
    "case": "件",
    "person": "人",
}
_ENGLISH: Final = {
    "deduction": "deduction (less is better)",
    "good_quarters": "number of good quarters",
    "indicators": "indicator score",
}
_ORDINALS: Final = (*"一二三四五六七八九十", "十一", "十二")


class Words:
    """Everything that differs between the two printed languages; `own`: an edition's own words."""

    def __init__(self, language: str, own: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.language, self.own = language, own or {}
        self.chinese = language.startswith("zh")

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.chinese else english

    def word(self, code: str) -> str:
        if code in self.own:
            return self.title(self.own[code])
        if self.chinese:
            return _CHINESE.get(code, code)
        return _ENGLISH.get(code, code.replace("_", " "))

    def words(self, codes: Iterable[str]) -> str:
        return self.say("、", ", ").join(self.word(code) for code in codes)

    def title(self, title: Mapping[str, str]) -> str:
        """A title is somebody's text: it must not turn into markup or break a table."""
        text = " ".join(in_language(title, self.language).split())
        return re.sub(r"([\\|<>*`\[\]])", r"\\\1", text)

    def heading(self, number: int, chinese: str, english: str) -> str:
        return (
            f"## {_ORDINALS[number - 1]}、{chinese}" if self.chinese else f"## {number}. {english}"
        )

    def points(self, number: Decimal) -> str:
        return self.say(f"{plain(number)} 分", f"{plain(number)}")

    def cap(self, cap: Decimal | None) -> str:
        return self.say("不封顶", "no cap") if cap is None else self.points(cap)

    def sum(self, weights: dict[str, Decimal]) -> str:
        terms = (f"{plain(w)} × {self.word(name)}" for name, w in weights.items())
        return " + ".join(terms)

    def source(self, component: Component) -> str:
        if component.source == "review":
            if component.aggregate == "last":
                return self.say("最近一次评分", "the latest mark")
            return self.say("各期评分的平均数", "the mean of the marks")
        link = self.say(
            "任职单位得分，按任职天数加权平均（记为 L）",
            "the scores of the officer's units, averaged by days in post (L)",
        )
        if component.method == "difference":
            base, k = plain(component.base or Decimal(0)), plain(component.k or Decimal(0))
            rule = self.say(
                f"{base} + {k} × (L - 各单位平均得分)", f"{base} + {k} × (L - mean of all units)"
            )
            return self.say(f"{rule}；{link}", f"{rule}; L: {link}")
        if component.method == "coefficient":
            of = self.word(component.of or "")
            rule = self.say(f"作为系数，{of} × L ÷ 100，自身不计权重", f"a factor: {of} × L / 100")
            return self.say(f"{rule}；{link}", f"{rule}; L: {link}")
        return link

    def match(self, match: Match) -> str:
        keys = (
            (self.say("职务层次为", "post level "), match.post_level),
            (self.say("单位类别为", "unit kind "), match.unit_kind),
            (self.say("单位为", "unit "), match.unit),
        )
        either = self.say("或", " or ")
        fits = [key + either.join(map(self.word, codes)) for key, codes in keys if codes]
        return self.say("，且", " and ").join(fits)

    def worth(self, item: Item) -> str:
        """What an item without levels is worth."""
        if item.points is not None and item.per:
            per = self.word(item.per)
            return self.say(f"每{per} {plain(item.points)} 分", f"{plain(item.points)} per {per}")
        if item.points is not None:
            return self.points(item.points)
        if item.range is None or item.step is None:
            return ""
        low, high, step = (plain(n) for n in (*item.range, item.step))
        return self.say(
            f"{low} 至 {high} 分，以 {step} 分为一档", f"{low} to {high} in steps of {step}"
        )

    def demands(self, item: Item) -> str:
        days, rule = item.claim_within, item.restriction
        return self._notes(
            (item.evidence == "required", "须附佐证材料", "evidence required"),
            (item.reason == "required", "须写明事由", "reason required"),
            (item.hearing == "required", "须先听取陈述", "heard first"),
            (
                days is not None,
                f"{days} 个工作日内申报",
                f"to be claimed within {days} working days",
            ),
            (rule is not None, f"同时适用限制情形 {rule}", f"also raises restriction {rule}"),
        )

    def effects(self, rule: RestrictionRule) -> str:
        band, grades = rule.max_band, self.words(rule.bars)
        return self._notes(
            (band is not None, f"最高划入第 {band} 段", f"band {band} at best"),
            (bool(rule.bars), f"不得评为{grades}", f"cannot be graded {grades}"),
            (
                rule.unranked,
                "不参加排名，不计入本组人数",
                "not ranked and not counted in the group",
            ),
            (rule.deferred, "暂缓定段，保留名额", "band deferred, with a seat held open"),
            (
                rule.reaches == "head",
                "单位受限制的，及于单位负责人",
                "a unit's restriction also applies to its head",
            ),
        )

    def _notes(self, *notes: tuple[bool, str, str]) -> str:
        said = [self.say(chinese, english) for holds, chinese, english in notes if holds]
        return self.say("；", "; ").join(said)


def level_titles(edition: Edition, item: Item) -> Title:
    """The levels of an item as one has to write them, each with what it is called."""
    return listed(word_title(level, edition.words).typed() for level in item.levels or ())


def word_title(code: str, own: Mapping[str, Mapping[str, str]] | None = None) -> Title:
    en, zh = (Words(language, own).word(code) for language in ("en", "zh"))
    return Title(code, en, zh)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table, set off by an empty line on either side."""
    lines = ["", _row(head), "|" + " --- |" * len(head)]
    return [*lines, *(_row(row) for row in rows), ""]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell or "—" for cell in cells) + " |"

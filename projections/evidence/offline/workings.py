"""How does a score come about, figure by figure, for a reader with a pencil?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from projections.evidence.offline.figures import Said, as_points, half_away, with_places
from projections.evidence.offline.reckoning import FULL_SCORE, PLACES_OF_COMPONENTS
from projections.evidence.offline.rules import INDICATOR_SCORE

_IN_CHINESE: Final = {
    "org_link": "组织绩效挂钩",
    "regular_review": "平时考核",
    "leader_evaluation": "领导评鉴",
    "peer_evaluation": "公认评价",
    "local_evaluation": "地方评价",
    "indicators": "指标得分",
    "bonus": "加分",
    "deduction": "减分",
    "loss": "失分",
    "commendation": "表彰",
    "reprimand": "通报批评",
    "merit": "就高不重复，以此条为准",
    "item cap": "单项封顶",
    "category cap": "类别封顶",
    "total cap": "总封顶",
    "not in edition": "本版规则无此项",
    "no posting on as_of": "截止日无任职",
    "no comparison group fits": "不属于任何比较组",
    "no component": "无可计算的组成部分",
    "not published": "名次、段次与等次随公布结果公开",
}
_IN_ENGLISH: Final = {
    "merit": "the same merit counts once, this entry stands",
    "not in edition": "the edition has no such item",
    "no posting on as_of": "no posting on that day",
    "no component": "nothing to weigh",
    "not published": "rank, band and grade are told when they are published",
}


def explain(answer: dict[str, Any], language: str) -> str:
    """The arithmetic of an answer of `score`, in Chinese (`zh`) or English.

    Figures that do not add up are a ValueError: nothing false is printed.
    """
    return "\n".join(_Telling(Said(answer, "answer"), language).all()) + "\n"


class _Telling:
    """One answer being told in one language."""

    def __init__(self, said: Said, language: str) -> None:
        self.said = said
        self.chinese = str(language).startswith("zh")

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.chinese else english

    def word(self, code: str) -> str:
        return (_IN_CHINESE if self.chinese else _IN_ENGLISH).get(code, code.replace("_", " "))

    def all(self) -> Iterator[str]:
        yield self._head()
        lines = self.said.objects("lines")
        yield ""
        yield from self._base(lines)
        yield ""
        yield self.say(f"记录 {len(lines)} 条：", f"Entries: {len(lines)}")
        for number, line in enumerate(lines, 1):
            yield from self._line(number, line)
        yield ""
        yield from self._sum()

    def _head(self) -> str:
        said = self.said
        officer, unit = said.optional("officer", said.text), said.optional("unit", said.text)
        group, whose = said.optional("group", said.text), officer or unit or "?"
        bureau, year, as_of = said.text("bureau"), said.whole("year"), said.day("as_of")
        edition = said.text("edition")
        within = []
        if officer and unit:
            within.append(self.say(f"单位 {unit}", f"unit {unit}"))
        if group:
            within.append(self.say(f"比较组 {group}", f"group {group}"))
        if self.chinese:
            who = "干部" if officer else "单位"
            about = f"，{'，'.join(within)}" if within else ""
            return f"{bureau} {year} 年度{who} {whose}{about}，截至 {as_of}，规则 {edition}"
        who = "officer" if officer else "unit"
        about = f", {', '.join(within)}" if within else ""
        return f"{bureau}, {year}: {who} {whose}{about}, as of {as_of}, rulebook {edition}"

    def _base(self, lines: list[Said]) -> Iterator[str]:
        """Every component by its weight, and what their sum comes to."""
        told = self.said.object("components")
        components = {name: told.signed(name) for name in told.names()}
        weights = self.said.object("weights").numbers()
        yield self.say("组成部分 × 权重：", "Components × weights:")
        if self.said.optional("officer", self.said.text) is None and INDICATOR_SCORE in components:
            yield self._indicators(components[INDICATOR_SCORE], lines)
        for name, value in components.items():
            shown = f"  {self.word(name)} {with_places(value, PLACES_OF_COMPONENTS)}"
            if name in weights:
                term = as_points(weights[name] * value)
                yield f"{shown} × {as_points(weights[name])} = {term}"
            else:
                yield shown + self.say("（不计权重）", " (without weight)")
        yield from self._weighed(components, weights)

    def _indicators(self, value: Fraction, lines: list[Said]) -> str:
        lost = [line for line in lines if line.optional("indicator", line.text) is not None]
        total = sum((line.signed("counted") for line in lost), Fraction(0))
        self._must(value == half_away(FULL_SCORE + total, PLACES_OF_COMPONENTS), INDICATOR_SCORE)
        shown = f"{FULL_SCORE} + ({as_points(total)}) = {as_points(value)}"
        return f"  {self.word(INDICATOR_SCORE)} = {shown}"

    def _weighed(
        self, components: dict[str, Fraction], weights: dict[str, Fraction]
    ) -> Iterator[str]:
        base = self.said.optional("base", self.said.signed)
        lacking = [name for name in weights if name not in components]
        present = {name: weights[name] for name in weights if name in components}
        weight = sum(present.values(), Fraction(0))
        if base is None:
            self._must(weight == 0, "base")
            yield from (f"  {self.word(reason)}" for reason in self.said.texts("reasons"))
            return
        total = sum((w * components[name] for name, w in present.items()), Fraction(0))
        as_nought = base == half_away(total, PLACES_OF_COMPONENTS)
        divided = weight != 0 and base == half_away(total / weight, PLACES_OF_COMPONENTS)
        self._must(as_nought or divided, "base")
        shown = with_places(base, PLACES_OF_COMPONENTS)
        for name in lacking:
            why = self.say("缺项，按零分计", "missing, counts as 0")
            if divided:
                why = self.say("缺项，权重不计", "missing, left out")
            yield f"  {self.word(name)} × {as_points(weights[name])}: {why}"
        over = f" ÷ {as_points(weight)}" if divided and weight != 1 else ""
        yield self.say(
            f"  合计 {as_points(total)}{over} = 基础分 {shown}",
            f"  sum {as_points(total)}{over} = base {shown}",
        )

    def _line(self, number: int, line: Said) -> Iterator[str]:
        what = line.optional("item", line.text) or line.optional("indicator", line.text) or "?"
        claimed, counted = line.signed("claimed"), line.signed("counted")
        cuts = line.objects("cuts")
        kept_back = sum((cut.signed("points") for cut in cuts), Fraction(0))
        self._must(claimed == counted + kept_back, line.text("entry"))
        lost = line.optional("indicator", line.text) is not None
        kind = self.word("loss" if lost else line.text("kind"))
        day, edition = line.day("effective_on"), line.text("edition")
        yield (
            f"  {number}. {line.text('entry')} {kind} {what} {day} {edition}"
            + self.say("：应计 ", ": claimed ")
            + as_points(claimed)
            + self.say("，计入 ", ", counted ")
            + as_points(counted)
        )
        yield from map(self._cut, cuts)
        reason = line.optional("reason", line.text)
        if reason is not None:
            yield f"     {self.word(reason)}"

    def _cut(self, cut: Said) -> str:
        """What a stage kept back, and what there had it."""
        stage, of, cap = cut.text("stage"), cut.text("of"), cut.optional("cap", cut.number)
        why = f"{self.word(stage)} ({self.word(of) if stage == 'total cap' else of})"
        if cap is not None:
            why += self.say(f"，上限 {as_points(cap)}", f", cap {as_points(cap)}")
        points = as_points(cut.signed("points"))
        return self.say(f"     未计 {points}：{why}", f"     kept back {points}: {why}")

    def _sum(self) -> Iterator[str]:
        said = self.said
        bonus, deduction = said.signed("bonus"), said.signed("deduction")
        base, total = said.optional("base", said.signed), said.optional("score", said.signed)
        entries = self.say(
            f"加分 {as_points(bonus)} + 减分 ({as_points(deduction)})",
            f"bonus {as_points(bonus)} + deduction ({as_points(deduction)})",
        )
        if base is None or total is None:
            self._must(base is None and total is None, "score")
            yield self.say(f"{entries}；无得分", f"{entries}; no score")
            return
        exact, shown = base + bonus + deduction, said.text("score")
        decimals = len(shown.partition(".")[2])
        self._must(total == half_away(exact, decimals), "score")
        start = self.say("基础分", "base") + f" {with_places(base, PLACES_OF_COMPONENTS)}"
        rounded = f" ≈ {shown}" if exact != total else ""
        yield (
            f"{start} + {entries} = {as_points(exact)}{rounded}"
            + self.say("，得分 ", ", score ")
            + shown
        )

    def _must(self, holds: bool, what: str) -> None:
        if not holds:
            raise ValueError(f"answer: {what} does not follow from the figures before it")

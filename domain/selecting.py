"""Who comes into question by the results of several years, and why or why not?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.titles import GRADES, listed, titled

GOOD: Final = ("excellent", "competent")
EXCELLENT: Final = ("excellent",)
LOWEST: Final = 10
"""Who needs training: one in so many of a group, the last ones."""


@dataclass(frozen=True)
class Result:
    """An officer in the result of a year; `ranked` is how many his group had."""

    year: int
    grade: str
    band: int | None = None
    rank: int | None = None
    ranked: int = 0


@dataclass(frozen=True)
class Career:
    """What is known of an officer: results by year, restrictions in force, awards, and which
    indicators his unit lost points on in the last year."""

    officer: str
    results: Mapping[int, Result]
    restrictions: tuple[str, ...] = ()
    awards: int = 0
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    """What is asked: in how many of so many years which grade, in which band, what besides.

    `weak` asks instead who is among the last of his group, or of a unit that lost points.
    """

    id: str
    zh: str
    en: str
    years: int
    grades: tuple[str, ...] = ()
    at_least: int = 0
    max_band: int | None = None
    awards: int = 0
    unrestricted: bool = False
    weak: bool = False


READY_MADE: Final[Mapping[str, Selection]] = {
    s.id: s
    for s in (
        Selection(
            "rank_promotion",
            "职级晋升：近一年优秀，任职年限缩短半年",
            "rank promotion: excellent last year shortens the tenure by half a year",
            years=1,
            grades=EXCELLENT,
            at_least=1,
            unrestricted=True,
        ),
        Selection(
            "merit_3",
            "三等功：连续三年优秀",
            "merit third class: excellent three years running",
            years=3,
            grades=EXCELLENT,
            at_least=3,
            unrestricted=True,
        ),
        Selection(
            "pay_step",
            "晋升工资档次：连续两年称职以上",
            "a pay step: competent or better two years running",
            years=2,
            grades=GOOD,
            at_least=2,
        ),
        Selection(
            "level",
            "晋升级别：连续五年称职以上",
            "a level: competent or better five years running",
            years=5,
            grades=GOOD,
            at_least=5,
        ),
        Selection(
            "training",
            "培训需求：列比较组末位十分之一，或所在单位指标失分",
            "training: in the last tenth of the group, or of a unit that lost points",
            years=1,
            weak=True,
        ),
    )
}
"""What the law and the practice of bureaux ask of results (公务员法；年度考核规定)."""


@dataclass(frozen=True)
class Reason:
    """A condition, whether it was met, and how that reads."""

    code: str
    met: bool
    zh: str
    en: str


@dataclass(frozen=True)
class Selected:
    """An officer, in or out."""

    officer: str
    selected: bool
    reasons: tuple[Reason, ...] = field(default=())


def judge(career: Career, asked: Selection, last: int) -> Selected:
    """By the years up to and with the last one; a year without a result meets nothing."""
    results = [r for y in range(last - asked.years + 1, last + 1) if (r := career.results.get(y))]
    if asked.weak:
        weak = tuple(_weak(career, career.results.get(last)))
        return Selected(career.officer, any(r.met for r in weak), weak)
    reasons = tuple(_conditions(career, asked, results))
    return Selected(career.officer, all(r.met for r in reasons), reasons)


def _conditions(career: Career, asked: Selection, results: list[Result]) -> Iterator[Reason]:
    said = listed(titled(GRADES, r.grade).after(str(r.year)) for r in results)
    had = sum(1 for r in results if r.grade in asked.grades)
    if asked.grades:
        wanted = listed((titled(GRADES, grade) for grade in asked.grades), "/")
        yield Reason(
            "grades",
            had >= asked.at_least,
            f"{asked.years} 年内{wanted.zh} {had} 次，须 {asked.at_least} 次（{said.zh}）",
            f"{wanted.en} {had} times in {asked.years} years, {asked.at_least} needed ({said.en})",
        )
    if asked.max_band is not None:
        bands = ", ".join(f"{r.year} {r.band or '-'}" for r in results) or "-"
        yield Reason(
            "band",
            len(results) == asked.years
            and all(r.band is not None and r.band <= asked.max_band for r in results),
            f"各年段次须不低于第 {asked.max_band} 段（{bands}）",
            f"in band {asked.max_band} or above in every year ({bands})",
        )
    if asked.awards:
        yield Reason(
            "awards",
            career.awards >= asked.awards,
            f"表彰 {career.awards} 次，须 {asked.awards} 次",
            f"{career.awards} awards, {asked.awards} needed",
        )
    if asked.unrestricted:
        named = ", ".join(career.restrictions)
        yield Reason(
            "unrestricted",
            not career.restrictions,
            f"限制情形在期内：{named}" if named else "无在期限制情形",
            f"restrictions in force: {named}" if named else "no restriction in force",
        )


def _weak(career: Career, result: Result | None) -> Iterator[Reason]:
    rank, ranked = (result.rank, result.ranked) if result else (None, 0)
    place = f"{rank or '-'}/{ranked}"
    yield Reason(
        "lowest_tenth",
        rank is not None and rank > ranked - ranked // LOWEST,
        f"比较组名次 {place}",
        f"rank {place} in the group",
    )
    lost = ", ".join(career.lost) or "-"
    yield Reason(
        "lost_indicators",
        bool(career.lost),
        f"所在单位失分指标 {lost}",
        f"indicators that the unit lost points on: {lost}",
    )

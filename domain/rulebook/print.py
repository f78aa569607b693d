"""How does an edition of the rulebook read on paper?"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.rulebook.edition import Band, Edition, Group, Item, Totals
from domain.rulebook.print_procedure import print_procedure, print_under
from domain.rulebook.words import Words, table
from domain.vocabulary import KINDS, plain

_KINDS: Final = {
    "bonus": ("加分项目", "Bonuses"),
    "deduction": ("减分项目", "Deductions"),
    "commendation": ("表彰项目（加分）", "Commendations (upwards)"),
    "reprimand": ("通报批评项目（减分）", "Reprimands (downwards)"),
}
_PERCENT: Final = 100


def print_edition(edition: Edition, language: str) -> str:
    """The edition as Markdown, in Chinese for `zh…`, otherwise in English."""
    w, e = Words(language, edition.words), edition
    start = e.effective_from
    lines = [
        f"# {w.title(e.title)}",
        "",
        w.say(
            f"规则 {e.rulebook} 第 {e.version} 版，自 {start.year} 年 {start.month} 月"
            f" {start.day} 日起施行。",
            f"Rulebook {e.rulebook}, edition {e.version}, in force from {start.isoformat()}.",
        ),
    ]
    number = 0
    for (chinese, english), section in _SECTIONS:
        body = section(e, w)
        if body:
            number += 1
            lines += ["", w.heading(number, chinese, english), "", *body]
    return _tidy(lines)


def _tidy(lines: list[str]) -> str:
    """No two empty lines in a row, and one line end at the end."""
    kept = [line for n, line in enumerate(lines) if line or (n > 0 and lines[n - 1])]
    return "\n".join(kept).strip() + "\n"


def _score(e: Edition, w: Words) -> list[str]:
    missing = {
        "renormalise": w.say(
            "缺少组成部分的，其余部分的权重按比例折算。",
            "A missing component is left out and the other weights are scaled up to 1.",
        ),
        "zero": w.say("缺少组成部分的，该部分按零分计。", "A missing component counts as 0."),
    }
    formula = w.say(
        f"得分 = 基础分 + 加分 - 减分，四舍五入，保留 {e.decimals} 位小数。",
        f"Score = base + bonus - deduction, rounded half up to {e.decimals} decimals.",
    )
    head = (w.say("组成部分", "Component"), w.say("代码", "Code"), w.say("取值", "Value"))
    rows = [(w.word(name), name, w.source(c)) for name, c in e.components.items()]
    return [formula, "", missing[e.missing], *table(head, rows)]


def _groups(e: Edition, w: Words) -> list[str]:
    text = w.say(
        "每名干部按考核截止日的任职，归入下列第一个符合条件的比较组，在组内排名。",
        "An officer belongs to the first group that fits the posting on the day of the appraisal, "
        "and is ranked within it.",
    )
    head = (
        w.say("比较组", "Group"),
        w.say("适用人员", "Members"),
        w.say("基础分", "Base"),
        w.say("人数不足", "If too small"),
    )
    rows = [(g.id, w.match(g.match), w.sum(g.weights), _merging(g, w)) for g in e.groups]
    return [text, *table(head, rows)]


def _merging(group: Group, w: Words) -> str:
    size, into = group.min_size, group.merge_into
    if size is None or into is None:
        return ""
    return w.say(f"少于 {size} 人的，并入 {into}", f"under {size} members: merged into {into}")


def _items(e: Edition, w: Words) -> list[str]:
    lines: list[str] = []
    for kind in KINDS:
        items = [item for item in e.items.values() if item.kind == kind]
        if items:
            lines += [f"### {w.say(*_KINDS[kind])}", *_item_table(items, w)]
    return lines


def _item_table(items: list[Item], w: Words) -> list[str]:
    """One column for each level that occurs, and one for other worths where there are any."""
    levels = list(dict.fromkeys(level for item in items for level in item.levels or ()))
    others = any(item.levels is None for item in items)
    head = [w.say("编号", "Item"), w.say("项目", "For"), w.say("类别", "Category")]
    head += [w.word(level) for level in levels] + ([w.say("分值", "Points")] if others else [])
    head += [w.say("单项封顶", "Item cap"), w.say("要求", "Conditions")]
    rows = []
    for item in items:
        worths = item.levels or {}
        row = [item.id, w.title(item.title), item.category]
        row += [plain(worths[level]) if level in worths else "" for level in levels]
        row += [w.worth(item)] if others else []
        rows.append([*row, w.cap(item.cap), w.demands(item)])
    return table(head, rows)


def _caps(e: Edition, w: Words) -> list[str]:
    order = w.say(
        "同一事项就高不重复，减分取其最重；其后依次适用单项封顶、类别封顶和总封顶。"
        "加分与减分分别计算，超出封顶的部分不计。",
        "Of several entries for one merit only the highest counts, of deductions the heaviest; "
        "then the item cap, the category cap and the total cap cut, in this order. Bonuses and "
        "deductions run apart.",
    )
    head = (w.say("类别", "Category"), w.say("封顶", "Cap"))
    rows = [(category.id, w.cap(category.cap)) for category in e.categories.values()]
    return [order, *(table(head, rows) if rows else [""]), _totals(e.totals, w)]


def _totals(totals: Totals, w: Words) -> str:
    up, down = w.cap(totals.bonus), w.cap(totals.deduction)
    return w.say(f"总封顶：加分 {up}，减分 {down}。", f"In total: bonuses {up}, deductions {down}.")


def _unit(e: Edition, w: Words) -> list[str]:
    formula, share = w.sum(e.unit.weights), _share(e.unit.owner_share)
    return [
        w.say(
            f"单位得分 = {formula} + 单位加分 - 单位减分。"
            "指标得分为 100 减去失分，每项指标扣完为止。",
            f"Unit score = {formula} + the unit's bonuses - its deductions. The indicator score is "
            "100 less the points lost; no indicator loses more than its base points.",
        ),
        "",
        w.say(
            f"失分由主责单位承担 {share}，其余由配合单位平均承担；没有配合单位的，"
            "由主责单位全部承担；计划另定分担比例的，从其规定。",
            f"Of a loss the owner unit bears {share}, the supports the rest in equal parts; "
            "without support the owner bears it all. Where the plan gives shares, these hold.",
        ),
        "",
        _totals(e.unit.totals, w),
    ]


def _share(share: Fraction) -> str:
    percent = share * _PERCENT
    return f"{percent}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _restrictions(e: Edition, w: Words) -> list[str]:
    if not e.restrictions:
        return []
    bites = {
        "during_year": w.say(
            "年内至考核截止日任一日处于限制期",
            "in force on any day of the year up to the appraisal",
        ),
        "at_year_end": w.say("考核截止日处于限制期", "in force on the day of the appraisal"),
    }
    head = (
        w.say("编号", "Rule"),
        w.say("情形", "Case"),
        w.say("适用条件", "Applies when"),
        w.say("后果", "Effect"),
    )
    rows = [(r.id, w.title(r.title), bites[r.bites], w.effects(r)) for r in e.restrictions.values()]
    return [
        w.say("限制情形不改变得分。", "A restriction never changes a score."),
        *table(head, rows),
    ]


def _bands(e: Edition, w: Words) -> list[str]:
    text = w.say(
        "各组按得分由高到低排名，名额为本组人数乘以比例，只取整数部分。",
        "Each group is ranked by score. Seats are its members times the quota, rounded down.",
    )
    return [text, "", *(_band(band, w) for band in e.bands), "", *_ties(e, w)]


def _band(band: Band, w: Words) -> str:
    name = w.say(f"第 {band.band} 段：", f"Band {band.band}: ")
    if band.through is not None:
        return f"- {name}" + w.say(
            f"由高到低累计至本组人数的 {band.through}。", f"from the top through {band.through}."
        )
    if band.below is not None:
        least = plain(band.below)
        return f"- {name}" + w.say(
            f"得分低于 {least} 分的，一律划入，空出的名额不递补。",
            f"everyone with a score below {least}; the seats they leave are not filled.",
        )
    return f"- {name}" + w.say("其余人员。", "everyone else.")


def _ties(e: Edition, w: Words) -> list[str]:
    keys = w.words(e.tie_break)
    first = w.say(
        f"得分相同的，依次比较{keys}。" if keys else "得分相同的，名次并列。",
        f"Equal scores are ordered by {keys}." if keys else "Equal scores share a rank.",
    )
    left = {
        "none_enter": w.say(
            "仍并列且名额不足的，均不进入，另行决定。",
            "Those still tied across the last seat do not enter, unless a recorded decision places "
            "them.",
        ),
        "all_enter": w.say(
            "仍并列且名额不足的，一并进入。", "Those still tied across the last seat all enter."
        ),
    }
    vacated = w.say(
        "结果重述后空出的名额，由后位依次递补。"
        if e.fill_vacated
        else "结果重述后空出的名额不递补。",
        "After a restatement a vacated seat is "
        + ("filled from below." if e.fill_vacated else "left empty."),
    )
    return [" ".join((first, left[e.unresolved_tie], vacated)).replace("。 ", "。")]


def _grades(e: Edition, w: Words) -> list[str]:
    grade = e.grades.excellent
    lines = []
    if grade is not None:
        lines.append(
            w.say(
                f"优秀名额为全部参加排名人数的 {grade.quota}，按最大余额法分配到各组，在第"
                f" {grade.from_band} 段人员中按名次产生。其余参加排名的人员为称职。",
                f"Excellent: {grade.quota} of all ranked officers, shared to the groups by largest "
                f"remainder, taken in order of rank from band {grade.from_band}. Everyone else "
                "ranked is competent.",
            )
        )
        needs = [f"{w.word(name)} ≥ {plain(Decimal(v))}" for name, v in grade.requires.items()]
        if needs:
            stated = w.say("；", "; ").join(needs)
            lines += [
                "",
                w.say(f"评为优秀的条件：{stated}。", f"Required for excellent: {stated}."),
            ]
    if e.good_quarter is not None:
        least, review = plain(e.good_quarter), w.word("regular_review")
        good = w.say(
            f"{review}季度评分达到 {least} 分的，为“好”的季度。",
            f"A quarter is good when its mark of the {review} is at least {least}.",
        )
        lines += ["", good]
    return lines


def _pay(e: Edition, w: Words) -> list[str]:
    if not e.pay:
        return []
    text = w.say("绩效奖金按下列系数计发。", "Pay is multiplied by the band's coefficient.")
    head = (w.say("段", "Band"), w.say("系数", "Coefficient"))
    rows = [(str(band), plain(factor)) for band, factor in sorted(e.pay.items())]
    return [text, *table(head, rows)]


def _alone(e: Edition, w: Words) -> list[str]:
    if e.alone is None:
        return []
    most = plain(e.alone.points)
    return [
        w.say(
            f"单笔申报分值(绝对值)超过 {most} 分的,须经另一人核准方可记账。",
            f"An entry that claims more than {most} points, up or down, is recorded only once "
            "another person has approved it.",
        )
    ]


_SECTIONS: Final[tuple[tuple[tuple[str, str], Callable[[Edition, Words], list[str]]], ...]] = (
    (("上级规则", "The rulebook above"), print_under),
    (("得分", "Score"), _score),
    (("比较组", "Comparison groups"), _groups),
    (("项目与分值", "Items and points"), _items),
    (("封顶", "Caps"), _caps),
    (("单位得分", "Units"), _unit),
    (("限制情形", "Restrictions"), _restrictions),
    (("排名与划段", "Ranks and bands"), _bands),
    (("等次", "Grades"), _grades),
    (("绩效奖金系数", "Pay"), _pay),
    (("双人复核", "Second person"), _alone),
    (("时限与程序", "Procedure"), print_procedure),
)

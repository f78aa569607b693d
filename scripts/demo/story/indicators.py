"""How does the bureau come by the indicators of the running year, and of the next?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain.calendar import WorkingDays
from domain.drafts.commands import (
    AnswerComment,
    CommentOnDraft,
    DraftIndicators,
    OpenCommentRound,
    PublishIndicators,
    RegisterUpperIndicators,
    SignDraft,
)
from domain.refusals import CalendarEnds
from domain.registers.commands import AdoptPlans
from domain.years.commands import AnnounceWorkingDays, OpenYear
from scripts.demo.people import ACCOUNTABLE, FAMILIAR, HEADS, LED
from scripts.demo.plan import INDICATORS, carriers, plan_rows
from scripts.demo.shape import YEARS, Row
from scripts.demo.story.telling import BUREAU, Scene, Telling, digest_of

_PUBLISHED, _NEXT, _AMENDED = 1, 2, 3
"""The drafts by their numbers: the running year's, the next year's, an amendment; the fourth is
another amendment, which nobody has signed."""
_TAKEN: Final[Mapping[str, tuple[str, str]]] = {
    "ZB08": ("SJ02", "1/1"),
    "ZB13": ("SJ01", "1/2"),
    "ZB14": ("SJ01", "1/2"),
    "ZB17": ("QZ01", "1/1"),
    "ZB21": ("QZ02", "3/5"),
}
"""What comes from above and how much of it an indicator takes on; of SJ03 nobody took any."""
_TAGS: Final[Mapping[str, tuple[str, ...]]] = {
    "ZB08": ("tax_reduction",),
    "ZB09": ("tax_reduction",),
    "ZB15": ("source_reform",),
    "ZB28": ("party_building",),
}
_FROM_ABOVE: Final = (
    (
        *("tax", "湘税发〔{year}〕6号"),
        (("SJ01", "征管质效"), ("SJ02", "退税减税落实"), ("SJ03", "数字人事应用")),
    ),
    ("local", "岳发〔{year}〕3号", (("QZ01", "优化营商环境"), ("QZ02", "财政收入质量"))),
)
_STANDARD: Final = "按季考核；未按时限或标准完成的，每项次扣0.1分，扣完为止。"
_ROWS: Final = tuple(plan_rows(tuple(sorted(HEADS)), YEARS[-1]))
_BASES: Final = {(row["unit_id"], row["indicator_id"]): row["base"] for row in _ROWS}


def _calendar(told: Telling) -> None:
    """Years that no calendar here knows, as the law has them; feasts of the moon come later."""
    free = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
    for year in (told.year - 1, told.year, told.year + 1):
        if _is_known(year):
            continue
        told.does(
            "office",
            AnnounceWorkingDays(
                bureau=BUREAU,
                calendar_year=year,
                holidays=tuple(date(year, month, day) for month, day in free),
                document_no=f"岳税办〔{year - 1}〕66号（公历法定假日，农历节日另行公布）",
            ),
        )


def _is_known(year: int) -> bool:
    try:
        WorkingDays().works_on(date(year, 1, 1))
    except CalendarEnds:
        return False
    return True


def _open_years(told: Telling) -> None:
    """The year before goes on from the last workbook's plans, the running one from that."""
    plans: dict[str, list[dict[str, str]]] = {}
    for row in _ROWS:
        plans.setdefault(row["unit_id"], []).append(_line(row))
    listed = [{"unit": unit, "indicators": lines} for unit, lines in plans.items()]
    asked = {"bureau": BUREAU, "year": told.year - 1, "plans": listed}
    told.does("office", AdoptPlans.model_validate(asked))
    for year in (told.year - 1, told.year):
        told.does("office", OpenYear(bureau=BUREAU, year=year))


def _line(row: Row) -> dict[str, str]:
    own = ("title", "base", "step", "role")
    return {"indicator": row["indicator_id"], **{name: row[name] for name in own}}


def _from_above(told: Telling) -> None:
    for line, document, listed in _FROM_ABOVE:
        asked = {
            "bureau": BUREAU,
            "year": told.year,
            "line": line,
            "document_no": document.format(year=told.year),
            "document_date": told.day(97),
            "indicators": [{"id": id_, "title": title, "base": "20"} for id_, title in listed],
        }
        told.does("office", RegisterUpperIndicators.model_validate(asked))


def _indicator(id_: str, year: int, title: str, upper: tuple[str, str] | None) -> dict[str, Any]:
    plan = INDICATORS[id_]
    own = _BASES[plan.owner, id_]
    source = {"sources": [{"upper": upper[0], "share": upper[1]}]} if upper else {}
    return {
        **{"id": id_, "title": title, "standard": _STANDARD, "step": "0.1", "period": "quarter"},
        **(source or {"document": f"岳税发〔{year}〕2号"}),
        "base": own,
        "leader": LED[plan.owner],
        "tags": _TAGS.get(id_, ()),
        "carriers": [
            {"unit": unit, "role": "owner" if unit == plan.owner else "support"}
            | ({} if _BASES[unit, id_] == own else {"base": _BASES[unit, id_]})
            for unit in carriers(plan)
        ],
    }


def _set(
    year: int, titles: Mapping[str, str], taken: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    return [
        _indicator(id_, year, titles.get(id_, plan.title), taken.get(id_))
        for id_, plan in INDICATORS.items()
    ]


_PERSONAL: Final = (
    (FAMILIAR, "GR01", "征管数据日常核验", "每周核验登记信息，差错率低于千分之一", "duty", "ZB13"),
    (FAMILIAR, "GR02", "税源管理方式改革试点", "按节点完成试点任务", "special_task", "ZB15"),
    ("0086", "GR01", "重点行业税负分析", "每季一份分析报告", "duty", "ZB44"),
    (HEADS["zg"], "GR01", "征管质效提升", "全股指标不失分", "duty", "ZB13"),
)


def _drafts(told: Telling, year: int, called: str, **but: Any) -> None:
    """The office drafts; the digest is what is signed later."""
    said = {"bureau": BUREAU, "year": year, **but}
    command = DraftIndicators.model_validate(said)
    told.digests[called] = digest_of(command)
    told.does("office", command)


def _drafted(told: Telling) -> None:
    names = ("officer", "id", "title", "standard", "kind", "indicator")
    personal: list[dict[str, str]] = [dict(zip(names, one, strict=True)) for one in _PERSONAL]
    given = dict(
        zip(names, ("0058", "GR01", "风险应对攻坚", "限期完成", "assigned", "ZB35"), strict=True)
    )
    personal.append({**given, "assigned_by": ACCOUNTABLE[0]})
    _drafts(told, told.year, "set", indicators=_set(told.year, {}, _TAKEN), personal=personal)
    told.does("office", _round(_PUBLISHED, told.day(92)))


def _round(number: int, until: date) -> OpenCommentRound:
    return OpenCommentRound(bureau=BUREAU, number=number, until=until)


def _comments(told: Telling, number: int, unit: str, indicator: str | None, text: str) -> None:
    said = {"number": number, "unit": unit, "indicator": indicator, "text": text}
    told.does(HEADS[unit], CommentOnDraft.model_validate({"bureau": BUREAU, **said}))


def _commented(told: Telling) -> None:
    _comments(told, _PUBLISHED, "zg", "ZB13", "差错率标准建议由百分之一调整为千分之一")
    _comments(told, _PUBLISHED, "f2", "ZB44", "建议核查户数按税源规模确定")
    _comments(told, _PUBLISHED, "ns", None, "无修改意见")


def _answered(told: Telling) -> None:
    for comment, answer, text in (
        (1, "accepted", "采纳，已写入个人指标标准"),
        (2, "declined", "核查户数由市局下达，维持原标准"),
        (3, "accepted", "已知悉"),
    ):
        said = {"bureau": BUREAU, "number": _PUBLISHED, "comment": comment}
        told.does("desk", AnswerComment.model_validate({**said, "answer": answer, "text": text}))


def _signs(told: Telling, who: str, of: tuple[int, str], level: str, unit: str | None) -> None:
    number, called = of
    said = {"bureau": BUREAU, "number": number, "digest": told.digests[called]}
    told.does(who, SignDraft.model_validate({**said, "level": level, "unit": unit}))


def _signed(told: Telling) -> None:
    """The party committee, every accountable leader, every unit's head."""
    of = (_PUBLISHED, "set")
    _signs(told, "party", of, "party-committee", None)
    for leader in ACCOUNTABLE:
        _signs(told, leader, of, "leader", None)
    for unit, head in sorted(HEADS.items()):
        _signs(told, head, of, "unit-head", unit)


def _published(told: Telling) -> None:
    told.does(
        "office",
        PublishIndicators(
            bureau=BUREAU,
            number=_PUBLISHED,
            digest=told.digests["set"],
            effective_on=date(told.year, 1, 1),
        ),
    )


def _next_year(told: Telling) -> None:
    """Asked about until after today; one comment waits for its answer."""
    titles = {"ZB12": "数电发票深化应用"}
    _drafts(told, told.year + 1, "next", indicators=_set(told.year + 1, titles, {}))
    told.does("office", _round(_NEXT, told.day(-8)))
    _comments(told, _NEXT, "hs", "ZB21", "建议非税占比监测由月报改为季报")


def _amended(told: Telling) -> None:
    """Two amendments: one has the party committee's signature, the other waits for it."""
    for called, indicator, title in (
        ("amended", "ZB15", "税源管理方式改革（深化）"),
        ("amended again", "ZB12", "数电发票推广与应用"),
    ):
        _drafts(told, told.year, called, indicators=_set(told.year, {indicator: title}, _TAKEN))
    _signs(told, "party", (_AMENDED, "amended"), "party-committee", None)


SCENES: Final[tuple[Scene, ...]] = (
    (99, _calendar),
    (98, _open_years),
    (96, _from_above),
    (95, _drafted),
    (94, _commented),
    (91, _answered),
    (90, _signed),
    (88, _published),
    (4, _next_year),
    (3, _amended),
)

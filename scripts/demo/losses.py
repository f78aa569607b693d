"""On which indicators does the demo bureau lose points in a year?"""

from datetime import date

from scripts.demo.dice import Dice
from scripts.demo.plan import INDICATORS, carriers
from scripts.demo.shape import YEARS, Loss
from scripts.demo.workdays import a_workday

_EXACT = frozenset({"zg", "ns", "f2"})
"""Units whose score of 2024 is a round number: 98.4, 99.1 and 95.3."""
_PLATFORM = ("上级平台推送重复，经市局复核确认", "衡阳市局绩效复核意见〔{year}〕第6号")


def _in_2024() -> list[Loss]:
    reason = {id_: indicator.reasons[0] for id_, indicator in INDICATORS.items()}
    small = (
        ("ZB17", 5, date(2024, 3, 28)),
        ("ZB05", 15, date(2024, 4, 9)),
        ("ZB16", 5, date(2024, 4, 24)),
        ("ZB44", 20, date(2024, 5, 13)),
        ("ZB08", 10, date(2024, 6, 5)),
        ("ZB11", 6, date(2024, 6, 12)),
        ("ZB14", 5, date(2024, 7, 11)),
        ("ZB12", 10, date(2024, 7, 30)),
        ("ZB45", 15, date(2024, 8, 21)),
        ("ZB03", 5, date(2024, 9, 4)),
        ("ZB20", 25, date(2024, 10, 10)),
        ("ZB35", 15, date(2024, 10, 23)),
        ("ZB37", 5, date(2024, 11, 6)),
        ("ZB15", 5, date(2024, 11, 20)),
        ("ZB44", 5, date(2024, 12, 3)),
    )
    exact = [Loss(id_, amount, day, reason[id_]) for id_, amount, day in small]
    ground = (_PLATFORM[0], _PLATFORM[1].format(year=2024))
    return [*exact, Loss("ZB13", 6, date(2024, 5, 16), reason["ZB13"], ground)]


def losses(year: int) -> list[Loss]:
    """The losses of the year in the order of their days."""
    dice = Dice("nanyue", "losses", year)
    fixed = _in_2024() if year == YEARS[-1] else []
    free = [
        indicator
        for indicator in INDICATORS.values()
        if not fixed or (not _EXACT & set(carriers(indicator)) and indicator.id != "ZB11")
    ]
    drawn = [
        Loss(indicator.id, dice.between(2, 14), a_workday(dice, year), dice.pick(indicator.reasons))
        for indicator in (dice.pick(free) for _ in range(28 if fixed else 34))
    ]
    ground = (_PLATFORM[0], _PLATFORM[1].format(year=year))
    drawn[3] = Loss(
        drawn[3].indicator, drawn[3].tenths, drawn[3].on, drawn[3].reason, annulled=ground
    )
    return sorted([*fixed, *drawn], key=lambda loss: (loss.on, loss.indicator, loss.tenths))

"""Which ordinary entries does the demo bureau grant in a year?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from scripts.demo.catalogue import FOR_OFFICERS, FOR_UNITS, NUMBERS, Source
from scripts.demo.dice import Dice
from scripts.demo.roster import LEADERSHIP, UNITS, serving, talent
from scripts.demo.shape import YEARS, Entry, tenths
from scripts.demo.workdays import a_workday, workdays

_OWN_STORY = frozenset({"0004", "0012", "0026", "0057"})
"""Officers whose accounts of the last year are written by hand, not drawn."""

_OWN_SCORE = frozenset({LEADERSHIP, "zg", "ns", "f2"})
"""Units for which nothing is drawn."""

_JOINT = ("", "3/5", "3/10")
"""The shares of who leads a piece of key work, who contributes and who helps."""

_TEAM = 3
"""A contest won by more people than this counts half for each."""


class Register:
    """The numbers of documents, each given out once."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = set(taken)

    def number(self, issuer: str, day: date) -> str:
        """The issuer's next number about that day of the year."""
        head = issuer.format(year=day.year)
        number = 1 + NUMBERS[issuer] * day.timetuple().tm_yday // 366
        while f"{head}{number}号" in self._taken:
            number += 1
        self._taken.add(f"{head}{number}号")
        return f"{head}{number}号"


def free(day: date) -> list[str]:
    """Who serves on the day and may be drawn."""
    closed = _OWN_STORY if day.year == YEARS[-1] else frozenset()
    return sorted(officer for officer in serving(day) if officer not in closed)


def _people(dice: Dice, candidates: Sequence[str], count: int, good: bool) -> list[str]:
    """Some of the candidates: of every two drawn, who does better (or worse) work."""
    drawn: list[str] = []
    while len(drawn) < count:
        pair = sorted((dice.pick(candidates), dice.pick(candidates)), key=talent)
        officer = pair[1] if good else pair[0]
        if officer not in drawn:
            drawn.append(officer)
    return drawn


def _share(source: Source, place: int, people: int) -> str:
    if source.item == "W1":
        return _JOINT[place]
    return "1/2" if source.item == "K1" and people > _TEAM else ""


def _granted(source: Source, year: int, register: Register, dice: Dice) -> Iterator[Entry]:
    """The entries of one document of the source."""
    day = a_workday(dice, year)
    reason = dice.pick(source.reasons)
    most = 6 if source.item in {"X3", "W2"} else 3
    times = dice.between(1, most) if "{n}" in reason else 1
    value = ""
    if source.item == "W1":
        value = tenths(dice.between(5, 14))
    elif source.item == "X4F":
        value = tenths(dice.between(2, 4) * 5)
    document = register.number(source.issuer, day)
    count = dice.between(1, source.people)
    people = _people(dice, free(day), count, source.good)
    for place, officer in enumerate(people):
        yield Entry(
            subject=f"officer:{officer}",
            kind=source.kind,
            item=source.item,
            on=day,
            document=document,
            reason=reason.format(n=times),
            level=source.level,
            quantity=str(times) if times > 1 else "",
            points=value,
            share=_share(source, place, len(people)),
            delay=dice.between(1, 9),
        )


def _of_unit(source: Source, year: int, register: Register, dice: Dice) -> Entry:
    day = a_workday(dice, year)
    reason = dice.pick(source.reasons)
    times = dice.between(1, 4) if "{n}" in reason else 1
    return Entry(
        subject=f"unit:{dice.pick([unit for unit, _, _ in UNITS if unit not in _OWN_SCORE])}",
        kind=source.kind,
        item=source.item,
        on=day,
        document=register.number(source.issuer, day),
        reason=reason.format(n=times),
        level=source.level,
        quantity=str(times) if times > 1 else "",
        points=tenths(dice.between(5, 15)) if source.item == "W1" else "",
        delay=dice.between(1, 9),
    )


def _yearly(source: Source, year: int) -> int:
    """How many documents: the first year had fewer."""
    return source.yearly if year == YEARS[-1] else max(1, source.yearly * 7 // 10)


def ordinary(year: int, register: Register) -> list[Entry]:
    """The drawn entries of officers and units."""
    entries: list[Entry] = []
    for place, source in enumerate(FOR_OFFICERS):
        for number in range(_yearly(source, year)):
            dice = Dice("nanyue", "granted", year, source.item, source.level, place, number)
            entries.extend(_granted(source, year, register, dice))
    for place, source in enumerate(FOR_UNITS):
        for number in range(_yearly(source, year)):
            dice = Dice("nanyue", "unit", year, source.item, source.level, place, number)
            entries.append(_of_unit(source, year, register, dice))
    return entries


_TWICE = (  # kind, item; the lower and the higher level with their issuers; what for
    *(
        ("commendation", "C3", "district", "岳税发〔{year}〕", "municipal", "衡税函〔{year}〕", why)
        for why in ("防范化解税收风险", "企业注销便利化", "社保费集中征缴")
    ),
    (
        "commendation",
        "C2",
        "district",
        "岳税发〔{year}〕",
        "municipal",
        "衡税发〔{year}〕",
        "岗位能手",
    ),
    (
        "bonus",
        "I1",
        "district",
        "岳政函〔{year}〕",
        "municipal",
        "衡税函〔{year}〕",
        "旅游税收专报",
    ),
    (
        "bonus",
        "I2",
        "district",
        "岳政办信息〔{year}〕",
        "municipal",
        "衡税函〔{year}〕",
        "春风行动信息",
    ),
)


def honoured_twice(year: int, register: Register) -> Iterator[Entry]:
    """The same honour at two levels, under one merit key: the higher stands."""
    for number in range(10 if year == YEARS[-1] else 6):
        dice = Dice("nanyue", "honoured twice", year, number)
        kind, item, low, low_issuer, high, high_issuer, why = _TWICE[number % len(_TWICE)]
        first = dice.pick(workdays(year)[20:180])
        later = next(day for day in workdays(year) if day >= first + timedelta(days=25))
        both = [officer for officer in free(first) if officer in serving(later)]
        officer = _people(dice, both, 1, good=True)[0]
        for level, issuer, day in ((low, low_issuer, first), (high, high_issuer, later)):
            yield Entry(
                subject=f"officer:{officer}",
                kind=kind,
                item=item,
                on=day,
                document=register.number(issuer, day),
                reason=f"{why}（同一事项）",
                level=level,
                merit=f"H{year}-{101 + number}",
                delay=dice.between(1, 9),
            )

"""Who serves in which unit of the demo bureau, at which level, from when until when?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from scripts.demo.dice import Dice
from scripts.demo.names import LEADERS
from scripts.demo.shape import Posting

LEADERSHIP = "ld"
UNITS = (
    (LEADERSHIP, "局领导班子", "leadership"),
    ("bg", "办公室", "section"),
    ("zg", "征收管理股", "section"),
    ("ns", "纳税服务股", "section"),
    ("sz", "税政股", "section"),
    ("hs", "收入核算股", "section"),
    ("sb", "社会保险费和非税收入股", "section"),
    ("fz", "法制股", "section"),
    ("rs", "人事教育股", "section"),
    ("kp", "考核考评股", "section"),
    ("fx", "税收风险管理中心（直属）", "section"),
    ("xx", "信息中心（直属）", "section"),
    ("f1", "第一税务分局（办税服务厅）", "branch"),
    ("f2", "第二税务分局", "branch"),
    ("f3", "第三税务分局", "branch"),
    ("f4", "祝融税务分局", "branch"),
)
_AT_FIRST = {  # deputies and staff on 1 January 2023; every unit has one head
    "bg": (1, 5),
    "zg": (1, 6),
    "ns": (1, 5),
    "sz": (1, 4),
    "hs": (1, 4),
    "sb": (1, 4),
    "fz": (0, 4),
    "rs": (0, 4),
    "kp": (1, 2),
    "fx": (1, 3),
    "xx": (0, 3),
    "f1": (2, 13),
    "f2": (2, 9),
    "f3": (2, 7),
    "f4": (2, 8),
}
_SINCE = (
    date(2018, 10, 8),
    date(2019, 3, 4),
    date(2020, 6, 15),
    date(2021, 2, 22),
    date(2021, 7, 5),
    date(2022, 3, 1),
    date(2022, 9, 5),
)
_EXAMPLE = "0012"
_AWAY = ""
_MOVES = (  # officer, day, unit (away: none), level
    ("0020", date(2023, 4, 10), "f1", "staff"),
    ("0070", date(2023, 4, 10), "ns", "staff"),
    ("0113", date(2023, 7, 10), "f1", "staff"),  # newly recruited
    ("0114", date(2023, 7, 10), "f3", "staff"),  # newly recruited
    ("0027", date(2023, 9, 1), _AWAY, ""),  # retires
    ("0088", date(2023, 10, 9), "sz", "staff"),
    ("0043", date(2023, 11, 1), "fz", "deputy"),  # promoted
    ("0039", date(2024, 2, 1), _AWAY, ""),  # on a training post outside the bureau
    ("0033", date(2024, 3, 4), "f3", "staff"),
    ("0099", date(2024, 3, 4), "hs", "staff"),
    ("0006", date(2024, 4, 15), "zg", "staff"),  # for half a year
    ("0039", date(2024, 5, 6), "sb", "staff"),
    ("0110", date(2024, 6, 3), _AWAY, ""),  # retires
    ("0115", date(2024, 6, 17), "f2", "staff"),  # newly recruited
    ("0016", date(2024, 7, 1), "f2", "head"),  # the heads of ns and f2 change places
    ("0080", date(2024, 7, 1), "ns", "head"),
    ("0066", date(2024, 9, 2), "rs", "deputy"),
    ("0072", date(2024, 9, 2), "f1", "deputy"),  # promoted
    ("0006", date(2024, 10, 15), "bg", "staff"),
    ("0076", date(2024, 11, 4), "kp", "staff"),
)


def _at_first() -> Iterator[Posting]:
    for officer in LEADERS:
        yield Posting(officer, LEADERSHIP, "leader", date(2018, 7, 20))
    number = 0
    for unit, (deputies, staff) in _AT_FIRST.items():
        for level in ("head", *["deputy"] * deputies, *["staff"] * staff):
            number += 1
            officer = f"{number:04}"
            start = Dice("nanyue", "since", officer).pick(_SINCE)
            yield Posting(officer, unit, level, start)


@lru_cache
def postings() -> tuple[Posting, ...]:
    """Every posting of 2023 and 2024, by officer and day."""
    served = {posting.officer: [posting] for posting in _at_first()}
    for officer, day, unit, level in _MOVES:
        held = served.setdefault(officer, [])
        if held and held[-1].until is None:
            held[-1] = replace(held[-1], until=day)
        if unit != _AWAY:
            held.append(Posting(officer, unit, level, day))
    return tuple(posting for officer in sorted(served) for posting in served[officer])


def known_in(year: int) -> tuple[Posting, ...]:
    """The postings that touch the year, as its workbook knows them: without later ends."""
    return tuple(
        replace(posting, until=None) if posting.until and posting.until.year > year else posting
        for posting in postings()
        if posting.touches(year)
    )


@lru_cache
def serving(day: date) -> dict[str, Posting]:
    """The ranked officers (all but the bureau's leaders) who serve on the day."""
    return {
        posting.officer: posting
        for posting in postings()
        if posting.covers(day) and posting.level != "leader"
    }


@lru_cache
def talent(officer: str) -> int:
    """About which mark, in tenths, the officer's work is worth."""
    if officer == _EXAMPLE:
        return 940
    dice = Dice("nanyue", "talent", officer)
    return 815 + dice.below(60) + dice.below(65)

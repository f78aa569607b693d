"""Who works with the demo bureau's ledger, in which role, over what, and what for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from scripts.demo.names import LEADERS, names
from scripts.demo.roster import UNITS, postings, serving
from scripts.listening import HOST

_NOW: Final = serving(date(2024, 12, 31))
HEADS: Final[Mapping[str, str]] = {
    posting.unit: officer for officer, posting in _NOW.items() if posting.level == "head"
}
"""Who heads each unit since the last workbook."""
ACCOUNTABLE: Final = LEADERS[:3]
"""The leaders who answer for indicators and evaluate."""
LED: Final[Mapping[str, str]] = {
    unit: ACCOUNTABLE[n % len(ACCOUNTABLE)] for n, unit in enumerate(sorted(HEADS))
}
"""Which leader each unit reports to."""
_TITLES: Final = {unit: title for unit, title, _ in UNITS}
_JUDGED: Final = ("0012", "0026", "0042", "0058", "0063", "0085", "0086")
"""Officers who claim, are heard, object and acknowledge."""
FAMILIAR: Final = "0012"
"""The officer of the worked example."""


@dataclass(frozen=True)
class Person:
    """A principal `token:NAME`, the roles that he holds over what, and what for."""

    name: str
    grants: tuple[tuple[str, str], ...]
    zh: str
    en: str
    until: int | None = None
    """How many working days before today his roles ended."""


def _office(name: str, role: str, zh: str, en: str) -> Person:
    return Person(name, ((role, "bureau"),), zh, en)


_OFFICES: Final = (
    _office(
        "clerk", "recorder", "绩效专干：录入加减分，导入", "performance officer: records, imports"
    ),
    _office("approver", "approver", "审批人：审定", "approver: the last step and second person"),
    _office("office", "appraiser", "考核办：主持管理闭环", "appraisal office: runs the cycle"),
    _office("desk", "appraiser", "考核办经办：复核", "appraisal office: its other pair of eyes"),
    _office(
        "auditor", "auditor", "审计员：查阅一切，不作记录", "auditor: sees all, records nothing"
    ),
    _office("committee", "committee", "考评委员会：裁定争议", "committee: decides disputes"),
    _office("party", "party-committee", "党委会：一级审核", "party committee: signs first"),
    Person(
        "lent",
        (("recorder", "unit:f1"),),
        "办税厅借调录入员：已期满，无令牌",
        "lent recorder of the tax hall: his time is over, and he gets no token",
        until=20,
    ),
)


def _leaders() -> tuple[Person, ...]:
    return tuple(
        Person(
            officer,
            (("leader", "bureau"), ("officer", f"officer:{officer}")),
            "局领导：二级审核，领导评鉴",
            "leader: signs second, evaluates",
        )
        for officer in ACCOUNTABLE
    )


def _heads() -> tuple[Person, ...]:
    return tuple(
        Person(
            officer,
            (("unit-head", f"unit:{unit}"), ("officer", f"officer:{officer}")),
            f"{_TITLES[unit]}负责人：初审、说明失分、三级审核",
            f"head of {unit}: checks first, explains losses, signs last",
        )
        for unit, officer in sorted(HEADS.items())
    )


def _officers() -> tuple[Person, ...]:
    return tuple(
        Person(
            officer,
            (("officer", f"officer:{officer}"),),
            "干部本人：申报、陈述、异议、确认",
            "officer: claims, is heard, objects, acknowledges",
        )
        for officer in _JUDGED
    )


PEOPLE: Final = (*_OFFICES, *_leaders(), *_heads(), *_officers())
STANDING: Final = tuple(person for person in PEOPLE if person.until is None)
"""Who still holds his roles."""
CALLED: Final[Mapping[str, str]] = names(tuple(dict.fromkeys(p.officer for p in postings())))
"""What each officer is called."""


def sign_in(token: str, port: int) -> str:
    """The link by which a browser is signed in; what follows the # never leaves it."""
    return f"http://{HOST}:{port}/console/sign-in#{token}"

"""Who and what appears in these tests? One bureau with two units, its officers and its rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.accounts.commands import AwardBonus, ImposeDeduction, ReverseEntry
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.registers.commands import (
    GiveMark,
    PublishRulebook,
    RecordPosting,
    RegisterOfficer,
    RegisterUnit,
)

BUREAU = "nanyue"
YEAR = 2024
UNITS = ("zg", "dj")
OFFICERS = tuple(f"{n:04}" for n in range(1, 9))
DAY = date(2024, 6, 12)
OFFICE = By(actor="officer:9001", role="owner")

_RULEBOOK = """\
rulebook: nanyue
version: {version}
title: 规则
effective_from: '{start}'
components:
  regular_review: {{source: review, aggregate: mean}}
groups:
  - {{id: all, match: {{post_level: [staff, head]}}, weights: {{regular_review: 1}}}}
items:
{items}categories:
  - {{id: A, cap: {cap}}}
bands:
  - {{band: 1}}
"""
_ITEMS = {
    "K1": "{id: K1, kind: bonus, category: A, title: 重点工作, points: 0.5}",
    "W1": "{id: W1, kind: bonus, category: A, title: 创新, range: [0.5, 2], step: 0.1}",
    "C1": "{id: C1, kind: commendation, category: A, title: 表彰, levels: {city: 2.5, county: 1}}",
    "X1": "{id: X1, kind: deduction, category: A, title: 逾期, points: 0.2, per: day}",
}
ITEMS = tuple(_ITEMS)


def rulebook(
    version: int = 1,
    start: str = "2024-01-01",
    items: Sequence[str] = ITEMS,
    cap: int = 1000,
) -> str:
    """An edition with some of the items; the category's cap tells editions apart."""
    lines = "".join(f"  - {_ITEMS[item]}\n" for item in items)
    return _RULEBOOK.format(version=version, start=start, items=lines, cap=cap)


def edition(
    version: int = 1, start: str = "2024-01-01", items: Sequence[str] = ITEMS, cap: int = 1000
) -> PublishRulebook:
    return PublishRulebook(bureau=BUREAU, document=rulebook(version, start, items, cap))


def unit(name: str = "zg") -> RegisterUnit:
    return RegisterUnit(bureau=BUREAU, unit=name, name=f"{name}股", kind="section")


def officer(number: str = "0001", name: str = "张三") -> RegisterOfficer:
    return RegisterOfficer(bureau=BUREAU, officer=number, name=name)


def posting(
    number: str = "0001",
    until: date | None = None,
    start: date = date(2024, 1, 1),
    to: str = "zg",
) -> RecordPosting:
    return RecordPosting.model_validate(
        {
            "bureau": BUREAU,
            "officer": number,
            "unit": to,
            "post_level": "staff",
            "from": start,
            "until": until,
        }
    )


def bonus(
    number: str = "0001", item: str = "K1", day: date = DAY, reason: str | None = None
) -> AwardBonus:
    return AwardBonus(
        bureau=BUREAU, subject=f"officer:{number}", item=item, effective_on=day, reason=reason
    )


def deduction(number: str = "0001", days: int = 1, day: date = DAY) -> ImposeDeduction:
    return ImposeDeduction(
        bureau=BUREAU, subject=f"officer:{number}", item="X1", quantity=days, effective_on=day
    )


def reversal(entry: int = 1, number: str = "0001", reason: str = "登记有误") -> ReverseEntry:
    return ReverseEntry(entry=ref(entry, number), reason=reason, ground="复核")


def mark(number: str = "0001", score: str = "90", period: str = "2024Q1") -> GiveMark:
    return GiveMark(
        bureau=BUREAU,
        year=YEAR,
        subject=f"officer:{number}",
        series="regular_review",
        period=period,
        score=score,
        effective_on=date(2024, 4, 1),
    )


def ref(entry: int = 1, number: str = "0001") -> str:
    return f"{BUREAU}/{YEAR}/officer:{number}#{entry}"


def open_bureau(ledger: Ledger, officers: Sequence[str] = OFFICERS[:1]) -> None:
    """One edition, both units, and the officers posted to the first."""
    ledger.handle(edition(), OFFICE)
    for name in UNITS:
        ledger.handle(unit(name), OFFICE)
    for number in officers:
        ledger.handle(officer(number, f"干部{number}"), OFFICE)
        ledger.handle(posting(number), OFFICE)

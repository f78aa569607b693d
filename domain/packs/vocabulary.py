"""What does a feedback pack say, the same bytes for the same position and date for ever?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import rfc8785

from domain.record import Record
from domain.scoring import ZERO, AccountScore, Line
from domain.standing import COMPONENT_PLACES, OfficerStanding, Standing, UnitStanding
from domain.vocabulary import Value, fixed, grouped, plain

FORM: Final = "pack.1"
"""Which shape the digest is taken over; another shape gets another name."""


class PackLoss(Value):
    """A loss as it was imposed, and the unit's share of it as it counts."""

    entry: str
    effective_on: str
    points: str
    share: str


class PackIndicator(Value):
    """An indicator of the unit's plan, with what it lost."""

    indicator: str
    base: str
    role: str
    lost: str
    losses: tuple[PackLoss, ...]


class PackOfficer(Value):
    """An officer posted in the unit on the day: of what his score was made."""

    officer: str
    post_level: str
    group: str | None
    components: dict[str, str]
    base: str | None
    bonus: str
    deduction: str
    score: str | None


class PackSheet(Value):
    """A pack (季度反馈); `digest` is the SHA-256 of the RFC 8785 JSON of all the rest."""

    form: str
    bureau: str
    year: int
    quarter: int
    unit: str
    as_of: str
    position: int
    edition: str
    components: dict[str, str]
    bonus: str
    deduction: str
    score: str | None
    indicators: tuple[PackIndicator, ...]
    officers: tuple[PackOfficer, ...]
    digest: str


def pack_sheet(record: Record, of: tuple[str, int], as_of: date, position: int) -> PackSheet:
    """A unit's quarter as of a date, as known at a position; `of` names both."""
    unit, quarter = of
    standing = Standing(record, as_of, position)
    row = standing.unit(unit)
    said: dict[str, Any] = {
        "form": FORM,
        "bureau": record.bureau,
        "year": record.year,
        "quarter": quarter,
        "unit": unit,
        "as_of": as_of.isoformat(),
        "position": position,
        "edition": standing.edition.ref,
        **_made_of(row, standing),
        "indicators": [i.model_dump(mode="json") for i in _indicators(standing, row)],
        "officers": [o.model_dump(mode="json") for o in _officers(standing, unit)],
    }
    digest = "sha256:" + hashlib.sha256(rfc8785.dumps(said)).hexdigest()
    return PackSheet.model_validate(said | {"digest": digest})


def _made_of(row: UnitStanding | OfficerStanding, standing: Standing) -> dict[str, Any]:
    account: AccountScore = row.account
    return {
        "components": {n: fixed(c, COMPONENT_PLACES) for n, c in sorted(row.components.items())},
        "bonus": plain(account.bonus),
        "deduction": plain(account.deduction),
        "score": None if row.score is None else fixed(row.score, standing.edition.decimals),
    }


def _indicators(standing: Standing, row: UnitStanding) -> Iterator[PackIndicator]:
    losses: dict[str | None, list[Line]] = grouped(
        row.losses.lines, lambda line: line.entry.indicator
    )
    for planned in standing.record.plan_known(standing.position):
        if planned.unit != row.unit:
            continue
        own = losses.get(planned.indicator, [])
        yield PackIndicator(
            indicator=planned.indicator,
            base=plain(planned.base),
            role="owner" if planned.owner else "support",
            lost=plain(sum((line.counted for line in own), ZERO)),
            losses=tuple(map(_loss, own)),
        )


def _loss(line: Line) -> PackLoss:
    return PackLoss(
        entry=line.entry.ref,
        effective_on=line.entry.effective_on.isoformat(),
        points=plain(line.entry.points or ZERO),
        share=plain(line.counted),
    )


def _officers(standing: Standing, unit: str) -> Iterator[PackOfficer]:
    for officer in standing.record.officers_known(standing.position):
        posting = standing.posting_on_as_of(officer)
        if posting is None or posting.unit != unit:
            continue
        row = standing.officer(officer)
        yield PackOfficer(
            officer=officer,
            post_level=posting.post_level,
            group=row.group,
            base=None if row.base is None else fixed(row.base, COMPONENT_PLACES),
            **_made_of(row, standing),
        )

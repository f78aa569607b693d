"""Which run do the rows of points and scores make, once everyone is compared with everyone?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.record import Record
from domain.restraints import Interval, Restraints, intervals, restraints
from domain.rulebook import Edition
from domain.run import HEAD, Run, compared, placed
from domain.scoring import AccountScore, Entry
from domain.standing import (
    COMPONENT_PLACES,
    NO_COMPONENT,
    NO_GROUP,
    NO_POSTING,
    OfficerStanding,
    Standing,
    UnitStanding,
)
from projections.columns.tables import points_of

Row = Sequence[Any]
FREE: Final = Restraints()


@dataclass
class Scored:
    """A bureau's rows: units and officers by id, their components by account, and the entries that
    may restrain them."""

    units: list[Row] = field(default_factory=list)
    officers: list[Row] = field(default_factory=list)
    components: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    raising: dict[str, list[Entry]] = field(default_factory=dict)


def millionths(number: int) -> Decimal:
    return Decimal(number).scaleb(-COMPONENT_PLACES)


def _account(bonus: int, deduction: int) -> AccountScore:
    """An account without its lines."""
    return AccountScore((), points_of(bonus), points_of(-deduction))


def seated(
    record: Record, as_of: date, position: int, candidate: Edition | None, rows: Scored
) -> Run:
    """The run; `record` holds what the rows do not: editions, restrictions, ties and grades."""
    standing = Standing(record, as_of, position, candidate)
    edition = standing.edition
    decimals = edition.decimals
    units = tuple(_unit(row, rows.components, decimals) for row in rows.units)
    by_subject = intervals(record, position, rows.raising, standing.editions)
    weights = {group.id: group.weights for group in edition.groups}
    places = []
    for row in rows.officers:
        made = _officer(row, rows.components, weights, decimals)
        bitten = _bitten(row, by_subject, standing) if by_subject else FREE
        places.append(placed(made, bitten, row[10]))
    return compared(standing, units, places, candidate)


def _unit(row: Row, components: Mapping[int, dict[str, Decimal]], decimals: int) -> UnitStanding:
    _, unit, account, base, bonus, deduction, lost, score = row
    return UnitStanding(
        unit,
        components.get(account, {}),
        None if base is None else millionths(base),
        _account(bonus, deduction),
        _account(0, lost),
        None if score is None else Decimal(score).scaleb(-decimals),
    )


def _officer(
    row: Row,
    components: Mapping[int, dict[str, Decimal]],
    weights: Mapping[str, Mapping[str, Decimal]],
    decimals: int,
) -> OfficerStanding:
    _, officer, number, unit, _, group, base, bonus, deduction, score, _ = row
    account = _account(bonus, deduction)
    if group is None:
        reason = NO_POSTING if unit is None else NO_GROUP
        return OfficerStanding(officer, unit, None, {}, {}, None, account, None, {}, (reason,))
    return OfficerStanding(
        officer=officer,
        unit=unit,
        group=group,
        components=components.get(number, {}),
        weights=weights[group],
        base=None if base is None else millionths(base),
        account=account,
        score=None if score is None else Decimal(score).scaleb(-decimals),
        days={},
        reasons=() if base is not None else (NO_COMPONENT,),
    )


def _bitten(
    row: Row, by_subject: Mapping[str, Iterable[Interval]], standing: Standing
) -> Restraints:
    own = by_subject.get(f"officer:{row[1]}", ())
    headed = by_subject.get(f"unit:{row[3]}", ()) if row[4] == HEAD else ()
    if not own and not headed:
        return FREE
    return restraints(own, headed, standing.edition, standing.record.year, standing.as_of)

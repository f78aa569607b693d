"""What is the whole appraisal of a bureau-year, the same bytes for the same inputs? (SCORING §8)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from domain.banding import UNGRADED, GroupSeats, Place, band_all, decided_by
from domain.record import Record
from domain.restraints import Restraints, intervals, restraints
from domain.rulebook import Edition
from domain.standing import OfficerStanding, Standing, UnitStanding
from domain.vocabulary import grouped

HEAD = "head"


@dataclass(frozen=True)
class Run:
    """A pure function of (record up to a position, as_of, edition or candidate)."""

    standing: Standing
    units: tuple[UnitStanding, ...]
    places: tuple[Place, ...]
    groups: tuple[GroupSeats, ...]
    candidate: Edition | None = None

    @cached_property
    def pay(self) -> Mapping[str, Decimal]:
        """The bonus coefficient of everyone whose band has one."""
        rates = self.standing.edition.pay
        return {p.officer: rates[p.band] for p in self.places if p.band in rates}

    @cached_property
    def ranked(self) -> Mapping[str | None, Sequence[Place]]:
        """Those ranked in each comparison group."""
        return grouped((p for p in self.places if p.ranked), lambda p: p.group)

    def known_at(self, position: int) -> Run:
        """The same run at another position, between which and its own nothing moved it."""
        standing, run = copy(self.standing), copy(self)
        standing.position = position
        # What is worked out already stays so.
        vars(run)["standing"] = standing
        return run


def appraise(record: Record, as_of: date, position: int, candidate: Edition | None = None) -> Run:
    """Every unit and officer of the bureau-year: score, rank, band, grade, reasons."""
    standing = Standing(record, as_of, position, candidate)
    return compared(standing, tuple(standing.units.values()), places_of(standing), candidate)


def compared(
    standing: Standing,
    units: tuple[UnitStanding, ...],
    places: Sequence[Place],
    candidate: Edition | None = None,
) -> Run:
    """The run of those whose scores are known: ranks, bands and grades, given in place."""
    record, position = standing.record, standing.position
    ties = [tie for tie in record.ties if tie.position <= position]
    groups = band_all(places, standing.edition, decided_by(ties))
    for p in places:
        if p.deferred:
            p.grade = UNGRADED
    _decide_grades(places, record, position)
    return Run(standing, units, tuple(places), groups, candidate)


def _decide_grades(places: Sequence[Place], record: Record, position: int) -> None:
    """A recorded decision speaks of the ranked; of several the last holds."""
    decided = {g.officer: g.grade for g in record.grades if g.position <= position}
    for p in places:
        if p.ranked and p.officer in decided:
            p.grade = decided[p.officer]
            p.reasons.append(f"grade {p.grade} by decision")


def _restrained(standing: Standing) -> dict[str, Restraints]:
    """What bites each officer registered by the bureau at the position."""
    record, as_of = standing.record, standing.as_of
    by_subject = intervals(record, standing.position, standing.accounts, standing.editions)
    found = dict.fromkeys(record.officers_known(standing.position), Restraints())
    for officer in found if by_subject else ():
        posting = standing.posting_on_as_of(officer)
        heads = posting is not None and posting.post_level == HEAD
        headed = by_subject.get(f"unit:{posting.unit}", ()) if posting and heads else ()
        own = by_subject.get(f"officer:{officer}", ())
        if own or headed:
            found[officer] = restraints(own, headed, standing.edition, record.year, as_of)
    return found


def places_of(standing: Standing) -> list[Place]:
    """Every officer before anybody is compared with anybody."""
    return [
        placed(standing.officer(officer), bitten, standing.good_quarters(officer))
        for officer, bitten in _restrained(standing).items()
    ]


def placed(row: OfficerStanding, bitten: Restraints, good_quarters: int) -> Place:
    """One of them."""
    unranked = row.score is None or bitten.unranked
    reasons: Sequence[str] = (*row.reasons, *bitten.reasons)
    if not unranked and bitten.deferred:
        reasons = (*reasons, "deferred")
    return Place(
        standing=row,
        restraints=bitten,
        good_quarters=good_quarters,
        group=row.group,
        unranked=unranked,
        reasons=list(reasons),
    )

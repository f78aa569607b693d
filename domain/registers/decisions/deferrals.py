"""May the case for which an officer's grade was withheld end so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from domain import refusals as no
from domain.registers.facts import (
    DeferralSettled,
    RestrictionFact,
    RestrictionImposed,
    RestrictionRescinded,
)
from domain.registers.state import RestrictionsState
from domain.restraints import Interval
from domain.rulebook import Edition
from domain.years.commands import SettleDeferral


def settle_deferral(
    command: SettleDeferral, bureau: str, restrictions: RestrictionsState, edition: Edition
) -> tuple[RestrictionFact, ...]:
    """What deferred him is void; a sanction stands in its place from the same day on.

    `edition` is the one of the year's end. The sanction has no day of its own here, for it weighs
    on the year whose grade was withheld: what it does to later years is its own restriction.
    """
    if (command.outcome == "sanctioned") != (command.sanction is not None):
        raise no.SanctionUnsaid()
    if command.sanction is None and command.until is not None:
        raise no.SanctionUnsaid()
    subject, year = f"officer:{command.officer}", command.year
    ended = tuple(_deferring(restrictions, edition, year))
    if not ended:
        raise no.NotDeferred(subject=subject, year=year)
    named = {"bureau": bureau, "subject": subject, "reason": command.reason}
    voided = tuple(
        RestrictionRescinded(**named, number=r.number, effective_on=command.decided_on)
        for r in ended
    )
    sanction = _sanction(command, restrictions, edition, ended, named)
    settled = DeferralSettled(
        bureau=bureau,
        subject=subject,
        year=year,
        outcome=command.outcome,
        effective_on=command.decided_on,
        document_no=command.document_no,
        ended=tuple(r.number for r in ended),
        imposed=None if sanction is None else sanction.number,
    )
    return (*voided, *([] if sanction is None else [sanction]), settled)


def _deferring(
    restrictions: RestrictionsState, edition: Edition, year: int
) -> Iterator[RestrictionImposed]:
    for r in restrictions.imposed:
        rule = edition.restrictions.get(r.rule)
        if rule is None or not rule.deferred or r.number in restrictions.rescinded:
            continue
        lifted = (e.effective_on for e in restrictions.ends if e.number == r.number)
        end = min((day for day in (r.until, *lifted) if day is not None), default=None)
        if Interval(r.rule, r.effective_on, end, "").bites(rule.bites, year, date(year, 12, 31)):
            yield r


def _sanction(
    command: SettleDeferral,
    restrictions: RestrictionsState,
    edition: Edition,
    ended: tuple[RestrictionImposed, ...],
    named: Mapping[str, str],
) -> RestrictionImposed | None:
    if command.sanction is None:
        return None
    start, rule = min(r.effective_on for r in ended), edition.restrictions.get(command.sanction)
    if rule is None:
        day = date(command.year, 12, 31)
        raise no.RestrictionRuleNotInEdition(rule=command.sanction, edition=edition.ref, day=day)
    if rule.deferred:
        raise no.SanctionDefers(rule=rule.id)
    weighs = Interval(rule.id, start, command.until, "")
    if not weighs.bites(rule.bites, command.year, date(command.year, 12, 31)):
        raise no.SanctionMissesYear(rule=rule.id, until=command.until, year=command.year)
    return RestrictionImposed(
        **named,
        number=len(restrictions.imposed) + 1,
        rule=rule.id,
        effective_on=start,
        until=command.until,
    )

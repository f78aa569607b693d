"""May the case for which an officer's grade was withheld end so?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain import refusals as no
from domain.registers.facts import (
    DeferralSettled,
    RestrictionFact,
    RestrictionImposed,
    RestrictionLifted,
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
    imposed = tuple(_sanction(command, restrictions, edition, ended))
    settled = DeferralSettled(
        bureau=bureau,
        subject=subject,
        year=year,
        outcome=command.outcome,
        effective_on=command.decided_on,
        document_no=command.document_no,
        ended=tuple(r.number for r in ended),
        imposed=imposed[0].number if imposed else None,
    )
    return (*voided, *imposed, settled)


def _deferring(
    restrictions: RestrictionsState, edition: Edition, year: int
) -> Iterator[RestrictionImposed]:
    for r in restrictions.imposed:
        rule = edition.restrictions.get(r.rule)
        if rule is None or not rule.deferred or r.number in restrictions.rescinded:
            continue
        lifted = (
            e.effective_on
            for e in restrictions.ends
            if isinstance(e, RestrictionLifted) and e.number == r.number
        )
        end = min((day for day in (r.until, *lifted) if day is not None), default=None)
        if Interval(r.rule, r.effective_on, end, "").bites(rule.bites, year, date(year, 12, 31)):
            yield r


def _sanction(
    command: SettleDeferral,
    restrictions: RestrictionsState,
    edition: Edition,
    ended: tuple[RestrictionImposed, ...],
) -> Iterator[RestrictionImposed]:
    if command.sanction is None:
        return
    start, rule = min(r.effective_on for r in ended), edition.restrictions.get(command.sanction)
    if rule is None:
        day = date(command.year, 12, 31)
        raise no.RestrictionRuleNotInEdition(rule=command.sanction, edition=edition.ref, day=day)
    if rule.deferred:
        raise no.SanctionDefers(rule=rule.id)
    weighs = Interval(rule.id, start, command.until, "")
    if not weighs.bites(rule.bites, command.year, date(command.year, 12, 31)):
        raise no.SanctionMissesYear(rule=rule.id, until=command.until, year=command.year)
    yield RestrictionImposed(
        bureau=ended[0].bureau,
        subject=ended[0].subject,
        number=len(restrictions.imposed) + 1,
        rule=rule.id,
        effective_on=start,
        until=command.until,
        reason=command.reason,
    )

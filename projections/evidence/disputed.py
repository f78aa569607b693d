"""Was a dispute raised in time by whose it is, and did only others go on with it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final, get_args

from domain.access.roles import allows
from domain.disputes.facts import (
    DisputeAccepted,
    DisputeDecided,
    DisputeDeclined,
    DisputeExtended,
    DisputeFiled,
    DisputeHearingHeld,
    DisputeWithdrawn,
)
from domain.disputes.state import DisputeState
from domain.disputes.vocabulary import stage_of, window_ends
from domain.evaluations.vocabulary import Period
from domain.hands import appellants
from domain.journal.desk import Desk
from domain.rulebook.edition import Stage
from domain.rulebook.procedure import EARLIER
from domain.second import persons
from projections.evidence.approvals import Difference, Row
from projections.evidence.findings import listed

Going = DisputeAccepted | DisputeDeclined | DisputeExtended | DisputeHearingHeld
_Check = Callable[[Desk, Row, Any], Iterator[Difference]]


def speaks(desk: Desk, row: Row, bureau: str, subject: str) -> bool:
    """Is whoever acted the officer, or the head of the unit, by his own grant?"""
    held = desk.grants(bureau, row.actor).in_force(desk.today)
    return any(allows(grant.role, "own") and grant.scope == subject for grant in held)


def _filed(desk: Desk, row: Row, fact: DisputeFiled) -> Iterator[Difference]:
    if fact.filed_by != row.actor or not speaks(desk, row, fact.bureau, fact.subject):
        yield "raised by", f"{fact.subject} himself", f"{fact.filed_by} by {row.actor}"
    edition = desk.editions(fact.bureau).on(fact.filed_on)
    stage = stage_of(edition, fact.stage)
    last_of = desk.working_days(fact.bureau).last_of
    decide_by = window_ends(stage, fact.filed_on, stage.decide_within, last_of)
    wanted = (edition.ref, decide_by)
    if wanted != (found := (fact.edition, fact.decide_by)):
        yield "to be decided by", wanted, found
    days = {*_last_days(desk, fact, stage)}
    if fact.last_day not in days:
        yield "could come in until", listed(map(str, days)), fact.last_day
    last = min(fact.last_day, desk.today)
    if fact.filed_on > last:
        yield "raised on", f"until {last}", fact.filed_on


def _last_days(desk: Desk, fact: DisputeFiled, stage: Stage) -> Iterator[date]:
    """By the window of its stage, or while what is objected to is published."""
    direct = fact.against is None and fact.stage in EARLIER
    within = stage.direct_within if direct else stage.within
    if within is not None:
        last_of = desk.working_days(fact.bureau).last_of
        yield window_ends(stage, fact.asserted_on or fact.known_on, within, last_of)
    if fact.stage == "objection":
        yield from _published_until(desk, fact)


def _published_until(desk: Desk, fact: DisputeFiled) -> Iterator[date]:
    published = desk.year(fact.bureau, fact.year).published
    if fact.about.run is not None and published is not None:
        yield published.closes_on
    for period in get_args(Period) if fact.about.marks else ():
        opened = desk.evaluations(fact.bureau, fact.year, period).opened
        if opened is not None:
            yield opened.closes_on


def _going(desk: Desk, row: Row, fact: Going) -> Iterator[Difference]:
    """While it waits, by nobody whose dispute it is; whoever was heard had raised it before."""
    state = desk.dispute(fact.bureau, fact.number)
    if state.filed is None or state.ended is not None:
        yield "dispute", "one that waits", "none, or it had ended"
        return
    if own := persons(desk, row.actor) & appellants(desk, state.filed):
        yield "acts", "another than whose dispute it is", listed(own)
    begins = isinstance(fact, DisputeAccepted | DisputeDeclined)
    if begins and state.accepted:
        yield "taken up", "once", "again, or declined after it"
    late = isinstance(fact, DisputeDeclined) and fact.ground == "out_of_time"
    if late and state.filed.asserted_on is None:
        yield "declined", "on another ground: it was in time", "out of time"
    if isinstance(fact, DisputeExtended):
        yield from _extended(desk, fact, state.filed, again=state.extended is not None)
    if isinstance(fact, DisputeHearingHeld):
        first, last = state.filed.filed_on, desk.today
        if not first <= fact.held_on <= last:
            yield "held on", f"from {first} until {last}", fact.held_on


def _extended(
    desk: Desk, fact: DisputeExtended, filed: DisputeFiled, *, again: bool
) -> Iterator[Difference]:
    stage = stage_of(desk.editions(filed.bureau).get(filed.edition), filed.stage)
    if stage.extension is None or again:
        yield "extended", "once, where the stage allows it", "again, or where it does not"
        return
    last_of = desk.working_days(filed.bureau).last_of
    decide_by = window_ends(stage, filed.decide_by, stage.extension, last_of)
    if fact.decide_by != decide_by:
        yield "to be decided by", decide_by, fact.decide_by


def _withdrawn(desk: Desk, row: Row, fact: DisputeWithdrawn) -> Iterator[Difference]:
    state = desk.dispute(fact.bureau, fact.number)
    if state.filed is None or state.ended is not None:
        yield "dispute", "one that waits", "none, or it had ended"
    elif not speaks(desk, row, fact.bureau, state.filed.subject):
        yield "withdrawn by", f"{state.filed.subject} himself", row.actor


def _decided(desk: Desk, row: Row, fact: DisputeDecided) -> Iterator[Difference]:
    match desk.dispute(fact.bureau, fact.number):
        case DisputeState(filed=DisputeFiled(about=about), accepted=True, ended=None):
            if fact.outcome == "upheld_original" and fact.remedied:
                yield "remedied", "nothing: the original is upheld", listed(fact.remedied)
            elif fact.outcome != "upheld_original" and not fact.remedied and not about.run:
                yield "remedied", "what does not stand", "nothing"
        case _:
            yield "decided", "what was taken up, once", "before that, or again"


DISPUTED: Final[dict[type[Any], _Check]] = {
    DisputeFiled: _filed,
    DisputeAccepted: _going,
    DisputeDeclined: _going,
    DisputeHearingHeld: _going,
    DisputeExtended: _going,
    DisputeWithdrawn: _withdrawn,
    DisputeDecided: _decided,
}
"""What is asked of each act of a dispute."""

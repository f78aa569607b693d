"""Was each act of the management cycle one that the rules of its day allowed, by whom and when?

Each is asked of the ledger as it stood before the command, as the decision asked it; by the day
that the fact itself says, where it says one: none later than it was recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final

from domain.access.roles import OWNER
from domain.acknowledgements.facts import EntryAcknowledged, ResultAcknowledged
from domain.claims.facts import AwardClaimed, EvidenceAdded, HearingAnswered, HearingWaived
from domain.journal.desk import Desk
from domain.packs.facts import PackIssued
from domain.quarters.facts import BriefingHeld, LossExplained, QuarterFrozen, QuarterOpened
from domain.quarters.vocabulary import closing_day, days_of
from domain.remediations.facts import (
    RemediationExtended,
    RemediationOpened,
    RemediationReported,
    RemediationReturned,
    RemediationVerified,
)
from domain.remediations.state import RemediationState
from domain.risks.facts import RiskAssessed, RiskChecked
from domain.second import persons
from domain.vocabulary import entry_key
from domain.years.facts import YearClosed, YearPublished
from projections.evidence.acts import acts, desks_before, found_of
from projections.evidence.approvals import Difference, Row
from projections.evidence.disputed import DISPUTED, speaks
from projections.evidence.findings import Audited, Finding, listed
from projections.evidence.proven import unproven

PROCEDURES: Final = "procedures"
Check = Callable[[Desk, Row, Any], Iterator[Difference]]
_DAY: Final = timedelta(days=1)


def procedures(audited: Audited) -> Iterator[Finding]:
    """Each act by its own check; what was decided just before midnight, by the day before too."""
    for row in acts(audited, CHECKS):
        if row.position > audited.since:
            yield from found_of(PROCEDURES, row, _differences(audited, row))
    for position, difference in unproven(audited):
        yield from found_of(PROCEDURES, position, [difference])
    audited.tell(PROCEDURES, audited.size)


def _differences(audited: Audited, row: Row) -> list[Difference]:
    """What the day says on which it was recorded, where neither day allows it."""
    check = CHECKS[type(row.fact)]
    told, *before = (list(check(desk, row, row.fact)) for desk in desks_before(audited.conn, row))
    return told if all(before) else []


def _himself(desk: Desk, row: Row, fact: Any) -> Iterator[Difference]:
    if row.role != OWNER and not speaks(desk, row, fact.bureau, fact.subject):
        yield "speaks", f"{fact.subject} himself", row.actor


def _opened(desk: Desk, row: Row, fact: QuarterOpened) -> Iterator[Difference]:
    first, _ = days_of(fact.year, fact.quarter)
    if desk.quarter(fact.bureau, fact.year, fact.quarter).opened is not None:
        yield "opened", "once", "again"
    if not first <= fact.effective_on <= desk.today:
        yield "opened on", f"from {first} until {desk.today}", fact.effective_on


def _closes(desk: Desk, row: Row, fact: QuarterFrozen | PackIssued) -> Iterator[Difference]:
    closes_on = _closing(desk, fact)
    if desk.today < closes_on:
        yield "quarter closes", closes_on, desk.today


def _closing(desk: Desk, of: QuarterFrozen | PackIssued | BriefingHeld) -> date:
    _, last = days_of(of.year, of.quarter)
    within = desk.editions(of.bureau).on(last).windows.quarter_closes
    return closing_day(last, within, desk.working_days(of.bureau).last_of)


def _briefing(desk: Desk, row: Row, fact: BriefingHeld) -> Iterator[Difference]:
    state = desk.quarter(fact.bureau, fact.year, fact.quarter)
    closes_on = _closing(desk, fact)
    if not closes_on <= fact.held_on <= desk.today:
        yield "held on", f"from {closes_on} until {desk.today}", fact.held_on
    if state.briefing is not None:
        yield "briefing", "once", "again"
    if state.frozen is None:
        yield "briefing", "after the freeze", "before it"
    elif waits := {*state.frozen.losses} - state.explained - {*_gone(desk, state.frozen)}:
        yield "losses explained", "all of them", f"not {listed(waits)}"


def _gone(desk: Desk, frozen: QuarterFrozen) -> Iterator[str]:
    """What was reversed since the freeze."""
    for entry in frozen.losses:
        key, number = entry_key(entry)
        if number in desk.account(*key).reversed:
            yield entry


def _risk(desk: Desk, row: Row, fact: RiskAssessed) -> Iterator[Difference]:
    edition = desk.editions(fact.bureau).on(fact.assessed_on)
    four = (fact.difficulty, fact.scoring_method, fact.controllability, fact.current_state)
    total = sum(four)
    grade = next(one for one in edition.windows.risk if total >= one.least)
    wanted = (total, grade.grade, grade.check_every, edition.ref)
    if wanted != (fact.total, fact.grade, fact.check_every, fact.edition):
        yield "grade", wanted, (fact.total, fact.grade, fact.check_every, fact.edition)
    if fact.assessed_on > desk.today or fact.assessed_on.year != fact.year:
        yield "assessed on", f"in {fact.year}, until {desk.today}", fact.assessed_on


def _checked(desk: Desk, row: Row, fact: RiskChecked) -> Iterator[Difference]:
    """In the year of its indicator, once it was assessed."""
    assessed, on = desk.risk(fact.bureau, fact.year, fact.indicator).assessed, fact.checked_on
    if on > desk.today or on.year != fact.year or not any(a.assessed_on <= on for a in assessed):
        yield "checked on", f"in {fact.year}, once assessed, until {desk.today}", on


def _reported(desk: Desk, row: Row, fact: RemediationReported) -> Iterator[Difference]:
    state = desk.remediation(fact.bureau, fact.number)
    if state.opened is None or state.standing not in ("open", "returned"):
        yield "reported", "what is open", state.standing
        return
    whose = (state.opened.subject, f"officer:{state.opened.officer}")
    own = any(speaks(desk, row, fact.bureau, one) for one in whose)
    if fact.reporter != row.actor or not (own or row.role == OWNER):
        yield "reporter", f"one of {listed(whose)}", f"{fact.reporter} by {row.actor}"
    if state.opened.evidence and not fact.evidence:
        yield "evidence", "required", "none"


def _verified(
    desk: Desk, row: Row, fact: RemediationVerified | RemediationReturned
) -> Iterator[Difference]:
    """Who puts right is not who finds it right."""
    match desk.remediation(fact.bureau, fact.number):
        case RemediationState(
            opened=RemediationOpened(officer=officer),
            reported=RemediationReported(reporter=reporter),
            standing="reported",
        ):
            barred = persons(desk, reporter) | {f"officer:{officer}"}
            if same := persons(desk, row.actor) & barred:
                yield "verifier", "another than who put it right", listed(same)
        case state:
            yield "verified", "what was reported", state.standing


def _extended(desk: Desk, row: Row, fact: RemediationExtended) -> Iterator[Difference]:
    state = desk.remediation(fact.bureau, fact.number)
    standing = state.standing_on(fact.effective_on)
    if standing not in ("open", "returned") or fact.due_on <= state.due_on:
        wanted = f"after {state.due_on}, while it is open"
        yield "due on", wanted, f"{fact.due_on}, {standing}"


def _published(desk: Desk, row: Row, fact: YearPublished) -> Iterator[Difference]:
    state = desk.year(fact.bureau, fact.year)
    if state.frozen is None or state.published is not None:
        yield "published", "once, after the freeze", "before it, or again"
    edition = desk.editions(fact.bureau).on(date(fact.year, 12, 31))
    least = edition.windows.published_for
    if fact.working_days < least:
        yield "published for", f"{least} working days at least", fact.working_days
    closes_on = desk.working_days(fact.bureau).last_of(fact.opens_on, fact.working_days)
    if closes_on != fact.closes_on:
        yield "published until", closes_on, fact.closes_on


def _closed(desk: Desk, row: Row, fact: YearClosed) -> Iterator[Difference]:
    state = desk.year(fact.bureau, fact.year)
    if state.published is None or state.closed is not None:
        yield "closed", "once, after it was published", "before it, or again"
    elif desk.today <= state.published.closes_on and fact.waived is None:
        yield "closed", f"after {state.published.closes_on}", desk.today


def _claimed(desk: Desk, row: Row, fact: AwardClaimed) -> Iterator[Difference]:
    edition, on = desk.editions(fact.bureau).get(fact.edition), fact.claimed_on
    last_of = desk.working_days(fact.bureau).last_of
    until = last_of(on + _DAY, edition.windows.evidence_within)
    if until != fact.evidence_until:
        yield "evidence until", until, fact.evidence_until
    last = min(desk.today, fact.claim_until or date.max)
    if on > last:
        yield "claimed on", f"until {last}", on


def _added(desk: Desk, row: Row, fact: EvidenceAdded) -> Iterator[Difference]:
    """Late evidence is said to be late."""
    until = desk.claim(fact.bureau, fact.number).evidence_until
    if until is None:
        yield "evidence", "of a claim of an award", "there is none"
    elif fact.late != (fact.added_on > until) or fact.added_on > desk.today:
        yield "evidence", f"late after {until}", f"{fact.added_on}, late: {fact.late}"


CHECKS: Final[dict[type[Any], Check]] = {
    QuarterOpened: _opened,
    QuarterFrozen: _closes,
    PackIssued: _closes,
    BriefingHeld: _briefing,
    LossExplained: _himself,
    RiskAssessed: _risk,
    RiskChecked: _checked,
    RemediationReported: _reported,
    RemediationVerified: _verified,
    RemediationReturned: _verified,
    RemediationExtended: _extended,
    YearPublished: _published,
    YearClosed: _closed,
    AwardClaimed: _claimed,
    EvidenceAdded: _added,
    HearingAnswered: _himself,
    HearingWaived: _himself,
    EntryAcknowledged: _himself,
    ResultAcknowledged: _himself,
    **DISPUTED,
}
"""What is asked of each kind of act."""

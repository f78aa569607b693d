"""Which step may be taken of a claim that waits?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain import refusals as no
from domain.calendar import WorkingDays
from domain.claims import commands as ask
from domain.claims import facts as told
from domain.claims.decisions import refuse_another, refuse_ended, submitted
from domain.claims.state import ClaimState, Stage, linked_alike, named_in
from domain.claims.vocabulary import document_key, said_in_clear
from domain.deciding.awards import refuse_unproven
from domain.deciding.duplicates import held_distinct, refuse_again
from domain.deciding.proving import refuse_unstored
from domain.deciding.speaking import refuse_for_another
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.rulebook import Item
from domain.second import persons
from domain.vocabulary import case_ref, share_of

EVIDENCE_MAX: Final = 50
"""As much as an entry can cite."""
EXTENSION_MOST: Final = 30
"""Working days after the first last day: all that is given more, at once or little by little."""
_SURELY_TOO_LONG: Final = 100
"""Days of the calendar, among which there are more working days than that whatever is free."""
STAGES: Final[dict[Stage, tuple[str, str]]] = {
    "check": ("the first check", "初审"),
    "verify": ("the verification", "审核"),
    "hearing": ("the hearing", "听取陈述"),
    "approve": ("the approval", "审定"),
}


def take_step(desk: Desk, command: ask.StepCommand, by: By) -> None:
    """Write to the desk what happens to a claim while it waits."""
    state = desk.claim(command.bureau, command.number)
    claim = submitted(command, state)
    match command:
        case ask.CheckClaim():
            _pass(desk, command, by)
            desk.write(told.ClaimChecked(**command.model_dump(), actor=by.actor, role=by.role))
        case ask.VerifyClaim():
            _verify(desk, command, by)
        case ask.AddEvidence() | ask.ExtendEvidence():
            refuse_ended(command, state)
            desk.write(_evidence(desk, command, state))
        case ask.AnswerClaim() | ask.WaiveHearing():
            refuse_for_another(desk, claim.bureau, claim.subject or "", by)
            refuse_ended(command, state)
            desk.write(_heard(desk, command, state))


def _pass(desk: Desk, command: ask.CheckClaim | ask.VerifyClaim, by: By) -> None:
    """Each step in its order, by somebody who has nothing else to do with the claim."""
    state = desk.claim(command.bureau, command.number)
    if isinstance(command, ask.VerifyClaim) and command.distinct:
        # What came after the verification is said to be another award by verifying anew.
        state = replace(state, verified=None)
    _of_award(command, state)
    refuse_another(command, state)
    wanted: Stage = "check" if isinstance(command, ask.CheckClaim) else "verify"
    refuse_stage(desk, command, state, wanted)
    refuse_involved(desk, submitted(command, state), state, by)


def _verify(desk: Desk, command: ask.VerifyClaim, by: By) -> None:
    """What cites the same for the same beneficiary is linked, or found to be another award."""
    _pass(desk, command, by)
    state = desk.claim(command.bureau, command.number)
    claim = submitted(command, state)
    refuse_unproven(desk, _item_claimed(desk, state, claim), state)
    desk.write(*held_distinct(desk, command, claim))
    refuse_again(desk, claim)
    said = command.model_dump(exclude={"distinct"})
    desk.write(told.ClaimVerified(**said, actor=by.actor, role=by.role))


def _item_claimed(desk: Desk, state: ClaimState, claim: told.ClaimSubmitted) -> Item:
    assert state.award is not None, "none but an award's claim is verified"
    edition = desk.editions(claim.bureau).get(state.award.edition)
    return edition.items[said_in_clear(claim.content)["item"]]


def _of_award(command: ask.StepCommand, state: ClaimState) -> told.AwardClaimed:
    if state.award is None:
        raise no.NoAwardClaim(claim=case_ref(command.bureau, command.number))
    return state.award


def refuse_stage(
    desk: Desk, command: ask.StepCommand | ask.ApproveClaim, state: ClaimState, wanted: Stage
) -> None:
    """It waits for another step than this one."""
    stage, claim = state.stage(desk.today), case_ref(command.bureau, command.number)
    if stage == "hearing" and state.hearing is not None:
        last = state.hearing.closes_on
        raise no.HearingStillOpen(subject=state.hearing.subject, claim=claim, last=last)
    if stage is not None and stage != wanted:
        stage_en, stage_zh = STAGES[stage]
        raise no.ClaimAtAnotherStage(claim=claim, stage_en=stage_en, stage_zh=stage_zh)


def refuse_involved(desk: Desk, claim: told.ClaimSubmitted, state: ClaimState, by: By) -> None:
    """Whoever claims, whom it is for and who takes each step are different persons."""
    own = persons(desk, by.actor)
    if own & persons(desk, claim.proposer):
        raise no.ApproverIsProposer(proposer=claim.proposer)
    if about := own & named_in(claim):
        raise no.ApproverIsBeneficiary(subject=", ".join(sorted(about)))
    for step in (state.checked, state.verified):
        if step is not None and own & persons(desk, step.actor):
            ref = case_ref(claim.bureau, claim.number)
            raise no.StepsBySamePerson(actor=step.actor, claim=ref)


def _evidence(
    desk: Desk, command: ask.AddEvidence | ask.ExtendEvidence, state: ClaimState
) -> told.EvidenceAdded | told.EvidenceExtended:
    award, last = _of_award(command, state), state.evidence_until
    assert last is not None, "an award's claim has such a day"
    if isinstance(command, ask.AddEvidence):
        pieces = {*award.evidence, *command.evidence, *(d for e in state.added for d in e.evidence)}
        if len(pieces) > EVIDENCE_MAX:
            raise no.EvidenceTooMuch(most=EVIDENCE_MAX)
        refuse_unstored(desk, [award.subject], command.evidence)
        return told.EvidenceAdded(
            **command.model_dump(),
            subject=award.subject,
            added_on=desk.today,
            late=desk.today > last,
        )
    if command.until <= last:
        raise no.ExtensionGivesNoTime(last=last)
    if desk.today > last and command.force_majeure is None:
        raise no.EvidenceTimeOver(claim=case_ref(command.bureau, command.number), last=last)
    first_last = award.evidence_until
    if _is_too_long(desk.working_days(award.bureau), first_last, command.until):
        raise no.ExtensionTooLong(until=command.until, last=first_last, days=EXTENSION_MOST)
    return told.EvidenceExtended(**command.model_dump(), subject=award.subject)


def _is_too_long(days: WorkingDays, last: date, until: date) -> bool:
    """Of the calendar no more is asked than up to the day named."""
    if (until - last).days > _SURELY_TOO_LONG:
        return True
    between = (last + timedelta(days=n) for n in range(1, (until - last).days + 1))
    return sum(days.works_on(day) for day in between) > EXTENSION_MOST


def _heard(
    desk: Desk, command: ask.AnswerClaim | ask.WaiveHearing, state: ClaimState
) -> told.HearingAnswered | told.HearingWaived:
    ref, hearing = case_ref(command.bureau, command.number), state.hearing
    if hearing is None:
        raise no.NoHearing(claim=ref)
    if state.stage(desk.today) != "hearing":
        last = state.waived.waived_on if state.waived else hearing.closes_on
        raise no.HearingClosed(claim=ref, last=last)
    said = {**command.model_dump(), "subject": hearing.subject}
    if isinstance(command, ask.WaiveHearing):
        return told.HearingWaived(**said, waived_on=desk.today)
    refuse_unstored(desk, [hearing.subject], command.evidence)
    return told.HearingAnswered(**said, answered_on=desk.today)


def link_claims(desk: Desk, command: ask.LinkClaims) -> None:
    """Say of each of the claims that they are one merit, and which part it has."""
    bureau = desk.bureau(command.bureau)
    numbers = tuple(dict.fromkeys(one.number for one in command.claims))
    refs = ", ".join(case_ref(bureau, number) for number in numbers)
    states = {number: _linkable(desk, bureau, number) for number in numbers}
    if all(state.ended is not None for state in states.values()):
        raise no.LinkNeedsWaitingClaim(claims=refs)
    if not _cite_alike(list(states.values())):
        raise no.ClaimsCiteDifferently(claims=refs)
    _refuse_shares(command)
    _refuse_leaving_out(desk, bureau, command.merit, states)
    for one in command.claims:
        award = states[one.number].award
        assert award is not None, "none but an award's claim is linked"
        desk.write(
            told.ClaimLinked(
                bureau=bureau,
                number=one.number,
                subject=award.subject,
                claims=numbers,
                merit=command.merit,
                share=one.share,
                reason=command.reason,
            )
        )


def _linkable(desk: Desk, bureau: str, number: int) -> ClaimState:
    state, ref = desk.claim(bureau, number), case_ref(bureau, number)
    if state.submitted is None:
        raise no.ClaimNotFound(claim=ref)
    if state.award is None:
        raise no.NoAwardClaim(claim=ref)
    if isinstance(state.ended, told.ClaimRejected | told.ClaimWithdrawn):
        raise no.LinkedClaimEnded(claim=ref)
    return state


def _cite_alike(states: list[ClaimState]) -> bool:
    """One document number for all, or a piece of evidence that all have."""
    keys = {document_key((s.award and s.award.document_no) or "") for s in states}
    pieces = frozenset.intersection(*(frozenset(state.evidence) for state in states))
    return (len(keys) == 1 and "" not in keys) or bool(pieces) or len(states) == 1


def _refuse_leaving_out(desk: Desk, bureau: str, merit: str, states: dict[int, ClaimState]) -> None:
    """What was granted by an earlier link of the same merit keeps its part: it must be counted."""
    for state in states.values():
        if state.link is None or state.link.merit != merit:
            continue
        for number in state.link.claims:
            other = desk.claim(bureau, number)
            granted = bool(other.entries) and linked_alike(state.link, other.link)
            if granted and number not in states:
                raise no.LinkLeavesOutGranted(left=case_ref(bureau, number), merit=merit)


def _refuse_shares(command: ask.LinkClaims) -> None:
    """All shares or none, and each claim once."""
    shares = [one.share for one in command.claims]
    if len({one.number for one in command.claims}) < len(command.claims):
        raise no.LinkedClaimTwice()
    if all(share is None for share in shares):
        return
    if None in shares:
        raise no.ShareNotSaid()
    if (total := sum(share_of(share) for share in shares)) != 1:
        raise no.SharesNotOne(sum=total)

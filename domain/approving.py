"""What does a command come to: its facts, or a claim that waits for a second person?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from domain import deciding, importing
from domain import refusals as no
from domain.access.roles import OWNER, PERMISSIONS, Permission, allows
from domain.accounts.commands import GrantEntry
from domain.claims.commands import (
    ApproveClaim,
    ClaimAward,
    ClaimCommand,
    RejectClaim,
    WithdrawClaim,
)
from domain.claims.decisions import refuse_another, submitted
from domain.claims.facts import ClaimApproved, ClaimRejected, ClaimSubmitted, ClaimWithdrawn
from domain.claims.state import ClaimState, Stage, named_in
from domain.claims.vocabulary import digest_of, said_in_clear, said_of
from domain.deciding import Command
from domain.deciding.disputes import caused_by
from domain.deciding.duplicates import refuse_again
from domain.deciding.lateness import refuse_late
from domain.deciding.permits import PERMISSION, not_permitted, permitted
from domain.deciding.steps import refuse_involved, refuse_stage
from domain.erasures.commands import EraseSubject
from domain.granting import grant, refuse_partial
from domain.imports.commands import ReverseImport
from domain.journal.desk import Desk
from domain.journal.envelope import By, Receipt, Recorded, told_of
from domain.journal.mapper import encode
from domain.journal.recorder import Appending
from domain.journal.streams import opened_by
from domain.packs.facts import PackIssued
from domain.second import beneficiaries, persons, role_over, unheard_rows, waits_at
from domain.vocabulary import case_ref
from domain.waiting import COMMANDS, asked_in, asks_hearing, hearing_of, submit
from domain.work_ledgers.facts import LedgerRowRecorded

__all__ = ["Asked", "Settled", "asked_in", "decide", "erased_by", "refuse_alone", "settle"]

Asked = Command | ClaimCommand
_PERMISSION_OF: dict[Stage | None, Permission] = {"check": "check", "verify": "verify"}
"""Who may reject a claim of an award: whoever may take the step that it waits for."""


@dataclass(frozen=True)
class Proposed:
    """Whose command an approval lets through, and what the envelope says of the approval."""

    by: By
    key: str
    command: bytes
    approvals: str


@dataclass(frozen=True)
class Settled:
    """The role that allowed the command, what its receipt tells besides, and whose facts these
    are where they are not the actor's own."""

    role: str
    details: dict[str, Any] = field(default_factory=dict)
    proposed: Proposed | None = None
    causation: str | None = None

    def appending(self, facts: Sequence[Recorded], own: Appending) -> Appending:
        """The command's facts are its proposer's; the last one is the approver's own."""
        if self.proposed is None:
            return own
        told = told_of(own.answer["position"], facts[:-1], {})
        return replace(
            own,
            by=self.proposed.by,
            key=self.proposed.key,
            command=self.proposed.command,
            answer=told,
            approvals=self.proposed.approvals,
            then=replace(own, reads={}, quiet=None),
        )


def settle(desk: Desk, command: Asked, by: By) -> Settled:
    """Write to the desk what the command comes to, or raise the refusal."""
    if isinstance(command, ApproveClaim):
        return _approve(desk, command, by)
    if isinstance(command, RejectClaim | WithdrawClaim):
        return _end(desk, command, by)
    role = deciding.permit(desk, command, by)
    decide(desk, command, replace(by, role=role))
    if isinstance(command, GrantEntry):
        refuse_late(desk, command)
    if isinstance(command, ClaimAward):
        return Settled(role, submit(desk, command, by))
    hearing = hearing_of(desk, role)
    if hearing is not None:
        return Settled(role, submit(desk, command, by, hearing))
    if allows(role, "alone") or not waits_at(desk):
        told = {**opened_by(desk.facts), **_told_besides(desk)}
        return Settled(role, told, causation=caused_by(command))
    return Settled(role, submit(desk, command, by))


def _told_besides(desk: Desk) -> dict[str, Any]:
    """The digest by which what was recorded is cited, or held against what is read of it."""
    for fact in desk.facts:
        if isinstance(fact, LedgerRowRecorded | PackIssued):
            return {"digest": fact.digest}
    return {}


def refuse_alone(desk: Desk, role: str) -> None:
    """A workbook is no claim: whoever imports it may record all of it, or none."""
    if allows(role, "alone"):
        return
    if waits_at(desk):
        raise no.ImportNeedsSecondPerson()
    if unheard := unheard_rows(desk.facts, asks_hearing(desk)):
        items = ", ".join(dict.fromkeys(fact.item for fact in unheard))
        raise no.ImportNeedsHearing(items=items)


def erased_by(command: Asked, receipt: Receipt) -> str | None:
    """Whose key is to be destroyed, now that a fact says so."""
    if isinstance(command, EraseSubject) and "claim" not in receipt.details:
        return command.subject
    return receipt.details.get("erased")


def decide(desk: Desk, command: Command, by: By) -> None:
    if isinstance(command, ReverseImport):
        importing.reverse_import(desk, command)
    else:
        deciding.decide(desk, command, by)


def _approve(desk: Desk, command: ApproveClaim, by: By) -> Settled:
    """The command is decided now, by what holds now; its proposer must still be allowed it."""
    state = desk.claim(command.bureau, command.number)
    claim = submitted(command, state)
    ref, asked = case_ref(claim.bureau, claim.number), asked_in(claim)
    if asked is None:
        _role_over_claim(desk, claim, by, "approve")
        raise no.ClaimIllegible(claim=ref)
    role = OWNER if by.role == OWNER else _role_to_approve(desk, asked, by.actor, ref)
    refuse_another(command, state)
    refuse_stage(desk, command, state, "approve")
    proposers = _still_permitted(desk, asked, claim, state)
    if isinstance(asked, ClaimAward):
        refuse_involved(desk, claim, state, by)
        refuse_again(desk, claim)
        grant(desk, asked, state)
        refuse_partial(desk, claim, role, by)
    else:
        decide(desk, asked, replace(by, actor=claim.proposer, role=proposers))
        deciding.refuse_partial(desk, asked, by.actor)
    return _approved(desk, asked, replace(by, role=role), proposers, state)


def _still_permitted(desk: Desk, asked: Command, claim: ClaimSubmitted, state: ClaimState) -> str:
    """The role by which its proposer may do this now; the home's owner needs none."""
    owner = OWNER if state.role == OWNER else ""
    try:
        return deciding.permit(desk, asked, By(claim.proposer, owner))
    except no.NotPermitted as refusal:
        lacking = PERMISSIONS[PERMISSION[type(asked)]]
        raise no.ProposerNotPermitted(proposer=claim.proposer, permission=lacking) from refusal


def _approved(desk: Desk, asked: Command, by: By, proposers: str, state: ClaimState) -> Settled:
    """The facts as the proposer's; whoever acts alone waited for the hearing, and for nobody."""
    claim = state.submitted
    assert claim is not None, "what is approved was submitted"
    ref, recorded = case_ref(claim.bureau, claim.number), tuple(desk.pending)
    alone = state.hearing is not None and by.actor == claim.proposer and allows(by.role, "alone")
    if not alone and not isinstance(asked, ClaimAward):
        _refuse_one_person(desk, claim, by)
    desk.write(ClaimApproved.model_validate(_named(claim, state)))
    told = {
        "approved": ref,
        "facts": len(desk.pending),
        "entries": told_of(0, recorded, {})["entries"],
    }
    if isinstance(asked, EraseSubject):
        told["erased"] = asked.subject
    if alone:
        return Settled(by.role, told, causation=caused_by(asked))
    proposer = replace(
        by, actor=claim.proposer, role=proposers, causation=caused_by(asked) or f"claim:{ref}"
    )
    said = {"claim": ref, "digest": claim.digest}
    steps = [
        said | {"actor": step.actor, "role": step.role, "stage": stage}
        for stage, step in (("check", state.checked), ("verify", state.verified))
        if step is not None
    ]
    last = said | {"actor": by.actor, "role": by.role} | ({"stage": "approve"} if steps else {})
    approvals = encode_list([*steps, last])
    return Settled(
        by.role,
        told,
        Proposed(proposer, f"claim:{ref} {uuid4()}", digest_of(said_of(asked)), approvals),
    )


def _role_to_approve(desk: Desk, asked: Command, actor: str, ref: str) -> str:
    try:
        return permitted(desk, asked, actor, "approve")
    except no.NotPermitted as refusal:
        # Whom the claim is about is not for whoever may not see it.
        raise not_permitted("approve", ref) from refusal


def encode_list(approvals: list[dict[str, str]]) -> str:
    """As the envelope holds them: canonical JSON."""
    return f"[{','.join(encode(one).decode() for one in approvals)}]"


def _refuse_one_person(desk: Desk, claim: ClaimSubmitted, by: By) -> None:
    """Recorder ≠ approver ≠ beneficiary, whatever names the three go by."""
    own = persons(desk, by.actor)
    if own & persons(desk, claim.proposer):
        raise no.ApproverIsProposer(proposer=claim.proposer)
    if about := own & beneficiaries(desk, desk.facts):
        raise no.ApproverIsBeneficiary(subject=", ".join(sorted(about)))


def _end(desk: Desk, command: RejectClaim | WithdrawClaim, by: By) -> Settled:
    """Neither needs its words: a claim that nobody can read any more must be ended too."""
    state = desk.claim(command.bureau, command.number)
    claim = submitted(command, state)
    if isinstance(command, RejectClaim):
        permission = _PERMISSION_OF.get(state.stage(desk.today), "approve")
        role = _role_over_claim(desk, claim, by, permission)
        if about := persons(desk, by.actor) & _whom(desk, claim):
            raise no.ApproverIsBeneficiary(subject=", ".join(sorted(about)))
        refuse_another(command, state)
        said = {"subject": claim.subject, "reason": command.reason}
        end = ClaimRejected.model_validate({**_named(claim, state), **said})
        desk.write(end)
        return Settled(role)
    role = _role_over_claim(desk, claim, by, PERMISSION[COMMANDS[claim.command]])
    if by.actor != claim.proposer:
        raise no.ClaimOfAnother(proposer=claim.proposer)
    refuse_another(command, state)
    desk.write(ClaimWithdrawn.model_validate(_named(claim, state)))
    return Settled(role)


def _whom(desk: Desk, claim: ClaimSubmitted) -> frozenset[str]:
    """Whom the claim is about, by what of it stands in clear."""
    grantee = said_in_clear(claim.content).get("grantee")
    return named_in(claim) | (persons(desk, grantee) if grantee else frozenset())


def _named(claim: ClaimSubmitted, state: ClaimState) -> dict[str, Any]:
    return {"bureau": claim.bureau, "number": claim.number, "digest": state.digest}


def _role_over_claim(desk: Desk, claim: ClaimSubmitted, by: By, permission: Permission) -> str:
    if by.role == OWNER:
        return OWNER
    touched = ((claim.subject, desk.today),) if claim.subject else ()
    held = role_over(
        desk, claim.bureau, by.actor, lambda role: allows(role, permission), lambda: touched
    )
    if held is None:
        raise not_permitted(permission, case_ref(claim.bureau, claim.number))
    return held

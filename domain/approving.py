"""What does a command come to: its facts, or a claim that waits for a second person?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, get_args
from uuid import uuid4

from pydantic import BaseModel

from domain import deciding, importing
from domain import refusals as no
from domain.access.roles import OWNER, Permission, allows
from domain.claims.commands import ApproveClaim, ClaimCommand, RejectClaim, WithdrawClaim
from domain.claims.decisions import refuse_another, submitted
from domain.claims.facts import ClaimApproved, ClaimRejected, ClaimSubmitted, ClaimWithdrawn
from domain.claims.vocabulary import (
    canonical,
    claim_ref,
    digest_of,
    digest_text,
    said_of,
    whole,
)
from domain.deciding import Command
from domain.deciding.permits import PERMISSION, bureau_of, not_permitted, permitted
from domain.erasures.commands import EraseSubject
from domain.imports.commands import ReverseImport
from domain.journal.desk import Desk
from domain.journal.envelope import By, Receipt, Recorded, told_of
from domain.journal.mapper import encode, sealed_fields
from domain.journal.recorder import Appending
from domain.packs.facts import PackIssued
from domain.second import beneficiaries, persons, role_over, waits_at
from domain.work_ledgers.facts import LedgerRowRecorded

Asked = Command | ClaimCommand
COMMANDS: Final[dict[str, type[Command]]] = {c.__name__: c for c in get_args(Command)}


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
    _decide(desk, command, by)
    if allows(role, "alone") or not waits_at(desk):
        return Settled(role, _told_besides(desk))
    return _submit(desk, command, by, role)


def _told_besides(desk: Desk) -> dict[str, Any]:
    """The digest by which what was recorded is cited, or held against what is read of it."""
    cited = [f for f in desk.facts if isinstance(f, LedgerRowRecorded | PackIssued)]
    return {"digest": cited[0].digest} if cited else {}


def refuse_alone(desk: Desk, role: str) -> None:
    """A workbook is no claim: whoever imports it may record all of it, or none."""
    if not allows(role, "alone") and waits_at(desk):
        raise no.ImportNeedsSecondPerson()


def erased_by(command: Asked, receipt: Receipt) -> str | None:
    """Whose key is to be destroyed, now that a fact says so."""
    if isinstance(command, EraseSubject) and "claim" not in receipt.details:
        return command.subject
    return receipt.details.get("erased")


def _decide(desk: Desk, command: Command, by: By) -> None:
    if isinstance(command, ReverseImport):
        importing.reverse_import(desk, command)
    else:
        deciding.decide(desk, command, by)


def _submit(desk: Desk, command: Command, by: By, role: str) -> Settled:
    """It was decided, so that nonsense is refused at once; recorded is only that it is asked."""
    facts = desk.facts
    bureau = bureau_of(desk, command)
    about = beneficiaries(desk, facts)
    if own := persons(desk, by.actor) & about:
        raise no.ProposerIsBeneficiary(subject=", ".join(sorted(own)))
    subjects = [s for fact in facts if (s := getattr(fact, "subject", None))]
    desk.leave()
    said = said_of(command)
    clear, words = _parted(said, type(command))
    claim = ClaimSubmitted(
        bureau=bureau,
        number=desk.next_number("claim", bureau),
        command=type(command).__name__,
        proposer=by.actor,
        subject=subjects[0] if subjects else None,
        content=canonical(clear),
        narrative=canonical(words) if words else None,
        digest=digest_text(said),
    )
    desk.write(claim)
    return Settled(role, {"claim": claim_ref(bureau, claim.number)})


def _parted(
    said: Mapping[str, Any], model: type[BaseModel]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands in clear, and the names and narrative."""
    clear: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for name, part in said.items():
        inner = model.model_fields[name].annotation if name in model.model_fields else None
        if name in sealed_fields(model) and part is not None:
            words[name] = part
        elif isinstance(part, dict) and isinstance(inner, type) and issubclass(inner, BaseModel):
            clear[name], below = _parted(part, inner)
            words |= {name: below} if below else {}
        else:
            clear[name] = part
    return clear, words


def _approve(desk: Desk, command: ApproveClaim, by: By) -> Settled:
    """The command is decided now, by what holds now; its proposer must still be allowed it."""
    state = desk.claim(command.bureau, command.number)
    claim = submitted(command, state)
    ref, asked = claim_ref(claim.bureau, claim.number), asked_in(claim)
    if asked is None:
        _role_over_claim(desk, claim, by, "approve")
        raise no.ClaimIllegible(claim=ref)
    role = OWNER if by.role == OWNER else _role_to_approve(desk, asked, by.actor, ref)
    refuse_another(command, state)
    try:
        proposers = deciding.permit(desk, asked, By(claim.proposer, ""))
    except no.NotPermitted as refusal:
        lacking = refusal.details["permission"]
        raise no.ProposerNotPermitted(proposer=claim.proposer, permission=lacking) from refusal
    _decide(desk, asked, replace(by, actor=claim.proposer, role=proposers))
    _refuse_one_person(desk, claim, by)
    approval = {"actor": by.actor, "claim": ref, "digest": claim.digest, "role": role}
    recorded = tuple(desk.pending)
    desk.write(ClaimApproved.model_validate(_named(claim)))
    told = {
        "approved": ref,
        "facts": len(desk.pending),
        "entries": told_of(0, recorded, {})["entries"],
    }
    if isinstance(asked, EraseSubject):
        told["erased"] = asked.subject
    proposer = replace(by, actor=claim.proposer, role=proposers, causation=f"claim:{ref}")
    approvals = encode_list([approval])
    return Settled(
        role,
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


def asked_in(claim: ClaimSubmitted) -> Command | None:
    """The command that the claim holds; None where its words do not fit its digest any more."""
    try:
        said = whole(json.loads(claim.content), json.loads(claim.narrative or "{}"))
        asked = COMMANDS[said.pop("command")].model_validate(said)
    except (ValueError, KeyError):
        return None
    return asked if digest_text(said_of(asked)) == claim.digest else None


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
        role = _role_over_claim(desk, claim, by, "approve")
        if about := persons(desk, by.actor) & _whom(desk, claim):
            raise no.ApproverIsBeneficiary(subject=", ".join(sorted(about)))
        refuse_another(command, state)
        said = {"subject": claim.subject, "reason": command.reason}
        end = ClaimRejected.model_validate({**_named(claim), **said})
        desk.write(end)
        return Settled(role)
    role = _role_over_claim(desk, claim, by, PERMISSION[COMMANDS[claim.command]])
    if by.actor != claim.proposer:
        raise no.ClaimOfAnother(proposer=claim.proposer)
    refuse_another(command, state)
    desk.write(ClaimWithdrawn.model_validate(_named(claim)))
    return Settled(role)


def _whom(desk: Desk, claim: ClaimSubmitted) -> frozenset[str]:
    """Whom the claim is about, by what of it stands in clear."""
    said = json.loads(claim.content)
    named = (claim.subject, (said.get("replacement") or {}).get("subject"))
    grantee = said.get("grantee")
    found = frozenset(str(subject) for subject in named if subject)
    return found | (persons(desk, grantee) if grantee else frozenset())


def _named(claim: ClaimSubmitted) -> dict[str, Any]:
    return {"bureau": claim.bureau, "number": claim.number, "digest": claim.digest}


def _role_over_claim(desk: Desk, claim: ClaimSubmitted, by: By, permission: Permission) -> str:
    if by.role == OWNER:
        return OWNER
    touched = ((claim.subject, desk.today),) if claim.subject else ()
    held = role_over(
        desk, claim.bureau, by.actor, lambda role: allows(role, permission), lambda: touched
    )
    if held is None:
        raise not_permitted(permission, claim_ref(claim.bureau, claim.number))
    return held

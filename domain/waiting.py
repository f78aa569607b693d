"""How does a command become a claim that waits, and which command does a claim hold?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, get_args

from pydantic import BaseModel

from domain import refusals as no
from domain.claims.commands import ClaimAward
from domain.claims.facts import AwardClaimed, ClaimSubmitted, HearingOpened
from domain.claims.vocabulary import canonical, digest_text, said_of, whole
from domain.deciding import Command
from domain.deciding.permits import bureau_of
from domain.heard import Deduction, to_be_heard
from domain.journal.citing import Cited, for_whoever
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.journal.names import sealed_fields
from domain.second import beneficiaries, persons
from domain.vocabulary import case_ref

COMMANDS: Final[dict[str, type[Command]]] = {c.__name__: c for c in get_args(Command)}


def submit(
    desk: Desk, command: Command, by: By, hearing: HearingOpened | None = None
) -> dict[str, Any]:
    """It was decided, so that nonsense is refused at once; recorded is only that it is asked.

    Answers what the receipt tells besides. An award is claimed by whom it is for.
    """
    facts, bureau = desk.facts, bureau_of(desk, command)
    award = next((fact for fact in facts if isinstance(fact, AwardClaimed)), None)
    if award is None and (own := persons(desk, by.actor) & beneficiaries(desk, facts)):
        raise no.ProposerIsBeneficiary(subject=", ".join(sorted(own)))
    subjects = [s for fact in facts if (s := getattr(fact, "subject", None))]
    desk.leave()
    number = award.number if award else desk.next_number("claim", bureau)
    desk.write(_submitted(command, by, (bureau, number), subjects[0] if subjects else None))
    told: dict[str, Any] = {"claim": case_ref(bureau, number)}
    if award is not None:
        desk.write(award)
        cited = Cited(bureau, award.document_no, award.evidence)
        told["cited_by"] = list(for_whoever(desk.citing(cited), award.subject))
    if hearing is not None:
        desk.write(hearing.model_copy(update={"number": number}))
    return told


def _submitted(
    command: Command, by: By, key: tuple[str, int], subject: str | None
) -> ClaimSubmitted:
    said = said_of(command)
    clear, words = _parted(said, type(command))
    return ClaimSubmitted(
        bureau=key[0],
        number=key[1],
        command=type(command).__name__,
        proposer=by.actor,
        subject=subject,
        content=canonical(clear),
        narrative=canonical(words) if words else None,
        digest=digest_text(said),
    )


def _parted(
    said: Mapping[str, Any], model: type[BaseModel]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands in clear, and the names and narrative; those of a list by their places in it."""
    clear: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for name, part in said.items():
        inner = _model_in(model, name)
        if name in sealed_fields(model) and part is not None:
            words[name] = part
        elif isinstance(part, dict) and inner is not None:
            clear[name], below = _parted(part, inner)
            words |= {name: below} if below else {}
        elif isinstance(part, list) and inner is not None:
            parted = [_parted(one, inner) for one in part]
            clear[name] = [one for one, _ in parted]
            listed = {str(n): below for n, (_, below) in enumerate(parted) if below}
            words |= {name: listed} if listed else {}
        else:
            clear[name] = part
    return clear, words


def _model_in(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The model of a part, or of each of its parts where it is a list."""
    said = model.model_fields[name].annotation if name in model.model_fields else None
    for one in (said, *get_args(said)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def asked_in(claim: ClaimSubmitted) -> Command | None:
    """The command that the claim holds; None where its words do not fit its digest any more."""
    try:
        said = whole(json.loads(claim.content), json.loads(claim.narrative or "{}"))
        asked = COMMANDS[said.pop("command")].model_validate(said)
    except (ValueError, KeyError):
        return None
    return asked if digest_text(said_of(asked)) == claim.digest else None


def award_in(desk: Desk, bureau: str, number: int) -> ClaimAward:
    """The award that a claim of some number asks for."""
    claim = desk.claim(bureau, number).submitted
    asked = asked_in(claim) if claim is not None else None
    if not isinstance(asked, ClaimAward):
        raise no.ClaimIllegible(claim=case_ref(bureau, number))
    return asked


def asks_hearing(desk: Desk) -> Callable[[Deduction], bool]:
    """Whether a deduction's item asks for a hearing, by the edition that it was taken under."""

    def asks(fact: Deduction) -> bool:
        return desk.editions(fact.bureau).get(fact.edition).items[fact.item].hearing == "required"

    return asks


def hearing_of(desk: Desk, role: str) -> HearingOpened | None:
    """Whom a deduction is about is heard first, where its item asks for it."""

    for fact in to_be_heard(desk.facts, asks_hearing(desk)):
        within = desk.editions(fact.bureau).get(fact.edition).windows.hearing_within
        after = desk.today + timedelta(days=1)
        return HearingOpened(
            bureau=fact.bureau,
            number=1,
            subject=fact.subject,
            role=role,
            edition=fact.edition,
            closes_on=desk.working_days(fact.bureau).last_of(after, within),
        )
    return None

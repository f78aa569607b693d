"""May this award be claimed, and as which entries is it granted?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from domain import refusals as no
from domain.accounts.commands import CorrectEntry, GrantEntry, Replacement
from domain.accounts.decisions import COMMAND_OF_KIND
from domain.claims.commands import ClaimAward
from domain.claims.facts import AwardClaimed, AwardGranted, ClaimRejected
from domain.claims.state import ClaimState
from domain.corrected import standing
from domain.deciding.entries import annul, graded, refusals_of_graded, setting
from domain.deciding.proving import refuse_unstored
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.rulebook import Edition, Item
from domain.titles import KINDS, listed
from domain.vocabulary import Digest, case_ref, share_of

_ITEM: Final = {"item", "level", "quantity", "points", "effective_on", "document_no", "reason"}
_UPWARDS: Final = ("bonus", "commendation")
_DIGITS: Final = 10_000


@dataclass(frozen=True)
class Asked:
    """An award that is claimed, with the numbered claim that it is."""

    command: ClaimAward
    bureau: str
    number: int


def beneficiaries_of(command: ClaimAward) -> dict[str, Fraction]:
    """Whom the award names, and the part of it that each has."""
    named = [(command.subject, command.share), *((o.subject, o.share) for o in command.others)]
    found: dict[str, Fraction] = {}
    for subject, share in named:
        if subject in found:
            raise no.NamedInAwardTwice(subject=subject)
        found[subject] = share_of(share)
    if command.others:
        if command.share is None:
            raise no.ShareNotSaid()
        if (total := sum(found.values())) != 1:
            raise no.SharesNotOne(sum=total)
    return found


def claim_award(desk: Desk, command: ClaimAward, by: By) -> AwardClaimed:
    """The claim's windows, once it is known that it could be granted and is in time."""
    bureau = desk.bureau(command.bureau)
    for entry in entries_of(desk, command, 1, command.merit, command.evidence):
        for refusal in refusals_of_graded(desk, entry, setting(desk, bureau)):
            if not isinstance(refusal, no.EvidenceMissing):
                raise refusal
    refuse_unstored(desk, [command.subject], command.evidence)
    _refuse_resubmission(desk, command, bureau)
    edition, item = item_of(desk, command)
    days, within = desk.working_days(bureau), edition.windows.evidence_within
    until, received_on = _window(desk, command, bureau, item.claim_within)
    return AwardClaimed(
        bureau=bureau,
        number=desk.next_number("claim", bureau),
        subject=command.subject,
        role=by.role,
        edition=edition.ref,
        claimed_on=desk.today,
        claim_until=until,
        received_on=received_on,
        evidence_until=days.last_of(_after(desk.today), within),
        document_no=command.document_no,
        evidence=command.evidence,
        resubmits=command.resubmits,
    )


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _window(
    desk: Desk, command: ClaimAward, bureau: str, within: int | None
) -> tuple[date | None, date | None]:
    """The last day to claim it, and the day of a receipt that is proven."""
    document, received = command.effective_on, _received(desk, command)
    if within is None:
        return None, received
    last = desk.working_days(bureau).last_of(_after(received or document), within)
    if desk.today > last:
        raise no.ClaimTooLate(document=document, last=last, days=within, today=desk.today)
    return last, received


def _received(desk: Desk, command: ClaimAward) -> date | None:
    """A receipt counts only if a file proves it."""
    document, received = command.effective_on, command.received_on
    if received is not None and not document <= received <= desk.today:
        raise no.ReceiptUnlikely(received=received, document=document, today=desk.today)
    if received is None or command.receipt is None:
        return None
    refuse_unstored(desk, [command.subject], (command.receipt,))
    return received


def _refuse_resubmission(desk: Desk, command: ClaimAward, bureau: str) -> None:
    if command.resubmits is None:
        return
    before = desk.claim(bureau, command.resubmits)
    own = before.award is not None and before.award.subject == command.subject
    if not own or not isinstance(before.ended, ClaimRejected):
        claim = case_ref(bureau, command.resubmits)
        raise no.ResubmitsNothing(claim=claim, subject=command.subject)


def item_of(desk: Desk, command: ClaimAward) -> tuple[Edition, Item]:
    """The item by the edition of the document's date; only what counts upwards is claimed."""
    edition = desk.editions(desk.bureau(command.bureau)).on(command.effective_on)
    item = edition.items.get(command.item)
    if item is None:
        day = command.effective_on
        raise no.ItemNotInEdition(item=command.item, edition=edition.ref, day=day)
    if item.kind not in _UPWARDS:
        wanted = listed((KINDS[kind] for kind in _UPWARDS), " / ")
        raise no.KindDoesNotFit(item=item.id, is_kind=KINDS[item.kind], kind=wanted)
    return edition, item


def entries_of(
    desk: Desk,
    command: ClaimAward,
    part: Fraction | int,
    merit: str | None,
    evidence: tuple[Digest, ...],
) -> Iterator[GrantEntry]:
    """The entry of everybody named, of whose shares the claim has a part."""
    _, item = item_of(desk, command)
    said = command.model_dump(include=_ITEM) | {"bureau": desk.bureau(command.bureau)}
    for subject, share in beneficiaries_of(command).items():
        own = {"subject": subject, "share": share_text(share * part), "merit": merit}
        yield COMMAND_OF_KIND[item.kind].model_validate(said | own | {"evidence": evidence})


def share_text(share: Fraction) -> str | None:
    """As a command says it; nothing for the whole."""
    if share == 1:
        return None
    if max(share.numerator, share.denominator) >= _DIGITS:
        raise no.ShareTooFine(share=share)
    return f"{share.numerator}/{share.denominator}"


def grant_award(desk: Desk, asked: Asked, earlier: dict[int, ClaimAward]) -> None:
    """Correct what the link changes of claims granted earlier, then grant this one."""
    command, state = asked.command, desk.claim(asked.bureau, asked.number)
    _, item = item_of(desk, command)
    refuse_unproven(desk, item, state)
    for number, before in earlier.items():
        _split_anew(desk, Asked(before, asked.bureau, number))
    refs = []
    part, merit = part_of(state, command)
    for entry in entries_of(desk, command, part, merit, state.evidence):
        fact = graded(desk, entry, setting(desk, asked.bureau))
        desk.write(fact)
        refs.append(f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}")
    desk.write(AwardGranted(bureau=asked.bureau, number=asked.number, entries=tuple(refs)))


def refuse_unproven(desk: Desk, item: Item, state: ClaimState) -> None:
    """Where evidence is required: what came in time, or may still come."""
    if item.evidence != "required" or state.evidence:
        return
    last = state.evidence_until
    assert last is not None, "an award's claim has such a day"
    if desk.today <= last:
        raise no.EvidenceAwaited(item=item.id, last=last)
    raise no.EvidenceNotInTime(item=item.id, last=last)


def part_of(state: ClaimState, command: ClaimAward) -> tuple[Fraction, str | None]:
    """Which part of the award the claim has, under which merit: as linked, or as it said."""
    if state.link is None:
        return share_of(None), command.merit
    return share_of(state.link.share), state.link.merit


def _split_anew(desk: Desk, before: Asked) -> None:
    """The entries of a claim granted earlier, with the share that they have by now."""
    state = desk.claim(before.bureau, before.number)
    link = state.link
    assert link is not None, "it was found by its link"
    part, merit = part_of(state, before.command)
    shares = beneficiaries_of(before.command)
    for ref in state.entries:
        entry = standing(desk, ref)
        if entry is None or entry.subject not in shares:
            continue
        share = share_text(shares[entry.subject] * part)
        if (entry.share, entry.merit) == (share, merit):
            continue
        linked = ", ".join(case_ref(before.bureau, number) for number in link.claims)
        annul(
            desk,
            CorrectEntry(
                entry=f"{entry.bureau}/{entry.year}/{entry.subject}#{entry.number}",
                reason=link.reason,
                ground=f"关联申报 linked claims {linked}"[:200],
                replacement=Replacement(share=share, merit=merit),
            ),
        )

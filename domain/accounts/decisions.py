"""May this be granted or annulled, and as which facts?

Every function takes a command and states and returns facts, or raises a named refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain import refusals as no
from domain.accounts.commands import (
    AwardBonus,
    ConferCommendation,
    GrantEntry,
    ImposeDeduction,
    ImposeLoss,
    IssueReprimand,
    ReverseEntry,
)
from domain.accounts.facts import (
    BonusAwarded,
    CommendationConferred,
    DeductionImposed,
    EntryReversed,
    Granted,
    ItemGranted,
    LossImposed,
    ReprimandIssued,
    Source,
)
from domain.accounts.state import AccountState
from domain.errors import Refusal
from domain.registers.state import Plans
from domain.rulebook import Edition, Editions, Item
from domain.rulebook.words import level_titles
from domain.scoring import Asked, claimed_points
from domain.titles import KINDS, Title
from domain.vocabulary import POINTS_MAX, Kind, entry_key, plain, share_of

KIND_OF_COMMAND: Final[dict[type[GrantEntry], Kind]] = {
    AwardBonus: "bonus",
    ImposeDeduction: "deduction",
    ConferCommendation: "commendation",
    IssueReprimand: "reprimand",
}
COMMAND_OF_KIND: Final = {kind: command for command, kind in KIND_OF_COMMAND.items()}
_APART: Final = ("bureau", "subject", "late_reason")
FACT_OF_KIND: Final[dict[Kind, type[ItemGranted]]] = {
    "bonus": BonusAwarded,
    "deduction": DeductionImposed,
    "commendation": CommendationConferred,
    "reprimand": ReprimandIssued,
}
KIND_OF_FACT: Final[dict[type[Granted], Kind]] = {
    **{fact: kind for kind, fact in FACT_OF_KIND.items()},
    LossImposed: "deduction",
}


@dataclass(frozen=True)
class Setting:
    """What a grant is judged by besides its account.

    `source` and `import_digest` are given for a workbook's row: the file is then its evidence.
    """

    editions: Editions
    today: date
    source: Source | None = None
    import_digest: str | None = None


def grant_entry(command: GrantEntry, account: AccountState, setting: Setting) -> ItemGranted:
    """The entry as granted, under the edition in force on its effective_on."""
    for refusal in refusals_of_grant(command, setting):
        raise refusal
    return granted(command, account, setting)


def granted(command: GrantEntry, account: AccountState, setting: Setting) -> ItemGranted:
    """The entry of a command that nothing forbids."""
    kind = KIND_OF_COMMAND[type(command)]
    edition = setting.editions.on(command.effective_on)
    content = {n: s for n, s in vars(command).items() if s is not None and n not in _APART}
    if setting.import_digest is not None:
        content["evidence"] = (*command.evidence, setting.import_digest)
    return FACT_OF_KIND[kind](
        bureau=account.bureau,
        year=account.year,
        subject=account.subject,
        number=account.next_number,
        edition=edition.ref,
        claimed=_claimed(command, kind, edition.items[command.item]),
        carried_from=_carried_from(command, account),
        source=setting.source,
        **content,
    )


def _carried_from(command: GrantEntry | ImposeLoss, account: AccountState) -> int | None:
    """The year whose closing sent the entry on to a later account (SCORING §3)."""
    year = command.effective_on.year
    return None if year == account.year else year


def refusals_of_grant(command: GrantEntry, setting: Setting) -> Iterator[Refusal]:
    """Everything that forbids the entry, in the order in which it is told."""
    kind = KIND_OF_COMMAND[type(command)]
    if command.effective_on > setting.today:
        yield no.DateInFuture(day=command.effective_on, today=setting.today)
    if command.share is not None and share_of(command.share) > 1:
        yield no.ShareAboveOne(share=command.share)
    edition = setting.editions.on(command.effective_on)
    item = edition.items.get(command.item)
    if item is None:
        day = command.effective_on
        yield no.ItemNotInEdition(item=command.item, edition=edition.ref, day=day)
        return
    if item.kind != kind:
        yield no.KindDoesNotFit(item=item.id, is_kind=KINDS[item.kind], kind=KINDS[kind])
    of_points = (*_refusals_of_level(command, edition, item), *_refusals_of_range(command, item))
    yield from of_points or _refusals_of_size(command, kind, item)
    yield from _refusals_of_proof(command, item, setting)


def _refusals_of_level(command: GrantEntry, edition: Edition, item: Item) -> Iterator[Refusal]:
    if item.levels is None:
        if command.level is not None:
            yield no.LevelNotWanted(item=item.id)
        return
    levels = level_titles(edition, item)
    if command.level is None:
        yield no.LevelMissing(item=item.id, levels=levels)
    elif command.level not in item.levels:
        yield no.LevelNotInItem(item=item.id, level=command.level, levels=levels)


def _refusals_of_range(command: GrantEntry, item: Item) -> Iterator[Refusal]:
    points = command.points
    if item.range is None:
        if points is not None:
            yield no.PointsNotWanted(item=item.id)
        return
    low, high = item.range
    bounds = {"item": item.id, "low": plain(low), "high": plain(high)}
    if command.quantity is not None:
        yield no.QuantityNotWanted(item=item.id)
    if points is None:
        yield no.PointsMissing(**bounds)
    elif not low <= points <= high:
        yield no.PointsOutsideRange(points=plain(points), **bounds)
    else:
        yield from _refusals_of_step(points, item.step, item.id)


def _refusals_of_step(points: Decimal, step: Decimal | None, of: str) -> Iterator[Refusal]:
    """A range begins and ends on its step, so that the nearest points lie within it."""
    if step is not None and points % step != 0:
        near = [plain(step * n) for n in (points // step, points // step + 1) if n > 0]
        nearest = Title(", ".join(near), " or ".join(near), " 或 ".join(near))
        yield no.PointsOffStep(points=plain(points), step=plain(step), of=of, nearest=nearest)


def _refusals_of_size(command: GrantEntry, kind: Kind, item: Item) -> Iterator[Refusal]:
    """Points × quantity must still be points: each of the two alone may be well within bounds."""
    claimed = abs(_claimed(command, kind, item))
    if claimed >= POINTS_MAX:
        yield no.ClaimTooLarge(claimed=plain(claimed), limit=plain(POINTS_MAX))


def _refusals_of_proof(command: GrantEntry, item: Item, setting: Setting) -> Iterator[Refusal]:
    if item.reason == "required" and command.reason is None:
        yield no.ReasonMissing(item=item.id)
    if item.evidence == "required" and not command.evidence and setting.import_digest is None:
        yield no.EvidenceMissing(item=item.id)


def _claimed(command: GrantEntry, kind: Kind, item: Item) -> Decimal:
    """By the same function that scores it: granting and scoring cannot disagree."""
    share = share_of(command.share)
    claimed = claimed_points(
        item, Asked(kind, command.level, command.quantity, command.points, share)
    )
    assert claimed is not None, "an item that passed the checks has a worth"
    return claimed


def impose_loss(
    command: ImposeLoss, account: AccountState, plans: Plans, setting: Setting
) -> LossImposed:
    """The loss, in the account of the unit that owns the indicator."""
    for refusal in refusals_of_loss(command, account, plans, setting):
        raise refusal
    return imposed(command, account, setting)


def imposed(command: ImposeLoss, account: AccountState, setting: Setting) -> LossImposed:
    """The loss of a command that nothing forbids."""
    digest = setting.import_digest
    return LossImposed(
        bureau=account.bureau,
        year=account.year,
        subject=account.subject,
        number=account.next_number,
        edition=setting.editions.on(command.effective_on).ref,
        claimed=-command.points,
        carried_from=_carried_from(command, account),
        evidence=(*command.evidence, digest) if digest else command.evidence,
        source=setting.source,
        **command.model_dump(exclude={"bureau", "evidence"}),
    )


def refusals_of_loss(
    command: ImposeLoss, account: AccountState, plans: Plans, setting: Setting
) -> Iterator[Refusal]:
    if command.effective_on > setting.today:
        yield no.DateInFuture(day=command.effective_on, today=setting.today)
    if command.points <= 0:
        yield no.LossNotPositive(points=plain(command.points))
        return
    step = plans.step_of(command.indicator, account.subject.partition(":")[2])
    yield from _refusals_of_step(command.points, step, command.indicator)


def reverse_entry(
    command: ReverseEntry, account: AccountState, source: Source | None = None
) -> EntryReversed:
    """The annulment, once: a reversal itself is never reversed."""
    entry = entry_of(command.entry, account)
    return EntryReversed(
        bureau=account.bureau,
        year=account.year,
        subject=account.subject,
        number=entry.number,
        kind=KIND_OF_FACT[type(entry)],
        claimed=entry.claimed,
        effective_on=entry.effective_on,
        reason=command.reason,
        ground=command.ground,
        source=source,
    )


def entry_of(ref: str, account: AccountState) -> Granted:
    """The entry named, unless it is unknown or annulled already."""
    _, number = entry_key(ref)
    if number >= account.next_number:
        raise no.EntryNotFound(entry=ref)
    if number in account.reversed:
        raise no.EntryAlreadyReversed(entry=ref)
    return account.entries[number - 1]

"""May the bureau be placed there, and may the officer go?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from domain import refusals as no
from domain.bureaus.commands import PlaceBureau, ReceiveOfficer, ReleaseOfficer, WithdrawRelease
from domain.bureaus.facts import BureauPlaced, OfficerReleased, ReleaseWithdrawn
from domain.bureaus.state import PlacedState, TransferState
from domain.registers.facts import PostingRecorded
from domain.registers.state import OfficerState


def place_bureau(
    command: PlaceBureau, state: PlacedState, ever_above: Iterable[str]
) -> tuple[BureauPlaced, ...]:
    """`ever_above` are the bureau named, those above it on whatever day, and so on."""
    if command.above is not None and command.bureau in ever_above:
        raise no.BureauTreeCycle(bureau=command.bureau, above=command.above)
    if command.effective_on in state.above and state.above[command.effective_on] == command.above:
        return ()
    return (BureauPlaced(**command.model_dump()),)


def posting_left(
    officer: OfficerState, bureau: str, command: ReleaseOfficer | OfficerReleased
) -> PostingRecorded | None:
    """The posting of his last day in the bureau."""
    last = command.effective_on - timedelta(1)
    return next(
        (
            p
            for p in officer.postings.values()
            if p.bureau == bureau and p.start <= last and (p.until is None or p.until > last)
        ),
        None,
    )


def release_officer(command: ReleaseOfficer, officer: OfficerState) -> tuple[OfficerReleased, ...]:
    """Released anew, the last release holds."""
    if not officer.registered:
        raise no.UnknownOfficer(officer=command.officer)
    if command.to == command.bureau:
        raise no.ReleasedToItself(bureau=command.bureau)
    if posting_left(officer, command.bureau, command) is None:
        raise no.NotPostedBefore(
            officer=command.officer, bureau=command.bureau, day=command.effective_on
        )
    return (OfficerReleased(**command.model_dump()),)


def withdraw_release(
    command: WithdrawRelease, state: TransferState
) -> tuple[ReleaseWithdrawn, ...]:
    released = state.released
    if released is None or released.bureau != command.bureau:
        raise no.NotReleased(officer=command.officer, bureau=command.bureau)
    return (ReleaseWithdrawn(**command.model_dump(), to=released.to),)


def released_to(
    command: ReceiveOfficer, state: TransferState, officer: OfficerState
) -> tuple[OfficerReleased, PostingRecorded]:
    """The release by which he comes, and the posting that he leaves."""
    released = state.released
    if released is None or released.to != command.bureau:
        raise no.NotReleased(officer=command.officer, bureau=command.bureau)
    left = posting_left(officer, released.bureau, released)
    if left is None:
        raise no.NotPostedBefore(
            officer=command.officer, bureau=released.bureau, day=released.effective_on
        )
    return released, left

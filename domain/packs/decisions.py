"""May a feedback pack be issued, or acknowledged?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.packs.commands import AcknowledgePack, IssuePack
from domain.packs.facts import PackAcknowledged, PackIssued
from domain.packs.state import PackState
from domain.packs.vocabulary import PackSheet
from domain.quarters.vocabulary import days_of, quarter_ref
from domain.vocabulary import case_ref


def refuse_before_end(command: IssuePack, today: date) -> date:
    """The quarter's last day, of which the pack is."""
    _, last = days_of(command.year, command.quarter)
    if today <= last:
        quarter = quarter_ref(command.bureau, command.year, command.quarter)
        raise no.QuarterNotOver(quarter=quarter, last=last)
    return last


def issue_pack(command: IssuePack, number: int, sheet: PackSheet) -> PackIssued:
    return PackIssued.model_validate(
        {
            **command.model_dump(),
            "number": number,
            "as_of": sheet.as_of,
            "known": sheet.position,
            "edition": sheet.edition,
            "digest": sheet.digest,
            "unit_score": sheet.score,
        }
    )


def issued_of(bureau: str, number: int, state: PackState) -> PackIssued:
    if state.issued is None:
        raise no.PackNotFound(pack=case_ref(bureau, number))
    return state.issued


def acknowledge_pack(
    command: AcknowledgePack, issued: PackIssued, state: PackState, today: date
) -> PackAcknowledged:
    if state.acknowledged is not None:
        day = state.acknowledged.effective_on
        raise no.PackAlreadyAcknowledged(pack=case_ref(command.bureau, command.number), day=day)
    return PackAcknowledged(**command.model_dump(), leader=issued.leader, effective_on=today)

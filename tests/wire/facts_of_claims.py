"""Which fact of a claim or an acknowledgement does each golden file hold? Never edited."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.accounts.facts import LateEntryRecorded
from domain.acknowledgements.facts import EntryAcknowledged, ResultAcknowledged
from domain.claims.facts import (
    AwardClaimed,
    AwardGranted,
    ClaimChecked,
    ClaimLinked,
    ClaimVerified,
    DistinctAwardHeld,
    EvidenceAdded,
    EvidenceExtended,
    HearingAnswered,
    HearingOpened,
    HearingWaived,
)
from domain.journal.names import Fact

_DIGEST: Final = "sha256:" + "c1" * 32
_FILE: Final = "sha256:" + "f1" * 32
_CLAIM: Final[dict[str, Any]] = {"bureau": "nanyue", "number": 8}
_OF: Final = _CLAIM | {"subject": "officer:0012"}


def claim_facts() -> dict[str, Fact]:
    return {**_of_awards(), **_of_hearings(), **_acknowledged()}


def _of_awards() -> dict[str, Fact]:
    return {
        "award-claimed": AwardClaimed(
            **_OF,
            role="officer",
            edition="nanyue@2",
            claimed_on=date(2024, 9, 10),
            claim_until=date(2024, 9, 14),
            received_on=date(2024, 9, 2),
            evidence_until=date(2024, 10, 8),
            document_no="湘税函〔2024〕88号",
            evidence=(_FILE,),
            resubmits=5,
        ),
        "claim-checked": ClaimChecked(
            **_CLAIM, digest=_DIGEST, actor="token:zg-head", role="unit-head"
        ),
        "claim-verified": ClaimVerified(
            **_CLAIM, digest=_DIGEST, actor="token:office", role="appraiser"
        ),
        "distinct-award-held": DistinctAwardHeld(
            **_OF, other="nanyue/5", reason="同一通报中的另一项表彰"
        ),
        "evidence-added": EvidenceAdded(
            **_OF, evidence=(_FILE,), added_on=date(2024, 10, 10), late=True
        ),
        "evidence-extended": EvidenceExtended(
            **_CLAIM, until=date(2024, 10, 15), force_majeure="南税办〔2024〕31号"
        ),
        "evidence-extended.2": EvidenceExtended(
            **_OF, until=date(2024, 10, 15), force_majeure="南税办〔2024〕31号", reason="档案室受淹"
        ),
        "claim-linked": ClaimLinked(
            **_OF,
            claims=(8, 9),
            merit="湘税函2024-88",
            share="7/10",
            reason="两单位就同一通报分别申报",
        ),
        "late-entry-recorded": LateEntryRecorded(
            bureau="nanyue",
            year=2024,
            subject="officer:0012",
            number=7,
            last_day=date(2024, 3, 15),
            reason="上级通报迟至十一月送达",
        ),
        "award-granted": AwardGranted(**_CLAIM, entries=("nanyue/2024/officer:0012#3",)),
    }


def _of_hearings() -> dict[str, Fact]:
    return {
        "hearing-opened": HearingOpened(
            **_OF, role="recorder", edition="nanyue@2", closes_on=date(2024, 5, 23)
        ),
        "hearing-answered": HearingAnswered(
            **_OF, answered_on=date(2024, 5, 22), text="系统故障所致,附情况说明", evidence=(_FILE,)
        ),
        "hearing-waived": HearingWaived(**_OF, waived_on=date(2024, 5, 22)),
    }


def _acknowledged() -> dict[str, Fact]:
    said: dict[str, Any] = {"bureau": "nanyue", "year": 2024, "subject": "officer:0012"}
    return {
        "entry-acknowledged": EntryAcknowledged(**said, number=3, agrees=True, opinion="情况属实"),
        "result-acknowledged": ResultAcknowledged(
            **said, result="published", digest=_DIGEST, agrees=True, opinion="对划段结果无异议"
        ),
    }

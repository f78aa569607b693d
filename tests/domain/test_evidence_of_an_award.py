"""Until when does evidence come in time, and how much of it may a claim cite?"""

from __future__ import annotations

from datetime import date

from domain import refusals as no
from domain.claims.commands import (
    AddEvidence,
    CheckClaim,
    ExtendEvidence,
    VerifyClaim,
)
from domain.claims.facts import (
    ClaimVerified,
    EvidenceAdded,
)
from tests.domain.awarding import (
    CLAIMED,
    HEAD,
    HERSELF,
    OFFICE,
    act,
    approval,
    award,
    claimed,
    passed,
    refused,
    seen,
    told,
)
from tests.domain.cast import (
    ADA,
    DIGEST,
    NANYUE,
)
from tests.domain.claimants import CHECKER


def test_evidence_is_in_time_until_its_last_day_and_needed_where_the_item_says() -> None:
    claim = claimed(award(evidence=()))
    last = date(2024, 4, 1)
    verify = VerifyClaim(**seen(claim))
    checked = (*claim, *act(CheckClaim(**seen(claim)), HEAD, *claim)[1])
    assert refused(verify, OFFICE, *checked, today=last) is no.EvidenceAwaited
    assert refused(verify, OFFICE, *checked, today=date(2024, 4, 2)) is no.EvidenceNotInTime
    # Verified all the same, as it was before this was asked.
    said = {"actor": OFFICE, "role": "appraiser"}
    whole = (*checked, ClaimVerified(**seen(claim), **said))
    assert refused(approval(claim), CHECKER, *whole) is no.EvidenceAwaited
    add = AddEvidence(bureau=NANYUE, number=1, evidence=(DIGEST,))
    in_time = (*whole, *act(add, HERSELF, *whole, today=last)[1])
    assert refused(approval(claim), CHECKER, *in_time) is None
    late = (*whole, *act(add, HERSELF, *whole, today=date(2024, 4, 2))[1])
    after = date(2024, 4, 2)
    assert refused(approval(claim), CHECKER, *late, today=after) is no.EvidenceNotInTime
    more = ExtendEvidence(bureau=NANYUE, number=1, until="2024-04-10", reason="原件在外单位")
    assert refused(more, OFFICE, *late, today=after) is no.EvidenceTimeOver
    assert refused(more, OFFICE, *late, today=last) is None
    forced = more.model_copy(update={"force_majeure": "南税办〔2024〕3号"})
    healed = (*late, *act(forced, OFFICE, *late, today=after)[1])
    assert refused(approval(claim), CHECKER, *healed) is None
    plain = claimed(award(item="I1", evidence=()))
    assert refused(approval(plain), CHECKER, *passed(plain)) is None, "it need not be proven"
    none = more.model_copy(update={"until": last})
    assert refused(none, OFFICE, *whole) is no.ExtensionGivesNoTime
    # 30 working days after 1 April, whatever was given before: two holidays lie between.
    most = date(2024, 5, 15)
    long = more.model_copy(update={"until": date(2024, 5, 16)})
    assert refused(long, OFFICE, *whole) is no.ExtensionTooLong
    assert refused(long, OFFICE, *healed) is no.ExtensionTooLong
    assert refused(more.model_copy(update={"until": most}), OFFICE, *whole) is None


def test_a_claim_cites_no_more_than_an_entry_can() -> None:
    claim = claimed()
    many = tuple(f"sha256:{n:064x}" for n in range(50))
    full = EvidenceAdded(
        bureau=NANYUE, number=1, subject=ADA, evidence=many[:49], added_on=CLAIMED, late=False
    )
    add = AddEvidence(bureau=NANYUE, number=1, evidence=(DIGEST,))
    assert refused(add, HERSELF, *claim, full) is None, "the same piece again is none more"
    more = AddEvidence(bureau=NANYUE, number=1, evidence=many[49:])
    assert refused(more, HERSELF, *claim, full) is no.EvidenceTooMuch


def test_evidence_is_kept_as_late_from_the_day_after_the_last() -> None:
    claim = claimed(award(evidence=()))
    add = AddEvidence(bureau=NANYUE, number=1, evidence=(DIGEST,))
    for day, late in (("2024-03-11", False), ("2024-04-01", False), ("2024-04-02", True)):
        (added,) = act(add, HERSELF, *claim, today=date.fromisoformat(day))[1]
        assert added == EvidenceAdded(
            bureau=NANYUE, number=1, subject=ADA, evidence=(DIGEST,), added_on=day, late=late
        )


def test_evidence_of_which_no_file_was_handed_in_is_not_added() -> None:
    claim = claimed()
    unknown = AddEvidence(bureau=NANYUE, number=1, evidence=(DIGEST, "sha256:" + "0" * 64))
    assert refused(unknown, HERSELF, *claim) is no.FileNotStored


def test_whoever_is_too_late_for_more_time_is_told_the_last_day() -> None:
    claim = claimed()
    more = ExtendEvidence(bureau=NANYUE, number=1, until="2024-04-10", reason="原件在外单位")
    assert told(more, OFFICE, *claim, today=date(2024, 4, 2)) == {
        "code": no.EvidenceTimeOver.code,
        "claim": "nanyue/1",
        "last": "2024-04-01",
    }


def test_a_day_years_ahead_is_too_long_though_its_calendar_is_not_out_yet() -> None:
    claim = claimed()
    far = ExtendEvidence(bureau=NANYUE, number=1, until="2031-04-10", reason="原件在外单位")
    assert told(far, OFFICE, *claim) == {
        "code": no.ExtensionTooLong.code,
        "until": "2031-04-10",
        "last": "2024-04-01",
        "days": "30",
    }

"""What is asked and recorded in the quarters of the tests? Builders take what differs."""

from __future__ import annotations

from typing import Any, Final

from domain.contacts import commands as contacts
from domain.contacts.facts import ContactRecorded
from domain.quarters import commands as quarters
from domain.quarters import facts as of_quarter
from domain.remediations import commands as remediations
from domain.remediations import facts as of_remediation
from domain.risks import commands as risks
from domain.risks.facts import RiskAssessed
from tests.domain.cast import NANYUE, YEAR, ZG, a_loss, ref

HEAD, OFFICE, PERSON = "token:zg-head", "token:office", "token:ada"
"""Who heads zg, who works in the office, who is officer 0012."""
LOSS: Final = a_loss()
LOST: Final = ref(LOSS)
_QUARTER: Final = {"bureau": NANYUE, "year": YEAR, "quarter": 1}
_RISK: Final = {"bureau": NANYUE, "year": YEAR, "indicator": "T1"}
_RATINGS: Final = {
    "difficulty": 4,
    "scoring_method": 4,
    "controllability": 4,
    "current_state": 4,
}
_WORK: Final = {"bureau": NANYUE, "number": 1}
_DONE: Final = {**_WORK, "subject": ZG, "effective_on": "2025-06-02"}


def assess(**but: Any) -> risks.AssessRisk:
    return risks.AssessRisk.model_validate(_RISK | _RATINGS | {"assessed_on": "2024-01-08"} | but)


def an_assessment(**but: Any) -> RiskAssessed:
    graded = {"unit": "zg", "total": 16, "grade": "high", "check_every": 5}
    said = {"edition": "nanyue@1", "assessed_on": "2024-01-08"}
    return RiskAssessed.model_validate(_RISK | _RATINGS | graded | said | but)


def check(**but: Any) -> risks.CheckRisk:
    said = {"checked_on": "2024-01-15", "finding": "concern"}
    return risks.CheckRisk.model_validate(_RISK | said | but)


def open_quarter(**but: Any) -> quarters.OpenQuarter:
    return quarters.OpenQuarter.model_validate(_QUARTER | but)


def freeze_quarter(**but: Any) -> quarters.FreezeQuarter:
    return quarters.FreezeQuarter.model_validate(_QUARTER | but)


def a_freeze(*losses: str, **but: Any) -> of_quarter.QuarterFrozen:
    run = {"position": 10, "as_of": "2024-03-31", "edition": "nanyue@1"}
    said = {
        "closes_on": "2024-04-09",
        "run": run | {"digest": "sha256:" + "7e" * 32},
        "losses": losses,
        "losses_digest": "sha256:" + "1d" * 32,
    }
    return of_quarter.QuarterFrozen.model_validate(_QUARTER | said | but)


def explain(entry: str = LOST, **but: Any) -> quarters.ExplainLoss:
    said = {"entry": entry, "cause": "deadline", "explanation": "逾期报送"}
    return quarters.ExplainLoss.model_validate(_QUARTER | said | but)


def an_explanation(entry: str = LOST, **but: Any) -> of_quarter.LossExplained:
    said = {"entry": entry, "cause": "deadline", "explanation": "逾期报送", "subject": ZG}
    return of_quarter.LossExplained.model_validate(_QUARTER | said | but)


def brief(*decisions: dict[str, str], **but: Any) -> quarters.HoldBriefing:
    said = {
        "held_on": "2024-04-12",
        "document_no": "岳税绩纪〔2024〕1号",
        "attendees": ["0012", "0013"],
        "decisions": decisions,
    }
    return quarters.HoldBriefing.model_validate(_QUARTER | said | but)


def a_briefing(**but: Any) -> of_quarter.BriefingHeld:
    said = {
        "held_on": "2024-04-12",
        "document_no": "岳税绩纪〔2024〕1号",
        "officers": ["0012", "0013"],
    }
    return of_quarter.BriefingHeld.model_validate(_QUARTER | said | but)


def a_decision(**but: Any) -> of_quarter.BriefingDecided:
    said = {"number": 1, "subject": ZG, "indicator": "T1", "decision": "每周调度一次"}
    return of_quarter.BriefingDecided.model_validate(_QUARTER | said | but)


def remedy(**but: Any) -> remediations.OpenRemediation:
    said = {
        "bureau": NANYUE,
        "year": YEAR,
        "entry": LOST,
        "responsible": "0012",
        "measures": "建立报送台账",
        "due_on": "2025-07-31",
    }
    asked = {name: part for name, part in (said | but).items() if part is not None}
    return remediations.OpenRemediation.model_validate(asked)


def a_remediation(**but: Any) -> of_remediation.RemediationOpened:
    said = {
        "year": YEAR,
        "indicator": "T1",
        "entry": LOST,
        "officer": "0012",
        "measures": "建立报送台账",
        "due_on": "2025-07-31",
    }
    asked = {name: part for name, part in (_DONE | said | but).items() if part is not None}
    return of_remediation.RemediationOpened.model_validate(asked)


def report(**but: Any) -> remediations.ReportRemediation:
    return remediations.ReportRemediation.model_validate(_WORK | {"report": "台账已建立"} | but)


def a_report(**but: Any) -> of_remediation.RemediationReported:
    said = {"reporter": HEAD, "report": "台账已建立"}
    return of_remediation.RemediationReported.model_validate(_DONE | said | but)


def verify(**but: Any) -> remediations.VerifyRemediation:
    return remediations.VerifyRemediation.model_validate(_WORK | {"outcome": "done"} | but)


def a_verification(**but: Any) -> of_remediation.RemediationVerified:
    return of_remediation.RemediationVerified.model_validate(_DONE | but)


def a_return(**but: Any) -> of_remediation.RemediationReturned:
    return of_remediation.RemediationReturned.model_validate(_DONE | {"reason": "缺佐证"} | but)


def extend(**but: Any) -> remediations.ExtendRemediation:
    said = {"due_on": "2025-08-29", "reason": "系统升级延后"}
    return remediations.ExtendRemediation.model_validate(_WORK | said | but)


def an_extension(**but: Any) -> of_remediation.RemediationExtended:
    said = {"due_on": "2025-08-29", "reason": "系统升级延后"}
    return of_remediation.RemediationExtended.model_validate(_DONE | said | but)


_CONTACT: Final = {
    "bureau": NANYUE,
    "year": YEAR,
    "channel": "talk",
    "held_on": "2025-06-10",
    "note": "约谈失分原因",
    "visibility": "subject",
}


def contact(*subjects: str, about: dict[str, Any], **but: Any) -> contacts.RecordContact:
    said = {"with": subjects, "about": about}
    return contacts.RecordContact.model_validate(_CONTACT | said | but)


def a_contact(*subjects: str, about: dict[str, Any], **but: Any) -> ContactRecorded:
    said = {"number": 1, "subject": subjects[0], "subjects": subjects, "about": about}
    return ContactRecorded.model_validate(_CONTACT | said | but)

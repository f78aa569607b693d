"""Which fact of a quarter does each golden file hold? Written once, like the files."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.contacts.facts import ContactRecorded
from domain.contacts.vocabulary import About
from domain.journal.names import Fact
from domain.quarters.facts import (
    BriefingDecided,
    BriefingHeld,
    LossExplained,
    QuarterFrozen,
    QuarterOpened,
)
from domain.remediations.facts import (
    RemediationExtended,
    RemediationOpened,
    RemediationReported,
    RemediationReturned,
    RemediationVerified,
)
from domain.risks.facts import RiskAssessed, RiskChecked
from domain.years.facts import RunTaken

_LOSS: Final = "nanyue/2025/unit:zg#3"
_RISK: Final[dict[str, Any]] = {
    "bureau": "nanyue",
    "year": 2025,
    "indicator": "T1",
    "unit": "zg",
}
_QUARTER: Final[dict[str, Any]] = {"bureau": "nanyue", "year": 2025, "quarter": 1}
_WORK: Final[dict[str, Any]] = {
    "bureau": "nanyue",
    "number": 5,
    "subject": "unit:zg",
    "effective_on": date(2025, 4, 14),
}


def quarter_facts() -> dict[str, Fact]:
    return {
        "risk-assessed": RiskAssessed(
            **_RISK,
            difficulty=4,
            scoring_method=5,
            controllability=3,
            current_state=4,
            total=16,
            grade="high",
            check_every=5,
            edition="nanyue@2",
            assessed_on=date(2025, 1, 6),
            note="上级口径未定",
        ),
        "risk-checked": RiskChecked(
            **_RISK, checked_on=date(2025, 1, 13), finding="concern", note="进度偏慢"
        ),
        "quarter-opened": QuarterOpened(**_QUARTER, effective_on=date(2025, 1, 2)),
        "quarter-frozen": QuarterFrozen(
            **_QUARTER,
            closes_on=date(2025, 4, 9),
            run=RunTaken(
                position=5120,
                as_of=date(2025, 3, 31),
                edition="nanyue@2",
                digest="sha256:" + "7e" * 32,
            ),
            losses=(_LOSS,),
            losses_digest="sha256:" + "1d" * 32,
        ),
        **_briefing(),
        **_remediation(),
        "contact-recorded": ContactRecorded(
            bureau="nanyue",
            number=9,
            year=2025,
            subject="officer:0012",
            subjects=("officer:0012", "unit:zg"),
            channel="talk",
            held_on=date(2025, 4, 15),
            about=About(entries=(_LOSS,), indicators=("T1",), briefings=(1,), remediations=(5,)),
            note="约谈失分原因与改进措施",
            visibility="subject",
        ),
    }


def _briefing() -> dict[str, Fact]:
    return {
        "loss-explained": LossExplained(
            **_QUARTER,
            subject="unit:zg",
            entry=_LOSS,
            cause="deadline",
            explanation="报表逾期一天报送",
        ),
        "briefing-held": BriefingHeld(
            **_QUARTER,
            held_on=date(2025, 4, 11),
            document_no="岳税绩纪〔2025〕1号",
            officers=("0001", "0012"),
        ),
        "briefing-decided": BriefingDecided(
            **_QUARTER,
            number=1,
            subject="unit:zg",
            indicator="T1",
            entry=_LOSS,
            decision="每周调度一次",
        ),
    }


def _remediation() -> dict[str, Fact]:
    return {
        "remediation-opened": RemediationOpened(
            **_WORK,
            year=2025,
            indicator="T1",
            entry=_LOSS,
            officer="0012",
            measures="建立报送台账,提前两日核对",
            due_on=date(2025, 5, 30),
        ),
        "remediation-opened.2": RemediationOpened(
            **_WORK,
            year=2025,
            indicator="T1",
            entry=_LOSS,
            officer="0012",
            measures="建立报送台账,提前两日核对",
            due_on=date(2025, 5, 30),
            evidence="required",
        ),
        "remediation-reported": RemediationReported(
            **_WORK,
            reporter="token:zg-head",
            report="台账已建立",
            evidence=("sha256:" + "5a" * 32,),
        ),
        "remediation-verified": RemediationVerified(**_WORK),
        "remediation-returned": RemediationReturned(**_WORK, reason="缺少台账佐证"),
        "remediation-extended": RemediationExtended(
            **_WORK, due_on=date(2025, 6, 13), reason="系统升级延后"
        ),
    }

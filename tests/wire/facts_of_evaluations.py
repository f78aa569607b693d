"""Which fact of an evaluation, a star or a work ledger does each golden file hold?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.evaluations.facts import (
    EvaluationDisclosed,
    EvaluationJustified,
    EvaluationsConfirmed,
    EvaluationSealed,
    EvaluationsOpened,
    EvaluationWaived,
)
from domain.journal.names import Fact
from domain.packs.facts import PackAcknowledged, PackIssued
from domain.registers.facts import MarkDocumented
from domain.stars.facts import PostStarred, PostUnstarred
from domain.work_ledgers.facts import LedgerRowRecorded

_PERIOD: Final[dict[str, Any]] = {"bureau": "nanyue", "year": 2025, "period": "Q1"}
_NAMED: Final[dict[str, Any]] = {"subject": "officer:0012", "leader": "0001"}


def evaluation_facts() -> dict[str, Fact]:
    return {
        "mark-documented": MarkDocumented(
            bureau="nanyue",
            year=2024,
            subject="unit:zg",
            number=2,
            document_no="岳政办函〔2025〕3号",
        ),
        "pack-issued": PackIssued(
            bureau="nanyue",
            number=4,
            year=2025,
            quarter=1,
            unit="zg",
            leader="0001",
            as_of=date(2025, 3, 31),
            known=812,
            edition="nanyue@2",
            digest="sha256:" + "9a" * 32,
            unit_score=Decimal("98.4"),
        ),
        "pack-acknowledged": PackAcknowledged(
            bureau="nanyue", number=4, leader="0001", effective_on=date(2025, 4, 8)
        ),
        "evaluation-sealed": EvaluationSealed(
            **_PERIOD, leader="0001", evaluated="0012", pack=4, score="91.5"
        ),
        "evaluation-justified": EvaluationJustified(
            **_PERIOD, **_NAMED, justification="牵头攻坚成效突出"
        ),
        "evaluations-opened": EvaluationsOpened(
            **_PERIOD,
            opens_on=date(2025, 4, 15),
            closes_on=date(2025, 4, 22),
            working_days=5,
        ),
        "evaluation-waived": EvaluationWaived(
            **_PERIOD, leader="0002", reason="赴省局挂职,经局长同意不再等待"
        ),
        "evaluation-disclosed": EvaluationDisclosed(
            **_PERIOD, **_NAMED, score=Decimal("91.5"), mark=6
        ),
        "evaluations-confirmed": EvaluationsConfirmed(**_PERIOD, effective_on=date(2025, 4, 23)),
        **_stars_and_ledgers(),
    }


def _stars_and_ledgers() -> dict[str, Fact]:
    return {
        "post-starred": PostStarred(
            bureau="nanyue",
            number=2,
            unit="zg",
            post_level="staff",
            officer="0012",
            effective_on=date(2025, 1, 1),
        ),
        "post-unstarred": PostUnstarred(bureau="nanyue", number=2, effective_on=date(2026, 1, 1)),
        "ledger-row-recorded": LedgerRowRecorded(
            bureau="nanyue",
            ledger="fiscal_revenue_quality",
            row=7,
            effective_on=date(2025, 3, 31),
            figures={"税收收入(万元)": "12800"},
            document_no="岳税收〔2025〕5号",
            digest="sha256:" + "b7" * 32,
        ),
    }

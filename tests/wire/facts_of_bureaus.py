"""Which fact of several bureaus does each golden file hold? Written once, like the files."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.bureaus.facts import (
    BureauPlaced,
    OfficerReceived,
    OfficerReleased,
    ReleaseWithdrawn,
)
from domain.journal.names import Fact
from domain.registers.facts import DeferralSettled

_OFFICER: Final[dict[str, Any]] = {"officer": "0012", "effective_on": date(2024, 7, 1)}
_MARKS: Final = "nanyue/2024/officer:0012/marks"


def bureau_facts() -> dict[str, Fact]:
    return {
        "bureau-placed": BureauPlaced(
            bureau="nanyue",
            above="hengyang",
            effective_on=date(2024, 1, 1),
            document_no="湘税人〔2023〕90号",
        ),
        "officer-released": OfficerReleased(
            **_OFFICER, bureau="nanyue", to="zhuhui", document_no="衡税人〔2024〕31号"
        ),
        "release-withdrawn": ReleaseWithdrawn(bureau="nanyue", officer="0012", to="zhuhui"),
        "officer-received": OfficerReceived(
            **_OFFICER,
            bureau="zhuhui",
            released_by="nanyue",
            unit="zh-zg",
            taken=(f"{_MARKS}#1", f"{_MARKS}#2"),
            numbers=(1, 2),
        ),
        "deferral-settled": DeferralSettled(
            bureau="nanyue",
            subject="officer:0012",
            year=2024,
            outcome="sanctioned",
            effective_on=date(2025, 3, 14),
            document_no="岳税纪〔2025〕3号",
            ended=(1,),
            imposed=2,
        ),
    }

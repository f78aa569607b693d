"""Which fact of a dispute does each golden file hold? Written once, never edited."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.disputes.facts import (
    DisputeAccepted,
    DisputeDecided,
    DisputeDeclined,
    DisputeExtended,
    DisputeFiled,
    DisputeHearingHeld,
    DisputeWithdrawn,
    Terms,
)
from domain.disputes.vocabulary import Disputed
from domain.journal.names import Fact
from domain.years.facts import RunTaken

_FILE: Final = "sha256:" + "5a" * 32
_CASE: Final[dict[str, Any]] = {"bureau": "nanyue", "number": 3}
_OF: Final[dict[str, Any]] = _CASE | {"subject": "officer:0012"}
_RUN: Final = RunTaken(
    position=4711, as_of=date(2024, 12, 31), edition="nanyue@2", digest="sha256:" + "7e" * 32
)


def dispute_facts() -> dict[str, Fact]:
    return {
        "dispute-filed": _filed(),
        "dispute-accepted": DisputeAccepted(**_OF),
        "dispute-declined": DisputeDeclined(**_OF, ground="out_of_time", reason="所称知悉日期无据"),
        "dispute-hearing-held": DisputeHearingHeld(
            **_CASE,
            subject="officer:0013",
            held_on=date(2025, 2, 12),
            record="对更正无异议",
            document_no="南税听〔2025〕1号",
            evidence=(_FILE,),
        ),
        "dispute-extended": DisputeExtended(
            **_OF, decide_by=date(2025, 5, 11), reason="案情复杂,需调取平台日志"
        ),
        "dispute-withdrawn": DisputeWithdrawn(**_OF),
        "dispute-decided": DisputeDecided(
            **_OF,
            outcome="varied",
            ground="公务员法第九十五条",
            document_no="考评委〔2025〕5号",
            reason="经查平台故障属实",
            decided_by="token:committee",
            decided_on=date(2025, 2, 20),
            remedied=("nanyue/2024/officer:0012#7",),
        ),
    }


def _filed() -> DisputeFiled:
    return DisputeFiled(
        **_OF,
        year=2024,
        stage="statutory_appeal",
        about=Disputed(
            entries=("nanyue/2024/officer:0012#7",),
            run="closed",
            marks=(2,),
            restrictions=(1,),
            cites=("nanyue/2024/officer:0013#2",),
        ),
        against=2,
        filed_by="token:ada",
        filed_on=date(2025, 2, 10),
        known_on=date(2025, 1, 20),
        asserted_on=date(2025, 2, 3),
        known_reason="通知送达时正在外地学习",
        known_evidence=(_FILE,),
        last_day=date(2025, 2, 18),
        statement="该通报所涉逾期系平台故障所致",
        relief="请求撤销该通报并重新计算成绩",
        evidence=(_FILE,),
        edition="nanyue@2",
        decide_by=date(2025, 4, 11),
        terms=Terms(run=_RUN, score="92.640", rank=4, band=3, grade="incompetent"),
    )

"""Which fact does each golden file hold? Written once, like the files: never edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.accounts.facts import (
    BonusAwarded,
    CommendationConferred,
    DeductionImposed,
    EntryReversed,
    LossImposed,
    ReprimandIssued,
    Source,
)
from domain.imports.facts import ImportedRow, ImportReversed, WorkbookImported
from domain.journal.names import Fact
from domain.registers.facts import (
    MarkGiven,
    MarkWithdrawn,
    OfficerParticularsAmended,
    OfficerRegistered,
    PlanAdopted,
    PlanIndicator,
    PostingRecorded,
    RestrictionImposed,
    RestrictionLifted,
    RestrictionRescinded,
    RulebookPublished,
    RulebookWithdrawn,
    UnitClosed,
    UnitEstablished,
    UnitReorganised,
)
from tests.wire.facts_of_cycle import cycle_facts
from tests.wire.facts_of_years import year_facts

_FIRST: Final = "sha256:" + "5a" * 32
_SECOND: Final = "sha256:" + "0f" * 32
_ENTRY: Final[dict[str, Any]] = {
    "bureau": "nanyue",
    "year": 2024,
    "subject": "officer:0012",
    "number": 7,
    "edition": "nanyue@2",
    "effective_on": date(2024, 12, 20),
    "document_no": "南税〔2024〕118号",
    "reason": "牵头完成年度税费重点项目",
    "evidence": (_FIRST, _SECOND),
    "recorded_by": "9001",
    "approved_by": "9002",
    "carried_from": 2023,
    "corrects": "nanyue/2024/officer:0013#2",
    "source": Source(batch=3, sheet="entries", row=41, ref="E-0041"),
}
_ITEM: Final[dict[str, Any]] = _ENTRY | {"merit": "重点项目2024", "share": "1/3"}
_LIFT: Final = Source(batch=3, sheet="lifts", row=2, ref="F-0001")
_END: Final[dict[str, Any]] = {
    "bureau": "nanyue",
    "subject": "officer:0012",
    "number": 1,
    "effective_on": date(2024, 9, 1),
    "source": _LIFT,
}
_UNIT: Final[dict[str, Any]] = {
    "bureau": "nanyue",
    "unit": "zg",
    "kind": "section",
    "parent": "ju",
    "source": Source(batch=3, sheet="units", row=2),
}
_OFFICER: Final[dict[str, Any]] = {
    "bureau": "nanyue",
    "officer": "0012",
    "name": "阿达",
    "source": Source(batch=3, sheet="officers", row=13),
}
_MERGED: Final = UnitClosed(bureau="nanyue", unit="fa", into="zg", effective_on=date(2024, 7, 1))

RULEBOOK_DIGEST: Final = "sha256:0101165230c637fb301bfde30ba3e3d2758f1dcc84f435ff68d4d34fcb2cb53b"
RULEBOOK_FILE: Final = "sha256:00d4bd9c69e9ff806a4b43d3bc9dcb94b7af073f8891453cb51c0c5215bed472"


def facts_by_name(document: str) -> dict[str, Fact]:
    """Every golden file's fact; the long document is known by its digest."""
    return {
        **_entries(),
        **_registers(),
        **_officers(),
        **year_facts(),
        **cycle_facts(),
        "rulebook-published": RulebookPublished(
            bureau="nanyue",
            rulebook="nanyue",
            version=1,
            effective_from=date(2024, 1, 1),
            document=document,
            digest=RULEBOOK_DIGEST,
            file_digest=RULEBOOK_FILE,
        ),
        "rulebook-withdrawn": RulebookWithdrawn(
            bureau="nanyue", rulebook="nanyue", version=3, reason="上级另有规定"
        ),
        "workbook-imported": WorkbookImported(
            bureau="nanyue",
            year=2024,
            batch=3,
            name="2024年功过台账.xlsx",
            digest="sha256:" + "c0" * 32,
            approved_by="9002",
            rows=(
                ImportedRow(
                    sheet="entries",
                    row=41,
                    key="E-0041",
                    digest=_FIRST,
                    target="nanyue/2024/officer:0012#7",
                ),
                ImportedRow(
                    sheet="reviews",
                    row=57,
                    key="R-0057",
                    digest=_SECOND,
                    target="nanyue/2024/officer:0012/marks#2",
                ),
            ),
        ),
        "import-reversed": ImportReversed(
            bureau="nanyue",
            year=2024,
            batch=3,
            reason="导入了错误的文件",
            ground="南税更〔2025〕1号",
        ),
    }


def _entries() -> dict[str, Fact]:
    points = Decimal
    loss = _ENTRY | {
        "subject": "unit:zg",
        "number": 3,
        "corrects": "nanyue/2024/unit:zg#2",
        "source": Source(batch=3, sheet="losses", row=4, ref="L-0004"),
    }
    return {
        "bonus-awarded": BonusAwarded(
            **_ITEM,
            item="W1",
            level="municipal",
            quantity=2,
            points=points("1.5"),
            claimed=points("1"),
        ),
        "deduction-imposed": DeductionImposed(
            **_ITEM,
            item="X3",
            level="late",
            quantity=3,
            points=points("0.2"),
            claimed=points("-0.2"),
        ),
        "commendation-conferred": CommendationConferred(
            **_ITEM,
            item="C1",
            level="municipal",
            quantity=1,
            points=points("2.5"),
            claimed=points("0.8333"),
        ),
        "reprimand-issued": ReprimandIssued(
            **_ITEM,
            item="X1",
            level="municipal",
            quantity=1,
            points=points("2"),
            claimed=points("-0.6667"),
        ),
        "loss-imposed": LossImposed(
            **loss, indicator="T1", points=points("0.6"), claimed=points("-0.6")
        ),
        "entry-reversed": EntryReversed(
            bureau="nanyue",
            year=2024,
            subject="officer:0012",
            number=7,
            kind="bonus",
            claimed=points("1"),
            effective_on=date(2024, 12, 20),
            reason="表彰文件被撤销",
            ground="南税复〔2025〕3号",
            corrected_by="nanyue/2024/officer:0013#9",
            source=Source(batch=3, sheet="reversals", row=2, ref="U-0002"),
        ),
    }


def _registers() -> dict[str, Fact]:
    return {
        "unit-established": UnitEstablished(
            **_UNIT, name="征收管理科", effective_on=date(2019, 1, 1)
        ),
        "unit-reorganised": UnitReorganised(
            **_UNIT, name="征管和科技发展科", effective_on=date(2024, 7, 1)
        ),
        "unit-closed": _MERGED,
        "unit-merged": _MERGED,
        "plan-adopted": PlanAdopted(
            bureau="nanyue",
            year=2024,
            unit="zg",
            indicators=(
                PlanIndicator(
                    indicator="T1",
                    title="税费收入质量",
                    base=Decimal(60),
                    step=Decimal("0.2"),
                    role="owner",
                ),
                PlanIndicator(
                    indicator="T2",
                    title="纳税人满意度",
                    base=Decimal(40),
                    step=Decimal("0.5"),
                    role="support",
                ),
            ),
            source=Source(batch=3, sheet="indicators", row=2),
        ),
        "plan-adopted.2": PlanAdopted(
            bureau="nanyue",
            year=2024,
            unit="zg",
            indicators=(
                PlanIndicator(
                    indicator="T1",
                    title="税费收入质量",
                    base=Decimal(60),
                    step=Decimal("0.2"),
                    role="owner",
                    share="2/3",
                ),
                PlanIndicator(
                    indicator="T2",
                    title="纳税人满意度",
                    base=Decimal(40),
                    step=Decimal("0.5"),
                    role="support",
                    share="1/4",
                ),
            ),
            source=Source(batch=3, sheet="indicators", row=2),
        ),
        "restriction-imposed": RestrictionImposed(
            bureau="nanyue",
            subject="officer:0012",
            number=1,
            rule="V1",
            effective_on=date(2024, 5, 20),
            until=date(2024, 11, 20),
            reason="诫勉谈话",
            source=Source(batch=3, sheet="restrictions", row=2, ref="V-0001"),
        ),
        "restriction-lifted": RestrictionLifted(**_END, reason="影响期满,予以解除"),
        "restriction-rescinded": RestrictionRescinded(**_END, reason="复核后撤销原处理决定"),
    }


def _officers() -> dict[str, Fact]:
    return {
        "officer-registered": OfficerRegistered(**_OFFICER, rank="四级主办"),
        "officer-particulars-amended": OfficerParticularsAmended(**_OFFICER, rank="三级主办"),
        "posting-recorded": PostingRecorded(
            bureau="nanyue",
            officer="0012",
            unit="zg",
            post_level="staff",
            start=date(2024, 1, 1),
            until=date(2024, 7, 1),
            source=Source(batch=3, sheet="postings", row=20),
        ),
        "mark-given": MarkGiven(
            bureau="nanyue",
            year=2024,
            subject="officer:0012",
            number=2,
            series="regular_review",
            period="2024Q1",
            score=Decimal("92.5"),
            effective_on=date(2024, 4, 8),
            source=Source(batch=3, sheet="reviews", row=57, ref="R-0057"),
        ),
        "mark-withdrawn": MarkWithdrawn(
            bureau="nanyue", year=2024, subject="officer:0012", number=2, reason="录入有误"
        ),
    }

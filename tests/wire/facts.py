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
_DOCUMENT: Final = (
    '{"bands":[{"band":"1"}],"categories":[],"components":{"regular_review":'
    '{"aggregate":"mean","source":"review"}},"decimals":"3","effective_from":"2024-01-01",'
    '"fill_vacated":false,"grades":{},"groups":[{"id":"all","match":{"post_level":["staff"]},'
    '"weights":{"regular_review":"1"}}],"items":[],"missing":"renormalise","pay":{},'
    '"restrictions":[],"rulebook":"plain","tie_break":[],"title":{"en":"plain","zh":"plain"},'
    '"totals":{},"unit":{"owner_share":"3/5","totals":{},"weights":{"indicators":"1"}},'
    '"unresolved_tie":"none_enter","version":"1"}'
)

"""Which fact of the compilation of indicators does each golden file hold? Never edited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.drafts.facts import (
    Carrier,
    CommentAnswered,
    CommentRoundOpened,
    DraftCommented,
    DraftReplaced,
    DraftReturned,
    DraftSigned,
    Indicator,
    IndicatorsDrafted,
    IndicatorSetPublished,
    PersonalIndicatorDrafted,
    TakenOn,
    UpperIndicator,
    UpperIndicatorsRegistered,
)
from domain.journal.names import Fact

_DIGEST: Final = "sha256:" + "d4" * 32
_DRAFT: Final[dict[str, Any]] = {"bureau": "nanyue", "number": 7}


def draft_facts() -> dict[str, Fact]:
    return {
        "upper-indicators-registered": UpperIndicatorsRegistered(
            bureau="nanyue",
            year=2024,
            line="tax",
            document_no="湘税函〔2024〕8号",
            document_date=date(2024, 1, 15),
            indicators=(UpperIndicator(id="U1", title="税费收入质量", base=Decimal(60)),),
        ),
        "indicators-drafted": IndicatorsDrafted(
            **_DRAFT,
            year=2024,
            drafter="token:office",
            persons=("officer:9001", "token:office"),
            replaces=6,
            indicators=(_indicator(),),
            digest=_DIGEST,
        ),
        "personal-indicator-drafted": PersonalIndicatorDrafted(
            **_DRAFT,
            subject="officer:0012",
            id="P1",
            title="留抵退税审核",
            standard="逾期一件扣 0.2 分",
            kind="assigned",
            unit="zg",
            indicator="T1",
            assigned_by="0001",
            signed_at="unit-head",
        ),
        "draft-replaced": DraftReplaced(bureau="nanyue", number=6, replaced_by=7),
        "comment-round-opened": CommentRoundOpened(**_DRAFT, round=1, until=date(2024, 2, 9)),
        "draft-commented": DraftCommented(
            **_DRAFT,
            comment=2,
            round=1,
            unit="zg",
            commenter="token:zg-head",
            indicator="T1",
            text="建议由法制科牵头",
        ),
        "comment-answered": CommentAnswered(
            **_DRAFT, comment=2, unit="zg", answer="accepted", text="已调整牵头部门"
        ),
        "draft-signed": DraftSigned(
            **_DRAFT,
            level="leader",
            over="0001",
            signer="token:leader",
            persons=("officer:0001", "token:leader"),
            digest=_DIGEST,
        ),
        "draft-returned": DraftReturned(
            **_DRAFT,
            level="unit-head",
            over="zg",
            signer="token:zg-head",
            digest=_DIGEST,
            reason="责任分解尚不明确",
        ),
        "indicator-set-published": IndicatorSetPublished(
            bureau="nanyue",
            year=2024,
            version=2,
            draft=7,
            digest=_DIGEST,
            effective_on=date(2024, 2, 20),
        ),
    }


def _indicator() -> Indicator:
    return Indicator(
        id="T1",
        title="税费收入质量",
        standard="未达进度的,每低一个百分点扣 0.2 分",
        base=Decimal(60),
        step=Decimal("0.2"),
        period="quarter",
        sources=(TakenOn(upper="U1", share="2/3"),),
        document="岳税发〔2024〕3号",
        leader="0001",
        tags=("tax_reduction",),
        carriers=(
            Carrier(unit="zg", role="owner", share="2/3"),
            Carrier(unit="fa", role="lead", share="1/3", base=Decimal(40)),
        ),
    )

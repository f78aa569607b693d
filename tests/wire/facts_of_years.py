"""Which fact of a bureau-year does each golden file hold? Written once, never edited."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from domain.access.facts import RoleGranted, RoleRevoked
from domain.claims.facts import (
    ClaimApproved,
    ClaimRejected,
    ClaimSubmitted,
    ClaimWithdrawn,
)
from domain.erasures.facts import SubjectErased
from domain.journal.names import Fact
from domain.logs.facts import LogOpened
from domain.years.facts import (
    Change,
    GradeDecided,
    RunTaken,
    TieResolved,
    WorkingDaysAnnounced,
    YearClosed,
    YearFrozen,
    YearOpened,
    YearPublished,
    YearRestated,
)
from tests.wire.facts_of_disputes import dispute_facts

_RUN: Final = RunTaken(
    position=4711,
    as_of=date(2024, 12, 31),
    edition="nanyue@2",
    digest="sha256:" + "7e" * 32,
)
_YEAR: Final[dict[str, Any]] = {"bureau": "nanyue", "year": 2024}
_CHANGE: Final = Change(subject="officer:0012", what="rank", before="3", after="4")


def year_facts() -> dict[str, Fact]:
    return {
        "year-opened": YearOpened(**_YEAR, plans_from=2023),
        "year-frozen": YearFrozen(**_YEAR, run=_RUN),
        "year-published": YearPublished(
            **_YEAR,
            run=_RUN,
            opens_on=date(2025, 1, 13),
            closes_on=date(2025, 1, 17),
            working_days=5,
        ),
        "year-closed": YearClosed(
            **_YEAR,
            run=_RUN,
            since_frozen=(_CHANGE,),
            since_published=(_CHANGE,),
            carried=("nanyue/2024/officer:0012#9",),
            waived="公示期内无异议,经党委会同意提前封账",
        ),
        "year-restated": YearRestated(
            **_YEAR,
            number=1,
            run=_RUN,
            authorised_by="9002",
            ground="公务员法第五十六条",
            reason="表彰被撤销",
            since_closed=(_CHANGE,),
        ),
        "tie-resolved": TieResolved(
            **_YEAR,
            number=1,
            order=("0013", "0012"),
            minutes="考评委〔2025〕2号",
            decided_on=date(2025, 1, 9),
        ),
        "grade-decided": GradeDecided(
            **_YEAR,
            officer="0012",
            grade="basically_competent",
            minutes="考评委〔2025〕3号",
            decided_on=date(2025, 1, 9),
            reason="平时考核多次一般",
        ),
        "working-days-announced": WorkingDaysAnnounced(
            bureau="nanyue",
            calendar_year=2027,
            holidays=(date(2027, 1, 1),),
            workdays=(date(2027, 2, 14),),
            document_no="国办发明电〔2026〕7号",
        ),
        "subject-erased": SubjectErased(
            bureau="nanyue",
            subject="officer:0012",
            authorised_by="9002",
            ground="个人信息保护法第四十七条",
        ),
        "log-opened": LogOpened(
            log="merit-ledger/0123456789ab",
            checkpoint="merit-ledger/ba9876543210\n7\nAA==\n\n— merit-ledger/ba9876543210 AA==\n",
            kept=5,
            vouched=4,
            lost=2,
            ground="服务器失火,仅存前一日备份",
        ),
        **_access(),
        **_claims(),
        **dispute_facts(),
    }


def _access() -> dict[str, Fact]:
    return {
        "role-granted": RoleGranted(
            bureau="nanyue",
            grantee="token:desk-3",
            number=1,
            role="recorder",
            scope="unit:zg",
            start=date(2026, 11, 29),
            until=date(2027, 3, 1),
        ),
        "role-revoked": RoleRevoked(
            bureau="nanyue",
            grantee="token:desk-3",
            number=1,
            effective_on=date(2026, 12, 24),
        ),
    }


_DIGEST: Final = "sha256:" + "c1" * 32


def _claims() -> dict[str, Fact]:
    claim: dict[str, Any] = {"bureau": "nanyue", "number": 7, "digest": _DIGEST}
    return {
        "claim-submitted": ClaimSubmitted(
            **claim,
            command="ReverseEntry",
            proposer="token:desk-3",
            subject="officer:0012",
            content='{"command": "ReverseEntry", "entry": "nanyue/2024/officer:0012#1"}',
            narrative='{"reason": "登记有误"}',
        ),
        "claim-approved": ClaimApproved(**claim),
        "claim-rejected": ClaimRejected(**claim, subject="officer:0012", reason="依据不足"),
        "claim-withdrawn": ClaimWithdrawn(**claim),
    }

"""A ledger in which quarters were frozen and leaders evaluated others, not sealed yet."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from domain.access.commands import GrantRole
from domain.accounts.commands import ImposeLoss
from domain.calendar import BUREAU_ZONE
from domain.evaluations.commands import ConfirmEvaluations, OpenEvaluations, SealEvaluation
from domain.evaluations.vocabulary import SERIES
from domain.journal.envelope import By
from domain.ledger import Ledger
from domain.packs.commands import AcknowledgePack, IssuePack
from domain.quarters.commands import FreezeQuarter
from domain.registers.commands import AdoptPlans, GiveMark, WithdrawMark
from domain.years.commands import AnnounceWorkingDays
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.sealed import Sealed
from tests.journal.cast import BUREAU, YEAR, mark, officer, open_bureau, posting

LEADER, OTHER, DESK = "token:leader", "token:other", "token:desk"
EVALUATED: Final = "0003"
"""In dj until the quarter's last day, a Sunday that was worked, in zg from that day on."""
CHANGED: Final = date(YEAR, 3, 31)
OPENED: Final = date(YEAR, 7, 2)
CLOSES: Final = date(YEAR, 7, 9)
CONFIRMED: Final = date(YEAR, 7, 10)
_OF: Final[dict[str, Any]] = {"bureau": BUREAU, "year": YEAR}
_ROLES: Final = (
    (LEADER, "leader", "bureau"),
    (LEADER, "officer", "officer:0001"),
    (OTHER, "leader", "bureau"),
    (OTHER, "officer", "officer:0002"),
    ("token:away", "leader", "bureau"),
    ("token:away", "officer", "officer:0004"),
    ("token:late", "leader", "bureau"),
    ("token:late", "officer", "officer:0005"),
    (DESK, "appraiser", "bureau"),
)
_LOSSES: Final = (("T1", "1", "2024-01-01"), ("T1", "2", "2024-03-31"), ("T2", "3", "2024-06-30"))
_PACKS: Final = (
    (1, "zg", "0001"),
    (1, "zg", "0002"),
    (1, "dj", "0004"),
    (2, "zg", "0001"),
    (2, "zg", "0005"),
)


class _Days:
    """The day on which somebody acts."""

    def __init__(self) -> None:
        self.day = OPENED

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 10, tzinfo=BUREAU_ZONE)


def _plans() -> AdoptPlans:
    line = {"title": "税收", "base": "100", "step": "0.5", "role": "owner"}
    units = (("zg", "T1"), ("dj", "T2"))
    plans = [{"unit": unit, "indicators": [line | {"indicator": i}]} for unit, i in units]
    return AdoptPlans.model_validate(_OF | {"plans": plans})


def _evaluation(
    leader: str, pack: int, score: str, period: str = "Q1", of: str = EVALUATED
) -> SealEvaluation:
    said = {"leader": leader, "officer": of, "pack": pack, "score": score, "period": period}
    return SealEvaluation.model_validate(_OF | said | {"justification": "另有贡献"})


def quartered_ledger(database: Database, folder: Path) -> Sealed:
    """Two quarters, in each a leader who did not read his pack; the first period is confirmed, and
    a mark that it gave is replaced; then comes a mark that no leader gives."""
    days = _Days()
    with Ledger(database.dsn("app"), MASTER, days) as ledger:
        open_bureau(ledger, ("0001", "0002", "0004", "0005"))
        ledger.handle(officer(EVALUATED), OFFICE)
        ledger.handle(posting(EVALUATED, until=CHANGED, to="dj"), OFFICE)
        ledger.handle(posting(EVALUATED, start=CHANGED), OFFICE)
        for grantee, role, scope in _ROLES:
            ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
        ledger.handle(_plans(), OFFICE)
        worked = {"calendar_year": YEAR, "holidays": (), "workdays": (CHANGED,)}
        worked |= {"bureau": BUREAU, "document_no": "国办1号"}
        ledger.handle(AnnounceWorkingDays.model_validate(worked), OFFICE)
        for indicator, points, day in _LOSSES:
            said = {"indicator": indicator, "points": points, "effective_on": day}
            ledger.handle(ImposeLoss.model_validate({"bureau": BUREAU} | said), OFFICE)
        for quarter in (1, 2):
            ledger.handle(FreezeQuarter(**_OF, quarter=quarter), By(DESK, ""))
        for quarter, unit, leader in _PACKS:
            issue = IssuePack(**_OF, quarter=quarter, unit=unit, leader=leader)
            ledger.handle(issue, By(DESK, ""))
        for number, by in ((1, By(LEADER, "")), (2, By(OTHER, "")), (4, OFFICE)):
            ledger.handle(AcknowledgePack(bureau=BUREAU, number=number), by)
        ledger.handle(_evaluation("0001", 1, "91"), By(LEADER, ""))
        ledger.handle(_evaluation("0002", 2, "94"), By(OTHER, ""))
        ledger.handle(_evaluation("0001", 1, "80", of="0002"), By(LEADER, ""))
        ledger.handle(OpenEvaluations(**_OF, period="Q1", waived="病假"), By(DESK, ""))
        days.day = CONFIRMED
        ledger.handle(ConfirmEvaluations(**_OF, period="Q1"), By(DESK, ""))
        ledger.handle(_evaluation("0001", 4, "88", "Q2"), OFFICE)
        ledger.handle(OpenEvaluations(**_OF, period="Q2", waived="出差"), By(DESK, ""))
        own = {**_OF, "subject": f"officer:{EVALUATED}"}
        ledger.handle(WithdrawMark(**own, number=1, reason="评鉴被推翻"), OFFICE)
        again = {"series": SERIES, "period": f"{YEAR}Q1", "score": "90", "effective_on": CHANGED}
        ledger.handle(GiveMark.model_validate(own | again), OFFICE)
        ledger.handle(mark(EVALUATED), By(DESK, ""))
    return Sealed(database, folder / "notary")

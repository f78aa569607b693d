"""A ledger in which awards were claimed, let through by three others and linked, not sealed yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from domain.access.commands import GrantRole
from domain.claims.commands import (
    ApproveClaim,
    CheckClaim,
    ClaimAward,
    LinkClaims,
    LinkedClaim,
    NamedShare,
    VerifyClaim,
)
from domain.journal.desk import Desk
from domain.journal.envelope import By
from domain.ledger import Ledger
from tests.conftest import MASTER, OFFICE, Database
from tests.evidence.sealed import Sealed
from tests.evidence.second import CHECKER, DESK, a_staffed_bureau
from tests.journal.cast import BUREAU, DAY, officer, posting

HIMSELF, UNIT, THIRD = "token:himself", "token:unit", "token:third"
_ROLES: Final = (
    (HIMSELF, "officer", "officer:0001"),
    (UNIT, "unit-head", "unit:zg"),
    (THIRD, "officer", "officer:0003"),
)


def award(subject: str, **more: Any) -> ClaimAward:
    said: dict[str, Any] = {"bureau": BUREAU, "item": "W1", "points": "2", "effective_on": DAY}
    return ClaimAward(subject=subject, document_no="衡税发〔2024〕8号", **(said | more))


def let_through(ledger: Ledger, number: int) -> None:
    state = Desk(ledger._facts, lambda: (), DAY).claim(BUREAU, number)
    seen: dict[str, Any] = {"bureau": BUREAU, "number": number, "digest": state.digest}
    ledger.handle(CheckClaim(**seen), By(UNIT, ""))
    ledger.handle(VerifyClaim(**seen), By(DESK, ""))
    ledger.handle(ApproveClaim(**seen), By(CHECKER, ""))


def awarded_ledger(database: Database, folder: Path) -> Sealed:
    """A joint award, and a later one of the same document that splits it anew."""
    with Ledger(database.dsn("app"), MASTER) as ledger:
        a_staffed_bureau(ledger)
        ledger.handle(officer("0004"), OFFICE)
        ledger.handle(posting("0004"), OFFICE)
        for grantee, role, scope in _ROLES:
            ledger.handle(GrantRole(bureau=BUREAU, grantee=grantee, role=role, scope=scope), OFFICE)
        others = tuple(NamedShare(subject=f"officer:{n}", share="1/4") for n in ("0004", "0002"))
        shared = award("officer:0001", share="1/2", others=others)
        late = award("officer:0003")
        ledger.handle(shared, By(HIMSELF, ""))
        let_through(ledger, 1)
        ledger.handle(late, By(THIRD, ""))
        parts = (LinkedClaim(number=1, share="1/2"), LinkedClaim(number=2, share="1/2"))
        link = LinkClaims(bureau=BUREAU, claims=parts, merit="8号", reason="同一文件")
        ledger.handle(link, By(DESK, ""))
        let_through(ledger, 2)
    return Sealed(database, folder / "notary")

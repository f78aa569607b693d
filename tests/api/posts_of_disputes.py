"""Which bodies of a dispute are granted?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.accounts.commands import ImposeDeduction
from domain.disputes.commands import AcceptDispute, FileDispute
from domain.journal.envelope import By
from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import Body
from tests.conftest import OFFICE

Making = Callable[[Api, str], Body]
LAST_DISPUTE: Final[dict[str, Any]] = {"bureau": bodies.BUREAU, "number": 1}
"""Which dispute was raised last: the path names it."""


def contested(api: Api, number: str, by: str) -> Body:
    """A dispute about a new entry of an officer by himself, whose role `by` is given."""
    for grantee, role, scope in (
        ("token:clerk", "recorder", "bureau"),
        (by, "officer", f"officer:{number}"),
    ):
        api.write("/grants", {"grantee": grantee, "role": role, "scope": scope})
    command = ImposeDeduction.model_validate(bodies.deduction(number))
    (entry,) = api.service.ledger.handle(command, By("token:clerk", "")).entries
    said = {"statement": "系平台故障所致", "relief": "请求撤销", "stage": "objection"}
    return {"subject": f"officer:{number}", "year": 2024, "about": {"entries": [entry]}, **said}


def disputed(api: Api, number: str, by: str | None = None) -> int:
    """The number of a dispute that was raised."""
    who = by or f"token:of-{number}"
    command = FileDispute.model_validate(contested(api, number, who))
    api.service.ledger.handle(command, By(who, ""))
    rows = api.read("/disputes", subject=f"officer:{number}")["items"]
    return int(rows[-1]["number"])


def _dispute(*, by: str | None = None, accepted: bool = False, **said: str) -> Making:
    def making(api: Api, number: str) -> Body:
        LAST_DISPUTE["number"] = disputed(api, number, by)
        if accepted:
            accept = AcceptDispute(bureau=bodies.BUREAU, number=LAST_DISPUTE["number"])
            api.service.ledger.handle(accept, OFFICE)
        return said

    return making


def _hearing(api: Api, number: str) -> Body:
    """Nobody is heard before the dispute came in."""
    LAST_DISPUTE["number"] = disputed(api, number)
    today = api.service.ledger.today.isoformat()
    return {"heard": "unit:zg", "held_on": today, "record": "对更正无异议"}


_DECISION: Final = {
    "outcome": "upheld_original",
    "ground": "考评办法第十二条",
    "document_no": "考评委〔2025〕5号",
    "reason": "经查无误",
}
DISPUTES: Final[Mapping[str, Making]] = {
    "/disputes": lambda api, number: contested(api, number, OFFICE.actor),
    "/disputes/{bureau}/{number}/accept": _dispute(),
    "/disputes/{bureau}/{number}/decline": _dispute(ground="nothing_to_decide", reason="已更正"),
    "/disputes/{bureau}/{number}/hear": _hearing,
    "/disputes/{bureau}/{number}/extend": _dispute(reason="案情复杂"),
    "/disputes/{bureau}/{number}/withdraw": _dispute(by=OFFICE.actor),
    "/disputes/{bureau}/{number}/decide": _dispute(accepted=True, **_DECISION),
}

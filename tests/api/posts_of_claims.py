"""What does each address of a claim that waits take by POST?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from domain.accounts.commands import ImposeDeduction
from domain.claims.commands import CheckClaim, ClaimAward
from domain.claims.vocabulary import digest_text, said_of
from domain.deciding import Command
from domain.journal.envelope import By
from tests.api import bodies
from tests.api.asking import Api
from tests.api.bodies import BUREAU, Body

Step = Callable[[Api, str], tuple[int, Body]]
"""Makes a claim about an officer; its number, and a body that is granted."""


def award(number: str, **more: Any) -> Body:
    return {**bodies.bonus(number), "document_no": f"南税发〔2024〕{number}号", **more}


def file_of(api: Api, number: str, text: str = "证明") -> str:
    """The digest of a file that is kept of the officer."""
    kept = api.service.ledger.keep_file(BUREAU, f"officer:{number}", text.encode(), "token:x")
    return kept.digest


def awaited(api: Api, number: str) -> tuple[int, str]:
    """An award that he claims himself: the number of the claim, and its digest."""
    return _asked(api, number, "officer", f"officer:{number}", ClaimAward(**award(number)))


def heard(api: Api, number: str) -> tuple[int, str]:
    """A deduction on which he is heard."""
    said = {**bodies.bonus(number), "item": "X7"}
    return _asked(api, number, "recorder", "bureau", ImposeDeduction(**said))


def _asked(api: Api, number: str, role: str, scope: str, command: Command) -> tuple[int, str]:
    who = f"token:{role}-{number}"
    api.write("/grants", {"grantee": who, "role": role, "scope": scope})
    receipt = api.service.ledger.handle(command, By(who, ""))
    return int(receipt.details["claim"].partition("/")[2]), digest_text(said_of(command))


def _check(api: Api, number: str) -> tuple[int, Body]:
    claim, digest = awaited(api, number)
    return claim, {"digest": digest}


def _verify(api: Api, number: str) -> tuple[int, Body]:
    claim, digest = awaited(api, number)
    api.write("/grants", {"grantee": f"token:head-{number}", "role": "appraiser"})
    check = CheckClaim(bureau=BUREAU, number=claim, digest=digest)
    api.service.ledger.handle(check, By(f"token:head-{number}", ""))
    return claim, {"digest": digest}


def _evidence(api: Api, number: str) -> tuple[int, Body]:
    return awaited(api, number)[0], {"evidence": [file_of(api, number)]}


def _extension(api: Api, number: str) -> tuple[int, Body]:
    claim, _ = awaited(api, number)
    last = date.fromisoformat(api.read(f"/claims/{BUREAU}/{claim}")["evidence_until"])
    return claim, {"until": str(last + timedelta(days=1)), "reason": "原件在外单位"}


def _answer(api: Api, number: str) -> tuple[int, Body]:
    return heard(api, number)[0], {"text": "系统故障所致"}


def _waiver(api: Api, number: str) -> tuple[int, Body]:
    return heard(api, number)[0], {}


STEPS: Final[dict[str, Step]] = {
    "check": _check,
    "verify": _verify,
    "evidence": _evidence,
    "extension": _extension,
    "answer": _answer,
    "waive": _waiver,
}
STEPS_ALTERED: Final[dict[str, Body]] = {
    **{key: {"digest": "sha256:" + "00" * 32} for key in ("check", "verify")},
    "evidence": {"evidence": ["sha256:" + "00" * 32]},
    "extension": {"reason": "另一理由"},
    "answer": {"text": "另一陈述"},
}


def link(api: Api, number: str) -> Body:
    claims = [{"number": awaited(api, number)[0]}]
    return {"bureau": BUREAU, "claims": claims, "merit": f"merit-{number}", "reason": "同一文件"}


def acknowledgement(api: Api, number: str) -> Body:
    return {"entry": api.entry("/bonuses", bodies.bonus(number)), "agrees": True}


def unit_of(api: Api, number: str) -> str:
    """Where the officer is posted last."""
    return str(api.read("/postings", officer=number)["items"][-1]["unit"])

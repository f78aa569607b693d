"""Who asks in the tests of access? Principals of every role, each with a token of its own."""

from __future__ import annotations

from collections.abc import Iterable

from api.admission.tokens import issue_token
from domain.access.commands import GrantRole, RevokeRole
from tests.api.asking import BEARER, Api
from tests.conftest import OFFICE

Headers = dict[str, str]


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def grant(api: Api, grantee: str, role: str, scope: str = "bureau", bureau: str = "nanyue") -> None:
    command = GrantRole(bureau=bureau, grantee=grantee, role=role, scope=scope)
    api.service.ledger.handle(command, OFFICE)


def revoke(api: Api, grantee: str, number: int = 1, bureau: str = "nanyue") -> None:
    api.service.ledger.handle(RevokeRole(bureau=bureau, grantee=grantee, number=number), OFFICE)


def token(api: Api, name: str, days: int = 1) -> str:
    with api.database.connect() as owner:
        return issue_token(owner, name, "the tests", days)


def asker(api: Api, name: str, role: str, scope: str = "bureau", bureau: str = "nanyue") -> Headers:
    """A principal who holds one role."""
    grant(api, f"token:{name}", role, scope, bureau)
    return bearer(token(api, name))


def everybody(api: Api, names: Iterable[str], unit: str, officer: str) -> dict[str, Headers]:
    """The headers of each: `recorder`, `recorder@unit`, `officer@self`; and the strangers'."""
    scopes = {"": "bureau", "unit": f"unit:{unit}", "self": f"officer:{officer}"}
    found: dict[str, Headers] = {"owner": bearer(BEARER), "anonymous": {"Authorization": ""}}
    found["nobody"] = bearer(token(api, "nobody"))
    found["revoked"] = asker(api, "revoked", "appraiser")
    revoke(api, "token:revoked")
    for name in names:
        role, _, held = name.partition("@")
        if name not in found:
            found[name] = asker(api, name.replace("@", "-"), role, scopes[held])
    return found

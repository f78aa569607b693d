"""Whom does a service of this home let in, and with which token does one look at the demo?"""

from __future__ import annotations

import psycopg

from api.admission import Authenticator
from api.admission.oidc import Issuer, by_oidc
from api.admission.sessions import by_session
from api.admission.tokens import DAYS, KIND, by_token, issue_token
from domain.access.commands import GrantRole
from domain.deciding.reaching import held_by
from domain.journal.looking import desk_over
from domain.ledger import Ledger
from scripts.home import oidc_settings
from scripts.installation import Installation, local_principal

DEMO = "demo"
DEMO_ROLES = ("appraiser", "auditor", "committee", "leader", "admin", "sole")


def authenticators() -> tuple[Authenticator, ...]:
    """Tokens, the identity provider if one is named, then browsers' sessions."""
    named = oidc_settings()
    provider = () if named is None else (by_oidc(Issuer(*named)),)
    return (by_token, *provider, by_session)


def grant_all(ledger: Ledger, bureau: str, grantee: str, roles: tuple[str, ...]) -> None:
    """Each role over the whole bureau, where it is not held already."""
    for role in roles:
        ledger.handle(GrantRole(bureau=bureau, grantee=grantee, role=role), local_principal())


def demo_token(home: Installation) -> str | None:
    """A new token for whoever looks at the demo; the one of the last start is good no more.

    None where no demo was loaded: nobody is let into a real bureau by a start.
    """
    with home.ledger() as ledger, psycopg.connect(home.owner_dsn, autocommit=True) as conn:
        if not held_by(desk_over(conn, ledger.today), KIND + DEMO):
            return None
        return issue_token(conn, DEMO, local_principal().actor, DAYS)

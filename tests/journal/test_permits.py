"""Is nothing recorded by whoever had lost his role, however fast he was?"""

from __future__ import annotations

from functools import partial

import pytest

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.facts import RoleRevoked
from domain.journal.envelope import By
from domain.ledger import Ledger
from tests.conftest import Database
from tests.journal.cast import BUREAU, OFFICE, bonus, open_bureau
from tests.journal.crowds import at_once, overtaken
from tests.journal.facts import log, stored

pytestmark = pytest.mark.postgres

ME = "token:desk"


def grant(ledger: Ledger) -> None:
    ledger.handle(GrantRole(bureau=BUREAU, grantee=ME, role="recorder"), OFFICE)


def test_the_envelope_names_the_role_that_allowed_the_fact(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    with pytest.raises(no.NotPermitted):
        ledger.handle(bonus(), By(ME, "owner of nothing"))
    grant(ledger)
    ledger.handle(bonus(), By(ME, ""))
    with database.connect("auditor") as conn:
        assert (log(conn)[-1]["actor"], log(conn)[-1]["role"]) == (ME, "recorder")


def test_a_revocation_that_overtakes_a_write_forbids_it(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    grant(ledger)
    revoked = RoleRevoked(bureau=BUREAU, grantee=ME, number=1, effective_on=ledger.today)
    with overtaken(
        database, partial(ledger.handle, bonus(), By(ME, "")), stored(revoked, 2)
    ) as answer:
        pass
    with pytest.raises(no.NotPermitted):
        answer.result()


def test_a_revocation_and_a_write_do_not_pass_each_other_unseen(
    ledger: Ledger, database: Database
) -> None:
    open_bureau(ledger)
    grant(ledger)
    revoke = partial(ledger.handle, RevokeRole(bureau=BUREAU, grantee=ME, number=1), OFFICE)
    writes = [partial(ledger.handle, bonus(), By(ME, "")) for _ in range(8)]
    answers = at_once(*writes[:4], revoke, *writes[4:])
    with database.connect("auditor") as conn:
        facts = log(conn)
    revoked = next(f["position"] for f in facts if f["topic"] == "role-revoked")
    assert all(f["position"] < revoked for f in facts if f["actor"] == ME)
    refused = [a for a in answers if isinstance(a, Exception)]
    assert all(isinstance(a, no.NotPermitted | no.AccountContended) for a in refused)
    with pytest.raises(no.NotPermitted):
        ledger.handle(bonus(), By(ME, ""))

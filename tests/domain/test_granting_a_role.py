"""May a role be granted or revoked, and who held it on a day?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain import refusals as no
from domain.access.commands import GrantRole, RevokeRole
from domain.access.facts import RoleGranted, RoleRevoked
from domain.access.roles import GRANTABLE, OWNER, ROLES, allows
from domain.access.state import GrantsState, evolve
from tests.domain.cast import ADA, BUREAU, NANYUE
from tests.domain.scenario import TODAY, given

DESK = "token:desk"


def grant(role: str = "recorder", **but: Any) -> GrantRole:
    return GrantRole.model_validate({"grantee": DESK, "role": role} | but)


def granted(number: int = 1, **but: Any) -> RoleGranted:
    said = {"role": "recorder", "scope": "bureau", "start": TODAY}
    return RoleGranted.model_validate(
        {"bureau": NANYUE, "grantee": DESK, "number": number} | said | but
    )


def revoke(number: int = 1) -> RevokeRole:
    return RevokeRole(grantee=DESK, number=number)


def revoked(number: int = 1, day: date = TODAY) -> RoleRevoked:
    return RoleRevoked(bureau=NANYUE, grantee=DESK, number=number, effective_on=day)


def test_a_role_is_granted_from_today() -> None:
    given(*BUREAU).when(grant()).then(granted())


def test_a_role_may_be_held_over_a_unit_for_a_time() -> None:
    said: dict[str, Any] = {"scope": "unit:zg", "until": "2025-09-01"}
    asked = grant(**said | {"from": "2025-07-01"})
    given(*BUREAU).when(asked).then(granted(**said | {"start": "2025-07-01"}))


def test_what_is_held_already_is_not_granted_twice() -> None:
    given(*BUREAU, granted()).when(grant()).then_nothing()
    given(*BUREAU, granted(), revoked()).when(grant()).then(granted(2))


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"role": OWNER}, no.OwnerNotGranted),
        ({"grantee": "local:root"}, no.OwnerNotGranted),
        ({"role": "king"}, no.UnknownRole),
        ({"role": "admin", "scope": "unit:zg"}, no.ScopeDoesNotFit),
        ({"role": "officer"}, no.ScopeDoesNotFit),
        ({"from": "2025-06-29"}, no.GrantInThePast),
        ({"until": "2025-06-30"}, no.GrantEndsBeforeItStarts),
        ({"scope": "unit:xx"}, no.UnknownUnit),
        ({"role": "officer", "scope": "officer:0099"}, no.UnknownOfficer),
        ({"bureau": "nowhere"}, no.BureauNotFounded),
    ],
)
def test_a_grant_that_does_not_fit_is_refused(
    asked: dict[str, Any], refusal: type[no.NotPermitted]
) -> None:
    given(*BUREAU).when(grant(**asked)).then_refused(refusal)


@pytest.mark.parametrize("odd", [{"scope": "all"}, {"grantee": "desk"}, {"grantee": "token:a b"}])
def test_a_scope_or_a_principal_written_otherwise_is_no_command(odd: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        grant(**odd)


def test_a_grant_is_revoked_once() -> None:
    given(*BUREAU, granted()).when(revoke()).then(revoked())
    given(*BUREAU, granted(), revoked()).when(revoke()).then_refused(no.GrantAlreadyRevoked)
    given(*BUREAU, granted()).when(revoke(2)).then_refused(no.GrantNotFound, grantee=DESK)


def test_a_role_is_held_from_its_day_until_its_last_or_its_revocation() -> None:
    state = evolve(GrantsState(), granted(start="2025-06-01", until="2025-07-01"))
    days = [date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 30), date(2025, 7, 1)]
    assert [len(state.in_force(day)) for day in days] == [0, 1, 1, 0]
    ended = evolve(state, revoked(day=date(2025, 6, 15)))
    assert [len(ended.in_force(date(2025, 6, n))) for n in (14, 15)] == [1, 0]


def test_the_owner_may_do_all_and_nobody_is_made_one() -> None:
    everything = set().union(*(role.permissions for role in ROLES.values()))
    assert ROLES[OWNER].permissions == everything
    assert OWNER not in GRANTABLE
    assert not allows("a role of a later version", "read")
    assert all(role.en and role.zh for role in ROLES.values())


def test_an_officers_own_role_is_held_over_himself_alone() -> None:
    given(*BUREAU).when(grant("officer", scope=ADA)).then(granted(role="officer", scope=ADA))

"""Does one see at the command line what waits for a second person, and decide it?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.access.commands import GrantRole
from domain.accounts.commands import ReverseEntry
from domain.claims.commands import ClaimAward
from domain.journal.envelope import By
from tests.commands.answers import BUREAU, YEAR, publish_and_import
from tests.commands.homes import Home
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres

CLERK = "token:clerk"


def claimed(home: Home, *entries: int) -> None:
    """Reversals of officer 0001's entries, which wait."""
    with home.opened() as opened, opened.ledger() as ledger:
        ledger.handle(GrantRole(bureau=BUREAU, grantee=CLERK, role="recorder"), OFFICE)
        for number in entries:
            entry = f"{BUREAU}/{YEAR}/officer:0001#{number}"
            undo = ReverseEntry(entry=entry, reason=f"重复登记{number}", ground="复核")
            ledger.handle(undo, By(CLERK, ""))


def test_claims_are_listed_shown_and_decided(another_home: Callable[[], Home]) -> None:
    own_home = another_home()
    publish_and_import(own_home, "small")
    claimed(own_home, 1, 3)
    listed = own_home.did("claims", "--state", "waiting", "--json").json()
    first, second = listed["items"]
    assert [c["asked"]["reason"] for c in (first, second)] == ["重复登记1", "重复登记3"]
    table = own_home.did("claims").out
    assert "waiting 待核准" in table and CLERK in table
    shown = own_home.did("claim", "show", first["number"]).out
    assert "重复登记1" in shown and first["digest"] in shown
    unsure = own_home.merit("claim", "approve", first["number"])
    assert unsure.code != 0 and "重复登记1" in unsure.out, "nobody answers that it is right"
    wrong = own_home.merit("claim", "approve", 1, "--digest", "sha256:" + "0" * 64)
    assert (wrong.code, first["digest"] in wrong.err) == (1, True)
    own_home.did("claim", "approve", first["number"], "--digest", first["digest"])
    own_home.did("claim", "reject", 2, "--reason", "依据不足", "--digest", second["digest"])
    states = [c["state"] for c in own_home.did("claims", "--json").json()["items"]]
    assert states == ["approved", "rejected"]
    replayed = own_home.did("replay", "--from", first["position"]).out
    assert ",经 local:" in replayed and f"核准(事项 {BUREAU}/1" in replayed
    refused = own_home.merit("claim", "withdraw", 2, "--digest", second["digest"])
    assert refused.code == 1 and CLERK in refused.err


def award_claimed(home: Home) -> None:
    """A bonus that officer 0001 claims himself."""
    with home.opened() as opened, opened.ledger() as ledger:
        for who, role, scope in (
            ("token:himself", "officer", "officer:0001"),
            ("token:office", "appraiser", "bureau"),
        ):
            ledger.handle(GrantRole(bureau=BUREAU, grantee=who, role=role, scope=scope), OFFICE)
        told = {"bureau": BUREAU, "subject": "officer:0001", "item": "K1"}
        claim = ClaimAward.model_validate(told | {"effective_on": f"{YEAR}-03-01"})
        ledger.handle(claim, By("token:himself", ""))


def test_an_award_shows_its_stage_and_its_days_and_is_checked(
    another_home: Callable[[], Home],
) -> None:
    own_home = another_home()
    publish_and_import(own_home, "small")
    award_claimed(own_home)
    (waiting,) = own_home.did("claims", "--json").json()["items"]
    assert (waiting["command"], waiting["stage"]) == ("ClaimAward", "check")
    table = own_home.did("claims").out
    assert "check 初审" in table and waiting["evidence_until"] in table
    seen = ("1", "--digest", waiting["digest"])
    early = own_home.merit("claim", "verify", *seen)
    assert early.code == 1 and "初审" in early.err
    own_home.did("claim", "check", *seen)
    again = own_home.merit("claim", "verify", *seen)
    assert again.code == 1, "each step is another person's"
    assert "verify 审核" in own_home.did("claims").out

"""Mechanism 5, 三级审核制: committee, leaders, heads; nobody skips, nobody signs for himself."""

from __future__ import annotations

import pytest

from tests.api.askers import asker, grant
from tests.api.asking import Api, refused
from tests.api.conftest import api
from tests.cycle.compiling import LEVELS, STARTS, from_above, office_of, task

pytestmark = pytest.mark.postgres
__all__ = ["api"]


def test_three_levels_sign_in_order_and_only_then_it_is_published(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    case = office.draft(task(office.officers["one"]))
    for who, level, unit in LEVELS[1:]:
        refused(case.sign(who, level, unit), 409, "signed-out-of-order")
    refused(case.sign("leader", "party-committee"), 403, "not-permitted")
    refused(case.sign("zg", "unit-head", "dj"), 403, "not-permitted")
    refused(case.sign("office", "party-committee"), 403, "not-permitted")
    for n, (who, level, unit) in enumerate(LEVELS):
        assert len(case.read()["missing"]) == len(LEVELS) - n
        early = case.act("publish", "office", digest=case.digest, effective_on=STARTS)
        refused(early, 409, "draft-not-fully-signed")
        assert case.sign(who, level, unit).status_code == 201
        refused(case.sign(who, level, unit), 409, "draft-already-signed")
    told = case.read("party")
    assert [(s["level"], s["over"], s["role"]) for s in told["signatures"]] == [
        ("party-committee", "nanyue", "party-committee"),
        ("leader", "L1", "leader"),
        ("leader", "L2", "leader"),
        ("unit-head", "zg", "unit-head"),
        ("unit-head", "dj", "unit-head"),
    ]
    assert (told["state"], told["missing"]) == ("signed", [])
    case.publish()
    assert case.read()["state"] == "published"
    assert office.read("/indicators/cascade", year=2024)["draft"] == case.number


def test_nobody_signs_what_he_drafted_nor_at_two_levels(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    grant(api, "token:office", "party-committee")
    case = office.draft()
    refused(case.sign("office", "party-committee"), 403, "signer-is-drafter")
    grant(api, "token:party", "unit-head", "unit:zg")
    grant(api, "token:second", "party-committee")
    case.signed(1)
    refused(case.sign("second", "party-committee"), 409, "draft-already-signed")
    assert case.sign("second", "leader").status_code == 201
    assert case.sign("leader", "leader").status_code == 201
    refused(case.sign("party", "unit-head", "zg"), 403, "signed-at-another-level")


def test_a_signature_is_for_what_was_seen(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    case = office.draft()
    seen = {"digest": "sha256:" + "00" * 32, "level": "party-committee"}
    refused(case.act("sign", "party", **seen), 409, "draft-reads-otherwise")


def test_a_draft_that_is_returned_is_replaced_and_the_new_one_signed_from_the_start(
    api: Api,
) -> None:
    office = office_of(api)
    from_above(office)
    case = office.draft()
    case.signed(3)
    said = {"digest": case.digest, "level": "unit-head", "unit": "dj", "reason": "责任分解不明"}
    case.done("return", "dj", **said)
    told = case.read("zg")
    assert (told["state"], told["returned_by"]) == ("returned", "token:dj-head")
    assert told["reason"] == "责任分解不明"
    assert case.read("one")["reason"] == "[sealed 已封存]"
    refused(case.sign("zg", "unit-head", "zg"), 409, "draft-ended")
    new = office.draft()
    refused(new.sign("zg", "unit-head", "zg"), 409, "signed-out-of-order")
    other = office.draft(replaces=new.number)
    assert new.read()["replaced_by"] == other.number
    refused(new.sign("party", "party-committee"), 409, "draft-ended")


def test_a_heads_own_tasks_are_signed_by_the_leaders_and_not_by_himself(api: Api) -> None:
    office = office_of(api)
    from_above(office)
    api.write("/units", {"bureau": "nanyue", "unit": "bg", "name": "办公室", "kind": "section"})
    head = {"officer": "B1", "unit": "bg", "post_level": "head", "from": "2024-01-01"}
    deputy = {**head, "officer": "B2", "post_level": "staff"}
    for post in (head, deputy):
        api.write("/officers", {"bureau": "nanyue", "officer": post["officer"], "name": "某"})
        api.write("/postings", post)
    case = office.draft(task("B1"), task("B2"))
    signed_at = {t["officer"]: t["signed_at"] for t in case.read()["personal"]}
    assert signed_at == {"B1": "leader", "B2": "unit-head"}
    assert "unit-head bg" in case.read()["missing"]
    own = asker(api, "acting", "unit-head", "unit:bg")
    grant(api, "token:acting", "officer", "officer:B2")
    other = asker(api, "bg-head", "unit-head", "unit:bg")
    office.people.update(acting=own, bg=other)
    case.signed()
    refused(case.sign("acting", "unit-head", "bg"), 403, "own-indicators-among")
    assert case.sign("bg", "unit-head", "bg").status_code == 201
    case.publish()

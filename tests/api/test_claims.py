"""Does what needs a second person wait over HTTP, and is it told to whom it may be?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from tests.api import bodies
from tests.api.askers import Headers, asker, grant, revoke
from tests.api.asking import Api, refused, serving
from tests.api.bodies import BUREAU, hire, open_bureau
from tests.api.files import zipped
from tests.conftest import Database

pytestmark = pytest.mark.postgres

BOUND: Final = "alone: {points: 1}\n"
REASON: Final = "市局通报表扬"


def large(number: str) -> bodies.Body:
    """More than one person may record."""
    return bodies.commendation(number) | {"reason": REASON}


@dataclass(frozen=True)
class Office:
    """A bureau whose clerks may record one point alone, and who works there."""

    api: Api
    clerk: Headers
    checker: Headers
    unit_head: Headers
    admin: Headers
    sole: Headers

    def large(self, number: str, headers: Headers, key: str | None = None) -> httpx.Response:
        return self.api.post("/commendations", large(number), key, **headers)

    def claim(self, number: str) -> dict[str, Any]:
        """A claim as its approver sees it."""
        ref = self.large(number, self.clerk).json()["claim"]
        return dict(self.get(f"/claims/{ref}", self.checker).json())

    def get(self, path: str, headers: Headers, **query: str) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        return self.api.client.get(f"/v1{path}", params=query, headers=headers | wait)

    def act(self, claim: dict[str, Any], act: str, headers: Headers, **said: str) -> httpx.Response:
        body = {"digest": claim["digest"], **said}
        return self.api.post(f"/claims/{BUREAU}/{claim['number']}/{act}", body, **headers)


@pytest.fixture(scope="module")
def office(module_database: Database) -> Iterator[Office]:
    with serving(module_database) as api:
        open_bureau(api)
        bounded = bodies.edition(2, "2023-06-01") + BOUND
        api.write("/rulebooks", {"bureau": BUREAU, "document": bounded})
        hired = hire(api)
        grant(api, "token:head", "officer", f"officer:{hired}")
        yield Office(
            api,
            asker(api, "clerk", "recorder"),
            asker(api, "checker", "approver"),
            asker(api, "head", "approver", "unit:zg"),
            asker(api, "admin", "admin"),
            asker(api, "sole", "sole"),
        )


def test_what_one_may_not_record_alone_answers_202_and_where_it_waits(office: Office) -> None:
    number, head = hire(office.api), office.api.head
    answer = office.large(number, office.clerk, f"claim/{number}")
    head += 1
    assert answer.status_code == 202
    ref = answer.json()["claim"]
    assert answer.headers["Location"] == f"/v1/claims/{ref}"
    assert answer.headers["Merit-Position"] == str(head) == str(office.api.head)
    assert answer.json() | {"recorded_at": None} == {
        **{"position": head, "recorded_at": None, "facts": 1, "entries": [], "claim": ref},
        **{"cited_by": [], "digest": None},
    }
    again = office.large(number, office.clerk, f"claim/{number}")
    assert (again.status_code, again.content) == (202, answer.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == answer.headers["Location"]
    assert office.api.read("/entries", subject=f"officer:{number}")["items"] == []


def test_who_acts_alone_is_answered_201(office: Office) -> None:
    number = hire(office.api)
    answer = office.large(number, office.sole)
    assert (answer.status_code, answer.json()["claim"]) == (201, None)
    fact = office.api.read("/journal", after=office.api.head - 1)["items"][0]
    assert (fact["actor"], fact["role"], fact["approvals"]) == ("token:sole", "sole", [])


def test_an_approval_records_the_command_as_its_proposers(office: Office) -> None:
    number = hire(office.api)
    claim = office.claim(number)
    answer = office.act(claim, "approve", office.checker)
    assert answer.status_code == 201, answer.text
    (entry,) = answer.json()["entries"]
    assert answer.json()["facts"] == 2
    head = office.api.head
    fact, end = office.api.read("/journal", after=head - 2)["items"]
    assert (fact["name"], fact["actor"], fact["role"]) == (
        *("commendation-conferred", "token:clerk", "recorder"),
    )
    (said,) = fact["approvals"]
    assert said == {
        "actor": "token:checker",
        "role": "approver",
        "claim": f"{BUREAU}/{claim['number']}",
        "digest": claim["digest"],
    }
    assert fact["causation"] == f"claim:{BUREAU}/{claim['number']}"
    assert (end["name"], end["actor"], end["approvals"]) == ("claim-approved", "token:checker", [])
    assert office.api.read(f"/entries/{entry.replace('#', '/')}")["actor"] == "token:clerk"


def test_a_claim_is_read_by_who_may_read_whom_it_is_about(office: Office) -> None:
    number = hire(office.api)
    ref = office.large(number, office.clerk).json()["claim"]
    path = f"/claims/{ref}"
    for who in (office.clerk, office.checker, office.unit_head, office.sole):
        claim = office.get(path, who).json()
        assert claim["legible"] and claim["asked"]["reason"] == REASON
    sealed = office.get(path, office.admin).json()
    assert not sealed["legible"] and "reason" not in sealed["asked"]
    assert sealed["asked"]["subject"] == f"officer:{number}"
    other = hire(office.api)
    office.api.write("/postings", bodies.posting(other, until="2024-01-02"))
    office.api.write("/postings", bodies.posting(other, "dj", **{"from": "2024-01-02"}))
    elsewhere = office.large(other, office.clerk).json()["claim"]
    refused(office.get(f"/claims/{elsewhere}", office.unit_head), 403, "not-permitted")
    refused(office.get(f"/claims/{BUREAU}/999", office.unit_head), 403, "not-permitted")
    refused(office.get(f"/claims/{BUREAU}/999", office.checker), 404, "claim-not-found")


def test_claims_are_listed_by_the_state_they_had(office: Office) -> None:
    subject = f"officer:{(number := hire(office.api))}"
    first, second, third = (office.claim(number) for _ in range(3))
    before = office.api.head
    assert office.act(first, "approve", office.checker).status_code == 201
    assert office.act(second, "reject", office.checker, reason="依据不足").status_code == 201
    assert office.act(third, "withdraw", office.clerk).status_code == 201

    def listed(**query: str) -> dict[int, str]:
        page = office.get("/claims", office.checker, bureau=BUREAU, subject=subject, **query)
        return {c["number"]: c["state"] for c in page.json()["items"]}

    numbers = [c["number"] for c in (first, second, third)]
    assert listed() == dict(zip(numbers, ("approved", "rejected", "withdrawn"), strict=True))
    assert listed(state="waiting") == {}
    assert listed(state="waiting", position=str(before)) == dict.fromkeys(numbers, "waiting")
    assert listed(state="rejected") == {numbers[1]: "rejected"}
    page = office.get("/claims", office.checker, bureau=BUREAU, subject=subject, limit="2").json()
    rest = office.get("/claims", office.checker, subject=subject, cursor=page["next"]).json()
    assert [c["number"] for c in (*page["items"], *rest["items"])] == numbers
    rejected = page["items"][1]
    assert (rejected["reason"], rejected["ended_by"]) == ("依据不足", "token:checker")


@pytest.mark.parametrize(
    ("act", "who", "status", "code"),
    [
        ("approve", "clerk", 403, "not-permitted"),
        ("approve", "admin", 403, "not-permitted"),
        ("reject", "clerk", 403, "not-permitted"),
        ("withdraw", "checker", 403, "not-permitted"),
        ("withdraw", "sole", 403, "claim-of-another"),
    ],
)
def test_who_may_not_decide_is_turned_away(
    office: Office, act: str, who: str, status: int, code: str
) -> None:
    claim = office.claim(hire(office.api))
    said = {"reason": "依据不足"} if act == "reject" else {}
    refused(office.act(claim, act, getattr(office, who), **said), status, code)


def test_another_digest_than_was_seen_approves_nothing(office: Office) -> None:
    claim = office.claim(hire(office.api)) | {"digest": "sha256:" + "00" * 32}
    refused(office.act(claim, "approve", office.checker), 409, "claim-reads-otherwise")


def test_the_same_person_with_another_token_approves_nothing(office: Office) -> None:
    number, person = hire(office.api), hire(office.api)
    second = asker(office.api, "second", "approver")
    for name in ("clerk", "second"):
        grant(office.api, f"token:{name}", "officer", f"officer:{person}")
    claim = office.claim(number)
    refused(office.act(claim, "approve", second), 403, "approver-is-proposer")
    revoke(office.api, "token:clerk", 2)
    own = office.claim(person)
    refused(office.act(own, "approve", second), 403, "approver-is-beneficiary")


def test_an_approval_said_twice_is_one(office: Office) -> None:
    claim = office.claim(hire(office.api))
    path, body = f"/claims/{BUREAU}/{claim['number']}/approve", {"digest": claim["digest"]}
    first = office.api.post(path, body, "approve-once", **office.checker)
    head = office.api.head
    again = office.api.post(path, body, "approve-once", **office.checker)
    assert (again.status_code, again.content) == (201, first.content)
    assert office.api.head == head
    refused(office.api.post(path, body, **office.checker), 409, "claim-ended")


def test_a_workbook_with_what_needs_a_second_person_is_not_imported(office: Office) -> None:
    number = hire(office.api)
    appraiser = asker(office.api, "appraiser", "appraiser")
    row = {"ref": f"c{number}", "kind": "commendation", **large(number)}
    row = {k: v for k, v in row.items() if k not in ("bureau", "evidence")}
    files = {"workbook": ("book.zip", zipped({"entries": [row]}))}
    form = {"bureau": BUREAU, "year": "2024"}
    post = office.api.client.post
    refused(
        post("/v1/imports", data=form, files=files, headers=appraiser),
        403,
        "import-needs-second-person",
    )
    done = post("/v1/imports", data=form, files=files, headers=office.sole)
    assert done.status_code == 201, json.dumps(done.json(), ensure_ascii=False)

"""What does a command answer, and what may be read once it has answered?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.api import bodies
from tests.api.asking import JSON, Api, path_of, refused
from tests.api.posts import ALTERABLE, ENTRIES, POSTS, WAITING, altered, where
from tests.api.posts_of_bureaus import OF_TWO_BUREAUS
from tests.conftest import OFFICE

pytestmark = pytest.mark.postgres
_CASES = ("/disputes", "/drafts", "/packs", "/remediations")
"""Which open a numbered case that has an address of its own."""


def follow(api: Api, answer: httpx.Response) -> httpx.Response:
    """Where the answer's Location leads, read once its position can be read."""
    wait = {"Merit-Min-Position": answer.headers["Merit-Position"]}
    return api.client.get(answer.headers["Location"], headers=wait)


def test_no_address_that_takes_a_command_is_left_out_here(bureau: Api) -> None:
    document = bureau.client.get("/openapi.json").json()
    taking = {
        path.removeprefix("/v1")
        for path, methods in document["paths"].items()
        if JSON in methods.get("post", {}).get("requestBody", {}).get("content", {})
    }
    granted = {*POSTS, *WAITING, *OF_TWO_BUREAUS}
    assert taking - {"/rehearsals", "/previews"} == granted


@pytest.mark.parametrize("path", POSTS)
def test_a_command_answers_201_and_leads_to_what_it_recorded(
    bureau: Api, number: str, path: str
) -> None:
    body = POSTS[path](bureau, number)
    before = bureau.head
    answer = bureau.post(where(path), body)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["facts"] >= 1
    assert told["position"] == bureau.head == before + told["facts"]
    assert answer.headers["Merit-Position"] == str(told["position"])
    assert "Idempotency-Replayed" not in answer.headers
    found = follow(bureau, answer).json()
    if told["entries"]:
        assert answer.headers["Location"] == "/v1" + path_of(told["entries"][0])
        assert before < found["position"] <= told["position"]
        assert found["recorded_at"] == told["recorded_at"]
    elif path in _CASES:
        assert answer.headers["Location"] == f"/v1{path}/{told['case']}"
        case = found.get("pack", found)
        assert f"{case['bureau']}/{case['number']}" == told["case"]
    else:
        assert ("case" in told) == (path == "/contacts"), "one that is read in its list alone"
        asked = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert asked == {"after": [str(before)]}
        facts = found["items"][: told["facts"]]
        assert [f["position"] for f in facts] == list(range(before + 1, told["position"] + 1))
        assert facts[-1]["recorded_at"] == told["recorded_at"]


@pytest.mark.parametrize("path", WAITING)
def test_what_always_waits_answers_202_and_the_same_again(
    bureau: Api, number: str, path: str
) -> None:
    body, key, head = WAITING[path](bureau, number), f"waits/{number}", bureau.head
    first, again = (bureau.post(path, body, key) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202), first.text
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json()["facts"] == bureau.head - head == 2
    claim = follow(bureau, first).json()
    assert (claim["stage"], claim["proposer"]) == ("check", OFFICE.actor)


@pytest.mark.parametrize("path", POSTS)
def test_the_same_key_and_body_get_the_first_answer(bureau: Api, number: str, path: str) -> None:
    body, key = POSTS[path](bureau, number), f"again{path}/{number}"
    first = bureau.post(where(path), body, key)
    assert first.status_code == 201, first.text
    head = bureau.head
    for _ in range(2):
        again = bureau.post(where(path), body, key)
        assert again.status_code == 201
        assert again.content == first.content
        assert again.headers["Idempotency-Replayed"] == "true"
        for name in ("Location", "Merit-Position"):
            assert again.headers[name] == first.headers[name]
    assert bureau.head == head


@pytest.mark.parametrize("path", ALTERABLE)
def test_the_same_key_with_another_body_is_refused(bureau: Api, number: str, path: str) -> None:
    # No word in it that the refusal, which quotes it, might be thought to say.
    body, key = POSTS[path](bureau, number), f"other/{[*POSTS].index(path)}/{number}"
    bureau.write(where(path), body, key)
    head = bureau.head
    other = bureau.post(where(path), altered(path, body), key)
    refused(other, 409, "key-reused-for-another-command")
    assert bureau.head == head
    assert bureau.post(where(path), body, key).headers["Idempotency-Replayed"] == "true"


def test_the_same_key_for_another_command_is_refused(bureau: Api, number: str) -> None:
    bureau.write("/bonuses", bodies.bonus(number), f"shared/{number}")
    answer = bureau.post("/deductions", bodies.deduction(number), f"shared/{number}")
    refused(answer, 409, "key-reused-for-another-command")


@pytest.mark.parametrize("path", ENTRIES)
def test_without_a_key_two_posts_are_two_entries(bureau: Api, number: str, path: str) -> None:
    body = ENTRIES[path](bureau, number)
    first, second = bureau.entry(path, body), bureau.entry(path, body)
    assert first != second
    assert bureau.read(path_of(second))["number"] == bureau.read(path_of(first))["number"] + 1


def test_many_at_once_with_one_key_are_one_entry(bureau: Api, number: str) -> None:
    head = bureau.head
    with ThreadPoolExecutor(8) as hands:
        answers = list(
            hands.map(
                lambda _: bureau.post("/bonuses", bodies.bonus(number), f"burst/{number}"),
                range(16),
            )
        )
    assert {a.status_code for a in answers} == {201}
    assert len({a.content for a in answers}) == 1
    assert sum("Idempotency-Replayed" not in a.headers for a in answers) == 1
    assert bureau.head == head + 1


def test_many_at_once_without_a_key_are_each_an_entry(bureau: Api, number: str) -> None:
    with ThreadPoolExecutor(8) as hands:
        answers = list(
            hands.map(lambda _: bureau.post("/bonuses", bodies.bonus(number)), range(16))
        )
    granted = [ref for a in answers if a.status_code == 201 for ref in a.json()["entries"]]
    # Whoever loses the race ten times is told so and may try again; nobody gets a wrong number.
    for answer in answers:
        if answer.status_code != 201:
            refused(answer, 409, "account-contended")
    rows = bureau.read("/entries", subject=f"officer:{number}")["items"]
    assert sorted(r["number"] for r in rows) == list(range(1, len(granted) + 1))


def test_what_is_registered_already_is_no_second_fact(bureau: Api, number: str) -> None:
    head = bureau.head
    answer = bureau.post("/officers", bodies.officer(number))
    assert answer.status_code == 201
    assert answer.json()["facts"] == 0
    assert answer.headers["Merit-Position"] == str(head) == str(bureau.head)
    assert follow(bureau, answer).status_code == 200


NOBODY = "nanyue/2024/officer:nobody#1"
REFUSED: dict[str, tuple[str, bodies.Body, int, str]] = {
    "an unknown officer": ("/bonuses", bodies.bonus("nobody"), 404, "unknown-officer"),
    "an unknown unit": (
        *("/bonuses", {**bodies.bonus(""), "subject": "unit:none"}),
        *(404, "unknown-unit"),
    ),
    "a bureau without rules": (
        *("/bonuses", bodies.bonus("nobody", bureau="elsewhere")),
        *(409, "no-rulebook-published"),
    ),
    "a day to come": (
        "/restrictions",
        {"subject": "unit:zg", "rule": "V1", "effective_on": "2199-12-31"},
        *(409, "date-in-future"),
    ),
    "points off the step": ("/losses", bodies.loss(points="0.55"), 409, "points-off-step"),
    "a loss of nothing": ("/losses", bodies.loss(points="0"), 409, "loss-not-positive"),
    "an unknown indicator": ("/losses", bodies.loss("none"), 409, "indicator-not-in-plan"),
    "an unknown entry": ("/reversals", bodies.reversal(NOBODY), 404, "entry-not-found"),
    "an unknown entry to correct": (
        *("/corrections", bodies.correction(NOBODY, level="city")),
        *(404, "entry-not-found"),
    ),
    "a unit below itself": ("/units", bodies.unit("zg", parent="zg"), 409, "unit-tree-cycle"),
    "an unknown unit to close": (
        *("/units/closings", {"unit": "none", "effective_on": bodies.DAY}),
        *(404, "unknown-unit"),
    ),
    "a posting of nobody": ("/postings", bodies.posting("nobody"), 404, "unknown-officer"),
    "an indicator of two owners": (
        *("/indicators", bodies.plan(2024, "dj")),
        *(409, "indicator-with-two-owners"),
    ),
    "a mark above 100": (
        *("/reviews", {**bodies.mark("", "100.5"), "subject": "unit:zg"}),
        *(409, "mark-outside-scale"),
    ),
    "an unknown mark": (
        "/reviews/withdrawals",
        {"year": 2024, "subject": "officer:nobody", "number": 1, "reason": "无"},
        *(404, "mark-not-found"),
    ),
    "an unknown rule": (
        *("/restrictions", {**bodies.restriction(""), "subject": "unit:zg", "rule": "V9"}),
        *(409, "restriction-rule-not-in-edition"),
    ),
    "an unknown restriction": (
        "/restrictions/ends",
        {"subject": "unit:zg", "number": 9, "how": "lifted", "effective_on": bodies.DAY},
        *(404, "restriction-not-found"),
    ),
    "another rulebook": (
        "/rulebooks",
        {"bureau": bodies.BUREAU, "document": bodies.edition(9, rulebook="other")},
        *(409, "another-rulebook"),
    ),
    "an unknown edition": (
        *("/rulebooks/withdrawals", {"version": 99999, "reason": "无"}),
        *(404, "edition-not-found"),
    ),
    "an edition in force": (
        *("/rulebooks/withdrawals", {"version": 1, "reason": "无"}),
        *(409, "edition-in-force"),
    ),
    "an unknown batch": (
        "/imports/reversals",
        {"year": 2024, "batch": 9, "reason": "无", "ground": "无"},
        *(404, "batch-not-found"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_names_the_rule_and_records_nothing(bureau: Api, case: str) -> None:
    path, body, status, code = REFUSED[case]
    head = bureau.head
    refused(bureau.post(path, body, f"refused/{code}"), status, code)
    assert bureau.head == head


def test_a_refusal_does_not_use_up_its_key(bureau: Api, number: str) -> None:
    key = f"kept/{number}"
    refused(bureau.post("/bonuses", bodies.bonus(number, item="W1"), key), 409, "points-missing")
    granted = bureau.post("/bonuses", bodies.bonus(number, item="W1", points="0.7"), key)
    assert granted.status_code == 201
    assert "Idempotency-Replayed" not in granted.headers


def test_of_two_who_reverse_at_once_one_is_refused(bureau: Api, number: str) -> None:
    body = bodies.reversal(bureau.entry("/bonuses", bodies.bonus(number)))
    head = bureau.head
    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(lambda _: bureau.post("/reversals", body), range(4)))
    granted = [a for a in answers if a.status_code == 201]
    assert len(granted) == 1
    for answer in answers:
        if answer is not granted[0]:
            refused(answer, 409, "entry-already-reversed")
    assert bureau.head == head + 1

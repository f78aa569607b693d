"""Are the facts told in order, without a gap, from any position on?"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import httpx
import pytest

from tests.api import bodies
from tests.api.asking import BEARER, Api, pointers, refused
from tests.api.bodies import hire
from tests.api.streams import listening, stream

pytestmark = pytest.mark.postgres


def paged(api: Api, limit: int, after: int = 0) -> list[Any]:
    """All facts, each page asked for with the `after` of the one before."""
    facts: list[Any] = []
    while True:
        page = api.read("/journal", after=after, limit=limit)
        assert page["count"] == len(page["items"]) <= limit
        digests = "".join(f"{fact['digest']}\n" for fact in page["items"])
        assert page["digest"] == "sha256:" + hashlib.sha256(digests.encode()).hexdigest()
        facts += page["items"]
        if not page["items"]:
            assert page["after"] == after
            return facts
        after = page["after"]
        assert after == page["items"][-1]["position"] <= page["head"]


def test_the_facts_come_in_order_without_a_gap(bureau: Api, number: str) -> None:
    whole = paged(bureau, 1000)
    assert [fact["position"] for fact in whole] == list(range(1, bureau.head + 1))
    times = [fact["recorded_at"] for fact in whole]
    assert times == sorted(set(times))
    assert paged(bureau, 7) == whole
    assert paged(bureau, 3, after=10) == whole[10:]


def test_a_fact_is_told_as_stored_in_its_envelope(bureau: Api, number: str) -> None:
    told = bureau.write("/bonuses", bodies.bonus(number, reason="牵头完成"))
    (fact,) = bureau.read("/journal", after=told["position"] - 1)["items"]
    assert fact["position"] == told["position"]
    assert fact["recorded_at"] == told["recorded_at"]
    assert (fact["name"], fact["version"]) == ("bonus-awarded", 1)
    assert fact["stream"].endswith(f"nanyue/2024/officer:{number}")
    assert (fact["actor"], fact["role"]) == ("officer:9001", "owner")
    assert fact["fact"]["item"] == "K1"
    assert fact["fact"]["reason"].startswith("sealed:")
    with bureau.database.connect() as conn:
        row = conn.execute(
            "SELECT state FROM journal.facts WHERE position = %s", (told["position"],)
        ).fetchone()
    assert row is not None
    assert fact["digest"] == "sha256:" + hashlib.sha256(bytes(row[0])).hexdigest()


def test_after_the_head_there_is_nothing_yet(bureau: Api) -> None:
    for after in (bureau.head, bureau.head + 1, 2**62):
        page = bureau.read("/journal", after=after)
        assert (page["items"], page["after"], page["count"]) == ([], after, 0)
        assert page["head"] == bureau.head


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "9" * 30, "NaN"])
@pytest.mark.parametrize("path", ["/journal", "/journal/stream"])
def test_after_is_a_position(bureau: Api, path: str, after: str) -> None:
    problem = refused(bureau.ask(path, after=after), 422, "malformed")
    assert pointers(problem) == {"/query/after"}


@pytest.mark.parametrize("last", ["-1", "x", "", "9" * 30])
def test_a_last_event_id_is_a_position(bureau: Api, last: str) -> None:
    answer = bureau.client.get("/v1/journal/stream", headers={"Last-Event-ID": last})
    assert pointers(refused(answer, 422, "malformed")) == {"/header/last-event-id"}


@pytest.fixture(scope="module")
def address(bureau: Api) -> Iterator[str]:
    with listening(bureau) as served:
        yield served.address


def take(count: int, address: str, **where: Any) -> list[Any]:
    with stream(address, **where) as found:
        events = list(islice(found, count))
    for event in events:
        assert event.id == event.data["position"]
        assert event.name == event.data["name"]
    return [event.data for event in events]


def test_the_stream_tells_what_the_pages_tell(bureau: Api, number: str, address: str) -> None:
    whole = paged(bureau, 1000)
    assert take(len(whole), address) == whole


def test_a_broken_stream_goes_on_where_it_was(bureau: Api, number: str, address: str) -> None:
    whole = paged(bureau, 1000)
    assert take(5, address) == whole[:5]
    assert take(5, address, last_event_id="5") == whole[5:10]
    assert take(len(whole) - 10, address, after=10) == whole[10:]
    # What the browser had last goes before where the page began.
    assert take(3, address, after=2, last_event_id="8") == whole[8:11]


def test_a_listener_gets_each_fact_once_while_many_write(
    bureau: Api, number: str, address: str
) -> None:
    start, count = bureau.head, 40
    others = [bodies.hire(bureau) for _ in range(3)]
    begun = bureau.head

    def write(officer: str) -> None:
        for n in range(count):
            bureau.write("/reviews", bodies.mark(officer, str(50 + n)))

    writers = [threading.Thread(target=write, args=(officer,)) for officer in others]
    for writer in writers:
        writer.start()
    heard = take(begun - start + count * len(others), address, after=start)
    for writer in writers:
        writer.join()
    assert [fact["position"] for fact in heard] == list(range(start + 1, bureau.head + 1))
    assert heard == paged(bureau, 1000, after=start)


def test_a_fact_reaches_a_waiting_listener_soon(bureau: Api, number: str, address: str) -> None:
    with stream(address, after=bureau.head) as found:
        # The answer has begun before there is anything to tell.
        told = bureau.write("/bonuses", bodies.bonus(number))
        began = time.monotonic()
        assert next(found).id == told["position"]
        assert time.monotonic() - began < 5


def test_listeners_who_leave_hold_up_nobody(bureau: Api, number: str, address: str) -> None:
    owner = {"Authorization": f"Bearer {BEARER}"}
    with httpx.Client(base_url=address, trust_env=False, headers=owner) as asked:
        for _ in range(30):
            with asked.stream("GET", "/v1/journal/stream") as answer:
                assert answer.status_code == 200
        score = asked.get(f"/v1/officers/{number}/score", params={"year": 2024})
    assert score.status_code == 200


def test_open_streams_end_when_the_service_stops(bureau: Api) -> None:
    with listening(bureau) as served, stream(served.address, after=bureau.head) as found:
        bureau.write("/units", bodies.unit(f"s{bureau.head}"))
        assert next(found).name == "unit-established"
        served.stopping.set()
        began = time.monotonic()
        assert list(found) == []
        assert time.monotonic() - began < 5


def test_a_page_says_what_was_asked_and_which_points_were_claimed(bureau: Api, number: str) -> None:
    start = bureau.head
    ref = bureau.entry("/bonuses", bodies.bonus(number, item="W1", points="1.5"))
    bureau.entry("/bonuses", bodies.bonus(number, item="W1", points="0.7"))
    bureau.write("/reversals", bodies.reversal(ref))
    page = bureau.read("/journal", after=start, limit=50)
    assert page["query"] == {"after": str(start), "limit": "50"}
    assert page["totals"] == {"bonus-awarded": "2.2", "entry-reversed": "1.5"}


def test_one_fact_is_shown_in_words_with_its_neighbours(bureau: Api, number: str) -> None:
    first = bureau.write("/bonuses", bodies.bonus(number))["position"]
    hire(bureau)
    second = bureau.write("/deductions", bodies.deduction(number))["position"]
    shown = bureau.read(f"/journal/{second}")
    (fact,) = bureau.read("/journal", after=second - 1)["items"]
    assert shown["fact"] == fact
    assert (shown["subject"], shown["year"]) == (f"officer:{number}", 2024)
    assert (shown["before"], shown["after"], shown["head"]) == (first, None, second)
    assert bureau.read(f"/journal/{first}")["after"] == second
    assert f"nanyue/2024/officer:{number}#2 减分" in shown["words"]["zh"]
    assert f"nanyue/2024/officer:{number}#2 deduction" in shown["words"]["en"]
    assert bureau.read("/journal/1")["subject"] is None
    refused(bureau.ask(f"/journal/{second + 1}"), 404, "fact-not-found")
    refused(bureau.ask("/journal/0"), 422, "malformed")


def test_facts_are_asked_for_by_subject_and_by_the_time_of_recording(
    bureau: Api, number: str
) -> None:
    told = bureau.write("/bonuses", bodies.bonus(number))
    bureau.write("/deductions", bodies.deduction(number))
    page = bureau.read("/journal", subject=f"officer:{number}", limit=1000)
    names = [fact["name"] for fact in page["items"]]
    assert names[:2] == ["officer-registered", "posting-recorded"]
    assert names[-2:] == ["bonus-awarded", "deduction-imposed"]
    assert page["query"]["subject"] == f"officer:{number}"
    then = bureau.read("/journal", known_at=told["recorded_at"], after=told["position"] - 1)
    assert (then["head"], then["count"]) == (told["position"], 1)

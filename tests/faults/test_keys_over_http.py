"""Is a request that comes twice, late, out of order or at two doors at once recorded once?"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.commands.answers import BUREAU
from tests.commands.homes import an_own_home
from tests.commands.served import Served, served
from tests.faults.writers import Outside

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def doors(a_small_bureau: Path) -> Iterator[tuple[Served, Served]]:
    """Two processes of one home."""
    with an_own_home(a_small_bureau) as home, served(home) as one, served(home, "api") as other:
        yield one, other


def bonus(number: str, **more: Any) -> dict[str, Any]:
    return {
        "bureau": BUREAU,
        "subject": f"officer:{number}",
        "item": "W1",
        "points": "0.5",
        "effective_on": "2024-05-06",
        **more,
    }


def is_used(answer: httpx.Response) -> bool:
    return answer.status_code == 409 and answer.json()["code"] == "key-reused-for-another-command"


def test_one_key_many_times_at_once_at_two_doors_is_one_act(doors: tuple[Served, Served]) -> None:
    head = doors[0].ready()["journal"]
    with ThreadPoolExecutor(16) as hands:
        sent = [
            hands.submit(doors[n % 2].post, "/v1/bonuses", bonus("0001"), "many") for n in range(16)
        ]
        answers = [one.result() for one in sent]
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.headers["Merit-Position"] for answer in answers} == {str(head + 1)}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert len({answer.content for answer in answers}) == 1
    assert doors[1].ready()["journal"] == head + 1


def test_of_two_bodies_under_one_key_at_once_one_is_recorded(doors: tuple[Served, Served]) -> None:
    head = doors[0].ready()["journal"]
    bodies = [bonus("0002", points="0.5"), bonus("0002", points="1")]
    with ThreadPoolExecutor(12) as hands:
        sent = [
            hands.submit(doors[n // 2 % 2].post, "/v1/bonuses", bodies[n % 2], "two")
            for n in range(12)
        ]
        answers = [one.result() for one in sent]
    recorded = [answer for answer in answers if answer.status_code == 201]
    assert len(recorded) == 6
    assert all(is_used(answer) for answer in answers if answer not in recorded)
    assert doors[1].ready()["journal"] == head + 1


def test_a_late_retry_gets_the_first_answer_and_another_body_is_refused_at_either_door(
    doors: tuple[Served, Served],
) -> None:
    first = doors[0].post("/v1/bonuses", bonus("0003"), "late")
    for n in range(3):
        assert doors[n % 2].post("/v1/bonuses", bonus("0003")).status_code == 201
    for door in doors:
        retried = door.post("/v1/bonuses", bonus("0003"), "late")
        assert (retried.status_code, retried.content) == (201, first.content)
        assert is_used(door.post("/v1/bonuses", bonus("0003", points="1"), "late"))
        assert is_used(door.post("/v1/bonuses", bonus("0004"), "late"))
        reversal = {"entry": f"{BUREAU}/2024/officer:0003#1", "reason": "r", "ground": "复核"}
        assert is_used(door.post("/v1/reversals", reversal, "late"))


def test_a_request_that_came_too_early_may_come_again_under_its_key(
    doors: tuple[Served, Served],
) -> None:
    """What was refused has not used up its key."""
    head = doors[0].ready()["journal"]
    made = doors[0].post("/v1/bonuses", bonus("0005"), "entry").json()["entries"][0]
    account, _, number = made.rpartition("#")
    reversal = {"entry": f"{account}#{int(number) + 1}", "reason": "重复", "ground": "复核"}
    early = doors[1].post("/v1/reversals", reversal, "reversal")
    assert (early.status_code, early.json()["code"]) == (404, "entry-not-found")
    assert doors[1].post("/v1/bonuses", bonus("0005"), "entry-2").status_code == 201
    for door in doors:
        assert door.post("/v1/reversals", reversal, "reversal").status_code == 201
    assert doors[0].ready()["journal"] == head + 3


@pytest.mark.parametrize("acts", [40, pytest.param(400, marks=pytest.mark.long)])
def test_requests_sent_thrice_in_any_order_at_any_door_are_recorded_once(
    doors: tuple[Served, Served], acts: int
) -> None:
    outside = Outside(tuple(f"officer:{n:04}" for n in range(24)))
    dice = random.Random(acts)
    sent = [key for key in (outside.another() for _ in range(acts)) for _ in range(3)]
    dice.shuffle(sent)
    with ThreadPoolExecutor(12) as hands:
        list(hands.map(lambda key: outside.ask(dice.choice(doors).client, key), sent))
    # Where all come at once one may be told to send it again.
    assert set(outside.statuses) <= {201, 409}
    assert outside.statuses[201] > 2 * acts
    outside.settle(doors[0])

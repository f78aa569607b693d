"""Who writes while things break, and what do they know of it from outside?"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tests.commands.answers import BUREAU
from tests.commands.served import Served

WRITERS: Final = 4
OFFICERS: Final = tuple(f"officer:{n:04}" for n in range(1, 9))
PAUSE_SECONDS: Final = 0.05
PATIENCE_SECONDS: Final = 60


@dataclass
class Outside:
    """The writers' own ledger: every key with its body, and the position each was promised."""

    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def another(self) -> str:
        key = f"key-{next(self._numbers):05}"
        self.asked[key] = {
            "bureau": BUREAU,
            "subject": random.choice(OFFICERS),
            "item": "W1",
            "points": "0.5",
            "effective_on": "2024-05-06",
            "document_no": key,
            "reason": "随机中断",
        }
        return key

    def ask(self, client: httpx.Client, key: str) -> bool:
        """Write under the key, and take down the promise; was there one?"""
        headers = {"Idempotency-Key": key}
        try:
            answer = client.post("/v1/bonuses", json=self.asked[key], headers=headers)
        except httpx.TransportError:
            return False
        self.statuses[answer.status_code] += 1
        if answer.status_code != 201:
            return False
        position = int(answer.headers["Merit-Position"])
        assert self.acknowledged.setdefault(key, position) == position
        return True

    @contextmanager
    def writing(self, service: Served) -> Iterator[None]:
        """Some threads write as fast as they can until the block is left."""
        leaving = threading.Event()

        def write() -> None:
            with client_of(service) as client:
                while not leaving.is_set():
                    if not self.ask(client, self.another()):
                        time.sleep(PAUSE_SECONDS)

        threads = [threading.Thread(target=write) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            leaving.set()
            for thread in threads:
                thread.join(PATIENCE_SECONDS)

    def check(self, service: Served) -> None:
        """What was acknowledged is there once, where it was promised; nothing is there twice."""
        found = journal(service)
        assert list(found) == list(range(1, len(found) + 1)), "positions have no gap"
        mine = {p: f["document_no"] for p, f in found.items() if f.get("document_no") in self.asked}
        assert max(Counter(mine.values()).values(), default=0) <= 1, "nothing is recorded twice"
        assert {key: mine.get(p) for key, p in self.acknowledged.items()} == {
            key: key for key in self.acknowledged
        }

    def settle(self, service: Served) -> None:
        """Ask again for whatever was not acknowledged: then each is there exactly once."""
        with client_of(service) as client:
            for key in self.asked.keys() - self.acknowledged.keys():
                assert self.ask(client, key)
            for key in sorted(self.acknowledged)[:5]:
                assert self.ask(client, key)
        self.check(service)
        assert self.acknowledged.keys() == self.asked.keys()


def client_of(service: Served) -> httpx.Client:
    return httpx.Client(
        base_url=service.url,
        timeout=PATIENCE_SECONDS,
        trust_env=False,
        headers=service.client.headers,
    )


def journal(service: Served) -> dict[int, dict[str, Any]]:
    """Every fact by its position, as the service tells them."""
    found: dict[int, dict[str, Any]] = {}
    while page := service.get("/v1/journal", after=len(found), limit=1000).json()["items"]:
        found |= {item["position"]: item["fact"] for item in page}
    return found

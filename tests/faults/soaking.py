"""Who lives through a soak: what serves, who writes, asks about fixed moments and follows?"""

from __future__ import annotations

import json
import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import httpx
import psutil  # type: ignore[import-untyped]

from tests.commands.homes import Home
from tests.commands.served import Served, served
from tests.faults.writers import Outside

OFFICERS: Final = tuple(f"{n:04}" for n in range(1, 61))
DAYS: Final = ("2024-06-30", "2024-09-15", "2024-12-31")
QUESTIONS_MAX: Final = 30
"""Soon reached: of later moments there is more to hold in memory, which would look like a leak."""
WRITE_SECONDS, READ_SECONDS = 0.4, 0.4
"""Between two acts of one writer or reader: a soak is long, not a race."""
STEADY: Final = ("api", "project", "notary")
"""Never killed, so that their memory can be watched all the while."""
MORTAL: Final = ("serve", "project-2")
_MB: Final = 2**20
Act = Callable[[random.Random], None]


@dataclass
class Questions:
    """What was asked about fixed moments and answered first: it never changes."""

    first: dict[str, bytes] = field(default_factory=dict)
    answered: int = 0
    changed: list[str] = field(default_factory=list)

    def ask(self, client: httpx.Client, head: int, dice: random.Random) -> None:
        paths = list(self.first)
        is_new = not paths or (len(paths) < QUESTIONS_MAX and dice.random() < 0.05)
        path = _a_question(head, dice) if is_new else dice.choice(paths)
        answer = client.get(path)
        assert answer.status_code in (200, 503), answer.text
        if answer.status_code == 200:
            self.answered += 1
            if self.first.setdefault(path, answer.content) != answer.content:
                self.changed.append(path)


def _a_question(head: int, dice: random.Random) -> str:
    about = f"officers/{dice.choice(OFFICERS)}/{dice.choice(('score', 'statement'))}"
    subject = dice.choice((about, about, "units/zg/score"))
    return f"/v1/{subject}?year=2024&as_of={dice.choice(DAYS)}&position={head}"


@dataclass
class Follower:
    """Whoever reads the journal's stream and goes on after the last fact had."""

    last: int = 0
    connections: int = 0
    keys: dict[int, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def follow(self, client: httpx.Client) -> None:
        """Until the stream ends or breaks."""
        after = {"Last-Event-ID": str(self.last)}
        with client.stream("GET", "/v1/journal/stream", headers=after) as stream:
            self.connections += stream.status_code == 200
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    self._take(json.loads(line.removeprefix("data: ")))

    def _take(self, told: dict[str, object]) -> None:
        position, fact = told["position"], told["fact"]
        assert isinstance(position, int)
        assert isinstance(fact, dict)
        if position != self.last + 1:
            self.wrong.append(f"{position} after {self.last}")
        self.last = position
        if "document_no" in fact:
            self.keys[position] = fact["document_no"]


@dataclass
class Soak:
    """Everybody at work on one home, and the counts of what they saw."""

    home: Home
    services: dict[str, Served]
    seed: int
    outside: Outside = field(
        default_factory=lambda: Outside(tuple(f"officer:{number}" for number in OFFICERS))
    )
    questions: Questions = field(default_factory=Questions)
    followers: tuple[Follower, ...] = field(default_factory=lambda: (Follower(), Follower()))
    befell: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    sizes: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    """Nobody writes or asks any more; followers go on until `leaving`."""
    leaving: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.doors = (self.services["serve"], self.services["api"])

    @property
    def head(self) -> int:
        """The last position that was promised to anybody."""
        return max(list(self.outside.acknowledged.values()), default=0)

    def write(self, dice: random.Random) -> None:
        """One act, until it is promised: at either door, under one key."""
        key = self.outside.another()
        while not self.done.is_set():
            if self.outside.ask(dice.choice(self.doors).client, key):
                break
            time.sleep(WRITE_SECONDS / 4)
        self.done.wait(dice.uniform(0, 2 * WRITE_SECONDS))

    def read(self, dice: random.Random) -> None:
        with suppress(httpx.TransportError):
            if self.head:
                self.questions.ask(dice.choice(self.doors).client, self.head, dice)
        self.done.wait(dice.uniform(0, 2 * READ_SECONDS))

    def follow(self, follower: Follower, door: Served, _: random.Random) -> None:
        with suppress(httpx.TransportError):
            follower.follow(door.client)
        self.leaving.wait(0.2)

    def weigh(self) -> None:
        """How much memory each steady process holds, in MB."""
        at = time.monotonic() - self.began
        for name in STEADY:
            rss = psutil.Process(self.services[name].process.pid).memory_info().rss
            self.sizes.setdefault(name, []).append((at, rss / _MB))

    def growth(self, name: str) -> float:
        """MB an hour over the latter two thirds of the run, by least squares."""
        whole = self.sizes[name]
        points = whole[len(whole) // 3 :]
        mean_at, mean = (sum(column) / len(points) for column in zip(*points, strict=True))
        spread = sum((at - mean_at) ** 2 for at, _ in points) or 1.0
        return float(3600 * sum((at - mean_at) * (mb - mean) for at, mb in points) / spread)

    def told(self) -> str:
        """The counts so far, in one line."""
        outside, asked = self.outside, self.questions
        return (
            f"{time.monotonic() - self.began:.0f} s: {len(outside.acknowledged)} of"
            f" {len(outside.asked)} acts promised, statuses {dict(outside.statuses)};"
            f" {asked.answered} answers to {len(asked.first)} questions,"
            f" {len(asked.changed)} changed; followed to {[f.last for f in self.followers]}"
            f" over {[f.connections for f in self.followers]} connections;"
            f" befell {dict(self.befell)};"
            f" MB { ({name: round(sizes[-1][1]) for name, sizes in self.sizes.items()}) }"
        )

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Three writers, two readers and two followers, until the block is left."""
        acts: list[tuple[Act, threading.Event]] = [(self.write, self.done)] * 3
        acts += [(self.read, self.done)] * 2
        for follower, door in zip(self.followers, self.doors, strict=True):
            acts.append((partial(self.follow, follower, door), self.leaving))
        threads = [
            threading.Thread(target=self._keep_on, args=(*act, self.dice.randrange(2**32)))
            for act in acts
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.done.set()
            self.leaving.set()
            for service in self.services.values():
                service.end()
            for thread in threads:
                thread.join(60)

    def _keep_on(self, act: Act, until: threading.Event, seed: int) -> None:
        dice = random.Random(seed)
        while not until.is_set():
            try:
                act(dice)
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the run fails by it
                if not self.leaving.is_set():
                    self.troubles.append("".join(traceback.format_exception(trouble)))


@contextmanager
def a_soak(home: Home, seed: int) -> Iterator[Soak]:
    """The services of one home, begun: two doors, three projectors, two notaries."""
    with ExitStack() as stack:

        def begun(*words: str, wait: bool = True) -> Served:
            return stack.enter_context(served(home, *words, wait=wait))

        services = {
            "serve": begun("serve", "--empty"),
            "api": begun("api"),
            "project": begun("project", wait=False),
            "project-2": begun("project", wait=False),
            "notary": begun("notary", wait=False),
        }
        yield Soak(home, services, seed)

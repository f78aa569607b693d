"""Who records while everything is killed, and remembers what it was promised?

`python -m tests.faults.recording DOOR NAME FILE [--settle]`, a process to be killed: DOOR is
`ledger`, that of MERIT_HOME, or the address of an API. Each key is on disk before it is asked for,
each promise as soon as it is heard; one that begins again asks first for what it was not promised.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from domain import refusals as no
from domain.ledger import Ledger
from scripts.installation import installation
from tests.journal.cast import OFFICE, bonus

OFFICERS: Final = tuple(f"{n:04}" for n in range(1, 25))
PAUSE_SECONDS: Final = 0.05
TIMEOUT_SECONDS: Final = 30

Ask = Callable[[str], int | None]
"""The position promised for a key; None where nothing was promised."""


@dataclass
class Memory:
    """A writer's own ledger on its own disk."""

    asked: list[str] = field(default_factory=list)
    promised: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> list[str]:
        return [key for key in self.asked if key not in self.promised]


def read_memory(path: Path) -> Memory:
    memory = Memory()
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        key, position = json.loads(line)
        if position is None:
            memory.asked.append(key)
        else:
            assert memory.promised.setdefault(key, position) == position
    return memory


def command_of(key: str) -> Any:
    """The same for the same key, whoever asks for it again."""
    return bonus(random.Random(key).choice(OFFICERS), reason=key)


def by_ledger(ledger: Ledger) -> Ask:
    def ask(key: str) -> int | None:
        try:
            return ledger.handle(command_of(key), OFFICE, key).position
        except (no.JournalUnavailable, no.OutcomeNotKnown, no.AccountContended):
            return None

    return ask


def by_http(address: str) -> Ask:
    client = httpx.Client(
        base_url=address,
        timeout=TIMEOUT_SECONDS,
        trust_env=False,
        headers={"Authorization": f"Bearer {os.environ['MERIT_TOKEN']}"},
    )

    def ask(key: str) -> int | None:
        body = command_of(key).model_dump(mode="json", exclude_none=True)
        try:
            answer = client.post("/v1/bonuses", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            return None
        assert answer.status_code in (201, 503), answer.text
        return int(answer.headers["Merit-Position"]) if answer.status_code == 201 else None

    return ask


def record(ask: Ask, name: str, path: Path, *, settle: bool) -> None:
    memory = read_memory(path)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def remember(key: str, position: int | None) -> None:
        os.write(file, json.dumps([key, position]).encode() + b"\n")
        os.fsync(file)

    def insist(key: str) -> None:
        while (position := ask(key)) is None:
            time.sleep(PAUSE_SECONDS)
        remember(key, position)

    for key in memory.open:
        insist(key)
    number = len(memory.asked)
    while not settle:
        number += 1
        key = f"{name}-{number:05}"
        remember(key, None)
        insist(key)


def main(door: str, name: str, path: str, *settle: str) -> None:
    if door != "ledger":
        record(by_http(door), name, Path(path), settle=bool(settle))
        return
    with installation() as home, home.ledger() as ledger:
        record(by_ledger(ledger), name, Path(path), settle=bool(settle))


if __name__ == "__main__":
    main(*sys.argv[1:])

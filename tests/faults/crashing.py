"""Which processes work on one home, and how are they killed and begun anew, again and again?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.commands.homes import ROOT, Home
from tests.commands.served import free_port, token_of
from tests.faults.recording import Memory, read_memory
from tests.setup.users import alive, pids, within

SECONDS: Final = 60
WRITERS: Final = {
    "writer-1": "ledger",
    "writer-2": "ledger",
    "writer-3": "http",
    "writer-4": "http",
}
SERVICES: Final = {"api": "api", "projector": "project", "notary-1": "notary", "notary-2": "notary"}
KINDS: Final = (*WRITERS, *SERVICES)


@dataclass
class Crowd:
    """Writers, an API, a projector and two notaries; what was killed, and how often."""

    home: Home
    seed: int
    killed: Counter[str] = field(default_factory=Counter)
    processes: dict[str, subprocess.Popen[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder, self.port = self.home.path.parent, free_port()
        self.log = self.folder / "crowd.log"
        self.dice = random.Random(self.seed)

    def memory_of(self, writer: str) -> Path:
        return self.folder / f"{writer}.memory"

    def memories(self) -> dict[str, Memory]:
        return {writer: read_memory(self.memory_of(writer)) for writer in WRITERS}

    def promises(self) -> int:
        return sum(len(memory.promised) for memory in self.memories().values())

    def begin(self, name: str, *words: str) -> None:
        if name in SERVICES:
            port = ["--port", self.port] if name == "api" else []
            self.processes[name] = self.home.begin(SERVICES[name], *port, out=self.log)
            return
        door = f"http://127.0.0.1:{self.port}" if WRITERS[name] == "http" else "ledger"
        command = [sys.executable, "-m", "tests.faults.recording", door, name]
        with self.log.open("a") as log:
            self.processes[name] = subprocess.Popen(
                [*command, self.memory_of(name), *words],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=self.home.variables | {"MERIT_TOKEN": token_of(self.home)},
            )

    def tend(self) -> None:
        """Begin anew whoever could not live while the database was away."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.begin(name)

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes.pop(name).wait()

    def kill_all(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def goes_on(self) -> None:
        """Something more is promised to every writer."""
        before = {name: len(memory.promised) for name, memory in self.memories().items()}

        def grown() -> bool:
            self.tend()
            now = self.memories()
            return all(len(now[name].promised) > count for name, count in before.items())

        assert within(SECONDS, grown), self.log.read_text("utf-8")[-5000:]

    def crash_a_process(self, name: str) -> None:
        time.sleep(self.dice.uniform(0.02, 0.5))
        self.kill(name)
        self.killed[name] += 1
        time.sleep(self.dice.uniform(0, 0.1))
        self.begin(name)
        self.tend()

    def crash_the_database(self, ending: signal.Signals) -> None:
        """`pg_ctl stop -m immediate` sends SIGQUIT; its supervisor starts another."""
        time.sleep(self.dice.uniform(0.02, 0.5))
        postmaster, _ = pids(self.home.path)
        os.kill(postmaster, ending)
        assert within(SECONDS, lambda: not alive(postmaster))
        self.killed["postgres " + ending.name] += 1
        self.goes_on()

    def settle(self) -> None:
        """Every writer asks again for what it was not promised; then everything is killed."""
        for name in WRITERS:
            self.kill(name)
        for name in WRITERS:
            self.begin(name, "--settle")
        for name in WRITERS:
            code = self.processes.pop(name).wait(SECONDS)
            assert code == 0, self.log.read_text("utf-8")[-5000:]
        self.kill_all()

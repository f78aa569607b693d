"""Two histories of one log, and a witness in a process of its own that is shown both."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from projections.evidence.asking import submit
from projections.evidence.keys import SigningKey
from projections.evidence.merkle import consistency_proof, root_of
from projections.evidence.notes import Checkpoint, Note, Vkey, parse_vkey
from projections.evidence.witnessing import request_text
from tests.commands.homes import MERIT, ROOT
from tests.commands.served import free_port
from tests.evidence.logs import LARGEST, LOG, ORIGIN

SHARED: Final = 5
"""So many entries both histories begin with."""
SIZE: Final = 400
START_SECONDS: Final = 60


@dataclass(frozen=True)
class History:
    leaves: tuple[bytes, ...]

    def root(self, size: int) -> bytes:
        return root_of(self.leaves[:size])

    def note(self, size: int, *more: SigningKey, by: SigningKey = LOG) -> Note:
        body = Checkpoint(ORIGIN, size, self.root(size)).body
        return Note(body, (by.sign(body), *(one.cosign(body, 1) for one in more)))

    def submission(self, old: int, size: int) -> str:
        proof = consistency_proof(old, size, self.leaves[:size]) if old else []
        return request_text(old, proof, self.note(size))


ONE: Final = History(tuple(LARGEST[:SIZE]))
OTHER: Final = History(
    (*LARGEST[:SHARED], *(sha256(leaf).digest() for leaf in LARGEST[SHARED:SIZE]))
)


@dataclass
class WitnessProcess:
    """`merit witness`; it can be killed and begun again."""

    folder: Path
    log: Vkey = LOG.vkey
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.port = self.port or free_port()
        (self.folder / "log.vkey").write_text(self.log.text + "\n")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def words(self) -> list[str]:
        named = {"--state": "state", "--key": "key", "--log": "log.vkey"}
        given = [part for option, name in named.items() for part in (option, self.folder / name)]
        return [str(word) for word in ("witness", *given, "--port", self.port)]

    @property
    def said(self) -> str:
        return (self.folder / f"said-{self.port}").read_text("utf-8")

    @property
    def vkey(self) -> Vkey:
        found = re.search(r"^(merit-witness/\S+)$", self.said, re.MULTILINE)
        assert found
        return parse_vkey(found[1])

    def start(self) -> WitnessProcess:
        with (self.folder / f"said-{self.port}").open("wb") as said:
            self.process = subprocess.Popen(
                [*MERIT, *self.words],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
            )
        return self

    def ready(self) -> WitnessProcess:
        began = time.monotonic()
        assert self.process
        while not answers(self):
            assert self.process.poll() is None, self.said
            assert time.monotonic() - began < START_SECONDS, self.said
            time.sleep(0.05)
        return self

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        assert self.process
        self.process.terminate()
        return self.process.wait(20)

    def submit(self, history: History, old: int, size: int) -> tuple[int, str]:
        return submit(self.url, history.submission(old, size))


def answers(witness: WitnessProcess) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", witness.port)) == 0


@contextmanager
def running(folder: Path, log: Vkey = LOG.vkey) -> Iterator[WitnessProcess]:
    made = WitnessProcess(folder, log).start()
    try:
        yield made.ready()
    finally:
        if made.process and made.process.poll() is None:
            made.stop()

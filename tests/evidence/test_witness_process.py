"""Does a witness sign one history alone, whoever asks at once and whenever it is killed?"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from projections.evidence.asking import WitnessSilent, newest_checkpoint
from projections.evidence.notes import (
    Note,
    Trust,
    open_checkpoint,
    parse_signatures,
    signers,
)
from projections.evidence.witnessing import record_name
from tests.commands.homes import Home
from tests.evidence.logs import CHECKS, LOG, ORIGIN
from tests.evidence.witnesses import ONE, OTHER, SHARED, SIZE, History, WitnessProcess, running
from tests.laws.histories import LONG

KILLS: Final = 100 if LONG else 6
ROUNDS: Final = 500 if LONG else 25
HISTORIES: Final = (ONE, OTHER)


class Asker(threading.Thread):
    """Brings one history, as a log does that keeps to what the witness says it has."""

    def __init__(self, witness: WitnessProcess, history: History, seed: int) -> None:
        super().__init__(daemon=True)
        self.witness, self.history, self.random = witness, history, random.Random(seed)
        self.cosigned: list[tuple[int, str]] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        old = 0
        while not self.stopping.is_set():
            size = min(old + self.random.randint(0, 9), SIZE)
            try:
                status, text = self.witness.submit(self.history, old, size)
            except WitnessSilent:
                time.sleep(0.02)
                continue
            if status == 409:
                old = int(text)
            elif status == 422 and old > SHARED:
                return
            elif status == 200:
                self.cosigned.append((size, text))
                old = size


def is_one_history(askers: list[Asker], witness: WitnessProcess) -> int:
    """Every cosignature is of a checkpoint that one of the histories has; the largest size."""
    of: dict[int, set[int]] = {}
    for asker in askers:
        for size, line in asker.cosigned:
            note = Note(asker.history.note(size).body, parse_signatures(line))
            assert signers(note, [witness.vkey], CHECKS)
            if size > SHARED:
                of.setdefault(HISTORIES.index(asker.history), set()).add(size)
    assert len(of) == 1, of
    ((_, sizes),) = of.items()
    return max(sizes)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[WitnessProcess]]:
    """Two processes that share one folder and one key."""
    folder = tmp_path_factory.mktemp("witness")
    with running(folder) as first, running(folder) as second:
        yield [first, second]


def test_of_all_who_ask_two_processes_at_once_one_is_cosigned(two: list[WitnessProcess]) -> None:
    """Each round from nothing: two histories in two sizes, to both processes of the one folder."""
    assert two[0].vkey == two[1].vkey
    record = two[0].folder / "state" / record_name(ORIGIN)
    begun = record.read_text("utf-8")
    asks = [(one, history, size) for one in two for history in HISTORIES for size in (8, 9)]
    start = threading.Barrier(len(asks))

    def ask(asked: tuple[WitnessProcess, History, int]) -> int:
        witness, history, size = asked
        start.wait(10)
        return witness.submit(history, 0, size)[0]

    with ThreadPoolExecutor(len(asks)) as pool:
        for _ in range(ROUNDS):
            record.write_text(begun)
            assert sorted(pool.map(ask, asks)) == [200] + [409] * (len(asks) - 1)


def test_killed_at_any_time_it_has_signed_one_history(tmp_path: Path) -> None:
    with running(tmp_path / "witness") as witness:
        askers = [Asker(witness, history, n) for n, history in enumerate(HISTORIES * 2)]
        for asker in askers:
            asker.start()
        seed = random.Random(7)
        for _ in range(KILLS):
            time.sleep(seed.uniform(0, 0.4))
            witness.kill()
            witness.start().ready()
        for asker in askers:
            asker.stopping.set()
        for asker in askers:
            asker.join(20)
        largest = is_one_history(askers, witness)
        trust = Trust(CHECKS, (LOG.vkey,), (witness.vkey,), 1)
        found = open_checkpoint(newest_checkpoint(witness.url, ORIGIN), trust).checkpoint
        assert found.size >= largest
        assert found.root in (ONE.root(found.size), OTHER.root(found.size))
        assert witness.stop() == 0


def test_it_says_why_it_does_not_start(tmp_path: Path) -> None:
    home = Home(tmp_path / "none")
    made = WitnessProcess(tmp_path / "witness")
    (made.folder / "log.vkey").write_text("x")
    said = home.merit(*made.words, folder=tmp_path)
    assert (said.code, said.out) == (1, "")
    assert "should hold the log's verifier key" in said.err
    assert "应为账日志公钥" in said.err
    (made.folder / "log.vkey").write_text(LOG.vkey.text)
    made.start().ready().kill()
    (made.folder / "state" / record_name(ORIGIN)).write_text("x")
    said = home.merit(*made.words, folder=tmp_path)
    assert said.code == 1
    assert "the record is damaged" in said.err
    assert "见证记录已损坏" in said.err
    (made.folder / "state" / record_name(ORIGIN)).unlink()
    said = home.merit(*made.words, folder=tmp_path)
    assert (said.code, "--new-log" in said.err) == (1, True)
    (made.folder / "key").chmod(0o644)
    said = home.merit(*made.words, "--new-log", folder=tmp_path)
    assert (said.code, "chmod 600" in said.err) == (1, True)
    assert not (tmp_path / "none").exists()

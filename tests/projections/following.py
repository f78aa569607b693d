"""Who reads and writes while the read models follow?"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, LiteralString

from domain.ledger import Ledger
from projections.moments import Moment, resolve
from projections.projector import Projector
from projections.scores import get_score
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, YEAR, bonus
from tests.journal.facts import one

_MISSING: Final[LiteralString] = """
SELECT (SELECT count(*) FROM journal.facts WHERE position <= %s AND points IS NOT NULL
           AND topic <> 'entry-reversed')
     - (SELECT count(*) FROM read.entries WHERE position <= %s)
"""


@contextmanager
def projecting(database: Database) -> Iterator[Projector]:
    """A live projector, stopped at the end."""
    started = Projector(database.dsn("projector"))
    started.start()
    try:
        yield started
    finally:
        started.stop()


@dataclass
class Traffic:
    """What came of it: facts written, answers read, and answers that were not as they should be."""

    written: int = 0
    read: int = 0
    wrong: list[str] = field(default_factory=list)


def answers(database: Database, subjects: Sequence[str], moment: Moment) -> dict[str, str]:
    """The score of each subject, to the byte."""
    with database.connect("auditor") as conn:
        return {s: get_score(conn, s, moment).model_dump_json() for s in subjects}


@contextmanager
def traffic(
    database: Database, moment: Moment, subjects: Sequence[str], writers: int = 4, readers: int = 3
) -> Iterator[Traffic]:
    """Writers award without end; readers ask about the moment, and about now, without end."""
    seen, stop = Traffic(), threading.Event()
    expected = answers(database, subjects, moment)
    acts: list[Callable[[], None]] = [lambda: _write(database, seen, stop)] * writers
    acts += [lambda: _read(database, seen, stop, moment, expected)] * readers

    def keep_on(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            seen.wrong.append(repr(error))
            raise

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(keep_on, act) for act in acts]
        try:
            yield seen
        finally:
            stop.set()
        for ended in running:
            ended.result()


def _write(database: Database, seen: Traffic, stop: threading.Event) -> None:
    dice = random.Random(threading.get_ident())
    with Ledger(database.dsn("app"), MASTER) as ledger:
        while not stop.is_set():
            ledger.handle(bonus(f"{dice.randrange(20):04}"), OFFICE)
            seen.written += 1


def _read(
    database: Database,
    seen: Traffic,
    stop: threading.Event,
    moment: Moment,
    expected: dict[str, str],
) -> None:
    dice = random.Random(threading.get_ident())
    subjects, last = list(expected), 0
    with database.connect("app") as conn:
        while not stop.is_set():
            subject = dice.choice(subjects)
            asked = resolve(conn, YEAR, moment.as_of, position=moment.position)
            if get_score(conn, subject, asked).model_dump_json() != expected[subject]:
                seen.wrong.append(f"{subject} at {moment.position}")
            now = resolve(conn, YEAR)
            if now.position < last:
                seen.wrong.append(f"{now.position} after {last}")
            last = now.position
            get_score(conn, subject, now)
            if (missing := one(conn, _MISSING, last, last)) != 0:
                seen.wrong.append(f"{missing} entries are missing at {last}")
            seen.read += 2

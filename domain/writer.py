"""How does what was asked become facts: decided on a desk, appended, alone or with others?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from eventsourcing.persistence import DatabaseError, OperationalError

from domain.approving import Settled
from domain.journal.desk import Desk
from domain.journal.each import Each, append_each, as_said
from domain.journal.envelope import By, Receipt, Recorded, told_of
from domain.journal.log import NotAsked
from domain.journal.memory import Look
from domain.journal.names import sealed_fields
from domain.journal.recorder import Appending
from domain.journal.store import Store
from domain.journal.streams import seal_subject
from domain.journal.together import Together

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Wanted:
    """What is to be decided, who asks for it, and by what it is known again."""

    decide: Callable[[Desk], Settled]
    by: By
    key: str
    digest: bytes
    progress: Callable[[int], None] | None = None
    again: bool = False
    """Others were faster: what is known is not enough any more."""


@dataclass(frozen=True)
class Decided:
    """What it came to, on which desk, and what the append is to say."""

    look: Look
    desk: Desk
    facts: Sequence[Recorded]
    appending: Appending
    told: Mapping[str, Any]

    @property
    def sealing(self) -> set[str]:
        """Whose words the facts hold."""
        facts = (recorded.fact for recorded in self.facts)
        return {seal_subject(f.__dict__) for f in facts if sealed_fields(type(f))}

    def receipt(self, appended: Sequence[int] | Exception) -> Receipt:
        """Raises what the append refused."""
        if isinstance(appended, Exception):
            raise appended
        if appended:
            named = {name for r in self.facts if (name := getattr(r.fact, "bureau", None))}
            self.look.appended(appended, self.appending.recorded_at[-1], named)
        self.desk.taken_in()
        return Receipt(
            position=appended[-1] if appended else self.desk.head,
            recorded_at=self.appending.recorded_at[-1],
            facts=self.told["facts"],
            entries=tuple(self.told["entries"]),
            details=self.told["details"],
        )


@dataclass(frozen=True)
class Ready:
    """What was decided, sealed and encoded: it is appended as soon as it is its turn."""

    decided: Decided
    sealed_by: Mapping[str, bytes]
    each: Each


class Writer(Store):
    """Appends what is decided; `_together`, with whatever else waits."""

    def __init__(
        self, dsn: str, master: bytes, clock: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(dsn, master, clock)
        self._together = Together(self._decide_together, self._write_together)

    def _append(self, asked: Wanted) -> Receipt:
        decided = self._decided(asked, self._look())
        if sealing := decided.sealing:
            self.keyring.prepare(sealing)
        events = [self.mapper.to_stored_event(recorded) for recorded in decided.facts]
        positions = self.journal.insert_events(events, appending=decided.appending)
        return decided.receipt(positions or ())

    def _decide_together(self, group: Sequence[Wanted]) -> list[Ready | Exception]:
        """Each as the journal stands: none sees the others', as none would of another service;
        what one of them overtakes, the append refuses.

        Decided at a glance, where that will do: the append holds each to what was known. What is
        refused, or rests on the whole log, is decided again when the journal was asked.
        """
        found: list[Decided | Exception] = [NotAsked()] * len(group)
        if glance := self._memory.glance():
            found = [
                NotAsked() if asked.again else _outcome(partial(self._decided, asked, glance))
                for asked in group
            ]
        if any(isinstance(one, Exception) for one in found):
            look = self._look()
            for n, asked in enumerate(group):
                if isinstance(found[n], Exception):
                    found[n] = _outcome(partial(self._decided, asked, look))
        decided = [one for one in found if isinstance(one, Decided)]
        if any(asked.again for asked in group):
            self.keyring.prepare(subject for one in decided for subject in one.sealing)
        keys = self.keyring.at_hand(subject for one in decided for subject in one.sealing)
        # Now, while the group before is appended: the next one waits for nothing but the journal.
        return [
            _outcome(partial(self._ready, one, keys)) if isinstance(one, Decided) else one
            for one in found
        ]

    def _ready(self, one: Decided, keys: Mapping[str, bytes]) -> Ready:
        events = [self.mapper.to_stored_event(recorded) for recorded in one.facts]
        sealed_by = {subject: keys[subject] for subject in one.sealing}
        return Ready(one, sealed_by, as_said(events, one.appending, one.look, sealed_by))

    def _decided(self, asked: Wanted, look: Look) -> Decided:
        desk, by = self._desk(look), asked.by
        settled = asked.decide(desk)
        facts = desk.pending
        own = facts if settled.proposed is None else facts[-1:]
        told = told_of(look.head if facts else desk.head, own, settled.details)
        by = replace(by, role=settled.role, causation=settled.causation or by.causation)
        key, progress = asked.key, asked.progress
        said = Appending(
            by, desk.names, desk.reads, key, asked.digest, told, progress, quiet=desk.quiet
        )
        return Decided(look, desk, facts, settled.appending(facts, said), told)

    def _write_together(self, group: Sequence[Ready | Exception]) -> list[Receipt | Exception]:
        """Append in one transaction what was decided; each is told what became of his own."""
        ready = [one for one in group if isinstance(one, Ready)]
        appended = iter(self._appended(ready) if ready else ())
        return [
            one
            if isinstance(one, Exception)
            else _outcome(partial(one.decided.receipt, next(appended)))
            for one in group
        ]

    def _appended(self, ready: Sequence[Ready]) -> Sequence[range | Exception]:
        at = time.monotonic()
        try:
            positions = append_each(self.journal, [one.each for one in ready])
        except DatabaseError as error:
            if len(ready) == 1 or isinstance(error, OperationalError):
                raise  # Nothing that one of many said.
            return [found for one in ready for found in self._alone(one)]
        for one, found in zip(ready, positions, strict=True):
            if isinstance(found, range):
                self.keyring.seen(one.sealed_by, at)
        return positions

    def _alone(self, one: Ready) -> Sequence[range | Exception]:
        found = _outcome(partial(self._appended, [one]))
        return [found] if isinstance(found, Exception) else found


def _outcome(act: Callable[[], Answer]) -> Answer | Exception:
    """What it came to; an error is the outcome of this one alone."""
    try:
        return act()
    except Exception as error:  # noqa: BLE001
        return error

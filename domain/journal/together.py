"""How do many who write at once share what each would wait for alone?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Job = TypeVar("Job")
Ready = TypeVar("Ready")
Answer = TypeVar("Answer")
Done = TypeVar("Done")
GROUP_SECONDS: Final = 0.25
"""Who is appended longer than that waits for others: nobody need wait for him as well, neither the
next group nor the next about the same one."""


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class _Turn(Generic[Job, Answer]):
    job: Job
    whose: Hashable
    answer: Answer | Exception | None = None
    called: threading.Lock = field(default_factory=_held)
    """Let go when it has its answer, or is to lead the next group."""

    def end(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.called.release()


class Together(Generic[Job, Ready, Answer]):
    """Whoever comes first does the work of all who wait, each with an outcome of its own.

    While one group is appended the next is decided, led by the first of those who wait; a thread
    that is alone waits for nobody. Of jobs about the same one a group has only the first, and the
    next is decided when it is known what became of that: it would only be overtaken. What a step
    raises, everybody of the group is told.
    """

    def __init__(
        self,
        decide: Callable[[Sequence[Job]], Sequence[Ready | Exception]],
        append: Callable[[Sequence[Ready | Exception]], Sequence[Answer | Exception]],
    ) -> None:
        self._decide, self._append = decide, append
        self._lock, self._appending = threading.Lock(), threading.Lock()
        self._waiting: list[_Turn[Job, Answer]] = []
        self._busy: set[Hashable] = set()
        """Whom the groups that are decided or appended are about."""
        self._led = False

    def do(self, job: Job, whose: Hashable) -> Answer:
        """What the job came to; raises it, where it is an error."""
        turn: _Turn[Job, Answer] = _Turn(job, whose)
        with self._lock:
            self._waiting.append(turn)
            leads = not self._led and whose not in self._busy
            self._led = self._led or leads
        if not leads and not turn.called.acquire(timeout=GROUP_SECONDS):
            self._wait_no_longer(turn)
        if turn.answer is None:
            self._lead()
        assert turn.answer is not None
        if isinstance(turn.answer, Exception):
            raise turn.answer
        return turn.answer

    def _wait_no_longer(self, turn: _Turn[Job, Answer]) -> None:
        """For whoever is about the same one: only for his own turn."""
        with self._lock:
            waits = turn in self._waiting
            if waits:
                turn.whose = object()
            leads = waits and not self._led
            self._led = self._led or leads
        if not leads:
            turn.called.acquire()

    def _lead(self) -> None:
        group = self._group()
        try:
            try:
                ready = _step(group, lambda: self._decide([turn.job for turn in group]))
                alone = self._appending.acquire(timeout=GROUP_SECONDS)
            finally:
                # Only now: whoever came meanwhile is decided in one group, not in many small ones.
                self._hand_over()
            try:
                answers = None if ready is None else _step(group, lambda: self._append(ready))
            finally:
                if alone:
                    self._appending.release()
        finally:
            self._free(turn.whose for turn in group)
        for turn, answer in zip(group, answers or (), strict=answers is not None):
            turn.end(answer)

    def _group(self) -> Sequence[_Turn[Job, Answer]]:
        """The first of those who wait about each that is free; the leader's own is among them."""
        group: list[_Turn[Job, Answer]] = []
        waiting: list[_Turn[Job, Answer]] = []
        with self._lock:
            for turn in self._waiting:
                (waiting if turn.whose in self._busy else group).append(turn)
                self._busy.add(turn.whose)
            self._waiting = waiting
        return group

    def _hand_over(self) -> None:
        """Call the first of those who wait about one that is free."""
        with self._lock:
            self._led = False
            self._call()

    def _free(self, whose: Iterable[Hashable]) -> None:
        with self._lock:
            self._busy.difference_update(whose)
            if not self._led:
                self._call()

    def _call(self) -> None:
        for turn in self._waiting:
            if turn.whose not in self._busy:
                self._led = True
                turn.called.release()
                return


def _step(group: Sequence[_Turn[Job, Answer]], act: Callable[[], Done]) -> Done | None:
    try:
        return act()
    except Exception as error:  # noqa: BLE001 (all who wait are told)
        for turn in group:
            turn.end(error)
        return None
    except BaseException:
        for turn in group:
            turn.end(InterruptedError("whoever wrote for all was ended"))
        raise

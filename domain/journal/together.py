"""How do many who write at once share what each would wait for alone?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Job = TypeVar("Job")
Ready = TypeVar("Ready")
Answer = TypeVar("Answer")
Done = TypeVar("Done")
GROUP_SECONDS: Final = 0.25
"""A group that is appended longer than that waits for others, who need not wait for it as well."""


@dataclass
class _Turn(Generic[Job, Answer]):
    job: Job
    answer: Answer | Exception | None = None
    called: threading.Event = field(default_factory=threading.Event)
    """It has its answer, or is to lead the next group."""

    def end(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.called.set()


class Together(Generic[Job, Ready, Answer]):
    """Whoever comes first does the work of all who wait, each with an outcome of its own.

    While one group is appended the next is decided, led by the first of those who wait; a thread
    that is alone waits for nobody. What a step raises, everybody of the group is told.
    """

    def __init__(
        self,
        decide: Callable[[Sequence[Job]], Sequence[Ready | Exception]],
        append: Callable[[Sequence[Ready | Exception]], Sequence[Answer | Exception]],
    ) -> None:
        self._decide, self._append = decide, append
        self._lock, self._appending = threading.Lock(), threading.Lock()
        self._waiting: list[_Turn[Job, Answer]] = []
        self._led = False

    def do(self, job: Job) -> Answer:
        """What the job came to; raises it, where it is an error."""
        turn: _Turn[Job, Answer] = _Turn(job)
        with self._lock:
            self._waiting.append(turn)
            leads, self._led = not self._led, True
        if not leads:
            turn.called.wait()
        if turn.answer is None:
            self._lead()
        assert turn.answer is not None
        if isinstance(turn.answer, Exception):
            raise turn.answer
        return turn.answer

    def _lead(self) -> None:
        with self._lock:
            group, self._waiting = self._waiting, []
        try:
            ready = _step(group, lambda: self._decide([turn.job for turn in group]))
            alone = self._appending.acquire(timeout=GROUP_SECONDS)
        finally:
            # Only now: whoever came meanwhile is decided in one group, and not in many small ones.
            self._hand_over()
        try:
            answers = None if ready is None else _step(group, lambda: self._append(ready))
        finally:
            if alone:
                self._appending.release()
        for turn, answer in zip(group, answers or (), strict=answers is not None):
            turn.end(answer)

    def _hand_over(self) -> None:
        with self._lock:
            self._led = bool(self._waiting)
            if self._waiting:
                self._waiting[0].called.set()


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

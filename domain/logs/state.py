"""What must be remembered of a log?"""

from __future__ import annotations

from dataclasses import dataclass

from domain.logs.facts import LogFact


@dataclass(frozen=True)
class LogState:
    """A log has a name of its own: nothing of another forbids it."""

    opened: bool = False


def evolve(state: LogState, fact: LogFact) -> LogState:
    return LogState(opened=bool(fact.log))

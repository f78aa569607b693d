"""What would a candidate rulebook have done to a year, and which of its rules moves whom?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.record import Record
from domain.restating import changes
from domain.rule_steps import RuleStep, rule_steps
from domain.rulebook import Edition
from domain.run import Run, appraise

ALL_YEAR = "effective_from"
"""The first step: the edition in force on as_of holds on every day of the year."""


@dataclass(frozen=True)
class RuleEffect:
    """What one rule exchanged did to one subject: score, rank, band or grade."""

    rule: str
    subject: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Rehearsal:
    """A year under the editions in force and under a candidate; nothing is recorded."""

    in_force: Run
    candidate: Run
    rules: tuple[RuleStep, ...]
    effects: tuple[RuleEffect, ...]


def rehearse(
    record: Record,
    as_of: date,
    position: int,
    candidate: Edition,
    progress: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """The whole year under the candidate, and each rule's effect, exchanged one at a time.

    The effects of a subject add up to what the candidate does to him.
    """
    in_force = appraise(record, as_of, position)
    steps = tuple(_steps(in_force, candidate))
    effects: list[RuleEffect] = []
    last = in_force
    for n, step in enumerate(steps):
        run = appraise(record, as_of, position, step.edition)
        effects.extend(RuleEffect(step.rule, *change) for change in changes(last, run))
        last = run
        if progress is not None:
            progress(n + 1, len(steps))
    final = appraise(record, as_of, position, candidate)
    assert not changes(last, final), "the last step is the candidate"
    return Rehearsal(in_force, final, steps, tuple(effects))


def _steps(in_force: Run, candidate: Edition) -> Iterator[RuleStep]:
    standing = in_force.standing
    now = standing.edition
    others = [e.ref for e in standing.editions if e.ref != now.ref]
    if others:
        yield RuleStep(ALL_YEAR, ", ".join([*others, now.ref]), now.ref, now)
    yield from rule_steps(now, candidate)

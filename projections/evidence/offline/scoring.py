"""What is a subject's score by the facts alone, and which facts does it rest on?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from projections.evidence.offline.figures import as_points, day_of, with_places
from projections.evidence.offline.history import History, KnownFact, history_of, known_facts
from projections.evidence.offline.reckoning import PLACES_OF_COMPONENTS, Reckoned, Reckoning
from projections.evidence.offline.rules import rules_of

FactTriple = tuple[int, str, dict[str, Any]]
"""Position, stored name, stored state."""
_NAMED: Final = r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}"
_SUBJECT_FORM: Final = re.compile(f"(officer|unit):({_NAMED})")
NOT_COMPARED: Final = ("position", "rank", "band", "grade", "count", "digest", "weights")
"""What the product's answer says beyond a score, and what ours says beyond the product's."""


def score(
    facts: list[FactTriple], bureau: str, year: int, subject: str, as_of: str
) -> dict[str, Any]:
    """The answer as the product gives it when these facts are all that is known.

    `weights` are said beside it, for `explain`; `compared` takes them away.
    """
    _taken_apart(subject)
    day = day_of(as_of, "as_of")
    history = history_of(facts, bureau, year)
    if day.year != year:
        raise ValueError(f"as_of {day} lies outside the year {year}")
    return answer_of(Reckoning(history, day), subject)


def answer_of(reckoning: Reckoning, subject: str) -> dict[str, Any]:
    """One subject's answer; a unit must be known, an officer without a posting has no score."""
    kind, named = _taken_apart(subject)
    if kind == "unit" and named not in reckoning.kinds:
        raise ValueError(f"{subject}: no fact establishes this unit")
    found = reckoning.officer(named) if kind == "officer" else reckoning.unit(named)
    decimals = reckoning.rules.decimals
    return {
        **_whose(reckoning.history, reckoning.as_of),
        "edition": reckoning.rules.ref,
        "officer": named if kind == "officer" else None,
        "unit": found.unit,
        "group": found.group,
        "components": {
            name: with_places(value, PLACES_OF_COMPONENTS)
            for name, value in sorted(found.components.items())
        },
        "weights": {name: as_points(weight) for name, weight in found.weights.items()},
        "base": None if found.base is None else with_places(found.base, PLACES_OF_COMPONENTS),
        "bonus": as_points(found.bonus),
        "deduction": as_points(found.deduction),
        "score": None if found.score is None else with_places(found.score, decimals),
        "reasons": _reasons(found),
        "lines": [claim.line() for claim in (*found.losses, *found.claims)],
    }


def _whose(history: History, as_of: date) -> dict[str, Any]:
    return {"bureau": history.bureau, "year": history.year, "as_of": as_of.isoformat()}


def _reasons(found: Reckoned) -> list[str]:
    return [] if found.reason is None else [found.reason]


def compared(answer: dict[str, Any]) -> dict[str, Any]:
    """What our answer and the product's must agree in, to the byte."""
    try:
        rest = {key: part for key, part in answer.items() if key not in NOT_COMPARED}
        lines = [{k: v for k, v in line.items() if k != "ref"} for line in answer["lines"]]
    except (AttributeError, KeyError, TypeError):
        raise ValueError("no answer with lines") from None
    return {**rest, "lines": lines}


def _taken_apart(subject: object) -> tuple[str, str]:
    said = _SUBJECT_FORM.fullmatch(subject) if isinstance(subject, str) else None
    if said is None:
        raise ValueError("the subject is neither officer:… nor unit:…")
    return said[1], said[2]


def needed(facts: list[FactTriple], bureau: str, year: int, subject: str) -> set[int]:
    """The positions of all that the subject's score of the year may rest on, on any day of it.

    Facts of other officers and of units that he never served in are not among them, unless the
    rules compare his units with all the others. Nor is what moves a rank and no score.
    """
    known = known_facts(facts, bureau, year)
    bearing = _Bearing(known, subject)
    return {fact.position for fact in known if bearing.bears(fact)}


class _Bearing:
    """Which of the facts known have a bearing on the subject's score."""

    def __init__(self, known: list[KnownFact], subject: str) -> None:
        kind, self.named = _taken_apart(subject)
        self.of_officer = kind == "officer"
        self.units = set(self._units(known)) if self.of_officer else {self.named}
        self.subjects = {subject, *(f"unit:{unit}" for unit in self.units)}
        carried = set(self._indicators(known))
        self.losses = {
            (fact.said.text("subject"), fact.said.whole("number"))
            for fact in known
            if fact.family == "loss" and fact.said.text("indicator") in carried
        }

    def _units(self, known: list[KnownFact]) -> Iterator[str]:
        """Every unit of his at any time; all units where a rule asks for their mean."""
        compares = any(
            rules_of(fact.said.text("document"), fact.said.place).compares_units
            for fact in known
            if fact.name == "rulebook-published"
        )
        for fact in known:
            posted = fact.family == "posting" and fact.said.text("officer") == self.named
            if posted or (compares and fact.family == "unit"):
                yield fact.said.text("unit")

    def _indicators(self, known: list[KnownFact]) -> Iterator[str]:
        """All that the units ever carried in the year, for their losses stand elsewhere too."""
        for fact in known:
            if fact.family == "plan" and fact.said.text("unit") in self.units:
                yield from (line.text("indicator") for line in fact.said.objects("indicators"))

    def bears(self, fact: KnownFact) -> bool:
        said = fact.said
        match fact.family:
            case "rules" | "year" | "plan":
                return True
            case "unit":
                return said.text("unit") in self.units
            case "posting":
                return self.of_officer and said.text("officer") == self.named
        if said.text("subject") in self.subjects:
            return True
        of_loss = fact.family in ("loss", "reversal")
        return of_loss and (said.text("subject"), said.whole("number")) in self.losses

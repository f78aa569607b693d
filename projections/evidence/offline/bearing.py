"""Of which streams must every fact be there, so that a score may be believed?"""

from __future__ import annotations

from projections.evidence.offline.history import KnownFact, known_facts
from projections.evidence.offline.rules import rules_of
from projections.evidence.offline.scoring import FactTriple


def streams_of(facts: list[FactTriple], bureau: str, year: int, subject: str) -> set[str]:
    """The streams that the subject's score of the year can rest on, as far as the facts tell.

    With every fact of these there, the answer for more facts is the same streams again: who asks
    until nothing is added has them all. Raises ValueError where units are compared with all the
    others, for the list of all units is no stream.
    """
    kind, _, named = subject.partition(":")
    known = known_facts(facts, bureau, year)
    if kind == "officer" and _compares_units(known):
        raise ValueError("the rules compare all units, so that only the whole log proves it")
    units = _units(known, named) if kind == "officer" else {named}
    # The year's own facts tell of others, and move no score: a carried entry says so itself.
    found = {f"plans:{bureau}/{year}", f"rulebooks:{bureau}"}
    found |= {f"officer:{named}"} if kind == "officer" else set()
    for one in {subject, *(f"unit:{unit}" for unit in units)}:
        found |= {f"account:{bureau}/{year}/{one}", f"marks:{bureau}/{year}/{one}"}
    found |= {f"account:{bureau}/{year}/unit:{unit}" for unit in _owners(known, units)}
    return found | {f"unit:{unit}" for unit in units}


def _compares_units(known: list[KnownFact]) -> bool:
    return any(
        rules_of(fact.said.text("document"), fact.said.place).compares_units
        for fact in known
        if fact.name == "rulebook-published"
    )


def _units(known: list[KnownFact], officer: str) -> set[str]:
    """Every unit that the officer was ever posted to."""
    return {
        fact.said.text("unit")
        for fact in known
        if fact.family == "posting" and fact.said.text("officer") == officer
    }


def _owners(known: list[KnownFact], units: set[str]) -> set[str]:
    """Who ever owned an indicator that these carry: a loss stands in the owner's account."""
    lines = [
        (fact.said.text("unit"), line.text("indicator"), line.text("role"))
        for fact in known
        if fact.family == "plan"
        for line in fact.said.objects("indicators")
    ]
    carried = {indicator for unit, indicator, _ in lines if unit in units}
    return {unit for unit, indicator, role in lines if role == "owner" and indicator in carried}

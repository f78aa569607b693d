"""Was a dispute decided by people who had no hand in it, and was just that remedied?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from domain.accounts.facts import EntryReversed
from domain.disputes.facts import DisputeDecided
from domain.hands import appellants, hands_in
from domain.journal.desk import Desk
from domain.journal.names import Fact
from domain.registers.facts import MarkWithdrawn, RestrictionLifted, RestrictionRescinded
from domain.second import persons
from domain.vocabulary import case_ref
from domain.years.facts import GradeDecided
from projections.evidence.findings import listed


class Difference(NamedTuple):
    """What does not hold, what was expected, what is."""

    what: str
    expected: object
    found: object


def of_decision(desk: Desk, facts: Sequence[Fact], who: Iterable[str]) -> Iterator[Difference]:
    """By the ledger as it stood before: neither whoever decided nor whoever let it through."""
    for decided in (fact for fact in facts if isinstance(fact, DisputeDecided)):
        done = _done(facts)
        if done != list(decided.remedied):
            yield Difference("remedied", ", ".join(decided.remedied), ", ".join(done))
        yield from _of_hands(desk, decided, who)


def _of_hands(desk: Desk, decided: DisputeDecided, who: Iterable[str]) -> Iterator[Difference]:
    ref = case_ref(decided.bureau, decided.number)
    filed = desk.dispute(decided.bureau, decided.number).filed
    if filed is None:
        yield Difference("dispute", f"the dispute {ref}", "no such dispute")
        return
    barred = hands_in(desk, filed) | appellants(desk, filed)
    for one in who:
        if same := persons(desk, one) & barred:
            yield Difference("decider", f"no hand in dispute {ref}", listed(same))


class Undone(NamedTuple):
    """What a claim said of something that was undone, and which of the facts tells it."""

    said: Mapping[str, Any]
    place: int


def remedied(content: Mapping[str, Any], facts: Sequence[Fact]) -> Iterator[Difference | Undone]:
    """What was let through against what was done; then each entry by what was said of it."""
    if "remedies" not in content:
        return
    said = content["remedies"]
    asked, done = _asked(said), _done(facts)
    if asked != done:
        yield Difference("claimed remedies", ", ".join(asked), ", ".join(done))
        return
    for undo in (*said.get("reversals", ()), *said.get("corrections", ())):
        for place, fact in enumerate(facts):
            if isinstance(fact, EntryReversed) and _ref(fact) == undo["entry"]:
                yield Undone(undo, place)
            elif getattr(fact, "corrects", None) == undo["entry"]:
                yield Undone(undo.get("replacement", {}), place)


def _asked(said: Mapping[str, Any]) -> list[str]:
    """What a claim wants put right, in the order in which it is done."""
    return [
        *(c["entry"] for c in (*said.get("reversals", ()), *said.get("corrections", ()))),
        *(f"{m['year']}/{m['subject']}/marks#{m['number']}" for m in said.get("withdrawals", ())),
        *(f"{r['subject']}/restrictions#{r['number']}" for r in said.get("ends", ())),
        *(f"{g['year']}/officer:{g['officer']}/grade" for g in said.get("grades", ())),
    ]


def _ref(fact: EntryReversed) -> str:
    return f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}"


def _done(facts: Sequence[Fact]) -> list[str]:
    found = []
    for fact in facts:
        match fact:
            case EntryReversed():
                found.append(_ref(fact))
            case MarkWithdrawn():
                found.append(f"{fact.year}/{fact.subject}/marks#{fact.number}")
            case RestrictionLifted() | RestrictionRescinded():
                found.append(f"{fact.subject}/restrictions#{fact.number}")
            case GradeDecided():
                found.append(f"{fact.year}/officer:{fact.officer}/grade")
    return found

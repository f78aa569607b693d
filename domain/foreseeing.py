"""What would a command do if it were given now? Decided as ever, and never recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, get_args

from domain.accounts.facts import EntryReversed, Granted
from domain.approving import Asked, decide, settle
from domain.claims.commands import ClaimAward, ClaimCommand
from domain.claims.facts import ClaimFact
from domain.claims.vocabulary import document_key
from domain.errors import Forbidden, Refusal
from domain.journal.desk import Desk
from domain.journal.envelope import By, entry_ref
from domain.journal.names import NAME_OF, Fact, sealed_fields
from domain.record import Record
from domain.restating import changes
from domain.run import appraise
from domain.standing import Standing
from domain.trying import Trying
from domain.vocabulary import fixed

_OF_ACCOUNTS: Final = (*get_args(Granted), EntryReversed)
_OF_CLAIMS: Final = get_args(ClaimFact)
Reading = tuple[str, str, str | None, str | None]


@dataclass(frozen=True)
class FactForeseen:
    """A fact that would be recorded, by its stored name; what is sealed in it is left out."""

    name: str
    said: dict[str, Any]


@dataclass(frozen=True)
class Move:
    """What would read otherwise, as of a day."""

    bureau: str
    year: int
    as_of: date
    subject: str
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Foreseen:
    """What a command would come to: a refusal, or facts that `waits` for a second person or not.

    `alike` are the subject's entries in force, of the year or the one beside it, that speak of the
    same: of one act (merit), by one document, or where a document is not named of one item and
    day. `moves` are told of whom an entry would be, and once a year is frozen of everybody.
    """

    position: int
    refusal: Refusal | None = None
    waits: bool = False
    facts: tuple[FactForeseen, ...] = ()
    entries: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()


def foresee(trying: Trying, command: Asked, by: By) -> Foreseen:
    """Raises NotPermitted, as the command would; every other refusal is what is foreseen."""
    desk = trying.desk()
    try:
        settled = settle(desk, command, by)
    except Forbidden:
        raise
    except Refusal as refusal:
        return Foreseen(desk.head, refusal)
    waits = "claim" in settled.details
    if waits and not isinstance(command, ClaimAward | ClaimCommand):
        # What waits is a claim; to be foreseen is what it would let through.
        desk = trying.desk()
        decide(desk, command, replace(by, role=settled.role))
    facts = desk.facts
    return Foreseen(
        position=desk.head,
        waits=waits,
        facts=tuple(_told(fact) for fact in facts if not isinstance(fact, _OF_CLAIMS)),
        entries=tuple(ref for fact in facts if (ref := entry_ref(fact))),
        alike=tuple(dict.fromkeys(_alike(trying.desk(), facts))),
        moves=tuple(_moves(trying.desk(), desk)),
    )


def _told(fact: Fact) -> FactForeseen:
    said = fact.model_dump(mode="json", exclude_none=True, exclude=set(sealed_fields(type(fact))))
    return FactForeseen(NAME_OF[type(fact)], said)


def _alike(before: Desk, facts: Iterable[Fact]) -> Iterator[str]:
    undone = {(f.subject, f.year, f.number) for f in facts if isinstance(f, EntryReversed)}
    for fact in facts:
        if not isinstance(fact, get_args(Granted)):
            continue
        # The same may have been recorded before a year was closed, and be carried over again.
        for year in range(fact.year - 1, fact.year + 2):
            account = before.account(fact.bureau, year, fact.subject)
            for entry in account.entries:
                ended = (fact.subject, year, entry.number) in undone
                if not (ended or entry.number in account.reversed) and _speak_of_the_same(
                    entry, fact
                ):
                    yield account.ref(entry.number)


def _speak_of_the_same(one: Granted, other: Granted) -> bool:
    merit = getattr(one, "merit", None)
    if merit is not None and merit == getattr(other, "merit", None):
        return True
    if one.document_no and other.document_no:
        return document_key(one.document_no) == document_key(other.document_no)
    return one.effective_on == other.effective_on and _what(one) == _what(other)


def _what(entry: Granted) -> str | None:
    return getattr(entry, "item", None) or getattr(entry, "indicator", None)


def _moves(before: Desk, after: Desk) -> Iterator[Move]:
    """Each year's account by itself, as it reads today or at the year's end."""
    touched: dict[tuple[str, int], set[str]] = {}
    for fact in after.facts:
        if isinstance(fact, _OF_ACCOUNTS):
            touched.setdefault((fact.bureau, fact.year), set()).add(fact.subject)
    for (bureau, year), subjects in sorted(touched.items()):
        records = before.record(bureau, year), after.record(bureau, year)
        as_of = min(after.today, date(year, 12, 31))
        positions = before.head, after.head + len(after.facts)
        if before.year(bureau, year).frozen is None:
            found: Sequence[Reading] = _scores(records, as_of, positions, subjects)
        else:
            then, now = (appraise(r, as_of, p) for r, p in zip(records, positions, strict=True))
            found = changes(then, now)
        yield from (Move(bureau, year, as_of, *one) for one in found)


def _scores(
    records: tuple[Record, Record], as_of: date, positions: tuple[int, int], subjects: set[str]
) -> list[Reading]:
    then, now = (Standing(r, as_of, p) for r, p in zip(records, positions, strict=True))
    return [(one, "score", _score(then, one), _score(now, one)) for one in sorted(subjects)]


def _score(standing: Standing, subject: str) -> str | None:
    kind, _, named = subject.partition(":")
    row = standing.officer(named) if kind == "officer" else standing.unit(named)
    return None if row.score is None else fixed(row.score, standing.edition.decimals)

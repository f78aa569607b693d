"""Who had a hand in what is disputed, and so may not decide about it?

Asked of the facts and their envelopes alone, so that an audit answers it as the decision did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from domain.accounts.facts import Granted
from domain.disputes.facts import DisputeDecided, DisputeFiled
from domain.evaluations.vocabulary import PERIODS
from domain.journal.desk import Desk
from domain.journal.envelope import Kept
from domain.journal.names import Fact
from domain.journal.streams import Stream
from domain.registers.facts import MarkGiven, RestrictionImposed
from domain.second import persons
from domain.vocabulary import entry_key
from domain.years.facts import GradeDecided, YearClosed, YearPublished, YearRestated


def hands_in(desk: Desk, filed: DisputeFiled) -> frozenset[str]:
    """Whoever recorded or let through what is disputed or cited, or decided the stage before; in
    whatever name, and whom an entry itself says to have recorded or approved it."""
    found: set[str] = {f"officer:{leader}" for leader in _raters(desk, filed)}
    for principal in _principals(desk, filed):
        found |= persons(desk, principal)
    return frozenset(found)


def appellants(desk: Desk, filed: DisputeFiled) -> frozenset[str]:
    """Whose dispute it is, and whoever raised it."""
    return persons(desk, filed.filed_by) | {filed.subject}


def kept_entry(desk: Desk, ref: str) -> Sequence[Kept]:
    key, number = entry_key(ref)
    return desk.kept(
        Stream("account", str(key)), lambda f: isinstance(f, Granted) and f.number == number
    )


def kept_mark(desk: Desk, of: tuple[str, int, str], number: int) -> Sequence[Kept]:
    stream = Stream("marks", "/".join(map(str, of)))
    return desk.kept(stream, lambda f: isinstance(f, MarkGiven) and f.number == number)


def kept_restriction(desk: Desk, bureau: str, subject: str, number: int) -> Sequence[Kept]:
    stream = Stream("restrictions", f"{bureau}/{subject}")
    return desk.kept(stream, lambda f: isinstance(f, RestrictionImposed) and f.number == number)


def kept_run(desk: Desk, bureau: str, year: int, run: str) -> Sequence[Kept]:
    act, _, number = run.partition("-")

    def takes(fact: Fact) -> bool:
        match fact:
            case YearPublished():
                return act == "published"
            case YearClosed():
                return act == "closed"
            case YearRestated():
                return number == str(fact.number)
        return False

    return desk.kept(Stream("year", f"{bureau}/{year}"), takes)


def _kept(desk: Desk, filed: DisputeFiled) -> Iterator[Kept]:
    about, of = filed.about, (filed.bureau, filed.year, filed.subject)
    for ref in (*about.entries, *about.cites):
        yield from kept_entry(desk, ref)
    for number in about.marks:
        yield from kept_mark(desk, of, number)
    for number in about.restrictions:
        yield from kept_restriction(desk, filed.bureau, filed.subject, number)
    if about.run is not None:
        yield from kept_run(desk, filed.bureau, filed.year, about.run)
        yield from desk.kept(
            Stream("year", f"{filed.bureau}/{filed.year}"),
            lambda f: isinstance(f, GradeDecided) and f"officer:{f.officer}" == filed.subject,
        )
    if filed.against is not None:
        earlier = Stream("dispute", f"{filed.bureau}/{filed.against}")
        yield from desk.kept(earlier, lambda f: isinstance(f, DisputeDecided))


def _raters(desk: Desk, filed: DisputeFiled) -> Iterator[str]:
    """The leaders whose sealed scores a mark that is disputed was made of."""
    for period in PERIODS if filed.about.marks else ():
        given = desk.evaluations(filed.bureau, filed.year, period).leaders
        for number in filed.about.marks:
            yield from given.get((filed.subject, number), ())


def _principals(desk: Desk, filed: DisputeFiled) -> Iterator[str]:
    for kept in _kept(desk, filed):
        yield from kept.hands
    for ref in (*filed.about.entries, *filed.about.cites):
        key, number = entry_key(ref)
        entry = desk.account(*key).entries[number - 1]
        assert isinstance(entry, get_args(Granted))
        yield from (f"officer:{who}" for who in (entry.recorded_by, entry.approved_by) if who)

"""Which facts need a second person, who may be one, and over whom does a role reach?

Asked of the facts alone, so that an audit answers it as the decision did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, get_args

from domain.access.facts import RoleGranted, RoleRevoked
from domain.access.roles import allows
from domain.accounts.facts import (
    EntryReversed,
    Granted,
    ItemGranted,
    LateEntryRecorded,
    LossImposed,
)
from domain.bureaus.facts import BureauPlaced
from domain.claims.facts import AwardGranted
from domain.disputes.facts import DisputeDecided
from domain.erasures.facts import SubjectErased
from domain.evaluations.facts import EvaluationsOpened
from domain.evaluations.vocabulary import SERIES, period_named
from domain.imports.facts import ImportReversed
from domain.journal.desk import Desk
from domain.journal.names import Fact
from domain.registers import facts as registers
from domain.stars.facts import PostUnstarred
from domain.years.facts import YearClosed, YearRestated

BoundOf = Callable[[str, str], Decimal | None]
"""The points that an edition of a bureau lets one person record; None: any."""
Asks = Callable[[Fact], bool]
"""Do the rules ask for a second person, whatever the points?"""
StarredOn = Callable[[str, str, date], bool]
"""Is a subject of a bureau the holder of a starred post on a day?"""
Touched = tuple[str, date]
"""A subject, and the day by which its posting decides whose it is."""
GRANTED: Final = get_args(Granted)
GRANTED_BY_ITEM: Final = get_args(ItemGranted)
ALWAYS: Final = (
    EntryReversed,
    YearRestated,
    *get_args(registers.RulebookFact),
    *get_args(registers.RestrictionFact),
    AwardGranted,
    SubjectErased,
    RoleGranted,
    RoleRevoked,
    ImportReversed,
    registers.MarkWithdrawn,
    PostUnstarred,
    DisputeDecided,
    BureauPlaced,
)
_OF_A_SUBJECT: Final = (
    *GRANTED_BY_ITEM,
    EntryReversed,
    *get_args(registers.RestrictionFact),
    registers.MarkGiven,
    registers.MarkDocumented,
    registers.MarkWithdrawn,
)


def nobody(_bureau: str, _subject: str, _day: date) -> bool:
    """No post is starred."""
    return False


def nothing(_fact: Fact) -> bool:
    """No edition asks for a second person."""
    return False


def needs_second(
    facts: Iterable[Fact],
    bound_of: BoundOf,
    starred: StarredOn = nobody,
    asks: Asks = nothing,
) -> bool:
    """May one person not record these facts of one command alone?

    What closing a year carries over, and what opening gives as the leaders' mean, is nobody's own
    judgement.
    """
    found = tuple(facts)
    if any(isinstance(fact, YearClosed | EvaluationsOpened) for fact in found):
        return False
    return any(
        isinstance(fact, ALWAYS)
        or asks(fact)
        or (
            isinstance(fact, GRANTED)
            and (_above(fact, bound_of) or starred(fact.bureau, fact.subject, fact.effective_on))
        )
        for fact in found
    )


def _above(fact: Granted, bound_of: BoundOf) -> bool:
    bound = bound_of(fact.bureau, fact.edition)
    return bound is not None and abs(fact.claimed) > bound


def bound_at(desk: Desk) -> BoundOf:
    """The bounds as the desk reads the rulebooks."""

    @cache
    def bound_of(bureau: str, edition: str) -> Decimal | None:
        alone = desk.editions(bureau).get(edition).alone
        return None if alone is None else alone.points

    return bound_of


def starred_at(desk: Desk) -> StarredOn:
    """The starred posts as the desk reads them."""

    def starred(bureau: str, subject: str, day: date) -> bool:
        kind, _, named = subject.partition(":")
        if kind != "officer":
            return False
        stars = desk.stars(bureau)
        return any(
            p.bureau == bureau
            and p.start <= day < (p.until or date.max)
            and stars.covers(named, p.unit, p.post_level, day)
            for p in desk.officer(named).postings.values()
        )

    return starred


def asks_at(desk: Desk) -> Asks:
    """The rules as the desk reads them: an item that bars from a grade or a band, marks that one
    person may not give, and a mark in place of what leaders evaluated."""

    def asks(fact: Fact) -> bool:
        if isinstance(fact, GRANTED_BY_ITEM):
            item = desk.editions(fact.bureau).get(fact.edition).items[fact.item]
            return item.restriction is not None
        if not isinstance(fact, registers.MarkGiven):
            return False
        return _marks_ask(desk, fact) or replaces_evaluation(desk, fact)

    return asks


def _marks_ask(desk: Desk, fact: registers.MarkGiven) -> bool:
    editions = desk.rulebooks(fact.bureau).editions
    alone = editions.on(fact.effective_on).alone if len(editions) else None
    return alone is not None and alone.marks is False


def replaces_evaluation(desk: Desk, fact: registers.MarkGiven) -> bool:
    """Leaders evaluated him for just that period, and another mark is given than theirs."""
    period = period_named(fact.year, fact.period) if fact.series == SERIES else None
    if period is None:
        return False
    given = desk.evaluations(fact.bureau, fact.year, period).marks
    return any(subject == fact.subject and n < fact.number for subject, n in given)


def waits_at(desk: Desk) -> bool:
    """Whether what the desk is to write needs a second person."""
    return needs_second(desk.facts, bound_at(desk), starred_at(desk), asks_at(desk))


def persons(desk: Desk, principal: str) -> frozenset[str]:
    """The principal, and the officer whom his own grant says he is: two tokens are one man.

    He is the same man in every bureau.
    """
    held = [g.scope for b in desk.bureaus for g in desk.grants(b, principal).in_force(desk.today)]
    return frozenset({principal, *(scope for scope in held if scope.startswith("officer:"))})


def evaluates(desk: Desk, bureau: str, officer: str, grantees: Iterable[str]) -> bool:
    """Is the officer somebody who evaluates in the bureau? `grantees` are those to look at."""
    return any(
        any(allows(g.role, "evaluate") for g in desk.grants(bureau, one).in_force(desk.today))
        and f"officer:{officer}" in persons(desk, one)
        for one in grantees
    )


def beneficiaries(desk: Desk, facts: Iterable[Fact]) -> frozenset[str]:
    """Whom the facts are about."""
    found: set[str] = set()
    for fact in facts:
        if isinstance(fact, RoleGranted):
            found |= persons(desk, fact.grantee)
        elif isinstance(subject := getattr(fact, "subject", None), str):
            found.add(subject)
    return frozenset(found)


def touched_by(desk: Desk, facts: Iterable[Fact]) -> tuple[Touched, ...]:
    """Whose account the facts change, and on which day; nothing: the bureau as a whole."""
    found: list[Touched] = []
    for fact in facts:
        if isinstance(fact, AwardGranted | LateEntryRecorded):
            continue  # it tells of the facts beside it: of which claim they came, or why late
        if not isinstance(fact, _OF_A_SUBJECT) or _undoes_a_loss(desk, fact):
            return ()
        if isinstance(fact, registers.MarkDocumented):
            continue  # it tells more of the mark before it
        found.append((fact.subject, _day_of(desk, fact)))
    return tuple(found)


def _day_of(desk: Desk, fact: Any) -> date:
    """Of a mark that is withdrawn the day on which it counted."""
    if isinstance(fact, registers.MarkWithdrawn):
        given = desk.marks(fact.bureau, fact.year, fact.subject).given
        return next((m.effective_on for m in given if m.number == fact.number), desk.today)
    day: date = fact.effective_on
    return day


def _undoes_a_loss(desk: Desk, fact: Fact) -> bool:
    if not isinstance(fact, EntryReversed):
        return False
    entries = desk.account(fact.bureau, fact.year, fact.subject).entries
    return isinstance(entries[fact.number - 1], LossImposed)


def role_over(
    desk: Desk,
    bureau: str,
    principal: str,
    fits: Callable[[str], bool],
    touched: Callable[[], tuple[Touched, ...]],
) -> str | None:
    """A role that fits, held over all that is touched; first one by which he acts alone.

    Nothing touched: the bureau as a whole.
    """
    held = [g for g in desk.grants(bureau, principal).in_force(desk.today) if fits(g.role)]
    for grant in sorted(held, key=lambda g: (not allows(g.role, "alone"), g.scope != "bureau")):
        if grant.scope == "bureau":
            return grant.role
        over = touched()
        if over and all(covers(desk, bureau, grant.scope, *one) for one in over):
            return grant.role
    return None


def covers(desk: Desk, bureau: str, scope: str, subject: str, day: date) -> bool:
    """Does the scope reach the subject on that day? A unit's reaches all units below it."""
    if scope in ("bureau", subject):
        return True
    kind, _, wanted = scope.partition(":")
    if kind != "unit":
        return False
    seen: set[str] = set()
    unit = _unit_of(desk, bureau, subject, day)
    while unit is not None and unit not in seen:
        if unit == wanted:
            return True
        seen.add(unit)
        state = desk.unit(unit)
        unit = state.on(day).parent if state.bureau == bureau else None
    return False


def _unit_of(desk: Desk, bureau: str, subject: str, day: date) -> str | None:
    """The unit itself, or where the officer is posted on the day."""
    kind, _, named = subject.partition(":")
    if kind == "unit":
        return named
    postings = desk.officer(named).postings.values()
    held = (p for p in postings if p.bureau == bureau and p.start <= day < (p.until or date.max))
    return next((p.unit for p in held), None)

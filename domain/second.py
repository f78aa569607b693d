"""Which facts need a second person, who may be one, and over whom does a role reach?

Asked of the facts alone, so that an audit answers it as the decision did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final, get_args

from domain.access.facts import RoleGranted, RoleRevoked
from domain.access.roles import allows
from domain.accounts.facts import (
    DeductionImposed,
    EntryReversed,
    Granted,
    ItemGranted,
    LateEntryRecorded,
    LossImposed,
    ReprimandIssued,
)
from domain.bureaus.facts import BureauPlaced
from domain.claims.facts import AwardGranted
from domain.disputes.facts import DisputeDecided
from domain.erasures.facts import SubjectErased
from domain.imports.facts import ImportReversed
from domain.journal.desk import Desk
from domain.journal.names import Fact
from domain.registers import facts as registers
from domain.stars.facts import PostUnstarred
from domain.years.facts import YearClosed, YearRestated

BoundOf = Callable[[str, str], Decimal | None]
"""The points that an edition of a bureau lets one person record; None: any."""
StarredOn = Callable[[str, str, date], bool]
"""Is a subject of a bureau the holder of a starred post on a day?"""
Deduction = DeductionImposed | ReprimandIssued
Touched = tuple[str, date]
"""A subject, and the day by which its posting decides whose it is."""
GRANTED: Final = get_args(Granted)
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
    PostUnstarred,
    DisputeDecided,
    BureauPlaced,
)
_OF_A_SUBJECT: Final = (
    *get_args(ItemGranted),
    EntryReversed,
    *get_args(registers.RestrictionFact),
)


def nobody(_bureau: str, _subject: str, _day: date) -> bool:
    """No post is starred."""
    return False


def needs_second(facts: Iterable[Fact], bound_of: BoundOf, starred: StarredOn = nobody) -> bool:
    """May one person not record these facts of one command alone?

    What closing a year carries over is annulled by the closing, and by nobody's judgement.
    """
    found = tuple(facts)
    if any(isinstance(fact, YearClosed) for fact in found):
        return False
    return any(
        isinstance(fact, ALWAYS)
        or (
            isinstance(fact, GRANTED)
            and (_above(fact, bound_of) or starred(fact.bureau, fact.subject, fact.effective_on))
        )
        for fact in found
    )


def _above(fact: Granted, bound_of: BoundOf) -> bool:
    bound = bound_of(fact.bureau, fact.edition)
    return bound is not None and abs(fact.claimed) > bound


def to_be_heard(facts: Iterable[Fact], asks: Callable[[Deduction], bool]) -> tuple[Deduction, ...]:
    """The deductions of one command whose subject is heard before they take effect.

    A correction that makes a deduction of the same subject milder waits for nobody; a workbook's
    rows cannot wait: see `unheard_rows`.
    """
    found = tuple(facts)
    undone = [fact for fact in found if isinstance(fact, EntryReversed)]
    return tuple(
        fact
        for fact in found
        if isinstance(fact, get_args(Deduction))
        and fact.source is None
        and asks(fact)
        and not any(u.subject == fact.subject and u.claimed <= fact.claimed for u in undone)
    )


def unheard_rows(facts: Iterable[Fact], asks: Callable[[Deduction], bool]) -> tuple[Deduction, ...]:
    """A workbook's deductions whose subject ought to be heard first: who acts alone answers for
    them, and nobody else brings them in."""
    return tuple(
        fact
        for fact in facts
        if isinstance(fact, get_args(Deduction)) and fact.source is not None and asks(fact)
    )


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


def waits_at(desk: Desk) -> bool:
    """Whether what the desk is to write needs a second person."""
    return needs_second(desk.facts, bound_at(desk), starred_at(desk))


def persons(desk: Desk, principal: str) -> frozenset[str]:
    """The principal, and the officer whom his own grant says he is: two tokens are one man.

    He is the same man in every bureau.
    """
    held = [g.scope for b in desk.bureaus for g in desk.grants(b, principal).in_force(desk.today)]
    return frozenset({principal, *(scope for scope in held if scope.startswith("officer:"))})


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
        found.append((fact.subject, fact.effective_on))
    return tuple(found)


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

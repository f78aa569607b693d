"""Was each published indicator set signed at three levels, in order, by others, as it stands?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, get_args

import psycopg

from domain.claims.vocabulary import digest_text
from domain.drafts.facts import (
    DraftFact,
    DraftSigned,
    IndicatorsDrafted,
    IndicatorSetPublished,
    PersonalIndicatorDrafted,
)
from domain.drafts.state import DraftState, SetsState, evolve, evolve_sets
from domain.drafts.vocabulary import LEVELS
from domain.journal.desk import Desk
from domain.journal.looking import desk_over
from domain.registers.facts import PlanAdopted, PlanIndicator
from domain.run import HEAD
from domain.second import persons
from projections.evidence.acts import acts, desks_before, found_of
from projections.evidence.approvals import Difference, Row, day_of
from projections.evidence.findings import Audited, Finding, listed

SIGNATURES: Final = "indicator signatures"
_KINDS: Final = (*get_args(DraftFact), IndicatorSetPublished, PlanAdopted)
_NO_DRAFT: Final = ("draft", "a draft", "no such draft")


@dataclass
class _Drafts:
    """Every draft and every year's sets as they stand, and by which command each was made."""

    drafts: dict[tuple[str, int], DraftState] = field(default_factory=dict)
    sets: dict[tuple[str, int], SetsState] = field(default_factory=dict)
    made: dict[object, int] = field(default_factory=dict)

    def draft(self, bureau: str, number: int) -> DraftState:
        return self.drafts.get((bureau, number), DraftState())

    def of_year(self, bureau: str, year: int) -> SetsState:
        return self.sets.get((bureau, year), SetsState())

    def take(self, row: Row) -> None:
        fact = row.fact
        if isinstance(fact, IndicatorSetPublished):
            year = (fact.bureau, fact.year)
            self.sets[year] = evolve_sets(self.of_year(*year), fact)
            self.made[year] = row.of
        elif isinstance(fact, get_args(DraftFact)):
            key = (fact.bureau, fact.number)
            self.drafts[key] = evolve(self.draft(*key), fact)
            self.made.setdefault(("draft", *key), row.of)


def signatures(audited: Audited) -> Iterator[Finding]:
    """Every draft by whom it says, each signature, each set that was published, and its plans."""
    known = _Drafts()
    for row in acts(audited, _KINDS):
        if row.position > audited.since:
            yield from found_of(SIGNATURES, row, _differences(audited.conn, row, known))
        known.take(row)
    audited.tell(SIGNATURES, audited.size)


def _differences(conn: psycopg.Connection[Any], row: Row, known: _Drafts) -> Iterator[Difference]:
    match row.fact:
        case IndicatorsDrafted() as fact:
            yield from _of_drafted(row, fact, known)
        case PersonalIndicatorDrafted() as fact:
            yield from _of_task(conn, row, fact, known)
        case DraftSigned() as fact:
            state = known.draft(fact.bureau, fact.number)
            if state.drafted is None:
                yield _NO_DRAFT
                return
            yield from _of_signed(row, fact, state, state.drafted)
            yield from _of_standing(conn, row, fact, state, state.drafted)
        case IndicatorSetPublished() as fact:
            yield from _of_published(conn, row, fact, known)
        case PlanAdopted() as fact:
            yield from _of_plan(row, fact, known)


def _of_drafted(row: Row, fact: IndicatorsDrafted, known: _Drafts) -> Iterator[Difference]:
    """Once."""
    made = known.made.get(("draft", fact.bureau, fact.number))
    if fact.drafter != row.actor:
        yield "drafter", row.actor, fact.drafter
    if made is not None:
        yield "drafted", "once", f"at {made}, and again"


def _of_task(
    conn: psycopg.Connection[Any], row: Row, fact: PersonalIndicatorDrafted, known: _Drafts
) -> Iterator[Difference]:
    """It comes with its draft, never later. Whoever heads a unit has his own tasks signed by the
    leaders; anybody may have."""
    made = known.made.get(("draft", fact.bureau, fact.number))
    if made != row.of:
        yield "task of an officer", f"drafted with the command at {made}", f"at {row.of}"
    drafted = known.draft(fact.bureau, fact.number).drafted
    if drafted is None:
        return
    officer, first = fact.subject.removeprefix("officer:"), date(drafted.year, 1, 1)
    signed: set[tuple[str, str]] = set()
    for desk in desks_before(conn, row):
        day = min(max(desk.today, first), first.replace(month=12, day=31))
        signed |= {
            (p.unit, level)
            for p in desk.officer(officer).postings.values()
            if p.bureau == fact.bureau and p.start <= day < (p.until or date.max)
            for level in (("leader",) if p.post_level == HEAD else ("leader", "unit-head"))
        }
    if (fact.unit, fact.signed_at) not in signed:
        yield f"who signs the task of {fact.subject}", signed, (fact.unit, fact.signed_at)


def _of_signed(
    row: Row, fact: DraftSigned, state: DraftState, drafted: IndicatorsDrafted
) -> Iterator[Difference]:
    """It is of this draft, while it stood, by whom it says, in the order of the levels."""
    over, level = fact.over, fact.level
    earlier = LEVELS[: LEVELS.index(level)]
    day = day_of(row.recorded_at)
    *_, until = (date.min, *(one.until for one in state.rounds))
    waiting = [f"{before} {one}" for before in earlier for one in state.missing(before)]
    told: tuple[Difference, ...] = (
        ("signer", row.actor, fact.signer),
        ("digest signed", drafted.digest, fact.digest),
        ("a signature of a draft that ended", None, state.ended and type(state.ended).__name__),
        ("comments without an answer", (), state.unanswered),
        ("a round of comments that was open", None, until if day <= until else None),
        ("levels that sign before and did not", [], waiting),
    )
    for what, expected, is_ in told:
        if expected != is_:
            yield what, expected, is_
    if over not in state.missing(level):
        due = ", ".join(state.missing(level)) or "nobody"
        yield f"signed at {level}", f"over {due}, who had not", over


def _of_standing(
    conn: psycopg.Connection[Any],
    row: Row,
    fact: DraftSigned,
    state: DraftState,
    drafted: IndicatorsDrafted,
) -> Iterator[Difference]:
    """He held the level's role then; he neither drafted it, nor signed at another level, nor
    signs a task of his own."""
    desks = desks_before(conn, row)
    if not any(fact.over in _over(desk, fact) for desk in desks):
        yield "standing", f"{fact.signer} is {fact.level} of {fact.over}", "no such grant then"
    now, *_ = desks
    own = persons(now, fact.signer)
    if own != frozenset(fact.persons):
        yield "persons", listed(own), ", ".join(fact.persons)
    if same := own & (persons(now, drafted.drafter) | {*drafted.persons}):
        yield "signer", "another than who drafted", listed(same)
    for other in state.signed:
        same = own & (persons(now, other.signer) | {*other.persons})
        if other.level != fact.level and same:
            yield "signer", f"another than at {other.level}", listed(same)
    if _has_his_own(fact, own, state):
        yield "signer", "another than whose indicators they are", listed(own)


def _over(desk: Desk, fact: DraftSigned) -> frozenset[str]:
    """Over what his grants let him sign at that level: each level is called as its role."""
    held = desk.grants(fact.bureau, fact.signer).in_force(desk.today)
    scopes = [grant.scope for grant in held if grant.role == fact.level]
    if fact.level == "unit-head":
        return frozenset(scope.removeprefix("unit:") for scope in scopes)
    if fact.level == "leader" and scopes:
        return frozenset(one.removeprefix("officer:") for one in persons(desk, fact.signer))
    return frozenset({fact.bureau} if scopes else ())


def _has_his_own(fact: DraftSigned, own: frozenset[str], state: DraftState) -> bool:
    """Of his own tasks there are some at the level, and nobody else of it signs them."""
    his = [t for t in state.personal if t.signed_at == fact.level and t.subject in own]
    if fact.level == "unit-head":
        return any(task.unit == fact.over for task in his)
    return bool(his) and own.issuperset(f"officer:{leader}" for leader in state.due["leader"])


def _of_published(
    conn: psycopg.Connection[Any], row: Row, fact: IndicatorSetPublished, known: _Drafts
) -> Iterator[Difference]:
    """It is the next version, of a draft that all have signed, and the plans say the same."""
    state, sets = known.draft(fact.bureau, fact.draft), known.of_year(fact.bureau, fact.year)
    if state.drafted is None:
        yield _NO_DRAFT
        return
    yield from _of_set(fact, state, state.drafted, sets)
    after = (row.last_position or row.position) + 1
    plans = desk_over(conn, day_of(row.recorded_at), after).plans(fact.bureau, fact.year)
    for unit, said in _plans_of(state.drafted).items():
        if (told := plans.by_unit.get(unit)) != said:
            yield f"plan of {unit}", said, told


def _of_set(
    fact: IndicatorSetPublished, state: DraftState, drafted: IndicatorsDrafted, sets: SetsState
) -> Iterator[Difference]:
    if (fact.year, fact.digest) != (drafted.year, drafted.digest):
        yield "set", (drafted.year, drafted.digest), (fact.year, fact.digest)
    if not state.personal and (own := _digest(drafted)) != drafted.digest:
        yield "digest", own, drafted.digest
    if state.ended is not None or sets.of_draft(fact.draft) is not None:
        yield "published", "a draft that stands", "one that had ended"
    if missing := [f"{level} {over}" for level in LEVELS for over in state.missing(level)]:
        yield "signatures", "of all three levels", f"without {', '.join(missing)}"
    if fact.version != len(sets.published) + 1:
        yield "version", len(sets.published) + 1, fact.version
    *_, last = (fact.effective_on, *(one.effective_on for one in sets.published))
    if fact.effective_on.year != fact.year or fact.effective_on < last:
        yield "effective on", f"in {fact.year}, from {last} on", fact.effective_on


def _digest(drafted: IndicatorsDrafted) -> str:
    """Of all that was drafted, where no officer's task is part of it: those are sealed."""
    said = drafted.model_dump(mode="json", include={"bureau", "year", "replaces", "indicators"})
    return digest_text({"command": "DraftIndicators", "personal": [], **said})


def _plans_of(drafted: IndicatorsDrafted) -> dict[str, tuple[PlanIndicator, ...]]:
    """Of each unit what it carries, in the order of the draft; who leads bears as a support."""
    lines: dict[str, list[PlanIndicator]] = {}
    for one in drafted.indicators:
        for carrier in one.carriers:
            line = PlanIndicator(
                indicator=one.id,
                title=one.title,
                base=one.base if carrier.base is None else carrier.base,
                step=one.step,
                role="owner" if carrier.role == "owner" else "support",
                share=carrier.share,
            )
            lines.setdefault(carrier.unit, []).append(line)
    return {unit: tuple(own) for unit, own in lines.items()}


def _of_plan(row: Row, fact: PlanAdopted, known: _Drafts) -> Iterator[Difference]:
    """Once a set is published, no unit's plan reads otherwise than in it."""
    year = (fact.bureau, fact.year)
    sets = known.of_year(*year)
    if not sets.published or known.made[year] == row.of:
        return
    *_, last = sets.published
    drafted = known.draft(fact.bureau, last.draft).drafted
    said = None if drafted is None else _plans_of(drafted).get(fact.unit)
    if said != fact.indicators:
        yield f"plan of {fact.unit}", said, fact.indicators

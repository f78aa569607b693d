"""Which indicators are in draft or published, what was said of them, and who has yet to sign?

Folded from the facts themselves, as they stood at a position.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, Final, Literal, get_args

import psycopg

from domain import refusals as no
from domain.drafts.facts import (
    CommentAnswered,
    CommentRoundOpened,
    DraftCommented,
    DraftFact,
    DraftReplaced,
    DraftReturned,
    DraftSigned,
    Indicator,
    IndicatorsDrafted,
    IndicatorSetPublished,
    PersonalIndicatorDrafted,
)
from domain.drafts.state import DraftState, evolve
from domain.drafts.vocabulary import LEVELS, Answer, Kind, Level
from domain.vocabulary import case_ref
from projections.cases import CaseRow, Told, Wanted, cases_told, page_of
from projections.indicators import sealed, sets_published
from projections.listings import Asked, Page, page_after
from projections.scores import Unseal, View

DraftStanding = Literal["drafted", "signing", "signed", "published", "replaced", "returned"]
_KINDS: Final = get_args(DraftFact)


class DraftRow(CaseRow):
    """A draft: how far it is, and over what it is still to be signed."""

    recorded_at: datetime
    bureau: str
    number: int
    year: int
    drafter: str
    replaces: int | None
    digest: str
    state: DraftStanding
    missing: tuple[str, ...]
    rounds: int
    round_until: date | None
    unanswered: tuple[int, ...]
    version: int | None
    """Of the published set, if it is one."""


class TaskView(View):
    """A personal indicator; `signed_at`: the level that approves it."""

    officer: str
    id: str
    title: str
    standard: str
    kind: Kind
    unit: str
    indicator: str | None
    assigned_by: str | None
    signed_at: Level


class CommentView(View):
    """What a unit's head said, and what became of it."""

    comment: int
    round: int
    unit: str
    indicator: str | None
    commenter: str
    recorded_at: datetime
    text: str
    answer: Answer | None
    answer_text: str | None


class SignatureView(View):
    """Who signed, in which role, over what, and when."""

    level: Level
    over: str
    signer: str
    role: str
    recorded_at: datetime
    position: int


class Draft(DraftRow):
    """One draft with all that it says; `digest` is of that, and signatures bind to it.

    `hidden`: how many personal indicators are not for whoever asks.
    """

    indicators: tuple[Indicator, ...]
    personal: tuple[TaskView, ...]
    hidden: int
    comments: tuple[CommentView, ...]
    signatures: tuple[SignatureView, ...]
    replaced_by: int | None
    returned_by: str | None
    reason: str | None


@dataclass(frozen=True)
class DraftTold:
    """A draft's facts in order, and the state they lead to."""

    facts: Sequence[Told]
    state: DraftState

    @property
    def drafted(self) -> IndicatorsDrafted:
        assert self.state.drafted is not None, "a draft begins with its drafting"
        return self.state.drafted

    @property
    def tasks(self) -> Iterator[TaskView]:
        for task in self.state.personal:
            yield task_view(task)


def task_view(task: PersonalIndicatorDrafted) -> TaskView:
    said = task.model_dump(exclude={"bureau", "number", "subject"})
    return TaskView(**said, officer=task.subject.removeprefix("officer:"))


def _told(facts: Sequence[Told]) -> DraftTold:
    own: list[Any] = [told.fact for told in facts]
    return DraftTold(facts, reduce(evolve, own, DraftState()))


def list_drafts(
    conn: psycopg.Connection[Any], asked: Asked, bureau: str | None, year: int | None
) -> Page[DraftRow]:
    """In the state that each had at the position."""
    position, _ = page_after(asked.cursor, asked.position)
    sets = sets_published(conn, position, bureau)
    cases = map(_told, cases_told(conn, Wanted(_KINDS, position, bureau), sealed))
    rows = (_row(case, sets) for case in cases if year in (None, case.drafted.year))
    return page_of(DraftRow, rows, asked)


def draft_told(
    conn: psycopg.Connection[Any], position: int, key: tuple[str, int], unseal: Unseal
) -> DraftTold:
    bureau, number = key
    ref = case_ref(bureau, number)
    wanted = Wanted(_KINDS, position, bureau, f"draft:{ref}")
    for facts in cases_told(conn, wanted, unseal):
        return _told(facts)
    raise no.DraftNotFound(draft=ref)


def get_draft(
    conn: psycopg.Connection[Any],
    position: int,
    key: tuple[str, int],
    unseal: Unseal,
    sees: Callable[[str], bool],
) -> Draft:
    """`sees`: whether whoever asks may see what is said about a subject."""
    case = draft_told(conn, position, key, unseal)
    row = _row(case, sets_published(conn, position, key[0]))
    personal = tuple(task for task in case.tasks if sees(f"officer:{task.officer}"))
    ended = case.state.ended
    returned = ended if isinstance(ended, DraftReturned) else None
    return Draft(
        **row.model_dump(),
        indicators=case.drafted.indicators,
        personal=personal,
        hidden=len(case.state.personal) - len(personal),
        comments=tuple(_comments(case.facts)),
        signatures=tuple(_signatures(case.facts)),
        replaced_by=ended.replaced_by if isinstance(ended, DraftReplaced) else None,
        returned_by=returned.signer if returned else None,
        reason=returned.reason if returned else None,
    )


def _row(case: DraftTold, sets: dict[tuple[str, int], IndicatorSetPublished]) -> DraftRow:
    drafted, state = case.drafted, case.state
    published = sets.get((drafted.bureau, drafted.number))
    rounds = [told.fact for told in case.facts if isinstance(told.fact, CommentRoundOpened)]
    named = ("bureau", "number", "year", "drafter", "replaces", "digest")
    return DraftRow(
        **{name: getattr(drafted, name) for name in named},
        position=case.facts[0].position,
        recorded_at=case.facts[0].recorded_at,
        state="published" if published else _standing(state),
        missing=tuple(f"{level} {over}" for level in LEVELS for over in state.missing(level)),
        rounds=len(rounds),
        round_until=rounds[-1].until if rounds else None,
        unanswered=state.unanswered,
        version=published.version if published else None,
    )


def _standing(state: DraftState) -> DraftStanding:
    if state.ended is not None:
        return "replaced" if isinstance(state.ended, DraftReplaced) else "returned"
    if not state.signed:
        return "drafted"
    return "signing" if any(state.missing(level) for level in LEVELS) else "signed"


def _comments(facts: Sequence[Told]) -> Iterator[CommentView]:
    answers = {t.fact.comment: t.fact for t in facts if isinstance(t.fact, CommentAnswered)}
    for told in facts:
        if isinstance(told.fact, DraftCommented):
            said = told.fact.model_dump(exclude={"bureau", "number"})
            answer = answers.get(told.fact.comment)
            yield CommentView(
                **said,
                recorded_at=told.recorded_at,
                answer=answer.answer if answer else None,
                answer_text=answer.text if answer else None,
            )


def _signatures(facts: Sequence[Told]) -> Iterator[SignatureView]:
    for told in facts:
        if isinstance(told.fact, DraftSigned):
            yield SignatureView(
                level=told.fact.level,
                over=told.fact.over,
                signer=told.fact.signer,
                role=told.role,
                recorded_at=told.recorded_at,
                position=told.position,
            )

"""How are indicators drafted, commented on, signed and published, and who sees what of it?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from api.dependencies import Reading, Served
from api.doors import CaseNumber, accept, accept_of_case
from api.errors import RESPONSES
from api.guard import Guarded, may
from api.questions import BureauNamed, KnownAt, MomentAsked, PageAsked, Position, YearAsked
from domain.deciding.reaching import Right
from domain.drafts.commands import (
    AnswerComment,
    CommentOnDraft,
    DraftIndicators,
    OpenCommentRound,
    PublishIndicators,
    RegisterUpperIndicators,
    ReturnDraft,
    SignDraft,
)
from domain.vocabulary import Id
from projections.answering import LedIndicators, Tags, get_led, get_tags
from projections.cascades import (
    CARRIES_MOST,
    Cascade,
    OfficerIndicators,
    get_cascade,
    get_officer_indicators,
)
from projections.drafts import Draft, DraftRow, get_draft, list_drafts
from projections.indicators import SetRow, UpperRow, list_sets, list_upper
from projections.listings import Page
from projections.moments import known_position

routes = APIRouter(tags=["indicators"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/indicators/upper", RegisterUpperIndicators)
accept(routes, "/drafts", DraftIndicators)
accept_of_case(routes, "/drafts/{bureau}/{number}/rounds", OpenCommentRound)
accept_of_case(routes, "/drafts/{bureau}/{number}/comments", CommentOnDraft)
accept_of_case(routes, "/drafts/{bureau}/{number}/answers", AnswerComment)
accept_of_case(routes, "/drafts/{bureau}/{number}/sign", SignDraft)
accept_of_case(routes, "/drafts/{bureau}/{number}/return", ReturnDraft)
accept_of_case(routes, "/drafts/{bureau}/{number}/publish", PublishIndicators)
YearFilter = Annotated[int | None, Query(ge=1990, lt=2200)]
SHUT: Final = "[sealed 已封存]"


@routes.get("/drafts")
def get_drafts(
    conn: Reading, page: PageAsked, bureau: BureauNamed = None, year: YearFilter = None
) -> Page[DraftRow]:
    """Every draft, how far it is, and over what it is still to be signed."""
    return list_drafts(conn, page.asked(bureau=bureau, year=year), bureau, year)


@routes.get("/drafts/{bureau}/{number}")
def get_one_draft(
    request: Request,
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: Id,
    number: CaseNumber,
) -> Draft:
    """One draft, `nanyue/7`: what it says, the comments and their answers, the signatures.

    Personal indicators and comments are told to whoever may read the accounts of whom they are
    about, or all results.
    """
    sees = _sight(request, served, conn, bureau)
    opened = served.ledger.keyring.open
    return get_draft(
        conn,
        page.position,
        (bureau, number),
        lambda subject, text: opened(subject, text) if sees(subject) else SHUT,
        sees,
    )


def _sight(request: Request, served: Served, conn: Reading, bureau: str) -> Callable[[str], bool]:
    """Whether whoever asks sees what is said about a subject, or of the draft as a whole."""

    @cache
    def sees(subject: str) -> bool:
        whole = (Right("results", "bureau", bureau), Right("read", "bureau", bureau))
        signs = Right("sign", "any", bureau)
        own = signs if subject.startswith("bureau:") else Right("read", "subject", bureau, subject)
        return any(may(request, served, conn, right) for right in (*whole, own))

    return sees


@routes.get("/indicators/upper")
def get_upper_indicators(
    conn: Reading, page: PageAsked, bureau: BureauNamed = None, year: YearFilter = None
) -> Page[UpperRow]:
    """What documents from above set the bureau, each version of each."""
    return list_upper(conn, page.asked(bureau=bureau, year=year), bureau, year)


@routes.get("/indicators/sets")
def get_indicator_sets(
    conn: Reading, page: PageAsked, bureau: BureauNamed = None, year: YearFilter = None
) -> Page[SetRow]:
    """The published sets, each version of each year."""
    return list_sets(conn, page.asked(bureau=bureau, year=year), bureau, year)


@routes.get("/indicators/cascade")
def indicator_cascade(
    conn: Reading,
    year: YearAsked,
    bureau: BureauNamed = None,
    known_at: KnownAt = None,
    position: Position = None,
    most: Annotated[
        int, Query(ge=1, le=1000, description="More than these overload a unit")
    ] = CARRIES_MOST,
) -> Cascade:
    """How what was set from above is taken on: by whom, what by nobody, who carries too much."""
    at = known_position(conn, known_at, position)
    return get_cascade(conn, year, at, bureau, most)


@routes.get("/indicators/tags")
def losses_by_tag(conn: Reading, moment: MomentAsked, bureau: BureauNamed = None) -> Tags:
    """What was lost so far on the indicators of each tag."""
    return get_tags(conn, moment, bureau)


@routes.get("/leaders/{officer}/indicators")
def indicators_of_leader(
    officer: Id, conn: Reading, moment: MomentAsked, bureau: BureauNamed = None
) -> LedIndicators:
    """The indicators that a leader answers for, and what was lost on them so far."""
    return get_led(conn, officer, moment, bureau)


@routes.get("/officers/{officer}/indicators")
def indicators_of_officer(
    officer: Id,
    conn: Reading,
    served: Served,
    year: YearAsked,
    bureau: BureauNamed = None,
    known_at: KnownAt = None,
    position: Position = None,
) -> OfficerIndicators:
    """An officer's personal indicators, and the indicators of his unit that they are traced to."""
    asked = year, known_position(conn, known_at, position)
    return get_officer_indicators(conn, officer, asked, served.ledger.keyring.open, bureau)

"""How are units, officers, postings, plans, marks, restrictions and rulebooks kept?"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from api.dependencies import Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, PageAsked, Position
from domain.registers.commands import (
    AdoptPlans,
    CloseUnit,
    EndRestriction,
    GiveMark,
    ImposeRestriction,
    PublishRulebook,
    RecordPosting,
    RegisterOfficer,
    RegisterUnit,
    WithdrawMark,
    WithdrawRulebook,
)
from domain.rulebook import json_schema
from domain.rulebook.written import write_edition
from domain.vocabulary import Id, Subject
from projections.listings import Page, list_rows
from projections.rows import (
    EditionRow,
    MarkRow,
    OfficerRow,
    PlanRow,
    PostingRow,
    RestrictionEndRow,
    RestrictionRow,
    UnitClosingRow,
    UnitRow,
)
from projections.rulebooks import (
    EditionDifference,
    get_edition,
    get_edition_difference,
    printed_edition,
)

routes = APIRouter(tags=["registers"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/units", RegisterUnit)
accept(routes, "/units/closings", CloseUnit)
accept(routes, "/officers", RegisterOfficer)
accept(routes, "/postings", RecordPosting)
accept(routes, "/indicators", AdoptPlans)
accept(routes, "/reviews", GiveMark)
accept(routes, "/reviews/withdrawals", WithdrawMark)
accept(routes, "/restrictions", ImposeRestriction)
accept(routes, "/restrictions/ends", EndRestriction)
accept(routes, "/rulebooks", PublishRulebook)
accept(routes, "/rulebooks/withdrawals", WithdrawRulebook)
YearFilter = Annotated[int | None, Query(ge=1990, lt=2200)]
SubjectFilter = Annotated[Subject | None, Query()]
IdFilter = Annotated[Id | None, Query()]


@routes.get("/units")
def list_units(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    unit: IdFilter = None,
) -> Page[UnitRow]:
    """Units in every version."""
    return list_rows(
        conn, UnitRow, page.asked(bureau=bureau, unit=unit), served.ledger.keyring.open
    )


@routes.get("/units/closings")
def list_closings(
    conn: Reading, served: Served, page: PageAsked, bureau: BureauNamed = None
) -> Page[UnitClosingRow]:
    """Units closed or merged."""
    return list_rows(conn, UnitClosingRow, page.asked(bureau=bureau), served.ledger.keyring.open)


@routes.get("/officers")
def list_officers(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    officer: IdFilter = None,
) -> Page[OfficerRow]:
    """Officers' particulars in every version."""
    named = page.asked(bureau=bureau, officer=officer)
    return list_rows(conn, OfficerRow, named, served.ledger.keyring.open)


@routes.get("/postings")
def list_postings(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    officer: IdFilter = None,
    unit: IdFilter = None,
) -> Page[PostingRow]:
    """Postings in every version."""
    named = page.asked(bureau=bureau, officer=officer, unit=unit)
    return list_rows(conn, PostingRow, named, served.ledger.keyring.open)


@routes.get("/indicators")
def list_indicators(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    year: YearFilter = None,
    unit: IdFilter = None,
) -> Page[PlanRow]:
    """The lines of all plans, every adoption."""
    named = page.asked(bureau=bureau, year=year, unit=unit)
    return list_rows(conn, PlanRow, named, served.ledger.keyring.open)


@routes.get("/reviews")
def list_reviews(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    year: YearFilter = None,
    subject: SubjectFilter = None,
) -> Page[MarkRow]:
    """Review marks in the order of recording."""
    named = page.asked(bureau=bureau, year=year, subject=subject)
    return list_rows(conn, MarkRow, named, served.ledger.keyring.open)


@routes.get("/restrictions")
def list_restrictions(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    subject: SubjectFilter = None,
) -> Page[RestrictionRow]:
    """Restrictions as imposed."""
    named = page.asked(bureau=bureau, subject=subject)
    return list_rows(conn, RestrictionRow, named, served.ledger.keyring.open)


@routes.get("/restrictions/ends")
def list_restriction_ends(
    conn: Reading,
    served: Served,
    page: PageAsked,
    bureau: BureauNamed = None,
    subject: SubjectFilter = None,
) -> Page[RestrictionEndRow]:
    """Liftings and rescissions."""
    named = page.asked(bureau=bureau, subject=subject)
    return list_rows(conn, RestrictionEndRow, named, served.ledger.keyring.open)


@routes.get("/rulebooks")
def list_rulebooks(
    conn: Reading, served: Served, page: PageAsked, bureau: BureauNamed = None
) -> Page[EditionRow]:
    """Editions as published."""
    return list_rows(conn, EditionRow, page.asked(bureau=bureau), served.ledger.keyring.open)


@routes.get("/rulebooks/schema")
def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema of a rulebook document."""
    return json_schema()


class Markdown(PlainTextResponse):
    media_type = "text/markdown"


class Yaml(PlainTextResponse):
    media_type = "application/yaml"


@routes.get("/rulebooks/{bureau}/{version}", response_class=Markdown)
def print_rulebook(
    bureau: Id,
    version: int,
    conn: Reading,
    position: Position = None,
    language: Annotated[Literal["zh", "en"], Query()] = "zh",
) -> Markdown:
    """An edition in the form that people read (Markdown)."""
    edition = get_edition(conn, bureau, version, position)
    return Markdown(printed_edition(edition, language))


@routes.get("/rulebooks/{bureau}/{version}/document", response_class=Yaml)
def get_rulebook_document(
    bureau: Id, version: int, conn: Reading, position: Position = None
) -> Yaml:
    """An edition as the YAML that it could be published from: where a candidate begins."""
    return Yaml(write_edition(get_edition(conn, bureau, version, position)))


@routes.get("/rulebooks/{bureau}/{version}/diff/{other}")
def diff_rulebooks(
    bureau: Id, version: int, other: int, conn: Reading, position: Position = None
) -> EditionDifference:
    """Through which single rules one edition becomes another."""
    return get_edition_difference(conn, bureau, (version, other), position)

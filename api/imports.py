"""How does a workbook come in, and how does it go out?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.answers import Written, told
from api.dependencies import IN_TURN, Acting, Key, Reading, Served
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import BureauNamed, PageAsked
from api.workbook.importing import command_of
from api.workbook.reading import read_workbook_bytes
from domain.imports.commands import ReverseImport
from domain.vocabulary import Asserted, Id
from projections.listings import Page, list_rows
from projections.rows import ImportRow


class Imported(Written):
    """The receipt of a workbook: how many rows were new, and how many were known already."""

    rows: int
    known: int


routes = APIRouter(tags=["imports"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/imports/reversals", ReverseImport)


@routes.post(
    "/imports",
    status_code=201,
    dependencies=[IN_TURN],
    responses={200: {"model": Imported, "description": "Checked only: without a fault"}},
)
def import_workbook(
    year: Annotated[int, Form(ge=1990, lt=2200)],
    workbook: Annotated[UploadFile, File(description="an .xlsx, or a .zip of CSV files")],
    served: Served,
    by: Acting,
    response: Response,
    bureau: Annotated[Id | None, Form(description="may be left out where there is one")] = None,
    approved_by: Annotated[Asserted | None, Form()] = None,
    check_only: Annotated[bool, Form(description="find the faults, record nothing")] = False,
    key: Key = None,
) -> Imported:
    """Import a workbook: all its rows, or with a single fault none; all faults at once."""
    read = read_workbook_bytes(workbook.filename or "workbook", workbook.file.read())
    command = command_of(read, bureau, year, approved_by, check_only=check_only)
    receipt = served.ledger.import_workbook(command, by, key)
    written = told(receipt, response)
    if check_only:
        response.status_code = 200
    return Imported(**written.model_dump(), **receipt.details)


@routes.get("/imports")
def list_imports(
    conn: Reading, served: Served, page: PageAsked, bureau: BureauNamed = None
) -> Page[ImportRow]:
    """The batches imported."""
    return list_rows(conn, ImportRow, page.asked(bureau=bureau), served.ledger.keyring.open)

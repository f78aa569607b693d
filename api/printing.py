"""How does one fetch a run as a table, and an officer's notice, to print and sign?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import Reading, Served
from api.errors import RESPONSES
from api.guard import Guarded
from api.prints.lists import run_csv
from api.prints.notices import notices_pdf
from api.prints.spreadsheets import run_xlsx
from api.prints.tables import table_pdf
from domain.vocabulary import Id
from projections.phrases import Language
from projections.printouts import Printout, get_printout

routes = APIRouter(tags=["printing"], responses=RESPONSES, route_class=Guarded)

PDF: Final = "application/pdf"
KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": PDF,
}
_MAKE: Final[dict[str, Callable[[Printout, Language], bytes]]] = {
    "xlsx": run_xlsx,
    "csv": run_csv,
    "pdf": table_pdf,
}
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_NOT_IN_A_NAME: Final = re.compile(r"[^0-9A-Za-z._-]+")
RunNamed = Annotated[
    str,
    Path(
        max_length=200,
        description="`bureau:year:` and `live`, `frozen`, `published`, `closed`, `restated-1`, "
        "or both clocks, `2024-12-31@1234`",
        examples=["nanyue:2024:live"],
    ),
]
InLanguage = Annotated[Language, Query(description="Of the reasons and remarks")]


def _files(kinds: list[str]) -> dict[int | str, dict[str, Any]]:
    content = {kind.partition(";")[0]: _FILE for kind in kinds}
    return {200: {"description": "A file to save", "content": content}}


@routes.get("/runs/{run}/table", response_class=Response, responses=_files(list(KINDS.values())))
def run_table(
    run: RunNamed,
    conn: Reading,
    served: Served,
    format: Annotated[Literal["xlsx", "csv", "pdf"], Query()] = "xlsx",
    language: InLanguage = "zh",
) -> Response:
    """A run's officers by comparison group: a workbook, a list, or a table to sign."""
    printout = get_printout(conn, served.runs, run, served.ledger.keyring)
    return _file(_MAKE[format](printout, language), KINDS[format], f"{run}-table.{format}")


@routes.get("/runs/{run}/notices/{officer}", response_class=Response, responses=_files([PDF]))
def officer_notice(
    run: RunNamed, officer: Id, conn: Reading, served: Served, language: InLanguage = "zh"
) -> Response:
    """The notice to one officer: result, reasons, account, and until when to object."""
    printout = get_printout(conn, served.runs, run, served.ledger.keyring, (officer,))
    made = notices_pdf(printout, language, (officer,))
    return _file(made, PDF, f"{run}-{officer}.pdf")


def _file(made: bytes, kind: str, name: str) -> Response:
    saved_as = _NOT_IN_A_NAME.sub("-", name)
    headers = {"Content-Disposition": f'attachment; filename="{saved_as}"'}
    return Response(made, media_type=kind, headers=headers)

"""How does a workbook come in: looked at first, its faults beside its rows, and then whole?"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, demand_own, send, whole
from api.console.naming import names_of, subjects_in
from api.console.pages import me_of, page, permissions_of, receipt_address
from api.console.paging import part_of
from api.workbook.reading import cells_of
from api.workbook.sheets import SHEET

routes = APIRouter(prefix="/console", include_in_schema=False)
HERE: Final = "/console/imports"
BATCHES_SHOWN: Final = 200
ROWS_SHOWN: Final = 5
FAULTS_SHOWN: Final = 200
FIELD_BYTES_MAX: Final = 44 * 2**20
"""A checked workbook comes back as text, a third longer than its bytes."""
_PLACE: Final = re.compile(r"(?P<sheet>.+)!(?P<column>[A-Z]*)(?P<row>[0-9]+)")
UNDOING: Final = Form(
    "undoing",
    "/v1/imports/reversals",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("batch", "/batch", "hidden", read=whole),
        Field("reason", "/reason", "long", required=True),
        Field("ground", "/ground", required=True),
    ),
    command="ReverseImport",
)
Cells = Mapping[str, Mapping[int, Mapping[str, str]]]


@dataclass(frozen=True)
class Sheet:
    """A sheet of the file: its heads, how many rows it has, and the first of them."""

    name: str
    heads: Mapping[str, str]
    count: int
    rows: tuple[tuple[int, Mapping[str, str]], ...]


@dataclass(frozen=True)
class FaultAt:
    """A fault beside the row in which it lies; `column` is the letter, `head` what stands atop."""

    sheet: str
    row: int | None
    column: str
    head: str
    words: str
    heads: Mapping[str, str]
    cells: Mapping[str, str]


@routes.get("/imports")
async def show_imports(request: Request) -> Response:
    return await _show(request)


@routes.post("/imports")
async def take_workbook(request: Request) -> Response:
    """A file is checked, and nothing recorded; what was checked comes again to be imported."""
    takes = "import" in permissions_of(await me_of(request))
    async with request.form(max_part_size=FIELD_BYTES_MAX) as filled:
        demand_own(request, filled)
        name, data = await _file_of(filled)
    ask, sure = Asking(request), "data" in filled
    fields = {one: str(filled.get(one, "")).strip() for one in ("bureau", "year")}
    sent = {one: said for one, said in fields.items() if said}
    key = str(filled.get("key", "")) if sure else ""
    sent |= {} if sure else {"check_only": "true"}
    told: dict[str, Any] = {"fields": fields, "name": name, "problem": None, "checked": None}
    try:
        receipt = await ask.send_form("/v1/imports", sent, ("workbook", name, data), key)
    except Refused as refused:
        if refused.status == HTTPStatus.UNAUTHORIZED or not takes:
            raise
        cells = await run_in_threadpool(cells_of, name, data)
        faults = sorted((_fault(one, cells) for one in refused.errors), key=_order(cells))
        told |= {"problem": refused.problem, "faults": faults[:FAULTS_SHOWN], "count": len(faults)}
        return await _show(request, refused.status, **told)
    if sure:
        return receipt_address(request, HERE, receipt["position"])
    cells = await run_in_threadpool(cells_of, name, data)
    told |= {"checked": receipt, "sheets": _sheets(cells), "key": str(uuid4())}
    return await _show(request, **told, data=base64.b64encode(data).decode())


@routes.get("/imports/{bureau}/{year}/{batch}")
async def show_batch(request: Request, bureau: str, year: str, batch: str) -> Response:
    return await _batch(request, (bureau, year, batch))


@routes.post("/imports/{bureau}/{year}/{batch}")
async def reverse_batch(request: Request, bureau: str, year: str, batch: str) -> Response:
    def done(receipt: Any) -> str:
        return f"/console/claims/{receipt['claim']}" if receipt["claim"] else HERE

    sent = await send(request, UNDOING, done)
    named = (bureau, year, batch)
    return await _batch(request, named, sent) if isinstance(sent, Shown) else sent


async def _file_of(filled: FormData) -> tuple[str, bytes]:
    """The file that was chosen, or the one that was checked."""
    chosen = filled.get("workbook")
    if isinstance(chosen, UploadFile):
        return chosen.filename or "workbook", await chosen.read()
    try:
        return str(filled.get("name", "workbook")), base64.b64decode(
            str(filled.get("data", "")), validate=True
        )
    except binascii.Error:
        return "workbook", b""


async def _show(request: Request, status: int = HTTPStatus.OK, /, **told: Any) -> Response:
    me, ask = await me_of(request), Asking(request)
    rows = await ask.many("/v1/imports")
    nothing = {"problem": None, "checked": None, "fields": {"year": telling.today().year}}
    takes = "import" in permissions_of(me)
    batches, following = part_of(request, rows["items"][::-1], BATCHES_SHOWN)
    return page(
        request,
        "imports.html",
        status=status,
        batches=batches,
        following=following,
        takes=takes,
        **{**nothing, **told},
    )


async def _batch(
    request: Request, named: tuple[str, str, str], sent: Shown | None = None
) -> Response:
    me, ask = await me_of(request), Asking(request)
    bureau, year, batch = named
    rows = (await ask.many("/v1/imports", bureau=bureau))["items"]
    found = [row for row in rows if (str(row["year"]), str(row["batch"])) == (year, batch)]
    if not found:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    undoes = "import" in permissions_of(me) and found[0]["reversed_at"] is None
    values = {"bureau": bureau, "year": year, "batch": batch}
    return page(
        request,
        "batch.html",
        status=sent.status if sent else HTTPStatus.OK,
        batch=found[0],
        names=await names_of(ask, bureau, subjects_in(sent.preview if sent else None)),
        form_shown=(sent or UNDOING.shown(values)) if undoes else None,
    )


def _sheets(cells: Cells) -> list[Sheet]:
    """Those of the contract that hold anything, as the file has them."""
    found = []
    for name, rows in cells.items():
        heads = rows.get(1, {})
        beyond = [(at, row) for at, row in rows.items() if at > 1]
        if beyond and name in SHEET:
            found.append(Sheet(name, heads, len(beyond), tuple(beyond[:ROWS_SHOWN])))
    return found


def _order(cells: Cells) -> Callable[[FaultAt], tuple[int, int]]:
    """From the top of the first sheet to the end of the last; what is at no row stands first."""
    sheets = {name: at for at, name in enumerate(cells, 1)}
    return lambda fault: (sheets.get(fault.sheet, 0), fault.row or 0)


def _fault(error: Any, cells: Cells) -> FaultAt:
    place = _PLACE.fullmatch(error["pointer"])
    if place is None:
        return FaultAt(error["pointer"], None, "", "", error["title"], {}, {})
    rows = cells.get(place["sheet"], {})
    heads, row = rows.get(1, {}), int(place["row"])
    column = place["column"]
    head = heads.get(column, "")
    return FaultAt(place["sheet"], row, column, head, error["title"], heads, rows.get(row, {}))

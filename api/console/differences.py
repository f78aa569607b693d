"""Why does one officer read otherwise in one run than in another?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.console import charts
from api.console.asking import Asking
from api.console.pages import me_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)


@dataclass(frozen=True)
class Moved:
    """What moved him, cause by cause, beside its bar."""

    drawing: charts.Waterfall
    rows: tuple[tuple[Any, charts.Rung], ...]


@routes.get("/differences")
async def ask_difference(request: Request) -> Response:
    """Which two runs, and whose; once all three are named, straight to the answer."""
    me = await me_of(request)
    asked = {name: said.strip() for name, said in request.query_params.items()}
    named = [asked.get(name, "") for name in ("before", "after", "officer")]
    if all(named):
        before, after, officer = named
        address = request.url_for("show_difference", before=before, after=after, officer=officer)
        return RedirectResponse(address.path, 303)
    years = await Asking(request).get("/v1/years") if me["roles"] else {"items": []}
    return page(request, "moved_whom.html", years=years["items"], asked=asked)


@routes.get("/differences/{before}/{after}/{officer}")
async def show_difference(request: Request, before: str, after: str, officer: str) -> Response:
    await me_of(request)
    ask = Asking(request)
    told, names = await ask.all(
        ask.get(f"/v1/runs/{before}/diff/{after}", subject=f"officer:{officer}"),
        ask.get("/v1/officers", officer=officer, limit=1000),
    )
    row = told["changes"][0] if told["changes"] else None
    known = bool(row or names["items"])
    return page(
        request,
        "moved.html",
        status=HTTPStatus.OK if known else HTTPStatus.NOT_FOUND,
        told=told,
        known=known,
        officer=officer,
        name=names["items"][-1]["name"] if names["items"] else officer,
        row=row,
        moved=_moved(row) if row else None,
    )


def _moved(row: Any) -> Moved | None:
    """From the score before to the score after; nothing is drawn where there was none."""
    if row["before"].get("score") is None or row["after"].get("score") is None:
        return None
    moves = [charts.Moved(Decimal(part["points"])) for part in row["parts"]]
    drawing = charts.waterfall(Decimal(row["before"]["score"]), moves)
    return Moved(drawing, tuple(zip(row["parts"], drawing.rungs, strict=True)))

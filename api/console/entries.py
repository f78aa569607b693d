"""What does one entry say, and how is it proved?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.pages import file, me_of, page

routes = APIRouter(prefix="/console", include_in_schema=False)


@routes.get("/entries/{bureau}/{year}/{subject}/{number}")
async def show_entry(
    request: Request, bureau: str, year: str, subject: str, number: str
) -> Response:
    await me_of(request)
    path = f"{bureau}/{year}/{subject}/{number}"
    return page(
        request, "entry.html", path=path, entry=await Asking(request).get(f"/v1/entries/{path}")
    )


@routes.get("/entries/{bureau}/{year}/{subject}/{number}/receipt")
async def save_receipt(
    request: Request, bureau: str, year: str, subject: str, number: str
) -> Response:
    path = f"{bureau}/{year}/{subject}/{number}"
    receipt = await Asking(request).fetch(f"/v1/entries/{path}/receipt")
    return file(receipt, f"receipt-{path}.json")

"""How does somebody claim a bonus or a commendation, and how far are his claims?"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking
from api.console.forms import Field, Form, Shown, act, whole, with_refused
from api.console.naming import level_word
from api.console.pages import me_of, officers_of, page
from api.console.paging import ROWS_SHOWN, part_of
from api.console.whose import Called, called, units_of
from api.console.words import in_language

routes = APIRouter(prefix="/console", include_in_schema=False)
_CLAIMED: Final = ("bonus", "commendation")
AWARD: Final = Form(
    "award",
    "/v1/claims",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("subject", "/subject", "one", required=True),
        Field("item", "/item", "one", required=True),
        Field("level", "/level", "one"),
        Field("points", "/points"),
        Field("quantity", "/quantity", read=whole),
        Field("effective_on", "/effective_on", "day", required=True),
        Field("document_no", "/document_no"),
        Field("reason", "/reason", "long"),
        Field("evidence", "/evidence", "files"),
    ),
)


@routes.get("/awards")
async def show_awards(request: Request) -> Response:
    return await _show(request)


@routes.post("/awards")
async def claim_award(request: Request) -> Response:
    return await act(request, AWARD, "/console/awards", lambda said: _show(request, said))


async def _show(request: Request, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    own, units = officers_of(me), units_of(me)
    subjects = [*(f"officer:{one}" for one in own), *(f"unit:{one}" for one in units)]
    names, books, *found = await ask.all(
        called(ask, me, None, own),
        ask.most("/v1/rulebooks"),
        *(ask.many("/v1/claims", subject=one) for one in subjects),
    )
    rulebook = _in_force(books["items"])
    claims = [row for one in found for row in one["items"]]
    claims.sort(key=lambda row: row["position"], reverse=True)
    shown, following = part_of(request, claims, ROWS_SHOWN)
    return page(
        request,
        "awards.html",
        status=refused.status if refused else HTTPStatus.OK,
        claims=shown,
        following=following,
        called=names,
        titles={item["id"]: item["title"] for item in rulebook.get("items", ())},
        forms=with_refused(_forms(ask.language, subjects, names, rulebook), refused),
    )


def _in_force(editions: list[Any]) -> Any:
    """What the newest edition that has begun says; its items are what can be claimed."""
    today = telling.today().isoformat()
    begun = [row for row in editions if not row["withdrawn_at"] and row["effective_from"] <= today]
    return json.loads(max(begun, key=lambda row: row["version"])["document"]) if begun else {}


def _forms(language: str, subjects: list[str], names: Called, rulebook: Any) -> dict[str, Shown]:
    if not subjects:
        return {}
    items = [item for item in rulebook.get("items", ()) if item["kind"] in _CLAIMED]
    levels = dict.fromkeys(level for item in items for level in item.get("levels", ()))
    choices = {
        "subject": [(one, f"{names.subject(one)} {one.partition(':')[2]}") for one in subjects],
        "item": [
            (item["id"], f"{item['id']} {in_language(language, item['title'])}") for item in items
        ],
        "level": [(one, level_word(one, language)) for one in levels],
    }
    return {AWARD.name: AWARD.shown({"bureau": names.bureau, "subject": subjects[0]}, choices)}

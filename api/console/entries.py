"""What does one entry say, how is it proved, and what would undoing or correcting it do?"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, send, whole
from api.console.naming import levels_of, names_of, subjects_in, titles_of
from api.console.pages import file, me_of, page, permissions_of

routes = APIRouter(prefix="/console", include_in_schema=False)
REVERSAL: Final = Form(
    "reversal",
    "/v1/reversals",
    (
        Field("entry", "/entry", "hidden"),
        Field("reason", "/reason", "long", required=True),
        Field("ground", "/ground", required=True),
    ),
    command="ReverseEntry",
)
CORRECTION: Final = Form(
    "correction",
    "/v1/corrections",
    (
        Field("entry", "/entry", "hidden"),
        Field("level", "/replacement/level", "one"),
        Field("points", "/replacement/points"),
        Field("quantity", "/replacement/quantity", read=whole),
        Field("effective_on", "/replacement/effective_on", "day"),
        Field("subject", "/replacement/subject"),
        Field("item", "/replacement/item"),
        Field("document_no", "/replacement/document_no"),
        Field("words", "/replacement/reason", "long"),
        Field("reason", "/reason", "long", required=True),
        Field("ground", "/ground", required=True),
    ),
    command="CorrectEntry",
)
_NOT_OF_LOSSES: Final = frozenset(("level", "quantity", "subject", "item"))
_PRESENT: Final = ("points", "quantity", "effective_on", "subject", "item", "document_no")
_HERE: Final = "/entries/{bureau}/{year}/{subject}/{number}"


@routes.get(_HERE)
async def show_entry(request: Request) -> Response:
    return await _show(request)


@routes.post(_HERE + "/reversal")
async def reverse_entry(request: Request) -> Response:
    return await _sent(request, REVERSAL)


@routes.post(_HERE + "/correction")
async def correct_entry(request: Request) -> Response:
    return await _sent(request, CORRECTION)


@routes.get(_HERE + "/receipt")
async def save_receipt(request: Request) -> Response:
    path = _path(request)
    receipt = await Asking(request).fetch(f"/v1/entries/{path}/receipt")
    return file(receipt, f"receipt-{path}.json")


def _path(request: Request) -> str:
    named = request.path_params
    return "/".join(named[part] for part in ("bureau", "year", "subject", "number"))


async def _sent(request: Request, form: Form) -> Response:
    """To the entry that took its place, if one did, else back; what waits has its own page."""

    def done(receipt: Any) -> str:
        if receipt["claim"]:
            return f"/console/claims/{receipt['claim']}"
        refs = receipt["entries"]
        return f"/console/entries/{refs[0].replace('#', '/') if refs else _path(request)}"

    sent = await send(request, form, done)
    return await _show(request, sent) if isinstance(sent, Shown) else sent


async def _show(request: Request, sent: Shown | None = None) -> Response:
    me, ask, path = await me_of(request), Asking(request), _path(request)
    entry = await ask.get(f"/v1/entries/{path}")
    undoes = "reverse" in permissions_of(me) and entry["reversed_at"] is None
    recorder = entry["recorded_by"] or entry["actor"]
    subjects = [entry["subject"], *subjects_in(sent.preview if sent else None)]
    subjects += [f"officer:{recorder}"] * (":" not in recorder)
    names, titles, item = await ask.all(
        names_of(ask, entry["bureau"], subjects),
        titles_of(ask, entry["bureau"], (entry["year"],)),
        _item(ask, entry),
    )
    return page(
        request,
        "entry.html",
        status=sent.status if sent else HTTPStatus.OK,
        path=path,
        entry=entry,
        recorder=" ".join(filter(None, (names.get(f"officer:{recorder}"), recorder))),
        names=names,
        title=titles.get(entry["item"] or entry["indicator"]),
        forms=_forms(entry, item, ask.language, sent) if undoes else {},
    )


async def _item(ask: Asking, entry: Any) -> Any:
    """Its item, in the edition of its day."""
    asked = {"bureau": entry["bureau"], "as_of": entry["effective_on"], "find": entry["item"]}
    try:
        rows = (await ask.get("/v1/items", **asked))["items"] if entry["item"] else []
    except Refused:
        return None
    return next((row for row in rows if row["id"] == entry["item"]), None)


def _forms(entry: Any, item: Any, language: str, sent: Shown | None) -> dict[str, Shown]:
    ref = f"{entry['bureau']}/{entry['year']}/{entry['subject']}#{entry['number']}"
    correction, levels = CORRECTION, levels_of(item, language)
    if entry["indicator"]:
        kept = tuple(one for one in CORRECTION.fields if one.name not in _NOT_OF_LOSSES)
        correction = replace(CORRECTION, fields=kept)
    present = {name: entry[name] for name in _PRESENT} | {"words": entry["reason"]}
    told = {name: str(said) for name, said in present.items() if said is not None}
    told |= {"level": dict(levels).get(entry["level"], "")}
    told |= {"effective_on": telling.day(entry["effective_on"], language)}
    shown = {
        "correction": correction.shown({"entry": ref}, {"level": levels}, told),
        "reversal": REVERSAL.shown({"entry": ref}),
    }
    if sent is not None:
        sent.choices, sent.present = shown[sent.form.name].choices, shown[sent.form.name].present
        sent.form = shown[sent.form.name].form
        shown[sent.form.name] = sent
    return shown

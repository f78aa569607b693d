"""How does somebody record an entry, having found the item and seen what it would do?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.alike import waiting_alike
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, send, whole
from api.console.naming import highest_first, levels_of, names_of, subjects_in, units_on
from api.console.pages import me_of, page
from api.console.whose import officers_among, subject_of

routes = APIRouter(prefix="/console", include_in_schema=False)
HERE: Final = "/console/entries/new"
SHOWN_MAX: Final = 30
_ASKED: Final = ("bureau", "effective_on", "find_item", "find_subject", "item", "subject")
_OF_THE_DAY: Final = (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
_ROUTES: Final = {
    "bonus": ("/v1/bonuses", "AwardBonus"),
    "deduction": ("/v1/deductions", "ImposeDeduction"),
    "commendation": ("/v1/commendations", "ConferCommendation"),
    "reprimand": ("/v1/reprimands", "IssueReprimand"),
    "loss": ("/v1/losses", "ImposeLoss"),
}
RECORDING: Final = Form(
    "recording",
    "",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("item", "/item", "hidden"),
        Field("indicator", "/indicator", "hidden"),
        Field("subject", "/subject", required=True, read=subject_of),
        Field("effective_on", "/effective_on", "day", required=True),
        Field("level", "/level", "one", required=True),
        Field("points", "/points", required=True),
        Field("quantity", "/quantity", read=whole),
        Field("document_no", "/document_no"),
        Field("reason", "/reason", "long"),
        Field("merit", "/merit"),
        Field("share", "/share"),
        Field("late_reason", "/late_reason"),
        Field("evidence", "/evidence", "files"),
    ),
)
"""All that an entry may say; of one item a part of it is asked."""
_OF_LOSSES: Final = frozenset(
    ("bureau", "indicator", "effective_on", "points", "document_no", "reason", "evidence")
)


@routes.get("/entries/new")
async def new_entry(request: Request) -> Response:
    return await _show(request)


@routes.post("/entries/new")
async def record_entry(request: Request) -> Response:
    """The item that the address names says by which route it is recorded."""
    await me_of(request)
    asked = _asked(request)
    chosen = await _chosen(Asking(request), asked)

    def done(receipt: Any) -> str:
        said = asked | {"subject": "", "find_item": "", "find_subject": ""}
        what = "waits" if receipt["claim"] else "done"
        said[what] = receipt["claim"] or ",".join(receipt["entries"])
        return _address(said)

    sent = await send(request, _form(chosen), done)
    return await _show(request, sent) if isinstance(sent, Shown) else sent


def _asked(request: Request) -> dict[str, str]:
    given = request.query_params
    return {name: given.get(name, "").strip() for name in _ASKED}


async def _chosen(ask: Asking, asked: dict[str, str]) -> Any:
    """The item that the address names, in the edition of its day; none: nothing is chosen yet."""
    if not asked["item"]:
        return None
    query = {"bureau": asked["bureau"], "as_of": asked["effective_on"]}
    rows = (await ask.get("/v1/items", **query, find=asked["item"]))["items"]
    return next((row for row in rows if row["id"] == asked["item"]), None)


def _form(item: Any) -> Form:
    """What of an entry this item asks for."""
    if item is None:
        return RECORDING
    path, command = _ROUTES[item["kind"]]
    fields = (_fitted(one, item) for one in RECORDING.fields)
    return replace(
        RECORDING, path=path, command=command, fields=tuple(one for one in fields if one)
    )


def _fitted(one: Field, item: Any) -> Field | None:
    if item["what"] == "indicator":
        return one if one.name in _OF_LOSSES else None
    unwanted = {
        "indicator": True,
        "level": item["levels"] is None,
        "points": item["range"] is None,
        "quantity": item["range"] is not None,
    }
    if unwanted.get(one.name, False):
        return None
    return replace(one, required=True) if item.get(one.name) == "required" else one


async def _show(request: Request, sent: Shown | None = None) -> Response:
    await me_of(request)
    ask, asked = Asking(request), _asked(request)
    day = asked["effective_on"] or telling.today().isoformat()
    at = {"bureau": asked["bureau"], "as_of": day}
    chosen, items, no_rules = await _on_the_day(ask, asked, at)
    people = await _found(ask, "/v1/subjects", asked["find_subject"], {"bureau": at["bureau"]})
    alike = [*_namesakes(people), *officers_among([asked["subject"]])]
    shown = sent or _form(chosen).shown(_first(asked, chosen, day))
    shown.choices["level"] = levels_of(chosen, ask.language)
    if shown.preview:
        shown.preview["waiting"] = await waiting_alike(ask, shown.preview["facts"])
    named = [*([asked["subject"]] if asked["subject"] else []), *subjects_in(shown.preview)]
    return page(
        request,
        "recording.html",
        status=shown.status,
        asked=asked,
        day_asked=day,
        items=items[:SHOWN_MAX],
        more_items=max(len(items) - SHOWN_MAX, 0),
        people=people,
        units=await _units(ask, at["bureau"], alike, day),
        no_rules=no_rules,
        chosen=chosen,
        form_shown=shown,
        names=await names_of(ask, at["bureau"], named),
        done=[one for one in request.query_params.get("done", "").split(",") if one],
        waits=request.query_params.get("waits", ""),
        address=_address,
        form_path=HERE,
    )


async def _on_the_day(
    ask: Asking, asked: dict[str, str], at: Mapping[str, str]
) -> tuple[Any, list[Any], Any]:
    """The item chosen, those found, and why there can be none on that day: whoever is still typing
    it keeps his page."""
    try:
        chosen, items = await ask.all(
            _chosen(ask, asked), _found(ask, "/v1/items", asked["find_item"], at)
        )
    except Refused as refused:
        if refused.status not in _OF_THE_DAY:
            raise
        return None, [], refused.problem
    for row in (chosen, *items):
        if row and row["levels"]:
            row["levels"] = highest_first(row["levels"])
    return chosen, items, None


async def _found(ask: Asking, path: str, find: str, at: Mapping[str, str]) -> list[Any]:
    """Whoever may not look through the register writes the number: he is offered nobody."""
    if not find:
        return []
    try:
        return list((await ask.get(path, **at, find=find))["items"])
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return []


def _namesakes(people: Sequence[Any]) -> list[str]:
    """The officers found of whom another has the name."""
    count = Counter(row["name"] for row in people)
    return officers_among(row["subject"] for row in people if count[row["name"]] > 1)


async def _units(ask: Asking, bureau: str, officers: Sequence[str], day: str) -> Any:
    """Where those serve who could be taken for each other; whoever may not see it is not told."""
    try:
        return await units_on(ask, bureau, officers, day)
    except Refused as refused:
        if refused.status not in (HTTPStatus.FORBIDDEN, *_OF_THE_DAY):
            raise
        return {}


def _address(asked: dict[str, str], **chosen: str) -> str:
    """This page with something chosen: what is looked for else stays."""
    said = {name: one for name, one in {**asked, **chosen}.items() if one}
    return f"{HERE}?{urlencode(said)}"


def _first(asked: dict[str, str], chosen: Any, day: str) -> dict[str, Any]:
    what = "indicator" if chosen and chosen["what"] == "indicator" else "item"
    said = {name: asked[name] for name in ("bureau", "subject")}
    return {**said, what: asked["item"], "effective_on": day}

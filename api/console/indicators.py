"""Which indicators are in force, in draft, taken on by whom, and an officer's own?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, act, whole, with_refused
from api.console.pages import me_of, officers_of, page, permissions_of
from api.console.whose import called, options, over_all, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
_NONE_YET: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
_DRAFT: Final = "/v1/drafts/{bureau}/{number}"
LEVELS: Final = {"party-committee": "party-committee", "leader": "leader", "unit-head": "unit-head"}
_OVER: Final = (
    Field("digest", "/digest", "hidden"),
    Field("level", "/level", "one", required=True),
    Field("unit", "/unit", "one"),
)
ROUND: Final = Form("draft_round", f"{_DRAFT}/rounds", (Field("until", "/until", "day", True),))
COMMENT: Final = Form(
    "draft_comment",
    f"{_DRAFT}/comments",
    (
        Field("unit", "/unit", "one", required=True),
        Field("indicator", "/indicator", "one"),
        Field("text", "/text", "long", required=True),
    ),
)
ANSWER: Final = Form(
    "draft_answer",
    f"{_DRAFT}/answers",
    (
        Field("comment", "/comment", "one", required=True, read=whole),
        Field("answer", "/answer", "one", required=True),
        Field("text", "/text", "long", required=True),
    ),
)
SIGNATURE: Final = Form("draft_sign", f"{_DRAFT}/sign", _OVER)
RETURN: Final = Form(
    "draft_return", f"{_DRAFT}/return", (*_OVER, Field("reason", "/reason", "long", required=True))
)
PUBLICATION: Final = Form(
    "draft_publish",
    f"{_DRAFT}/publish",
    (Field("digest", "/digest", "hidden"), Field("effective_on", "/effective_on", "day", True)),
)
FORMS: Final = {
    "rounds": ROUND,
    "comments": COMMENT,
    "answers": ANSWER,
    "sign": SIGNATURE,
    "return": RETURN,
    "publish": PUBLICATION,
}


@routes.get("/indicators")
async def show_indicators(request: Request) -> Response:
    me, ask = await me_of(request), Asking(request)
    bureau = request.query_params.get("bureau")
    year = request.query_params.get("year") or str(telling.today().year)
    of = {"bureau": bureau, "year": year}
    officers = [one for one in [request.query_params.get("officer", "").strip()] if one]
    whose = officers or officers_of(me)
    sets, drafts, cascade, upper, *personal = await ask.all(
        ask.most("/v1/indicators/sets", **of),
        ask.most("/v1/drafts", **of),
        _if_any(ask, "/v1/indicators/cascade", of),
        ask.most("/v1/indicators/upper", **of),
        *(_if_any(ask, f"/v1/officers/{one}/indicators", of) for one in whose),
    )
    return page(
        request,
        "indicators.html",
        year=year,
        sets=sets["items"],
        drafts=drafts["items"],
        cascade=cascade,
        upper=upper["items"],
        personal=[one for one in personal if one is not None],
        searches=bool(over_all(me) & {"read"}),
        called=await called(ask, me, bureau, _leaders(cascade), (year, None)),
    )


@routes.get("/drafts/{bureau}/{number}")
async def show_draft(request: Request, bureau: str, number: str) -> Response:
    return await _show(request, bureau, number)


@routes.post("/drafts/{bureau}/{number}/{step}")
async def act_on_draft(request: Request, bureau: str, number: str, step: str) -> Response:
    if step not in FORMS:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    back = request.url_for("show_draft", bureau=bureau, number=number).path
    form = FORMS[step].at(bureau=bureau, number=number)
    return await act(request, form, back, lambda said: _show(request, bureau, number, said))


async def _if_any(ask: Asking, path: str, of: dict[str, Any]) -> Any:
    """Before a set is published there is none to answer by."""
    try:
        return await ask.get(path, **of)
    except Refused as refused:
        if refused.status not in _NONE_YET:
            raise
        return None


def _leaders(cascade: Any) -> list[str]:
    upper = cascade["upper"] if cascade else ()
    return [taken["leader"] for one in upper for taken in one["taken_on"]]


async def _show(
    request: Request, bureau: str, number: str, refused: Shown | None = None
) -> Response:
    me, ask = await me_of(request), Asking(request)
    draft = await ask.get(f"/v1/drafts/{bureau}/{number}")
    leaders = [one["leader"] for one in draft["indicators"]]
    names = await called(ask, me, bureau, leaders)
    open_ = draft["state"] not in ("published", "replaced", "returned")
    forms = _forms(ask.language, me, draft, names.choices_of_units()) if open_ else {}
    return page(
        request,
        "draft.html",
        status=refused.status if refused else HTTPStatus.OK,
        draft=draft,
        path=f"/console/drafts/{bureau}/{number}",
        called=names,
        missing=[one.partition(" ") for one in draft["missing"]],
        steps={form.name: step for step, form in FORMS.items()},
        forms=with_refused(forms, refused),
    )


def _forms(language: str, me: Any, draft: Any, units: list[tuple[str, str]]) -> dict[str, Shown]:
    """Those of the steps that whoever looks might take; the API decides whether he may."""
    held, digest = permissions_of(me), {"digest": draft["digest"]}
    mine = [one for one in units if one[0] in units_of(me)]
    forms: list[Shown] = []
    if "own" in held and mine and draft["round_until"]:
        named = [(one["id"], f"{one['id']} {one['title']}") for one in draft["indicators"]]
        forms.append(COMMENT.shown({}, {"unit": mine, "indicator": named}))
    if "sign" in held and draft["missing"]:
        roles = [role["role"] for role in me["roles"] if role["role"] in LEVELS]
        levels = options(language, "level.", dict.fromkeys(roles) or LEVELS)
        choices = {"level": levels, "unit": mine}
        forms += [SIGNATURE.shown(digest, choices), RETURN.shown(digest, choices)]
    if "register" in held:
        forms.append(ROUND.shown())
        if draft["unanswered"]:
            waiting = [(str(one), f"#{one}") for one in draft["unanswered"]]
            answers = options(language, "answer.", ("accepted", "declined"))
            forms.append(ANSWER.shown({}, {"comment": waiting, "answer": answers}))
        if draft["state"] == "signed":
            forms.append(PUBLICATION.shown(digest))
    return {one.form.name: one for one in forms}

"""Which disputes are there, how far is one, until when, and what may be done with it?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, act, whole, with_refused
from api.console.pages import me_of, officers_of, page, permissions_of
from api.console.whose import called, officers_among, options, over_all, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
PAGE_ROWS: Final = 50
STATES: Final = ("filed", "accepted", "decided", "declined", "withdrawn")
STAGES: Final = ("objection", "review", "appeal", "statutory_review", "statutory_appeal")
_HEARERS: Final = frozenset(("manage", "decide", "audit"))
_ONE: Final = "/v1/disputes/{bureau}/{number}"


def _remedied(body: dict[str, Any]) -> dict[str, Any]:
    """What is reversed is reversed for the reason of the decision, by its minutes."""
    said = {"reason": body.get("reason", ""), "ground": body.get("document_no", "")}
    reversals = [{"entry": entry, **said} for entry in body.pop("reversed", ())]
    return body | {"remedies": {"reversals": reversals}} if reversals else body


ACCEPTANCE: Final = Form("dispute_accept", f"{_ONE}/accept", ())
WITHDRAWAL: Final = Form("dispute_withdraw", f"{_ONE}/withdraw", ())
DECLINING: Final = Form(
    "dispute_decline",
    f"{_ONE}/decline",
    (
        Field("ground", "/ground", "one", required=True),
        Field("reason", "/reason", "long", required=True),
    ),
)
HEARING: Final = Form(
    "dispute_hear",
    f"{_ONE}/hear",
    (
        Field("heard", "/heard", required=True),
        Field("held_on", "/held_on", "day", required=True),
        Field("record", "/record", "long", required=True),
        Field("document_no", "/document_no"),
    ),
)
EXTENSION: Final = Form(
    "dispute_extend", f"{_ONE}/extend", (Field("reason", "/reason", "long", required=True),)
)
DECISION: Final = Form(
    "dispute_decide",
    f"{_ONE}/decide",
    (
        Field("outcome", "/outcome", "one", required=True),
        Field("ground", "/ground", required=True),
        Field("document_no", "/document_no", required=True),
        Field("reason", "/reason", "long", required=True),
        Field("reversed", "/reversed", "some"),
    ),
    _remedied,
)
FURTHER: Final = Form(
    "further",
    "/v1/disputes",
    (
        Field("subject", "/subject", "hidden"),
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("against", "/against", "hidden", read=whole),
        Field("stage", "/stage", "one", required=True),
        Field("statement", "/statement", "long", required=True),
        Field("relief", "/relief", "long", required=True),
        Field("evidence", "/evidence", "files"),
    ),
)
FORMS: Final = {
    "accept": ACCEPTANCE,
    "decline": DECLINING,
    "hear": HEARING,
    "extend": EXTENSION,
    "withdraw": WITHDRAWAL,
    "decide": DECISION,
    "further": FURTHER,
}


@routes.get("/disputes")
async def list_disputes(request: Request) -> Response:
    """All of them to those who deal with them; to others their own."""
    me, ask = await me_of(request), Asking(request)
    asked = {name: request.query_params.get(name) for name in ("bureau", "state", "stage")}
    if over_all(me) & _HEARERS:
        cursor = request.query_params.get("cursor")
        rows = await ask.get("/v1/disputes", limit=PAGE_ROWS, cursor=cursor, **asked)
    else:
        found = await ask.all(*(ask.most("/v1/disputes", subject=one, **asked) for one in _own(me)))
        rows = {"items": [row for one in found for row in one["items"]], "next": None}
    officers = officers_among(row["subject"] for row in rows["items"])
    names = await called(ask, me, asked["bureau"], officers)
    return page(
        request,
        "disputes.html",
        rows=rows,
        asked=asked,
        states=STATES,
        called=names,
        hears=bool(over_all(me) & _HEARERS),
    )


@routes.get("/disputes/{bureau}/{number}")
async def show_dispute(request: Request, bureau: str, number: str) -> Response:
    return await _show(request, bureau, number)


@routes.post("/disputes/{bureau}/{number}/{step}")
async def act_on_dispute(request: Request, bureau: str, number: str, step: str) -> Response:
    if step not in FORMS:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    back = request.url_for("show_dispute", bureau=bureau, number=number).path
    form = FORMS[step].at(bureau=bureau, number=number)
    return await act(request, form, back, lambda said: _show(request, bureau, number, said))


def _own(me: Any) -> list[str]:
    return [*(f"officer:{o}" for o in officers_of(me)), *(f"unit:{u}" for u in units_of(me))]


async def _show(
    request: Request, bureau: str, number: str, refused: Shown | None = None
) -> Response:
    me, ask = await me_of(request), Asking(request)
    row = await ask.get(f"/v1/disputes/{bureau}/{number}")
    names = await called(ask, me, bureau, officers_among([row["subject"]]))
    kind, _, named = row["subject"].partition(":")
    return page(
        request,
        "dispute.html",
        status=refused.status if refused else HTTPStatus.OK,
        row=row,
        path=f"/console/disputes/{bureau}/{number}",
        account=f"/console/{kind}s/{named}",
        certificate=row["certificate"].replace("/v1/", "/console/", 1),
        called=names,
        steps={form.name: step for step, form in FORMS.items()},
        forms=with_refused(_forms(ask.language, me, row), refused),
    )


def _forms(language: str, me: Any, row: Any) -> dict[str, Shown]:
    """What might be done next, by whom; the API decides whether he may."""
    held, mine, forms = permissions_of(me), row["subject"] in _own(me), list[Shown]()
    if row["state"] in ("filed", "accepted"):
        if "manage" in held and row["state"] == "filed":
            grounds = options(
                language, "ground.", ("no_standing", "out_of_time", "nothing_to_decide")
            )
            forms += [ACCEPTANCE.shown(), DECLINING.shown({}, {"ground": grounds})]
        if "manage" in held and row["state"] == "accepted":
            heard = {"heard": row["subject"], "held_on": telling.today().isoformat()}
            forms += [HEARING.shown(heard), EXTENSION.shown()]
        if "decide" in held and row["state"] == "accepted":
            outcomes = options(language, "ruling.", ("upheld_original", "varied", "annulled"))
            entries = [(one, one) for one in row["about"]["entries"]]
            forms.append(DECISION.shown({}, {"outcome": outcomes, "reversed": entries}))
        if mine:
            forms.append(WITHDRAWAL.shown())
    elif mine and row["state"] == "decided":
        own = {name: row[name] for name in ("subject", "bureau", "year")}
        later = STAGES[STAGES.index(row["stage"]) + 1 :] if row["stage"] in STAGES else ()
        stages = options(language, "stage.", later)
        forms.append(FURTHER.shown({**own, "against": row["number"]}, {"stage": stages}))
    return {one.form.name: one for one in forms}

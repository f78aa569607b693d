"""What is to be put right, by whom, until when, and how far is it?"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import ROWS_MAX, Asking, Refused
from api.console.forms import Field, Form, Shown, act, whole, with_refused
from api.console.pages import me_of, officers_of, page, permissions_of
from api.console.whose import Called, called, options, sees_all, unit_asked, units_of

routes = APIRouter(prefix="/console", include_in_schema=False)
COLUMNS: Final = {
    "overdue": ("overdue",),
    "open": ("open", "returned"),
    "reported": ("reported",),
    "verified": ("verified",),
}
CARDS_SHOWN: Final = 50
_ONE: Final = "/v1/remediations/{bureau}/{number}"
OPENING: Final = Form(
    "remediation_open",
    "/v1/remediations",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("indicator", "/indicator", "one"),
        Field("entry", "/entry"),
        Field("responsible", "/responsible", required=True),
        Field("measures", "/measures", "long", required=True),
        Field("due_on", "/due_on", "day", required=True),
    ),
)
REPORT: Final = Form(
    "remediation_report",
    f"{_ONE}/report",
    (
        Field("report", "/report", "long", required=True),
        Field("evidence", "/evidence", "files"),
    ),
)
VERIFICATION: Final = Form(
    "remediation_verify",
    f"{_ONE}/verify",
    (
        Field("outcome", "/outcome", "one", required=True),
        Field("reason", "/reason", "long"),
    ),
)
EXTENSION: Final = Form(
    "remediation_extend",
    f"{_ONE}/extend",
    (
        Field("due_on", "/due_on", "day", required=True),
        Field("reason", "/reason", "long", required=True),
    ),
)
CONTACT: Final = Form(
    "remediation_contact",
    "/v1/contacts",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("year", "/year", "hidden", read=whole),
        Field("number", "/about/remediations", "hidden", read=lambda said: [whole(said)]),
        Field("with", "/with", "one", required=True, read=lambda said: [said]),
        Field("channel", "/channel", "one", required=True),
        Field("held_on", "/held_on", "day", required=True),
        Field("visibility", "/visibility", "one", required=True),
        Field("note", "/note", "long", required=True),
    ),
)
CHANNELS: Final = ("meeting", "talk", "phone", "written", "coaching", "supervision")
FORMS: Final = {
    "report": REPORT,
    "verify": VERIFICATION,
    "extend": EXTENSION,
    "contact": CONTACT,
}


@routes.get("/remediations")
async def show_board(request: Request) -> Response:
    return await _board(request)


@routes.post("/remediations")
async def open_remediation(request: Request) -> Response:
    return await act(request, OPENING, "/console/remediations", lambda said: _board(request, said))


@routes.get("/remediations/{bureau}/{number}")
async def show_remediation(request: Request, bureau: str, number: str) -> Response:
    return await _show(request, bureau, number)


@routes.post("/remediations/{bureau}/{number}/{step}")
async def act_on_remediation(request: Request, bureau: str, number: str, step: str) -> Response:
    if step not in FORMS:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    path = f"/v1/remediations/{bureau}/{number}"
    row = await Asking(request).get(path)
    back = request.url_for("show_remediation", bureau=bureau, number=number).path
    form = FORMS[step].at(bureau=bureau, number=number)
    return await act(
        request,
        form,
        back,
        lambda said: _show(request, bureau, number, said),
        _files_of(await me_of(request), row),
    )


def _files_of(me: Any, row: Any) -> str:
    """Evidence is handed in of the unit by its head, and of the officer by himself."""
    unit = row["subject"].removeprefix("unit:")
    return row["subject"] if unit in units_of(me) else f"officer:{row['officer']}"


@dataclass(frozen=True)
class Column:
    """A state's cards, due first before the others; `count` of all, as far as they were read.

    `following`: which card the next page begins with; `cut`: there are more than are ever read.
    """

    rows: list[Any]
    count: int
    following: int | None
    cut: bool


async def _column(ask: Asking, name: str, asked: dict[str, Any], start: int) -> Column:
    """Each state by itself: of many that were verified long ago none hides one that is open."""
    found = await ask.all(
        *(ask.get("/v1/remediations", **asked, state=one, limit=ROWS_MAX) for one in COLUMNS[name])
    )
    rows = sorted((r for one in found for r in one["items"]), key=lambda row: row["due_on"])
    end = start + CARDS_SHOWN
    following = end if end < len(rows) else None
    return Column(rows[start:end], len(rows), following, any(one["next"] for one in found))


async def _board(request: Request, refused: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    bureau, unit = request.query_params.get("bureau"), unit_asked(request, me)
    state, asked = request.query_params.get("state", ""), {"bureau": bureau, "unit": unit}
    said = request.query_params.get("after", "")
    start = int(said) if said.isdecimal() and state in COLUMNS else 0
    named = [state] if state in COLUMNS else list(COLUMNS)
    found = await ask.all(*(_column(ask, one, asked, start) for one in named))
    columns = dict(zip(named, found, strict=True))
    year, people = str(telling.today().year), (r["officer"] for c in found for r in c.rows)
    names = await called(ask, me, bureau, people, (year, unit))
    manages = "manage" in permissions_of(me)
    forms = {OPENING.name: _opening(names, year)} if manages else {}
    return page(
        request,
        "remediations.html",
        status=refused.status if refused else HTTPStatus.OK,
        unit=unit,
        whole=sees_all(me),
        columns=columns,
        state=state if state in COLUMNS else "",
        kept={name: one for name, one in asked.items() if one},
        called=names,
        forms=with_refused(forms, refused),
    )


def _opening(names: Called, year: str) -> Shown:
    indicators = [(one, f"{one} {title}") for one, title in sorted(names.indicators.items())]
    return OPENING.shown({"bureau": names.bureau, "year": year}, {"indicator": indicators})


async def _show(
    request: Request, bureau: str, number: str, refused: Shown | None = None
) -> Response:
    me, ask = await me_of(request), Asking(request)
    row = await ask.get(f"/v1/remediations/{bureau}/{number}")
    contacts = await _contacts(ask, me, bureau, row)
    of = (row["year"], row["subject"].removeprefix("unit:"))
    names = await called(ask, me, bureau, [row["officer"]], of if sees_all(me) else None)
    forms = _forms(ask.language, me, row)
    if "manage" in permissions_of(me):
        forms[CONTACT.name] = _contact(ask.language, row, names)
    return page(
        request,
        "remediation.html",
        status=refused.status if refused else HTTPStatus.OK,
        row=row,
        path=f"/console/remediations/{bureau}/{number}",
        contacts=contacts,
        called=names,
        forms=with_refused(forms, refused),
    )


async def _contacts(ask: Asking, me: Any, bureau: str, row: Any) -> list[Any]:
    """Talks about it, to whoever may know of them."""
    if not permissions_of(me) & {"own", "manage", "audit"}:
        return []
    found = await ask.many("/v1/contacts", bureau=bureau, year=row["year"])
    return [one for one in found["items"] if row["number"] in one["about"]["remediations"]]


def _forms(language: str, me: Any, row: Any) -> dict[str, Shown]:
    """What might be done next, by whom; the API decides whether he may."""
    forms: list[Shown] = []
    unit = row["subject"].removeprefix("unit:")
    mine = unit in units_of(me) or row["officer"] in officers_of(me)
    manages = "manage" in permissions_of(me)
    if mine and row["state"] in ("open", "returned", "overdue"):
        forms.append(REPORT.shown())
    if manages and row["state"] == "reported":
        outcomes = options(language, "outcome.", ("done", "returned"))
        forms.append(VERIFICATION.shown({}, {"outcome": outcomes}))
    if manages and row["state"] in ("open", "returned"):
        forms.append(EXTENSION.shown())
    return {one.form.name: one for one in forms}


def _contact(language: str, row: Any, names: Called) -> Shown:
    """With whom it can be spoken about: the officer responsible, or the unit."""
    own = {name: row[name] for name in ("bureau", "year", "number")}
    subjects = (f"officer:{row['officer']}", row["subject"])
    choices = {
        "with": [(one, names.subject(one)) for one in subjects],
        "channel": options(language, "channel.", CHANNELS),
        "visibility": options(language, "visibility.", ("unit", "subject", "office")),
    }
    return CONTACT.shown({**own, "held_on": telling.today().isoformat()}, choices)

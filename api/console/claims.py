"""What waits for a second person, what would it record, and how does he let it through or not?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console import telling
from api.console.asking import Asking, Refused
from api.console.forms import Field, Form, Shown, send, whole, with_refused
from api.console.naming import names_of, subjects_in, titles_of
from api.console.pages import file, me_of, page, permissions_of
from api.console.whose import subject_of

routes = APIRouter(prefix="/console", include_in_schema=False)
PAGE_ROWS: Final = 50
CITED_MAX: Final = 20
STATES: Final = ("waiting", "approved", "rejected", "withdrawn")
_DIGEST: Final = Field("digest", "/digest", "hidden")


def _distinguished(body: dict[str, Any]) -> dict[str, Any]:
    """Each that was ticked is another award, for the one reason."""
    refs, reason = body.pop("distinct", ()), body.pop("reason", "")
    told = [{_kind_of(ref): _named(ref), "reason": reason} for ref in refs]
    return body | {"distinct": told} if told else body


def _kind_of(ref: str) -> str:
    return "entry" if "#" in ref else "claim"


def _named(ref: str) -> Any:
    """An entry as it is cited, a claim by its number."""
    return ref if "#" in ref else whole(ref.rpartition("/")[2])


def parts_of(said: str) -> Any:
    """`7 1/2, 9 1/2` or `7, 9`: numbers of claims, each with its share where there is one."""
    told = [part.split() for part in re.split(r"[,，、;；]", said) if part.strip()]
    return [
        {"number": whole(number), **({"share": share[0]} if share else {})}
        for number, *share in told
    ]


CHECK: Final = Form("checking", "check", (_DIGEST,))
VERIFY: Final = Form(
    "verifying",
    "verify",
    (
        _DIGEST,
        Field("distinct", "/distinct", "some"),
        Field("reason", "/reason", "long"),
    ),
    _distinguished,
)
EXTEND: Final = Form(
    "extending",
    "extension",
    (
        Field("until", "/until", "day", required=True),
        Field("reason", "/reason", "long", required=True),
        Field("force_majeure", "/force_majeure"),
    ),
)
LINK: Final = Form(
    "linking",
    "/v1/claims/links",
    (
        Field("bureau", "/bureau", "hidden"),
        Field("claims", "/claims", required=True, read=parts_of),
        Field("merit", "/merit", required=True),
        Field("reason", "/reason", "long", required=True),
    ),
)
APPROVE: Final = Form("approving", "approve", (_DIGEST,))
REJECT: Final = Form(
    "rejecting", "reject", (_DIGEST, Field("reason", "/reason", "long", required=True))
)
WITHDRAW: Final = Form("withdrawing", "withdraw", (_DIGEST,))
_COMMANDS: Final = {
    "check": "CheckClaim",
    "verify": "VerifyClaim",
    "approve": "ApproveClaim",
    "reject": "RejectClaim",
    "withdraw": "WithdrawClaim",
}
ACTS: Final = {form.path: form for form in (CHECK, VERIFY, APPROVE, REJECT, WITHDRAW, EXTEND)}


@routes.get("/claims")
async def list_claims(request: Request) -> Response:
    await me_of(request)
    ask, given = Asking(request), request.query_params
    asked = {name: given.get(name, "").strip() for name in ("bureau", "subject")}
    state = given.get("state", STATES[0])
    whose = {"subject": subject_of(asked["subject"])}
    query = {**asked, **whose, "state": state, "cursor": given.get("cursor"), "limit": PAGE_ROWS}
    rows = await ask.get("/v1/claims", **query)
    subjects = [row["subject"] for row in rows["items"] if row["subject"]]
    return page(
        request,
        "claims.html",
        rows=rows,
        state=state,
        states=STATES,
        asked=asked,
        titles=await titles_of(ask, asked["bureau"]),
        names=await names_of(ask, asked["bureau"], subjects),
    )


@routes.get("/claims/{bureau}/{number}")
async def show_claim(request: Request, bureau: str, number: str) -> Response:
    return await _show(request, f"{bureau}/{number}")


@routes.post("/claims/{bureau}/{number}/link")
async def link_claim(request: Request, bureau: str, number: str) -> Response:
    sent = await send(request, LINK, f"/console/claims/{bureau}/{number}")
    return await _show(request, f"{bureau}/{number}", sent) if isinstance(sent, Shown) else sent


@routes.post("/claims/{bureau}/{number}/{act}")
async def act_on_claim(request: Request, bureau: str, number: str, act: str) -> Response:
    if act not in ACTS:
        raise Refused(HTTPStatus.NOT_FOUND, {"code": "not-found"})
    form = replace(ACTS[act], path=f"/v1/claims/{bureau}/{number}/{act}")
    sent = await send(request, form, f"/console/claims/{bureau}/{number}")
    return await _show(request, f"{bureau}/{number}", sent) if isinstance(sent, Shown) else sent


@routes.get("/claims/{bureau}/{number}/files/{digest}")
async def save_file(request: Request, bureau: str, number: str, digest: str) -> Response:
    """A piece of its evidence, as it was handed in."""
    ask = Asking(request)
    claim = await ask.get(f"/v1/claims/{bureau}/{number}")
    kept = await ask.fetch(f"/v1/files/{claim['subject']}/{digest}")
    ending = kept.headers["content-disposition"].rpartition(".")[2].strip('"')
    return file(kept, f"{digest[7:23]}.{ending}")


async def _show(request: Request, ref: str, sent: Shown | None = None) -> Response:
    me, ask = await me_of(request), Asking(request)
    claim = await ask.get(f"/v1/claims/{ref}")
    foreseen = await _foreseen(ask, me, claim)
    subjects = [claim["subject"]] if claim["subject"] else []
    names, titles = await ask.all(
        names_of(ask, claim["bureau"], subjects + subjects_in(foreseen.get("approve"))),
        titles_of(ask, claim["bureau"]),
    )
    cited = await _cited(ask, claim, titles)
    forms = with_refused(_forms(me, claim, foreseen, cited), sent)
    return page(
        request,
        "claim.html",
        status=sent.status if sent else HTTPStatus.OK,
        ref=ref,
        claim=claim,
        names=names,
        titles=titles,
        forms=forms,
        acts={"linking": "link"} | {form.name: act for act, form in ACTS.items()},
        cited=cited,
        preview=foreseen.get("approve"),
        pieces=_pieces(claim),
    )


async def _cited(ask: Asking, claim: Any, titles: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What cites the same, each with the words of what it is for."""
    refs = claim["cited_by"]
    words = await ask.all(*(_of_what(ask, ref, titles) for ref in refs[:CITED_MAX]))
    return [*zip(refs, [*words, *refs[CITED_MAX:]], strict=True)]


async def _of_what(ask: Asking, ref: str, titles: Mapping[str, Any]) -> str:
    kind = "entries" if "#" in ref else "claims"
    try:
        told = await ask.get(f"/v1/{kind}/{ref.replace('#', '/')}")
    except Refused:
        return ref
    said = told["asked"] if kind == "claims" else told
    title = titles.get(said.get("item"), {}).get(ask.language, said.get("item"))
    day = said.get("effective_on")
    return " · ".join(filter(None, (ref, title, day and telling.day(day, ask.language))))


def _forms(
    me: Any, claim: Any, foreseen: dict[str, Any], cited: list[tuple[str, str]]
) -> dict[str, Shown]:
    """Each act that would be taken; of an award's claim the office may give time, or link it."""
    choices = {"distinct": cited}
    forms = [ACTS[act].shown({"digest": claim["digest"]}, choices) for act in foreseen]
    if claim["state"] == "waiting" and claim["stage"] and "verify" in permissions_of(me):
        alike = [ref.rpartition("/")[2] for ref in claim["cited_by"] if "#" not in ref]
        claims = ", ".join([str(claim["number"]), *alike])
        forms += [EXTEND.shown(), LINK.shown({"bureau": claim["bureau"], "claims": claims})]
    return {form.form.name: form for form in forms}


def _pieces(claim: Any) -> list[Any]:
    """Its evidence; of what is no award's claim, what the command itself names."""
    named = claim["asked"].get("evidence") or ()
    plain = [{"digest": one, "added_on": None, "late": False} for one in named]
    return list(claim["evidence"]) or plain


async def _foreseen(ask: Asking, me: Any, claim: Any) -> dict[str, Any]:
    """What each act would come to, of those that would be taken from whoever looks: the decision
    itself says which."""
    if claim["state"] != "waiting":
        return {}
    held = permissions_of(me)
    acts: list[str] = [act for act in ("check", "verify", "approve") if act in held]
    acts += ["reject"] if acts else []
    acts += ["withdraw"] if claim["proposer"] == me["actor"] else []
    told = await ask.all(*(_preview(ask, claim, act) for act in acts))
    return {act: one for act, one in zip(acts, told, strict=True) if one is not None}


async def _preview(ask: Asking, claim: Any, act: str) -> Any:
    body = {name: claim[name] for name in ("bureau", "number", "digest")}
    if act == "reject":
        body["reason"] = "…"
    if act == "verify" and claim["cited_by"]:
        body |= _distinguished({"distinct": claim["cited_by"], "reason": "…"})
    try:
        told = await ask.post("/v1/previews", {"command": _COMMANDS[act], "body": body}, "")
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        return None
    return None if told["refusal"] else told

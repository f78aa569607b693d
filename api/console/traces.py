"""Who was told of whom, what was refused to whom, and who held which role on a day?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.asking import Asking
from api.console.pages import me_of, page
from api.console.paging import ROWS_SHOWN, onward, part_of
from api.console.whose import actor_of, subject_of
from api.console.words import language_for, word_or
from api.errors import reason_of

routes = APIRouter(prefix="/console", include_in_schema=False)
PAGE_ROWS: Final = 50
_FILTERS: Final = ("subject", "actor", "from", "to")
ROUTES: Final = {
    "GET /officers/{officer}/score": "score",
    "GET /officers/{officer}/statement": "statement",
    "GET /officers/{officer}/history": "history",
    "GET /officers/{officer}/certificate": "certificate",
    "GET /units/{unit}/score": "score",
    "GET /units/{unit}/statement": "statement",
    "GET /units/{unit}/history": "history",
    "GET /units/{unit}/certificate": "certificate",
    "GET /entries": "entries",
    "GET /entries/{bureau}/{year}/{subject}/{number}": "entry",
    "GET /entries/{bureau}/{year}/{subject}/{number}/receipt": "receipt",
    "GET /log/receipts/{position}": "receipt",
    "GET /journal": "journal",
    "GET /journal/stream": "journal",
    "GET /journal/{position}": "fact",
    "GET /officers": "register",
    "GET /postings": "register",
    "GET /rankings": "rankings",
    "GET /bands": "rankings",
    "GET /runs/{run}": "run",
    "GET /runs/{before}/diff/{after}": "difference",
    "GET /runs/{run}/notices/{officer}": "notice",
    "GET /claims": "claims",
    "GET /disputes": "disputes",
    "GET /acknowledgements": "acknowledgements",
    "GET /subjects": "register",
    "GET /units/{unit}/members": "members",
    "GET /runs/{run}/without": "run",
    "GET /runs/{run}/placings": "run",
    "GET /runs/{run}/scores": "run",
    "GET /runs/{run}/pay": "pay",
    "GET /runs/{run}/table": "run",
    "GET /years": "years",
    "GET /years/{bureau}/{year}": "years",
    "GET /years/{bureau}/{year}/notices": "notice",
    "GET /leaders/{officer}/indicators": "indicators",
    "GET /officers/{officer}/indicators": "indicators",
    "GET /drafts/{bureau}/{number}": "draft",
    "GET /reviews": "marks",
    "GET /restrictions": "restrictions",
    "GET /restrictions/ends": "restrictions",
    "GET /log/bundle": "bundle",
    "GET /log/verification": "verification",
    "GET /risks": "risks",
    "GET /quarters/{bureau}/{year}/{quarter}/reminders": "quarter",
    "GET /quarters/{bureau}/{year}/{quarter}/losses": "quarter",
    "GET /quarters/{bureau}/{year}/{quarter}/agenda": "quarter",
    "GET /remediations": "remediations",
    "GET /remediations/{bureau}/{number}": "remediations",
    "GET /contacts": "contacts",
    "GET /transfers": "transfers",
    "GET /rollups": "rollup",
    "GET /packs/{bureau}/{number}": "pack",
    "GET /evaluations": "evaluations",
    "GET /fairness": "fairness",
    "GET /officers/{officer}/growth": "growth",
    "GET /selections": "selection",
    "GET /stars": "stars",
    "GET /work-ledgers": "ledgers",
    "GET /claims/{bureau}/{number}": "claims",
    "GET /files/{subject}/{digest}": "file",
    "GET /disputes/{bureau}/{number}": "disputes",
    "POST /previews": "preview",
    "POST /rehearsals": "rehearsal",
    "GET /todos.ics": "todos",
    "GET /todos": "todos",
    "GET /reads": "traces",
    "GET /refusals": "traces",
}
"""What people call an answer of the API; another is told by its address."""


@routes.get("/traces")
async def show_reads(request: Request) -> Response:
    """Who was told of whom, newest first."""
    return await _shown(request, "reads")


@routes.get("/traces/refusals")
async def show_refusals(request: Request) -> Response:
    return await _shown(request, "refusals")


@routes.get("/traces/grants")
async def show_grants(request: Request) -> Response:
    """Every grant; those that were held on the day first."""
    await me_of(request)
    asked = {name: said for name, said in request.query_params.items() if said}
    moment = {name: asked.get(name) for name in ("bureau", "as_of", "position")}
    grants = await Asking(request).get("/v1/grants", **moment)
    rows = sorted(grants["items"], key=lambda row: not row["held"])
    shown, following = part_of(request, rows, ROWS_SHOWN)
    return page(
        request,
        "grants.html",
        grants=grants,
        rows=shown,
        following=following,
        asked=asked,
        further=request.url.path + onward(request),
    )


async def _shown(request: Request, what: str) -> Response:
    await me_of(request)
    asked = {name: said.strip() for name, said in request.query_params.items() if said.strip()}
    filters: dict[str, str] = {name: asked[name] for name in _FILTERS if name in asked}
    read = {"subject": subject_of, "actor": actor_of}
    query = {name: read.get(name, str)(said) for name, said in filters.items()}
    rows = await Asking(request).get(
        f"/v1/{what}", limit=PAGE_ROWS, cursor=asked.get("cursor"), **query
    )
    path = request.url.path
    return page(
        request,
        "traces.html",
        what=what,
        rows=[_row(row, language_for(request)) for row in rows["items"]],
        next=rows["next"],
        asked=filters,
        path=path,
        further=path + _query(filters),
    )


def _row(row: Any, language: str) -> Any:
    """With what people call the answer that was told, or what was tried and why it was refused."""
    why = reason_of(row["code"], language) if "code" in row else None
    tried = attempt_word(row.get("command", ""), language)
    return row | {"of": ROUTES.get(row.get("route", "")), "why": why, "tried": tried}


def attempt_word(name: str, language: str) -> str:
    """What people call a command or a question of the API; nothing for one that is not known."""
    return word_or(language, f"command.{name}", word_or(language, f"attempt.{name}", ""))


def _query(filters: Mapping[str, Any]) -> str:
    return f"?{urlencode(filters)}" if filters else ""

"""How does every refusal read over HTTP? RFC 9457, in the asker's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import psycopg
from eventsourcing.persistence import PersistenceError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.models import Schema
from fastapi.responses import JSONResponse
from psycopg_pool import PoolTimeout
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.bodies import NamedTwice
from api.shapes import in_chinese
from domain.errors import (
    Contended,
    Fault,
    Forbidden,
    Malformed,
    NotFound,
    Refusal,
    Refused,
    Unavailable,
    Unidentified,
)
from domain.journal.waits import HELD_UP
from domain.refusals import DatabaseBusy, JournalUnavailable

STATUS: Final[dict[type[Refusal], int]] = {
    Malformed: 422,
    NotFound: 404,
    Refused: 409,
    Contended: 409,
    Unavailable: 503,
    Unidentified: 401,
    Forbidden: 403,
}
"""The one table from kinds of refusal to HTTP."""
RETRY_SECONDS: Final = "1"
ERRORS_TOLD_MAX: Final = 100
_PROBLEM: Final = "application/problem+json"
LANGUAGES: Final = ("zh", "en")
_RANGE: Final = re.compile(
    r"(?P<language>zh|en|\*)(-[a-z0-9-]+)?"
    r"([ \t]*;[ \t]*q=(?P<quality>0(\.\d{0,3})?|1(\.0{0,3})?))?",
    re.ASCII,
)
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

_SHAPE: Final = {"zh": "输入的格式不符", "en": "the input has a wrong shape"}
_HTTP: Final[dict[int, tuple[str, dict[str, str]]]] = {
    404: ("not-found", {"zh": "没有这个地址", "en": "there is no such address"}),
    405: (
        "method-not-allowed",
        {"zh": "该地址不接受此方法", "en": "this address does not take that method"},
    ),
    413: (
        "content-too-large",
        {"zh": "内容过大，请拆分后再交", "en": "the content is too large; send less"},
    ),
    408: ("request-timeout", {"zh": "请求内容迟迟未到", "en": "the request did not come in time"}),
    414: (
        "uri-too-long",
        {"zh": "查询串过长，请缩短", "en": "the query string is too long; shorten it"},
    ),
    421: (
        "misdirected",
        {"zh": "本服务不以此主机名对外", "en": "this service does not go by that host name"},
    ),
    429: (
        "too-many-requests",
        {"zh": "请求过多，请稍后再试", "en": "too many requests; wait as Retry-After says"},
    ),
    500: ("internal", {"zh": "服务内部出错", "en": "something failed inside; it is in the log"}),
    # A body that cannot be parsed at all is of a wrong shape, like any other.
    400: ("malformed", {"zh": "请求无法解析", "en": "the request cannot be parsed"}),
}
"""What the framework refuses: the stable code and the title."""


class InputError(BaseModel):
    """One thing wrong with the input: `pointer` is a JSON pointer, or a place in a file."""

    pointer: str
    code: str
    title: str
    messages: dict[str, str]


class Problem(BaseModel):
    """An RFC 9457 problem. `type` is stable; `messages` has the title in both languages."""

    type: str
    title: str
    status: int
    code: str
    messages: dict[str, str]
    errors: list[InputError] = []


def language_of(request: Request) -> str:
    """Which of our languages does the asker like best? zh where the header names neither."""
    said: dict[str, float] = {}
    header = ",".join(request.headers.getlist("Accept-Language")).lower()
    for part in header.split(",")[:20]:
        if found := _RANGE.fullmatch(part.strip()):
            tag, quality = found["language"], float(found["quality"] or 1)
            said[tag] = max(said.get(tag, 0.0), quality)
    wanted = {tag: said.get(tag, said.get("*", 0.0)) for tag in (*said, *LANGUAGES) if tag != "*"}
    best = max(wanted, key=lambda tag: wanted[tag])  # of equals the one named first
    return best if wanted[best] > 0 else LANGUAGES[0]


def _answer(
    request: Request,
    status: int,
    code: str,
    messages: dict[str, str],
    errors: Sequence[InputError],
    also: Mapping[str, str] | None = None,
) -> JSONResponse:
    request.scope["merit.refusal"] = code
    problem = Problem(
        type=f"urn:merit-ledger:problem:{code}",
        title=messages[language_of(request)],
        status=status,
        code=code,
        messages=messages,
        errors=list(errors),
    )
    headers = {**(also or {}), "Content-Language": language_of(request)}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_SECONDS
    return JSONResponse(problem.model_dump(), status, headers, media_type=_PROBLEM)


def status_of(refusal: Refusal) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


def _refused(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)
    messages = {"zh": refusal.message("zh"), "en": refusal.message("en")}
    faults: Sequence[Fault] = getattr(refusal, "faults", ())
    language = language_of(request)
    errors = [
        InputError(
            pointer=fault.place,
            code=fault.code,
            title=fault.zh if language == "zh" else fault.en,
            messages={"zh": fault.zh, "en": fault.en},
        )
        for fault in faults
    ]
    return _answer(request, status_of(refusal), refusal.code, messages, errors)


def _malformed(request: Request, error: Exception) -> JSONResponse:
    """What pydantic found, without ever repeating the input."""
    assert isinstance(error, RequestValidationError)
    language = language_of(request)
    errors = []
    for found in error.errors()[:ERRORS_TOLD_MAX]:
        said = {"zh": in_chinese(found), "en": str(found["msg"])}
        errors.append(
            InputError(
                pointer="" if found["type"] == "json_invalid" else _pointer(found["loc"]),
                code=str(found["type"]),
                title=_clean(said[language]),
                messages={name: _clean(text) for name, text in said.items()},
            )
        )
    return _answer(request, STATUS[Malformed], "malformed", _SHAPE, errors)


def _named_twice(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, NamedTwice)
    said = {"type": "named_twice", "msg": "The name stands twice in its object; keep one of them"}
    return _malformed(
        request,
        RequestValidationError([{**said, "loc": ("body", *place)} for place in error.places]),
    )


def _pointer(loc: Sequence[str | int]) -> str:
    parts = loc[1:] if loc and loc[0] == "body" else loc
    return _clean("".join(f"/{str(p).replace('~', '~0').replace('/', '~1')}" for p in parts))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:500]


def http_problem(request: Request, error: Exception) -> JSONResponse:
    """The problem for what the framework, or a layer around it, refuses by status."""
    assert isinstance(error, HTTPException)
    status, also = error.status_code, dict(error.headers or {})
    unnamed = {"zh": "请求未被接受", "en": "the request was not accepted"}
    code, messages = _HTTP.get(status, (f"http-{status}", unnamed))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        also["Allow"] = ", ".join(_methods_of(request))
    if status == HTTPStatus.BAD_REQUEST:
        status = STATUS[Malformed]
    return _answer(request, status, code, messages, [], also)


def _methods_of(request: Request) -> list[str]:
    """Every method that the path takes: the router tells only the first route's."""
    routes = request.app.routes
    return [
        method
        for method in _METHODS
        if any(r.matches({**request.scope, "method": method})[0] is Match.FULL for r in routes)
    ]


def _unreachable(request: Request, _: Exception) -> JSONResponse:
    return _refused(request, JournalUnavailable())


def _busy(request: Request, _: Exception) -> JSONResponse:
    return _refused(request, DatabaseBusy())


def install(app: FastAPI) -> None:
    """One shape for everything that goes wrong."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(NamedTwice, _named_twice)
    for waited in HELD_UP:
        app.add_exception_handler(waited, _busy)
    for kind in (psycopg.OperationalError, PoolTimeout, PersistenceError):
        app.add_exception_handler(kind, _unreachable)


_SCHEMAS: Final = "#/components/schemas/"
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    # Named, and no model: of that the framework would make a validator a status of every route.
    status: {
        "description": description,
        "content": {_PROBLEM: {"schema": {"$ref": f"{_SCHEMAS}{Problem.__name__}"}}},
    }
    for status, description in {
        401: "It is not known who asks",
        403: "Whoever asks may not",
        404: "There is no such thing",
        409: "A rule forbids it",
        408: "The request did not come in time",
        413: "The content is too large",
        414: "The query string is too long",
        421: "The service does not go by that host name",
        422: "The input has a wrong shape",
        429: "Too many requests; Retry-After says when to come again",
        503: "Not at this moment",
    }.items()
}


def with_problem(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document, and in it the shape that every refusal names."""
    problem = Problem.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    known = document["components"]["schemas"]
    for name, shape in (*problem.pop("$defs").items(), (Problem.__name__, problem)):
        known[name] = Schema(**shape).model_dump(mode="json", by_alias=True, exclude_none=True)
    document["components"]["schemas"] = dict(sorted(known.items()))
    return document


@cache
def reason_of(refused: str, language: str) -> str | None:
    """The first sentence of a refusal that has this code, without what it was about each time."""
    kinds = [Refusal]
    for kind in kinds:
        kinds += kind.__subclasses__()
        if kind.code == refused:
            told = re.sub(r"\{\w+\}", "…", kind.unfilled(language))
            return re.split(r"[;；。：]|[.:](?:\s|$)", told, maxsplit=1)[0]
    return None

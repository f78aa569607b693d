"""How does every refusal read over HTTP? RFC 9457, in the asker's language."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import psycopg
from eventsourcing.persistence import PersistenceError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg_pool import PoolTimeout
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from domain.errors import Contended, Fault, Malformed, NotFound, Refusal, Refused, Unavailable
from domain.refusals import JournalUnavailable

STATUS: Final[dict[type[Refusal], int]] = {
    Malformed: 422,
    NotFound: 404,
    Refused: 409,
    Contended: 409,
    Unavailable: 503,
}
"""The one table from kinds of refusal to HTTP."""
RETRY_SECONDS: Final = "1"
_PROBLEM: Final = "application/problem+json"

_ZH: Final = {
    "missing": "缺少该字段",
    "extra_forbidden": "没有这个字段,请删除",
    "json_invalid": "不是有效的 JSON",
    "string_pattern_mismatch": "格式不符",
    "string_too_long": "文字过长",
    "string_too_short": "不能为空",
    "string_type": "应为文本",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "literal_error": "不在可选值之内",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "less_than": "数值过大",
    "timezone_aware": "时间须带时区,例如 2025-01-20T00:00:00+08:00",
    "datetime_from_date_parsing": "应为带时区的时间,例如 2025-01-20T00:00:00+08:00",
}
_HTTP_ZH: Final = {
    400: "请求无法解析",
    404: "没有这个地址",
    405: "该地址不接受此方法",
    413: "内容过大",
}


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
    """zh unless the asker prefers English."""
    wanted = request.headers.get("Accept-Language", "").lower()
    preferred = sorted(
        (_preference(part) for part in wanted.split(",")[:20] if part.strip()), reverse=True
    )
    for _, tag in preferred:
        if tag.startswith(("zh", "en")):
            return tag[:2]
    return "zh"


def _preference(part: str) -> tuple[float, str]:
    tag, _, quality = part.strip().partition(";q=")
    try:
        return (float(quality) if quality else 1.0, tag)
    except ValueError:
        return (0.0, tag)


def _answer(
    request: Request, status: int, code: str, messages: dict[str, str], errors: Sequence[InputError]
) -> JSONResponse:
    problem = Problem(
        type=f"urn:merit-ledger:problem:{code}",
        title=messages[language_of(request)],
        status=status,
        code=code,
        messages=messages,
        errors=list(errors),
    )
    headers = {"Content-Language": language_of(request)}
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
    messages = {"zh": "输入的格式不符", "en": "the input has a wrong shape"}
    language = language_of(request)
    errors = []
    for found in error.errors():
        said = {"zh": _ZH.get(found["type"], "格式不符"), "en": str(found["msg"])}
        errors.append(
            InputError(
                pointer=_pointer(found["loc"]),
                code=str(found["type"]),
                title=_clean(said[language]),
                messages={name: _clean(text) for name, text in said.items()},
            )
        )
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", messages, errors)


def _pointer(loc: Sequence[str | int]) -> str:
    parts = loc[1:] if loc and loc[0] == "body" else loc
    return _clean("".join(f"/{str(p).replace('~', '~0').replace('/', '~1')}" for p in parts))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:500]


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    zh = _HTTP_ZH.get(error.status_code, "请求未被接受")
    messages = {"zh": zh, "en": _clean(str(error.detail))}
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return _answer(request, error.status_code, code, messages, [])


def _unreachable(request: Request, _: Exception) -> JSONResponse:
    return _refused(request, JournalUnavailable())


def install(app: FastAPI) -> None:
    """One shape for everything that goes wrong."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for kind in (psycopg.OperationalError, PoolTimeout, PersistenceError):
        app.add_exception_handler(kind, _unreachable)


RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "description": description}
    for status, description in {
        404: "There is no such thing",
        409: "A rule forbids it",
        422: "The input has a wrong shape",
        503: "Not at this moment",
    }.items()
}

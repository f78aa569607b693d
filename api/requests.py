"""Which request is this, what becomes of it, and what must every answer say to a browser?"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import CORRELATION, REQUEST
from api.errors import http_problem
from api.limits import ACTOR, Limits, counted_as, peer_of
from api.logs import unsecret
from api.metrics import METHODS, UNMATCHED, Metrics

if TYPE_CHECKING:
    # What sends spans is loaded where the operator names a collector.
    from api.spans import Spans, Told

LOG: Final = logging.getLogger("merit.requests")
ID_LENGTH_MAX: Final = 100
QUERY_BYTES_MAX: Final = 8192
BODY_SECONDS: Final = 30.0
BODY_BYTES_PER_SECOND: Final = 8192.0
"""How long a body may be waited for: so long, and a second more for so many bytes received."""
PREFIX: Final = "/v1"
SERVER_ERROR: Final = 500

_TRACEPARENT: Final = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?P<trace>(?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[^:\[\]]*)(:\d{1,5})?")
_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
)
"""Unless the route says otherwise for its own page."""
_OF_DATA: Final = (*_ALWAYS, (b"cache-control", b"no-store"))
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")


class Requests:
    """The outermost layer: ids in, one line in the log, headers and a problem out."""

    def __init__(
        self,
        app: ASGIApp,
        metrics: Metrics,
        limits: Limits,
        hosts: Collection[str] = (),
        spans: Spans | None = None,
    ) -> None:
        self._app, self._metrics, self._limits = app, metrics, limits
        self._hosts, self._spans = frozenset(hosts), spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        _identify(scope)
        span = self._span(scope)
        began, status = time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._limits.answered(counted_as(scope), status)
                _dress(scope, message)
            await send(message)

        try:
            if (wrong := _misshapen(scope, self._hosts)) is not None:
                await http_problem(Request(scope), wrong)(scope, receive, told)
            else:
                await self._app(scope, _patient(receive), told)
        except Exception as error:
            fields = {"request": scope[REQUEST]}
            LOG.error("nobody caught an error", exc_info=error, extra={"fields": fields})
            if status:
                raise
            failed = HTTPException(SERVER_ERROR)
            await http_problem(Request(scope), failed)(scope, receive, told)
        finally:
            said = self._tell(scope, status, time.perf_counter() - began)
            if span is not None:
                span.tell(said)

    def _span(self, scope: Scope) -> Told | None:
        """By the same id the request stands in the journal and in the log."""
        if self._spans is None:
            return None
        span = self._spans.begin(Headers(scope=scope))
        scope[CORRELATION] = span.trace
        return span

    def _tell(self, scope: Scope, status: int, seconds: float) -> dict[str, Any]:
        method, route = scope["method"], _template(scope)
        self._metrics.answered(method, route, status, seconds)
        if (code := scope.get("merit.refusal")) is not None:
            self._metrics.refusals.labels(code).inc()
        fields = {
            "method": method if method in METHODS else "other",
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "actor": scope.get(ACTOR) or peer_of(scope),
            "code": code,
            "request": scope[REQUEST],
            "correlation": str(scope[CORRELATION]),
        }
        LOG.info("request", extra={"fields": fields})
        return fields


def _identify(scope: Scope) -> None:
    """The ids that the caller gave, else our own: for the answer, the log and the journal."""
    headers = Headers(scope=scope)
    given = headers.get("x-request-id", "")
    # A token put here by mistake would stand in the log, and in the journal for good.
    said = unsecret("".join(c for c in given if c.isprintable())).strip()
    made = uuid4()
    scope[REQUEST] = said[:ID_LENGTH_MAX] or str(made)
    trace = _TRACEPARENT.fullmatch(headers.get("traceparent", "").strip()[:55])
    scope[CORRELATION] = UUID(trace["trace"]) if trace else made


def _misshapen(scope: Scope, hosts: Collection[str]) -> HTTPException | None:
    """What is refused before anybody looks at it; the connection is closed after it."""
    headers = Headers(scope=scope)
    close = {"Connection": "close"}
    if hosts:
        named = _HOST.fullmatch(headers.get("host", ""))
        if len(headers.getlist("host")) != 1 or not named or named["name"].lower() not in hosts:
            return HTTPException(421, headers=close)
    if "content-length" in headers and "transfer-encoding" in headers:
        # Two ends that disagree where a request ends disagree whose the next one is.
        return HTTPException(400, headers=close)
    if len(scope["query_string"]) > QUERY_BYTES_MAX:
        return HTTPException(414, headers=close)
    return None


def _patient(receive: Receive) -> Receive:
    """Waits for a body as long as it keeps coming; only the time spent waiting counts."""
    waited, read, whole = 0.0, 0, False

    async def received() -> Message:
        nonlocal waited, read, whole
        if whole:
            return await receive()
        began = time.monotonic()
        try:
            async with asyncio.timeout(BODY_SECONDS + read / BODY_BYTES_PER_SECOND - waited):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        waited += time.monotonic() - began
        read += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return message

    return received


def _template(scope: Scope) -> str:
    """The route as it is written, with its prefix: a path may hold somebody's number."""
    route = getattr(scope.get("route"), "path", None)
    if route is None:
        return UNMATCHED
    return f"{PREFIX}{route}" if scope["path"].startswith(f"{PREFIX}/") else str(route)


def _dress(scope: Scope, message: Message) -> None:
    headers = list(message.get("headers", ()))
    said = {name.lower() for name, _ in headers}
    wanted = _OF_DATA if scope["path"].startswith(f"{PREFIX}/") else _ALWAYS
    headers += [header for header in wanted if header[0] not in said]
    if scope.get("scheme") == "https":
        headers.append(_HSTS)
    headers.append((b"x-request-id", scope[REQUEST].encode("ascii", "replace")))
    message["headers"] = headers

"""What does the service's own API answer to whoever looks at a page?"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Message

from api.admission.sessions import COOKIE
from api.console.words import language_for
from api.dependencies import CORRELATION, REQUEST
from api.limits import ACTOR

ROWS_MAX: Final = 1000
"""So many rows of a list a page reads, as many as the API tells at once."""
PAGES_MAX: Final = 10
"""So many times as many where the last are wanted, or the names of all."""
RECEIPT: Final = "receipt"
"""In a page's address: the position that was just recorded, which the page waits to read."""


class Refused(Exception):
    """The API's own problem, as it stands."""

    def __init__(
        self, status: int, problem: Mapping[str, Any], again_after: str | None = None
    ) -> None:
        super().__init__(problem.get("code", ""))
        self.status, self.problem, self.again_after = status, problem, again_after

    @property
    def errors(self) -> list[dict[str, Any]]:
        return list(self.problem.get("errors", ()))


@dataclass(frozen=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Headers
    body: bytes

    def told(self) -> Any:
        """The JSON, its numbers exact; raises Refused."""
        said = json.loads(self.body, parse_float=Decimal) if self.body else {}
        if self.status >= HTTPStatus.BAD_REQUEST:
            raise Refused(self.status, said, self.headers.get("retry-after"))
        return said


def cut_short(request: Request) -> dict[str, int]:
    """Of which lists the page read only the beginning, and how many rows."""
    if not hasattr(request.state, "cut_short"):
        request.state.cut_short = {}
    found: dict[str, int] = request.state.cut_short
    return found


class Asking:
    """Asks the same app by the browser's cookie, as if the browser itself had asked."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.language = language_for(request)

    async def get(self, path: str, /, **query: Any) -> Any:
        """The answer to a question; what is None or empty is not asked, `from_` is `from`."""
        return (await self.fetch(path, **query)).told()

    async def most(self, path: str, /, **query: Any) -> Any:
        """A list as far as a page reads it; of one that goes on every page says so by itself."""
        return await self._read(path, 1, query)

    async def many(self, path: str, /, **query: Any) -> Any:
        """The same of one whose last rows are wanted, or of which nobody may be without a name."""
        return await self._read(path, PAGES_MAX, query)

    async def _read(self, path: str, pages: int, query: Mapping[str, Any]) -> Any:
        found = await self.get(path, limit=ROWS_MAX, **query)
        for _ in range(1, pages):
            if not found["next"]:
                break
            more = await self.get(path, limit=ROWS_MAX, cursor=found["next"], **query)
            found = more | {"items": [*found["items"], *more["items"]]}
        if found["next"]:
            name = path.removeprefix("/v1/").replace("/", "_")
            cut_short(self._request)[name] = len(found["items"])
        return found

    async def fetch(self, path: str, /, **query: Any) -> Answer:
        """The same as it came: a file to hand on; raises Refused."""
        asked = {name.rstrip("_"): said for name, said in query.items() if said not in (None, "")}
        answer = await self.send("GET", path, query=asked)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            answer.told()
        return answer

    async def post(self, path: str, body: Mapping[str, Any], key: str) -> Any:
        """The receipt of a command, posted once for one key; without one: what is only asked."""
        headers = {"merit-request": "1"} | ({"idempotency-key": key} if key else {})
        return (await self.send("POST", path, body=body, headers=headers)).told()

    async def hand_in(self, path: str, data: bytes, key: str, **query: Any) -> Any:
        """What became of a file that was handed in, byte for byte."""
        headers = {
            "merit-request": "1",
            "idempotency-key": key,
            "content-type": "application/octet-stream",
        }
        return (await self.send("POST", path, query=query, body=data, headers=headers)).told()

    async def send_form(
        self, path: str, fields: Mapping[str, str], file: tuple[str, str, bytes], key: str
    ) -> Any:
        """What is told of a form with one file: its field, its name and its bytes."""
        field, name, data = file
        line = secrets.token_hex(16)
        said = [(f'form-data; name="{one}"', value.encode()) for one, value in fields.items()]
        plain = "".join(c for c in name if c.isprintable() and c not in '"\\')
        said.append((f'form-data; name="{field}"; filename="{plain}"', data))
        parts = [
            f"--{line}\r\nContent-Disposition: {head}\r\n\r\n".encode() + value + b"\r\n"
            for head, value in said
        ]
        body = b"".join(parts) + f"--{line}--\r\n".encode()
        headers = {"merit-request": "1", "content-type": f"multipart/form-data; boundary={line}"}
        if key:
            headers["idempotency-key"] = key
        return (await self.send("POST", path, body=body, headers=headers)).told()

    async def all(self, *questions: Coroutine[Any, Any, Any]) -> list[Any]:
        """Several questions at once, answered in their order."""
        return list(await asyncio.gather(*questions))

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if COOKIE not in self._request.cookies and "authorization" not in (headers or {}):
            raise Refused(HTTPStatus.UNAUTHORIZED, {"code": "not-authenticated"})
        outer = self._request.scope
        scope = {
            **{name: outer.get(name) for name in ("type", "scheme", "client", "server")},
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": quote(path).encode(),
            "root_path": "",
            "query_string": urlencode(query or {}).encode(),
            "headers": [
                (name.encode(), said.encode("latin-1", "replace"))
                for name, said in {**self._own_headers(body is not None), **(headers or {})}.items()
            ],
        }
        answer = await _answered(self._request, scope, _written(body))
        if ACTOR in scope:
            outer[ACTOR] = scope[ACTOR]
        return answer

    def _own_headers(self, written: bool) -> dict[str, str]:
        request = self._request
        correlation = request.scope[CORRELATION].hex
        own = {
            "host": request.headers.get("host", ""),
            "accept": "application/json",
            "accept-language": self.language,
            "x-request-id": str(request.scope[REQUEST]),
            "traceparent": f"00-{correlation}-{secrets.token_hex(8)}-01",
        }
        if session := request.cookies.get(COOKIE):
            own["cookie"] = f"{COOKIE}={session}"
        if written:
            own["content-type"] = "application/json"
        elif position := request.query_params.get(RECEIPT):
            own["merit-min-position"] = position.partition(".")[0]
        return own


def _written(body: Mapping[str, Any] | bytes | None) -> bytes:
    if body is None or isinstance(body, bytes):
        return body or b""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


async def _answered(request: Request, scope: dict[str, Any], body: bytes) -> Answer:
    begun: dict[str, Any] = {}
    parts: list[bytes] = []
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            await asyncio.Event().wait()  # whoever asked stays until all is told
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            begun.update(message)
        else:
            parts.append(message.get("body", b""))

    await request.app(scope, receive, send)
    return Answer(begun["status"], Headers(raw=begun["headers"]), b"".join(parts))

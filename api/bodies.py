"""Does a JSON body name each thing once?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Place = tuple[str | int, ...]
DIGEST: Final = "merit.digest"
"""In the request's scope: the SHA-256 of as much of the body as was read."""


class NamedTwice(HTTPException):
    """The names that stand twice in one object, each by its place."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__(422)
        self.places = places


class EachNameOnce:
    """Refuses an object that names a thing twice, before the last one silently wins.

    It listens in as the body is read, so that no door has to think of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if "headers" in scope else Headers()
        if scope["type"] != "http" or "json" not in headers.get("content-type", "").lower():
            await self._app(scope, receive, send)
            return
        body = bytearray()

        async def heard() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            whole = message["type"] == "http.request" and not message.get("more_body")
            if whole and (places := named_twice(bytes(body))):
                raise NamedTwice(places)
            return message

        await self._app(scope, heard, send)


class _Object(dict[str, Any]):
    """An object as read, with the names that it has twice."""

    twice: frozenset[str] = frozenset()


def named_twice(body: bytes) -> list[Place]:
    """The place of every name that stands twice; none where the body is no JSON at all."""
    found = False

    def read(pairs: list[tuple[str, Any]]) -> _Object:
        nonlocal found
        made = _Object(pairs)
        if len(made) < len(pairs):
            found = True
            times = Counter(name for name, _ in pairs)
            made.twice = frozenset(name for name in made if times[name] > 1)
        return made

    try:
        whole = json.loads(body, object_pairs_hook=read)
    except (ValueError, RecursionError):
        return []
    return list(_places(whole)) if found else []


def _places(whole: object) -> Iterator[Place]:
    """Without recursion: a body may be as deep as the parser bears."""
    todo: list[tuple[Place, object]] = [((), whole)]
    while todo:
        place, part = todo.pop()
        if isinstance(part, _Object):
            yield from ((*place, name) for name in part if name in part.twice)
            todo += [((*place, name), inner) for name, inner in part.items()]
        elif isinstance(part, list):
            todo += [((*place, n), inner) for n, inner in enumerate(part)]

"""What is kept of a request: of whom its answer tells, or that its command was refused?"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.bodies import DIGEST
from api.dependencies import CALLER, READING, REQUEST, Service, service_of
from api.limits import ACTOR
from api.rules import bureau_asked
from domain import refusals as no
from domain.deciding.reaching import Held
from domain.errors import Forbidden, Refusal, Unavailable
from projections.traces import EVERYBODY, RefusedCommand, Told, keep_read, subjects_in

HELD: Final = "merit.held"
_SAFE: Final = ("GET", "HEAD")
_TELLING: Final = ("POST /rehearsals", "POST /previews")
_SEALED: Final = ("SealEvaluation",)
"""Of these commands not even the digest of the body is kept."""
OF_NOBODY: Final = frozenset(
    {
        "GET /units",
        "GET /units/closings",
        "GET /rankings/units",
        "GET /bureaus",
        "GET /items",
        "GET /indicators",
        "GET /indicators/upper",
        "GET /indicators/sets",
        "GET /indicators/cascade",
        "GET /indicators/tags",
        "GET /drafts",
        "GET /calendars",
        "GET /rulebooks",
        "GET /rulebooks/{bureau}/{version}",
        "GET /rulebooks/{bureau}/{version}/document",
        "GET /rulebooks/{bureau}/{version}/diff/{other}",
        "GET /rulebooks/schema",
        "GET /years/{bureau}/{year}/next",
        "GET /imports",
        "GET /grants",
        "GET /packs",
        "GET /me",
        "GET /log/checkpoint",
        "GET /log/heads",
        "GET /log/proof/{position}",
        "GET /log",
        "GET /log/path/{position}",
    }
)
"""Whose answers tell of no person what was recorded of him; of any other route it is kept."""
_OF_ALL: Final = frozenset({"GET /journal", "GET /journal/stream", "GET /log/tile/{tile:path}"})
_RECEIPT: Final = "GET /log/receipts/{position}"
_ASKED: Final = (
    *("year", "as_of", "known_at", "position", "without", "run", "before", "after", "axis"),
    *("entry", "number", "group", "kind", "item", "unit", "from", "to", "cursor", "limit"),
    *("format", "tile", "subject", "officer", "actor", "for"),
)
"""What of an address is kept, if it was given."""
_VALUE_MAX: Final = 200
_SUBJECT: Final = re.compile(r"(officer|unit):[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_CALENDAR: Final = "text/calendar"
_IN_CALENDAR: Final = re.compile(
    r"^X-MERIT-SUBJECT:((?:officer|unit):[0-9A-Za-z][0-9A-Za-z._-]{0,63})\r$", re.M | re.ASCII
)
_ENTRY: Final = re.compile(r"[^/]+/\d{4}/([^#]+)#\d+", re.ASCII)


def held_of(request: Request) -> tuple[Held, ...]:
    """The roles that were found of the caller; none of the owner, who needs none."""
    found: tuple[Held, ...] = request.scope.get(HELD, ())
    return found


def own_of(request: Request) -> frozenset[str]:
    """The officer that the asker himself is, in the bureau that he asks about."""
    bureau = bureau_asked(request)
    return frozenset(
        held.scope
        for held in held_of(request)
        if held.scope.startswith("officer:") and bureau in (None, held.bureau)
    )


async def keep_told(request: Request, route: str, answer: Response) -> None:
    """Before anything is told: raises ReadNotKept where it cannot be kept."""
    if ACTOR not in request.scope or route in OF_NOBODY:
        return
    if request.method not in _SAFE and route not in _TELLING:
        return
    subjects = _subjects(request, route, answer) - own_of(request)
    if subjects:
        await _keep(request, _told(request, route, subjects))


async def keep_facts(request: Request, route: str, first: int, last: int) -> None:
    """Of an answer that goes on and on: the facts that it tells next."""
    told = _told(request, route, {EVERYBODY})
    asked = {"after": str(first - 1), "position": str(last)}
    more = Told(told.actor, told.role, route, told.subjects, asked=asked, request=told.request)
    await _keep(request, more)


async def _keep(request: Request, told: Told) -> None:
    """On the connection that the answer was read by, which is the request's until it is told."""
    if (conn := request.scope.get(READING)) is not None:
        await run_in_threadpool(keep_read, conn, told)
        return
    async with service_of(request).turn():
        await run_in_threadpool(_keep_apart, service_of(request), told)


def _keep_apart(served: Service, told: Told) -> None:
    try:
        with served.connection() as conn:
            keep_read(conn, told)
    except psycopg.Error as error:
        raise no.ReadNotKept() from error


def _told(request: Request, route: str, subjects: set[str]) -> Told:
    given = {**request.query_params, **request.path_params}
    return Told(
        actor=str(request.scope[ACTOR]),
        role=_roles(request),
        route=route,
        subjects=tuple(subjects),
        bureau=bureau_asked(request) or None,
        asked={name: _short(given[name]) for name in _ASKED if name in given},
        count=None if EVERYBODY in subjects else len(subjects),
        request=request.scope[REQUEST],
    )


def _short(value: object) -> str:
    return "".join(c for c in str(value)[:_VALUE_MAX] if c.isprintable())


def _roles(request: Request) -> str:
    caller = request.scope.get(CALLER)
    if caller is None:
        return ""
    return caller.role or " ".join(sorted({held.role for held in held_of(request)}))


def _subjects(request: Request, route: str, answer: Response) -> set[str]:
    """Whom the path names; otherwise who is in the answer, and whom a filter asked for."""
    if named := set(_named(request.path_params)):
        return named
    if answer.media_type == _CALENDAR:
        return set(_IN_CALENDAR.findall(_unfolded(answer.body))) | set(_named(request.query_params))
    if route in _OF_ALL or answer.media_type not in (None, "application/json"):
        return {EVERYBODY}
    body = bytes(answer.body)
    if route == _RECEIPT:
        body = base64.b64decode(json.loads(body)["state"])
    return subjects_in(body) | set(_named(request.query_params))


def _unfolded(calendar: bytes | memoryview) -> str:
    """Its lines as they were before they were broken (RFC 5545, 3.1)."""
    return bytes(calendar).replace(b"\r\n ", b"").decode()


def _named(said: Mapping[str, Any]) -> Iterator[str]:
    """The subject that a path, a filter or a command names."""
    entry = _ENTRY.fullmatch(str(said.get("entry", "")))
    for subject in (
        said.get("subject"),
        said.get("for"),
        f"officer:{said.get('officer')}" if "officer" in said else None,
        f"unit:{said.get('unit')}" if "unit" in said and "officer" not in said else None,
        entry[1] if entry else None,
    ):
        if isinstance(subject, str) and _SUBJECT.fullmatch(subject):
            yield subject


async def keep_refused(request: Request, command: str, refusal: Refusal) -> None:
    """A command that a rule, or whoever guards the door, refused; a read that was forbidden."""
    reads = request.method in _SAFE
    if isinstance(refusal, Unavailable) or (reads and not isinstance(refusal, Forbidden)):
        return
    named = next(_named(request.path_params), None)
    # Of whom is not let in the body is not read, and so neither digested.
    digest = request.scope.get(DIGEST)
    kind = request.headers.get("content-type", "").partition(";")[0].lower()
    if digest is not None and "json" in kind:
        try:
            body = await request.json()
        except ValueError:
            body = None  # a file, said to be what it is not
        named = named or next(_named(body if isinstance(body, dict) else {}), None)
    if command in _SEALED:
        digest = None  # a score would be guessed from it
    note_refused(request, command, refusal.code, named, digest.digest() if digest else None)


def note_refused(
    request: Request,
    command: str,
    code: str,
    subject: str | None = None,
    digest: bytes | None = None,
) -> None:
    """For whoever refuses around the routes as well, where the command may not be known."""
    service_of(request).floods.note(
        RefusedCommand(
            at=datetime.now(UTC),
            actor=str(request.scope.get(ACTOR, "")),
            peer=request.client.host if request.client else None,
            role=_roles(request),
            command=command,
            code=code,
            subject=subject,
            digest=digest,
            request=request.scope[REQUEST],
        )
    )

"""What does the journal hold, in order, from any position on?"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import StreamingResponse

from api.dependencies import Reading, Service, service_of
from api.errors import RESPONSES
from api.guard import Guarded, still_admitted
from api.questions import KnownAt
from api.tracing import keep_facts
from domain.vocabulary import Subject
from projections.evidence.showing import FactShown, show_fact
from projections.facts import PAGE, JournalFact, JournalPage, Wanted, list_facts, page_of
from projections.moments import known_position
from projections.projector import head

routes = APIRouter(tags=["journal"], responses=RESPONSES, route_class=Guarded)
_STREAM = "GET /journal/stream"
POLL_SECONDS = 0.25
HEARTBEAT_POLLS = 60
RECHECK_SECONDS = 10.0
"""How long a stream goes on after its reader lost his role."""
After = Annotated[int, Query(ge=0, le=2**62, description="The last position already had")]


@routes.get("/journal")
def get_journal(
    conn: Reading,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 100,
    subject: Annotated[Subject | None, Query(description="About this subject alone")] = None,
    known_at: KnownAt = None,
) -> JournalPage:
    """Facts in order, as stored: names and narrative stay sealed. `head`: the last asked for."""
    last = head(conn) if known_at is None else known_position(conn, known_at)
    wanted = Wanted(subject=subject)
    found = list_facts(conn, after, last, limit, wanted)
    return page_of(found, (after, last, limit), wanted)


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


@routes.get("/journal/stream", response_class=EventStream)
async def stream_journal(
    request: Request,
    after: After = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
) -> EventStream:
    """Server-sent events, one a fact; `Last-Event-ID` resumes where the connection broke."""
    start = after if last_event_id is None else last_event_id
    events = _events(service_of(request), request, start)
    return EventStream(events, headers={"Cache-Control": "no-store"})


@routes.get("/journal/{position}")
def get_fact(conn: Reading, position: Annotated[int, Path(ge=1, le=2**62)]) -> FactShown:
    """One fact: as stored, in words, with its hash and the nearest about the same subject."""
    return show_fact(conn, position)


async def _events(served: Service, request: Request, after: int) -> AsyncIterator[str]:
    quiet = 0
    checked = time.monotonic()
    while not served.stopping.is_set() and not await request.is_disconnected():
        if time.monotonic() - checked >= RECHECK_SECONDS:
            checked = time.monotonic()
            if not await still_admitted(request):
                return
        async with served.turn():
            facts = await anyio.to_thread.run_sync(_pull, served, after)
        if facts:
            await keep_facts(request, _STREAM, facts[0].position, facts[-1].position)
        for fact in facts:
            after = fact.position
            yield f"id: {fact.position}\nevent: {fact.name}\ndata: {fact.model_dump_json()}\n\n"
        quiet = 0 if facts else quiet + 1
        if not facts:
            if quiet % HEARTBEAT_POLLS == 1:
                yield ": waiting\n\n"
            await anyio.sleep(POLL_SECONDS)


def _pull(served: Service, after: int) -> list[JournalFact]:
    with served.pool.connection() as conn:
        return list_facts(conn, after, head(conn))

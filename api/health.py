"""Is the service alive, and do its answers keep up with the journal?"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.dependencies import OF_HEALTH, Served
from projections.evidence.proving import Vouched, Witnessed, get_vouched, list_witnessed
from projections.moments import following

routes = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "alive"


class Ready(BaseModel):
    """`lag` counts facts that the read models have not folded yet.

    `notary`, a process of its own, is leading, late, absent or refusing, as the database tells it.
    `read_only` says why nothing is recorded, where the evidence has halted it or the journal, the
    notary or the disk is in trouble; reading goes on.
    `halts` counts all that there ever were, the lifted ones too: `merit halt list` tells them;
    `logs_opened` how often a new log began because facts were lost.
    A witness that `refuses` is an alarm: it saw another log than this one.
    """

    ready: bool
    journal: int | None
    read_model: int | None
    lag: int | None
    projector: str
    notary: str
    sealed: int | None
    checkpoint_seconds: int | None
    read_only: str | None
    halts: int = 0
    logs_opened: int = 0
    witnesses: tuple[Witnessed, ...] = ()
    error: str | None


@routes.get("/healthz")
async def healthz() -> Alive:
    """Alive: nothing is looked up, and no thread is needed to say so."""
    return Alive()


@routes.get(
    "/readyz",
    dependencies=[OF_HEALTH],
    responses={503: {"model": Ready, "description": "Not ready, and why"}},
)
def readyz(served: Served, response: Response) -> Ready:
    """Ready to answer; 503 with the cause where it is not."""
    health = served.projector.health if served.projector else None
    state = health.state if health else "elsewhere"
    error = health.error if health and health.state == "stopped" else None
    found, vouched = None, Vouched()
    witnessed: tuple[Witnessed, ...] = ()
    try:
        with served.pool.connection(timeout=2) as conn:
            found, vouched = following(conn), get_vouched(conn)
            witnessed = list_witnessed(conn)
            error = error or found.trouble
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is why we are not ready
        error = error or f"{type(problem).__name__}: {problem}".strip()[:500]
    if state == "starting":
        error = error or "the projector is starting"
    trouble = served.watch.trouble
    ready = error is None and state != "stopped"
    response.status_code = 200 if ready else 503
    return Ready(
        ready=ready,
        journal=found and found.journal,
        read_model=found and found.read_model,
        lag=found and found.lag,
        projector=state,
        notary=vouched.notary if found else "unknown",
        sealed=vouched.size,
        checkpoint_seconds=vouched.age_seconds,
        read_only=vouched.halted_words or (trouble.words if trouble else None),
        halts=vouched.halts,
        logs_opened=vouched.logs_opened,
        witnesses=witnessed,
        error=error,
    )


@routes.get("/metrics", dependencies=[OF_HEALTH], include_in_schema=False)
def metrics(served: Served) -> PlainTextResponse:
    """For Prometheus; what the journal cannot tell at this moment stays as it was."""
    told, vouched, up = served.metrics, Vouched(), True
    told.tell_pool(served.pool)
    told.tell_floods(served.floods.kept, served.floods.lost, served.floods.waiting)
    try:
        with served.pool.connection(timeout=2) as conn:
            vouched = get_vouched(conn)
            told.tell_journal(conn, following(conn), vouched)
    except Exception:  # noqa: BLE001 - whatever it is, the gauge says that it does not answer
        up = False
    told.tell_state(up=up, read_only=vouched.halted is not None or served.watch.trouble is not None)
    return PlainTextResponse(told.text(), media_type=CONTENT_TYPE_LATEST)

"""Over which routes is a witness asked to cosign, and what it has seen?

C2SP tlog-witness; a program of its own for another department, which knows nothing of the ledger.
"""

from __future__ import annotations

from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from projections.evidence.witnessing import (
    BODY_BYTES_MAX,
    Answer,
    RecordDamaged,
    Witness,
    origin_hash,
)

_TOO_LARGE: Final = Answer(413, f"a submission has at most {BODY_BYTES_MAX} bytes\n")


def create_witness(witness: Witness) -> Starlette:
    origins = {origin_hash(origin): origin for origin in witness.origins}

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _response(_TOO_LARGE)
        return _response(await run_in_threadpool(_added, witness, body))

    def checkpoint(request: Request) -> Response:
        return _response(_last(witness, origins.get(request.path_params["origin"])))

    def index(_: Request) -> Response:
        lines = ["Witness of Merit Ledger / 功过簿见证方", witness.vkey.text, ""]
        lines += [f"/{hashed}/checkpoint  {origin}" for hashed, origin in origins.items()]
        return _response(Answer(200, "\n".join(lines) + "\n"))

    return Starlette(
        routes=[
            Route("/", index),
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin}/checkpoint", checkpoint),
        ]
    )


async def _body(request: Request) -> bytes | None:
    """None where it is too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES_MAX:
            return None
    return body


def _last(witness: Witness, origin: str | None) -> Answer:
    try:
        note = None if origin is None else witness.last(origin)[1]
    except RecordDamaged:
        return _unfit()
    return (
        Answer(404, "no checkpoint of this log is cosigned\n")
        if note is None
        else Answer(200, note)
    )


def _added(witness: Witness, body: bytes) -> Answer:
    try:
        return witness.add_checkpoint(body)
    except (RecordDamaged, OSError):
        return _unfit()


def _unfit() -> Answer:
    """The disk is full, or the record is not what it was: nothing was signed."""
    return Answer(503, "the witness cannot read or keep its record\n")


def _response(answer: Answer) -> Response:
    # By hand: the framework would add a charset to a kind that has none.
    return Response(answer.text, answer.status, {"Content-Type": answer.kind})

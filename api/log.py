"""What evidence does anybody get who asks: checkpoint, tiles, proofs, receipts, certificates?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from shutil import make_archive, rmtree
from tempfile import mkdtemp
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.background import BackgroundTask

from api.dependencies import TO_LOOK, Calling, Reading, Served, Service
from api.doors import accept
from api.errors import RESPONSES
from api.guard import Guarded
from api.questions import AsOf, BureauNamed, KnownAt, YearAsked
from api.verifier import Verification, Verifier
from domain import refusals as no
from domain.erasures.commands import EraseSubject
from domain.vocabulary import Id, Subject
from projections.evidence.bundles import Export, write_whole_log
from projections.evidence.certifying import Certificate, get_certificate, sealed_moment
from projections.evidence.proving import (
    Receipt,
    entry_bundle,
    get_proof,
    get_receipt,
    hash_tile,
    last_checkpoint,
    position_of_entry,
)
from projections.evidence.showing import LogShown, PathShown, show_log, show_path

routes = APIRouter(tags=["evidence"], responses=RESPONSES, route_class=Guarded)

accept(routes, "/erasures", EraseSubject)

BUNDLE = "bundle"
_WIDTH = 256
_TILE = re.compile(
    r"(?P<level>entries|[0-7])/(?P<index>(?:x\d{3}/){0,5}\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?",
    re.ASCII,
)
_POSITION_MAX = 2**62
PositionAsked = Annotated[int, InPath(ge=0, le=_POSITION_MAX)]
SealedPosition = Annotated[
    int | None,
    Query(
        ge=1, le=_POSITION_MAX, description="What was recorded up to there; left out: all sealed"
    ),
]


def _verifier(served: Service) -> Verifier:
    if served.verifier is None:
        raise no.NoVerification()
    return served.verifier


@routes.post("/log/verification", dependencies=[TO_LOOK])
def begin_verification(served: Served, caller: Calling) -> Verification:
    """Begin every pass of `merit verify`, one verification at a time; nothing is recorded."""
    verifier = _verifier(served)
    verifier.start(caller.actor)
    return verifier.shown()


@routes.get("/log/verification", dependencies=[TO_LOOK])
def get_verification(served: Served) -> Verification:
    """How far the verification is, pass by pass, and what it found once it ended."""
    return _verifier(served).shown()


class Zipped(FileResponse):
    media_type = "application/zip"


@routes.get("/log/bundle", response_class=Zipped)
def bundle(conn: Reading, caller: Calling) -> Zipped:
    """Every sealed fact with the log and `verify.py`, to verify without this service."""
    checkpoint = last_checkpoint(conn)
    folder = Path(mkdtemp(prefix="merit-bundle-"))
    try:
        export = Export(folder / BUNDLE, caller.actor, datetime.now(UTC))
        write_whole_log(conn, export, checkpoint)
        packed = make_archive(str(folder / BUNDLE), "zip", folder, BUNDLE)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    name = f"merit-ledger-{checkpoint.size}.zip"
    done = BackgroundTask(rmtree, folder, ignore_errors=True)
    return Zipped(packed, filename=name, background=done)


class Octets(Response):
    media_type = "application/octet-stream"


@routes.get("/log")
def log(conn: Reading) -> LogShown:
    """How the log stands: its newest checkpoint, who signed it, its witnesses and every halt."""
    return show_log(conn)


@routes.get("/log/path/{position}")
def path(conn: Reading, position: PositionAsked) -> PathShown:
    """The proof step by step: which hash is beside, and what both make, up to the root."""
    return show_path(conn, position)


@routes.get("/log/checkpoint", response_class=PlainTextResponse)
def checkpoint(conn: Reading) -> PlainTextResponse:
    """The newest signed checkpoint (C2SP signed note)."""
    return PlainTextResponse(last_checkpoint(conn).note)


@routes.get("/log/heads", response_class=PlainTextResponse)
def heads(conn: Reading) -> PlainTextResponse:
    """The root over the heads of all streams, signed at the newest checkpoint's size."""
    return PlainTextResponse(last_checkpoint(conn).heads_note)


@routes.get("/log/tile/{tile:path}", response_class=Octets)
def tile(
    conn: Reading, tile: Annotated[str, InPath(max_length=60, examples=["0/000.p/1"])]
) -> Octets:
    """A tile of hashes, or a bundle of entries (C2SP tlog-tiles)."""
    named = _TILE.fullmatch(tile)
    if named is None:
        raise no.TileNotFound(tile=tile)
    index = int(named["index"].replace("x", "").replace("/", ""))
    width = int(named["width"] or _WIDTH)
    if width > _WIDTH or (named["width"] and width == _WIDTH):
        raise no.TileNotFound(tile=tile)
    if named["level"] == "entries":
        entries = entry_bundle(conn, index, width)
        found = None if entries is None else b"".join(_sized(entry) for entry in entries)
    else:
        found = hash_tile(conn, int(named["level"]), index, width)
    if found is None:
        raise no.TileNotFound(tile=tile)
    return Octets(found)


def _sized(entry: bytes) -> bytes:
    return len(entry).to_bytes(2, "big") + entry


@routes.get("/log/proof/{position}", response_class=PlainTextResponse)
def proof(conn: Reading, position: PositionAsked) -> PlainTextResponse:
    """That the fact is in the log, as one file (C2SP tlog-proof)."""
    return PlainTextResponse(get_proof(conn, position).text)


@routes.get("/log/receipts/{position}")
def receipt(conn: Reading, position: PositionAsked) -> Receipt:
    """The fact's bytes, its entry in the log, and the proof."""
    return get_receipt(conn, position)


@routes.get("/entries/{bureau}/{year}/{subject}/{number}/receipt")
def entry_receipt(
    conn: Reading,
    bureau: Id,
    year: Annotated[int, InPath(ge=1990, lt=2200)],
    subject: Subject,
    number: Annotated[int, InPath(ge=1, lt=2**31)],
) -> Receipt:
    """An entry's receipt, for whom it concerns."""
    return get_receipt(conn, position_of_entry(conn, (bureau, year, subject, number)))


@routes.get("/officers/{officer}/certificate")
def officer_certificate(
    officer: Id,
    conn: Reading,
    year: YearAsked,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    position: SealedPosition = None,
    bureau: BureauNamed = None,
) -> Certificate:
    """An officer's score with all the facts it follows from, to verify offline."""
    moment, found = sealed_moment(conn, year, as_of, known_at, position)
    return get_certificate(conn, f"officer:{officer}", moment, found, bureau)


@routes.get("/units/{unit}/certificate")
def unit_certificate(
    unit: Id,
    conn: Reading,
    year: YearAsked,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    position: SealedPosition = None,
    bureau: BureauNamed = None,
) -> Certificate:
    """A unit's score with all the facts it follows from, to verify offline."""
    moment, found = sealed_moment(conn, year, as_of, known_at, position)
    return get_certificate(conn, f"unit:{unit}", moment, found, bureau)

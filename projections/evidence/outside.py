"""Does the log go on from a checkpoint that was kept outside the database, and a fresh one?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED, Audited, Finding
from projections.evidence.merkle import frontier_at
from projections.evidence.notes import (
    COSIGNATURE,
    MalformedNote,
    Signed,
    Trust,
    UntrustedNote,
    Vkey,
    open_checkpoint,
    parse_note,
    signers,
)
from projections.evidence.store import LogStore, MissingHashes

OUTSIDE: Final = "outside checkpoint"
FRESH: Final = timedelta(hours=24)


def outside(audited: Audited, note: str | None, trust: Trust, now: datetime) -> Iterator[Finding]:
    """The newest checkpoint kept elsewhere: not longer than the log, its beginning, fresh."""
    if note is None:
        what = "no checkpoint outside the database to compare with"
        yield Finding(OUTSIDE, None, what, "a checkpoint", "none", INCOMPLETE)
        return
    try:
        opened = open_checkpoint(note, trust)
    except MalformedNote as wrong:
        yield Finding(OUTSIDE, None, "note", "a signed note", str(wrong), TAMPERED)
        return
    except UntrustedNote as wrong:
        yield Finding(OUTSIDE, None, "signature", trust.logs[0].text, str(wrong), TAMPERED)
        return
    known, store = opened.checkpoint, LogStore(audited.conn)
    if known.size > store.size:
        found = f"{store.size} facts"
        yield Finding(OUTSIDE, store.size + 1, "size", f"{known.size} facts", found, STALE)
        return
    try:
        root = frontier_at(known.size, store.subtree).root
    except MissingHashes as wrong:
        yield Finding(OUTSIDE, known.size, "root", known.root.hex(), str(wrong))
        return
    if root != known.root:
        yield Finding(OUTSIDE, known.size, "root", known.root.hex(), root.hex())
    yield from _freshness(_times(note, opened.witnesses, trust), known.size, now)


def _times(note: str, witnesses: tuple[Signed, ...], trust: Trust) -> list[int]:
    """When it was signed: by the log's own clock key and by the witnesses."""
    log = trust.logs[0]
    clock = Vkey(f"{log.name}/clock", COSIGNATURE, log.public)
    said = signers(parse_note(note), [clock], trust.checks)
    return [one.at for one in (*said, *witnesses) if one.at is not None]


def _freshness(times: list[int], size: int, now: datetime) -> Iterator[Finding]:
    signed = datetime.fromtimestamp(max(times, default=0), UTC)
    if now - signed > FRESH:
        expected = f"signed within {FRESH}"
        yield Finding(OUTSIDE, size, "age", expected, f"signed {signed.isoformat()}", STALE)

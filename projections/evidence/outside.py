"""Does the log go on from a checkpoint that was kept outside the database, and a fresh one?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from projections.evidence.findings import INCOMPLETE, STALE, TAMPERED, Audited, Finding
from projections.evidence.merkle import frontier_at
from projections.evidence.notes import (
    MalformedNote,
    Opened,
    TooFewWitnesses,
    Trust,
    UntrustedNote,
    open_checkpoint,
    signers,
)
from projections.evidence.store import LogStore, MissingHashes

OUTSIDE: Final = "outside checkpoint"
AGE: Final = "age"
FRESH: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Seen:
    """What a witness answers who is asked: its newest checkpoint, or the trouble instead."""

    url: str
    note: str | None
    trouble: str = ""


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
    except TooFewWitnesses as wrong:
        expected = f"{trust.quorum} cosignatures"
        yield Finding(OUTSIDE, None, "witnesses", expected, str(wrong), INCOMPLETE)
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
    yield from _freshness(_times(opened, trust), known.size, now)


def seen_outside(
    audited: Audited, seen: tuple[Seen, ...], trust: Trust, now: datetime
) -> Iterator[Finding]:
    """The newest checkpoints of the witnesses who were asked; as many of the policy as it demands.

    Whoever does not answer, or has an old one, is passed over where enough others do better.
    """
    lacking: list[Finding] = []
    vouching: set[bytes] = set()
    for one in seen:
        found, cosigners = _judged(audited, one, trust.of_the_log, now)
        for wrong in found:
            if wrong.what == AGE or wrong.code == INCOMPLETE:
                lacking.append(replace(wrong, what=f"{wrong.what} · {one.url}"))
            else:
                yield replace(wrong, what=f"{wrong.what} · {one.url}")
        if not found:
            vouching |= cosigners
    if trust.quorum and len(vouching) >= trust.quorum:
        return
    yield from lacking
    if len(vouching) < trust.quorum:
        expected = f"{trust.quorum} witnesses with a fresh checkpoint that this log goes on from"
        yield Finding(OUTSIDE, None, "witnesses", expected, str(len(vouching)), INCOMPLETE)


def _judged(
    audited: Audited, one: Seen, trust: Trust, now: datetime
) -> tuple[list[Finding], set[bytes]]:
    """What is wrong with a witness's checkpoint, and which witnesses of the policy signed it.

    What is no checkpoint of this log says nothing against the log: it is as if none was answered.
    """
    trouble = one.trouble
    if one.note is not None:
        try:
            cosigners = {signed.by.public for signed in open_checkpoint(one.note, trust).witnesses}
            return list(outside(audited, one.note, trust, now)), cosigners
        except (MalformedNote, UntrustedNote) as wrong:
            trouble = str(wrong)
    what = "its newest checkpoint"
    return [Finding(OUTSIDE, None, what, "a checkpoint of this log", trouble, INCOMPLETE)], set()


def _times(opened: Opened, trust: Trust) -> list[int]:
    """When it was signed: by the log's own clock key and by the witnesses."""
    said = signers(opened.note, [trust.logs[0].clock], trust.checks)
    return [one.at for one in (*said, *opened.witnesses) if one.at is not None]


def _freshness(times: list[int], size: int, now: datetime) -> Iterator[Finding]:
    signed = datetime.fromtimestamp(max(times, default=0), UTC)
    if now - signed > FRESH:
        expected = f"signed within {FRESH}"
        yield Finding(OUTSIDE, size, AGE, expected, f"signed {signed.isoformat()}", STALE)

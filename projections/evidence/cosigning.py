"""Which witnesses have seen the newest checkpoint, and which refuse it?

Each witness is brought every checkpoint, with the proof that the log goes on from the one which
that witness has. Its cosignature is kept, and so is a refusal: it says that the log is not the one
it saw before.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from projections.evidence.asking import WitnessSilent, submit
from projections.evidence.keeping import keep
from projections.evidence.merkle import consistency_proof
from projections.evidence.notes import (
    MalformedNote,
    Note,
    Trust,
    UntrustedNote,
    Vkey,
    decimal,
    open_checkpoint,
    parse_note,
    parse_signatures,
    signers,
)
from projections.evidence.signatures import CHECKS
from projections.evidence.store import Checkpoint, LogStore
from projections.evidence.witnessing import request_text

COSIGNED: Final = "cosigned-checkpoint"
_TRIES: Final = 3
_OK, _CONFLICT, _FAILED = 200, 409, 500
_LAST_SIZE: Final[LiteralString] = """
SELECT size FROM evidence.witnessings WHERE witness = %s AND cosignature IS NOT NULL
 ORDER BY number DESC LIMIT 1
"""
_KEEP: Final[LiteralString] = (
    "INSERT INTO evidence.witnessings (size, witness, cosignature, refusal) VALUES (%s, %s, %s, %s)"
)
_LAST_REFUSAL: Final[LiteralString] = (
    "SELECT refusal FROM evidence.witnessings WHERE witness = %s ORDER BY number DESC LIMIT 1"
)
_KEEPING: Final = threading.Lock()


@dataclass(frozen=True)
class Outcome:
    """What became of a submission: `cosigned`, `refused` or `silent`, and why."""

    witness: str
    state: str
    size: int
    why: str = ""


class Submission:
    """To one witness, over a connection of its own; `folder` is the notary's."""

    def __init__(
        self, conn: psycopg.Connection[Any], trust: Trust, witness: tuple[Vkey, str], folder: Path
    ) -> None:
        self._conn, self._store, self._folder = conn, LogStore(conn), folder
        self._trust, (self._key, self._url) = trust, witness
        row = conn.execute(_LAST_SIZE, (self._key.name,)).fetchone()
        self._old = int(row[0]) if row else 0
        self._done: object = None

    def submit(self) -> Outcome | None:
        """The newest checkpoint; None where the witness has answered it already."""
        newest = self._store.last_checkpoint()
        if newest is None or (newest.size, newest.signed_at) == self._done:
            return None
        try:
            return self._submitted(newest)
        except (WitnessSilent, MalformedNote, UntrustedNote) as wrong:
            return Outcome(self._key.name, "silent", newest.size, str(wrong))

    def _submitted(self, newest: Checkpoint) -> Outcome:
        for _ in range(_TRIES):
            status, text = submit(self._url, self._body(newest))
            if status != _CONFLICT:
                break
            # Another program of ours may have submitted what was signed meanwhile.
            newest = self._store.last_checkpoint() or newest
            known, self._old = self._old, decimal(text.removesuffix("\n"))
            if self._old > newest.size or self._old == known:
                break
        if status == _OK:
            return self._cosigned(newest, text)
        words = " ".join(text.split())[:200]
        if status >= _FAILED:
            raise WitnessSilent(f"{status}: {words}")
        if status == _CONFLICT:
            words = f"it has cosigned {words} facts of this log, and not these"
        return self._refused(newest.size, f"{status}: {words}")

    def _body(self, newest: Checkpoint) -> str:
        old = min(self._old, newest.size)
        note = parse_note(newest.note)
        own = tuple(one for one in note.signatures if one.key_id not in self._witness_ids())
        proof = consistency_proof(old, newest.size, self._store.subtree)
        return request_text(old, proof, Note(note.body, own))

    def _witness_ids(self) -> set[bytes]:
        return {key.id for key in self._trust.witnesses}

    def _cosigned(self, newest: Checkpoint, text: str) -> Outcome:
        body = parse_note(newest.note).body
        own = [one for one in parse_signatures(text) if one.key_id == self._key.id]
        if not signers(Note(body, tuple(own)), [self._key], CHECKS):
            raise UntrustedNote(f"its answer has no cosignature of {self._key.name}")
        line = own[-1].line
        self._conn.execute(_KEEP, (newest.size, self._key.name, line, None))
        self._old, self._done = newest.size, (newest.size, newest.signed_at)
        self._keep(newest.size)
        return Outcome(self._key.name, "cosigned", newest.size)

    def _refused(self, size: int, why: str) -> Outcome:
        """Kept once for as long as it says the same."""
        row = self._conn.execute(_LAST_REFUSAL, (self._key.name,)).fetchone()
        if row is None or row[0] != why:
            self._conn.execute(_KEEP, (size, self._key.name, None, why))
        return Outcome(self._key.name, "refused", size, why)

    def _keep(self, size: int) -> None:
        """In the notary's folder, the newest that as many have cosigned as the policy demands."""
        with _KEEPING:
            found = self._store.last_checkpoint(size)
            path = self._folder / COSIGNED
            kept = self._size_of(path.read_text("utf-8")) if path.exists() else 0
            if found is not None and self._size_of(found.note) >= max(kept, 1):
                keep(path, found.note)

    def _size_of(self, note: str) -> int:
        """Of a checkpoint that enough have cosigned; otherwise nothing."""
        try:
            return open_checkpoint(note, self._trust).checkpoint.size
        except (MalformedNote, UntrustedNote):
            return 0


def submit_once(dsn: str, trust: Trust, folder: Path) -> list[Outcome]:
    """The newest checkpoint to each witness that has an address, one after the other."""
    if not trust.urls:
        return []
    with psycopg.connect(dsn, autocommit=True, application_name="merit cosigning") as conn:
        tried = [Submission(conn, trust, one, folder).submit() for one in trust.urls]
    return [outcome for outcome in tried if outcome is not None]

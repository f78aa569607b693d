"""Does a log only ever grow, as somebody saw it who does not keep it?

A witness (C2SP tlog-witness): it cosigns a checkpoint once it is proven that the log goes on from
the one it cosigned before, and keeps it on its disk before it answers. Its folder is all it knows,
and of two that share one each sees what the other signed.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from projections.evidence.keeping import keep
from projections.evidence.keys import SigningKey
from projections.evidence.merkle import EMPTY_ROOT, HASH_BYTES, verify_consistency
from projections.evidence.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    MalformedNote,
    Note,
    Signature,
    Trust,
    UntrustedNote,
    Vkey,
    decimal,
    from_base64,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    signers,
)
from projections.evidence.signatures import CHECKS

BODY_BYTES_MAX: Final = 65_536
PROOF_LINES_MAX: Final = 63
PLAIN: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"


class RecordDamaged(Exception):
    """What the witness cosigned last cannot be told: it must not sign before that is known."""


class RecordMissing(Exception):
    """The witness has a key and no record of a log: it may have cosigned what it forgot."""


class KeyMissing(Exception):
    """The witness has a record of a log and no key."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    kind: str = PLAIN


@dataclass(frozen=True)
class Request:
    """What a log submits; `proof` leads from `old` leaves to the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


def parse_request(body: bytes) -> Request:
    """Raises MalformedNote."""
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeError:
        raise MalformedNote("no UTF-8") from None
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old ") or len(lines) > PROOF_LINES_MAX:
        raise MalformedNote("no old size, proof lines, empty line and checkpoint")
    proof = tuple(from_base64(line) for line in lines)
    if any(len(one) != HASH_BYTES for one in proof):
        raise MalformedNote("a proof line that is no hash")
    parsed = parse_note(note)
    return Request(decimal(first[4:]), proof, parsed, parse_checkpoint(parsed.body))


def request_text(old: int, proof: Iterable[bytes], note: Note) -> str:
    """The body of a submission; a proof that starts from nothing is empty."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return "\n".join(lines) + "\n\n" + note.text


def origin_hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()


class Witness:
    """Of these logs; `folder` holds the last checkpoint that it cosigned of each."""

    def __init__(self, key: SigningKey, logs: Iterable[Vkey], folder: Path) -> None:
        self._key, self._folder = key, folder
        self._logs = {log.name: log for log in logs}
        self.vkey: Final = key.vkey

    @property
    def origins(self) -> list[str]:
        return list(self._logs)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Raises RecordDamaged, OSError: then nothing was signed."""
        try:
            asked = parse_request(body)
        except MalformedNote as wrong:
            return Answer(400, f"malformed: {wrong}\n")
        log = self._logs.get(asked.checkpoint.origin)
        if log is None:
            return Answer(404, "this log is not witnessed here\n")
        try:
            own = _lines_of(log, asked.note)
        except UntrustedNote as wrong:
            return Answer(403, f"{wrong}\n")
        if asked.old > asked.checkpoint.size:
            return Answer(400, "malformed: the old size is larger than the checkpoint's\n")
        with locked(self._folder):
            refused = _refusal(asked, self.last(log.name)[0])
            if refused is not None:
                return refused
            cosignature = self._key.cosign(asked.note.body, int(time.time()))
            kept = Note(asked.note.body, (*own, cosignature))
            keep(self._folder / record_name(log.name), kept.text)
        return Answer(200, cosignature.line)

    def last(self, origin: str) -> tuple[Checkpoint, str | None]:
        """What was cosigned last of a log, and its note; the empty log where nothing was."""
        path = self._folder / record_name(origin)
        try:
            text = path.read_text(encoding="utf-8")
            if text == _begun(origin):
                return parse_checkpoint(text), None
            trust = Trust(CHECKS, (self._logs[origin],), (self.vkey,), 1)
            return open_checkpoint(text, trust).checkpoint, text
        except (OSError, ValueError) as wrong:
            raise RecordDamaged(f"{path}: {wrong}") from wrong


def _lines_of(log: Vkey, note: Note) -> tuple[Signature, ...]:
    """The signatures of the log and of its clock; raises UntrustedNote without the first."""
    clock = log.clock
    if log not in (one.by for one in signers(note, (log, clock), CHECKS)):
        raise UntrustedNote(f"the key of {log.name} has not signed")
    known = {(key.name, key.id) for key in (log, clock)}
    return tuple(one for one in note.signatures if (one.name, one.key_id) in known)


def _refusal(asked: Request, known: Checkpoint) -> Answer | None:
    new = asked.checkpoint
    if asked.old != known.size:
        return Answer(409, f"{known.size}\n", SIZE)
    if not verify_consistency(known.size, new.size, known.root, new.root, asked.proof):
        return Answer(422, f"it does not go on from the {known.size} entries cosigned\n")
    return None


def record_name(origin: str) -> str:
    return f"{origin_hash(origin)}.checkpoint"


def _begun(origin: str) -> str:
    """The record of a log of which nothing was cosigned yet."""
    return Checkpoint(origin, 0, EMPTY_ROOT).body


def open_witness(
    path: Path, name: str, logs: tuple[Vkey, ...], folder: Path, *, new_log: bool = False
) -> Witness:
    """The witness whose key is in the file `path`, made on the first start.

    Raises RecordDamaged, RecordMissing, KeyMissing, DamagedKey, ExposedKey, OSError, ValueError.
    """
    if not all(log.algorithm == ED25519 for log in logs):
        raise ValueError("a log signs with an Ed25519 key")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder):
        missing = [log.name for log in logs if not (folder / record_name(log.name)).exists()]
        if path.exists():
            if missing and not new_log:
                raise RecordMissing(missing[0])
            key = SigningKey.load(path)
        else:
            if any(one.read_bytes().count(b"\n\n") for one in folder.glob("*.checkpoint")):
                raise KeyMissing(str(path))
            key = SigningKey.make(name, COSIGNATURE)
        for origin in missing:
            keep(folder / record_name(origin), _begun(origin))
        if not path.exists():
            # After the records: a key without them is that of a witness that forgot.
            key.save(path)
        witness = Witness(key, logs, folder)
        for log in logs:
            witness.last(log.name)
    return witness


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One at a time, of all threads and processes."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)

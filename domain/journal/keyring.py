"""With which key are a subject's name and narrative sealed, and can they still be opened?"""

from __future__ import annotations

import base64
import hmac
import os
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, LiteralString, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.postgres import PostgresDatastore

PREFIX: Final = "sealed:1:"
ERASED: Final = "[erased 已抹除]"
NONCE_BYTES: Final = 12
KEPT_SECONDS: Final = 2.0
"""How long words stay readable in a running service after their key was destroyed."""

_SELECT: LiteralString = "SELECT subject, wrapped FROM keys.subject_keys WHERE subject = ANY(%s)"
_INSERT: LiteralString = (
    "INSERT INTO keys.subject_keys (subject, wrapped) SELECT * FROM unnest(%s::text[], %s::bytea[])"
    " ON CONFLICT DO NOTHING"
)

_CAME_BACK: LiteralString = """
SELECT DISTINCT k.subject FROM keys.subject_keys AS k
  JOIN journal.facts AS f ON f.topic = 'subject-erased' AND f.subject = k.subject
                         AND k.created_at < f.recorded_at ORDER BY k.subject
"""


class _Key(NamedTuple):
    cipher: AESGCM
    wrapped: bytes


class Keyring:
    """One AES-256-GCM key a subject, kept in the database wrapped by `master`, which is not."""

    def __init__(self, datastore: PostgresDatastore, master: bytes) -> None:
        self.datastore, self._master = datastore, AESGCM(master)
        self._keys: dict[str, _Key] = {}
        self._read_at: dict[str, float] = {}
        self.changed: Callable[[], None] = lambda: None
        """Called when a key is found destroyed, or another: what it opened is to be forgotten."""
        self._veil = hmac.digest(master, b"merit-ledger/veil", "sha256")

    def prepare(self, subjects: Iterable[str]) -> None:
        """Have a key for each subject; two writers at once end with the same one.

        Asked of the database each time: what is sealed with a key that was destroyed is lost.
        """
        wanted = sorted(set(subjects))
        self._load(wanted)
        lacking = [s for s in wanted if s not in self._keys]
        if lacking:
            wrapped = [self._wrap(s, AESGCM.generate_key(256)) for s in lacking]
            with self.datastore.transaction(commit=True) as curs:
                curs.execute(_INSERT, (lacking, wrapped))
            self._load(lacking)

    def veil(self, digest: bytes) -> bytes:
        """A hash of few possible texts, so that nobody without the master key finds the text."""
        return hmac.digest(self._veil, digest, "sha256")

    def at_hand(self, subjects: Iterable[str]) -> dict[str, bytes]:
        """Have a key for each subject, the one known already if any; each as it is kept, wrapped.

        For whoever has the append itself refuse what is sealed with a key that is another by then.
        """
        wanted = sorted(set(subjects))
        if any(subject not in self._keys for subject in wanted):
            self.prepare(wanted)
        return {subject: self._key(subject).wrapped for subject in wanted}

    def _key(self, subject: str) -> _Key:
        """The one that is known, or one made now: another thread may have destroyed it just now."""
        while (key := self._keys.get(subject)) is None:
            self.prepare([subject])
        return key

    def seen(self, wrapped: Mapping[str, bytes], at: float) -> None:
        """The database held these keys at a moment of the monotonic clock."""
        for subject, kept in wrapped.items():
            known = self._keys.get(subject)
            if known is not None and known.wrapped == kept:
                self._read_at[subject] = max(at, self._read_at[subject])

    def check(self, subjects: Iterable[str]) -> None:
        """Look for the keys that were not looked for of late, in one question for all of them."""
        if lapsed := sorted(subject for subject in set(subjects) if self._lapsed(subject)):
            self._load(lapsed)

    def _lapsed(self, subject: str) -> bool:
        return time.monotonic() - self._read_at.get(subject, -KEPT_SECONDS) >= KEPT_SECONDS

    def _load(self, subjects: list[str]) -> None:
        """Take up the keys that are there, and forget those that are not."""
        now = time.monotonic()
        with self.datastore.get_connection() as conn:
            rows = conn.execute(_SELECT, (subjects,)).fetchall()
        found = {row["subject"]: bytes(row["wrapped"]) for row in rows}
        for subject in subjects:
            self._read_at[subject] = now
            known, wrapped = self._keys.get(subject), found.get(subject)
            if known is not None and known.wrapped != wrapped:
                self._forget(subject)
            if wrapped is not None and subject not in self._keys:
                self._keys[subject] = _Key(AESGCM(self._unwrap(subject, wrapped)), wrapped)

    def _forget(self, subject: str) -> None:
        self._keys.pop(subject, None)
        self.changed()

    def destroy(self, subject: str) -> None:
        """Destroy the key that a fact says is erased; asked again, it stays destroyed."""
        with self.datastore.transaction(commit=True) as curs:
            curs.execute("SELECT keys.destroy(%s)", (subject,))
        self._forget(subject)

    def finish_erasures(self) -> list[str]:
        """Destroy each key that a fact says is erased; whose they were.

        A crash came between the two, or an old backup of the keys was put back.
        """
        with self.datastore.get_connection() as conn:
            subjects = [row["subject"] for row in conn.execute(_CAME_BACK).fetchall()]
        for subject in subjects:
            self.destroy(subject)
        return subjects

    def _wrap(self, subject: str, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._master.encrypt(nonce, key, subject.encode())

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        return self._master.decrypt(nonce, sealed, subject.encode())

    def disclose(self, subject: str) -> bytes | None:
        """The key itself, for whoever is to read the subject's words without us; None: erased."""
        with self.datastore.get_connection() as conn:
            row = conn.execute(_SELECT, ([subject],)).fetchone()
        return None if row is None else self._unwrap(subject, bytes(row["wrapped"]))

    def seal(self, subject: str, text: str) -> str:
        """Bound to its subject: sealed text moved to another subject's fact does not open."""
        return PREFIX + base64.urlsafe_b64encode(self._sealed(subject, text.encode())).decode()

    def seal_bytes(self, subject: str, data: bytes) -> bytes:
        """What is no text, with the key that the subject has now."""
        self.prepare([subject])
        return self._sealed(subject, data)

    def _sealed(self, subject: str, data: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._key(subject).cipher.encrypt(nonce, data, subject.encode())

    def open(self, subject: str, text: str) -> str:
        """The text; ERASED where the key was destroyed or does not fit, or the text is torn."""
        if not text.startswith(PREFIX):
            return text
        try:
            data = self.open_bytes(subject, base64.urlsafe_b64decode(text[len(PREFIX) :]))
            return ERASED if data is None else data.decode()
        except ValueError:
            return ERASED

    def open_bytes(self, subject: str, sealed: bytes) -> bytes | None:
        """What was sealed; None where the key was destroyed or does not fit."""
        try:
            if self._lapsed(subject):
                self._load([subject])
            key = self._keys.get(subject)
            if key is None:
                return None
            return key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], subject.encode())
        except (InvalidTag, ValueError):
            return None

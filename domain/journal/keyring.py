"""With which key are a subject's name and narrative sealed, and can they still be opened?"""

from __future__ import annotations

import base64
import hmac
import os
import time
from collections.abc import Iterable
from typing import Final, LiteralString

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


class Keyring:
    """One AES-256-GCM key a subject, kept in the database wrapped by `master`, which is not."""

    def __init__(self, datastore: PostgresDatastore, master: bytes) -> None:
        self.datastore, self._master = datastore, AESGCM(master)
        self._keys: dict[str, AESGCM] = {}
        self._read_at: dict[str, float] = {}
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

    def take_up(self, subjects: Iterable[str]) -> None:
        """Have at hand the keys that there are, in one question instead of one a subject."""
        wanted = sorted(s for s in set(subjects) if s not in self._keys or self._stale(s))
        if wanted:
            self._load(wanted)

    def _stale(self, subject: str) -> bool:
        """Its key may have been destroyed since it was read."""
        return time.monotonic() - self._read_at.get(subject, -KEPT_SECONDS) >= KEPT_SECONDS

    def _load(self, subjects: list[str]) -> None:
        """Take up the keys that are there, and forget those that are not."""
        now = time.monotonic()
        with self.datastore.get_connection() as conn:
            rows = conn.execute(_SELECT, (subjects,)).fetchall()
        found = {row["subject"]: bytes(row["wrapped"]) for row in rows}
        for subject in subjects:
            self._read_at[subject] = now
            if subject in found:
                self._keys[subject] = AESGCM(self._unwrap(subject, found[subject]))
            else:
                self._keys.pop(subject, None)

    def destroy(self, subject: str) -> None:
        """Destroy the key that a fact says is erased; asked again, it stays destroyed."""
        with self.datastore.transaction(commit=True) as curs:
            curs.execute("SELECT keys.destroy(%s)", (subject,))
        self._keys.pop(subject, None)

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
        if subject not in self._keys:
            self.prepare([subject])
        return PREFIX + base64.urlsafe_b64encode(self._sealed(subject, text.encode())).decode()

    def seal_bytes(self, subject: str, data: bytes) -> bytes:
        """What is no text, with the key that the subject has now."""
        self.prepare([subject])
        return self._sealed(subject, data)

    def _sealed(self, subject: str, data: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._keys[subject].encrypt(nonce, data, subject.encode())

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
            if self._stale(subject):
                self._load([subject])
            key = self._keys.get(subject)
            if key is None:
                return None
            return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], subject.encode())
        except (InvalidTag, ValueError):
            return None

"""What does the log say to whoever asks: its checkpoint, its tiles, a fact's proof and receipt?"""

from __future__ import annotations

import base64
import json
from typing import Any, Final, LiteralString, NamedTuple

import psycopg

from domain import refusals as no
from domain.journal.names import understood
from domain.journal.reasons import reason_title
from domain.recall import UNREADABLE
from projections.evidence.merkle import inclusion_proof
from projections.evidence.offline.receipts import RECEIPT, words_of
from projections.evidence.proofs import LogProof
from projections.evidence.store import TILE_LEVELS, Checkpoint, LogStore
from projections.scores import View

_ENTRY: Final[LiteralString] = """
SELECT l.entry, f.state FROM evidence.leaves AS l JOIN journal.facts AS f USING (position)
 WHERE l.position = %s
"""
_ENTRY_POSITION: Final[LiteralString] = """
SELECT position FROM read.entries WHERE bureau = %s AND year = %s AND subject = %s AND number = %s
"""
_VOUCHED: Final[LiteralString] = """
SELECT s.size, extract(epoch FROM clock_timestamp() - s.signed_at)::bigint,
       (SELECT reason FROM evidence.halts WHERE lifted_at IS NULL ORDER BY number LIMIT 1),
       EXISTS (SELECT FROM pg_locks AS k JOIN pg_database AS d ON d.oid = k.database
                WHERE d.datname = current_database() AND k.locktype = 'advisory' AND k.granted
                  AND k.objsubid = 1
                  AND (k.classid::bigint << 32 | k.objid::bigint)
                    = hashtext('merit-ledger/notary')::bigint),
       (SELECT count(*) FROM evidence.halts),
       (SELECT count(*) FROM journal.facts WHERE topic = 'log-opened')
  FROM (SELECT 1) AS one
  LEFT JOIN LATERAL (
      SELECT size, signed_at FROM evidence.signings ORDER BY number DESC LIMIT 1) AS s ON true
"""
LATE_SECONDS: Final = 1000
"""A notary at work signs at least every 900 s."""
_WITNESSED: Final[LiteralString] = """
WITH RECURSIVE names AS (
    SELECT min(witness) AS witness FROM evidence.witnessings
     UNION ALL
    SELECT (SELECT min(witness) FROM evidence.witnessings WHERE witness > names.witness)
      FROM names WHERE witness IS NOT NULL)
SELECT names.witness, c.size, extract(epoch FROM clock_timestamp() - c.answered_at)::bigint,
       (SELECT refusal FROM evidence.witnessings WHERE witness = names.witness
         ORDER BY number DESC LIMIT 1)
  FROM names LEFT JOIN LATERAL (
      SELECT size, answered_at FROM evidence.witnessings
       WHERE witness = names.witness AND cosignature IS NOT NULL ORDER BY number DESC LIMIT 1
  ) AS c ON true
 WHERE names.witness IS NOT NULL
"""
_WIDTH: Final = 1 << TILE_LEVELS
_ENTRIES_OF: Final[LiteralString] = (
    "SELECT entry FROM evidence.leaves WHERE index >= %s AND index < %s ORDER BY index"
)
_TILE: Final[LiteralString] = (
    "SELECT hash FROM evidence.tiles WHERE level = %s AND index >= %s AND index < %s ORDER BY index"
)


class Receipt(View):
    """What an officer keeps of an entry: the bytes recorded, their log entry, and the proof.

    `entry` and `proof` (c2sp.org/tlog-proof@v1) are texts as hashed and signed; `state` is base64
    of the stored bytes; `words` say what they say, without names and narrative.
    """

    form: str
    position: int
    words: dict[str, str]
    entry: str
    state: str
    proof: str


class Vouched(NamedTuple):
    """How much of the journal is signed, how long ago, and why writing is halted, if it is.

    `led`: a notary is there, in whatever process: it holds its lock. `halts` counts all there were.
    """

    size: int | None = None
    age_seconds: int | None = None
    halted: str | None = None
    led: bool = False
    halts: int = 0
    logs_opened: int = 0

    @property
    def halted_words(self) -> str | None:
        """Why writing is halted, in both languages."""
        if self.halted is None:
            return None
        chinese = reason_title(self.halted).zh
        return self.halted if self.halted in chinese else f"{self.halted} / {chinese}"

    @property
    def notary(self) -> str:
        """The notary's state as the database tells it."""
        if self.halted is not None:
            return "refusing"
        if not self.led:
            return "absent"
        return "late" if (self.age_seconds or 0) > LATE_SECONDS else "leading"


class Witnessed(View):
    """How much a witness has cosigned, how long ago, and why it refuses more, if it does."""

    witness: str
    size: int | None
    seconds: int | None
    refuses: str | None


def list_witnessed(conn: psycopg.Connection[Any]) -> tuple[Witnessed, ...]:
    return tuple(
        Witnessed(witness=name, size=size, seconds=seconds, refuses=refusal)
        for name, size, seconds, refusal in conn.execute(_WITNESSED)
    )


def get_vouched(conn: psycopg.Connection[Any]) -> Vouched:
    row = conn.execute(_VOUCHED).fetchone()
    return Vouched(*row) if row else Vouched()


def last_checkpoint(conn: psycopg.Connection[Any]) -> Checkpoint:
    found = LogStore(conn).last_checkpoint()
    if found is None:
        raise no.NotSealedYet(position=1)
    return found


def get_proof(conn: psycopg.Connection[Any], position: int) -> LogProof:
    """From the fact to the newest checkpoint; raises NotSealedYet, FactNotFound."""
    store = LogStore(conn)
    checkpoint = store.last_checkpoint()
    if checkpoint is None or position > checkpoint.size:
        row = conn.execute(
            "SELECT 1 FROM journal.facts WHERE position = %s", (position,)
        ).fetchone()
        raise no.NotSealedYet(position=position) if row else no.FactNotFound(position=position)
    if position < 1:
        raise no.FactNotFound(position=position)
    path = inclusion_proof(position - 1, checkpoint.size, store.subtree)
    return LogProof(position - 1, tuple(path), checkpoint.note)


def _words(position: int, entry: dict[str, Any], state: bytes) -> dict[str, str]:
    understood(position, entry["name"])
    try:
        return words_of(entry, json.loads(state))
    except UNREADABLE as wrong:
        what = type(wrong).__name__
        raise no.FactTorn(fact=position, name=entry["name"], what=what) from wrong


def get_receipt(conn: psycopg.Connection[Any], position: int) -> Receipt:
    proof = get_proof(conn, position)
    row = conn.execute(_ENTRY, (position,)).fetchone()
    if row is None:
        raise no.FactNotFound(position=position)
    entry = bytes(row[0]).decode()
    return Receipt(
        form=RECEIPT,
        position=position,
        words=_words(position, json.loads(entry), row[1]),
        entry=entry,
        state=base64.b64encode(row[1]).decode(),
        proof=proof.text,
    )


def position_of_entry(conn: psycopg.Connection[Any], key: tuple[str, int, str, int]) -> int:
    row = conn.execute(_ENTRY_POSITION, key).fetchone()
    if row is None:
        bureau, year, subject, number = key
        raise no.EntryNotFound(entry=f"{bureau}/{year}/{subject}#{number}")
    return int(row[0])


def hash_tile(conn: psycopg.Connection[Any], level: int, index: int, width: int) -> bytes | None:
    """The hashes of a tile of our log, as C2SP lays them out; None where there is none so wide."""
    first = index * _WIDTH
    if level == 0:
        rows = conn.execute(
            "SELECT leaf FROM evidence.leaves WHERE index >= %s AND index < %s ORDER BY index",
            (first, first + width),
        ).fetchall()
    else:
        rows = conn.execute(_TILE, (level, first, first + width)).fetchall()
    return b"".join(bytes(row[0]) for row in rows) if len(rows) == width else None


def entry_bundle(conn: psycopg.Connection[Any], index: int, width: int) -> list[bytes] | None:
    """The entries of a tile of leaves; None where there are fewer."""
    first = index * _WIDTH
    rows = conn.execute(_ENTRIES_OF, (first, first + width)).fetchall()
    return [bytes(row[0]) for row in rows] if len(rows) == width else None

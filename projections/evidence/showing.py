"""How is the log shown to people: how it stands, one fact of it, and the way to its root?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, LiteralString

import psycopg

from domain import refusals as no
from domain.journal.names import understood
from domain.journal.streams import id_of
from domain.recall import UNREADABLE
from projections.evidence.holding import Halt, Opening, list_halts, list_openings
from projections.evidence.merkle import node_hash, verify_inclusion
from projections.evidence.notes import parse_checkpoint, parse_note
from projections.evidence.offline.narration import approvals_in_words, narrated
from projections.evidence.proving import (
    Witnessed,
    get_proof,
    get_vouched,
    last_checkpoint,
    list_witnessed,
)
from projections.facts import JournalFact, list_facts
from projections.projector import head
from projections.scores import View

TIMED_BYTES: Final = 72
"""Of a signature that says when it was made (c2sp.org/tlog-cosignature): 8 of the time, then 64."""
_ABOUT: Final[LiteralString] = """
SELECT f.bureau, f.year,
       coalesce(f.subject, substring(f.stream_name FROM '^(?:officer|unit):[^/]+$')) AS subject,
       encode(l.leaf, 'hex')
  FROM journal.facts AS f LEFT JOIN evidence.leaves AS l USING (position) WHERE position = %s
"""
_BESIDE: Final[LiteralString] = """
SELECT greatest((SELECT position FROM journal.facts
                  WHERE (subject, position) >= (%(subject)s, 0)
                    AND (subject, position) < (%(subject)s, %(position)s)
                  ORDER BY subject DESC, position DESC LIMIT 1),
                (SELECT max(position + 0) FROM journal.facts
                  WHERE stream = %(stream)s AND position < %(position)s)),
       least((SELECT position FROM journal.facts
               WHERE (subject, position) > (%(subject)s, %(position)s)
                 AND (subject, position) <= (%(subject)s, %(last)s)
               ORDER BY subject, position LIMIT 1),
             (SELECT min(position + 0) FROM journal.facts
               WHERE stream = %(stream)s AND position > %(position)s))
"""
"""About one subject: what names it, and what stands in its own stream. By the position alone, the
planner would rather go through everybody's facts until it meets one."""


class FactShown(View):
    """One fact: as stored, in words without names and narrative, and what it is about.

    `leaf` is its hash in the log once it is sealed; `before` and `after` are the positions of the
    nearest facts about the same subject.
    """

    fact: JournalFact
    words: dict[str, str]
    bureau: str | None
    year: int | None
    subject: str | None
    leaf: str | None
    before: int | None
    after: int | None
    head: int


class StepShown(View):
    """A step up the tree: the hash beside, on which side it stands, and what both make."""

    beside: str
    side: str
    made: str


class PathShown(View):
    """From a fact's leaf to the root that was signed; `holds`: the last step makes that root."""

    position: int
    size: int
    leaf: str
    steps: tuple[StepShown, ...]
    root: str
    holds: bool
    signed_at: datetime


class SignatureShown(View):
    """A line below the checkpoint, as it stands; only whoever has the key can check it."""

    name: str
    key: str
    at: datetime | None


class LogShown(View):
    """How the log stands: its newest checkpoint, who signed it, how old it is, and every halt.

    `notary` as the database tells it; `unsealed` facts wait to be signed.
    """

    log: str
    size: int
    root: str
    heads: str
    note: str
    signed_at: datetime
    age_seconds: int
    head: int
    unsealed: int
    notary: str
    signatures: tuple[SignatureShown, ...]
    witnesses: tuple[Witnessed, ...]
    halts: tuple[Halt, ...]
    openings: tuple[Opening, ...]


def show_fact(conn: psycopg.Connection[Any], position: int) -> FactShown:
    """Raises FactNotFound, FactNotUnderstood, FactTorn."""
    last = head(conn)
    found = list_facts(conn, position - 1, min(position, last))
    about = conn.execute(_ABOUT, (position,)).fetchone()
    if not found or about is None:
        raise no.FactNotFound(position=position)
    bureau, year, subject, leaf = about
    given = {"position": position, "last": last, "subject": subject}
    given |= {"stream": subject and id_of(subject)}
    beside = conn.execute(_BESIDE, given).fetchone()
    before, after = beside or (None, None)
    return FactShown(
        fact=found[0],
        words=_words(found[0]),
        bureau=bureau,
        year=year,
        subject=subject,
        leaf=leaf,
        before=before,
        after=after,
        head=last,
    )


def _words(fact: JournalFact) -> dict[str, str]:
    understood(fact.position, fact.name)
    try:
        told = narrated(fact.name, fact.fact)
        approved = approvals_in_words(list(fact.approvals))
    except UNREADABLE as wrong:
        what = type(wrong).__name__
        raise no.FactTorn(fact=fact.position, name=fact.name, what=what) from wrong
    return {language: told[language] + approved[language] for language in told}


@contextmanager
def _readable() -> Iterator[None]:
    """What somebody altered is told as such, to whoever comes to look for just that."""
    try:
        yield
    except UNREADABLE as wrong:
        raise no.LogTorn(what=type(wrong).__name__) from wrong


def show_path(conn: psycopg.Connection[Any], position: int) -> PathShown:
    """Computed anew, step by step; raises NotSealedYet, FactNotFound, LogTorn."""
    with _readable():
        return _path(conn, position)


def _path(conn: psycopg.Connection[Any], position: int) -> PathShown:
    proof = get_proof(conn, position)
    newest = parse_checkpoint(parse_note(proof.checkpoint).body)
    row = conn.execute("SELECT leaf FROM evidence.leaves WHERE position = %s", (position,))
    leaf = bytes((row.fetchone() or (b"",))[0])
    return PathShown(
        position=position,
        size=newest.size,
        leaf=leaf.hex(),
        steps=tuple(_climbed((proof.index, newest.size), leaf, proof.path)),
        root=newest.root.hex(),
        holds=verify_inclusion(proof.index, newest.size, leaf, newest.root, proof.path),
        signed_at=last_checkpoint(conn).signed_at,
    )


def _climbed(place: tuple[int, int], leaf: bytes, path: Sequence[bytes]) -> Iterator[StepShown]:
    """Each step of RFC 9162, 2.1.3.2; `place` is the leaf's index and the size of the tree."""
    node, last, found = place[0], place[1] - 1, leaf
    for beside in path:
        left = bool(node & 1) or node == last
        found = node_hash(beside, found) if left else node_hash(found, beside)
        while left and node and not node & 1:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
        yield StepShown(beside=beside.hex(), side="left" if left else "right", made=found.hex())


def show_log(conn: psycopg.Connection[Any]) -> LogShown:
    """Raises NotSealedYet, LogTorn."""
    with _readable():
        return _log(conn)


def _log(conn: psycopg.Connection[Any]) -> LogShown:
    checkpoint, vouched, last = last_checkpoint(conn), get_vouched(conn), head(conn)
    note = parse_note(checkpoint.note)
    return LogShown(
        log=parse_checkpoint(note.body).origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        heads=checkpoint.heads.hex(),
        note=checkpoint.note,
        signed_at=checkpoint.signed_at,
        age_seconds=vouched.age_seconds or 0,
        head=last,
        unsealed=max(0, last - checkpoint.size),
        notary=vouched.notary,
        signatures=tuple(
            SignatureShown(name=one.name, key=one.key_id.hex(), at=_stated(one.signature))
            for one in note.signatures
        ),
        witnesses=list_witnessed(conn),
        halts=list_halts(conn).halts,
        openings=list_openings(conn),
    )


def _stated(signature: bytes) -> datetime | None:
    """The time that it states, if it does."""
    if len(signature) != TIMED_BYTES:
        return None
    try:
        return datetime.fromtimestamp(int.from_bytes(signature[:8], "big"), UTC)
    except (OverflowError, ValueError, OSError):
        return None

"""Which facts and proofs make up the certificate of one score, so that it recomputes offline?"""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg.rows import dict_row

from domain import refusals as no
from domain.journal.streams import id_of
from projections.evidence.merkle import inclusion_proof
from projections.evidence.offline.bearing import streams_of
from projections.evidence.offline.certificates import CERTIFICATE, rulebooks_of
from projections.evidence.offline.scoring import FactTriple
from projections.evidence.store import Checkpoint, LogStore
from projections.moments import Moment, resolve, wait_for
from projections.records import bureau_of_officer, bureau_of_unit
from projections.scores import View, load_standing, score_of

_FACTS: Final[LiteralString] = """
SELECT f.position, f.topic, f.state, l.entry FROM journal.facts AS f
  JOIN evidence.leaves AS l USING (position)
 WHERE f.stream = ANY(%s) AND f.position <= %s ORDER BY f.position
"""


class Certificate(View):
    """A score with all that it follows from; `verify.py` checks it with a trusted key alone.

    Names and narrative stand in it as ciphertext, as they are kept.
    """

    form: str
    log: str
    checkpoint: str
    heads: str
    question: dict[str, Any]
    answer: dict[str, Any]
    rulebooks: dict[str, str]
    facts: tuple[dict[str, Any], ...]
    streams: tuple[dict[str, str], ...]


def get_certificate(
    conn: psycopg.Connection[Any],
    subject: str,
    moment: Moment,
    checkpoint: Checkpoint,
    bureau: str | None = None,
) -> Certificate:
    """Of a moment at or before the checkpoint, by the facts up to the moment's position.

    The streams that it rests on are there up to the checkpoint, so that nothing can be left out.
    """
    store = LogStore(conn)
    wait_for(conn, checkpoint.size)
    kind, _, named = subject.partition(":")
    find = bureau_of_officer if kind == "officer" else bureau_of_unit
    found = find(conn, named, moment.position, bureau)
    facts, streams = _gathered(conn, (found, subject), moment, checkpoint.size)
    heads = store.heads(checkpoint.size)
    standing = load_standing(conn, subject, moment, found)
    # A rank rests on others' facts, which are not for this file.
    answer = score_of(standing, subject).model_dump(mode="json")
    return Certificate(
        form=CERTIFICATE,
        log=json.loads(facts[0]["entry"])["log"] if facts else "",
        checkpoint=checkpoint.note,
        heads=checkpoint.heads_note,
        question={
            "bureau": found,
            "year": moment.year,
            "subject": subject,
            "as_of": moment.as_of.isoformat(),
            "position": moment.position,
        },
        answer=answer,
        rulebooks=dict(rulebooks_of(_known_then(facts, moment))),
        facts=tuple(_proven(store, row, checkpoint.size) for row in facts),
        streams=tuple({"stream": s, "proof": heads.prove(s).text} for s in sorted(streams)),
    )


def checkpoint_for(conn: psycopg.Connection[Any], position: int | None) -> Checkpoint:
    """The newest checkpoint, which must have the position asked for; raises NotSealedYet."""
    found = LogStore(conn).last_checkpoint()
    if found is None or (position is not None and found.size < position):
        raise no.NotSealedYet(position=position or 1)
    return found


def sealed_moment(
    conn: psycopg.Connection[Any],
    year: int,
    as_of: date | None,
    known_at: datetime | None,
    position: int | None,
) -> tuple[Moment, Checkpoint]:
    """The moment asked for and the checkpoint that covers it; left out: all that is sealed.

    Raises NotSealedYet besides what `resolve` refuses.
    """
    if known_at is None and position is None:
        checkpoint = checkpoint_for(conn, None)
        return resolve(conn, year, as_of, None, checkpoint.size), checkpoint
    moment = resolve(conn, year, as_of, known_at, position)
    return moment, checkpoint_for(conn, moment.position)


def _known_then(facts: list[dict[str, Any]], moment: Moment) -> list[FactTriple]:
    return [
        (row["position"], row["topic"], json.loads(row["state"]))
        for row in facts
        if row["position"] <= moment.position
    ]


def _gathered(
    conn: psycopg.Connection[Any], asked: tuple[str, str], moment: Moment, size: int
) -> tuple[list[dict[str, Any]], set[str]]:
    """Every fact of every stream that the score rests on: the facts themselves say which."""
    bureau, subject = asked
    streams: set[str] = set()
    facts: list[dict[str, Any]] = []
    while True:
        try:
            known = _known_then(facts, moment)
            wanted = streams | streams_of(known, bureau, moment.year, subject)
        except ValueError as wrong:
            raise no.NotCertifiable(subject=subject, reason=str(wrong)) from wrong
        if wanted == streams:
            return facts, streams
        streams = wanted
        with conn.cursor(row_factory=dict_row) as cursor:
            facts = cursor.execute(
                _FACTS, ([id_of(name) for name in sorted(streams)], size)
            ).fetchall()


def _proven(store: LogStore, row: dict[str, Any], size: int) -> dict[str, Any]:
    path = inclusion_proof(row["position"] - 1, size, store.subtree)
    return {
        "position": row["position"],
        "entry": bytes(row["entry"]).decode(),
        "state": base64.b64encode(row["state"]).decode(),
        "path": [base64.b64encode(step).decode() for step in path],
    }

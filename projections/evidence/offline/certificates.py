"""Does a certificate hold: every fact as signed, all of them there, and the score what they say?"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from projections.evidence.heads import (
    FalseHeads,
    MalformedHeads,
    heads_origin,
    parse_head_proof,
    verify_head,
)
from projections.evidence.merkle import leaf_hash, verify_inclusion
from projections.evidence.notes import (
    MalformedNote,
    Opened,
    Trust,
    UntrustedNote,
    Vkey,
    open_checkpoint,
)
from projections.evidence.offline.bearing import streams_of
from projections.evidence.offline.scoring import FactTriple, compared, score

CERTIFICATE: Final = "certificate.1"


class Doubt(Exception):
    """The first thing that does not hold, with the position it is about."""

    def __init__(self, what: str, position: int | None = None) -> None:
        super().__init__(what if position is None else f"position {position}: {what}")


def check_certificate(certificate: dict[str, Any], trust: Trust) -> list[str]:
    """What holds, in words; raises Doubt at the first thing that does not.

    A ValueError, KeyError or TypeError says that it is no certificate.
    """
    if certificate["form"] != CERTIFICATE:
        raise ValueError(f"not of the form {CERTIFICATE}")
    opened, heads_root = signed_roots(certificate["checkpoint"], certificate["heads"], trust)
    facts = [proven_fact(one, opened) for one in certificate["facts"]]
    positions = [fact[0] for fact in facts]
    if positions != sorted(set(positions)):
        raise Doubt("the facts are not in order")
    question = certificate["question"]
    bureau, year = question["bureau"], question["year"]
    streams = whole_streams(certificate["streams"], certificate["facts"], heads_root)
    wanted = streams_of(facts, bureau, year, question["subject"])
    if not wanted <= streams:
        raise Doubt(f"nothing is proven of the streams {', '.join(sorted(wanted - streams))}")
    if question["position"] != opened.checkpoint.size:
        raise Doubt("it answers for another position than the one that is signed")
    answer = compared(score(facts, bureau, year, question["subject"], question["as_of"]))
    if answer != compared(certificate["answer"]):
        raise Doubt(f"the facts give {answer['score']}, not {certificate['answer']['score']}")
    return [
        f"signed: {opened.checkpoint.origin}, {opened.checkpoint.size} facts, by "
        + ", ".join(one.by.name for one in (*opened.logs, *opened.witnesses)),
        f"in the log, unaltered: {len(facts)} facts",
        f"complete: {len(streams)} streams, nothing left out of them",
        f"recomputed: {question['subject']} as of {question['as_of']}"
        f" under {answer['edition']} = {answer['score']}",
    ]


def signed_roots(note: str, heads_note: str, trust: Trust) -> tuple[Opened, bytes]:
    """The checkpoint, and the root over the streams' heads that the same key signed at its size."""
    log = trust.logs[0]
    heads_key = Vkey(heads_origin(log.name), log.algorithm, log.public)
    try:
        opened = open_checkpoint(note, trust)
        heads = open_checkpoint(heads_note, Trust(trust.checks, (heads_key,))).checkpoint
    except (MalformedNote, UntrustedNote) as wrong:
        raise Doubt(f"the checkpoint: {wrong}") from None
    if heads.size != opened.checkpoint.size:
        raise Doubt("the heads were signed at another size")
    return opened, heads.root


def proven_fact(one: dict[str, Any], opened: Opened) -> FactTriple:
    """The fact, once its stored bytes are in its entry and that is in the log."""
    position, entry, state = one["position"], one["entry"].encode(), base64.b64decode(one["state"])
    path = [base64.b64decode(step) for step in one["path"]]
    known = opened.checkpoint
    if type(position) is not int or not verify_inclusion(
        position - 1, known.size, leaf_hash(entry), known.root, path
    ):
        raise Doubt("its entry is not in the log", position)
    said = json.loads(entry)
    if said["position"] != str(position) or said["log"] != known.origin:
        raise Doubt("its entry is another's", position)
    if said["state"] != hashlib.sha256(state).hexdigest():
        raise Doubt("its bytes are not those that were recorded", position)
    return position, said["name"], json.loads(state)


def whole_streams(
    streams: list[dict[str, Any]], facts: list[dict[str, Any]], heads_root: bytes
) -> set[str]:
    """The streams of which every fact is there, from the first to the signed head."""
    chains: dict[str, list[dict[str, Any]]] = {}
    for one in facts:
        said = json.loads(one["entry"])
        chains.setdefault(said["stream_name"], []).append(
            {**said, "leaf": leaf_hash(one["entry"].encode())}
        )
    return {_whole_stream(one, chains, heads_root) for one in streams}


def _whole_stream(
    one: dict[str, Any], chains: dict[str, list[dict[str, Any]]], heads_root: bytes
) -> str:
    name = str(one["stream"])
    try:
        head = verify_head(parse_head_proof(one["proof"]), name, heads_root)
    except (MalformedHeads, FalseHeads) as wrong:
        raise Doubt(f"the end of stream {name}: {wrong}") from None
    chain = chains.get(name, [])
    last = head.version if head is not None else 0
    if [said["version"] for said in chain] != [str(n) for n in range(1, last + 1)]:
        raise Doubt(f"stream {name} has {last} facts, and not all of them are here")
    before: bytes | None = None
    for said in chain:
        if said.get("prev") != (before.hex() if before is not None else None):
            raise Doubt(f"stream {name} is broken at version {said['version']}")
        before = said["leaf"]
    if head is not None and before != head.leaf:
        raise Doubt(f"stream {name} ends otherwise than it was signed")
    return name


def rulebooks_of(facts: list[FactTriple]) -> Iterator[tuple[str, str]]:
    """The editions that the facts publish, each with its digest."""
    for _, name, state in facts:
        if name == "rulebook-published":
            yield f"{state['rulebook']}@{state['version']}", state["digest"]

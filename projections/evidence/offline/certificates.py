"""Does a certificate hold: every fact as signed, all of them there, and the score what they say?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

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
    TooFewWitnesses,
    Trust,
    UntrustedNote,
    Vkey,
    from_base64,
    open_checkpoint,
    signers,
)
from projections.evidence.offline.bearing import streams_of
from projections.evidence.offline.history import KINDS_OF_ENTRY
from projections.evidence.offline.scoring import FactTriple, compared, score

CERTIFICATE: Final = "certificate.1"
ENTRY_VERSION: Final = 1
_PARTS: Final = {
    *("form", "log", "checkpoint", "heads", "question", "answer", "rulebooks", "facts", "streams")
}
_PARTS_OF: Final = {
    "facts": {"position", "entry", "state", "path"},
    "streams": {"stream", "proof"},
}


class Doubt(Exception):
    """The first thing that does not hold, with the position it is about."""

    def __init__(self, what: str, position: int | None = None) -> None:
        super().__init__(what if position is None else f"position {position}: {what}")


class Proven(NamedTuple):
    """What holds, in words, and the facts that it rests on."""

    held: list[str]
    facts: list[FactTriple]


def check_certificate(certificate: dict[str, Any], trust: Trust) -> Proven:
    """Raises Doubt at the first thing that does not hold.

    Its streams are whole up to the checkpoint, and the score is that of the facts up to the
    position asked for: nothing can be left out, and what came later is not used.
    A ValueError, KeyError or TypeError says that it is no certificate.
    """
    if certificate["form"] != CERTIFICATE or certificate.keys() != _PARTS:
        raise ValueError(f"not of the form {CERTIFICATE}")
    for name, parts in _PARTS_OF.items():
        if any(one.keys() != parts for one in certificate[name]):
            raise ValueError(f"{name} with parts that are not known")
    opened, heads_root = signed_roots(certificate["checkpoint"], certificate["heads"], trust)
    if certificate["log"] != opened.checkpoint.origin:
        raise Doubt(f"it names another log than {opened.checkpoint.origin}, which has signed")
    facts = [proven_fact(one, opened) for one in certificate["facts"]]
    positions = [fact[0] for fact in facts]
    if positions != sorted(set(positions)):
        raise Doubt("the facts are not in order")
    question = certificate["question"]
    known = _known_then(facts, question["position"], opened)
    asked = question["bureau"], question["year"], question["subject"]
    streams = whole_streams(certificate["streams"], certificate["facts"], heads_root)
    wanted = streams_of(known, *asked)
    if not wanted <= streams:
        raise Doubt(f"nothing is proven of the streams {', '.join(sorted(wanted - streams))}")
    found = _answered(certificate, known)
    held = [
        f"signed: {opened.checkpoint.origin}, {opened.checkpoint.size} facts, by "
        + ", ".join(one.by.name for one in (*opened.logs, *opened.witnesses))
        + f", {signed_at(opened, trust)}",
        f"in the log, unaltered: {len(facts)} facts",
        f"complete: {len(streams)} streams, nothing left out of them",
        f"recomputed: {question['subject']} as of {question['as_of']}, known at position"
        f" {question['position']}, under {found['edition']} = {found['score']}",
    ]
    return Proven([*held, *_beside(certificate, len(facts) - len(known))], facts)


def _beside(certificate: dict[str, Any], later: int) -> Iterator[str]:
    entries = [json.loads(one["entry"]) for one in certificate["facts"]]
    if approved := sum(bool(said["approvals"]) for said in entries):
        yield f"approved by a second person: {approved} facts"
    if later:
        yield f"recorded later, and not used: {later} facts"


def _known_then(facts: list[FactTriple], position: object, opened: Opened) -> list[FactTriple]:
    if type(position) is not int or not 0 < position <= opened.checkpoint.size:
        raise Doubt("it answers for a position that was not signed yet")
    return [fact for fact in facts if fact[0] <= position]


def _answered(certificate: dict[str, Any], known: list[FactTriple]) -> dict[str, Any]:
    """The answer, once the facts give it and it says no more than they do."""
    question, said = certificate["question"], certificate["answer"]
    whose = {name: question[name] for name in ("bureau", "year", "subject", "as_of")}
    if question != whose | {"position": question["position"]}:
        raise ValueError("the question asks for more than a score")
    answer = compared(score(known, *whose.values()))
    if answer != compared(said):
        raise Doubt(f"the facts give {answer['score']}, not {said['score']}")
    if [line["ref"] for line in said["lines"]] != _refs(answer, known):
        raise Doubt("a line has the source of another fact")
    # Of ranks nothing is said, for they rest on others' facts.
    beside = {"position": question["position"], "count": len(answer["lines"])}
    beside |= dict.fromkeys(("rank", "band", "grade"))
    for name, proven in beside.items():
        if said[name] != proven:
            raise Doubt(f"answer.{name} is {said[name]}, and the facts prove {proven}")
    if not digest_holds(said):
        raise Doubt("the answer's digest is another's")
    if certificate["rulebooks"] != dict(rulebooks_of(known)):
        raise Doubt("the rulebooks that it names are not those that the facts publish")
    return answer


def _refs(answer: dict[str, Any], facts: list[FactTriple]) -> list[str | None]:
    """By what each line's entry is known where it was imported from."""
    found = {
        f"{said['bureau']}/{said['year']}/{said['subject']}#{said['number']}": said.get("source")
        for _, name, said in facts
        if name in KINDS_OF_ENTRY
    }
    return [(found[line["entry"]] or {}).get("ref") for line in answer["lines"]]


def digest_holds(said: dict[str, Any]) -> bool:
    """Is `digest` that of the RFC 8785 JSON of all the rest, names of ASCII, text and integers?"""
    rest = {name: part for name, part in said.items() if name != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return bool(said["digest"] == "sha256:" + hashlib.sha256(text.encode()).hexdigest())


def written_plainly(data: bytes) -> dict[str, Any]:
    """JSON in the one spelling in which we write it: no blanks, no name twice."""
    said: dict[str, Any] = json.loads(data.decode())
    if json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() != data:
        raise ValueError("not written as such files are")
    if not isinstance(said, dict):
        raise ValueError("no JSON object")
    return said


def signed_at(opened: Opened, trust: Trust) -> str:
    """When the log signed, by its own clock key; raises Doubt where that is false or missing."""
    try:
        said = signers(opened.note, [trust.logs[0].clock], trust.checks)
    except UntrustedNote as wrong:
        raise Doubt(f"the checkpoint: {wrong}") from None
    if not said or said[0].at is None:
        raise Doubt("the checkpoint: the log has not signed when it was")
    return f"{datetime.fromtimestamp(said[0].at, UTC):%Y-%m-%d %H:%M:%SZ}"


def signed_roots(note: str | bytes, heads_note: str | bytes, trust: Trust) -> tuple[Opened, bytes]:
    """The checkpoint, and the root over the streams' heads that the same key signed at its size."""
    log = trust.logs[0]
    heads_key = Vkey(heads_origin(log.name), log.algorithm, log.public)
    try:
        opened = open_checkpoint(note, trust)
        heads = open_checkpoint(heads_note, Trust(trust.checks, (heads_key,))).checkpoint
    except TooFewWitnesses:
        raise
    except (MalformedNote, UntrustedNote) as wrong:
        raise Doubt(f"the checkpoint: {wrong}") from None
    if heads.size != opened.checkpoint.size:
        raise Doubt("the heads were signed at another size")
    return opened, heads.root


def proven_fact(one: dict[str, Any], opened: Opened) -> FactTriple:
    """The fact, once its stored bytes are in its entry and that is in the log."""
    position, entry, state = one["position"], one["entry"].encode(), from_base64(one["state"])
    path = [from_base64(step) for step in one["path"]]
    known = opened.checkpoint
    if type(position) is not int or not verify_inclusion(
        position - 1, known.size, leaf_hash(entry), known.root, path
    ):
        raise Doubt("its entry is not in the log", position)
    said = said_in(entry, state, known.origin, position)
    return position, said["name"], json.loads(state)


def said_in(entry: bytes, state: bytes, origin: str, position: int) -> dict[str, Any]:
    """What the log's entry says, once it is that of this position and of these stored bytes.

    Raises ValueError where `v` is another: its `state` may be another hash than SHA-256.
    """
    said: dict[str, Any] = json.loads(entry)
    if said["v"] != ENTRY_VERSION:
        raise ValueError(f"position {position}: an entry of version {said['v']} and not 1")
    if said["position"] != str(position) or said["log"] != origin:
        raise Doubt("another fact's entry stands in its place", position)
    if said["state"] != hashlib.sha256(state).hexdigest():
        raise Doubt("its bytes are not those that were recorded", position)
    return said


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
    """The editions that the facts publish, each with its digest, which is that of its document."""
    for position, name, state in facts:
        if name == "rulebook-published":
            if (
                state["digest"]
                != f"sha256:{hashlib.sha256(state['document'].encode()).hexdigest()}"
            ):
                raise Doubt("the rulebook's digest is not that of its document", position)
            yield f"{state['rulebook']}@{state['version']}", state["digest"]

"""Does a bundle of the whole log hold: every fact, in order, nothing left out?"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from projections.evidence.heads import GrowingHeads, Head
from projections.evidence.merkle import Frontier, leaf_hash
from projections.evidence.notes import Trust, decimal
from projections.evidence.offline.certificates import (
    Doubt,
    Proven,
    digest_holds,
    said_in,
    signed_at,
    signed_roots,
    written_plainly,
)
from projections.evidence.offline.figures import day_of
from projections.evidence.offline.freezes import freezes_hold
from projections.evidence.offline.history import history_of
from projections.evidence.offline.manifests import check_manifest
from projections.evidence.offline.reckoning import Reckoning
from projections.evidence.offline.scoring import FactTriple, answer_of
from projections.evidence.plain_files import lines_of, read_file
from projections.evidence.tiles import files_of, lay_out

FACTS_NAME: Final = "facts.jsonl"
CHECKPOINT_NAME: Final = "checkpoint"
HEADS_NAME: Final = "heads"
RUN_NAME: Final = "run.json"
_TAKES: Final = ("year-frozen", "year-published", "year-closed")
_TAKES_AGAIN: Final = ("year-restated",)


def fact_line(entry: bytes, state: bytes) -> bytes:
    """A fact as it stands in facts.jsonl: what was hashed of it, and its stored bytes."""
    line = {"entry": entry.decode(), "state": base64.b64encode(state).decode()}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


class _Facts:
    """The facts of a bundle as they are read; each is held against the one before it."""

    def __init__(self, path: Path, origin: str) -> None:
        self._path, self._origin = path, origin
        self.heads, self._last = GrowingHeads(()), dict[str, str]()
        self.triples: list[FactTriple] = []

    @property
    def streams(self) -> int:
        return len(self._last)

    def entries(self) -> Iterator[bytes]:
        for position, line in enumerate(lines_of(self._path), start=1):
            one: dict[str, Any] = json.loads(line.decode())
            entry, state = one["entry"].encode(), base64.b64decode(one["state"])
            if fact_line(entry, state) != line:
                raise Doubt("it is not written as facts are", position)
            self._take(position, entry, state)
            yield entry

    def _take(self, position: int, entry: bytes, state: bytes) -> None:
        said = said_in(entry, state, self._origin, position)
        stream, leaf = said["stream_name"], leaf_hash(entry)
        if said.get("prev") != self._last.get(stream):
            raise Doubt("its stream is broken before it", position)
        try:
            self.heads.put(Head(stream, decimal(said["version"]), leaf))
        except ValueError:
            raise Doubt("its stream has another fact of this version", position) from None
        self._last[stream] = leaf.hex()
        self.triples.append((position, said["name"], json.loads(state)))


def check_whole_log(folder: Path, trust: Trust) -> Proven:
    """Every line of facts.jsonl as a leaf, against the roots signed; the tiles; then the run.

    The manifest is held against those files; raises Doubt.
    """
    note, heads_note = (read_file(folder / name) for name in (CHECKPOINT_NAME, HEADS_NAME))
    opened, heads_root = signed_roots(note, heads_note, trust)
    known = opened.checkpoint
    facts = _Facts(folder / FACTS_NAME, known.origin)
    frontier, others = _laid_out(folder, facts.entries())
    if frontier.size != known.size:
        raise Doubt(f"{frontier.size} facts, and {known.size} were signed", frontier.size)
    if frontier.root != known.root:
        raise Doubt("the facts do not lead to the root that was signed")
    if facts.heads.signed_root != heads_root:
        raise Doubt("the streams do not end as it was signed")
    if others:
        raise Doubt(f"{others[0]} is not what the facts make it")
    held = [
        f"signed: {known.origin}, {known.size} facts, {signed_at(opened, trust)}",
        f"whole, in order and unaltered: {frontier.size} facts of {facts.streams} streams",
    ]
    held += freezes_hold(facts.triples)
    names = [CHECKPOINT_NAME, HEADS_NAME, FACTS_NAME, *files_of(known.size)]
    said: dict[str, Any] = {"scope": "log", "size": known.size}
    if (folder / RUN_NAME).exists():
        run = written_plainly(read_file(folder / RUN_NAME))
        held += _run_holds(run, facts.triples)
        said |= {"scope": "run", "run": run["digest"]}
        names.append(RUN_NAME)
    held += check_manifest(folder, said, names)
    return Proven(held, facts.triples)


def _laid_out(folder: Path, entries: Iterator[bytes]) -> tuple[Frontier, list[str]]:
    """The tree over the entries, and which of its files are not in the folder as they should be."""
    others: list[str] = []

    def compare(path: str, data: bytes) -> None:
        file = folder / path
        if not file.is_file() or read_file(file) != data:
            others.append(path)

    return lay_out(entries, compare), others


def _run_holds(run: dict[str, Any], facts: list[FactTriple]) -> list[str]:
    """Every score of the run from the facts up to its position; ranks and bands are not redone."""
    if not digest_holds(run):
        raise Doubt(f"the run's rows are not those of {run['digest']}")
    recorded = _recorded(run, facts)
    known = [fact for fact in facts if fact[0] <= run["position"]]
    history = history_of(known, run["bureau"], run["year"])
    reckoning = Reckoning(history, day_of(run["as_of"], "as_of"))
    names = ("components", "bonus", "deduction", "score")
    rows: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
        (f"officer:{o['officer']}", o, ("base", *names)) for o in run["officers"]
    ]
    rows += [(f"unit:{u['unit']}", u, names) for u in run["units"]]
    for subject, row, parts in rows:
        answer = answer_of(reckoning, subject)
        for part in parts:
            if answer[part] != row[part]:
                raise Doubt(f"{subject}: the facts give {part} {answer[part]}, not {row[part]}")
    return [f"recomputed: {len(rows)} scores of the run {run['digest']}", recorded]


def _recorded(run: dict[str, Any], facts: list[FactTriple]) -> str:
    """Which fact has the run's digest, and with it every rank and band; raises Doubt."""
    wanted = _TAKES if run["restates"] is None else _TAKES_AGAIN
    asked = [run[name] for name in ("bureau", "year", "position", "as_of")]
    others: list[int] = []
    for position, name, said in facts:
        if name not in wanted:
            continue
        taken = said["run"]
        if [said["bureau"], said["year"], taken["position"], taken["as_of"]] != asked:
            continue
        if taken["digest"] == run["digest"]:
            return f"recorded: the same run, by {name} at position {position}"
        others.append(position)
    if others:
        raise Doubt("another run was recorded of this moment", others[0])
    return "no fact records this run: its ranks and bands are what the bureau computed"

"""Does a bundle of the whole log hold: every fact, in order, nothing left out?"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from projections.evidence.merkle import Frontier, leaf_hash
from projections.evidence.notes import Trust
from projections.evidence.offline.certificates import Doubt, said_in, signed_roots
from projections.evidence.offline.figures import day_of
from projections.evidence.offline.history import history_of
from projections.evidence.offline.reckoning import Reckoning
from projections.evidence.offline.scoring import FactTriple, answer_of

FACTS_NAME: Final = "facts.jsonl"
CHECKPOINT_NAME: Final = "checkpoint"
HEADS_NAME: Final = "heads"
RUN_NAME: Final = "run.json"


def check_whole_log(folder: Path, trust: Trust) -> list[str]:
    """Every line of facts.jsonl as a leaf, against the root signed; then the run, if any."""
    note = (folder / CHECKPOINT_NAME).read_text("utf-8")
    opened, _ = signed_roots(note, (folder / HEADS_NAME).read_text("utf-8"), trust)
    known, facts = opened.checkpoint, list[FactTriple]()
    frontier, previous = Frontier(), dict[str, str]()
    for entry, state in _lines(folder / FACTS_NAME):
        position = frontier.size + 1
        said = said_in(entry, state, known.origin, position)
        if said.get("prev") != previous.get(said["stream_name"]):
            raise Doubt("its stream is broken before it", position)
        leaf = leaf_hash(entry)
        frontier.append(leaf)
        previous[said["stream_name"]] = leaf.hex()
        facts.append((position, said["name"], json.loads(state)))
    if frontier.size != known.size:
        raise Doubt(f"{frontier.size} facts, and {known.size} were signed", frontier.size)
    if frontier.root != known.root:
        raise Doubt("the facts do not lead to the root that was signed")
    held = [
        f"signed: {known.origin}, {known.size} facts",
        f"whole, in order and unaltered: {frontier.size} facts of {len(previous)} streams",
    ]
    if (folder / RUN_NAME).exists():
        held.append(_run_holds(json.loads((folder / RUN_NAME).read_text("utf-8")), facts))
    return held


def _lines(path: Path) -> Iterator[tuple[bytes, bytes]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            one: dict[str, Any] = json.loads(line)
            yield one["entry"].encode(), base64.b64decode(one["state"])


def _run_holds(run: dict[str, Any], facts: list[FactTriple]) -> str:
    """Every score of the run from the facts up to its position; ranks and bands are not redone."""
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
    return f"recomputed: {len(rows)} scores of the run {run['digest']}"

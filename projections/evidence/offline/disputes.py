"""Does the bundle of a contested entry hold: the entry, and the score before, after it and now?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from projections.evidence.notes import Trust
from projections.evidence.offline.certificates import (
    Doubt,
    Proven,
    check_certificate,
    written_plainly,
)
from projections.evidence.offline.receipts import check_receipt
from projections.evidence.plain_files import read_file

RECEIPT_NAME: Final = "receipt.json"
SCORE_NAMES: Final = ("before.json", "after.json", "now.json")


def check_dispute(folder: Path, trust: Trust) -> Proven:
    """The receipt and the three certificates, and that they are about the same entry."""
    receipt = written_plainly(read_file(folder / RECEIPT_NAME))
    found = check_receipt(receipt, trust)
    held, facts = list(found.held), {fact[0]: fact for fact in found.facts}
    position, _, state = found.facts[0]
    contents = {name: written_plainly(read_file(folder / name)) for name in SCORE_NAMES}
    for name, content in contents.items():
        proven = check_certificate(content, trust)
        held += [f"{name}: {one}" for one in proven.held]
        facts |= {fact[0]: fact for fact in proven.facts}
        _about(name, content["question"], state)
    before, after, now = (contents[name]["question"] for name in SCORE_NAMES)
    if (before["position"], after["position"]) != (position - 1, position):
        raise Doubt("before.json and after.json are not of just before and just after", position)
    if now["position"] < position:
        raise Doubt("now.json is of before it", position)
    if len({one["as_of"] for one in (before, after, now)}) != 1:
        raise Doubt("the three scores are as of different days")
    entries = {one["position"]: one["entry"] for one in contents["after.json"]["facts"]}
    if entries.get(position) != receipt["entry"]:
        raise Doubt("after.json has not the entry of the receipt", position)
    held.append(_moved([contents[name]["answer"]["score"] for name in SCORE_NAMES]))
    return Proven(held, [fact for _, fact in sorted(facts.items())])


def _about(name: str, question: dict[str, Any], state: dict[str, Any]) -> None:
    for part in ("bureau", "year", "subject"):
        if question[part] != state[part]:
            raise Doubt(f"{name} is about {question[part]}, and the entry about {state[part]}")


def _moved(scores: list[str | None]) -> str:
    before, after, now = (score or "—" for score in scores)
    return f"score 成绩: before 之前 {before} · after 之后 {after} · now 现在 {now}"

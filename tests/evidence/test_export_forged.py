"""Is a bundle refused that says more than what was signed, or holds what is no bundle's?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785

from projections.evidence.offline.auditing import CERTIFICATE_NAME
from projections.evidence.offline.wholes import RUN_NAME
from tests.evidence.exported import NAMES, Bundle, Taken

pytestmark = pytest.mark.postgres

GARBAGE = ("", "[]", "{}", "null", "1", '{"files":[]}', "\ud800", "[" * 9999)


def changed(bundle: Bundle, file: str, change: Callable[[dict[str, Any]], None]) -> int:
    """What its reader says once somebody has changed it who makes digests and manifest fit."""
    path = bundle.folder / file
    content = json.loads(path.read_text("utf-8"))
    change(content)
    said = content["answer"] if file == CERTIFICATE_NAME else content
    rest = {name: part for name, part in said.items() if name != "digest"}
    said["digest"] = "sha256:" + hashlib.sha256(rfc8785.dumps(rest)).hexdigest()
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")
    bundle.made_to_fit()
    return bundle.read()


CHANGES_OF_A_SCORE: dict[str, Callable[[dict[str, Any]], object]] = {
    "the log's name": lambda c: c.update(log="merit-ledger/other"),
    "a rulebook more": lambda c: c["rulebooks"].update({"other@1": "sha256:00"}),
    "no rulebooks": lambda c: c["rulebooks"].clear(),
    "a part more": lambda c: c.update(remark="approved"),
    "a rank": lambda c: c["answer"].update(rank=1),
    "a grade": lambda c: c["answer"].update(grade="excellent"),
    "another count": lambda c: c["answer"].update(count=0),
    "an earlier position": lambda c: c["answer"].update(position=1),
    "a part more of the answer": lambda c: c["answer"].update(remark="approved"),
    "a part more of the question": lambda c: c["question"].update(known_at="2024-12-31"),
    "the source of a line": lambda c: c["answer"]["lines"][0].update(ref="E-0"),
    "the score": lambda c: c["answer"].update(score="99.999"),
    "a part more of a fact": lambda c: c["facts"][0].update(remark="approved"),
    "a part more of a stream": lambda c: c["streams"][0].update(remark="approved"),
}


@pytest.mark.parametrize("name", CHANGES_OF_A_SCORE)
def test_a_certificate_says_nothing_that_does_not_follow(taken: Taken, name: str) -> None:
    bundle = taken("score")
    assert changed(bundle, CERTIFICATE_NAME, lambda c: None) == 0
    assert changed(bundle, CERTIFICATE_NAME, lambda c: void(CHANGES_OF_A_SCORE[name](c))) in (1, 3)


def void(_: object) -> None:
    """What a change gives back says nothing."""


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run["officers"][0].update(rank=1, band=1, grade="excellent"),
        lambda run: run["officers"][0].update(pay="9.9"),
        lambda run: run["groups"][0].update(excellent=99),
        lambda run: run.update(edition="other@1"),
    ],
    ids=["a rank", "a pay", "a seat", "an edition"],
)
def test_a_run_that_was_recorded_is_held_against_its_fact(
    taken: Taken, change: Callable[[dict[str, Any]], None]
) -> None:
    bundle = taken("run")
    assert changed(bundle, RUN_NAME, lambda run: None) == 0
    assert changed(bundle, RUN_NAME, change) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_missing_is_no_bundle(taken: Taken, name: str) -> None:
    bundle = taken(name)
    for file in bundle.names:
        path = bundle.folder / file
        data = path.read_bytes()
        path.unlink()
        assert bundle.read() in (1, 3), file
        path.write_bytes(data)


def test_a_file_that_nobody_vouches_for_is_named(
    taken: Taken, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = taken("log")
    (bundle.folder / "note.txt").write_text("approved", "utf-8")
    assert bundle.read() == 0
    assert "不属于本材料包: note.txt" in capsys.readouterr().out


@pytest.mark.parametrize(
    "garbage", ["", "[]", "{}", "null", "1", '{"files":[]}', "\ud800", "[" * 9999]
)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_file_of_a_bundle_ends_in_words(taken: Taken, name: str, garbage: str) -> None:
    bundle = taken(name)
    for file in bundle.names:
        path = bundle.folder / file
        data = path.read_bytes()
        path.write_bytes(garbage.encode("utf-8", "surrogatepass"))
        assert bundle.read() in (1, 3), file
        path.write_bytes(data)

"""Is every fact told in both languages, all that it says in clear and nothing that is sealed?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from domain.access.roles import ROLES
from domain.journal.names import NAMES, UPCASTS, sealed_fields
from domain.titles import GRADES, KINDS, STAGES
from projections.evidence.offline.named import NAMED, ROLE_NAMES, named
from projections.evidence.offline.narration import TOLD, approvals_in_words, narrated

FOLDER = Path(__file__).parents[1] / "wire"
GOLDEN: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))["state"] for path in FOLDER.glob("*.json")
}
UNTOLD = {"file_digest", "waived", "reason", "document", "checkpoint", "content"}
"""Of these the digest of the same edition or claim or the log's name is told, or they are
narrative."""


def test_every_stored_name_old_and_new_is_told() -> None:
    assert set(TOLD) == set(NAMES) | set(UPCASTS) == set(GOLDEN)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_fact_is_told_in_chinese_and_in_english(name: str) -> None:
    told = narrated(name, GOLDEN[name])
    assert set(told) == {"zh", "en"}
    assert re.search("[\u4e00-\u9fff]", told["zh"])
    assert re.search("[a-z]{3}", told["en"])


@pytest.mark.parametrize("name", sorted(TOLD))
def test_whatever_a_fact_says_in_clear_is_told(name: str) -> None:
    """Points, dates, documents, who is said to have recorded it: each figure and text."""
    state = GOLDEN[name]
    shape = UPCASTS[name][0] if name in UPCASTS else name
    sealed = set(sealed_fields(NAMES[shape]))
    for field, said in state.items():
        if field in sealed | UNTOLD or not isinstance(said, str | int):
            continue
        for language, text in enumerate(narrated(name, state).values()):
            called = ("须附佐证", "evidence is required")[language] if field == "evidence" else said
            assert str(named(field, called, language)) in text, field
        for text in narrated(name, state, "coded").values():
            assert str(said) in text, field


def _codes(kind: object) -> list[object]:
    """The codes that a field's type allows: those of a Literal, and both of a bool."""
    if kind is bool:
        return [True, False]
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [code for part in get_args(kind) for code in _codes(part)]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_code_that_a_fact_may_hold_is_told_as_such(name: str) -> None:
    for field, info in NAMES[name].model_fields.items():
        if f"{{{field}" not in TOLD[name][0] and field not in NAMED:
            continue
        for code in _codes(info.annotation):
            told = str(named(field, code, 0))
            assert re.fullmatch("Q[1-4]|required", str(code)) or not re.search("[a-z]", told), field


def test_codes_are_called_what_they_are_called_elsewhere() -> None:
    for name, role in ROLES.items():
        assert ROLE_NAMES[name] == (role.zh, role.en)
    for field, table in (("grade", GRADES), ("kind", KINDS)):
        for code, title in table.items():
            assert NAMED[field][code] == (title.zh, title.en)
    assert set(NAMED["stage"]) == set(STAGES)


def test_what_has_no_name_stands_as_it_is_written() -> None:
    state = GOLDEN["commendation-conferred"]
    assert "级别 市级" in narrated("commendation-conferred", state)["zh"]
    own = narrated("commendation-conferred", state | {"level": "own_level"})
    assert "级别 own_level" in own["zh"] and "level own_level" in own["en"]
    told = narrated("result-acknowledged", GOLDEN["result-acknowledged"] | {"result": "restated-2"})
    assert "第 2 次重述" in told["zh"] and "restatement 2" in told["en"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_sealed_words_are_not_told(name: str) -> None:
    state = GOLDEN[name]
    secret = {field: f"secret-{field}" for field in sealed_fields(NAMES[name])}
    for text in narrated(name, state | secret).values():
        assert "secret-" not in text


def test_a_fact_keeps_to_its_line_whatever_was_written() -> None:
    state = GOLDEN["bonus-awarded"] | {"document_no": "a\n  ✓ VERIFIED\r\u202e\u2028b"}
    for text in narrated("bonus-awarded", state).values():
        assert text.isprintable()
        assert "VERIFIED" in text


def test_what_is_no_fact_of_that_name_is_not_told() -> None:
    for name, state in (("bonus-withdrawn", {}), ("mark-given", {"bureau": "nanyue"})):
        with pytest.raises(KeyError):
            narrated(name, state)


def test_an_award_tells_who_checked_verified_and_approved_it() -> None:
    said = {"claim": "nanyue/8", "digest": "sha256:c1"}
    hands = (
        ("check", "a", "unit-head"),
        ("verify", "b", "appraiser"),
        ("approve", "c", "approver"),
    )
    steps = [said | {"stage": s, "actor": a, "role": r} for s, a, r in hands]
    told = approvals_in_words(steps)
    assert told["zh"] == "".join(
        f",经 {who} {did}(事项 nanyue/8,摘要 sha256:c1)"
        for who, did in (
            ("a (单位负责人)", "初审"),
            ("b (考核办)", "审核"),
            ("c (审批人)", "核准"),
        )
    )
    assert [told["en"].count(word) for word in ("checked", "verified", "approved")] == [1, 1, 1]
    assert "approved by c (approver)" in told["en"]
    assert "checked by a (unit head)" in told["en"]
    assert ",经 a (unit-head) 初审" in approvals_in_words(steps, "coded")["zh"]

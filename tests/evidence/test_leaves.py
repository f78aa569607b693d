"""Is the entry that is written by hand the RFC 8785 JSON of what it says?"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from projections.evidence.leaves import Row, Rules, entry_of, learn

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | TEXT
STATE = st.fixed_dictionaries(
    {"bureau": st.sampled_from(["nanyue", "hengshan"])},
    optional={
        "edition": st.sampled_from(["r@1", "r@2", "", "\u2028@3"]),
        "run": st.none() | st.just({"edition": "r@2"}) | st.just({}),
        "reason": TEXT,
    },
)
RULES: Rules = {("nanyue", "r@1"): "sha256:01", ("nanyue", "r@2"): 'sha256:"\\\x7f\u2028'}
AWKWARD = '\x00\x08\t\n\x0b\x0c\r\x1f\x7f"\\/\u0080\u2028\u2029é€\ufeff\U0001f600'
ROWS = st.builds(
    Row,
    position=st.integers(1, 2**63 - 1),
    recorded_at=TEXT,
    stream=TEXT,
    stream_name=TEXT,
    version=st.integers(1, 2**63 - 1),
    name=TEXT.filter(lambda name: name != "rulebook-published"),
    state=STATE.map(lambda said: json.dumps(said, ensure_ascii=False).encode()),
    actor=TEXT,
    role=TEXT,
    request=MAYBE,
    correlation=TEXT,
    causation=MAYBE,
    key_actor=MAYBE,
    key=MAYBE,
    command=st.none() | st.binary(max_size=8),
    approvals=st.lists(st.dictionaries(st.sampled_from(["actor", "claim"]), TEXT), max_size=2).map(
        lambda said: rfc8785.dumps(said).decode()
    ),
)
PLAIN = Row(1, "", "", "", 1, "", b"{}", "", "", None, "", None, None, None, None)
AWKWARD_ROW = PLAIN._replace(
    recorded_at=AWKWARD,
    stream=AWKWARD,
    stream_name=AWKWARD,
    name=AWKWARD,
    actor=AWKWARD,
    role=AWKWARD,
    request=AWKWARD,
    correlation=AWKWARD,
    causation=AWKWARD,
    key_actor=AWKWARD,
    key=AWKWARD,
    command=b"\xff",
)


def said_of(row: Row, log: str, prev: bytes | None) -> dict[str, Any]:
    """What an entry says, in the words of the design: what is not there is left out."""
    state = json.loads(row.state)
    edition = state.get("edition") or (state.get("run") or {}).get("edition")
    used = json.dumps([row.key_actor, row.key], ensure_ascii=False).encode()
    said = {
        "v": 1,
        "log": log,
        "position": str(row.position),
        "recorded_at": row.recorded_at,
        "stream": row.stream,
        "stream_name": row.stream_name,
        "version": str(row.version),
        "prev": None if prev is None else prev.hex(),
        "name": row.name,
        "state": hashlib.sha256(row.state).hexdigest(),
        "actor": row.actor,
        "role": row.role,
        "request": row.request,
        "correlation": row.correlation,
        "causation": row.causation,
        "command": None
        if row.command is None
        else hashlib.sha256(hashlib.sha256(used).digest() + row.command).hexdigest(),
        "approvals": json.loads(row.approvals),
        "rule": RULES.get((str(state.get("bureau")), str(edition))),
    }
    return {name: part for name, part in said.items() if part is not None}


@given(row=ROWS, log=TEXT, prev=st.none() | st.binary(min_size=32, max_size=32))
@example(row=AWKWARD_ROW, log=AWKWARD, prev=None)
@example(row=PLAIN, log="", prev=bytes(32))
def test_an_entry_is_the_canonical_json_of_what_it_says(
    row: Row, log: str, prev: bytes | None
) -> None:
    assert entry_of(row, log, prev, RULES) == rfc8785.dumps(said_of(row, log, prev))


def test_a_fact_that_publishes_an_edition_has_its_digest_as_the_rule() -> None:
    state = b'{"bureau":"b","rulebook":"r","version":1,"digest":"sha256:09"}'
    row, rules = PLAIN._replace(name="rulebook-published", state=state), dict[Any, str]()
    assert json.loads(entry_of(row, "", None, rules))["rule"] == "sha256:09"
    learn(rules, row.name, state)
    assert rules == {("b", "r@1"): "sha256:09"}


@pytest.mark.parametrize("state", [b"", b" {}", b"{} ", b"{}{}", b"\xff", b"\xef\xbb\xbf{}"])
def test_bytes_that_are_no_facts_have_no_entry(state: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        entry_of(PLAIN._replace(state=state), "", None, {})


@pytest.mark.parametrize("said", ["", "[", "[ ]", '[],"actor":"x"', '[{"b":"","a":""}]'])
def test_approvals_that_are_not_canonical_json_have_no_entry(said: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        entry_of(PLAIN._replace(approvals=said), "", None, {})

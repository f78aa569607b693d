"""Does a hostile rulebook end in named faults, soon and in little memory?"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rulebook import RulebookFaulty, read_edition
from tests.domain.rulebook_examples import EXAMPLE

MIB = 2**20
LAUGHS = "a: &a [ha, ha]\n" + "\n".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]"
    for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
PIECES = ("\0", "&a ", "*a", "!!x ", "[", "{", "]", "}", "- ", "? ", ": ", "|\n")
HOSTILE: dict[str, str | bytes] = {
    "billion laughs": LAUGHS,
    "a merge of itself": "a: &a {<<: *a}",
    "a python object": "!!python/object/apply:os.system [id]",
    "a tag": "rulebook: !x nanyue",
    "deep lists": "[" * 20_000,
    "deep and closed": "[" * 5_000 + "]" * 5_000,
    "deep maps": "".join(f"{' ' * n}a:\n" for n in range(3_000)),
    "deep flow maps": "{a: " * 20_000,
    "many keys": "\n".join(f"k{n}: 1" for n in range(50_000)),
    "one long key": "k" * MIB + ": 1",
    "one long text": "title: " + "字" * MIB,
    "a huge number": "version: " + "9" * 100_000,
    "a huge exponent": EXAMPLE.replace("version: 1", "version: 1e999999999"),
    "a base sixty number": EXAMPLE.replace("version: 1", "version: 1:30:00"),
    "many documents": "---\n" * 10_000,
    "NUL": "rulebook: a\0b",
    "no UTF-8": b"rulebook: \xff\xfe",
    "UTF-16": "rulebook: nanyue".encode("utf-16"),
    "a lone surrogate": 'rulebook: "\\ud800"',
    "nothing": "",
    "a text": "x",
    "tabs": "\t\t\t: 1",
    "a directive": "%YAML 9.9\n---\nrulebook: a",
}


@contextmanager
def in_bounds() -> Iterator[None]:
    began = time.monotonic()
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 256 * MIB
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_document_is_refused_with_its_faults(case: str) -> None:
    with in_bounds(), pytest.raises(RulebookFaulty) as refused:
        read_edition(HOSTILE[case])
    assert refused.value.faults
    assert all(len(fault.en) < 1000 for fault in refused.value.faults)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True),
            st.integers(0, 30),
            st.sampled_from(PIECES) | st.text(max_size=4),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_mutated_document_is_read_or_refused(edits: list[tuple[float, int, str]]) -> None:
    text = EXAMPLE
    for where, length, patch in edits:
        start = int(where * len(text))
        text = text[:start] + patch + text[start + length :]
    try:
        read_edition(text)
    except RulebookFaulty as refused:
        assert refused.faults


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80))
def test_anything_as_a_document_is_refused(document: bytes | str) -> None:
    with pytest.raises(RulebookFaulty):
        read_edition(document)

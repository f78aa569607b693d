"""Is every fault of a rulebook found, and named by its place and line?"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from inspect import getmembers, isclass
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import Fault, Malformed
from domain.refusals import HiddenCharacter
from domain.rulebook import (
    Edition,
    RulebookFaulty,
    contradictions,
    digest,
    faults,
    read_edition,
    to_document,
)
from tests.domain.rulebook_examples import EXAMPLE, changed
from tests.domain.rulebook_mistakes import CASCADES, MEANING, SHAPE, SYNTAX, Mistake


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(RulebookFaulty) as refused:
        read_edition(text)
    return refused.value.faults


def assert_told_in_both_languages(fault: Fault) -> None:
    assert fault.en and re.search(r"[\u4e00-\u9fff]", fault.zh)
    assert "{" not in re.sub(r"`[^`]*`|\(.*\)", "", fault.en + fault.zh)
    assert (fault.place + fault.en + fault.zh).isprintable()


def named(mistake: Mistake) -> str:
    return f"{mistake.code} {mistake.pointer[:40]}"


@pytest.mark.parametrize("mistake", SYNTAX + SHAPE + MEANING, ids=named)
def test_a_mistake_is_the_one_fault_at_its_place(mistake: Mistake) -> None:
    faults = faults_of(mistake.text)
    assert [(fault.place, fault.code) for fault in faults] == [(mistake.place, mistake.code)]
    assert_told_in_both_languages(faults[0])


@pytest.mark.parametrize("mistake", CASCADES, ids=named)
def test_a_mistake_with_more_than_one_consequence_is_named_too(mistake: Mistake) -> None:
    faults = faults_of(mistake.text)
    assert (mistake.place, mistake.code) in [(fault.place, fault.code) for fault in faults]
    for fault in faults:
        assert_told_in_both_languages(fault)


def test_every_kind_of_fault_has_an_example() -> None:
    kinds = {
        kind.code
        for module in (faults, contradictions)
        for _, kind in getmembers(module, isclass)
        if issubclass(kind, Malformed) and kind not in (Malformed, RulebookFaulty)
    }
    told = {mistake.code for mistake in SYNTAX + SHAPE + MEANING + CASCADES}
    assert told == kinds | {HiddenCharacter.code}


def test_every_fault_is_found_at_once_in_the_order_of_the_document() -> None:
    text = EXAMPLE
    for old, new in (
        ("decimals: 3", "decimals: 9"),
        ("org_link: 0.50", "org_link: 0.60"),
        ("category: I", "category: J"),
        ("cap: 3", "cup: 3"),
        ("step: 0.1", "step: x"),
        ("90/100", "10/100"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    assert [fault.code for fault in faults_of(text)] == [
        "not-a-whole-number",
        "weights-not-one",
        "unknown-category",
        "unknown-key",
        "not-a-number",
        "quota-falls",
    ]


def test_the_refusal_counts_the_faults_and_cites_the_first() -> None:
    with pytest.raises(RulebookFaulty) as refused:
        read_edition(changed("decimals: 3", "decimals: 9").replace("cap: 3", "cap: x"))
    assert "2 fault(s), the first at /decimals (line 5)" in refused.value.message("en")
    assert "2 处错误" in refused.value.message("zh")


def test_a_broken_list_makes_nothing_else_unknown() -> None:
    text = EXAMPLE.replace("- {id: C, cap: 6}", "- {cap: 6}", 1)
    assert [fault.code for fault in faults_of(text)] == ["missing-key"]
    text = EXAMPLE.replace("components:", "components: []\nold:", 1)
    assert {fault.code for fault in faults_of(text)} == {"not-a-map", "unknown-key"}


def test_a_pointer_escapes_its_signs_and_shows_only_what_prints() -> None:
    text = EXAMPLE.replace("decimals: 3", '"a/b~c": 3', 1)
    assert faults_of(text)[0].place == "/a~1b~0c (line 5)"


@pytest.mark.parametrize("text", ["", "# nothing\n", "--- # nothing\n...\n", "null\n"])
def test_an_empty_document_is_a_fault(text: str) -> None:
    assert [fault.code for fault in faults_of(text)] == ["no-value"]


@pytest.mark.parametrize("text", ["hello", "- a\n- b\n", "[", "{", "\t", "\x00", b"\xff\xfe\x00"])
def test_a_document_that_is_no_rulebook_is_a_fault(text: str | bytes) -> None:
    assert len(faults_of(text)) == 1


def test_a_billion_laughs_expand_nothing() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + EXAMPLE
    assert [(f.place, f.code) for f in faults_of(bomb)] == [("/a (line 1)", "anchor-used")]


_BAD_VERSION = "%YAML 9" + "9" * 5000 + ".1\n---\n"
_SNIPPETS = st.sampled_from(
    [
        *("", " ", "\n", "\t", ":", "-", "{", "}", "[", "]", ",", "#", "&a", "*a", "!", "|", ">"),
        *("'", '"', "%", "@", "`", "? ", "<<: ", "---", "...", "\x00", "\x85", "\ufeff", "\ud800"),
        *("1e9", "-1", "999999999999999", "0/0", "~", "null", "true", "[[[[", "? ? ? ", "\\"),
        *('"\\UFFFFFFFF"', "%YAML 1.1\n", _BAD_VERSION, "2024-13-45", "\u2028", "\U0001f600"),
    ]
)
_EDITS = st.lists(
    st.tuples(st.integers(0, len(EXAMPLE)), st.integers(0, 40), _SNIPPETS | st.text(max_size=8)),
    min_size=1,
    max_size=6,
)


_QUICK = settings(max_examples=40, deadline=None)


def reads_or_is_faulty(source: str | bytes) -> None:
    try:
        edition = read_edition(source)
    except RulebookFaulty as refused:
        assert refused.faults
        assert all(fault.place.isprintable() for fault in refused.faults)
    else:
        assert isinstance(edition, Edition)
        assert digest(edition).startswith("sha256:")


@_QUICK
@given(_EDITS)
@example([(0, 0, _BAD_VERSION)])
@example([(0, 0, "? " * 5000)])
def test_no_edit_of_a_rulebook_raises_anything_but_a_named_fault(
    edits: list[tuple[int, int, str]],
) -> None:
    text = EXAMPLE
    for start, length, snippet in edits:
        text = text[:start] + snippet + text[start + length :]
    reads_or_is_faulty(text)


@_QUICK
@given(st.integers(0, len(EXAMPLE.encode())))
def test_no_truncation_raises_anything_but_a_named_fault(length: int) -> None:
    reads_or_is_faulty(EXAMPLE.encode()[:length])


@_QUICK
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_garbage_raises_anything_but_a_named_fault(source: str | bytes) -> None:
    reads_or_is_faulty(source)


@_QUICK
@given(st.lists(st.sampled_from(EXAMPLE.splitlines()), max_size=60))
def test_no_shuffling_of_lines_raises_anything_but_a_named_fault(lines: list[str]) -> None:
    reads_or_is_faulty("\n".join(lines))


DOCUMENT = to_document(read_edition(EXAMPLE))


def places_in(part: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of the document."""
    keys = list(part) if isinstance(part, dict) else range(len(part))
    found = [(part, key) for key in keys]
    for key in keys:
        if isinstance(part[key], dict | list):
            found += places_in(part[key])
    return found


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.sampled_from(["", "0", "1", "-1", "9" * 14, "3/2", "V1", "C"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@_QUICK
@given(st.data())
def test_no_value_in_any_place_raises_anything_but_a_named_fault(data: st.DataObject) -> None:
    document = deepcopy(DOCUMENT)
    for _ in range(data.draw(st.integers(1, 4))):
        places = places_in(document)
        part, key = places[data.draw(st.integers(0, len(places) - 1))]
        part[key] = data.draw(_VALUES)
    reads_or_is_faulty(json.dumps(document))

"""Is the last fact of every stream proven, and that there is none?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.evidence.heads import (
    FalseHeads,
    Head,
    HeadProof,
    Heads,
    MalformedHeads,
    heads_origin,
    heads_root,
    parse_head_proof,
    verify_head,
)
from projections.evidence.merkle import leaf_hash
from projections.evidence.notes import Checkpoint, Trust, open_checkpoint
from tests.evidence.logs import CHECKS, LOG, ORIGIN, flipped

STREAMS = [f"nanyue/2024/officer:{number:04d}" for number in range(1, 40)]


def head(stream: str, version: int = 3) -> Head:
    return Head(stream, version, leaf_hash(f"{stream}#{version}".encode()))


def all_heads(streams: list[str]) -> Heads:
    return Heads([head(stream, index) for index, stream in enumerate(streams)])


HEADS = all_heads(STREAMS)
ROOT = HEADS.signed_root


def answer(heads: Heads, stream: str) -> Head | None:
    text = heads.prove(stream).text
    proof = parse_head_proof(text)
    assert proof == heads.prove(stream) and proof.text == text
    return verify_head(proof, stream, heads.signed_root)


@given(st.sets(st.text(), max_size=40), st.text(max_size=3))
def test_a_stream_has_the_head_that_it_has(streams: set[str], other: str) -> None:
    kept = sorted(streams)
    heads = all_heads(kept)
    for index, stream in enumerate(kept):
        assert answer(heads, stream) == head(stream, index)
    if other not in streams:
        assert answer(heads, other) is None


def test_the_order_of_telling_does_not_matter() -> None:
    found = Heads([head(stream, index) for index, stream in reversed([*enumerate(STREAMS)])])
    assert found.signed_root == ROOT


def test_a_stream_has_one_head() -> None:
    with pytest.raises(ValueError, match="two heads"):
        Heads([head("a", 1), head("a", 2)])


@pytest.mark.parametrize(
    "stream", ["", "nanyue/2024/officer:0012/", "nanyue/2024/officer:00125", "z"]
)
def test_a_stream_without_facts_has_neighbours(stream: str) -> None:
    assert answer(HEADS, stream) is None


def test_of_no_streams_none_has_facts() -> None:
    assert answer(Heads([]), "a") is None


def test_the_proof_of_one_stream_says_nothing_of_another() -> None:
    with pytest.raises(FalseHeads, match="nothing"):
        verify_head(HEADS.prove(STREAMS[3]), STREAMS[4], ROOT)
    with pytest.raises(FalseHeads, match="nothing"):
        verify_head(HEADS.prove(STREAMS[3] + "x"), STREAMS[7] + "x", ROOT)


def test_neighbours_with_one_between_them_prove_nothing() -> None:
    left, right = HEADS.prove(STREAMS[3]).placed, HEADS.prove(STREAMS[5]).placed
    made = replace(HEADS.prove(STREAMS[4]), placed=left + right)
    with pytest.raises(FalseHeads, match="nothing"):
        verify_head(made, STREAMS[4], ROOT)
    for placed in (left, right, left + left, ()):
        with pytest.raises(FalseHeads, match="nothing"):
            verify_head(replace(made, placed=placed), STREAMS[4], ROOT)


def test_a_shorter_list_is_not_the_one_signed() -> None:
    """As if the last streams had never been."""
    shorter = all_heads(STREAMS[:-1])
    with pytest.raises(FalseHeads, match="signed"):
        verify_head(shorter.prove(STREAMS[-1]), STREAMS[-1], ROOT)
    for count in (*range(36, 42), -1, 2**64):
        if count != len(STREAMS):
            made = replace(HEADS.prove(STREAMS[4]), count=count)
            with pytest.raises(FalseHeads, match="signed"):
                verify_head(made, STREAMS[4], ROOT)


@pytest.mark.parametrize("place", range(0, 39, 6))
def test_an_altered_head_is_refused(place: int) -> None:
    proof = HEADS.prove(STREAMS[place])
    one = proof.placed[0]
    older = replace(one.head, version=one.head.version + 1)
    other = replace(one.head, leaf=flipped(one.head.leaf, place % 32))
    for placed in (
        *(replace(one, head=older), replace(one, head=other)),
        *(replace(one, index=one.index ^ 1), replace(one, index=one.index + 64)),
        *(replace(one, path=one.path[1:]), replace(one, path=(*one.path, one.head.leaf))),
        *(replace(one, path=(flipped(step, 0), *one.path[1:])) for step in one.path[:1]),
    ):
        with pytest.raises(FalseHeads, match="is not head"):
            verify_head(replace(proof, placed=(placed,)), STREAMS[place], ROOT)


@given(st.tuples(st.text(), st.integers(0, 9)), st.tuples(st.text(), st.integers(0, 9)))
def test_two_heads_never_share_their_bytes(one: tuple[str, int], other: tuple[str, int]) -> None:
    left, right = Head(*one, bytes(32)), Head(*other, bytes(32))
    assert (left.entry == right.entry) == (left == right)


def test_the_bytes_of_a_head_are_settled() -> None:
    """Whoever verifies offline, years from now, makes them anew."""
    stream = "功/1"
    assert Head(stream, 258, bytes(range(32))).entry == (
        b"heads.1" + b"\0\5" + stream.encode() + b"\0\0\0\0\0\0\1\2" + bytes(range(32))
    )
    bound = b"\2" + b"\0\0\0\0\0\0\0\3" + bytes(32)
    assert heads_root(3, bytes(32)) == hashlib.sha256(bound).digest()


@pytest.mark.parametrize(
    "wrong", [Head("x" * 70_000, 1, bytes(32)), Head("x", -1, bytes(32)), Head("x", 1, b"")]
)
def test_what_is_no_head_is_refused(wrong: Head) -> None:
    with pytest.raises(ValueError):
        Heads([wrong])


def test_the_root_is_signed_as_a_note_of_its_own() -> None:
    signer = LOG.named(heads_origin(ORIGIN))
    note = signer.note(Checkpoint(signer.vkey.name, 513, ROOT).body)
    assert open_checkpoint(note.text, Trust(CHECKS, (signer.vkey,))).checkpoint.root == ROOT
    assert heads_root(0, bytes(32)) != heads_root(1, bytes(32))


TEXT = HEADS.prove(STREAMS[4] + "x").text


@settings(max_examples=300)
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 7))
def test_a_proof_with_a_bit_changed_is_refused(at: int, bit: int) -> None:
    with pytest.raises((MalformedHeads, FalseHeads)):
        verify_head(parse_head_proof(flipped(TEXT.encode(), at, bit)), STREAMS[4] + "x", ROOT)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.sampled_from(["form", "count", "root", "heads"]), inner)
    ),
)


@given(st.one_of(st.binary(max_size=100), st.text(max_size=100), JSON.map(json.dumps)))
def test_noise_is_no_proof(noise: str | bytes) -> None:
    with pytest.raises(MalformedHeads):
        parse_head_proof(noise)


@pytest.mark.parametrize(
    "text",
    [
        *(TEXT + " ", TEXT.replace(":39", ":39.0"), TEXT.replace(":39", ":true")),
        *(TEXT.replace("heads.1", "heads.2"), TEXT.replace('"count"', '"more":1,"count"')),
        *("[" * 100_000, "9" * 100_000, TEXT.replace("officer", "\\ud800"), "x" * 2_000_000),
        TEXT.encode("utf-16"),
    ],
)
def test_another_spelling_of_a_proof_is_refused(text: str | bytes) -> None:
    with pytest.raises(MalformedHeads):
        parse_head_proof(text)


def test_what_a_proof_says_is_short() -> None:
    many = all_heads([f"nanyue/2024/officer:{number:05d}" for number in range(20_000)])
    proof: HeadProof = many.prove("nanyue/2024/officer:12345x")
    assert len(proof.text) < 3_000
    assert verify_head(proof, "nanyue/2024/officer:12345x", many.signed_root) is None

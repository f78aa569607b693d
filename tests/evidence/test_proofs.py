"""Does a proof in one file prove its entry, and nothing else?"""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from projections.evidence.merkle import inclusion_proof
from projections.evidence.notes import MalformedNote, UntrustedNote
from projections.evidence.proofs import (
    FalseProof,
    LogProof,
    MalformedProof,
    parse_proof,
    verify_proof,
)
from tests.evidence.logs import (
    SUBTREE,
    TRUST,
    WITNESS,
    WITNESSED,
    entry,
    flipped,
    root,
    signed,
)

REFUSED = (MalformedProof, FalseProof, MalformedNote, UntrustedNote)


def proof_of(index: int, size: int, extra: bytes | None = None) -> LogProof:
    path = tuple(inclusion_proof(index, size, SUBTREE))
    return LogProof(index, path, signed(size, None, WITNESS), extra)


@pytest.mark.parametrize("extra", [None, b"x", bytes(range(256))])
@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 7), (6, 7), (300, 513), (512, 513)])
def test_a_proof_proves_its_entry(index: int, size: int, extra: bytes | None) -> None:
    made = proof_of(index, size, extra)
    proof, opened = verify_proof(made.text, entry(index), WITNESSED)
    assert proof == made == parse_proof(made.text.encode())
    assert (opened.checkpoint.size, opened.checkpoint.root) == (size, root(size))
    assert [one.by for one in opened.witnesses] == [WITNESS.vkey]


def test_its_form_is_that_of_the_specification() -> None:
    lines = proof_of(5, 8, b"extra data").text.split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZXh0cmEgZGF0YQ==", "index 5"]
    assert lines[6] == "" and lines[7] == "ledger.example/nanyue"


@pytest.mark.parametrize("other", [4, 6, 513])
def test_a_proof_proves_no_other_entry(other: int) -> None:
    with pytest.raises(FalseProof):
        verify_proof(proof_of(5, 7).text, entry(other), TRUST)


def test_a_proof_against_another_checkpoint_is_refused() -> None:
    made = proof_of(5, 7)
    for checkpoint in (signed(8), signed(7, root(8)), signed(6)):
        with pytest.raises(FalseProof):
            verify_proof(LogProof(5, made.path, checkpoint).text, entry(5), TRUST)


def test_a_proof_whose_checkpoint_nobody_signed_is_refused() -> None:
    text = proof_of(5, 7).text
    with pytest.raises(UntrustedNote):
        verify_proof(text.replace("nanyue", "beiyue"), entry(5), TRUST)


TEXT = proof_of(300, 513, b"extra").text


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "c2sp.org/tlog-proof@v1", TEXT.replace("@v1", "@v2"), "\n" + TEXT),
        *(TEXT.replace("index 300", f"index {n}") for n in ("", "0300", "-1", "x", str(2**63))),
        *(
            TEXT.replace("index 300", "300"),
            TEXT.replace("index 300\n", ""),
            TEXT.replace("extra ", "extra  "),
        ),
        *(TEXT.replace("extra ", "extra \n"), TEXT.replace("\n\n", "\nAAAA\n\n", 1)),
        *(TEXT.replace("index", "extra AAAA\nindex"), TEXT.replace("\n", "\r\n")),
        TEXT.replace("\n\n", "\n" + "A" * 43 + "=" + "\n\n", 1).replace("A=", "B="),
        b"\xff" + TEXT.encode(),
        "\ud800" + TEXT,
        TEXT * 2000,
    ],
)
def test_what_is_no_proof_is_refused(text: str | bytes) -> None:
    with pytest.raises(REFUSED):
        verify_proof(text, entry(300), TRUST)


@pytest.mark.parametrize(
    "step", ["AAAA", "A" * 44, "A" * 43 + "=\n" + "AAAA", ("A" * 43 + "=\n") * 64]
)
def test_what_is_no_path_of_hashes_is_refused(step: str) -> None:
    with pytest.raises(MalformedProof):
        parse_proof(f"c2sp.org/tlog-proof@v1\nindex 3\n{step.strip()}\n\n{signed(7)}")


@settings(max_examples=300)
@given(st.integers(0, len(TEXT.encode()) - 1), st.integers(0, 7))
def test_a_proof_with_a_bit_changed_is_refused(at: int, bit: int) -> None:
    """But in `extra`, which nobody signs."""
    data = flipped(TEXT.encode(), at, bit)
    extra = data.split(b"\n")[1] != TEXT.encode().split(b"\n")[1]
    try:
        verify_proof(data, entry(300), WITNESSED)
    except REFUSED:
        return
    assert extra


@given(st.data())
def test_pieces_of_a_proof_put_together_anew_are_refused(data: st.DataObject) -> None:
    low, high = sorted(data.draw(st.tuples(*[st.integers(0, len(TEXT))] * 2)))
    put = data.draw(st.sampled_from(["", "\n", "\n\n", "=", "0", TEXT[low:high] * 2]))
    anew = TEXT[:low] + put + TEXT[high:]
    assume(anew != TEXT)
    try:
        proof, opened = verify_proof(anew, entry(300), WITNESSED)
    except REFUSED:
        return
    assert (proof.index, opened.checkpoint.root) == (300, root(513))


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_noise_is_no_proof(noise: str | bytes) -> None:
    with pytest.raises(MalformedProof):
        parse_proof(noise)

"""Does every true proof hold, and no other?"""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.evidence.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_at,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.evidence.logs import LARGEST, NEAR_POWERS, SIZES, SUBTREE, flipped, root, with_flip
from tests.evidence.vectors import (
    TREE_CONSISTENCIES,
    TREE_ENTRIES,
    TREE_INCLUSIONS,
    TREE_ROOTS,
)

HASHES = [leaf_hash(one) for one in TREE_ENTRIES]
SIZE = st.one_of(st.sampled_from(NEAR_POWERS), st.integers(1, len(LARGEST)))


def test_the_published_tree_has_the_published_roots() -> None:
    assert [root_of(HASHES[:size]).hex() for size in range(9)] == TREE_ROOTS


def test_the_published_tree_has_the_published_proofs() -> None:
    for (index, size), proof in TREE_INCLUSIONS.items():
        assert [one.hex() for one in inclusion_proof(index, size, HASHES)] == proof
    for (old, new), proof in TREE_CONSISTENCIES.items():
        assert [one.hex() for one in consistency_proof(old, new, HASHES)] == proof


def test_every_leaf_of_every_small_tree_is_proven() -> None:
    for size in range(SIZES + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, SUBTREE)
            assert verify_inclusion(index, size, LARGEST[index], root(size), proof)


def test_every_small_tree_is_proven_to_begin_with_every_smaller_one() -> None:
    for new in range(SIZES + 1):
        for old in range(new + 1):
            proof = consistency_proof(old, new, SUBTREE)
            assert verify_consistency(old, new, root(old), root(new), proof)


def test_a_frontier_goes_on_where_it_was_left() -> None:
    whole = Frontier()
    for size in range(SIZES):
        assert (whole.size, whole.root) == (size, root(size))
        kept = Frontier(size, whole.hashes)
        kept.append(LARGEST[size])
        whole.append(LARGEST[size])
        assert kept.hashes == whole.hashes == frontier_at(size + 1, SUBTREE).hashes
        assert len(whole.hashes) <= 64


@pytest.mark.parametrize(
    "wrong", [(-1, [EMPTY_ROOT]), (-1, []), (1, []), (2, [EMPTY_ROOT] * 2), (1, [b"short"])]
)
def test_a_frontier_that_cannot_be_is_refused(wrong: tuple[int, list[bytes]]) -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier(*wrong)


def test_what_is_no_hash_is_not_appended() -> None:
    frontier = Frontier()
    with pytest.raises(ValueError, match="no leaf hash at 1"):
        frontier.extend([LARGEST[0], LARGEST[1][:31]])
    assert (frontier.size, frontier.root) == (1, root(1))
    full = Frontier(2**63 - 1, LARGEST[:63])
    with pytest.raises(ValueError, match="no leaf hash"):
        full.append(LARGEST[0])
    with pytest.raises(ValueError, match="frontier"):
        Frontier(2**63, LARGEST[:1])


@pytest.mark.parametrize("wrong", [(-1, 5), (5, 5), (0, 0), (0, 9)])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="lea"):
        inclusion_proof(*wrong, HASHES)


@pytest.mark.parametrize("wrong", [(-1, 5), (6, 5), (1, 9)])
def test_no_proof_is_made_of_a_shrinking(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"growth|leaves"):
        consistency_proof(*wrong, HASHES)


@given(data=st.data(), size=SIZE)
def test_a_leaf_of_a_larger_tree_is_proven(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, SUBTREE)
    assert len(proof) <= (size - 1).bit_length()
    assert verify_inclusion(index, size, LARGEST[index], root(size), proof)


@given(data=st.data(), new=SIZE)
def test_a_larger_tree_is_proven_to_have_grown(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(old, new, SUBTREE)
    assert len(proof) <= new.bit_length() + 1
    assert verify_consistency(old, new, root(old), root(new), proof)


@given(data=st.data(), size=SIZE)
def test_an_altered_proof_of_a_leaf_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, leaf, whole = inclusion_proof(index, size, SUBTREE), LARGEST[index], root(size)
    at = data.draw(st.integers(0, 31))
    which = data.draw(st.integers(0, max(0, len(proof) - 1)))
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index or size == 1))
    altered = [
        (index, size, flipped(leaf, at), whole, proof),
        (index, size, leaf, flipped(whole, at), proof),
        (index, size, leaf, whole, [*proof, proof[0] if proof else leaf]),
        (index, size, leaf, whole, [leaf, *proof]),
        (size, size, leaf, whole, proof),
        (-1, size, leaf, whole, proof),
    ]
    if proof:
        altered += [
            (index, size, leaf, whole, with_flip(proof, which, at)),
            (index, size, leaf, whole, proof[:which] + proof[which + 1 :]),
            (other, size, leaf, whole, proof),
            (index ^ 1, size, leaf, whole, proof),
        ]
    assert not any(verify_inclusion(*one) for one in altered)


@given(data=st.data(), new=SIZE)
def test_an_altered_proof_of_growth_is_refused(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    proof, before, after = consistency_proof(old, new, SUBTREE), root(old), root(new)
    at = data.draw(st.integers(0, 31))
    which = data.draw(st.integers(0, max(0, len(proof) - 1)))
    altered = [
        (old, new, flipped(before, at), after, proof),
        (old, new, before, after, [*proof, after]),
        (old, new, before, after, [before, *proof]),
        (new + 1, new, before, after, proof),
        (-1, new, before, after, proof),
    ]
    if old:
        altered.append((old, new, before, flipped(after, at), proof))
    if proof:
        altered += [
            (new, old, after, before, proof),
            (old, new, after, before, proof),
            (old, new, before, after, with_flip(proof, which, at)),
            (old, new, before, after, proof[:which] + proof[which + 1 :]),
        ]
    if len(proof) > 1:
        altered.append((old, new, before, after, proof[::-1]))
    assert not any(verify_consistency(*one) for one in altered)


def test_a_size_that_has_another_shape_is_refused() -> None:
    """Where two sizes lead by the same steps from a leaf to the root, they prove the same of it."""
    for size in range(1, 65):
        for index in range(size):
            proof = inclusion_proof(index, size, SUBTREE)
            leaf, whole = LARGEST[index], root(size)
            for claimed in range(1, 65):
                same = _steps(index, claimed) == _steps(index, size)
                assert verify_inclusion(index, claimed, leaf, whole, proof) == same


def _steps(index: int, size: int) -> list[bool] | None:
    """At which steps, from the leaf, the sibling is on the left."""
    if index >= size:
        return None
    steps, low, high = list[bool](), 0, size
    while high - low > 1:
        half = low + (1 << (high - low - 1).bit_length() - 1)
        steps.append(index >= half)
        low, high = (half, high) if index >= half else (low, half)
    return steps[::-1]


def test_only_its_own_proof_proves_a_leaf() -> None:
    for size in range(1, 18):
        for index in range(size):
            proof, leaf, whole = inclusion_proof(index, size, SUBTREE), LARGEST[index], root(size)
            assert verify_inclusion(index, size, leaf, whole, proof) is True
            shorter = [proof[:at] + proof[at + 1 :] for at in range(len(proof))]
            flips = [with_flip(proof, at, 5) for at in range(len(proof))]
            for other in ([*proof, leaf], [leaf, *proof], *shorter, *flips):
                assert verify_inclusion(index, size, leaf, whole, other) is False, (index, size)
            assert not verify_inclusion(index, size, flipped(leaf, 0), whole, proof)
            assert not verify_inclusion(index, size, leaf, flipped(whole, 0), proof)
            assert verify_inclusion(size, size, leaf, whole, proof) is False


def test_only_its_own_proof_proves_a_growth() -> None:
    for new in range(1, 18):
        for old in range(1, new + 1):
            proof, before, after = consistency_proof(old, new, SUBTREE), root(old), root(new)
            assert verify_consistency(old, new, before, after, proof) is True
            shorter = [proof[:at] + proof[at + 1 :] for at in range(len(proof))]
            flips = [with_flip(proof, at, 5) for at in range(len(proof))]
            for other in ([*proof, before], [after, *proof], [before, *proof], *shorter, *flips):
                assert verify_consistency(old, new, before, after, other) is False, (old, new)
            assert not verify_consistency(old, new, flipped(before, 0), after, proof)
            assert not verify_consistency(old, new, before, flipped(after, 0), proof)
            assert verify_consistency(new + 1, new, after, after, proof) is False


BIG: Final = 2**63 - 1


@pytest.mark.parametrize(
    ("low", "high"),
    [(-1, 1), (-1, 5), (True, 5), (1, True), (1, 5.0), (1.0, 5), (0, BIG + 1), (1, None)],
)
def test_what_is_no_size_is_refused(low: Any, high: Any) -> None:
    assert verify_inclusion(low, high, LARGEST[0], LARGEST[0], []) is False
    assert verify_consistency(low, high, EMPTY_ROOT, EMPTY_ROOT, []) is False


@pytest.mark.parametrize("proof", [None, "x", {}, iter(()), [None], [b"short"], ["x" * 32]])
def test_what_is_no_proof_is_refused(proof: Any) -> None:
    assert verify_inclusion(0, 2, LARGEST[0], root(2), proof) is False
    assert verify_consistency(1, 2, root(1), root(2), proof) is False
    for low, high in ((b"short", root(1)), (root(1), b"short"), (None, root(1))):
        assert verify_inclusion(0, 1, low, high, []) is False  # type: ignore[arg-type]
        assert verify_consistency(1, 1, low, high, []) is False  # type: ignore[arg-type]


def test_a_proof_is_no_longer_than_the_tree_is_high() -> None:
    leaf, other = LARGEST[0], LARGEST[1]
    assert not verify_inclusion(0, 1, leaf, node_hash(other, leaf), [other])
    assert not verify_inclusion(0, 1, leaf, node_hash(leaf, other), [other])
    higher = node_hash(other, root(2))
    assert not verify_consistency(1, 2, leaf, higher, [other, other])
    assert not verify_consistency(1, 2, node_hash(other, leaf), higher, [other, other])


def test_the_largest_size_is_a_size() -> None:
    assert verify_consistency(BIG, BIG, root(5), root(5), [])
    assert not verify_consistency(BIG + 1, BIG + 1, root(5), root(5), [])
    assert Frontier(BIG, LARGEST[:63]).size == BIG
    assert consistency_proof(BIG, BIG, SUBTREE) == consistency_proof(0, BIG, SUBTREE) == []
    with pytest.raises(ValueError, match="growth"):
        consistency_proof(BIG + 1, BIG + 1, SUBTREE)
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(0, BIG + 1, lambda _level, _index: EMPTY_ROOT)
    assert len(inclusion_proof(0, BIG, lambda _level, _index: EMPTY_ROOT)) == 63


def test_the_empty_tree_has_one_root() -> None:
    assert verify_consistency(0, 5, EMPTY_ROOT, root(5), []) is True
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, []) is True
    assert verify_consistency(0, 5, root(1), root(5), []) is False
    assert verify_consistency(0, 0, root(1), root(1), []) is False
    assert verify_consistency(0, 0, EMPTY_ROOT, root(1), []) is False
    assert verify_consistency(0, 5, EMPTY_ROOT, root(5), [root(1)]) is False


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.binary(),
    st.binary(min_size=32, max_size=32),
    st.lists(st.binary(min_size=32, max_size=32), max_size=70),
    st.lists(st.one_of(st.none(), st.binary(), st.integers())),
)


@given(ANYTHING)
def test_whatever_stands_where_a_proof_should_is_refused(proof: object) -> None:
    assert verify_inclusion(5, 7, LARGEST[5], root(7), proof) is False  # type: ignore[arg-type]
    assert verify_consistency(5, 7, root(5), root(7), proof) is False  # type: ignore[arg-type]


@settings(max_examples=300)
@given(st.tuples(*[ANYTHING] * 5))
def test_a_verifier_says_no_to_anything_else(given_: tuple[object, ...]) -> None:
    assert verify_inclusion(*given_) is False  # type: ignore[arg-type]
    assert verify_consistency(*given_) is False  # type: ignore[arg-type]

"""Do programs by other hands agree with ours, and find what we find?"""

from __future__ import annotations

import hashlib
import logging
import random
from pathlib import Path

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.reader import TilesReader
from tlog_scales.signing import PlainEd25519Signer
from tlog_scales.signing import Vkey as TheirVkey
from tlog_scales.tlog import Checkpoint as TheirCheckpoint
from tlog_scales.tlog import ConsistencyProof, InclusionProof

from projections.evidence.merkle import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
)
from projections.evidence.notes import Checkpoint, open_checkpoint
from projections.evidence.tiles import files_of, write_log
from tests.evidence.logs import (
    LARGEST,
    LOG,
    NEAR_POWERS,
    ORIGIN,
    SIZES,
    SUBTREE,
    TRUST,
    WITNESS,
    entries,
    entry,
    flipped,
    root,
    signed,
)
from tests.evidence.others import Files, Go, InMemory, built_go, verified_by_tlog_scales

SIZE = st.one_of(st.sampled_from(NEAR_POWERS), st.integers(1, len(LARGEST)))


@pytest.fixture(scope="module")
def tree() -> pymerkle.InmemoryTree:
    made = pymerkle.InmemoryTree(algorithm="sha256")
    made.append_entries(entries(len(LARGEST)))
    return made


def agrees_on_growth(tree: pymerkle.InmemoryTree, old: int, new: int) -> None:
    """Their proof has a form of its own; both must lead to the same two roots."""
    tree.prove_consistency(old, new).verify(root(old), root(new), old, new)
    made = consistency_proof(old, new, SUBTREE)
    assert verify_consistency(old, new, tree.get_root(old), tree.get_root(new), made)


def agrees(tree: pymerkle.InmemoryTree, index: int, size: int) -> None:
    assert tree.get_root(size) == root(size)
    theirs = tree.prove_inclusion(index + 1, size).path
    assert theirs == [LARGEST[index], *inclusion_proof(index, size, SUBTREE)]
    agrees_on_growth(tree, index + 1, size)


def test_pymerkle_has_the_same_tree_at_every_small_size(tree: pymerkle.InmemoryTree) -> None:
    assert tree.get_root(0) == root(0)
    for size in range(1, SIZES + 1):
        for index in range(size % 11, size, 11):
            agrees(tree, index, size)


@pytest.mark.long
def test_pymerkle_makes_the_same_proofs_at_every_small_size(tree: pymerkle.InmemoryTree) -> None:
    for size in range(1, SIZES + 1):
        for index in range(size):
            agrees(tree, index, size)


@given(data=st.data(), size=SIZE)
def test_pymerkle_has_the_same_larger_trees(
    tree: pymerkle.InmemoryTree, data: st.DataObject, size: int
) -> None:
    agrees(tree, data.draw(st.integers(0, size - 1)), size)


def log_of(folder: Path, size: int) -> Files:
    frontier = write_log(folder, entries(size))
    (folder / "checkpoint").write_text(signed(size, frontier.root, WITNESS), "utf-8")
    return {name: (folder / name).read_bytes() for name in (*files_of(size), "checkpoint")}


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_tlog_scales_verifies_our_log(tmp_path: Path, size: int) -> None:
    files = log_of(tmp_path, size)
    assert verified_by_tlog_scales(files, LOG.vkey) == size
    reader = TilesReader(InMemory(files))
    reader.get_checkpoint()
    for index in range(0, size, 7):
        theirs = reader.get_inclusion_proof(index, size).node_hashes
        assert theirs == inclusion_proof(index, size, SUBTREE)
        grown = reader.get_consistency_proof(index + 1, size).node_hashes
        assert grown == consistency_proof(index + 1, size, SUBTREE)


def test_tlog_scales_finds_a_changed_byte_in_every_file(tmp_path: Path) -> None:
    files = log_of(tmp_path, 300)
    for name in files_of(300):
        for at in random.Random(name).sample(range(len(files[name])), min(12, len(files[name]))):
            with pytest.raises(Exception, match=r".*"):
                verified_by_tlog_scales(files | {name: flipped(files[name], at, at % 8)}, LOG.vkey)


def test_tlog_scales_takes_our_proofs_at_every_small_size() -> None:
    for size in range(1, SIZES + 1, 3):
        for index in range(size):
            made = inclusion_proof(index, size, SUBTREE)
            InclusionProof(index, size, made).check(LARGEST[index], root(size))
            grown = consistency_proof(index, size, SUBTREE)
            ConsistencyProof(index, size, grown).check(root(index), root(size))


def test_tlog_scales_takes_our_signatures_and_we_take_theirs() -> None:
    logging.getLogger("tlog_scales").setLevel(logging.ERROR)
    theirs = TheirCheckpoint.from_text(signed(7, None, WITNESS))
    for key in (LOG.vkey, WITNESS.vkey):
        assert TheirVkey.from_string(key.text).key_id == int.from_bytes(key.id, "big")
        theirs.verify(TheirVkey.from_string(key.text))
    signer = PlainEd25519Signer(ORIGIN, bytes(range(32)))
    made = TheirCheckpoint.make_signed(ORIGIN, 7, root(7), [signer]).serialize()
    assert open_checkpoint(made, TRUST).checkpoint == Checkpoint(ORIGIN, 7, root(7))
    assert made == signed(7)


@pytest.fixture(scope="module")
def sumdb(tmp_path_factory: pytest.TempPathFactory) -> Go:
    return built_go(tmp_path_factory.mktemp("sumdb"))


@pytest.mark.long
def test_go_makes_the_same_proofs_at_every_small_size(
    sumdb: Go,
) -> None:
    ours = hashlib.sha256()
    for size in range(1, SIZES + 1):
        ours.update(root(size))
        for index in range(size):
            ours.update(b"".join(inclusion_proof(index, size, SUBTREE)))
            ours.update(b"".join(consistency_proof(index + 1, size, SUBTREE)))
    lines = "".join(f"{entry(index).hex()}\n" for index in range(SIZES))
    assert sumdb("proofs", given=lines) == (0, ours.hexdigest())


@pytest.mark.long
def test_go_verifies_our_log_and_finds_a_changed_byte_in_every_file(
    sumdb: Go, tmp_path: Path
) -> None:
    for size in (1, 256, 513, 70_000):
        folder = tmp_path / str(size)
        files = log_of(folder, size)
        assert sumdb("verify", str(folder), LOG.vkey.text) == (0, str(size))
        if size != 513:
            continue
        for name, data in files.items():
            # The line of the witness, last in the checkpoint, Go does not know.
            length = data.rindex(b"\xe2\x80\x94") if name == "checkpoint" else len(data)
            for at in random.Random(name).sample(range(length), min(40, length)):
                (folder / name).write_bytes(flipped(data, at, at % 8))
                assert sumdb("verify", str(folder), LOG.vkey.text) == (1, "")
            (folder / name).write_bytes(data)

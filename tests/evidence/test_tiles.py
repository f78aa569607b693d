"""Does a log in a folder say all that the log says, and is every damage to it found?"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.evidence.merkle import consistency_proof, inclusion_proof
from projections.evidence.tiles import (
    Damage,
    DamagedTile,
    TileReader,
    bundle_path,
    files_of,
    find_damage,
    in_folder,
    tile_path,
    write_log,
)
from tests.evidence.logs import SUBTREE, entries, entry, flipped, root

EDGES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 700]


def stored(folder: Path, size: int) -> TileReader:
    write_log(folder, entries(size))
    return TileReader(in_folder(folder), size)


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(3, 0, 7) == "tile/3/000.p/7"
    assert bundle_path(999) == "tile/entries/999"
    assert bundle_path(1000, 1) == "tile/entries/x001/000.p/1"


@pytest.mark.parametrize(("index", "width"), [(-1, 256), (0, 0), (0, 257), (0, -1)])
def test_there_is_no_path_of_a_tile_that_cannot_be(index: int, width: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        tile_path(0, index, width)


def test_a_tree_of_70000_lies_as_the_specification_says() -> None:
    names = list(files_of(70_000))
    assert sum(name.startswith("tile/0/") for name in names) == 274
    assert "tile/0/273.p/112" in names
    assert [name for name in names if name.startswith("tile/1/")] == [
        "tile/1/000",
        "tile/1/001.p/17",
    ]
    assert [name for name in names if name.startswith("tile/2/")] == ["tile/2/000.p/1"]
    assert not any(name.startswith("tile/3/") for name in names)
    assert "tile/1/000.p/1" in list(files_of(256))


@pytest.mark.parametrize("size", EDGES)
def test_a_log_is_written_whole(tmp_path: Path, size: int) -> None:
    assert write_log(tmp_path, iter(entries(size))).root == root(size)
    assert sorted(contents(tmp_path)) == sorted(files_of(size))
    reader = TileReader(in_folder(tmp_path), size)
    assert list(reader.entries()) == entries(size)
    assert reader.root() == root(size)
    assert find_damage(in_folder(tmp_path), size, root(size)) is None


def test_a_large_log_is_written_whole(tmp_path: Path) -> None:
    size = 70_000
    frontier = write_log(tmp_path, (b"%d" % index for index in range(size)))
    reader = TileReader(in_folder(tmp_path), size)
    assert reader.root() == frontier.root
    assert reader.entry(69_999) == b"69999"
    assert sorted(contents(tmp_path)) == sorted(files_of(size))
    assert find_damage(in_folder(tmp_path), size, frontier.root) is None


def test_proofs_made_from_tiles_are_those_of_the_tree(tmp_path: Path) -> None:
    reader = stored(tmp_path, 700)
    for index in range(0, 700, 13):
        assert inclusion_proof(index, 700, reader.subtree) == inclusion_proof(index, 700, SUBTREE)
        made = consistency_proof(index, 700, reader.subtree)
        assert made == consistency_proof(index, 700, SUBTREE)


def test_a_proof_reads_a_few_tiles() -> None:
    """Of 2^40 leaves, all alike."""
    asked = list[str]()

    def read(path: str) -> bytes:
        asked.append(path)
        return bytes(32 * 256)

    assert len(inclusion_proof(2**39 + 5, 2**40, TileReader(read, 2**40).subtree)) == 40
    assert len(asked) <= 10


def test_a_log_that_has_grown_is_still_read_at_its_old_size(tmp_path: Path) -> None:
    """Also where narrow tiles have gone, now that there are full ones."""
    for size in (400, 700):
        write_log(tmp_path, entries(size))
    for kind in ("0", "entries"):
        (tmp_path / f"tile/{kind}/001.p/144").unlink()
    reader = TileReader(in_folder(tmp_path), 400)
    assert reader.root() == root(400)
    assert list(reader.entries(390)) == entries(400)[390:]
    assert find_damage(in_folder(tmp_path), 400, root(400)) is None


@pytest.mark.parametrize("wrong", [(0, 700), (0, -1), (-1, 0), (8, 2), (10, 0)])
def test_what_is_beyond_the_size_is_not_asked_for(tmp_path: Path, wrong: tuple[int, int]) -> None:
    reader = stored(tmp_path, 700)
    with pytest.raises(ValueError, match="subtree"):
        reader.subtree(*wrong)
    for index in (-1, 700):
        with pytest.raises(ValueError, match="entry"):
            reader.entry(index)


def test_an_entry_too_long_for_a_bundle_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path, [b"x" * 65_535])
    with pytest.raises(ValueError, match="entry 1 "):
        write_log(tmp_path, [b"x", b"x" * 65_536])


SIZE = 257 + 256
NAMES = list(files_of(SIZE))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("log")
    write_log(folder, entries(SIZE))
    return contents(folder)


def damage(files: dict[str, bytes], **changed: bytes | None) -> Damage | None:
    now = {name: data for name, data in (files | changed).items() if data is not None}
    return find_damage(now.__getitem__, SIZE, root(SIZE))


def test_every_changed_byte_is_found_in_its_file(files: dict[str, bytes]) -> None:
    for name in NAMES:
        at_most = random.Random(name).sample(range(len(files[name])), min(30, len(files[name])))
        for at in at_most:
            found = damage(files, **{name: flipped(files[name], at, at % 8)})
            assert found is not None
            # Of two unfinished tiles the root cannot tell which one is wrong, the entries can.
            assert found.path == name, (name, at)


@pytest.mark.long
def test_every_byte_of_the_log_is_watched(files: dict[str, bytes]) -> None:
    for name in NAMES:
        for at in range(len(files[name])):
            assert damage(files, **{name: flipped(files[name], at, at % 8)}) is not None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "change",
    [lambda _: None, lambda data: data[:-1], lambda data: data + b"\0", lambda data: data[:-32]],
)
def test_a_file_that_lacks_or_has_more_is_found(
    files: dict[str, bytes], name: str, change: Callable[[bytes], bytes | None]
) -> None:
    found = damage(files, **{name: change(files[name])})
    assert found is not None and found.path == name


def test_the_first_altered_entry_is_named(files: dict[str, bytes]) -> None:
    for index in (0, 5, 255, 256, 300, 511, 512):
        name = next(n for n in NAMES if n.startswith(bundle_path(index // 256)))
        whole = [entry(one) for one in range(SIZE)]
        whole[index] += b"!"
        part = whole[index // 256 * 256 :][:256]
        data = b"".join(len(one).to_bytes(2, "big") + one for one in part)
        assert damage(files, **{name: data}) == Damage(name, index)


def test_a_log_rewritten_whole_does_not_fit_its_root(tmp_path: Path) -> None:
    changed = entries(SIZE)
    changed[7] = b"forged"
    write_log(tmp_path, changed)
    assert find_damage(in_folder(tmp_path), SIZE, root(SIZE)) == Damage("checkpoint", None)


def test_a_half_rewritten_log_is_found(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Bundle and tile agree, the tile above does not."""
    changed = entries(SIZE)
    changed[300] = b"forged"
    write_log(tmp_path, changed)
    forged = contents(tmp_path)
    names = ("tile/entries/001", "tile/0/001")
    assert damage(files, **{name: forged[name] for name in names}) == Damage("tile/0/001", 256)


def test_a_half_rewritten_log_is_found_where_its_last_tile_is_full(tmp_path: Path) -> None:
    write_log(tmp_path, entries(512))
    true = contents(tmp_path)
    write_log(tmp_path, [*entries(511), b"forged"])
    names = ("tile/entries/001", "tile/0/001")
    now = true | {name: (tmp_path / name).read_bytes() for name in names}
    assert find_damage(now.__getitem__, 512, root(512)) == Damage("tile/0/001", 256)


@pytest.mark.parametrize("count", [255, 257])
def test_a_bundle_with_an_entry_less_or_more_is_found(files: dict[str, bytes], count: int) -> None:
    data = b"".join(len(one).to_bytes(2, "big") + one for one in entries(count))
    assert damage(files, **{"tile/entries/000": data}) == Damage("tile/entries/000", 0)


@settings(max_examples=200)
@given(st.sampled_from(NAMES), st.binary(max_size=9000))
def test_noise_in_a_file_is_found(name: str, noise: bytes) -> None:
    def read(path: str) -> bytes:
        return noise if path == name else b""

    assert find_damage(read, SIZE, root(SIZE)) is not None
    with pytest.raises(DamagedTile):
        TileReader(read, SIZE).root()

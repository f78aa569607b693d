"""How does a log lie in a folder, so that anybody's program can read and check it?

C2SP tlog-tiles: hashes in tiles of 256, entries in bundles of 256. Writing keeps one unfinished
tile a level in memory; a proof reads a tile or two a level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from projections.evidence.merkle import HASH_BYTES, Frontier, frontier_at, leaf_hash, root_of

TILE_WIDTH: Final = 256
ENTRY_BYTES_MAX: Final = 2**16 - 1
_HEIGHT: Final = 8
_LEVEL_MAX: Final = 7
_CACHED_TILES: Final = 64

Read = Callable[[str], bytes]
"""The bytes at a path of the layout; raises OSError or LookupError where there are none."""
Put = Callable[[str, bytes], None]
"""Takes a path of the layout and the bytes that belong there."""


class DamagedTile(ValueError):
    """A file of the log is missing, or is not what its path says."""


@dataclass(frozen=True)
class Damage:
    """The file that is first found wrong, and the first entry below it, where that is known.

    `checkpoint`: all files agree with one another, but not with the root.
    """

    path: str
    entry: int | None


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    return _path(f"tile/{level}", index, width)


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    return _path("tile/entries", index, width)


def files_of(size: int) -> Iterator[str]:
    """Every path of a log of this size."""
    for index, width in _widths(size):
        yield bundle_path(index, width)
    level, hashes = 0, size
    while hashes:
        for index, width in _widths(hashes):
            yield tile_path(level, index, width)
        level, hashes = level + 1, hashes >> _HEIGHT


def write_log(folder: Path, entries: Iterable[bytes]) -> Frontier:
    """Every tile and bundle of the log; of what grew later, the narrower tiles remain."""

    def write(path: str, data: bytes) -> None:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)

    return lay_out(entries, write)


def lay_out(entries: Iterable[bytes], put: Put) -> Frontier:
    """Every tile and bundle of the log, each put as soon as it is whole."""
    tiles: list[list[bytes]] = [[]]
    frontier, rest, index = Frontier(), iter(entries), 0
    while bundle := list(islice(rest, TILE_WIDTH)):
        put(bundle_path(index, len(bundle)), _packed(bundle, index))
        tiles[0] = [leaf_hash(entry) for entry in bundle]
        frontier.extend(tiles[0])
        _put_full(put, tiles, index)
        index += 1
    for level, hashes in enumerate(tiles):
        if hashes:
            above = frontier.size >> _HEIGHT * (level + 1)
            put(tile_path(level, above, len(hashes)), b"".join(hashes))
    return frontier


def in_folder(folder: Path) -> Read:
    return lambda path: (folder / path).read_bytes()


class TileReader:
    """A log of a known size. What it reads is proven by nothing: compare the root."""

    def __init__(self, read: Read, size: int) -> None:
        self._read, self.size = read, size
        self.tile = lru_cache(_CACHED_TILES)(self._tile)
        self.bundle = lru_cache(2)(self._bundle)

    def root(self) -> bytes:
        return frontier_at(self.size, self.subtree).root

    def subtree(self, level: int, index: int) -> bytes:
        """For merkle's makers of proofs. Raises DamagedTile."""
        if level < 0 or index < 0 or index + 1 << level > self.size:
            raise ValueError(f"no subtree {index} of level {level}")
        tile_level, within = divmod(level, _HEIGHT)
        number, offset = divmod(index << within, TILE_WIDTH)
        return root_of(self.tile(tile_level, number)[offset : offset + (1 << within)])

    def entry(self, index: int) -> bytes:
        """Raises DamagedTile."""
        if not 0 <= index < self.size:
            raise ValueError(f"no entry {index}")
        number, offset = divmod(index, TILE_WIDTH)
        return self.bundle(number)[offset]

    def entries(self, start: int = 0) -> Iterator[bytes]:
        for index in range(start, self.size):
            yield self.entry(index)

    def _tile(self, level: int, index: int) -> Sequence[bytes]:
        width = _width(self.size >> _HEIGHT * level, index)
        path, data = self._fetched(width, lambda wide: tile_path(level, index, wide))
        hashes = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
        if len(data) % HASH_BYTES or len(hashes) not in (width, TILE_WIDTH):
            raise DamagedTile(path)
        return hashes[:width]

    def _bundle(self, index: int) -> Sequence[bytes]:
        width = _width(self.size, index)
        path, data = self._fetched(width, lambda wide: bundle_path(index, wide))
        entries = _unpacked(data)
        if entries is None or len(entries) not in (width, TILE_WIDTH):
            raise DamagedTile(path)
        return entries[:width]

    def _fetched(self, width: int, path_of: Callable[[int], str]) -> tuple[str, bytes]:
        """A narrow tile may be gone where the full one has come."""
        for path in dict.fromkeys([path_of(width), path_of(TILE_WIDTH)]):
            try:
                return path, self._read(path)
            except (OSError, LookupError):
                continue
        raise DamagedTile(path_of(width))


def find_damage(read: Read, size: int, root: bytes) -> Damage | None:
    """The first file that does not fit in the log of this size and root, in the order of entries.

    Every tile and bundle is read, each full tile against its hash in the tile above, entries
    against their tile's hashes. Above all are the unfinished tiles; these the root proves.
    """
    reader = TileReader(read, size)
    try:
        sound = reader.root() == root
    except DamagedTile as wrong:
        return Damage(str(wrong), None)
    for bundle, _ in _widths(size):
        found = _damaged(reader, bundle, sound)
        if found:
            return found
    return None if sound else Damage("checkpoint", None)


def _damaged(reader: TileReader, bundle: int, sound: bool) -> Damage | None:
    first = bundle * TILE_WIDTH
    try:
        for level, index in reversed(_tiles_begun(bundle)):
            path = _misfit(reader, level, index, sound)
            if path:
                return Damage(path, first)
        hashes, entries = reader.tile(0, bundle), reader.bundle(bundle)
    except DamagedTile as lacking:
        return Damage(str(lacking), first)
    for offset, (entry, hashed) in enumerate(zip(entries, hashes, strict=True)):
        if leaf_hash(entry) != hashed:
            paths = bundle_path(bundle, len(hashes)), tile_path(0, bundle, len(hashes))
            return Damage(_blamed(*paths, hashes, sound), first + offset)
    return None


def _misfit(reader: TileReader, level: int, index: int, sound: bool) -> str | None:
    """The file to blame where a full tile and its hash above differ."""
    if index + 1 << _HEIGHT * (level + 1) > reader.size:
        return None
    number, offset = divmod(index, TILE_WIDTH)
    above = reader.tile(level + 1, number)
    if above[offset] == root_of(reader.tile(level, index)):
        return None
    paths = tile_path(level, index), tile_path(level + 1, number, len(above))
    return _blamed(*paths, above, sound)


def _blamed(below: str, above: str, hashes: Sequence[bytes], sound: bool) -> str:
    """A full tile has been proven by the one above it, an unfinished one by the root."""
    return below if sound or len(hashes) == TILE_WIDTH else above


def _tiles_begun(bundle: int) -> list[tuple[int, int]]:
    """(level, index) of each tile whose first entries are this bundle's."""
    found, level, index = [(0, bundle)], 0, bundle
    while index % TILE_WIDTH == 0 and level < _LEVEL_MAX:
        level, index = level + 1, index // TILE_WIDTH
        found.append((level, index))
    return found


def _path(start: str, index: int, width: int) -> str:
    if index < 0 or not 0 < width <= TILE_WIDTH:
        raise ValueError(f"no tile {index} of width {width}")
    words = [f"{index % 1000:03d}"]
    while index := index // 1000:
        words.insert(0, f"x{index % 1000:03d}")
    narrow = "" if width == TILE_WIDTH else f".p/{width}"
    return f"{start}/{'/'.join(words)}{narrow}"


def _widths(hashes: int) -> Iterator[tuple[int, int]]:
    for index in range((hashes + TILE_WIDTH - 1) // TILE_WIDTH):
        yield index, _width(hashes, index)


def _width(hashes: int, index: int) -> int:
    return min(TILE_WIDTH, hashes - index * TILE_WIDTH)


def _put_full(put: Put, tiles: list[list[bytes]], index: int) -> None:
    """Each tile that is full by now; its root goes into the one above."""
    for level, hashes in enumerate(tiles):
        if len(hashes) < TILE_WIDTH:
            return
        put(tile_path(level, index), b"".join(hashes))
        if level + 1 == len(tiles):
            tiles.append([])
        tiles[level + 1].append(root_of(hashes))
        hashes.clear()
        index //= TILE_WIDTH


def _packed(entries: Sequence[bytes], index: int) -> bytes:
    for offset, entry in enumerate(entries):
        if len(entry) > ENTRY_BYTES_MAX:
            raise ValueError(f"entry {index * TILE_WIDTH + offset} has {len(entry)} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def _unpacked(data: bytes) -> list[bytes] | None:
    entries, at = list[bytes](), 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            return None
        entries.append(data[at + 2 : end])
        at = end
    return entries

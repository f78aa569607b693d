"""What is safe to unpack from a zip that somebody sent?"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element, iterparse

from api.workbook.faults import (
    FileEmpty,
    FileTooLarge,
    NotAWorkbook,
    WorkbookDamaged,
    WorkbookLocked,
)
from api.workbook.grids import CELLS_MAX
from api.workbook.grids import too_large as sheet_too_large

BYTES_MAX: Final = 32 * 2**20
UNPACKED_MAX: Final = 160 * 2**20
MEMBERS_MAX: Final = 2_000
TAGS_MAX: Final = 7 * CELLS_MAX
HELD_MAX: Final = 8 * 2**20
_CENTRAL_ENTRY: Final = b"PK\x01\x02"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_PLAIN_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_BITE: Final = 2**18
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    LookupError,
)
"""What the zip reader raises on bytes that only look like a zip."""


def too_large(file: str) -> FileTooLarge:
    return FileTooLarge(file=file, limit=BYTES_MAX >> 20, unpacked=UNPACKED_MAX >> 20)


class Package:
    """A zip's members by lower-case name; reading them stops at UNPACKED_MAX bytes in all."""

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self._left = UNPACKED_MAX
        _look_at_the_bytes(file, data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_FAULTS:
            raise self.damaged("zip") from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._zip.infolist():
            if not member.filename:
                raise self.damaged("zip: a member without a name")
            name = member.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._members:
                raise self.damaged("zip: two members of one name")
            if not member.is_dir():
                self._members[name] = member

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def damaged(self, why: str) -> WorkbookDamaged:
        return WorkbookDamaged(file=self.file, why=why)

    def read(self, name: str) -> bytes:
        """A member's bytes, in bites: a size that the zip announces may be a lie."""
        member = self._members.get(name.lower())
        if member is None:
            raise self.damaged(f"no {name}")
        if member.flag_bits & _ENCRYPTED:
            raise WorkbookLocked(file=self.file)
        if member.compress_type not in _PLAIN_METHODS:
            raise self.damaged("zip: strange compression")
        if member.file_size > self._left:
            raise too_large(self.file)
        self._left -= member.file_size
        try:
            with self._zip.open(member) as stream:
                return b"".join(iter(lambda: stream.read(_BITE), b""))
        except _ZIP_FAULTS:
            raise self.damaged(name) from None

    def xml(self, name: str, renamed: Mapping[bytes, bytes]) -> Xml:
        """A member that declares no document type, so that nothing in it can grow."""
        data = self.read(name)
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise self.damaged(name)
        if data.count(b"<") > TAGS_MAX:
            raise sheet_too_large()
        for old, new in renamed.items():
            data = data.replace(old, new)
        return Xml(data)


class Xml(io.BytesIO):
    """The bytes of XML, given out as long as not too many are held in memory as elements."""

    _held_from = 0
    _elements = 0

    def read(self, _: int | None = -1, /) -> bytes:
        if self.tell() - self._held_from > HELD_MAX or self._elements > CELLS_MAX:
            raise sheet_too_large()
        return super().read(_BITE)

    def elements(self, *tags: str) -> Iterator[Element]:
        """The elements of these names, one after the other; each is gone with the next."""
        path: list[Element] = []
        for event, element in iterparse(self, ("start", "end")):
            if event == "start":
                path.append(element)
            elif path.pop().tag in tags:
                yield element
                path[-1].clear()
                self._held_from = self.tell()
                self._elements += 1


def _look_at_the_bytes(file: str, data: bytes) -> None:
    if not data:
        raise FileEmpty(file=file)
    if len(data) > BYTES_MAX:
        raise too_large(file)
    if data.startswith(_OLE):
        raise WorkbookLocked(file=file)
    if not data.startswith(b"PK"):
        raise NotAWorkbook(file=file)
    if data.count(_CENTRAL_ENTRY) > MEMBERS_MAX:
        raise WorkbookDamaged(file=file, why="zip: too many members")

"""What kind of file are these bytes? By what they hold, never by a name."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from domain import refusals as no

BYTES_MAX: Final = 10 * 2**20
MEDIA: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text": "text/plain; charset=utf-8",
}
"""The kinds that are taken, and as what they are given out."""
_BEGINS: Final = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_PACKAGE: Final = b"PK\x03\x04"
_HOLDS: Final = {"OFD.xml": "ofd", "word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_LAYOUT: Final = frozenset("\t\n\r\f")


def kind_of(data: bytes) -> str:
    """One of the kinds that are taken; raises EvidenceEmpty, EvidenceTooLarge, FileKindNotTaken."""
    if not data:
        raise no.EvidenceEmpty()
    if len(data) > BYTES_MAX:
        raise no.EvidenceTooLarge(most=BYTES_MAX)
    kind = next((kind for begin, kind in _BEGINS.items() if data.startswith(begin)), None)
    if kind is None:
        kind = _packed(data) if data.startswith(_PACKAGE) else _text(data)
    if kind is None:
        raise no.FileKindNotTaken(kinds=", ".join(MEDIA))
    return kind


def _packed(data: bytes) -> str | None:
    """By the parts that the package lists; none is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = frozenset(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return None
    return next((kind for part, kind in _HOLDS.items() if part in names), None)


def _text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return "text" if all(c.isprintable() or c in _LAYOUT or c == "\u3000" for c in text) else None

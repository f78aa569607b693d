"""Is a file known by what it holds?"""

from __future__ import annotations

import io
import zipfile

import pytest

from domain import refusals as no
from domain.errors import Refusal
from domain.filekinds import BYTES_MAX, kind_of


def package(*parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for part in parts:
            packed.writestr(part, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xdb", "jpeg"),
        (package("OFD.xml"), "ofd"),
        (package("word/document.xml"), "docx"),
        (package("xl/workbook.xml"), "xlsx"),
        ("\ufeff证明,\t第一页\f\r\n".encode(), "text"),
        (b"x" * BYTES_MAX, "text"),
    ],
)
def test_these_are_taken(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", no.EvidenceEmpty),
        (b"x" * (BYTES_MAX + 1), no.EvidenceTooLarge),
        (b"%PD", None),
        (b"\x89PNG", no.FileKindNotTaken),
        (package("xl/other.xml"), no.FileKindNotTaken),
        (package("OFD.xml")[:-8], no.FileKindNotTaken),
        (b"a\x00b", no.FileKindNotTaken),
        ("a\u200bb".encode(), no.FileKindNotTaken),
        (b"\xff\xfea\x00", no.FileKindNotTaken),
    ],
)
def test_these_are_not(data: bytes, refusal: type[Refusal] | None) -> None:
    if refusal is None:
        assert kind_of(data) == "text"
        return
    with pytest.raises(refusal):
        kind_of(data)

"""Is a file of evidence judged by what it holds, kept sealed, and given to whom it may be?"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Final

import httpx
import pytest

from domain.filekinds import BYTES_MAX
from tests.api.askers import Headers, asker
from tests.api.asking import Api, refused
from tests.api.bodies import BUREAU, hire
from tests.conftest import Database

pytestmark = pytest.mark.postgres


def package(*parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for part in parts:
            packed.writestr(part, "x")
    return data.getvalue()


TAKEN: Final = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    "ofd": (package("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    "docx": (package("[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats"),
    "xlsx": (package("[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats"),
    "text": ("关于表彰的通知\n\u3000\u3000各科室:".encode(), "text/plain"),
}


def send(api: Api, number: str, data: bytes, who: Headers | None = None) -> httpx.Response:
    asked = {"subject": f"officer:{number}"}
    return api.client.post("/v1/files", params=asked, content=data, headers=who or {})


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_comes_back_as_it_was_to_save_and_never_to_show(
    bureau: Api, number: str, kind: str
) -> None:
    data, media = TAKEN[kind]
    answer = send(bureau, number, data)
    assert answer.status_code == 201, answer.text
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    assert answer.json() == {
        "subject": f"officer:{number}",
        "digest": digest,
        "kind": kind,
        "size": len(data),
    }
    back = bureau.client.get(answer.headers["Location"])
    assert back.content == data
    assert back.headers["Content-Type"].startswith(media)
    assert back.headers["Content-Disposition"].startswith("attachment; filename=")
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert send(bureau, number, data).json() == answer.json()
    with bureau.database.connect() as owner:
        asked = (f"officer:{number}",)
        rows = owner.execute("SELECT sealed FROM access.files WHERE subject = %s", asked).fetchall()
    assert len(rows) == 1, "the same file again is the same answer, kept once"
    assert data not in bytes(rows[0][0])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "evidence-empty"),
        (b"MZ\x90\x00\x03", "file-kind-not-taken"),
        (b"\x00\x01\x02", "file-kind-not-taken"),
        ("关于表彰的通知".encode("gb18030"), "file-kind-not-taken"),
        ("\u202etxt.exe".encode(), "file-kind-not-taken"),
        (b"PK\x03\x04 no package at all", "file-kind-not-taken"),
        (package("evil.exe"), "file-kind-not-taken"),
        (b"x" * (BYTES_MAX + 1), "evidence-too-large"),
    ],
    ids=["empty", "program", "binary", "gb18030", "direction", "torn", "package", "large"],
)
def test_what_is_no_evidence_is_not_taken(bureau: Api, number: str, data: bytes, code: str) -> None:
    refused(send(bureau, number, data), 422, code)


def test_the_largest_file_is_taken_and_a_larger_body_is_cut_off(bureau: Api, number: str) -> None:
    assert send(bureau, number, b"x" * BYTES_MAX).status_code == 201
    refused(send(bureau, number, b"x" * (BYTES_MAX + 2**20 + 1)), 413, "content-too-large")


def test_a_form_brings_one_file(bureau: Api, number: str) -> None:
    post, asked = bureau.client.post, {"subject": f"officer:{number}"}
    one = ("任意.exe", "证明".encode())
    answer = post("/v1/files", params=asked, files={"file": one})
    assert answer.json()["kind"] == "text", "its name does not count"
    two = [("file", one), ("file", one)]
    refused(post("/v1/files", params=asked, files=two), 422, "file-missing")
    refused(post("/v1/files", params=asked, data={"file": "x"}), 422, "file-missing")


def test_whatever_it_is_said_to_be_a_body_that_is_none_of_it_fails_by_name(
    bureau: Api, number: str
) -> None:
    answer = send(bureau, number, b"\x00{", {"Content-Type": "application/json"})
    refused(answer, 422, "file-kind-not-taken")
    unknown = bureau.client.post("/v1/files", params={"subject": "officer:9999"}, content=b"x")
    refused(unknown, 404, "unknown-officer")


@pytest.fixture(scope="module")
def clerks(bureau: Api) -> Iterator[tuple[str, Headers, Headers, Headers]]:
    number = hire(bureau)
    yield (
        number,
        asker(bureau, "himself", "officer", f"officer:{number}"),
        asker(bureau, "other", "officer", f"officer:{hire(bureau)}"),
        asker(bureau, "auditor", "auditor"),
    )


def test_a_file_is_his_whose_it_is(
    bureau: Api, clerks: tuple[str, Headers, Headers, Headers]
) -> None:
    number, himself, other, auditor = clerks
    path = send(bureau, number, b"mine", himself).headers["Location"]
    refused(send(bureau, number, b"mine", other), 403, "not-permitted")
    assert bureau.client.get(path, headers=himself).content == b"mine"
    refused(bureau.client.get(path, headers=other), 403, "not-permitted")
    assert bureau.client.get(path, headers=auditor).content == b"mine"
    read = bureau.read("/reads", subject=f"officer:{number}")["items"][0]
    assert (read["actor"], read["route"]) == ("token:auditor", "GET /files/{subject}/{digest}")
    nothing = f"/v1/files/officer:{number}/sha256:{'00' * 32}"
    refused(bureau.client.get(nothing, headers=himself), 404, "file-not-found")


def test_whose_key_is_destroyed_has_no_file_any_more(bureau: Api, number: str) -> None:
    path = send(bureau, number, b"gone").headers["Location"]
    erase = {"subject": f"officer:{number}", "authorised_by": "0001", "ground": "个保法"}
    bureau.write("/erasures", {"bureau": BUREAU, **erase})
    refused(bureau.client.get(path), 404, "file-not-found")
    assert send(bureau, number, b"gone").status_code == 201, "handed in anew it is sealed anew"
    assert bureau.client.get(path).content == b"gone"


def test_the_table_of_files_is_in_the_backup_roles_reach(module_database: Database) -> None:
    with module_database.connect("backup") as backup:
        assert backup.execute("SELECT count(sealed) FROM access.files").fetchone() is not None

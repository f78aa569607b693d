"""Is a body that is no command told so, whatever bytes it holds and however many?"""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Final

import anyio
import httpx
import pytest
from starlette.types import Message

from api.app import create_app
from tests.api import bodies
from tests.api.asking import BEARER, JSON, Api, pointers, refused

pytestmark = pytest.mark.postgres

GOOD: Final = bodies.bonus("0001")
OWNER: Final = (b"authorization", f"Bearer {BEARER}".encode())
FORM: Final = "multipart/form-data; boundary=x"
PART: Final = b'--x\r\nContent-Disposition: form-data; name="workbook"; filename="a"\r\n\r\n'
MIB: Final = 2**20


RAW: Final[dict[str, bytes]] = {
    "empty": b"",
    "NUL": b"\0",
    "an array": b"[]",
    "an array of objects": b"[{}]",
    "null": b"null",
    "a number": b"1",
    "a huge number": b"9" * 10_000,
    "NaN": b"NaN",
    "a text": b'"x"',
    "half an object": b'{"subject": "officer:1"',
    "two objects": b"{}{}",
    "a comment": b"{/**/}",
    "a huge exponent": b'{"points": 1e999999999}',
    "a huge integer": b'{"quantity": ' + b"9" * 10_000 + b"}",
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 20_000 + b"]" * 20_000,
    "deep within a field": b'{"reason": ' + b"[" * 500 + b"]" * 500 + b"}",
    "no UTF-8": b'{"subject": "\xff\xfe"}',
    "half a character": b'{"subject": "\xe5\x8a"}',
    "UTF-16": '{"subject": "officer:1"}'.encode("utf-16"),
    "a lone surrogate in a name": b'{"\\ud800": 1}',
    "xml": b"<?xml version='1.0'?><a/>",
}


@pytest.mark.parametrize("case", RAW)
@pytest.mark.parametrize("path", ["/bonuses", "/indicators", "/rulebooks", "/corrections"])
def test_a_body_that_is_no_command_is_of_a_wrong_shape(bureau: Api, path: str, case: str) -> None:
    refused(bureau.raw(RAW[case], path), 422, "malformed")


TWICE: Final[dict[str, tuple[str, set[str]]]] = {
    "at the top": (
        '{"subject": "officer:0001", "item": "K1", "subject": "officer:0002"}',
        {"/subject"},
    ),
    "spelt otherwise": ('{"item": "K1", "\\u0069tem": "W1"}', {"/item"}),
    "within": (
        '{"plans": [{}, {"unit": "zg", "unit": "dj"}], "a/b": {"~": 1, "~": 1}}',
        {"/plans/1/unit", "/a~1b/~0"},
    ),
    "thrice": ('{"year": 2024, "year": 2024, "year": 2024}', {"/year"}),
    "and deep": (
        '{"a": ' + "[" * 400 + '{"b": 1, "b": 2}' + "]" * 400 + "}",
        {"/a" + "/0" * 400 + "/b"},
    ),
}


@pytest.mark.parametrize("case", TWICE)
def test_a_name_that_stands_twice_in_an_object_is_refused_by_its_place(
    bureau: Api, case: str
) -> None:
    text, places = TWICE[case]
    problem = refused(bureau.raw(text.encode()), 422, "malformed")
    assert pointers(problem) == {place[:500] for place in places}
    assert {error["code"] for error in problem["errors"]} == {"named_twice"}


def test_no_door_takes_a_name_twice(bureau: Api) -> None:
    """Not even one that is made some day: the body is looked at before any route reads it."""
    doors = [
        path.removeprefix("/v1")
        for path, operations in bureau.client.get("/openapi.json").json()["paths"].items()
        if JSON in operations.get("post", {}).get("requestBody", {}).get("content", {})
    ]
    assert len(doors) > 20
    head = bureau.head
    for path in doors:
        filled = path.replace("{bureau}", "nanyue").replace("{year}", "2024")
        problem = refused(bureau.raw(b'{"year": 2024, "year": 2025}', filled), 422, "malformed")
        assert pointers(problem) == {"/year"}, path
    assert bureau.head == head


@pytest.mark.parametrize(
    "kind",
    [
        *("", "text/plain", "text/json", "application/xml", "application/octet-stream"),
        *("application/x-www-form-urlencoded", "multipart/form-data", "garbage", "a/b/c; ="),
        *("multipart/form-data; boundary=x", "application/jsonx"),
    ],
)
def test_a_command_is_json_and_says_so(bureau: Api, kind: str) -> None:
    refused(bureau.raw(json.dumps(GOOD).encode(), kind=kind), 422, "malformed")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="bureau"\r\n\r\nnanyue',
        b"--x\r\n\r\n\r\n--x--\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\n\xff\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
        + b"1" * 2**21
        + b"\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 5000 + b"--x--\r\n",
    ],
    ids=lambda content: repr(content[:70]),
)
@pytest.mark.parametrize("boundary", ["; boundary=x", "", "; boundary=" + "y" * 10_000])
def test_an_upload_that_is_no_form_is_of_a_wrong_shape(
    bureau: Api, content: bytes, boundary: str
) -> None:
    head = bureau.head
    answer = bureau.raw(content, "/imports", f"multipart/form-data{boundary}")
    refused(answer, 422, "malformed")
    assert bureau.head == head


@pytest.mark.parametrize(("path", "kind", "mib"), [("/bonuses", JSON, 4), ("/imports", FORM, 33)])
def test_a_body_that_is_too_large_is_refused_while_it_comes(
    bureau: Api, path: str, kind: str, mib: int
) -> None:
    """By its declared length before it is read, without one as soon as it is too much."""
    head = bureau.head
    declared = bureau.raw(PART + b"x" * (mib + 1) * MIB, path, kind)
    refused(declared, 413, "content-too-large")
    sent: list[Message] = []
    taken = itertools.count(1)

    async def receive() -> Message:
        number = next(taken)
        assert number <= mib + 1, "the service read on though it was too much"
        block = (PART if number == 1 else b"") + b"x" * MIB
        return {"type": "http.request", "body": block, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST"},
        **{"path": f"/v1{path}", "raw_path": f"/v1{path}".encode(), "query_string": b""},
        **{"headers": [(b"content-type", kind.encode()), OWNER], "scheme": "http"},
        **{"server": ("test", 80), "client": ("test", 1), "root_path": ""},
    }
    app = create_app(replace(bureau.service))
    anyio.run(app, scope, receive, send)
    start, body = sent
    answer = httpx.Response(start["status"], headers=start["headers"], content=body["body"])
    refused(answer, 413, "content-too-large")
    assert bureau.head == head


def test_of_very_many_faults_a_hundred_are_told(bureau: Api) -> None:
    body = json.dumps({f"f{n}": n for n in range(20_000)}).encode()
    assert len(refused(bureau.raw(body), 422, "malformed")["errors"]) == 100

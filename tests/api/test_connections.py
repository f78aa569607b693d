"""Can a caller hold the service up, or speak so that two ends understand it differently?"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import anyio
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.limits import Limits, Rates
from api.logs import JsonLines
from scripts.settings import Settings
from tests.api import bodies
from tests.api.askers import bearer
from tests.api.asking import BEARER, Api
from tests.api.outages import soon
from tests.api.wire import bounded, connected, everything, said_to

HEAD = b"Host: localhost\r\nAuthorization: Bearer " + BEARER.encode() + b"\r\n"
JSON = b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port(bureau: Api) -> Iterator[int]:
    with bounded(create_app(replace(bureau.service, stopping=threading.Event()))) as port:
        yield port


def dripped(wire: socket.socket, drop: bytes) -> float:
    """For how many seconds, 6 at most, the other end takes drop after drop."""
    began = time.monotonic()
    try:
        while time.monotonic() - began < 6:
            wire.sendall(drop)
            time.sleep(0.05)
    except OSError:
        pass
    return time.monotonic() - began


@pytest.mark.postgres
def test_an_answer_does_not_say_by_what_it_is_served(port: int) -> None:
    said = said_to(port, b"GET /healthz HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200")
    assert b"server:" not in said.lower()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "words",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Content-Length : 5\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 5\r\n X: folded\r\n",
        b"Host: other\r\n",
        b"X: a\x00b\r\n",
    ],
)
def test_what_two_ends_could_understand_differently_is_refused(port: int, words: bytes) -> None:
    """And the bytes behind it are never taken for another request."""
    asked = b"POST /v1/bonuses HTTP/1.1\r\n" + HEAD + words + b"\r\n"
    said = said_to(port, asked + b"0\r\n\r\nGET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n")
    assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.1 422", b"HTTP/1.1 501")), said
    assert said.count(b"HTTP/1.1 ") == 1
    assert b"alive" not in said


@pytest.mark.postgres
def test_a_head_without_measure_is_refused(port: int) -> None:
    many = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(100))
    said = said_to(port, b"GET /healthz HTTP/1.1\r\n" + HEAD + many)
    assert said.startswith(b"HTTP/1.1 4") or said == b""
    assert b"alive" not in said


@pytest.mark.postgres
def test_who_does_not_finish_his_head_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.connections.HEAD_SECONDS", 0.4)
    assert said_to(port, b"") == b""
    with connected(port) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\n" + HEAD)
        began = time.monotonic()
        assert dripped(wire, b"X: a\r\n") < 4
        assert everything(wire) == b""
        assert time.monotonic() - began < 5


@pytest.mark.postgres
def test_a_body_that_does_not_come_is_not_waited_for(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.requests.BODY_SECONDS", 0.3)
    asked = b"POST /v1/bonuses HTTP/1.1\r\n" + HEAD + JSON + b"Content-Length: 900\r\n\r\n{"
    began = time.monotonic()
    said = said_to(port, asked)
    assert said.startswith(b"HTTP/1.1 408")
    assert b"request-timeout" in said
    assert time.monotonic() - began < 5


@pytest.mark.postgres
def test_the_rest_of_a_body_already_answered_is_not_waited_for(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.connections.LINGER_SECONDS", 0.3)
    asked = b"POST /nowhere HTTP/1.1\r\n" + HEAD + JSON + b"Content-Length: 900000\r\n\r\n"
    with connected(port) as wire:
        wire.sendall(asked)
        assert dripped(wire, b"a") < 4


class Endless:
    """Answers as long as it is listened to."""

    ended = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        gone = False
        while not gone:
            await send({"type": "http.response.body", "body": b"a" * 65536, "more_body": True})
            # Nothing is told to whoever sends to a connection that is gone.
            gone = await _is_gone(receive)
        self.ended.set()


async def _is_gone(receive: Receive) -> bool:
    with anyio.move_on_after(0.01):
        message = await receive()
        return bool(message["type"] == "http.disconnect")
    return False


def test_who_takes_nothing_of_his_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.connections.STALL_SECONDS", 0.4)
    app = Endless()
    with bounded(app) as port, socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", port))
        wire.sendall(b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n")
        assert app.ended.wait(15)


@pytest.mark.postgres
def test_only_a_proxy_that_is_named_may_say_for_whom_it_asks(
    bureau: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "merit.requests")
    asked = b"GET /healthz HTTP/1.1\r\nX-Forwarded-For: 203.0.113.9\r\n"
    asked += b"X-Forwarded-Proto: https\r\n" + HEAD + b"Connection: close\r\n\r\n"
    told = []
    for proxies in ((), ("10.9.9.9",), ("127.0.0.1",)):
        app = create_app(replace(bureau.service, stopping=threading.Event()))
        with bounded(app, Settings(proxies=proxies)) as port:
            said = said_to(port, asked)
            told.append(b"strict-transport-security" in said.lower())
    lines = [r for r in caplog.records if r.name == "merit.requests"]
    actors = [JsonLines().format(line).split('"actor": "')[1].split('"')[0] for line in lines]
    assert actors == ["127.0.0.1", "127.0.0.1", "203.0.113.9"]
    assert told == [False, False, True]


@pytest.mark.postgres
def test_streams_are_counted_by_caller_and_given_back(bureau: Api) -> None:
    limits = Limits(Rates(streams_each=1))
    service = replace(bureau.service, stopping=threading.Event(), limits=limits)
    with bounded(create_app(service)) as port:
        base = f"http://127.0.0.1:{port}"
        client = httpx.Client(base_url=base, trust_env=False, headers=bearer(BEARER))
        with client, client.stream("GET", "/v1/journal/stream") as first:
            assert first.status_code == 200
            second = client.get("/v1/journal/stream")
            assert second.status_code == 429
            assert second.json()["code"] == "too-many-requests"
            assert client.get("/healthz").status_code == 200

        def again() -> bool:
            url, owner = f"{base}/v1/journal/stream", bearer(BEARER)
            with httpx.stream("GET", url, trust_env=False, headers=owner) as answer:
                return answer.status_code == 200

        assert soon(40, again)
        service.stopping.set()


@pytest.mark.postgres
def test_a_workbook_sent_slowly_but_steadily_is_not_cut_off(
    port: int, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body earns its time by what has come."""
    monkeypatch.setattr("api.requests.BODY_SECONDS", 0.5)
    monkeypatch.setattr("api.requests.BODY_BYTES_PER_SECOND", 20.0)
    body = json.dumps(bodies.bonus(number)).encode()
    asked = b"POST /v1/bonuses HTTP/1.1\r\n" + HEAD + JSON + b"Connection: close\r\n"
    with connected(port) as wire:
        wire.sendall(asked + b"Content-Length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 8):
            wire.sendall(body[at : at + 8])
            time.sleep(0.1)
        assert everything(wire).startswith(b"HTTP/1.1 201")

"""How do the tests listen to the journal's stream? Over a socket, as a browser does."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import httpx
import uvicorn

from api.app import create_app
from tests.api.asking import BEARER, Api

START_SECONDS: Final = 60
SILENCE_SECONDS: Final = 10


@dataclass(frozen=True)
class Event:
    """One event as the wire has it."""

    id: int
    name: str
    data: Any


@dataclass(frozen=True)
class Listening:
    """The API at an address of this machine; `stopping` is its order to end."""

    address: str
    stopping: threading.Event


@contextmanager
def listening(api: Api) -> Iterator[Listening]:
    """The same ledger, served by a server of its own on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    service = replace(api.service, stopping=threading.Event())
    config = uvicorn.Config(
        create_app(service), host="127.0.0.1", port=port, log_level="error", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.01)
    try:
        yield Listening(f"http://127.0.0.1:{port}", service.stopping)
    finally:
        service.stopping.set()
        server.should_exit = True
        thread.join(START_SECONDS)
    assert not thread.is_alive(), "an open stream held up the stop"


@contextmanager
def stream(
    address: str, after: int | None = None, last_event_id: str | None = None
) -> Iterator[Iterator[Event]]:
    """The events from there on; silence of SILENCE_SECONDS is an error."""
    headers = {"Authorization": f"Bearer {BEARER}"}
    headers |= {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    query = {} if after is None else {"after": after}
    asked = httpx.Client(base_url=address, timeout=SILENCE_SECONDS, trust_env=False)
    with asked, asked.stream("GET", "/v1/journal/stream", params=query, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        yield events(answer.iter_lines())


def events(lines: Iterator[str]) -> Iterator[Event]:
    """What the lines say; comments keep the connection open and say nothing."""
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if line and name:
            assert name not in fields, "one line a field"
            fields[name] = value.removeprefix(" ") if colon else ""
        elif not line and fields:
            assert set(fields) == {"id", "event", "data"}
            yield Event(int(fields["id"]), fields["event"], json.loads(fields["data"]))
            fields = {}
    assert not fields, "the stream broke off within an event"

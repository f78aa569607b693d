"""Do the spans of requests reach the collector, and say nothing of people?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from uuid import UUID

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from api.app import create_app
from api.spans import Spans
from scripts.commands.serving import spans_of
from scripts.settings import settings
from tests.api import bodies
from tests.api.asking import Api, asking

pytestmark = pytest.mark.postgres
TRACE: Final = "4bf92f3577b34da6a3ce929d0e0e4736"
NAMED: Final = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}


@dataclass
class Collector:
    """Takes spans in as OpenTelemetry's own does, over HTTP."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Any]:
        said = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        scopes = [s for one in said for r in one.resource_spans for s in r.scope_spans]
        return [span for scope in scopes for span in scope.spans]


@pytest.fixture
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        kept.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join(5)


@contextmanager
def traced(api: Api, monkeypatch: pytest.MonkeyPatch, port: int) -> Iterator[Any]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    spans = spans_of(settings())
    assert isinstance(spans, Spans)
    with asking(create_app(replace(api.service, spans=spans))) as client:
        yield client
    spans.stop()


def test_a_request_is_one_span_within_the_callers_trace(
    bureau: Api, number: str, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traced(bureau, monkeypatch, collector.port) as client:
        body = bodies.bonus(number, reason="机密叙述")
        told = client.post("/v1/bonuses", json=body, headers=NAMED).json()
        client.get(f"/v1/officers/{number}/score?year=2024")
    wrote, read = collector.spans
    assert (wrote.name, read.name) == ("POST /v1/bonuses", "GET /v1/officers/{officer}/score")
    assert wrote.trace_id.hex() == TRACE
    assert {a.key: a.value.int_value or a.value.string_value for a in wrote.attributes} | {
        "merit.request": ""
    } == {
        "http.request.method": "POST",
        "http.route": "/v1/bonuses",
        "http.response.status_code": 201,
        "merit.request": "",
    }
    (fact,) = bureau.read("/journal", after=told["position"] - 1, limit=1)["items"]
    assert UUID(fact["correlation"]) == UUID(TRACE)
    said = b"".join(collector.bodies)
    assert "机密叙述".encode() not in said
    assert f"officer:{number}".encode() not in said


def test_a_collector_that_is_away_holds_up_nobody(
    bureau: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with traced(bureau, monkeypatch, 9) as client:
        assert client.get("/healthz").status_code == 200


def test_without_a_collector_there_are_no_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    assert spans_of(settings()) is None

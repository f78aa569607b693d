"""Where do the spans of requests go? To the collector that the operator names, if any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

NAME: Final = "merit-ledger"
_SERVER_ERROR: Final = 500


@dataclass(frozen=True)
class Told:
    """A span under way."""

    span: Span

    @property
    def trace(self) -> UUID:
        return UUID(int=self.span.get_span_context().trace_id)

    def tell(self, said: Mapping[str, Any]) -> None:
        """End it with what the log says of the request but its actor, and no more."""
        self.span.update_name(f"{said['method']} {said['route']}")
        self.span.set_attributes(
            {
                "http.request.method": said["method"],
                "http.route": said["route"],
                "http.response.status_code": said["status"],
                "merit.request": said["request"],
            }
        )
        if said["status"] >= _SERVER_ERROR or not said["status"]:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()


class Spans:
    """One span a request, sent from a thread of its own; a collector that is away holds up nobody.

    The exporter reads the OTEL_EXPORTER_OTLP_… variables as its documentation says.
    """

    def __init__(self) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": NAME}))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer(NAME)

    def begin(self, headers: Mapping[str, str]) -> Told:
        """Within the caller's trace, if he names one."""
        context = TraceContextTextMapPropagator().extract(dict(headers))
        return Told(self._tracer.start_span("request", context, kind=SpanKind.SERVER))

    def stop(self) -> None:
        """Send what is left; waits a few seconds at most."""
        self._provider.force_flush(3000)
        self._provider.shutdown()

"""What does the service count and measure for its operator?"""

from __future__ import annotations

from typing import Any, Final

import psycopg
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from psycopg_pool import ConnectionPool

from api.watch import Standstill
from projections.evidence.proving import Vouched
from projections.moments import Following, waiting_seconds

METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
UNMATCHED: Final = "unmatched"
APPENDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
REQUESTS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry of its own; no label has a value that a caller can choose."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.requests = Counter(
            "merit_requests", "Requests answered", ("method", "route", "status"), registry=registry
        )
        self.seconds = Histogram(
            "merit_request_seconds", "Time to answer", buckets=REQUESTS, registry=registry
        )
        self.refusals = Counter(
            "merit_refusals", "Problems answered, by code", ("code",), registry=registry
        )
        self.appends = Histogram(
            "merit_append_seconds",
            "Time of an append, to its commit",
            buckets=APPENDS,
            registry=registry,
        )
        self._gauges = {
            name: Gauge(f"merit_{name}", text, registry=registry)
            for name, text in {
                "facts": "Facts in the journal",
                "lag_facts": "Facts that the read models have not folded",
                "lag_seconds": "Age of the oldest fact not folded",
                "lag_standing_seconds": "How long the lag stands without moving",
                "checkpoint_age_seconds": "Age of the newest signed checkpoint",
                "unsigned_facts": "Facts that no checkpoint covers",
                "read_only": "1 while nothing is recorded",
                "journal_up": "1 while the journal answers",
                "pool_size": "Connections to read by",
                "pool_in_use": "Of these in use",
                "pool_waiting": "Requests that wait for one",
                "refusals_kept": "Refusals kept, since the start",
                "refusals_lost": "Refusals that could not be kept, since the start",
                "refusals_waiting": "Refusals that wait to be kept",
            }.items()
        }
        self._standing = Standstill()

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        named = method if method in METHODS else "other"
        self.requests.labels(named, route, str(status)).inc()
        self.seconds.observe(seconds)

    def tell_pool(self, pool: ConnectionPool[Any]) -> None:
        said = pool.get_stats()
        size, free = said.get("pool_size", 0), said.get("pool_available", 0)
        self._gauges["pool_size"].set(size)
        self._gauges["pool_in_use"].set(size - free)
        self._gauges["pool_waiting"].set(said.get("requests_waiting", 0))

    def tell_floods(self, kept: int, lost: int, waiting: int) -> None:
        told = {"kept": kept, "lost": lost, "waiting": waiting}
        for name, value in told.items():
            self._gauges[f"refusals_{name}"].set(value)

    def tell_journal(
        self, conn: psycopg.Connection[Any], found: Following, vouched: Vouched
    ) -> None:
        lag = found.lag
        told = {
            "facts": found.journal,
            "lag_facts": lag,
            "lag_seconds": waiting_seconds(conn, found.read_model) if lag else 0,
            "lag_standing_seconds": self._standing.seconds(found.read_model, waiting=lag > 0),
            "checkpoint_age_seconds": vouched.age_seconds or 0,
            "unsigned_facts": found.journal - (vouched.size or 0),
        }
        for name, value in told.items():
            self._gauges[name].set(value)

    def tell_state(self, *, up: bool, read_only: bool) -> None:
        self._gauges["journal_up"].set(up)
        self._gauges["read_only"].set(read_only)

    def text(self) -> bytes:
        return generate_latest(self._registry)

"""How much may one caller ask for, that the others are served as well?"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any, Final

from starlette.exceptions import HTTPException

CALLERS_MAX: Final = 10_000
"""Whom a bucket remembers; the longest silent is forgotten first."""
READING: Final = frozenset(("GET", "HEAD", "OPTIONS"))
NOT_KNOWN, FORBIDDEN, TOO_MANY = 401, 403, 429
ACTOR: Final = "merit.actor"


class TooMany(HTTPException):
    """429, and when to come again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(TOO_MANY, headers={"Retry-After": str(max(1, ceil(seconds)))})


class Buckets:
    """A token bucket for each caller: `rate` a second on average, `burst` at once."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> float:
        """After how many seconds there is a token again; 0 where there is one."""
        return max(0.0, (1 - self._tokens(caller)) / self._rate)

    def take(self, caller: str) -> None:
        """Raises TooMany when the bucket is empty."""
        tokens = self._tokens(caller)
        if tokens < 1:
            raise TooMany((1 - tokens) / self._rate)
        self.charge(caller)

    def charge(self, caller: str) -> None:
        self._left[caller] = (max(0.0, self._tokens(caller) - 1), self._clock())
        self._left.move_to_end(caller)
        if len(self._left) > CALLERS_MAX:
            self._left.popitem(last=False)

    def _tokens(self, caller: str) -> float:
        tokens, at = self._left.get(caller, (self._burst, 0.0))
        return min(self._burst, tokens + (self._clock() - at) * self._rate)

    def __len__(self) -> int:
        return len(self._left)


@dataclass(frozen=True)
class Rates:
    """What a caller may do: generous, for the limits guard the service and not the work."""

    reads: float = 200.0
    writes: float = 100.0
    failures: float = 1.0
    """Answers 401 and 403 a second."""
    burst_seconds: float = 20.0
    """How long a caller may have been silent to spend all of it at once."""
    streams_each: int = 10
    streams: int = 50


class Limits:
    """One for the service; all in memory, so that a restart forgets."""

    def __init__(self, rates: Rates | None = None) -> None:
        self.rates = rates or Rates()
        self._reads, self._writes, self._failures = (
            Buckets(rate, max(1.0, rate * self.rates.burst_seconds))
            for rate in (self.rates.reads, self.rates.writes, self.rates.failures)
        )
        self._streams: Counter[str] = Counter()

    def admit(self, caller: str, method: str) -> None:
        """Let a request in; raises TooMany."""
        self.look_at(caller)
        (self._reads if method in READING else self._writes).take(caller)

    def look_at(self, caller: str) -> None:
        """Who was refused admission again and again is not looked at for a while."""
        if (seconds := self._failures.wait(caller)) > 0:
            raise TooMany(seconds)

    def answered(self, caller: str, status: int) -> None:
        if status in (NOT_KNOWN, FORBIDDEN):
            self._failures.charge(caller)

    @contextmanager
    def streaming(self, caller: str) -> Iterator[None]:
        """A stream held open: so many by one caller, so many in all; raises TooMany."""
        rates = self.rates
        if self._streams[caller] >= rates.streams_each or self._streams.total() >= rates.streams:
            raise TooMany(5)
        self._streams[caller] += 1
        try:
            yield
        finally:
            self._streams -= Counter((caller,))


def counted_as(scope: MutableMapping[str, Any]) -> str:
    """Who asks: the principal once it is known, the peer's address until then."""
    actor = scope.get(ACTOR)
    return str(actor) if actor else peer_caller(scope)


def peer_caller(scope: MutableMapping[str, Any]) -> str:
    """The address as a caller, which no principal's id can be taken for."""
    return f"peer:{peer_of(scope)}"


def peer_of(scope: MutableMapping[str, Any]) -> str:
    return counted_host(str((scope.get("client") or ("unknown",))[0]))


@lru_cache(CALLERS_MAX)
def counted_host(host: str) -> str:
    """A host has as many IPv6 addresses as it likes in its /64: they count as one."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:100]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return host

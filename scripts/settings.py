"""What may the operator set of the service, and is it said rightly?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from api.limits import Rates
from scripts.home import NotSetUp, variable

UNSAID_RATES: Final = Rates()
SPANS_TO: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
OWN_HOSTS: Final = ("localhost", "127.0.0.1", "[::1]")


class SettingMalformed(NotSetUp):
    """A variable of the environment is not what it should be."""


@dataclass(frozen=True)
class Settings:
    """How the service is run; docs/operations.md has the variables in one table."""

    log: Path | None = None
    hosts: tuple[str, ...] = OWN_HOSTS
    proxies: tuple[str, ...] = ()
    rates: Rates = UNSAID_RATES
    grace_seconds: int = 30
    disk_floor_mb: int = 500
    unsigned_minutes: int = 10
    spans: bool = False
    """Whether a collector of OpenTelemetry is named; its exporter reads the rest itself."""

    @property
    def log_folder(self) -> Path | None:
        return self.log and self.log.parent


def settings() -> Settings:
    """As the environment says; raises SettingMalformed."""
    log = variable("MERIT_LOG")
    rates: dict[str, Any] = {
        field.name: _read(
            f"MERIT_RATE_{field.name.upper()}",
            _whole if isinstance(field.default, int) else _above_zero,
            field.default,
        )
        for field in fields(Rates)
    }
    return Settings(
        log=Path(log).expanduser().resolve() if log else None,
        hosts=(*OWN_HOSTS, *_listed("MERIT_HOSTS")),
        proxies=_listed("MERIT_PROXIES"),
        rates=Rates(**rates),
        grace_seconds=_read("MERIT_GRACE_SECONDS", _whole, Settings.grace_seconds),
        disk_floor_mb=_read("MERIT_DISK_FLOOR_MB", _whole, Settings.disk_floor_mb),
        unsigned_minutes=_read("MERIT_UNSIGNED_MINUTES", _whole, Settings.unsigned_minutes),
        spans=any(map(variable, SPANS_TO)),
    )


def _listed(name: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in variable(name).split(",") if part.strip())


def _read(name: str, read: Callable[[str], Any], unsaid: Any) -> Any:
    said = variable(name).strip()
    if not said:
        return unsaid
    try:
        return read(said)
    except ValueError:
        raise SettingMalformed(
            f"{name} should be a number above zero, not {said[:50]!r}",
            f"{name} 应为大于零的数字，而不是 {said[:50]!r}",
        ) from None


def _whole(said: str) -> int:
    if (number := int(said)) < 1:
        raise ValueError
    return number


def _above_zero(said: str) -> float:
    if not 0 < (number := float(said)) < 10**6:
        raise ValueError
    return number

"""Who works in the bureau whose quarters are tested, and on which day do they act?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import httpx

from domain.calendar import BUREAU_ZONE
from tests.api import bodies
from tests.api.askers import Headers, asker
from tests.api.asking import Api, refused, serving
from tests.api.bodies import BUREAU, UNITS
from tests.conftest import Database

ROLES: Final = {
    "office": ("appraiser", "bureau"),
    "auditor": ("auditor", "bureau"),
    "leader": ("leader", "bureau"),
    "zg_head": ("unit-head", "unit:zg"),
    "dj_head": ("unit-head", "unit:dj"),
    "ada": ("officer", "officer:0012"),
    "bo": ("officer", "officer:0013"),
}
POSTED: Final = {"0012": "zg", "0013": "dj"}
HIRED: Final = date(2024, 1, 2)


class Clock:
    """The day on which somebody acts; reading is always of today."""

    def __init__(self) -> None:
        self.day = HIRED

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 10, tzinfo=BUREAU_ZONE)


@dataclass(frozen=True)
class Quarters:
    """zg owns the indicators a (60) and b (40); dj supports a, and owns dj-1 (40)."""

    api: Api
    clock: Clock
    askers: Mapping[str, Headers]

    def on(self, day: str) -> None:
        self.clock.day = date.fromisoformat(day)

    def post(self, who: str, path: str, **body: Any) -> httpx.Response:
        return self.api.post(path, body, **self.askers[who])

    def done(self, who: str, path: str, **body: Any) -> int:
        """The position of what was granted to him."""
        answer = self.post(who, path, **body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["position"])

    def refused(self, who: str, path: str, status: int, code: str, **body: Any) -> Any:
        return refused(self.post(who, path, **body), status, code)

    def get(self, who: str, path: str, **query: Any) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        return self.api.client.get(f"/v1{path}", params=query, headers=self.askers[who] | wait)

    def read(self, who: str, path: str, **query: Any) -> Any:
        answer = self.get(who, path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def denied(self, who: str, path: str, status: int, code: str, **query: Any) -> Any:
        return refused(self.get(who, path, **query), status, code)

    def file(self, who: str, subject: str) -> str:
        """The digest of a file of the subject that somebody handed in."""
        asked = {"subject": subject, "bureau": BUREAU}
        data = f"{subject} 的佐证".encode()
        answer = self.api.client.post(
            "/v1/files", params=asked, content=data, headers=self.askers[who]
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["digest"])

    def lose(self, indicator: str, points: str, day: str) -> str:
        """A loss that the office imposes."""
        body = bodies.loss(indicator, points=points, effective_on=day)
        answer = self.post("office", "/losses", **body)
        assert answer.status_code == 201, answer.text
        (entry,) = answer.json()["entries"]
        return str(entry)


def of(year: int, quarter: int) -> str:
    return f"/quarters/{BUREAU}/{year}/{quarter}"


@contextmanager
def in_quarters(database: Database) -> Iterator[Quarters]:
    clock = Clock()
    with serving(database, clock=clock) as api:
        api.write("/rulebooks", {"bureau": BUREAU, "document": bodies.edition()})
        for unit in UNITS:
            api.write("/units", bodies.unit(unit))
        for year in (2024, 2025):
            api.write("/indicators", bodies.plan(year, *UNITS))
        for number, unit in POSTED.items():
            api.write("/officers", bodies.officer(number))
            api.write("/postings", bodies.posting(number, unit))
        askers = {name: asker(api, name, *role) for name, role in ROLES.items()}
        yield Quarters(api, clock, askers)

"""Who compiles a bureau's indicators in the tests, and what does each ask over HTTP?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

import httpx

from api.app import create_app
from api.dependencies import Service
from domain.ledger import Ledger
from tests.api import bodies
from tests.api.askers import Headers, asker, bearer, grant, token
from tests.api.asking import Api, asking
from tests.api.bodies import BUREAU, Body, hire, open_bureau
from tests.api.drafting import carrier, indicator, task, upper
from tests.conftest import MASTER

YEAR: Final = 2024
STARTS: Final = "2024-02-01"
LEVELS: Final = (
    ("party", "party-committee", None),
    ("leader", "leader", None),
    ("second", "leader", None),
    ("zg", "unit-head", "zg"),
    ("dj", "unit-head", "dj"),
)
"""Who signs, at which level, and for which unit, in their order."""
LEADERS: Final = ("L1", "L2")


def indicators(**shares: str) -> list[Body]:
    """T1 is led by zg and carried by dj as well, as its shares say; the rest each have one unit."""
    first = {"share": shares["zg"]} if shares else {}
    second = {"share": shares["dj"]} if shares else {}
    return [
        indicator(
            "T1",
            "60",
            "L1",
            carrier("zg", **first),
            carrier("dj", "lead", base="30", **second),
            sources=[{"upper": "U1", "share": "2/3"}],
            tags=["tax_reduction"],
        ),
        indicator("T2", "40", "L2", carrier("zg"), document="岳税发〔2024〕3号"),
        indicator(
            "T3",
            "70",
            "L1",
            carrier("dj"),
            sources=[{"upper": "L9", "share": "1/1"}],
            tags=["party_building", "tax_reduction"],
        ),
    ]


@dataclass(frozen=True)
class Office:
    """A bureau without plans, and everybody who has a part in its indicators."""

    api: Api
    people: dict[str, Headers] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, body: Body, who: str) -> httpx.Response:
        return self.api.post(path, body, **self.people[who])

    def write(self, path: str, body: Body, who: str = "office") -> Any:
        answer = self.post(path, body, who)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, path: str, who: str = "office", **query: Any) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        headers = self.people[who] | wait
        return self.api.client.get(f"/v1{path}", params=query, headers=headers)

    def read(self, path: str, who: str = "office", **query: Any) -> Any:
        answer = self.get(path, who, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def draft(self, *personal: Body, **said: Any) -> Case:
        """A new draft by the office."""
        body = {"bureau": BUREAU, "year": YEAR, "indicators": indicators(), "personal": personal}
        self.write("/drafts", {**body, **said})
        row = self.read("/drafts", bureau=BUREAU, year=said.get("year", YEAR))["items"][-1]
        return Case(self, row["number"], row["digest"])

    def published(self, *personal: Body, **said: Any) -> Case:
        case = self.draft(*personal, **said)
        case.signed()
        case.publish()
        return case


@dataclass(frozen=True)
class Case:
    """A draft, known by its number, and what was seen of it."""

    office: Office
    number: int
    digest: str

    @property
    def path(self) -> str:
        return f"/drafts/{BUREAU}/{self.number}"

    def read(self, who: str = "office") -> Any:
        return self.office.read(self.path, who)

    def act(self, act: str, who: str, **said: Any) -> httpx.Response:
        return self.office.post(f"{self.path}/{act}", said, who)

    def done(self, act: str, who: str, **said: Any) -> None:
        answer = self.act(act, who, **said)
        assert answer.status_code == 201, answer.text

    def sign(self, who: str, level: str, unit: str | None = None) -> httpx.Response:
        more = {"unit": unit} if unit else {}
        return self.act("sign", who, digest=self.digest, level=level, **more)

    def signed(self, first: int = len(LEVELS)) -> None:
        for who, level, unit in LEVELS[:first]:
            answer = self.sign(who, level, unit)
            assert answer.status_code == 201, answer.text

    def publish(self, who: str = "office", day: str = STARTS) -> None:
        self.done("publish", who, digest=self.digest, effective_on=day)


def office_of(api: Api) -> Office:
    """A bureau with a rulebook, two units and their heads, two leaders, and three officers."""
    api.write("/rulebooks", {"bureau": BUREAU, "document": bodies.edition()})
    for unit in bodies.UNITS:
        api.write("/units", bodies.unit(unit))
    for leader in LEADERS:
        api.write("/officers", bodies.officer(leader))
    people = {
        "office": asker(api, "office", "appraiser"),
        "clerk": asker(api, "clerk", "recorder"),
        "auditor": asker(api, "auditor", "auditor"),
        "party": asker(api, "party", "party-committee"),
        "leader": leading(api, "leader", "L1"),
        "second": leading(api, "second", "L2"),
        "zg": asker(api, "zg-head", "unit-head", "unit:zg"),
        "dj": asker(api, "dj-head", "unit-head", "unit:dj"),
    }
    officers = {"one": hire(api), "two": hire(api), "three": hire(api)}
    move(api, officers["three"])
    people["one"] = asker(api, "one", "officer", f"officer:{officers['one']}")
    return Office(api, people, officers)


def leading(api: Api, name: str, officer: str) -> Headers:
    """A leader, who is that officer by a grant of his own."""
    grant(api, f"token:{name}", "leader")
    grant(api, f"token:{name}", "officer", f"officer:{officer}")
    return bearer(token(api, name))


def move(api: Api, number: str) -> None:
    api.write("/postings", bodies.posting(number, until="2024-01-02"))
    api.write("/postings", bodies.posting(number, "dj", **{"from": "2024-01-02"}))


def from_above(office: Office) -> None:
    """What the provincial bureau and the district set."""
    office.write("/indicators/upper", upper(YEAR, bureau=BUREAU))
    listed = [{"id": "L9", "title": "优化营商环境", "base": "20"}]
    district = {"line": "local", "document_no": "岳委发〔2024〕2号", "indicators": listed}
    office.write("/indicators/upper", upper(YEAR, bureau=BUREAU, **district))


@contextmanager
def on_day(office: Office, day: date) -> Iterator[Office]:
    """The same bureau, served on another day."""
    noon = datetime.combine(day, time(4), UTC)
    served = office.api.service
    with Ledger(office.api.database.dsn("app"), MASTER, clock=lambda: noon) as ledger:
        service = Service(
            ledger, served.pool, served.projector, served.admission, limits=served.limits
        )
        with asking(create_app(service)) as client:
            yield replace(office, api=Api(office.api.database, service, client))


__all__ = [
    "BUREAU",
    "STARTS",
    "YEAR",
    "Case",
    "Office",
    "bodies",
    "carrier",
    "from_above",
    "indicator",
    "indicators",
    "office_of",
    "on_day",
    "open_bureau",
    "task",
    "upper",
]

"""How does a bureau live through a year and its disputes over HTTP, and on which day?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import httpx

from domain.accounts.commands import GrantEntry, ImposeLoss
from domain.calendar import civil_day
from domain.registers import commands as registers
from domain.years.commands import AnnounceWorkingDays
from tests.api.askers import Headers, asker
from tests.api.asking import Api, refused, serving
from tests.conftest import OFFICE, Database
from tests.domain.bureau_years import QUARTERS, RULES
from tests.domain.cast import NANYUE, YEAR, lose, rulebook

Body = dict[str, Any]
WHY: Final = {"reason": "经复核更正", "ground": "考评委〔2025〕5号"}


@dataclass
class Clock:
    """The day that the office has; it only goes on."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def today(self) -> date:
        return civil_day(self())

    def go_to(self, day: date) -> None:
        self.ahead += day - self.today


@dataclass
class Bureau:
    """Nanyue in 2024, recorded by the office; whoever asks has a token of his own."""

    api: Api
    clock: Clock
    who: dict[str, Headers] = field(default_factory=dict)

    def holds(self, *commands: Any) -> None:
        for command in commands:
            self.api.service.ledger.handle(command, OFFICE)

    def unit(self, unit: str, kind: str = "section", score: str | None = None) -> None:
        said = {"bureau": NANYUE, "unit": unit, "name": f"{unit}股", "kind": kind}
        self.holds(registers.RegisterUnit.model_validate(said))
        if score is None:
            return
        line = {"indicator": f"T-{unit}", "base": "100", "step": "0.1", "role": "owner"}
        plan = {"year": YEAR, "plans": [{"unit": unit, "indicators": [line]}]}
        self.holds(registers.AdoptPlans.model_validate(plan))
        lost = 100 - Decimal(score)
        if lost:
            self.holds(lose(indicator=f"T-{unit}", points=str(lost), document_no=None))

    def officer(self, officer: str, quarters: str = "", **but: str) -> None:
        said = {"bureau": NANYUE, "officer": officer, "name": f"干部{officer}"}
        self.holds(registers.RegisterOfficer.model_validate(said))
        self.posting(officer, **{k: v for k, v in but.items() if k not in ("leader", "peers")})
        for n, (score, day) in enumerate(zip(quarters.split(), QUARTERS, strict=False), start=1):
            self.mark(officer, score, period=f"{YEAR}Q{n}", effective_on=day)
        for name, series in (("leader", "leader_evaluation"), ("peers", "peer_evaluation")):
            if name in but:
                self.mark(officer, but[name], series=series, period=str(YEAR))

    def posting(self, officer: str, **but: str) -> None:
        said = {"bureau": NANYUE, "officer": officer, "unit": "zg", "post_level": "staff"}
        said |= {"from": but.pop("start", "2024-01-01")} | but
        self.holds(registers.RecordPosting.model_validate(said))

    def mark(self, officer: str, score: str, **but: Any) -> None:
        said = {"bureau": NANYUE, "year": YEAR, "subject": f"officer:{officer}", "score": score}
        said |= {"series": "regular_review", "period": "2024Q1", "effective_on": "2024-12-31"}
        self.holds(registers.GiveMark.model_validate(said | but))

    def entry(self, command: GrantEntry | ImposeLoss) -> str:
        (ref,) = self.api.service.ledger.handle(command, OFFICE).entries
        return ref

    def role(self, name: str, role: str, scope: str = "bureau") -> str:
        self.who[name] = asker(self.api, name.replace(" ", "-"), role, scope)
        return name

    def oneself(self, officer: str) -> str:
        """The officer's own token; it is called as he is."""
        return (
            officer if officer in self.who else self.role(officer, "officer", f"officer:{officer}")
        )

    # over HTTP, each by his own token

    def get(self, path: str, who: str, **query: Any) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        return self.api.client.get(f"/v1{path}", params=query, headers=self.who[who] | wait)

    def read(self, path: str, who: str = "office", **query: Any) -> Any:
        answer = self.get(path, who, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, who: str, **body: Any) -> httpx.Response:
        return self.api.post(path, body, **self.who[who])

    def does(self, path: str, who: str, **body: Any) -> Any:
        answer = self.post(path, who, **body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def seconded(self, path: str, who: str, second: str = "approver", **body: Any) -> Any:
        """What waits for a second person, and that he lets it through."""
        answer = self.post(path, who, **body)
        assert answer.status_code == 202, answer.text
        claim = answer.json()["claim"]
        digest = self.read(f"/claims/{claim}", second)["digest"]
        return self.does(f"/claims/{claim}/approve", second, digest=digest)

    def year_act(self, act: str, **said: Any) -> None:
        self.does(f"/years/{NANYUE}/{YEAR}/{act}", "office", **said)

    def publish(self) -> date:
        """Frozen and published; the last day of the publication."""
        self.year_act("freeze")
        self.year_act("publish")
        closes_on = self.read(f"/years/{NANYUE}/{YEAR}")["closes_on"]
        return date.fromisoformat(closes_on)

    def close(self) -> None:
        self.publish()
        self.year_act("close", waived="公示无异议")

    def file(self, who: str, subject: str) -> str:
        """The digest of a file of the subject that somebody handed in."""
        asked, data = {"subject": subject, "bureau": NANYUE}, f"{subject} 的佐证".encode()
        answer = self.api.client.post(
            "/v1/files", params=asked, content=data, headers=self.who[who]
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["digest"])

    def files(self, who: str, **said: Any) -> int:
        """A dispute of his own; its number."""
        answer = self.post("/disputes", who, **filing(**said))
        assert answer.status_code == 201, answer.text
        place = answer.headers["Location"].removeprefix("/v1")
        return int(self.read(place, who)["number"])

    def not_filed(self, who: str, status: int, code: str, **said: Any) -> None:
        refused(self.post("/disputes", who, **filing(**said)), status, code)

    def act(self, number: int, act: str, who: str = "office", **said: Any) -> httpx.Response:
        return self.post(f"/disputes/{NANYUE}/{number}/{act}", who, **said)

    def accepts(self, number: int) -> None:
        self.does(f"/disputes/{NANYUE}/{number}/accept", "office")

    def hears(self, number: int, heard: str) -> None:
        said = {"heard": heard, "held_on": self.clock.today.isoformat(), "record": "无异议"}
        self.does(f"/disputes/{NANYUE}/{number}/hear", "office", **said)

    def decides(self, number: int, outcome: str, second: str = "approver", **remedies: Any) -> Any:
        """By the committee, let through by a second person."""
        path = f"/disputes/{NANYUE}/{number}/decide"
        return self.seconded(path, "committee", second, **decision(outcome, **remedies))

    def dispute(self, number: int, who: str = "office", **query: Any) -> Any:
        return self.read(f"/disputes/{NANYUE}/{number}", who, **query)

    def restates(self, number: int | None = None) -> None:
        said: Body = {"authorised_by": "9002", "ground": "争议决定", "reason": "执行决定"}
        said |= {"dispute": f"{NANYUE}/{number}"} if number else {}
        self.seconded(f"/years/{NANYUE}/{YEAR}/restate", "office", **said)

    def run(self, name: str = "live") -> dict[str, Body]:
        """Each officer's row of a run, and each unit's."""
        found = self.read(f"/runs/{NANYUE}:{YEAR}:{name}")
        rows = {row["officer"]: row for row in found["officers"]}
        return rows | {row["unit"]: row for row in found["units"]}


def filing(**said: Any) -> Body:
    words = {"statement": "结果有误", "relief": "请求更正", "stage": "objection", "year": YEAR}
    return {"bureau": NANYUE, **words, **said}


def decision(outcome: str, **remedies: Any) -> Body:
    said = {"outcome": outcome, "reason": "经查", "ground": "考评办法第十二条"}
    return said | {"document_no": "考评委〔2025〕5号", "remedies": remedies}


def reversal(ref: str) -> Body:
    return {"entry": ref, **WHY}


def correction(ref: str, **replacement: Any) -> Body:
    return {"entry": ref, "replacement": replacement, **WHY}


def took(rows: dict[str, Body], what: str, *names: str) -> list[Any]:
    return [rows[name][what] for name in names]


@contextmanager
def living(database: Database, **rules: Any) -> Iterator[Bureau]:
    """The bureau under DOMAIN (c)'s rules, with its office, committee and approver."""
    clock = Clock()
    with serving(database, clock=clock) as api:
        bureau = Bureau(api, clock)
        document = rulebook(**RULES | rules)
        bureau.holds(registers.PublishRulebook(bureau=NANYUE, document=document))
        for year in range(clock.today.year, clock.today.year + 3):
            said: Body = {"calendar_year": year, "holidays": [], "document_no": "国办"}
            bureau.holds(AnnounceWorkingDays.model_validate({"bureau": NANYUE, **said}))
        for name, role in (
            ("office", "appraiser"),
            ("committee", "committee"),
            ("approver", "approver"),
            ("another committee", "committee"),
            ("another approver", "approver"),
            ("auditor", "auditor"),
        ):
            bureau.role(name, role)
        yield bureau

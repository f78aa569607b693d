"""Who claims, checks, verifies and approves awards in the tests, and how do they ask?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import httpx

from tests.api import bodies
from tests.api.askers import Headers, asker
from tests.api.asking import Api
from tests.api.bodies import BUREAU, Body

YEAR: Final = 2024
_RULEBOOK: Final = """\
rulebook: nanyue
version: 1
title: {zh: 加减分规则, en: Rules}
effective_from: 2024-01-01
components:
  org_link: {source: unit, method: weighted}
  regular_review: {source: review, aggregate: mean}
groups:
  - {id: all, match: {post_level: [staff, head]}, weights: {org_link: 0.3, regular_review: 0.7}}
items:
  - {id: I1, kind: bonus, category: I, title: 领导批示, evidence: required, claim_within: 10,
     levels: {national: 2, provincial: 1, municipal: 0.5, district: 0.3}, cap: 3}
  - {id: C2, kind: commendation, category: C, title: 部门表彰, evidence: required,
     claim_within: 10, levels: {provincial: 2.5, municipal: 1.5}}
  - {id: C3, kind: commendation, category: C, title: 通报表扬, evidence: required,
     claim_within: 10, levels: {provincial: 1.5, municipal: 1}}
  - {id: K1, kind: bonus, category: K, title: 学习竞赛, claim_within: 10,
     levels: {first: 1, second: 0.7}}
  - {id: W1, kind: bonus, category: W, title: 重点工作, range: [0.5, 2], step: 0.1}
  - {id: X1, kind: reprimand, category: X, title: 通报批评, hearing: required,
     levels: {municipal: 1.5, district: 1}}
  - {id: X2, kind: deduction, category: X, title: 作风纪律, points: 0.3, hearing: required}
  - {id: X3, kind: deduction, category: X, title: 重点工作逾期, points: 0.2, per: day}
  - {id: X6, kind: reprimand, category: X, title: 警告, points: 5, hearing: required,
     restriction: V1}
categories: [{id: C, cap: 6}, {id: I}, {id: K, cap: 5}, {id: W, cap: 2}, {id: X}]
totals: {bonus: 10, deduction: 15}
restrictions:
  - {id: V1, title: 警告, bites: during_year, max_band: 2, bars: [excellent]}
bands: [{band: 1, through: 40/100}, {band: 2}]
"""
_FILES: Final = itertools.count(1)


@dataclass
class Clock:
    """It is ten in the morning of a day that the tests set."""

    day: date

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """The bureau over HTTP, as the named roles."""

    api: Api
    clock: Clock
    ada: Headers
    bo: Headers
    zg_head: Headers
    dj_head: Headers
    office: Headers
    approver: Headers
    clerk: Headers
    sole: Headers
    committee: Headers

    def on(self, day: str) -> None:
        self.clock.day = date.fromisoformat(day)

    def ask(self, path: str, who: Headers, **query: Any) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        return self.api.client.get(f"/v1{path}", params=query, headers=who | wait)

    def read(self, path: str, who: Headers, **query: Any) -> Any:
        answer = self.ask(path, who, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Body, who: Headers) -> httpx.Response:
        return self.api.post(path, body, **who)

    def file(self, subject: str, who: Headers, text: str | None = None) -> str:
        """The digest of a file of the subject, handed in; each is another one."""
        data = (text or f"证明 {next(_FILES)}").encode()
        asked = {"subject": subject, "bureau": BUREAU}
        answer = self.api.client.post("/v1/files", params=asked, content=data, headers=who)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["digest"])

    def claim(self, who: Headers, subject: str, **said: Any) -> str:
        """A claim that waits: `nanyue/7`. With evidence, unless it says otherwise."""
        answer = self.claimed(who, subject, **said)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["claim"])

    def claimed(self, who: Headers, subject: str, **said: Any) -> httpx.Response:
        if "evidence" not in said:
            said["evidence"] = [self.file(subject, who)]
        body = {"bureau": BUREAU, "subject": subject, "reason": "工作成绩突出", **said}
        return self.post("/claims", body, who)

    def look(self, claim: str, who: Headers | None = None) -> Any:
        return self.read(f"/claims/{claim}", who or self.office)

    def act(self, claim: str, act: str, who: Headers, **said: Any) -> httpx.Response:
        if act in ("check", "verify", "approve", "reject", "withdraw"):
            said = {"digest": self.look(claim)["digest"], **said}
        return self.post(f"/claims/{claim}/{act}", said, who)

    def done(self, claim: str, act: str, who: Headers, **said: Any) -> Any:
        answer = self.act(claim, act, who, **said)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def pass_on(self, claim: str, checker: Headers | None = None) -> None:
        """Checked by the unit's head, verified by the office."""
        self.done(claim, "check", checker or self.zg_head)
        self.done(claim, "verify", self.office)

    def grant(self, claim: str, checker: Headers | None = None) -> list[str]:
        """All three steps; the entries that it came to."""
        self.pass_on(claim, checker)
        return list(self.done(claim, "approve", self.approver)["entries"])

    def claimed_points(self, subject: str) -> list[Decimal]:
        """What the entries in force of an account claim, in order."""
        asked = {"bureau": BUREAU, "subject": subject, "year": YEAR, "limit": 1000}
        items = self.api.read("/entries", asked)["items"]
        return [Decimal(i["claimed"]) for i in items if i["reversed_at"] is None]

    def counted(self, subject: str, side: str = "bonus") -> Decimal:
        """What a side of the account counts in the score, by the end of the year so far."""
        of, _, named = subject.partition(":")
        score = self.api.read(f"/{of}s/{named}/score", bureau=BUREAU, year=YEAR)
        return Decimal(score[side])


ADA: Final = "officer:0012"
BO: Final = "officer:0013"
ZG: Final = "unit:zg"
DJ: Final = "unit:dj"


def desk_of(api: Api, clock: Clock) -> Desk:
    """Ada (0012) in zg, Bo (0013) in dj, and everybody whom a claim passes."""
    api.write("/rulebooks", {"bureau": BUREAU, "document": _RULEBOOK})
    for name in ("zg", "dj"):
        api.write("/units", bodies.unit(name))
    api.write("/indicators", bodies.plan(YEAR, "zg", "dj"))
    for number, unit in (("0012", "zg"), ("0013", "dj"), ("0001", "zg"), ("0002", "dj")):
        api.write("/officers", bodies.officer(number))
        level = "head" if number.startswith("000") else "staff"
        api.write("/postings", bodies.posting(number, unit, post_level=level))
        api.write("/reviews", bodies.mark(number))
    return Desk(
        api,
        clock,
        ada=asker(api, "ada", "officer", ADA),
        bo=asker(api, "bo", "officer", BO),
        zg_head=asker(api, "zg-head", "unit-head", ZG),
        dj_head=asker(api, "dj-head", "unit-head", DJ),
        office=asker(api, "office", "appraiser"),
        approver=asker(api, "approver", "approver"),
        clerk=asker(api, "clerk", "recorder"),
        sole=asker(api, "sole", "sole"),
        committee=asker(api, "committee", "committee"),
    )

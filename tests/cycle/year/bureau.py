"""Who works in the source bureau, under which rules, and how does each ask over HTTP?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import httpx

from tests.api.askers import Headers, bearer, grant, token
from tests.api.asking import Api, refused
from tests.cycle.claims import Clock

Body = dict[str, Any]
BUREAU: Final = "nanyue"
YEAR: Final = 2024
UNITS: Final = {
    "zg": ("征收管理股", "section"),
    "sz": ("税政股", "section"),
    "dj": ("党建工作股", "section"),
    "bgs": ("办公室", "section"),
    "fj": ("第一税务分局", "branch"),
}
LEADERS: Final = {"0001": "局长", "0002": "副局长甲", "0003": "副局长乙"}
HEADS: Final = {"0101": "zg", "0102": "sz", "0103": "dj", "0104": "bgs", "0105": "fj"}
STAFF: Final = {
    **{"0011": "zg", "0012": "zg", "0013": "sz", "0014": "sz", "0015": "dj", "0016": "dj"},
    **{"0017": "bgs", "0018": "bgs", "0019": "fj", "0020": "fj"},
}
MOVED: Final = "0012"
"""From zg to the branch in the middle of the year."""
OFFICES: Final = {
    "desk": "appraiser",
    "clerk": "recorder",
    "committee": "committee",
    "party": "party-committee",
    "auditor": "auditor",
}
"""Beside `office`, who heads the appraisal office, `desk` works in it (绩效专干)."""
RULEBOOK: Final = """\
rulebook: nanyue
version: 1
title: {zh: 南岳区税务局个人绩效考核规则, en: Nanyue individual appraisal rules}
effective_from: 2024-01-01
components:
  org_link: {source: unit, method: weighted}
  regular_review: {source: review, aggregate: mean}
  leader_evaluation: {source: review, aggregate: last}
groups:
  - id: heads
    match: {post_level: [head]}
    weights: {org_link: 0.50, regular_review: 0.35, leader_evaluation: 0.15}
  - id: staff
    match: {post_level: [staff]}
    weights: {org_link: 0.30, regular_review: 0.55, leader_evaluation: 0.15}
items:
  - {id: I1, kind: bonus, category: I, title: 领导批示, levels: {municipal: 0.5, district: 0.3},
     evidence: required, claim_within: 10, cap: 1}
  - {id: C2, kind: commendation, category: C, title: 部门表彰, evidence: required,
     claim_within: 10, levels: {provincial: 2.5, municipal: 1.5}}
  - {id: C3, kind: commendation, category: C, title: 通报表扬, evidence: required,
     claim_within: 10, levels: {provincial: 1.5, municipal: 1}}
  - {id: K1, kind: bonus, category: K, title: 学习竞赛, claim_within: 10,
     levels: {first: 1, second: 0.7}}
  - {id: W1, kind: bonus, category: W, title: 重点工作, range: [0.5, 2], step: 0.1}
  - {id: X2, kind: deduction, category: X, title: 作风纪律, points: 0.3, hearing: required}
  - {id: X3, kind: deduction, category: X, title: 重点工作逾期, points: 0.2, per: day}
categories: [{id: C, cap: 6}, {id: I}, {id: K, cap: 5}, {id: W, cap: 2}, {id: X}]
totals: {bonus: 10, deduction: 15}
unit: {weights: {indicators: 1}, totals: {bonus: 10, deduction: 10}, owner_share: 60/100}
bands: [{band: 1, through: 40/100}, {band: 2, through: 90/100}, {band: 3}]
tie_break: [regular_review, good_quarters, org_link, bonus, deduction]
unresolved_tie: none_enter
grades: {excellent: {quota: 20/100, from_band: 1, requires: {good_quarters: 2}}}
good_quarter: 90
alone: {points: 1}
procedure:
  evidence_within: 15
  hearing_within: 3
  quarter_closes: 5
  publication: 5
  disputes:
    - {stage: objection, within: 5, decide_within: 10, extension: 5}
    - {stage: review, within: 5, decide_within: 10}
    - {stage: appeal, within: 5, decide_within: 10, direct_within: 30, days: calendar}
  risk:
    - {grade: high, least: 14, check_every: 5}
    - {grade: medium, least: 9, check_every: 20}
    - {grade: low, least: 4, check_every: 60}
pay: {1: 1.2, 2: 1.0, 3: 0.8}
"""
_FILES: Final = itertools.count(1)


@dataclass(frozen=True)
class Answered:
    """What somebody was answered on the way, to the last byte."""

    who: str
    path: str
    asked: dict[str, Any]
    content: bytes


@dataclass
class Bureau:
    """The bureau over HTTP on a day that the story sets; each acts by his own token."""

    api: Api
    clock: Clock
    who: dict[str, Headers] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    """The entries by what the story calls them."""
    answered: list[Answered] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)
    """How far the journal was, by what the story calls the moment."""

    def on(self, day: str) -> None:
        new = date.fromisoformat(day)
        assert new >= self.clock.day, "the story goes on"
        self.clock.day = new

    def post(self, who: str, path: str, **body: Any) -> httpx.Response:
        return self.api.post(path, body, **self.who[who])

    def does(self, who: str, path: str, **body: Any) -> Any:
        answer = self.post(who, path, **body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def opens(self, who: str, path: str, **body: Any) -> str:
        """Where the case is that somebody opens: `/disputes/nanyue/3`."""
        answer = self.post(who, path, **body)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"].removeprefix("/v1")

    def waits(self, who: str, path: str, **body: Any) -> str:
        """The claim as which it waits for others: `nanyue/7`."""
        answer = self.post(who, path, **body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["claim"])

    def approves(self, claim: str, who: str = "approver") -> list[str]:
        return list(self.step(claim, "approve", who)["entries"])

    def seconded(self, who: str, path: str, **body: Any) -> list[str]:
        """What waits for a second person, who lets it through; its entries."""
        return self.approves(self.waits(who, path, **body))

    def acts_on(self, claim: str, act: str, who: str, **said: Any) -> httpx.Response:
        if act in ("check", "verify", "approve", "reject"):
            digest = self.read("approver", f"/claims/{claim}")["digest"]
            said = {"digest": digest, **said}
        return self.post(who, f"/claims/{claim}/{act}", **said)

    def step(self, claim: str, act: str, who: str, **said: Any) -> Any:
        answer = self.acts_on(claim, act, who, **said)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def refuses(self, who: str, path: str, status: int, code: str, **body: Any) -> None:
        refused(self.post(who, path, **body), status, code)

    def refuses_step(
        self, claim: str, act: str, who: str, code: str, status: int = 409, **said: Any
    ) -> None:
        refused(self.acts_on(claim, act, who, **said), status, code)

    def get(self, who: str, path: str, **asked: Any) -> httpx.Response:
        wait = {"Merit-Min-Position": str(self.api.head)}
        return self.api.client.get(f"/v1{path}", params=asked, headers=self.who[who] | wait)

    def read(self, who: str, path: str, **asked: Any) -> Any:
        answer = self.get(who, path, **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def denied(self, who: str, path: str, status: int, code: str, **asked: Any) -> None:
        refused(self.get(who, path, **asked), status, code)

    def remembers(self, who: str, path: str, **asked: Any) -> Any:
        """What is answered as of a day, as known now; it is asked again when all is over."""
        asked = {**asked, "position": self.api.head}
        answer = self.get(who, path, **asked)
        assert answer.status_code == 200, answer.text
        self.answered.append(Answered(who, path, asked, answer.content))
        return answer.json()

    def file(self, who: str, subject: str) -> str:
        """The digest of a file of the subject; each is another one."""
        asked = {"subject": subject, "bureau": BUREAU}
        data = f"佐证材料 {next(_FILES)}".encode()
        answer = self.api.client.post(
            "/v1/files", params=asked, content=data, headers=self.who[who]
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["digest"])

    def claims(self, who: str, subject: str, item: str, **said: Any) -> str:
        """An award claimed with its evidence."""
        proof = self.file(who, subject)
        body = {"bureau": BUREAU, "subject": subject, "item": item, "evidence": [proof]}
        return self.waits(who, "/claims", **body, reason="工作成绩突出", **said)

    def run(self, named: str, who: str = "office") -> dict[str, Body]:
        """Each officer's row of a run, and each unit's."""
        found = self.read(who, f"/runs/{BUREAU}:{YEAR}:{named}")
        rows = {row["officer"]: row for row in found["officers"]}
        return rows | {row["unit"]: row for row in found["units"]}

    def here(self, name: str) -> int:
        """Remember how far the journal is."""
        self.known[name] = self.api.head
        return self.api.head


def quarter(number: int) -> str:
    return f"/quarters/{BUREAU}/{YEAR}/{number}"


def found(bureau: Bureau) -> None:
    """The very first two grants are the home's owner's, all others the administrator's with the
    approver. Rules, units and people are registered by the office."""
    for name, role in (("admin", "admin"), ("approver", "approver")):
        grant(bureau.api, f"token:{name}", role)
        bureau.who[name] = bearer(token(bureau.api, name))
    office = bureau.waits("admin", "/grants", **_grant("office", "appraiser"))
    bureau.who["office"] = bearer(token(bureau.api, "office"))
    bureau.refuses("office", "/units", 403, "not-permitted", **_unit("zg"))
    bureau.refuses_step(office, "approve", "admin", "not-permitted", 403)
    bureau.approves(office)
    bureau.refuses("admin", "/grants", 403, "role-for-oneself", **_grant("admin", "appraiser"))
    for name, role in OFFICES.items():
        bureau.who[name] = bearer(token(bureau.api, name))
        bureau.seconded("admin", "/grants", **_grant(name, role))
    _rules(bureau)
    _people(bureau)
    for officer in (*LEADERS, *HEADS, *STAFF):
        bureau.who[officer] = bearer(token(bureau.api, officer))
        bureau.seconded("admin", "/grants", **_grant(officer, "officer", f"officer:{officer}"))
    for officer in LEADERS:
        bureau.seconded("admin", "/grants", **_grant(officer, "leader"))
    for officer, unit in HEADS.items():
        bureau.seconded("admin", "/grants", **_grant(officer, "unit-head", f"unit:{unit}"))


def _grant(name: str, role: str, scope: str = "bureau") -> Body:
    return {"bureau": BUREAU, "grantee": f"token:{name}", "role": role, "scope": scope}


def _rules(bureau: Bureau) -> None:
    rules = {"bureau": BUREAU, "document": RULEBOOK}
    bureau.refuses("committee", "/rulebooks", 403, "not-permitted", **rules)
    claim = bureau.waits("office", "/rulebooks", **rules)
    bureau.refuses_step(claim, "approve", "office", "not-permitted", 403)
    assert bureau.read("clerk", "/rulebooks", bureau=BUREAU)["items"] == []
    bureau.approves(claim)
    assert bureau.read("clerk", "/rulebooks", bureau=BUREAU)["count"] == 1


def _people(bureau: Bureau) -> None:
    for unit in UNITS:
        bureau.does("office", "/units", **_unit(unit))
    for officer in (*LEADERS, *HEADS, *STAFF):
        name = LEADERS.get(officer, f"干部{officer}")
        bureau.does("office", "/officers", bureau=BUREAU, officer=officer, name=name)
    for officer, unit in (HEADS | STAFF).items():
        level = "head" if officer in HEADS else "staff"
        bureau.does("office", "/postings", **posting(officer, unit, level))
    bureau.refuses("clerk", "/postings", 403, "not-permitted", **posting("0011", "zg", "head"))


def _unit(unit: str) -> Body:
    name, kind = UNITS[unit]
    return {"bureau": BUREAU, "unit": unit, "name": name, "kind": kind}


def posting(officer: str, unit: str, level: str, **but: str) -> Body:
    said = {"bureau": BUREAU, "officer": officer, "unit": unit, "post_level": level}
    return {**said, "from": "2024-01-01", **but}

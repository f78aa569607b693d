"""Of which bureaus are the mechanisms over several tested, and who works in them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from projections.evidence.findings import Audited, Finding
from projections.evidence.second_pass import four_eyes
from tests.api import bodies
from tests.api.askers import asker, grant
from tests.api.asking import Api, serving
from tests.conftest import Database
from tests.cycle.quarters import Clock, Quarters

CITY, NANYUE, ZHUHUI = "hengyang", "nanyue", "zhuhui"
UNITS: Final = {CITY: ("hy",), NANYUE: ("zg", "dj"), ZHUHUI: ("zh",)}
RULEBOOK_OF: Final = {CITY: "city"}
_RULEBOOK: Final = """\
rulebook: {rulebook}
version: {version}
{under}effective_from: {start}
components:
  org_link: {{source: unit, method: weighted}}
  regular_review: {{source: review, aggregate: mean}}
groups:
  - id: all
    match: {{post_level: [staff, head]}}
    weights: {{org_link: 0.2, regular_review: 0.8}}
items:
  - {{id: K1, kind: bonus, category: K, points: {points}, cap: 2}}
  - {{id: X1, kind: deduction, category: X, points: 1}}
categories: [{{id: K, cap: {cap}}}, {{id: X}}]
totals: {{bonus: 10}}
restrictions:
  - {{id: V1, bites: during_year, max_band: 2, bars: [excellent]}}
  - {{id: V2, bites: during_year, unranked: true}}
  - {{id: V3, bites: at_year_end, deferred: true}}
bands: [{{band: 1, through: {through}}}, {{band: 2}}]
grades: {{excellent: {{quota: 20/100, from_band: 1}}}}
tie_break: [regular_review]
pay: {{1: 1.2, 2: 1.0}}
"""


def rules(rulebook: str, version: int = 1, under: str = "", **but: Any) -> str:
    said = {"start": "2024-01-01", "points": 1, "cap": 5, "through": "40/100", **but}
    line = f"under: {under}\n" if under else ""
    return _RULEBOOK.format(rulebook=rulebook, version=version, under=line, **said)


def found(api: Api, bureau: str) -> None:
    """Its first rules, its units, and a plan in which each of them owns an indicator."""
    rulebook = RULEBOOK_OF.get(bureau, bureau)
    api.write("/rulebooks", {"bureau": bureau, "document": rules(rulebook)})
    for unit in UNITS[bureau]:
        api.write("/units", bodies.unit(unit, bureau))
    plans = [bodies.sole_plan(unit) for unit in UNITS[bureau]]
    api.write("/indicators", {"bureau": bureau, "year": 2024, "plans": plans})


def hire(api: Api, bureau: str, unit: str, scores: dict[str, Sequence[int]]) -> None:
    """Officers by number, each with his marks, quarter by quarter."""
    for number, marks in scores.items():
        api.write("/officers", bodies.officer(number, bureau))
        api.write("/postings", bodies.posting(number, unit, bureau=bureau))
        for n, score in enumerate(marks, start=1):
            api.write("/reviews", review(number, bureau, n, score))


def review(number: str, bureau: str, quarter: int, score: int) -> bodies.Body:
    day = f"2024-{3 * quarter:02}-28"
    said = {"period": f"2024Q{quarter}", "effective_on": day, "bureau": bureau}
    return bodies.mark(number, str(score), **said)


class Bureaus(Quarters):
    """Whoever acts needs, for some of it, another who approves."""

    def approved(self, who: str, second: str, path: str, **body: Any) -> None:
        answer = self.post(who, path, **body)
        assert answer.status_code == 202, answer.text
        claim = answer.json()["claim"]
        digest = self.read(second, f"/claims/{claim}")["digest"]
        self.done(second, f"/claims/{claim}/approve", digest=digest)

    def audited(self) -> list[Finding]:
        """What an audit finds amiss in who let what through."""
        with self.api.database.connect("auditor") as conn:
            return list(four_eyes(Audited(conn, self.api.head)))


@contextmanager
def serving_bureaus(database: Database) -> Iterator[Bureaus]:
    """A city and two districts that nobody has placed yet; each has its office and its approver.

    `both` works for all three, as does `second`, who approves.
    """
    clock = Clock()
    with serving(database, clock=clock) as api:
        for bureau in UNITS:
            found(api, bureau)
        askers = {
            "leader": asker(api, "leader", "leader", bureau=CITY),
            "director": asker(api, "director", "leader", bureau=NANYUE),
        }
        for bureau in UNITS:
            name = f"{bureau}_office"
            askers[name] = asker(api, name, "appraiser", bureau=bureau)
            name = f"{bureau}_second"
            askers[name] = asker(api, name, "approver", bureau=bureau)
        for name, role in (("both", "appraiser"), ("second", "approver")):
            askers[name] = asker(api, name, role, bureau=CITY)
            for bureau in (NANYUE, ZHUHUI):
                grant(api, f"token:{name}", role, bureau=bureau)
        yield Bureaus(api, clock, askers)

"""Bureau-years written by hand in short rows, for what random ones seldom meet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.laws.histories_rulebooks import write
from tests.laws.oracle_book import Book, Case, Cells
from tests.laws.oracle_facts import load_rules

BASE = """
rulebook: fixed
version: 1
title: 规则
effective_from: 2024-01-01
decimals: 3
missing: renormalise
components:
  org_link: {source: unit, method: weighted}
  regular_review: {source: review, aggregate: mean}
  leader_evaluation: {source: review, aggregate: last}
  peer_evaluation: {source: review, aggregate: last}
groups:
  - {id: all, match: {post_level: [head, deputy, staff]}, weights: {regular_review: 1}}
items:
  - {id: C1, kind: commendation, category: C, title: C1, levels: {upper: 2.5, lower: 1.5}}
  - {id: B8, kind: bonus, category: K, title: B8, points: 8}
  - {id: K1, kind: bonus, category: K, title: K1, points: 0.5}
  - {id: X1, kind: reprimand, category: X, title: X1, points: 1, restriction: V1}
  - {id: X2, kind: deduction, category: X, title: X2, points: 0.5}
  - {id: X6, kind: deduction, category: X, title: X6, points: 0.6}
categories: [{id: C}, {id: K}, {id: X}]
totals: {bonus: 10, deduction: 15}
unit: {weights: {indicators: 1}, totals: {bonus: 10, deduction: 10}, owner_share: 60/100}
restrictions:
  - {id: V1, title: V1, bites: during_year, max_band: 2, bars: [excellent]}
  - {id: V2, title: V2, bites: at_year_end, unranked: true}
  - {id: V3, title: V3, bites: at_year_end, deferred: true}
  - {id: V4, title: V4, bites: at_year_end, max_band: 2, bars: [excellent], reaches: head}
bands: [{band: 1, through: 40/100}, {band: 2, through: 90/100}, {band: 3}, {band: 4, below: 60}]
tie_break: []
unresolved_tie: none_enter
grades: {excellent: {quota: 20/100, from_band: 1, requires: {good_quarters: 0}}}
good_quarter: 90
pay: {1: 1.2, 2: 1.0, 3: 0.8, 4: 0.5}
"""

# the columns of a short row; `key=value` after them fills the others
SHORT = {
    "units": "unit_id kind",
    "postings": "officer_id unit_id post_level from until",
    "indicators": "unit_id indicator_id base role",
    "reviews": "subject series period score effective_on",
    "entries": "ref subject item effective_on",
    "losses": "ref indicator_id points effective_on",
    "reversals": "ref entry_ref",
    "restrictions": "ref subject restriction effective_on until",
    "lifts": "ref restriction_ref how effective_on",
}
KINDS = {"C": "commendation", "B": "bonus", "K": "bonus", "I": "bonus"} | {"X": "deduction"}
FILL: dict[str, Cells] = {
    "indicators": {"title": "指标", "step": "0.1"},
    "entries": {"document_no": "文1", "reason": "理由", "recorded_by": "rec", "approved_by": "app"},
    "losses": {"reason": "失分"},
    "reversals": {"reason": "annulled", "ground": "复核"},
}


def edition(version: int = 1, **changes: Any) -> str:
    """The plain edition with some of its parts replaced (given as YAML, or as a number)."""
    rules: dict[str, Any] = load_rules(BASE) | {"version": version}
    for key, change in changes.items():
        rules[key] = load_part(change) if isinstance(change, str) else change
    return write_exact(rules)


def load_part(text: str) -> Any:
    part: Any = load_rules(f"part: {text}")["part"]
    return part


def write_exact(rules: dict[str, Any]) -> str:
    return write(decimals(rules))


def decimals(value: Any) -> Any:
    """Fractions back to the decimals they were read from."""
    if isinstance(value, dict):
        return {key: decimals(part) for key, part in value.items()}
    if isinstance(value, list):
        return [decimals(part) for part in value]
    if hasattr(value, "numerator") and not isinstance(value, bool):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value


def short_row(sheet: str, line: str) -> Cells:
    names, cells = SHORT[sheet].split(), line.split()
    row = dict(FILL.get(sheet, {}))
    named = [cell for cell in cells if "=" in cell]
    plain = [cell for cell in cells if "=" not in cell]
    row |= {name: "" if cell == "-" else cell for name, cell in zip(names, plain, strict=False)}
    row |= dict(cell.split("=") for cell in named)
    if sheet == "units":
        row["name"] = row["unit_id"]
    if sheet == "reviews":
        row.setdefault("ref", "-".join(("r", row["subject"], row["series"], row["period"])))
    if sheet == "entries":
        row.setdefault("kind", "reprimand" if row["item"] == "X1" else KINDS[row["item"][0]])
    return row


def book(**sheets: str) -> Book:
    """A workbook of short rows; the officers are those who have postings (or `officers=`)."""
    made: Book = {}
    names = sheets.pop("officers", "").split()
    for sheet, text in sheets.items():
        lines = [line for line in text.strip().splitlines() if line.strip()]
        made[sheet] = [short_row(sheet, line) for line in lines]
    posted = {row["officer_id"] for row in made.get("postings", [])}
    made["officers"] = [
        {"officer_id": name, "name": name, "rank": "r0"} for name in sorted(posted | set(names))
    ]
    return made


def reviews(**marks: str) -> str:
    """Four quarters, then the leader's and the peers' mark, of each officer; `-` is no mark."""
    rows = []
    for officer, text in marks.items():
        series = [("regular_review", f"2024Q{n}", f"2024-{3 * n:02}-05") for n in (1, 2, 3, 4)]
        series += [("leader_evaluation", "2024", "2024-12-20")]
        series += [("peer_evaluation", "2024", "2024-12-21")]
        for (name, period, on), score in zip(series, text.split(), strict=False):
            if score != "-":
                rows.append(f"officer:{officer} {name} {period} {score} {on}")
    return "\n".join(rows)


def posted(**places: str) -> str:
    """Officers in post for the whole year: `unit level`."""
    return "\n".join(f"{officer} {place} 2022-03-01 -" for officer, place in places.items())


def case(*steps: str | Book, candidate: str | None = None) -> Case:
    return Case(2024, steps, candidate)


def staff_of(unit: str, *officers: str) -> dict[str, str]:
    return {officer: f"{unit} staff" for officer in officers}


LIFTED = case(
    edition(),
    book(
        units="a section",
        postings=posted(**staff_of("a", "o1", "o2", "o3", "o4", "o5", "o6"))
        + "\no7 a staff 2022-03-01 2024-12-31",
        reviews=reviews(o1="95", o2="94", o3="93", o4="92", o5="91", o6="90", o7="89"),
        restrictions="""
            k1 officer:o1 V1 2024-03-01 -
            k2 officer:o2 V2 2024-02-01 -
            k3 officer:o3 V2 2024-02-01 2024-12-31
            k4 officer:o4 V3 2024-02-01 2024-02-01
            k5 officer:o6 V2 2024-12-31 -
            k6 officer:o6 V3 2024-12-31 -
        """,
        lifts="""
            f1 k1 rescinded 2024-09-01
            f2 k2 lifted 2024-12-30
            f3 k2 lifted 2025-02-01
        """,
    ),
)

BY_LEVEL = """
  - {id: early, match: {unit_kind: [branch]}, weights: {regular_review: 1}, min_size: 2,
     merge_into: rest}
  - {id: late, match: {unit_kind: [section]}, weights: {leader_evaluation: 1}, min_size: 3,
     merge_into: early}
  - {id: rest, match: {unit_kind: [office]}, weights: {regular_review: 1}}
"""

MERGED = case(
    edition(groups=BY_LEVEL),
    book(
        units="a branch\nb section\nc office",
        postings=posted(**staff_of("b", "o1", "o2"), **staff_of("a", "o3"))
        + "\n"
        + posted(**staff_of("c", "o4")),
        reviews=reviews(o1="95 - - - 80", o2="94 - - - 79", o3="93", o4="92"),
        restrictions="k1 officer:o2 V3 2024-02-01 -\nk2 officer:o4 V2 2024-02-01 -",
    ),
)

# the section has just enough members if the deferred one counts
JUST_ENOUGH = case(
    edition(groups=BY_LEVEL),
    book(
        units="a branch\nb section\nc office",
        postings=posted(**staff_of("b", "o1", "o2", "o3"), **staff_of("a", "o4", "o5")),
        reviews=reviews(o1="- - - - 80", o2="- - - - 79", o3="- - - - 78", o4="93", o5="92"),
        restrictions="k1 officer:o2 V3 2024-02-01 -",
    ),
)

BY_UNIT = "\n" + "\n".join(
    f"  - {{id: g{unit}, match: {{unit: [{unit}]}}, weights: {{regular_review: 1}}}}"
    for unit in "abc"
)

# one, three and three members: the halves are equal, the larger group goes first
REMAINDERS = case(
    edition(
        groups=BY_UNIT,
        grades="{excellent: {quota: 50/100, from_band: 1, requires: {good_quarters: 0}}}",
        bands="[{band: 1, through: 100/100}, {band: 2}]",
        pay="{1: 1.2, 2: 1.0}",
    ),
    book(
        units="a section\nb section\nc section",
        postings=posted(
            **staff_of("a", "o1"),
            **staff_of("b", "o2", "o3", "o4"),
            **staff_of("c", "o5", "o6", "o7"),
        ),
        reviews=reviews(o1="95", o2="94", o3="93", o4="92", o5="91", o6="90", o7="89"),
        restrictions="k1 officer:o3 V3 2024-02-01 -",
    ),
)

# two officers equal in score, apart in one key alone
TIED = case(
    edition(
        groups="[{id: all, match: {post_level: [staff]}, weights: {regular_review: 1}}]",
        tie_break="[peer_evaluation, good_quarters, org_link, bonus, deduction]",
    ),
    book(
        units="a section\nb section",
        indicators="a i 100 owner\nb j 100 owner",
        postings=posted(
            **staff_of("a", "o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8"), o9="b staff"
        ),
        reviews=reviews(
            o1="90 90 - - - 88",
            o2="90 90 - - - -",
            o3="85 85",
            o4="90 80",
            o5="70 70",
            o6="70 70",
            o7="60 60",
            o8="60 60",
            o9="60 60",
        ),
        entries="""
            e1 officer:o5 K1 2024-05-01 quantity=1
            e2 officer:o5 X2 2024-05-01 quantity=1
            e3 officer:o7 X2 2024-05-01 quantity=2
            e4 officer:o7 K1 2024-05-01 quantity=2
        """,
        losses="l1 j 1.5 2024-05-01",
        restrictions="k1 officer:o4 V1 2024-05-01 -",
    ),
)

FINE = case(
    edition(
        groups="[{id: all, match: {post_level: [staff]},"
        " weights: {regular_review: 0.3333, leader_evaluation: 0.6667}}]",
    ),
    book(
        units="a section",
        postings=posted(**staff_of("a", "o1", "o2")),
        reviews=reviews(o1="70.0015 - - - 90", o2="70.0045 - - - 90"),
    ),
)

FIXED = {
    "lifted": LIFTED,
    "merged": MERGED,
    "just enough": JUST_ENOUGH,
    "remainders": REMAINDERS,
    "tied": TIED,
    "fine": FINE,
}

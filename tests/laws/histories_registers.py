"""A bureau's registers, drawn: units, officers, postings and plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.laws.histories_choice import Choose
from tests.laws.histories_rulebooks import KINDS, LEVELS, Drafted
from tests.laws.oracle_book import Book, Cells

# both ends of the year, of February, and of the usual change of edition
DAYS = ["01-01", "01-02", "02-28", "02-29", "03-01", "05-20", "06-30", "07-01"]
DAYS += ["07-02", "09-15", "09-16", "11-30", "12-30", "12-31"]
PLANS: dict[int, list[tuple[str, ...]]] = {
    1: [("100",)],
    2: [("60", "40"), ("95", "5"), ("99.5", "0.5"), ("33.3333", "66.6667")],
    3: [("30", "30", "40"), ("5", "30", "65"), ("2", "3", "95"), ("33.3333", "33.3333", "33.3334")],
}
STEPS = ["0.1", "0.25", "1", "0.0001"]
POSTED = [  # full, moved, moved late, gap, left, joined, never
    *("full", "full", "full", "moved", "late", "late", "gap", "left", "joined", "never"),
]


def days_of(year: int) -> list[date]:
    leap = year % 4 == 0
    return [date.fromisoformat(f"{year}-{d}") for d in DAYS if leap or d != "02-29"]


@dataclass
class Bureau:
    """What has been recorded so far, so that the next row is a valid one."""

    year: int
    known: list[Drafted] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    # an officer recorded as nearly the same as the one before
    twins: dict[str, str] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    late: list[list[Cells]] = field(default_factory=list)
    plan: list[Cells] = field(default_factory=list)
    # what a reversal may name, and the draws an entry came from
    standing: list[str] = field(default_factory=list)
    specs: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    restrictions: list[Cells] = field(default_factory=list)
    count: int = 0

    def ref(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def edition(self, on: date) -> Drafted:
        return next((e for e in reversed(self.known) if e.effective_from <= on), self.known[0])


def register(choose: Choose, bureau: Bureau, book: Book) -> None:
    kinds = [choose.pick(KINDS) for _ in range(2 + choose.index(4))]
    bureau.units = [f"u{n}" for n in range(len(kinds))]
    for unit, kind in zip(bureau.units, kinds, strict=True):
        row = {"unit_id": unit, "name": f"单位{unit}", "kind": kind, "parent_id": ""}
        book["units"].append(row)
    for n in range(3 + choose.index(10)):
        officer = f"{n:04}"
        book["officers"].append({"officer_id": officer, "name": f"干部{n}", "rank": "r0"})
        like_the_last = choose.chance()
        if like_the_last and bureau.subjects:
            bureau.twins[f"officer:{officer}"] = bureau.subjects[-1]
        post(choose, bureau, book, officer)
    bureau.subjects += [f"unit:{unit}" for unit in bureau.units[:2]]


def post_alike(bureau: Bureau, book: Book, officer: str, other: str) -> None:
    same = [row for row in book["postings"] if row["officer_id"] == other]
    book["postings"] += [row | {"officer_id": officer} for row in same]
    moves = [rows for rows in bureau.late if rows[0]["officer_id"] == other]
    bureau.late += [[row | {"officer_id": officer} for row in rows] for rows in moves]
    bureau.subjects.append(f"officer:{officer}")


def post(choose: Choose, bureau: Bureau, book: Book, officer: str) -> None:
    """One officer's postings; a late move is for the second workbook to tell."""
    subject = f"officer:{officer}"
    if subject in bureau.twins and choose.index(3):
        post_alike(bureau, book, officer, bureau.twins[subject].removeprefix("officer:"))
        return
    shape = choose.pick(POSTED)
    if shape == "never":
        bureau.twins.pop(subject, None)
        return
    bureau.subjects.append(subject)
    level, later_level = choose.pick(["head", *LEVELS]), choose.pick(["head", *LEVELS])
    units = choose.pick(bureau.units), choose.pick(bureau.units)
    days = days_of(bureau.year)[1:]
    out, back = sorted((choose.pick(days), choose.pick(days)))
    before = date(bureau.year - 2, 3, 1)

    def row(unit: str, at: str, start: date, until: date | None) -> Cells:
        ends = until.isoformat() if until else ""
        begins = start.isoformat()
        return dict(officer_id=officer, unit_id=unit, post_level=at, **{"from": begins}, until=ends)

    closed = row(units[0], level, before, out)
    whole = row(units[0], level, before, None)
    moved, returned = (row(units[1], later_level, on, None) for on in (out, back))
    at_once = {
        "full": [whole],
        "late": [whole],
        "moved": [closed, moved],
        "gap": [closed, returned],
        "left": [closed],
        "joined": [row(units[0], level, out, None)],
    }
    book["postings"] += at_once[shape]
    if shape == "late":
        bureau.late.append([closed, moved])


def plan(choose: Choose, bureau: Bureau, book: Book) -> None:
    """Each unit's bases sum to exactly 100; each indicator has exactly one owner."""
    steps = [choose.pick(STEPS) for _ in range(3)]
    carriers: list[list[Cells]] = [[], [], []]
    for unit in bureau.units:
        mask = choose.index(8) | choose.index(8) if choose.index(4) else 0
        chosen = [n for n in range(3) if mask >> n & 1]
        bases = choose.pick(PLANS[len(chosen)]) if chosen else ()
        for n, base in zip(chosen, bases, strict=True):
            cells = dict(unit_id=unit, indicator_id=f"i{n}", title=f"I{n}", base=base)
            carriers[n].append(cells | {"step": steps[n], "role": "support"})
    for rows in carriers:
        if rows:
            choose.pick(rows)["role"] = "owner"
    bureau.plan = [row for rows in carriers for row in rows]
    bureau.plan.sort(key=lambda row: row["unit_id"])
    book["indicators"] += [dict(row) for row in bureau.plan]


def revise_plan(choose: Choose, bureau: Bureau, book: Book) -> None:
    """A later version: two bases change places within a unit, or the owner changes."""
    unit = choose.pick(bureau.units)
    rows = [row for row in bureau.plan if row["unit_id"] == unit]
    if len(rows) > 1 and choose.chance():
        first, second = rows[:2]
        first["base"], second["base"] = second["base"], first["base"]
        book["indicators"] += [dict(first), dict(second)]
        return
    for row in rows:
        same = [other for other in bureau.plan if other["indicator_id"] == row["indicator_id"]]
        owner = next(other for other in same if other["role"] == "owner")
        if owner is not row:
            owner["role"], row["role"] = "support", "owner"
            book["indicators"] += [dict(owner), dict(row)]
            return

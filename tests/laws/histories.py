"""Small, nasty bureau-years as workbook rows and rulebook editions, drawn or seeded."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.laws.histories_choice import Choose
from tests.laws.histories_registers import Bureau, days_of, plan, register, revise_plan
from tests.laws.histories_rulebooks import Draft, draw_edition
from tests.laws.oracle_book import Book, Case, Step, positions, to_history

__all__ = ["LONG", "Case", "cases", "days_of", "positions", "seeded_case", "to_history"]

LONG = os.environ.get("MERIT_LONG") == "1"

YEARS = [2023, 2024, 2025]
MARKS = ["100", "95", "93.33", "92", "90", "90", "88.5", "85", "85", "78", "61", "59.9995", "40"]
SHARES = ["", "", "", "", "1/2", "1/3", "2/3", "70/100"]
MERITS = ["", "", "m0", "m0", "m1"]
# what, level, quantity, place in the range, share, merit
Spec = tuple[int, int, int, int, str, str]
# series, period, score, effective_on
Given = tuple[str, str, str, date]


def mark(bureau: Bureau, book: Book, subject: str, given: Given) -> None:
    series, period, score, on = given
    cells = dict(ref=bureau.ref("r"), subject=subject, series=series, period=period)
    book["reviews"].append(cells | {"score": score, "effective_on": on.isoformat()})


def draw_marks(choose: Choose, year: int) -> list[Given]:
    """The marks of one officer, some of them missing."""
    given: list[Given] = []
    there = choose.index(64) | choose.index(64)
    for quarter, month in enumerate((3, 6, 9, 12), start=1):
        if there >> quarter & 1:
            on = date(year, month, 5)
            given.append(("regular_review", f"{year}Q{quarter}", choose.pick(MARKS), on))
    for series, bit in (("leader_evaluation", 0), ("peer_evaluation", 5)):
        if there >> bit & 1:
            given.append((series, f"{year}", choose.pick(MARKS), choose.pick(days_of(year))))
    return given


def vary(choose: Choose, given: list[Given]) -> list[Given]:
    """A twin's marks: the same, without the peers', or two quarters levelled to their mean."""
    how = choose.pick(["same", "same", "no peers", "level"])
    quarters = [n for n, (series, *_) in enumerate(given) if series == "regular_review"][:2]
    if how == "no peers":
        return [mark for mark in given if mark[0] != "peer_evaluation"]
    if how == "level" and len(quarters) == 2:
        mean = sum(Decimal(given[n][2]) for n in quarters) / 2
        return [
            (series, period, f"{mean:f}", on) if n in quarters else (series, period, score, on)
            for n, (series, period, score, on) in enumerate(given)
        ]
    return given


def reviews(choose: Choose, bureau: Bureau, book: Book) -> None:
    given: dict[str, list[Given]] = {}
    for subject in bureau.subjects:
        if subject in bureau.twins:
            given[subject] = vary(choose, given[bureau.twins[subject]])
        elif subject.startswith("officer:"):
            given[subject] = draw_marks(choose, bureau.year)
        elif choose.chance():
            on = choose.pick(days_of(bureau.year))
            given[subject] = [("local_evaluation", f"{bureau.year}", choose.pick(MARKS), on)]
        for one in given.get(subject, []):
            mark(bureau, book, subject, one)


def marks_again(choose: Choose, bureau: Bureau, book: Book) -> None:
    """Second marks for one period, and second periods of one day."""
    for subject in choose.some(bureau.subjects[:4], 3):
        if subject.startswith("officer:"):
            series, period = choose.pick(["regular_review", "leader_evaluation"]), bureau.year
            name = f"{period}Q2" if series == "regular_review" else f"{period}H2"
            on = choose.pick(days_of(bureau.year))
            mark(bureau, book, subject, (series, name, choose.pick(MARKS), on))


def enter(bureau: Bureau, book: Book, subject: str, spec: Spec, on: date) -> None:
    """One entry of an item that the edition in force on its day has."""
    what, level, quantity, nth, share, merit = spec
    items = bureau.edition(on).items
    item: Draft = items[what % len(items)]
    names = ("level", "quantity", "points", "document_no", "reason")
    row = dict.fromkeys(names, "") | {"item": item["id"], "kind": item["kind"]}
    row |= {"ref": bureau.ref("e"), "subject": subject, "share": share, "merit": merit}
    row |= {"effective_on": on.isoformat(), "recorded_by": "rec", "approved_by": "app"}
    row |= {"document_no": f"文〔{on.year}〕{bureau.count}号", "reason": "理由"}
    if "range" in item:
        low, high = item["range"]
        row["points"] = str(low + nth % (int((high - low) / item["step"]) + 1) * item["step"])
    else:
        row["quantity"] = str(quantity) if quantity else ""
        row["level"] = list(item["levels"])[level] if "levels" in item else ""
    book["entries"].append(row)
    bureau.standing.append(row["ref"])
    bureau.specs[row["ref"]] = (subject, spec, on)


def draw_spec(choose: Choose) -> Spec:
    what, level, quantity, nth = (choose.index(n) for n in (8, 3, 4, 16))
    return what, level, quantity, nth, choose.pick(SHARES), choose.pick(MERITS)


def entries(choose: Choose, bureau: Bureau, book: Book, most: int) -> None:
    for _ in range(most // 4 + choose.index(most)):
        who, on = choose.index(24), choose.pick(days_of(bureau.year))
        # the first two subjects get most of the entries, so that caps are reached
        subject = bureau.subjects[who % 2 if who < 12 else who % len(bureau.subjects)]
        enter(bureau, book, subject, draw_spec(choose), on)


def even_out(choose: Choose, bureau: Bureau, book: Book) -> None:
    """Twins share their entries; and a bonus with the deduction that undoes it changes no score."""
    specs = list(bureau.specs.values())
    for twin, other in bureau.twins.items():
        for subject, spec, on in specs:
            if subject == other:
                enter(bureau, book, twin, spec, on)
        on = choose.pick(days_of(bureau.year))
        places = {item["id"]: n for n, item in enumerate(bureau.edition(on).items)}
        if "K1" in places and "X3" in places and choose.chance():
            gain, loss = (bureau.edition(on).items[places[name]] for name in ("K1", "X3"))
            for quantity in range(1, 10):
                times = quantity * gain["points"] / loss["points"] if loss["points"] else Decimal(0)
                if times and times % 1 == 0:
                    enter(bureau, book, twin, (places["K1"], 0, quantity, 0, "", ""), on)
                    enter(bureau, book, twin, (places["X3"], 0, int(times), 0, "", ""), on)
                    break


def losses(choose: Choose, bureau: Bureau, book: Book) -> None:
    steps = {row["indicator_id"]: Decimal(row["step"]) for row in bureau.plan}
    for name in choose.some(sorted(steps), 6):
        points = steps[name] * (1 + choose.index(60))
        on = choose.pick(days_of(bureau.year)).isoformat()
        row = dict(ref=bureau.ref("l"), indicator_id=name, points=str(points), effective_on=on)
        book["losses"].append(row | {"reason": "失分"})
        bureau.standing.append(row["ref"])


def reverse(choose: Choose, bureau: Bureau, book: Book) -> None:
    """Reversals, and corrections: a reversal with an entry of another level or quantity."""
    if not bureau.standing:
        return
    for ref in choose.distinct(bureau.standing, 3):
        if ref in bureau.specs and choose.chance():
            subject, (what, level, quantity, nth, *rest), on = bureau.specs[ref]
            changed = (what, (level + 1) % 3, (quantity + 1) % 4, nth + 1, *rest)
            enter(bureau, book, subject, changed, on)
        bureau.standing.remove(ref)
        row = dict(ref=bureau.ref("v"), entry_ref=ref, reason="annulled", ground="重复")
        book["reversals"].append(row)


def restrict(choose: Choose, bureau: Bureau, book: Book) -> None:
    days = [date(bureau.year - 1, 11, 5), *days_of(bureau.year)]
    for _ in range(choose.index(5)):
        subject = choose.pick(bureau.subjects)
        on, until = choose.pick(days), choose.pick([None, None, *days])
        ends = max(on, until).isoformat() if until else ""
        row = dict(
            ref=bureau.ref("k"), subject=subject, restriction=choose.pick(["V1", "V2", "V3"])
        )
        row |= {"effective_on": on.isoformat(), "until": ends}
        if "V4" in bureau.edition(on).rules and choose.chance():
            row["restriction"] = "V4"
        book["restrictions"].append(row)
        bureau.restrictions.append(row)
    if not bureau.restrictions:
        return
    for _ in range(choose.index(4)):
        row = choose.pick(bureau.restrictions)
        on = max(choose.pick(days), date.fromisoformat(row["effective_on"]))
        lift = dict(ref=bureau.ref("f"), restriction_ref=row["ref"], effective_on=on.isoformat())
        book["lifts"].append(lift | {"how": choose.pick(["lifted", "rescinded"])})


def new_book() -> Book:
    names = ("units", "officers", "postings", "indicators", "reviews", "entries", "losses")
    return {name: [] for name in (*names, "reversals", "restrictions", "lifts")}


def first_book(choose: Choose, bureau: Bureau) -> Book:
    book = new_book()
    register(choose, bureau, book)
    plan(choose, bureau, book)
    reviews(choose, bureau, book)
    marks_again(choose, bureau, book)
    entries(choose, bureau, book, 24)
    even_out(choose, bureau, book)
    losses(choose, bureau, book)
    reverse(choose, bureau, book)
    restrict(choose, bureau, book)
    return book


def second_book(choose: Choose, bureau: Bureau) -> Book:
    """What became known later, for days already past."""
    book = new_book()
    book["postings"] += [row for rows in bureau.late for row in rows]
    revise_plan(choose, bureau, book)
    marks_again(choose, bureau, book)
    entries(choose, bureau, book, 6)
    losses(choose, bureau, book)
    reverse(choose, bureau, book)
    restrict(choose, bureau, book)
    return book


def draw_case(choose: Choose) -> Case:
    """A bureau-year in two to four steps, and a candidate rulebook to rehearse with."""
    year = choose.pick(YEARS)
    bureau = Bureau(year)
    order = choose.pick(["1b", "12b", "12bc", "1b2c", "1bc"])
    starts = [date(year - 1, 7, 1), date(year, 1, 1), date(year, 3, 1)]
    drafted = {"1": draw_edition(choose, 1, choose.pick(starts))}
    if "2" in order:
        drafted["2"] = draw_edition(choose, 2, choose.pick([date(year, 5, 20), date(year, 7, 1)]))
    steps: list[Step] = []
    for step in order:
        if step in drafted:
            bureau.known.append(drafted[step])
            steps.append(drafted[step].text)
        else:
            steps.append((first_book if step == "b" else second_book)(choose, bureau))
    candidate = draw_edition(choose, len(drafted) + 1, date(year, 1, 1))
    return Case(year, tuple(steps), candidate.text)


@st.composite
def cases(draw: DrawFn) -> Case:
    return draw_case(Choose.drawing(draw))


def seeded_case(seed: int) -> Case:
    """Always the same case of the same kind, many times faster than drawing one."""
    return draw_case(Choose.seeded(seed))

"""Hypothesis strategies for small, nasty bureau-years as workbook rows and rulebook editions."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.laws.histories_registers import Bureau, days_of, index, plan, register, revise_plan
from tests.laws.histories_rulebooks import Draft, editions, pick
from tests.laws.oracle_book import Book, Case, Step, positions, to_history

__all__ = ["EXAMPLES", "LONG", "Case", "cases", "days_of", "positions", "to_history"]

LONG = os.environ.get("MERIT_LONG") == "1"
EXAMPLES = 1500 if LONG else 100

YEARS = [2023, 2024, 2025]
MARKS = ["100", "95", "93.33", "92", "90", "90", "88.5", "85", "85", "78", "61", "59.9995", "40"]
SHARES = ["", "", "", "", "1/2", "1/3", "2/3", "70/100"]
MERITS = ["", "", "m0", "m0", "m1"]
# what, level, quantity, place in the range, share, merit
Spec = tuple[int, int, int, int, str, str]
# series, period, score, effective_on
Given = tuple[str, str, str, date]
ENTRY: st.SearchStrategy[Spec] = st.tuples(
    *map(index, (8, 3, 4, 16)), st.sampled_from(SHARES), st.sampled_from(MERITS)
)


def mark(bureau: Bureau, book: Book, subject: str, given: Given) -> None:
    series, period, score, on = given
    cells = dict(ref=bureau.ref("r"), subject=subject, series=series, period=period)
    book["reviews"].append(cells | {"score": score, "effective_on": on.isoformat()})


def draw_marks(draw: DrawFn, year: int) -> list[Given]:
    """The marks of one officer, some of them missing."""
    given: list[Given] = []
    there = draw(index(64)) | draw(index(64))
    for quarter, month in enumerate((3, 6, 9, 12), start=1):
        if there >> quarter & 1:
            on = date(year, month, 5)
            given.append(("regular_review", f"{year}Q{quarter}", pick(draw, MARKS), on))
    for series, bit in (("leader_evaluation", 0), ("peer_evaluation", 5)):
        if there >> bit & 1:
            given.append((series, f"{year}", pick(draw, MARKS), pick(draw, days_of(year))))
    return given


def vary(draw: DrawFn, given: list[Given]) -> list[Given]:
    """A twin's marks: the same, without the peers', or two quarters levelled to their mean."""
    how = pick(draw, ["same", "same", "no peers", "level"])
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


def reviews(draw: DrawFn, bureau: Bureau, book: Book) -> None:
    given: dict[str, list[Given]] = {}
    for subject in bureau.subjects:
        if subject in bureau.twins:
            given[subject] = vary(draw, given[bureau.twins[subject]])
        elif subject.startswith("officer:"):
            given[subject] = draw_marks(draw, bureau.year)
        elif draw(st.booleans()):
            on = pick(draw, days_of(bureau.year))
            given[subject] = [("local_evaluation", f"{bureau.year}", pick(draw, MARKS), on)]
        for one in given.get(subject, []):
            mark(bureau, book, subject, one)


def marks_again(draw: DrawFn, bureau: Bureau, book: Book) -> None:
    """Second marks for one period, and second periods of one day."""
    for subject in draw(st.lists(st.sampled_from(bureau.subjects[:4]), max_size=3)):
        if subject.startswith("officer:"):
            series, period = pick(draw, ["regular_review", "leader_evaluation"]), bureau.year
            name = f"{period}Q2" if series == "regular_review" else f"{period}H2"
            on = pick(draw, days_of(bureau.year))
            mark(bureau, book, subject, (series, name, pick(draw, MARKS), on))


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


def entries(draw: DrawFn, bureau: Bureau, book: Book, most: int) -> None:
    drawn = st.tuples(index(24), ENTRY, st.sampled_from(days_of(bureau.year)))
    for who, spec, on in draw(st.lists(drawn, min_size=most // 4, max_size=most)):
        # the first two subjects get most of the entries, so that caps are reached
        subject = bureau.subjects[who % 2 if who < 12 else who % len(bureau.subjects)]
        enter(bureau, book, subject, spec, on)


def even_out(draw: DrawFn, bureau: Bureau, book: Book) -> None:
    """Twins share their entries; and a bonus with the deduction that undoes it changes no score."""
    specs = list(bureau.specs.values())
    for twin, other in bureau.twins.items():
        for subject, spec, on in specs:
            if subject == other:
                enter(bureau, book, twin, spec, on)
        on = pick(draw, days_of(bureau.year))
        places = {item["id"]: n for n, item in enumerate(bureau.edition(on).items)}
        if "K1" in places and "X3" in places and draw(st.booleans()):
            gain, loss = (bureau.edition(on).items[places[name]] for name in ("K1", "X3"))
            for quantity in range(1, 10):
                times = quantity * gain["points"] / loss["points"] if loss["points"] else Decimal(0)
                if times and times % 1 == 0:
                    enter(bureau, book, twin, (places["K1"], 0, quantity, 0, "", ""), on)
                    enter(bureau, book, twin, (places["X3"], 0, int(times), 0, "", ""), on)
                    break


def losses(draw: DrawFn, bureau: Bureau, book: Book) -> None:
    steps = {row["indicator_id"]: Decimal(row["step"]) for row in bureau.plan}
    for name in draw(st.lists(st.sampled_from(sorted(steps)), max_size=6)) if steps else []:
        points = steps[name] * draw(st.integers(1, 60))
        on = pick(draw, days_of(bureau.year)).isoformat()
        row = dict(ref=bureau.ref("l"), indicator_id=name, points=str(points), effective_on=on)
        book["losses"].append(row | {"reason": "失分"})
        bureau.standing.append(row["ref"])


def reverse(draw: DrawFn, bureau: Bureau, book: Book) -> None:
    """Reversals, and corrections: a reversal with an entry of another level or quantity."""
    if not bureau.standing:
        return
    for ref in draw(st.lists(st.sampled_from(sorted(bureau.standing)), max_size=3, unique=True)):
        if ref in bureau.specs and draw(st.booleans()):
            subject, (what, level, quantity, nth, *rest), on = bureau.specs[ref]
            changed = (what, (level + 1) % 3, (quantity + 1) % 4, nth + 1, *rest)
            enter(bureau, book, subject, changed, on)
        bureau.standing.remove(ref)
        row = dict(ref=bureau.ref("v"), entry_ref=ref, reason="annulled", ground="重复")
        book["reversals"].append(row)


def restrict(draw: DrawFn, bureau: Bureau, book: Book) -> None:
    days = [date(bureau.year - 1, 11, 5), *days_of(bureau.year)]
    for _ in range(draw(index(5))):
        subject = pick(draw, bureau.subjects)
        on, until = pick(draw, days), pick(draw, [None, None, *days])
        ends = max(on, until).isoformat() if until else ""
        row = dict(ref=bureau.ref("k"), subject=subject, restriction=pick(draw, ["V1", "V2", "V3"]))
        row |= {"effective_on": on.isoformat(), "until": ends}
        if "V4" in bureau.edition(on).rules and draw(st.booleans()):
            row["restriction"] = "V4"
        book["restrictions"].append(row)
        bureau.restrictions.append(row)
    if not bureau.restrictions:
        return
    for _ in range(draw(index(4))):
        row = pick(draw, bureau.restrictions)
        on = max(pick(draw, days), date.fromisoformat(row["effective_on"]))
        lift = dict(ref=bureau.ref("f"), restriction_ref=row["ref"], effective_on=on.isoformat())
        book["lifts"].append(lift | {"how": pick(draw, ["lifted", "rescinded"])})


def new_book() -> Book:
    names = ("units", "officers", "postings", "indicators", "reviews", "entries", "losses")
    return {name: [] for name in (*names, "reversals", "restrictions", "lifts")}


def first_book(draw: DrawFn, bureau: Bureau) -> Book:
    book = new_book()
    register(draw, bureau, book)
    plan(draw, bureau, book)
    reviews(draw, bureau, book)
    marks_again(draw, bureau, book)
    entries(draw, bureau, book, 24)
    even_out(draw, bureau, book)
    losses(draw, bureau, book)
    reverse(draw, bureau, book)
    restrict(draw, bureau, book)
    return book


def second_book(draw: DrawFn, bureau: Bureau) -> Book:
    """What became known later, for days already past."""
    book = new_book()
    book["postings"] += [row for rows in bureau.late for row in rows]
    revise_plan(draw, bureau, book)
    marks_again(draw, bureau, book)
    entries(draw, bureau, book, 6)
    losses(draw, bureau, book)
    reverse(draw, bureau, book)
    restrict(draw, bureau, book)
    return book


@st.composite
def cases(draw: DrawFn) -> Case:
    """A bureau-year in two to four steps, and a candidate rulebook to rehearse with."""
    year = pick(draw, YEARS)
    bureau = Bureau(year)
    order = pick(draw, ["1b", "12b", "12bc", "1b2c", "1bc"])
    starts = [date(year - 1, 7, 1), date(year, 1, 1), date(year, 3, 1)]
    drafted = {"1": draw(editions(1, pick(draw, starts)))}
    if "2" in order:
        drafted["2"] = draw(editions(2, pick(draw, [date(year, 5, 20), date(year, 7, 1)])))
    steps: list[Step] = []
    for step in order:
        if step in drafted:
            bureau.known.append(drafted[step])
            steps.append(drafted[step].text)
        else:
            steps.append((first_book if step == "b" else second_book)(draw, bureau))
    candidate = draw(editions(len(drafted) + 1, date(year, 1, 1)))
    return Case(year, tuple(steps), candidate.text)

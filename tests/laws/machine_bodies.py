"""What might somebody post next, who knows the registers and the rules?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.laws.histories import MARKS, MERITS, SHARES, days_of
from tests.laws.histories_choice import Choose
from tests.laws.histories_registers import Bureau, plan, register
from tests.laws.histories_rulebooks import LEVELS, Draft
from tests.laws.machine_book import BUREAU, Body, Expected, Lines
from tests.laws.machine_folds import PATHS
from tests.laws.oracle_book import Book
from tests.laws.oracle_facts import Loss

SERIES: Final = ("regular_review", "leader_evaluation", "peer_evaluation", "local_evaluation")
REASONS: Final = {"reason": "登记有误", "ground": "复核决定"}
MINUTES: Final = {"minutes": "考评委1号", "decided_on": "2026-01-09"}
GRADES: Final = ("competent", "basically_competent", "incompetent", "ungraded")
WAY: Final = ("open", "freeze", "publish", "close", "restate")
ACTS: Final[dict[str, Body]] = {
    "open": {},
    "freeze": {},
    "publish": {},
    "close": {"waived": "公示无异议"},
    "restate": {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"},
}
PARTS: Final = {1: ["1/1"], 2: ["2/3 1/3", "1/7 6/7"], 3: ["1/2 1/3 1/6", "3/7 3/7 1/7"]}
"""By how many carry an indicator, what its plan may share out among them."""
Request = tuple[str, Body]


def registers(choose: Choose, year: int) -> Book:
    """A workbook of units, officers, postings and plans alone."""
    book: Book = {name: [] for name in ("units", "officers", "postings", "indicators")}
    bureau = Bureau(year)
    register(choose, bureau, book)
    plan(choose, bureau, book)
    return book


def a_day(choose: Choose, book: Expected) -> date:
    """Mostly of the year itself, now and then of the next."""
    return choose.pick(days_of(book.year + (choose.index(4) == 3)))


def a_subject(choose: Choose, book: Expected, year: int) -> str:
    posted = [f"officer:{o}" for o in book.officers if book.posted(o, year)]
    return choose.pick([*posted[:3], *posted, *(f"unit:{u}" for u in book.units[:2])])


def worth(choose: Choose, item: Draft) -> Body:
    """How much of the item: its level, its points in the range, or how many."""
    if "range" in item:
        low, high = item["range"]
        steps = int((high - low) / item["step"]) + 1
        return {"points": str(low + choose.index(steps) * item["step"])}
    level = choose.pick(list(item["levels"])) if "levels" in item else None
    return {"level": level, "quantity": choose.pick([None, 1, 2, 3])}


def an_item(choose: Choose, book: Expected, on: date) -> Body:
    item = choose.pick(book.edition(on).items)
    said = {"item": item["id"], "kind": item["kind"], **worth(choose, item)}
    return said | {"share": choose.pick(SHARES) or None, "merit": choose.pick(MERITS) or None}


def an_entry(choose: Choose, book: Expected) -> Request:
    on = a_day(choose, book)
    said = an_item(choose, book, on)
    path = PATHS[said.pop("kind")]
    about = {"subject": a_subject(choose, book, on.year), "effective_on": on.isoformat()}
    return path, {"bureau": BUREAU, **about, **said}


def a_loss(choose: Choose, book: Expected) -> Request | None:
    """On an indicator of the plan of the year that takes it."""
    on = a_day(choose, book)
    plans = book.plans.get(book.account_year(on), {})
    steps = {row["indicator"]: row["step"] for lines in plans.values() for row in lines}
    if not steps:
        return None
    indicator = choose.pick(sorted(steps))
    points = f"{Decimal(steps[indicator]) * (1 + choose.index(60)):f}"
    return "/losses", {"indicator": indicator, "points": points, "effective_on": on.isoformat()}


def a_correction(choose: Choose, book: Expected) -> Request:
    ref = choose.pick(book.standing)
    fact = book.entries[ref].fact
    said: Body
    if isinstance(fact, Loss):
        said = {"points": str(1 + choose.index(30))}
    else:
        said = an_item(choose, book, fact.effective_on)
    return "/corrections", {"entry": ref, **REASONS, "replacement": said}


def a_mark(choose: Choose, book: Expected) -> Request:
    on = a_day(choose, book)
    series, quarter = choose.pick(SERIES), (on.month + 2) // 3
    period = f"{on.year}Q{quarter}" if series == "regular_review" else f"{on.year}"
    said = {"year": on.year, "subject": a_subject(choose, book, on.year), "series": series}
    said |= {"period": period, "score": choose.pick(MARKS), "effective_on": on.isoformat()}
    return "/reviews", said


def a_posting(choose: Choose, officer: str, start: date, book: Expected) -> Body:
    unit, level = choose.pick(book.units), choose.pick(["head", *LEVELS])
    return {"officer": officer, "unit": unit, "post_level": level, "from": start.isoformat()}


def a_transfer(choose: Choose, book: Expected) -> list[Request]:
    """Out of one post and into another on a day, told afterwards."""
    running = [(key, level) for key, (level, until) in book.postings.items() if until is None]
    if not running:
        return []
    (officer, unit, start), level = choose.pick(running)
    on = choose.pick(days_of(book.year)[1:])
    if on <= start:
        return []
    old = {"officer": officer, "unit": unit, "post_level": level, "from": start.isoformat()}
    out = ("/postings", {**old, "until": on.isoformat()})
    return [out, ("/postings", a_posting(choose, officer, on, book))]


def a_plan(choose: Choose, book: Expected) -> Request | None:
    """Two bases of a unit change places, or an indicator is shared out among all its carriers."""
    plans = book.plans.get(book.year, {})
    if choose.chance():
        return shared_out(choose, plans, book.year)
    several = sorted(unit for unit, lines in plans.items() if len(lines) > 1)
    if not several:
        return None
    unit = choose.pick(several)
    first, second, *rest = plans[unit]
    changed = [first | {"base": second["base"]}, second | {"base": first["base"]}, *rest]
    return "/indicators", {"year": book.year, "plans": [{"unit": unit, "indicators": changed}]}


def shared_out(choose: Choose, plans: dict[str, Lines], year: int) -> Request | None:
    """All who carry an indicator get shares of it, or lose them."""
    indicators = sorted({line["indicator"] for lines in plans.values() for line in lines})
    if not indicators:
        return None
    chosen = choose.pick(indicators)
    carriers = [u for u in sorted(plans) if chosen in [x["indicator"] for x in plans[u]]]
    given = choose.pick([*PARTS[len(carriers)], ""]).split()
    shares = dict(zip(carriers, given, strict=False))
    changed = [
        {"unit": unit, "indicators": [_shared(x, chosen, shares.get(unit)) for x in plans[unit]]}
        for unit in carriers
    ]
    return "/indicators", {"year": year, "plans": changed}


def _shared(line: dict[str, str], chosen: str, share: str | None) -> dict[str, str]:
    if line["indicator"] != chosen:
        return line
    bare = {name: said for name, said in line.items() if name != "share"}
    return bare | ({"share": share} if share else {})


def a_restriction(choose: Choose, book: Expected) -> Request:
    on = a_day(choose, book)
    until = choose.pick([None, None, *(day for day in days_of(book.year) if day >= on)])
    subject = a_subject(choose, book, on.year)
    said: Body = {"subject": subject, "rule": choose.pick(book.edition(on).rules)}
    said |= {"effective_on": on.isoformat(), "until": until.isoformat() if until else None}
    return "/restrictions", said


def an_end(choose: Choose, book: Expected) -> Request | None:
    if not book.restrictions:
        return None
    subject = choose.pick(sorted(book.restrictions))
    said: dict[str, Any] = {"subject": subject, "how": choose.pick(["lifted", "rescinded"])}
    number = 1 + choose.index(book.restrictions[subject])
    on = a_day(choose, book).isoformat()
    return "/restrictions/ends", {**said, "number": number, "effective_on": on}


def a_decision(choose: Choose, book: Expected) -> Request | None:
    """Of the committee, on an order or on one grade."""
    year = book.year + choose.index(2)
    posted = [officer for officer in book.officers if book.posted(officer, year)]
    path = f"/years/{BUREAU}/{year}"
    order = choose.distinct(posted, 4)
    if len(order) > 1:
        return f"{path}/ties", {**MINUTES, "order": order}
    if not posted:
        return None
    said = {"officer": choose.pick(posted), "grade": choose.pick(GRADES), "reason": "裁定"}
    return f"{path}/grades", {**MINUTES, **said}


def out_of_turn(act: str, stages: list[str]) -> str | None:
    """The code of the refusal, if the act's turn is not now."""
    done = {"open": "opened", "freeze": "frozen", "publish": "published", "close": "closed"}
    before = {"publish": "freeze", "close": "publish", "restate": "close"}
    if act == "open" and ("open" in stages or "freeze" in stages):
        return "year-already-opened"
    if act in done and act in stages:
        return f"year-already-{done[act]}"
    if act in before and before[act] not in stages:
        return f"year-not-{done[before[act]]}"
    return None

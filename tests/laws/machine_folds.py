"""Which facts does a granted request bring forth, in their order?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from tests.laws.machine_book import Body, Expected, Lines, Made, day
from tests.laws.oracle_facts import (
    Edition,
    Entry,
    GradeDecision,
    Lift,
    Loss,
    Mark,
    Officer,
    PlanRow,
    Posting,
    Restriction,
    Reversal,
    TieDecision,
    Withdrawal,
    YearClosed,
    YearOpened,
    exact,
    load_rules,
)

KINDS: Final = {
    "/bonuses": "bonus",
    "/deductions": "deduction",
    "/commendations": "commendation",
    "/reprimands": "reprimand",
}
PATHS: Final = {kind: path for path, kind in KINDS.items()}
Told = Mapping[str, Any]
Folding = Callable[[Expected, Body, Told], list[list[Made]]]
"""One list a fact of the service; the oracle has no fact for some, and several for a plan."""


def grant(book: Expected, path: str, body: Body, told: Told) -> None:
    """Take in a receipt, after a look at whether it says what it must."""
    facts = (FOLDS.get(path) or _act(path))(book, body, told)
    assert told["facts"] == len(facts), (path, body, told)
    assert told["position"] == book.head + len(facts), (path, body, told, book.head)
    refs = [made["ref"] for rows in facts for kind, made in rows if kind in (Entry, Loss)]
    assert told["entries"] == refs, (told, refs)
    for rows in facts:
        book.head += 1
        for kind, fields in rows:
            book.append(kind(position=book.head, **fields))


def entry_fields(body: Body, kind: str, year: int, carried_from: int | None) -> Body:
    number = {name: exact(body[name]) for name in ("points", "share") if body.get(name)}
    on = day(body["effective_on"])
    said = {name: body.get(name) for name in ("level", "merit")}
    return {
        **{"subject": body["subject"], "kind": kind, "item": body["item"], "effective_on": on},
        **{"year": year, "quantity": body.get("quantity") or 1, **number, **said},
        **{"carried_from": carried_from},
    }


def _entered(path: str) -> Folding:
    def fold(book: Expected, body: Body, told: Told) -> list[list[Made]]:
        on = day(body["effective_on"])
        year = book.account_year(on)
        fields = entry_fields(body, KINDS[path], year, None if year == on.year else on.year)
        return [[book.enter(body["subject"], Entry, fields)]]

    return fold


def _loss(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    on = day(body["effective_on"])
    year = book.account_year(on)
    fields = {"year": year, "indicator": body["indicator"], "points": exact(body["points"])}
    fields |= {"effective_on": on, "carried_from": None if year == on.year else on.year}
    owner = book.owner(year, body["indicator"])
    return [[book.enter(f"unit:{owner}", Loss, fields)]]


def _reversal(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    return [[(Reversal, {"ref": body["entry"]})]]


def _correction(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    old, said = book.entries[body["entry"]], body["replacement"]
    year, subject = old.account
    if isinstance(old.fact, Loss):
        fields = {name: getattr(old.fact, name) for name in ("indicator", "effective_on")}
        fields |= {"points": exact(said["points"])}
        new = book.enter(
            subject,
            Loss,
            fields | {"year": year, "carried_from": old.fact.carried_from},
            body["entry"],
        )
    else:
        on = {"effective_on": old.fact.effective_on.isoformat(), "subject": subject}
        fields = entry_fields(said | on, said["kind"], year, old.fact.carried_from)
        new = book.enter(subject, Entry, fields, body["entry"])
    return [[(Reversal, {"ref": body["entry"]})], [new]]


def _mark(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    named = {name: body[name] for name in ("year", "subject", "series", "period")}
    on = day(body["effective_on"])
    return [[(Mark, named | {"score": exact(body["score"]), "effective_on": on})]]


def _officer(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    return [[(Officer, {"officer": body["officer"]})]]


def _posting(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    start, until = day(body["from"]), day(body["until"]) if body.get("until") else None
    key, said = (body["officer"], body["unit"], start), (body["post_level"], until)
    if book.postings.get(key) == said:
        return []
    book.postings[key] = said
    fields = dict(officer=key[0], unit=key[1], post_level=said[0], start=start, until=until)
    return [[(Posting, fields)]]


def plan_rows(year: int, unit: str, lines: Lines) -> list[Made]:
    return [
        (
            PlanRow,
            {"year": year, "unit": unit, "base": exact(line["base"])}
            | {name: line[name] for name in ("indicator", "role")}
            | ({"share": Fraction(line["share"])} if line.get("share") else {}),
        )
        for line in lines
    ]


def _plans(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    of_year = book.plans.setdefault(body["year"], {})
    new = {p["unit"]: p["indicators"] for p in body["plans"]}
    changed = {unit: lines for unit, lines in new.items() if of_year.get(unit) != lines}
    of_year.update(changed)
    return [plan_rows(body["year"], unit, lines) for unit, lines in changed.items()]


def _restriction(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    subject = body["subject"]
    book.restrictions[subject] += 1
    ref = f"{subject}#{book.restrictions[subject]}"
    until = day(body["until"]) if body.get("until") else None
    fields = dict(subject=subject, rule=body["rule"], effective_on=day(body["effective_on"]))
    return [[(Restriction, {"ref": ref, "until": until, **fields})]]


def _end(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    ref, on = f"{body['subject']}#{body['number']}", day(body["effective_on"])
    return [[(Lift, {"restriction": ref, "how": body["how"], "effective_on": on})]]


def _edition(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    return [[(Edition, {"rules": load_rules(body["document"])})]]


def _withdrawal(book: Expected, body: Body, told: Told) -> list[list[Made]]:
    book.withdrawn.add(body["version"])
    return [[(Withdrawal, {"version": body["version"]})]]


def _act(path: str) -> Folding:
    """An act of a year: its path says which."""
    _, _, _, of, act = path.split("/")
    year = int(of)

    def fold(book: Expected, body: Body, told: Told) -> list[list[Made]]:
        if act == "ties":
            return [[(TieDecision, {"year": year, "order": tuple(body["order"])})]]
        if act == "grades":
            said = {name: body[name] for name in ("officer", "grade")}
            return [[(GradeDecision, {"year": year, **said})]]
        book.stages.setdefault(year, []).append(act)
        if act == "open":
            return [[(YearOpened, {"year": year})], *_plans_carried(book, year)]
        book.taken[year, act] = _position_taken(book, year, act, body)
        return _closing(book, year) if act == "close" else [[]]

    return fold


def _position_taken(book: Expected, year: int, act: str, body: Body) -> int:
    default = book.taken[year, "freeze"] if act == "publish" else book.head
    return int(body.get("position", default))


def _plans_carried(book: Expected, year: int) -> list[list[Made]]:
    if book.plans.get(year) or not book.plans.get(year - 1):
        return []
    book.plans[year] = dict(book.plans[year - 1])
    return [plan_rows(year, unit, lines) for unit, lines in book.plans[year].items()]


def _closing(book: Expected, year: int) -> list[list[Made]]:
    """The close, then each entry that its run leaves out: annulled and entered anew, in order."""
    carried = book.carried(year, book.taken[year, "close"])
    in_order = sorted(
        carried,
        key=lambda ref: (isinstance((f := book.entries[ref].fact), Loss), f.position),
    )
    facts: list[list[Made]] = [[(YearClosed, {"year": year})]]
    for ref in in_order:
        old = book.entries[ref]
        fact, subject = old.fact, old.account[1]
        into = book.account_year(date(year, 12, 31))
        if isinstance(fact, Loss):
            subject = f"unit:{book.owner(into, fact.indicator) or subject[5:]}"
        fields = {name: value for name, value in vars(fact).items() if name not in _ITS_OWN}
        since = fact.carried_from or fact.effective_on.year
        new = book.enter(subject, type(fact), {**fields, "year": into, "carried_from": since}, ref)
        facts += [[(Reversal, {"ref": ref})], [new]]
    return facts


_ITS_OWN: Final = {"position", "ref", "year", "carried_from"}
FOLDS: Final[dict[str, Folding]] = {
    **{path: _entered(path) for path in KINDS},
    "/losses": _loss,
    "/reversals": _reversal,
    "/corrections": _correction,
    "/reviews": _mark,
    "/officers": _officer,
    "/postings": _posting,
    "/indicators": _plans,
    "/restrictions": _restriction,
    "/restrictions/ends": _end,
    "/rulebooks": _edition,
    "/rulebooks/withdrawals": _withdrawal,
}

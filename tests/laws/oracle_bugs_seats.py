"""Planted bugs of ranks, bands and grades."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.laws.oracle import Oracle
from tests.laws.oracle_bugs import plant
from tests.laws.oracle_facts import Rules, exact
from tests.laws.oracle_ranks import Row

# --- order and ranks


def dense(self: Oracle, ranked: list[Row]) -> None:
    for rank, tied in enumerate(self.tie_classes(ranked), start=1):
        for row in tied:
            row.rank = rank


def by_id(self: Oracle, rows: list[Row]) -> list[list[Row]]:
    """Ties broken by id: every class has one member."""
    classes = Oracle.tie_classes(self, rows)
    return [[row] for tied in classes for row in sorted(tied, key=lambda row: row.officer)]


def keyed(change: Callable[[bool, Fraction, str], tuple[Any, Any]]) -> Any:
    def key_of(self: Oracle, row: Row, key: str) -> tuple[Any, Any]:
        return change(*Oracle.key_of(self, row, key), key)

    return key_of


def signless(present: bool, value: Fraction, key: str) -> tuple[bool, Fraction]:
    return present, abs(value) if key == "deduction" else value


def order_without(name: str) -> Any:
    def order_key(self: Oracle, row: Row) -> Any:
        ties = [key for key in self.rules["tie_break"] if key != name]
        return row.score, *(self.key_of(row, key) for key in ties)

    return order_key


def counting(above: Callable[[Fraction, Fraction], bool]) -> Any:
    def good_quarters(self: Oracle, officer: str) -> int:
        marks = self.marks.get((f"officer:{officer}", "regular_review"), [])
        return sum(above(mark.score, exact(self.rules["good_quarter"])) for mark in marks)

    return good_quarters


plant("dense ranks", rank=dense)
plant("ties by id", tie_classes=by_id)
plant("a missing component is highest", key_of=keyed(lambda has, value, key: (not has, value)))
plant("more taken is better", key_of=keyed(signless))
plant("tie keys ascending", key_of=keyed(lambda has, value, key: (has, -value)))
plant("ties by score alone", order_key=lambda self, row: (row.score,))
for tie_key in ("bonus", "deduction", "good_quarters", "org_link"):
    plant(f"the tie key {tie_key} is forgotten", order_key=order_without(tie_key))
plant("good quarters are above the mark", good_quarters=counting(lambda x, least: x > least))
plant("all quarters are good", good_quarters=counting(lambda x, least: True))

# --- bands


def rounded_seats(self: Oracle, n: int, through: object) -> int:
    return int(n * exact(through) + Fraction(1, 2))


def with_bands(before: Callable[[list[Row]], None]) -> Any:
    def seat_bands(self: Oracle, members: list[Row]) -> dict[str, int]:
        before(members)
        return Oracle.seat_bands(self, members)

    return seat_bands


def conditional_first(self: Oracle, members: list[Row]) -> dict[str, int]:
    """Those under the condition hold no seat: others are seated in their stead."""
    below = [band for band in self.rules["bands"] if "below" in band]
    under = [
        row
        for row in members
        if row.is_ranked and any((row.score or 0) < exact(band["below"]) for band in below)
    ]
    seats = Oracle.seat_bands(self, [row for row in members if row not in under])
    self.conditional_bands(under)
    return seats


def inclusive_condition(self: Oracle, ranked: list[Row]) -> None:
    for band in self.rules["bands"]:
        for row in ranked:
            if "below" in band and row.score is not None and row.score <= exact(band["below"]):
                row.band = int(band["band"])


def filling(barred: str = "pass", straddle: str = "stop") -> Any:
    """Filling in which the barred hold or stop seats, or in which a tie does not stop it."""

    def fill(
        self: Oracle, rows: list[Row], seats: int, may_enter: Callable[[Row], bool]
    ) -> list[Row]:
        seated: list[Row] = []
        used = 0
        for tied in self.tie_classes(rows):
            able = [row for row in tied if may_enter(row)]
            if barred == "stop" and not able:
                break
            size = len(tied) if barred in ("hold", "class") else len(able)
            if size > seats - used:
                if straddle == "stop":
                    entering = self.across(able, seats - used) if seats > used else []
                    return seated + entering
                continue
            seated += able
            used += size if barred == "hold" else len(able)
        return seated

    return fill


def flipped(self: Oracle, tied: list[Row], room: int) -> list[Row]:
    return [] if self.rules["unresolved_tie"] == "all_enter" else tied


def some(self: Oracle, tied: list[Row], room: int) -> list[Row]:
    return tied[:room]


def none_deferred(members: list[Row]) -> None:
    for row in members:
        row.unranked += ["deferred"] if row.deferred else []


plant("seats rounded half up", seats_through=rounded_seats)
plant("the deferred keep no seat", kept_back=lambda self, members: 0)
plant("a deferred keeps two seats", kept_back=lambda s, members: 2 * Oracle.kept_back(s, members))
plant("the deferred do not count in n", seat_bands=with_bands(none_deferred))
plant("max_band is ignored", allowed=lambda self, row, band: True)
plant("max_band is the worst band", allowed=lambda self, row, band: row.max_band < band)
plant("conditional bands first", seat_bands=conditional_first)
plant("no conditional band", conditional_bands=lambda self, ranked: None)
plant("a condition takes its own bound", conditional_bands=inclusive_condition)
plant("the barred hold seats", fill=filling(barred="hold"))
plant("the barred stop the filling", fill=filling(barred="stop"))
plant("the barred belong to a tie class", fill=filling(barred="class"))
plant("a tie does not stop the filling", fill=filling(straddle="go on"))
plant("unresolved ties the other way", across=flipped)
plant("unresolved ties by id", across=some)
plant("nobody tied enters", across=lambda self, tied, room: [])

# --- grades


def sharing(
    pooled: bool = True, remainder: Callable[[int, Fraction, int], Any] | None = None
) -> Any:
    """Shares without the pool, or with the remainder's seats given out in another order."""

    def excellent_shares(self: Oracle, sizes: dict[str, int], quota: object) -> dict[str, int]:
        shares = {name: self.seats_through(n, quota) for name, n in sizes.items()}
        left = self.seats_through(sum(sizes.values()), quota) - sum(shares.values())
        if remainder is None or not pooled:
            return shares
        places = {name: place for place, name in enumerate(sizes)}
        rests = {name: n * exact(quota) - shares[name] for name, n in sizes.items()}
        order = sorted(sizes, key=lambda g: remainder(places[g], rests[g], sizes[g]))
        return {name: share + (name in order[:left]) for name, share in shares.items()}

    return excellent_shares


def meeting(passes: Callable[[Fraction | None, Fraction], bool]) -> Any:
    def meets(self: Oracle, row: Row, requires: dict[str, Any]) -> bool:
        values = row.components | {"good_quarters": Fraction(row.good_quarters)}
        return all(passes(values.get(name), exact(least)) for name, least in requires.items())

    return meets


def candidate(banded: bool = True, barred: bool = True, better: bool = False) -> Any:
    def is_candidate(self: Oracle, row: Row, grade: Rules) -> bool:
        from_band = int(grade["from_band"])
        in_band = row.band == from_band or (better and (row.band or 9) < from_band)
        is_barred = barred and "excellent" in row.bars
        meets = self.meets(row, grade.get("requires") or {})
        return (in_band or not banded) and not is_barred and meets

    return is_candidate


def kept_from_shares(self: Oracle, members: list[Row], seats: int) -> None:
    Oracle.grade_group(self, members, max(0, seats - self.kept_back(members)))


def deferred_graded(self: Oracle, members: list[Row], seats: int) -> None:
    Oracle.grade_group(self, members, seats)
    for row in members:
        row.grade = "competent" if row.deferred and not row.unranked else row.grade


plant("excellent by floors alone", excellent_shares=sharing())
plant(
    "remainders in rulebook order",
    excellent_shares=sharing(remainder=lambda place, rest, n: place),
)
plant(
    "a tied remainder goes to the smaller",
    excellent_shares=sharing(remainder=lambda place, rest, n: (-rest, n, place)),
)
plant(
    "a tied remainder goes by rulebook order",
    excellent_shares=sharing(remainder=lambda place, rest, n: (-rest, place)),
)
plant(
    "a tied remainder goes to the last",
    excellent_shares=sharing(remainder=lambda place, rest, n: (-rest, -n, -place)),
)
plant("requires strictly more", meets=meeting(lambda x, least: x is not None and x > least))
plant("a missing component passes", meets=meeting(lambda x, least: x is None or x >= least))
plant("requires nothing", meets=meeting(lambda x, least: True))
plant("excellent from any band", is_candidate=candidate(banded=False))
plant("excellent from a better band", is_candidate=candidate(better=True))
plant("the barred may be excellent", is_candidate=candidate(barred=False))
plant("seats kept back reduce a share", grade_group=kept_from_shares)
plant("the deferred are competent", grade_group=deferred_graded)

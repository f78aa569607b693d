"""Planted bugs of accounts and unit scores: the oracle with one stage replaced by a likely slip."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.laws.oracle import Oracle
from tests.laws.oracle_accounts import ZERO, Line, find
from tests.laws.oracle_facts import Entry, Loss, PlanRow, exact, half_up
from tests.laws.oracle_scores import Values

BUGS: dict[str, type[Oracle]] = {}


def plant(name: str, **stages: Any) -> None:
    """An oracle with these stages replaced, under the name of the slip."""
    assert name not in BUGS
    assert all(hasattr(Oracle, stage) for stage in stages)
    BUGS[name] = type("Planted", (Oracle,), stages)


def down(value: Fraction, places: int) -> Fraction:
    return Fraction(value * 10**places // 1, 10**places)


# --- §2 and §4.1: in force

plant("as_of is not included", in_time=lambda self, entry: entry.effective_on < self.as_of)
plant("as_of is ignored", in_time=lambda self, entry: True)
plant("reversals are ignored", reversed_refs=frozenset())


def tail_blind(self: Oracle, *args: Any) -> None:
    Oracle.__init__(self, *args)
    self.position = None


plant("position is ignored", __init__=tail_blind)


def newest_at_first(self: Oracle, on: date) -> Any:
    begun = self.candidate or Oracle.edition_on(self, on)
    return self.editions[-1] if on < date(self.year, 3, 1) and not self.candidate else begun


plant("the first edition covers nothing before it", edition_on=newest_at_first)


# --- §4.2: claimed points

plant("points of the as_of edition", entry_edition=lambda self, entry: self.rules)
plant("quantity is ignored", item_points=lambda self, entry, item: one_piece(self, entry, item))
plant(
    "a share is not rounded half up", shared=lambda self, p, s: p if s is None else down(p * s, 4)
)
plant("a share is ignored", shared=lambda self, points, share: points)


def one_piece(self: Oracle, entry: Entry, item: dict[str, Any]) -> Fraction | None:
    worth = Oracle.item_points(self, entry, item)
    return None if worth is None else worth / entry.quantity


def lenient_claim(self: Oracle, entry: Entry) -> Line:
    line = Oracle.claim(self, entry)
    for rules in self.editions:
        item = find(rules["items"], entry.item)
        if line.reason and item is not None:
            line.claimed = line.passing = self.item_points(entry, item) or ZERO
    return line


plant("an item that the edition lacks keeps its points", claim=lenient_claim)

# --- §4.3: take the highest

plant("merit: a tie goes by position", merit_rank=lambda self, n: (-n.claimed, n.entry.position))
plant(
    "merit: a tie goes to the latest",
    merit_rank=lambda self, n: (-n.claimed, -n.order[0].toordinal()),
)
plant("merit: the lowest is taken", merit_rank=lambda self, n: (n.claimed, *n.order))
plant("merit: the first is taken", merit_rank=lambda self, n: n.order)
plant("merit: both signs in one group", merit_group=lambda self, n: n.entry.merit)
plant("merit: by item as well", merit_group=lambda self, n: (n.entry.merit, n.entry.item))
plant("merit: all add up", take_highest=lambda self, lines: None)
plant("merit: no key is a key", take_highest=lambda self, lines: no_key_is_a_key(self, lines))


def no_key_is_a_key(self: Oracle, lines: list[Line]) -> None:
    for sign in (1, -1):
        keyless = [n for n in lines if n.entry.merit is None and n.sign == sign]
        for line in sorted(keyless, key=self.merit_rank)[1:]:
            line.leave("merit", ZERO)
    Oracle.take_highest(self, lines)


# --- §4.4-6: caps

plant("no item cap", item_limit=lambda self, line: None)
plant("no category cap", category_limit=lambda self, line: None)
plant("no total cap", total_limit=lambda self, line: None)
plant("caps of the as_of edition", cap_rules=lambda self, line: self.rules)
plant("bonus and deduction under one cap", side=lambda self, line: 0)
plant("caps by position", cap_order=lambda self, line: line.entry.position)
plant("caps latest first of a day", cap_order=lambda self, n: (n.order[0], -n.order[1]))
plant(
    "a cap of 0 does not cut", room=lambda self, cap, run, p: Oracle.room(self, cap or None, run, p)
)
plant(
    "a lower cap takes back",
    room=lambda self, cap, run, p: p if cap is None else min(exact(cap) - run, p),
)
plant("the caps of officers for units", totals=lambda self, rules, line: rules.get("totals") or {})
plant("the category's cap for the item", item_limit=lambda self, line: self.category_limit(line))


def staged(*stages: str) -> Any:
    def account(self: Oracle, subject: str) -> list[Line]:
        lines: list[Line] = [self.claim(entry) for entry in self.entries.get(subject, [])]
        for stage in stages:
            getattr(self, stage)(lines)
        return sorted(lines, key=lambda line: line.order)

    return account


ITEMS_CAP, CATEGORIES_CAP, TOTALS_CAP = "cap_items", "cap_categories", "cap_totals"
plant(
    "category cap before item cap",
    account=staged("take_highest", CATEGORIES_CAP, ITEMS_CAP, TOTALS_CAP),
)
plant(
    "total cap before category cap",
    account=staged("take_highest", ITEMS_CAP, TOTALS_CAP, CATEGORIES_CAP),
)
plant(
    "the suppressed use up a cap",
    account=staged(ITEMS_CAP, "take_highest", CATEGORIES_CAP, TOTALS_CAP),
)


def running_at_the_end(self: Oracle, subject: str) -> list[Line]:
    """Entry by entry through all caps: a cap only knows what counted in the end."""
    lines: list[Line] = staged("take_highest")(self, subject)
    done: list[Line] = []
    for line in lines:
        side = [other for other in done if other.sign == line.sign]
        item = sum((n.passing for n in side if n.entry.item == line.entry.item), ZERO)
        group = sum((n.passing for n in side if self.category(n) == self.category(line)), ZERO)
        total = sum((n.passing for n in side), ZERO)
        line.leave("item cap", self.room(self.item_limit(line), item, line.passing))
        line.leave("category cap", self.room(self.category_limit(line), group, line.passing))
        line.leave("total cap", self.room(self.total_limit(line), total, line.passing))
        done.append(line)
    return lines


plant("running is what counted at the end", account=running_at_the_end)

# --- §5: losses and units

plant("loss shares are rounded down", round_share=lambda self, share: down(share, 4))
plant("loss shares are not rounded", round_share=lambda self, share: half_up(share, 3))
plant("owner share is always 60 %", owner_share=lambda self, loss: Fraction(60, 100))
plant(
    "owner share of the day of the loss",
    owner_share=lambda self, n: exact(self.edition_on(n.effective_on)["unit"]["owner_share"]),
)
plant("losses know no floor", loss_limit=lambda self, row: None)
plant(
    "a unit without a plan has 100",
    indicators=lambda s, u: Oracle.indicators(s, u) or Fraction(100),
)


def all_parts_rounded(self: Oracle, loss: Loss, carriers: list[PlanRow]) -> Values:
    shares = Oracle.split_loss(self, loss, carriers)
    owner = [row.unit for row in carriers if row.role == "owner"]
    return shares | {unit: half_up(loss.points * self.owner_share(loss), 4) for unit in owner}


def owner_alone(self: Oracle, loss: Loss, carriers: list[PlanRow]) -> Values:
    shares = Oracle.split_loss(self, loss, carriers)
    share = self.owner_share(loss) if len(shares) == 1 else Fraction(1)
    return {unit: half_up(points * share, 4) for unit, points in shares.items()}


def equal_parts(self: Oracle, loss: Loss, carriers: list[PlanRow]) -> Values:
    return {row.unit: half_up(loss.points / len(carriers), 4) for row in carriers}


def losses_under_totals(self: Oracle, unit: str) -> Fraction | None:
    found, limit = Oracle.indicators(self, unit), self.rules["unit"]["totals"].get("deduction")
    return found if found is None or limit is None else max(found, 100 - exact(limit))


plant("the owner's share leaves a rest", split_loss=all_parts_rounded)
plant("a sole owner takes only his share", split_loss=owner_alone)
plant("a loss in equal parts", split_loss=equal_parts)
plant("losses under the unit's total cap", indicators=losses_under_totals)
plant("unit weights are ignored", unit_total=lambda self, unit: indicators_alone(self, unit))
plant(
    "O is not rounded",
    unit_scores=property(lambda self: unrounded_units(self)),
    score_shown=lambda self, x: (
        None if x is None else Oracle.score_shown(self, self.round_score(x))
    ),
)


def indicators_alone(self: Oracle, unit: str) -> Fraction | None:
    base = self.weighted_base(self.unit_components(unit), {"indicators": 1})
    return None if base is None else base + sum(self.sums(self.lines_of(f"unit:{unit}")))


def unrounded_units(self: Oracle) -> Values:
    totals = {unit: self.unit_total(unit) for unit in self.units}
    return {unit: half_up(total, 6) for unit, total in totals.items() if total is not None}


def first_versions(self: Oracle) -> list[PlanRow]:
    rows = [row for row in self.history.known(PlanRow, self.position) if row.year == self.year]
    return list({(row.unit, row.indicator): row for row in reversed(rows)}.values())


plant("a plan keeps its first version", plan=property(first_versions))

"""Bugs planted in the columnar engine's SQL, one by one: a law that notices none proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from projections.columns.library import DuckSql

Change = Callable[[str, str], str]


def _swap(table: str, old: str, new: str) -> Change:
    def change(name: str, query: str) -> str:
        if name != table:
            return query
        assert old in query, f"{table} says no more: {old}"
        return query.replace(old, new)

    return change


BUGS: dict[str, Change] = {
    "a reversal is known too early": _swap("claims", "e.reversed_at > a.position", "false"),
    "an entry is in force a day late": _swap("claims", "e.day <= a.as_of", "e.day < a.as_of"),
    "an edition begins a day late": _swap(
        "claims", "e.day >= s.since AND e.day < s.until", "e.day > s.since AND e.day <= s.until"
    ),
    "a joint award counts whole": _swap("claims", "* e.num)", "* e.den)"),
    "the smallest of one matter stands": _swap("winners", "points DESC", "points"),
    "one matter is asked across the sides": _swap(
        "winners", "account, merit, up", "account, merit"
    ),
    "a cap of an item cuts nothing": _swap("by_item", "least(c0, 0 + p0)", "0 + p0"),
    "a cap of a category cuts nothing": _swap("by_category", "least(c0, 0 + p0)", "0 + p0"),
    "a total cap cuts nothing": _swap("by_side", "least(c0, 0 + p0)", "0 + p0"),
    "a lower cap takes back": _swap("by_side", "greatest(r0, ", "least(99999999, "),
    "units have the totals of officers": _swap("by_side", "t.of_unit = w.of_unit", "NOT t.of_unit"),
    "the first plan counts": _swap("plan", "max(p.position)", "min(p.position)"),
    "the owner takes a support's part": _swap("loss_claims", "owner AND supports > 0", "false"),
    "losses do not stop at the base": _swap("lost", "least(max(base), ", "greatest(0, "),
    "the first mark of a period counts": _swap(
        "marks_now", "max_by(m.score, m.position)", "min_by(m.score, m.position)"
    ),
    "a withdrawn mark counts": _swap("marks_now", "m.withdrawn_at IS NULL", "true"),
    "a mean is cut, not rounded": _swap(
        "reviewed", "(2 * abs(sum(m.score)) + (count(*)))", "(2 * abs(sum(m.score)))"
    ),
    "a unit's bonus is lost": _swap("unit_scores", "coalesce(c.bonus, 0) - ", "-"),
    "a posting ends a day late": _swap("posted", "as_of < until", "as_of <= until"),
    "a day of a posting is lost": _swap("link", "as_of + 1", "as_of"),
    "the last group that fits": _swap("grouped", "min(g.nth)", "max(g.nth)"),
    "a coefficient multiplies nothing": _swap("components", "k.number IS NULL", "true"),
    "a good quarter is above the least": _swap("good", "m.score >= r.good", "m.score > r.good"),
    "a missing component counts as nought": _swap("bases", "max(q.zero)", "true"),
    "the reorganisation to come is there": _swap("units_now", "<= a.as_of", "<= a.as_of + 400"),
    "the registered are those posted": _swap("registered", "FROM officers", "FROM postings"),
}


def plant(name: str, patch: pytest.MonkeyPatch) -> None:
    change, fill = BUGS[name], DuckSql.fill

    def broken(sql: DuckSql, queries: Iterable[tuple[str, str]]) -> None:
        fill(sql, [(table, change(table, query)) for table, query in queries])

    patch.setattr(DuckSql, "fill", broken)

"""An independent reading of the scoring rules in exact fractions: a history in, a whole run out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.laws.oracle_accounts import Line
from tests.laws.oracle_facts import History, Rules, day, fixed, load_rules, plain
from tests.laws.oracle_ranks import Ranks, Row


class Oracle(Ranks):
    """A run, stage by stage; a test plants a bug by overriding one stage in a subclass."""

    def officer_row(self, officer: str) -> Row:
        lines = self.lines_of(f"officer:{officer}")
        row = Row(officer, *self.sums(lines), lines)
        posting = self.posting_on(officer, self.as_of)
        row.group = None if posting is None else self.group_of(posting)
        if row.group is None:
            # without a group there are no weights, so the row shows neither components nor score
            row.unranked.append("no posting" if posting is None else "no group")
        else:
            self.score_row(row)
        self.restrict(row, posting)
        return row

    def score_row(self, row: Row) -> None:
        weights = next(g["weights"] for g in self.rules["groups"] if g["id"] == row.group)
        row.components = self.officer_components(row.officer)
        row.good_quarters = self.good_quarters(row.officer)
        row.base = self.weighted_base(row.components, weights)
        if row.base is None:
            row.unranked.append("no component")
        else:
            row.score = self.officer_score(row.base, row.bonus, row.deduction)

    def officer_score(self, base: Fraction, bonus: Fraction, deduction: Fraction) -> Fraction:
        return self.round_score(base + bonus + deduction)

    def rows(self) -> tuple[list[Row], list[dict[str, Any]]]:
        rows = [self.officer_row(officer) for officer in self.officers]
        self.merge_groups(rows)
        groups: list[dict[str, Any]] = []
        members = {g["id"]: [r for r in rows if r.group == g["id"]] for g in self.rules["groups"]}
        sizes = {name: sum(not r.unranked for r in inside) for name, inside in members.items()}
        excellent = (self.rules.get("grades") or {}).get("excellent")
        shares = self.excellent_shares(sizes, excellent["quota"]) if excellent else {}
        for name, inside in members.items():
            self.rank([row for row in inside if row.is_ranked])
            seats = self.seat_bands(inside)
            self.grade_group(inside, shares.get(name, 0))
            shown = {"group": name, "n": sizes[name], "seats": seats}
            groups.append(shown | {"excellent": shares.get(name, 0)})
        self.decide_grades(rows)
        return rows, groups

    # --- the printed form

    def components_shown(self, values: dict[str, Fraction]) -> dict[str, str]:
        return {name: fixed(values[name], 6) for name in sorted(values)}

    def score_shown(self, score: Fraction | None) -> str | None:
        return None if score is None else fixed(score, int(self.rules.get("decimals", 3)))

    def officer_shown(self, row: Row) -> dict[str, Any]:
        return {
            "officer": row.officer,
            "group": row.group,
            "components": self.components_shown(row.components),
            "base": None if row.base is None else fixed(row.base, 6),
            "bonus": plain(row.bonus),
            "deduction": plain(row.deduction),
            "score": self.score_shown(row.score),
            "rank": row.rank,
            "band": row.band,
            "grade": row.grade,
            "lines": [line.shown() for line in row.lines],
        }

    def unit_shown(self, unit: str, lines: list[Line]) -> dict[str, Any]:
        bonus, deduction = self.sums(lines)
        return {
            "unit": unit,
            "components": self.components_shown(self.unit_components(unit)),
            "bonus": plain(bonus),
            "deduction": plain(deduction),
            "score": self.score_shown(self.unit_scores.get(unit)),
        }

    def why(self, row: Row) -> list[str]:
        """What keeps an officer out of the ranking; empty for the ranked."""
        return row.unranked or (["deferred"] if row.deferred else [])

    def run(self) -> dict[str, Any]:
        unit_lines = {unit: self.lines_of(f"unit:{unit}") for unit in sorted(self.units)}
        rows, groups = self.rows()
        pay = self.rules.get("pay") or {}
        paid = {row.officer: pay[row.band] for row in rows if row.band in pay}
        return {
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "units": [self.unit_shown(unit, lines) for unit, lines in unit_lines.items()],
            "officers": [self.officer_shown(row) for row in rows],
            "groups": groups,
            "unit_lines": {u: [line.shown() for line in ls] for u, ls in unit_lines.items()},
            "reasons": {row.officer: self.why(row) for row in rows},
            "pay": {officer: plain(Fraction(rate)) for officer, rate in paid.items()},
        }


def run(
    history: History,
    year: int,
    as_of: date | str,
    position: int | None = None,
    candidate: Rules | str | None = None,
) -> dict[str, Any]:
    """The run of a bureau-year as of a day, as known at a position; a candidate rehearses it."""
    rules = load_rules(candidate) if isinstance(candidate, str) else candidate
    return Oracle(history, year, day(as_of), position, rules).run()

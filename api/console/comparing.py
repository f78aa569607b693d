"""What do candidates make of a year otherwise, side by side with the rules in force?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from api.console import charts
from api.console.runs import strip_of

READINGS: Final = ("score", "rank", "band", "grade")
UNSAID: Final = dict.fromkeys((*READINGS, "group"))
"""A unit has a score alone, and who is new has nothing."""
_WEIGHT: Final = {"band": 4, "grade": 2, "rank": 1}


@dataclass(frozen=True)
class Cell:
    """How one candidate has somebody: the whole reading, what of it is another, by which rules."""

    read: Mapping[str, Any]
    changed: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """Somebody who reads otherwise under one of the candidates at least."""

    subject: str
    before: Mapping[str, Any]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupCompared:
    """A group's scores drawn over one axis: in force first, then each candidate's."""

    group: str
    spreads: tuple[Any, ...]
    strips: tuple[charts.Strip | None, ...]


def moved(in_force: Any, candidates: Sequence[Any]) -> list[Moved]:
    """Those whose band or grade moves first, then by how far the rank goes; units last."""
    before = _readings(in_force)
    after = [_readings(candidate["run"]) for candidate in candidates]
    did = [_rules(candidate) for candidate in candidates]
    changed = [_changed(candidate) for candidate in candidates]
    rows = [
        Moved(
            subject,
            before.get(subject, UNSAID),
            tuple(
                Cell(read.get(subject, UNSAID), what.get(subject, frozenset()), tuple(by[subject]))
                for read, what, by in zip(after, changed, did, strict=True)
            ),
        )
        for subject in dict.fromkeys(subject for of in changed for subject in of)
    ]
    return sorted(rows, key=_first)


def _readings(sheet: Any) -> dict[str, Any]:
    officers = {f"officer:{row['officer']}": row for row in sheet["officers"]}
    return officers | {f"unit:{row['unit']}": UNSAID | row for row in sheet["units"]}


def _changed(candidate: Any) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for move in candidate["moves"]:
        subject = move["subject"]
        found[subject] = found.get(subject, frozenset()) | {move["what"]}
    return found


def _rules(candidate: Any) -> defaultdict[str, dict[str, None]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for effect in candidate["effects"]:
        found[effect["subject"]][effect["rule"]] = None
    return found


def _first(row: Moved) -> tuple[bool, int, int, str]:
    whats = {what for cell in row.cells for what in cell.changed}
    weight = sum(_WEIGHT.get(what, 0) for what in whats)
    was, ranks = row.before["rank"], [cell.read["rank"] for cell in row.cells]
    far = max((abs(rank - was) for rank in ranks if rank and was), default=0)
    return row.subject.startswith("unit:"), -weight, -far, row.subject


def counted(candidate: Any) -> dict[str, int]:
    """How many officers read otherwise, by what."""
    officers = [one for one in candidate["moves"] if one["subject"].startswith("officer:")]
    return {what: sum(one["what"] == what for one in officers) for what in READINGS}


def groups_of(year: Any, candidates: Sequence[Any], names: Mapping[str, str]) -> list[Any]:
    """Every group of the rules in force, and how each candidate has it."""
    sheets = [year["in_force"], *(candidate["run"] for candidate in candidates)]
    spreads = [year["spread"], *(candidate["spread"] for candidate in candidates)]
    told = []
    for group in [one["group"] for one in year["in_force"]["groups"]]:
        members = [_members(sheet, group, names) for sheet in sheets]
        scores = [Decimal(row["score"]) for rows in members for row in rows]
        within = (min(scores), max(scores)) if scores else None
        own = tuple(next((s for s in of if s["group"] == group), None) for of in spreads)
        strips = tuple(strip_of(rows, list(_ends(rows)), within) for rows in members)
        told.append(GroupCompared(group, own, strips))
    return told


def _members(sheet: Any, group: str, names: Mapping[str, str]) -> list[Any]:
    """A group of a run's sheet, best first, as a placing has it."""
    rows = [
        row | {"name": names.get(f"officer:{row['officer']}", row["officer"])}
        for row in sheet["officers"]
        if row["group"] == group and row["rank"] is not None and row["score"] is not None
    ]
    rows.sort(key=lambda row: (row["rank"], row["officer"]))
    return rows


def _ends(rows: Sequence[Any]) -> Iterable[dict[str, Any]]:
    for band in sorted({row["band"] for row in rows if row["band"] is not None}):
        inside = [row["score"] for row in rows if row["band"] == band]
        behind = [row["score"] for row in rows if (row["band"] or 0) > band]
        yield {
            "band": band,
            "last_in": inside[-1],
            "first_out": behind[0] if behind else None,
        }

"""Small rulebook editions, drawn so as to leave no clause of the rules unused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from tests.laws.histories_choice import Choose

Draft = dict[str, Any]

KINDS = ("section", "branch", "office")
LEVELS = ("head", "deputy", "staff")


SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(SafeDumper):  # type: ignore[misc]
    """Writes a decimal as it stands, without quotes and without a float between."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _plain_number(dumper: _Dumper, number: Decimal) -> yaml.ScalarNode:
    text = str(number)
    kind = "float" if "." in text else "int"
    scalar: yaml.ScalarNode = dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)
    return scalar


_Dumper.add_representer(Decimal, _plain_number)


def write(draft: Draft) -> str:
    return str(yaml.dump(draft, Dumper=_Dumper, sort_keys=False, allow_unicode=True))


def d(text: str) -> Decimal:
    return Decimal(text)


def weights_of(text: str) -> dict[str, Decimal]:
    return {name: d(number) for name, number in (pair.split("=") for pair in text.split())}


LINKED_WEIGHTS = [
    "org_link=0.30 regular_review=0.50 leader_evaluation=0.15 peer_evaluation=0.05",
    "org_link=0.50 regular_review=0.30 leader_evaluation=0.20",
    "org_link=0.35 regular_review=0.45 peer_evaluation=0.20",
    "regular_review=0.70 leader_evaluation=0.30",
    "regular_review=1",
    "org_link=1",
]
UNLINKED_WEIGHTS = [
    "regular_review=0.60 leader_evaluation=0.40",
    "regular_review=0.50 leader_evaluation=0.35 peer_evaluation=0.15",
    "regular_review=1",
]
# what an item is worth by level: national, then provincial, then district
GRADED = [("6", "4", "1.5"), ("5", "2.5", "1.2"), ("2.5", "1.5", "0"), ("0.7", "0.35", "0.0005")]
UNIT_POINTS = ["0.2", "0.35", "0.7", "1", "2.5", "0"]
RANGES = [("0.5", "2.0", "0.1"), ("0.25", "3", "0.25"), ("0.5", "1.5", "0.5")]
CAPS = [None, None, "0", "0.5", "1", "1.4", "2", "3"]
TOTALS = [None, "1", "2", "3", "5", "8"]

# (id, kind, category, form); the shared category M holds both sides
ITEMS = [
    ("C1", "commendation", "C", "levels"),
    ("C2", "commendation", "C", "levels"),
    ("K1", "bonus", "K", "points"),
    ("W1", "bonus", "M", "range"),
    ("H0", "commendation", "C", "nothing"),
    ("X1", "reprimand", "X", "levels"),
    ("X3", "deduction", "M", "points"),
    ("D1", "deduction", "X", "range"),
]
MAY_LACK = ["C2", "K1", "X3", "D1", "W1"]

BANDS: list[list[dict[str, Any]]] = [
    [{"through": "1/3"}, {"through": "90/100"}, {}, {"below": 60}],
    [{"through": "40/100"}, {}],
    [{"through": "25/100"}, {"through": "60/100"}, {}, {"below": 85}],
    [{"through": "50/100"}, {}, {"below": d("88.5")}],
]
TIE_BREAKS: list[list[str]] = [
    [],
    ["deduction"],
    ["good_quarters", "bonus"],
    ["regular_review", "good_quarters", "bonus", "deduction"],
    ["peer_evaluation", "leader_evaluation"],
]
EFFECTS: list[dict[str, Any]] = [
    {"max_band": 2, "bars": ["excellent"]},
    {"max_band": 3},
    {"bars": ["excellent"]},
    {"unranked": True},
    {"deferred": True},
    {"max_band": 2},
]
REQUIRES: list[dict[str, Any]] = [
    {"good_quarters": 0},
    {"good_quarters": 2},
    {"regular_review": 85},
    {"leader_evaluation": 90},
]


def group(name: str, match: dict[str, list[str]], into: str | None = None) -> dict[str, Any]:
    return {"id": name, "match": match, "into": into}


GROUPS = [
    [
        group("heads", {"post_level": ["head"]}),
        group("deputies", {"post_level": ["deputy"]}, "heads"),
        group("sections", {"unit_kind": ["section"]}),
        group("branches", {"unit_kind": ["branch"]}, "sections"),
    ],
    # a chain: what was moved once is moved again
    [
        group("first", {"post_level": ["head"]}, "second"),
        group("second", {"post_level": ["deputy"]}, "rest"),
        group("rest", {"post_level": list(LEVELS)}),
    ],
    # against the order: what comes into `early` after its visit stays there
    [
        group("early", {"unit_kind": ["branch"]}, "rest"),
        group("late", {"post_level": ["head", "deputy"], "unit_kind": ["section"]}, "early"),
        group("rest", {"unit_kind": list(KINDS)}),
    ],
    [
        group("one", {"unit": ["u0"]}, "rest"),
        group("rest", {"unit_kind": ["section", "branch"]}),
    ],
    [group("all", {"post_level": list(LEVELS)})],
]


@dataclass(frozen=True)
class Drafted:
    """An edition with its text; the draft says what may be granted under it."""

    effective_from: date
    draft: Draft

    @property
    def text(self) -> str:
        return write(self.draft)

    @property
    def items(self) -> list[Draft]:
        found: list[Draft] = self.draft["items"]
        return found

    @property
    def rules(self) -> list[str]:
        return [rule["id"] for rule in self.draft["restrictions"]]


def draw_components(choose: Choose) -> Draft:
    method = choose.pick(["weighted", "difference", "coefficient"])
    link: Draft = {"source": "unit", "method": method}
    if method == "difference":
        link |= {"base": d(choose.pick(["80", "90.5"])), "k": d(choose.pick(["0.5", "1", "2"]))}
    if method == "coefficient":
        link["of"] = choose.pick(["regular_review", "leader_evaluation"])
    return {
        "org_link": link,
        "regular_review": {"source": "review", "aggregate": choose.pick(["mean", "mean", "last"])},
        "leader_evaluation": {"source": "review", "aggregate": choose.pick(["last", "mean"])},
        "peer_evaluation": {"source": "review", "aggregate": "last"},
        "local_evaluation": {"source": "review", "aggregate": "mean"},
    }


def draw_groups(choose: Choose, coefficient: bool) -> list[Draft]:
    groups = []
    for shape in choose.pick(GROUPS):
        weights = choose.pick(UNLINKED_WEIGHTS if coefficient else LINKED_WEIGHTS)
        made = {"id": shape["id"], "match": shape["match"], "weights": weights_of(weights)}
        if shape["into"]:
            made |= {"min_size": choose.pick([2, 3, 5]), "merge_into": shape["into"]}
        groups.append(made)
    return groups


def draw_item(choose: Choose, shape: tuple[str, str, str, str], rules: list[str]) -> Draft:
    name, kind, category, form = shape
    item: Draft = {"id": name, "kind": kind, "category": category, "title": name}
    if form == "levels":
        graded = choose.pick(GRADED)
        names = ("national", "provincial", "district")
        item["levels"] = {level: d(worth) for level, worth in zip(names, graded, strict=True)}
    elif form == "range":
        low, high, step = choose.pick(RANGES)
        item |= {"range": [d(low), d(high)], "step": d(step)}
    else:
        item["points"] = d(choose.pick(UNIT_POINTS) if form == "points" else "0")
    cap = choose.pick(CAPS)
    if cap is not None:
        item["cap"] = d(cap)
    if name in ("X1", "H0") and choose.chance():
        item["restriction"] = choose.pick(rules)
    return item


def draw_totals(choose: Choose) -> Draft:
    sides = {side: choose.pick(TOTALS) for side in ("bonus", "deduction")}
    return {side: d(limit) for side, limit in sides.items() if limit is not None}


def draw_restrictions(choose: Choose) -> list[Draft]:
    rules = []
    for name in ["V1", "V2", "V3", "V4"][: choose.pick([3, 4])]:
        bites = choose.pick(["during_year", "at_year_end"])
        rule = {"id": name, "title": name, "bites": bites, **choose.pick(EFFECTS)}
        if choose.chance():
            rule["reaches"] = "head"
        rules.append(rule)
    return rules


def draw_bands(choose: Choose) -> Draft:
    bands = [{"band": n, **band} for n, band in enumerate(choose.pick(BANDS), start=1)]
    pay = dict(zip(range(1, 5), map(d, ("1.2", "1.0", "0.8", "0.5")), strict=True))
    return {"bands": bands, "pay": {band["band"]: pay[band["band"]] for band in bands}}


def draw_policy(choose: Choose, coefficient: bool) -> Draft:
    ties = list(choose.pick(TIE_BREAKS))
    if not coefficient and choose.chance():
        ties.insert(0, "org_link")
    grade = {
        "quota": choose.pick(["20/100", "1/3", "50/100"]),
        "from_band": choose.pick([1, 1, 2]),
        "requires": choose.pick(REQUIRES),
    }
    return draw_bands(choose) | {
        "tie_break": ties,
        "unresolved_tie": choose.pick(["none_enter", "all_enter"]),
        "grades": {"excellent": grade},
        "good_quarter": d(choose.pick(["90", "85"])),
    }


def draw_unit_rules(choose: Choose) -> Draft:
    alone, both = {"indicators": d("1")}, weights_of("indicators=0.8 local_evaluation=0.2")
    return {
        "weights": choose.pick([alone, both]),
        "totals": draw_totals(choose),
        "owner_share": choose.pick(["60/100", "2/3", "50/100", "1/1", "7/9"]),
    }


def draw_edition(choose: Choose, version: int, effective_from: date) -> Drafted:
    """One edition that contradicts itself nowhere; all share the items' ids and forms."""
    components = draw_components(choose)
    coefficient = components["org_link"]["method"] == "coefficient"
    restrictions = draw_restrictions(choose)
    lacking = choose.distinct(MAY_LACK, 2) if version > 1 else []
    shapes = [shape for shape in ITEMS if shape[0] not in lacking]
    rules = [rule["id"] for rule in restrictions]
    caps = {name: choose.pick(CAPS) for name in ("C", "K", "M", "X")}
    head: Draft = {
        "rulebook": "gen",
        "version": version,
        "title": {"zh": "规则", "en": "Rules"},
        "effective_from": effective_from.isoformat(),
        "decimals": choose.pick([3, 3, 2, 1, 0]),
        "missing": choose.pick(["renormalise", "zero"]),
        "components": components,
        "groups": draw_groups(choose, coefficient),
        "items": [draw_item(choose, shape, rules) for shape in shapes],
        "categories": [
            {"id": name} if cap is None else {"id": name, "cap": d(cap)}
            for name, cap in caps.items()
        ],
        "totals": draw_totals(choose),
        "unit": draw_unit_rules(choose),
        "restrictions": restrictions,
    }
    policy = draw_policy(choose, coefficient)
    worst = sum("below" not in band for band in policy["bands"])
    for rule in restrictions:
        # a rule may only hold someone down to a band that has seats
        rule |= {"max_band": min(rule["max_band"], worst)} if "max_band" in rule else {}
    return Drafted(effective_from, head | policy)

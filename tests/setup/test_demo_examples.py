"""Do the demo bureau's worked examples add up by hand?"""

from collections import Counter
from decimal import Decimal
from typing import Any

from tests.setup.demo_books import Books, books, demo, item_of, rules

__all__ = ["books", "demo", "rules"]  # fixtures, taken up by importing them


def test_the_units_of_the_worked_examples(books: Books) -> None:
    book = books[2024]
    annulled = {row["entry_ref"] for row in book["reversals"]}
    lost: Counter[str] = Counter()
    for loss in book["losses"]:
        rows = [row for row in book["indicators"] if row["indicator_id"] == loss["indicator_id"]]
        supports = [row["unit_id"] for row in rows if row["role"] == "support"]
        owner = next(row["unit_id"] for row in rows if row["role"] == "owner")
        if loss["ref"] in annulled:
            continue
        whole = int(Decimal(loss["points"]) * 10_000)
        part = (whole * 4 // 10 * 2 + len(supports)) // (2 * len(supports)) if supports else 0
        lost.update(dict.fromkeys(supports, part))
        lost[owner] += whole - part * len(supports)
    adjusted = {row["subject"] for row in book["entries"] if row["ref"] not in annulled}
    assert not {"unit:zg", "unit:ns"} & adjusted
    assert (lost["zg"], lost["ns"]) == (16_000, 9_000)  # 98.4 and 99.1
    fault = [row for row in book["entries"] if row["subject"] == "unit:f2"]
    assert [(row["item"], row["level"]) for row in fault] == [("X1", "district")]
    assert lost["f2"] + 15_000 == 47_000  # 95.3


def test_officer_0012_adds_up_by_hand(books: Books, rules: list[dict[str, Any]]) -> None:
    book = books[2024]
    posts = [row for row in book["postings"] if row["officer_id"] == "0012"]
    assert [(row["unit_id"], row["post_level"], row["until"]) for row in posts] == [
        ("zg", "staff", "")
    ]
    mine = [row for row in book["reviews"] if row["subject"] == "officer:0012"]
    marks = {(row["series"], row["period"]): Decimal(row["score"]) for row in mine}
    quarters = [marks["regular_review", f"2024Q{n}"] for n in (1, 2, 3, 4)]
    assert quarters == [92, 90, 93, 91]
    assert [marks["leader_evaluation", "2024"], marks["peer_evaluation", "2024"]] == [92, 95]

    annulled = {row["entry_ref"] for row in book["reversals"]}
    entries = [row for row in book["entries"] if row["subject"] == "officer:0012"]
    assert len([row for row in entries if row["ref"] in annulled]) == 1
    stands = [row for row in entries if row["ref"] not in annulled]
    claimed = [
        (row["item"], worth(item_of(rules, row), row), row["merit"], row["kind"]) for row in stands
    ]
    assert claimed == [
        ("W1", Decimal("1.2"), "", "bonus"),
        ("C0", Decimal(0), "", "commendation"),
        ("X3", Decimal("0.6"), "", "deduction"),
        ("C2", Decimal("1.5"), "H2024-001", "commendation"),  # suppressed by the next
        ("C2", Decimal("2.5"), "H2024-001", "commendation"),
        ("W1", Decimal("1.2"), "", "bonus"),  # cut to 0.8 by the cap of 2.0
    ]
    caps = {item["id"]: item.get("cap") for item in rules[0]["items"]}
    assert (caps["W1"], caps["C2"], caps["X3"]) == ("2.0", None, "2")
    bonus, deduction = Decimal("2.5") + Decimal("2.0"), Decimal("-0.6")
    weights = {group["id"]: group["weights"] for group in rules[-1]["groups"]}["sections"]
    components = {
        "org_link": Decimal("98.4"),
        "regular_review": sum(quarters, Decimal(0)) / 4,
        "leader_evaluation": Decimal(92),
        "peer_evaluation": Decimal(95),
    }
    base = sum((Decimal(weights[name]) * value for name, value in components.items()), Decimal(0))
    assert base == Decimal("93.820")
    assert base + bonus + deduction == Decimal("97.720")


def worth(item: dict[str, Any], row: dict[str, str]) -> Decimal:
    points = row["points"] or item.get("points") or item["levels"][row["level"]]
    return Decimal(points) * int(row["quantity"] or 1)

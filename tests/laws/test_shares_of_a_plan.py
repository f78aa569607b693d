"""Do the oracle, the product and the offline file split a loss alike where a plan shares it out?"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rulebook import Editions, read_edition, to_document
from domain.scoring import Entry, PlanLine, share_losses
from projections.evidence.offline.accounts import loss_claims
from projections.evidence.offline.history import Granted, PlanPart
from projections.evidence.offline.rules import rules_of
from tests.laws.histories_fixed import edition
from tests.laws.oracle import Oracle
from tests.laws.oracle_facts import Edition, History, Loss, PlanRow, load_rules

YEAR_END = date(2024, 12, 31)
DAY = date(2024, 5, 1)
QUICK = settings(max_examples=200, deadline=None)
Shares = list[Fraction | None]
BASE = Fraction(100)


@st.composite
def shared(draw: st.DrawFn) -> Shares:
    """Parts of a whole, of the owner first; or one of them left out, or too much."""
    weights = draw(st.lists(st.integers(1, 40), min_size=1, max_size=5))
    shares: Shares = [Fraction(one, sum(weights)) for one in weights]
    slip = draw(st.sampled_from(["none", "none", "one left out", "too much"]))
    if slip == "one left out":
        shares[draw(st.integers(0, len(shares) - 1))] = None
    elif slip == "too much":
        shares[-1] = Fraction(1)
    return shares


def by_oracle(points: Decimal, shares: Shares) -> list[Fraction]:
    history = History()
    history.record(Edition, rules=load_rules(edition()))
    rows = [
        PlanRow(n, 2024, f"u{n}", "T1", BASE, "support" if n else "owner", share)
        for n, share in enumerate(shares)
    ]
    loss = Loss(99, "l", 2024, "T1", Fraction(points), DAY)
    found = Oracle(history, 2024, YEAR_END).split_loss(loss, rows)
    return [found[row.unit] for row in rows]


def by_product(points: Decimal, shares: Shares) -> list[Fraction]:
    plan = [PlanLine(f"u{n}", "T1", Decimal(100), n == 0, share) for n, share in enumerate(shares)]
    loss = Entry("#1", 1, "unit:u0", "deduction", DAY, indicator="T1", points=points)
    editions = Editions.only(read_edition(edition()))
    scored = [share_losses(line.unit, [loss], plan, editions, YEAR_END) for line in plan]
    return [-Fraction(one.lines[0].claimed) for one in scored]


def offline(points: Decimal, shares: Shares) -> list[Fraction]:
    parts = [PlanPart(f"u{n}", "T1", BASE, n == 0, share) for n, share in enumerate(shares)]
    rules = rules_of(json.dumps(to_document(read_edition(edition()))), "edition")
    whole = Fraction(points)
    named = ("#1", 1, "unit:u0", "deduction", DAY)
    loss = Granted(*named, None, "T1", None, 1, whole, Fraction(1), None)
    claims = [loss_claims(part.unit, [loss], {"T1": parts}, rules) for part in parts]
    return [-one[0].claimed for one in claims]


@QUICK
@given(st.decimals(min_value="0.0001", max_value=99, places=4), shared())
def test_three_readings_split_a_loss_alike(points: Decimal, shares: Shares) -> None:
    parts = by_oracle(points, shares)
    assert sum(parts) == Fraction(points)
    assert by_product(points, shares) == parts == offline(points, shares)

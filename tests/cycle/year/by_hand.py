"""What are the year's scores, bands and pay by plain arithmetic, and not by the product?"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from tests.cycle.year.bureau import HEADS, MOVED, STAFF
from tests.cycle.year.quarterly import REVIEWS

EVALUATED: Final = {
    **{"0011": "92", "0012": "90", "0013": "91", "0014": "93", "0015": "94", "0016": "90"},
    **{"0017": "92", "0018": "88", "0019": "91", "0020": "91"},
    **{"0101": "93", "0102": "92", "0103": "92", "0104": "94", "0105": "90"},
}
"""领导评鉴 of the year."""
UNITS: Final = {
    "zg": Decimal(100) - Decimal("0.6") - Decimal("0.8") + Decimal("1.05"),
    "sz": Decimal(100) - Decimal("0.4") + Decimal("0.45"),
    "dj": Decimal(100) - Decimal(2),
    "bgs": Decimal(100),
    "fj": Decimal(100) - Decimal("1.5"),
}
EXTRA: Final = {
    "0011": "0.5",
    "0013": "1.5",
    "0016": "-0.3",
    "0017": "-0.6",
    "0019": "1",
    "0020": "1.2",
}
"""Awards and deductions as they stood when the year was published."""
PUBLISHED: Final = ["0015", "0019", "0011", "0013", "0014", "0020", "0017", "0016", "0012", "0018"]
"""The staff's ranks: the first four are in band 1, the last one is in band 3."""
CLOSED: Final = ["0015", "0019", "0011", "0013", "0014", "0017", "0020", "0016", "0012", "0018"]
"""Two days of delay, not three: -0.4 instead of -0.6, 94.000 before 93.900."""
RESTATED: Final = ["0015", "0019", "0011", "0014", "0017", "0020", "0013", "0016", "0012", "0018"]
"""Without the commendation 0013 has 93.715; nobody moves up into the seat in band 1."""
RANKED_HEADS: Final = ["0104", "0101", "0102", "0103", "0105"]


def score(officer: str, extra: str | None = None) -> str:
    """30 or 50 % of the unit, 55 or 35 % of the reviews' mean, 15 % of the evaluation."""
    quarters = [Fraction(mark) for mark in REVIEWS[officer].split()]
    reviews, evaluated = sum(quarters, Fraction(0)) / 4, Fraction(EVALUATED[officer])
    if officer in HEADS:
        base = (
            Fraction(50, 100) * Fraction(UNITS[HEADS[officer]])
            + Fraction(35, 100) * reviews
            + Fraction(15, 100) * evaluated
        )
    else:
        base = (
            Fraction(30, 100) * _link(officer)
            + Fraction(55, 100) * reviews
            + Fraction(15, 100) * evaluated
        )
    total = base + Fraction(EXTRA.get(officer, "0") if extra is None else extra)
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return str(exact.quantize(Decimal("0.001"), ROUND_HALF_UP))


def _link(officer: str) -> Fraction:
    """182 days to 30 June 2024 in the one unit, 184 from 1 July in the other."""
    if officer == MOVED:
        return Fraction(182 * UNITS["zg"] + 184 * UNITS["fj"]) / 366
    return Fraction(UNITS[STAFF[officer]])

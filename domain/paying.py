"""What do bonus coefficients come to in money, to the fen?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, PlainSerializer

from domain import refusals as no
from domain.vocabulary import exact_number, half_up, places_of, plain

FEN_PLACES: Final = 2
_FEN: Final = Decimal(1).scaleb(-FEN_PLACES)


def _yuan(given: object) -> Decimal:
    amount = exact_number(given)
    if places_of(amount) > FEN_PLACES:
        raise ValueError(f"at most {FEN_PLACES} decimal places")
    if amount <= 0:
        raise ValueError("must be above 0")
    return amount


Yuan = Annotated[
    Decimal,
    BeforeValidator(_yuan, json_schema_input_type=str),
    PlainSerializer(plain, return_type=str),
    Field(json_schema_extra={"examples": ["12000.00"]}),
]
"""An amount of money: more than nothing, at most 2 decimals, text in JSON."""


@dataclass(frozen=True)
class Money:
    """Either what a coefficient of 1 is worth, or a sum that is shared out by the coefficients."""

    base: Decimal | None = None
    fund: Decimal | None = None

    def __post_init__(self) -> None:
        if self.base is not None and self.fund is not None:
            raise no.TwoSums()

    def amounts(self, coefficients: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """What each officer gets; nothing where neither was said."""
        if self.base is not None:
            return {
                officer: half_up(Fraction(self.base) * Fraction(coefficient), FEN_PLACES)
                for officer, coefficient in coefficients.items()
            }
        return {} if self.fund is None else _shared_out(self.fund, coefficients)


def _shared_out(fund: Decimal, coefficients: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each his part rounded down to the fen; what is left goes, a fen each, to whose part lost
    most by it, then to the higher coefficient, then by number. The sum is the fund's, exactly."""
    whole = sum(map(Fraction, coefficients.values()), Fraction(0))
    if whole <= 0:
        raise no.FundWithoutShares()
    parts = {o: Fraction(fund) * Fraction(c) / whole for o, c in coefficients.items()}
    given = {officer: _fens(part) for officer, part in parts.items()}
    left = int((fund - sum(given.values(), Decimal(0))) / _FEN)
    order = sorted(parts, key=lambda o: (Fraction(given[o]) - parts[o], -coefficients[o], o))
    first = set(order[:left])
    return {o: given[o] + (_FEN if o in first else 0) for o in given}


def _fens(part: Fraction) -> Decimal:
    fens = part * 10**FEN_PLACES
    return Decimal(fens.numerator // fens.denominator).scaleb(-FEN_PLACES)

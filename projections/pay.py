"""Which bonus does each officer get by a run, in coefficients and, where the caller says how much,
in yuan; and what does a restatement change?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

import psycopg
from pydantic import Field

from domain.banding import Place
from domain.paying import FEN_PLACES, Money
from domain.run import Run
from domain.vocabulary import fixed, plain
from projections.kept_runs import Runs
from projections.scores import DIGEST, View, digest_of

OfMoney = Annotated[str | None, Field(exclude_if=lambda amount: amount is None)]
"""Yuan to the fen; not there where no money was asked about, or he has no coefficient."""


class PayLine(View):
    """An officer's coefficient; `delta` against the result that a restatement follows.

    A delta is a line of its own: what was paid by the earlier result stays as it was. The amounts
    are of the base or fund that the caller named, before and after alike.
    """

    officer: str
    unit: str | None
    band: int | None
    coefficient: str | None
    before: str | None
    delta: str | None
    amount: OfMoney = None
    amount_before: OfMoney = None
    amount_delta: OfMoney = None


class PayList(View):
    """The pay lines of a run; `follows` names the result that the deltas are taken from.

    `base`: what a coefficient of 1 is worth; `fund`: what is shared out by the coefficients, so
    that `total_amount` is exactly that.
    """

    run: str
    follows: str | None
    bureau: str
    year: int
    as_of: str
    position: int
    edition: str
    run_digest: str
    lines: tuple[PayLine, ...]
    total: str
    count: int
    digest: str
    base: OfMoney = None
    fund: OfMoney = None
    total_amount: OfMoney = None
    total_delta: OfMoney = None


NO_MONEY = Money()


@dataclass(frozen=True)
class PayAsked:
    """What money is shared out, and which of the lines are told: `limit` of them after so many."""

    money: Money = NO_MONEY
    after: int = 0
    limit: int | None = None


ALL_LINES: Final = PayAsked()


def get_pay(
    conn: psycopg.Connection[Any],
    runs: Runs,
    of: tuple[str, int],
    asked: PayAsked = ALL_LINES,
) -> PayList:
    """Of the run that a ref names at a position; of a restated run with what it changes."""
    ref, known = of
    follows = _followed(ref)
    appraised = runs.named(conn, ref, known)
    before = runs.named(conn, follows, known).run if follows else None
    paying = _Paying(appraised.run, before, asked.money)
    told = paying.told()
    end = None if asked.limit is None else asked.after + asked.limit
    view = PayList(
        run=ref,
        follows=follows,
        **appraised.foot,
        run_digest=appraised.digest,
        lines=tuple(map(paying.line, told[asked.after : end])),
        total=plain(sum(appraised.run.pay.values(), Decimal(0))),
        count=len(told),
        digest="",
        base=_yuan(asked.money.base),
        fund=_yuan(asked.money.fund),
        total_amount=_sum(paying.paid.values()),
        total_delta=_sum(d for p in told if (d := paying.delta_of(p.officer)) is not None),
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else fixed(amount, FEN_PLACES)


def _sum(amounts: Iterable[Decimal]) -> str | None:
    found = list(amounts)
    return _yuan(sum(found, Decimal(0))) if found else None


def _followed(ref: str) -> str | None:
    """The result before a restatement: the restatement before it, or the closed run."""
    year, _, act = ref.rpartition(":")
    name, _, number = act.partition("-")
    if name != "restated":
        return None
    return f"{year}:closed" if number == "1" else f"{year}:restated-{int(number) - 1}"


class _Paying:
    """What a run comes to, and the result that it follows, if it is a restated one."""

    def __init__(self, run: Run, before: Run | None, money: Money) -> None:
        self._run, self._before = run, before
        self._then: Mapping[str, Decimal] = before.pay if before is not None else {}
        self.paid = money.amounts(run.pay)
        self._paid_then = money.amounts(self._then) if before is not None else {}

    def told(self) -> list[Place]:
        """Whoever has a band, or had a coefficient."""
        then = self._then
        return [p for p in self._run.places if p.band is not None or p.officer in then]

    def delta_of(self, officer: str) -> Decimal | None:
        """In yuan, where money was asked about and he has some by either result."""
        now, old = self.paid.get(officer), self._paid_then.get(officer)
        if self._before is None or (now is None and old is None):
            return None
        return (now or Decimal(0)) - (old or Decimal(0))

    def line(self, place: Place) -> PayLine:
        now, old = self._run.pay.get(place.officer), self._then.get(place.officer)
        delta = (now or Decimal(0)) - (old or Decimal(0))
        return PayLine(
            officer=place.officer,
            unit=place.standing.unit,
            band=place.band,
            coefficient=None if now is None else plain(now),
            before=None if old is None else plain(old),
            delta=None if self._before is None else plain(delta),
            amount=_yuan(self.paid.get(place.officer)),
            amount_before=_yuan(self._paid_then.get(place.officer)),
            amount_delta=_yuan(self.delta_of(place.officer)),
        )

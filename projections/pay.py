"""Which bonus does each officer get by a run, in coefficients and, where the caller says how much,
in yuan; and what does a restatement change?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

import psycopg
from pydantic import Field

from domain.paying import FEN_PLACES, Money
from domain.run import Run
from domain.runsheet import run_sheet
from domain.vocabulary import fixed, plain
from projections.runs import find_run, load_run
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


def get_pay(
    conn: psycopg.Connection[Any], ref: str, known: int, money: Money = NO_MONEY
) -> PayList:
    """Every officer's line; of a restated run with what it changes."""
    asked = find_run(conn, ref, known)
    run, follows = load_run(conn, asked), _followed(ref)
    before = load_run(conn, find_run(conn, follows, known)) if follows else None
    sheet = run_sheet(run, asked.restates)
    lines = tuple(_lines(run, before, money))
    total = sum((Decimal(line.coefficient or 0) for line in lines), Decimal(0))
    said = {name: getattr(sheet, name) for name in ("bureau", "year", "as_of", "position")}
    view = PayList(
        run=ref,
        follows=follows,
        **said,
        edition=sheet.edition,
        run_digest=sheet.digest,
        lines=lines,
        total=plain(total),
        count=len(lines),
        digest="",
        base=_yuan(money.base),
        fund=_yuan(money.fund),
        total_amount=_sum(line.amount for line in lines),
        total_delta=_sum(line.amount_delta for line in lines),
    )
    return view.model_copy(update={DIGEST: digest_of(view.model_dump(mode="json"))})


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else fixed(amount, FEN_PLACES)


def _sum(amounts: Iterable[str | None]) -> str | None:
    found = [Decimal(amount) for amount in amounts if amount is not None]
    return _yuan(sum(found, Decimal(0))) if found else None


def _followed(ref: str) -> str | None:
    """The result before a restatement: the restatement before it, or the closed run."""
    year, _, act = ref.rpartition(":")
    name, _, number = act.partition("-")
    if name != "restated":
        return None
    return f"{year}:closed" if number == "1" else f"{year}:restated-{int(number) - 1}"


def _lines(run: Run, before: Run | None, money: Money) -> Iterator[PayLine]:
    then = before.pay if before is not None else {}
    paid = money.amounts(run.pay)
    paid_then = money.amounts(then) if before is not None else None
    for place in run.places:
        now, old = run.pay.get(place.officer), then.get(place.officer)
        delta = (now or Decimal(0)) - (old or Decimal(0))
        if place.band is None and old is None:
            continue
        yield PayLine(
            officer=place.officer,
            unit=place.standing.unit,
            band=place.band,
            coefficient=None if now is None else plain(now),
            before=None if old is None else plain(old),
            delta=None if before is None else plain(delta),
            **_amounts(place.officer, paid, paid_then),
        )


def _amounts(
    officer: str, paid: Mapping[str, Decimal], before: Mapping[str, Decimal] | None
) -> dict[str, str | None]:
    """Where money was asked about, and he has some by either result."""
    now = paid.get(officer)
    if before is None:
        return {"amount": _yuan(now)}
    old = before.get(officer)
    if now is None and old is None:
        return {}
    delta = (now or Decimal(0)) - (old or Decimal(0))
    return {"amount": _yuan(now), "amount_before": _yuan(old), "amount_delta": _yuan(delta)}

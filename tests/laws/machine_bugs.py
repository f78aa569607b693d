"""Which bugs show only in a service that runs: in its memory, its retries, its two clocks?"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest

from domain import refusals as no
from domain import scoring
from domain.errors import Refusal
from domain.ledger import Ledger
from projections import kept_runs
from tests.laws.product_bugs import Plant, known_too_early, on

# Not by `import … as`: the package has a `years` of its own, the commands.
DECIDING = import_module("domain.deciding.years")


def done_again(patch: pytest.MonkeyPatch) -> None:
    kept = Ledger.handle
    patch.setattr(Ledger, "handle", lambda self, command, by, key=None: kept(self, command, by))


def spent_by_a_refusal(patch: pytest.MonkeyPatch) -> None:
    kept = Ledger.handle

    def handle(self: Ledger, command: Any, by: Any, key: str | None = None) -> Any:
        spent: set[str | None] = vars(self).setdefault("spent", set())
        if key in spent:
            raise no.KeyReusedForAnotherCommand(key=key)
        try:
            return kept(self, command, by, key)
        except Refusal:
            spent.add(key)
            raise

    patch.setattr(Ledger, "handle", handle)


@dataclass(frozen=True)
class Bug:
    """What is planted, and the rules of the machine that lead to it."""

    plant: Plant
    rules: tuple[str, ...]


BUGS = {
    "a reversal is known before it was recorded": Bug(known_too_early, ("enter", "reverse")),
    "a request sent again is done again": Bug(done_again, ("enter", "send_again")),
    "a key is spent by a refusal": Bug(spent_by_a_refusal, ("enter", "reverse_too_early")),
    "a run is kept across editions and postings": Bug(
        on(
            kept_runs,
            "_MOVED",
            "SELECT position FROM journal.facts WHERE bureau = %(bureau)s AND year = %(year)s"
            " AND position <= %(position)s ORDER BY position DESC LIMIT 1",
        ),
        ("enter", "transfer"),
    ),
    "the shares of a plan are not looked at": Bug(
        on(scoring, "_shared_out", lambda _: False), ("adopt_a_plan", "impose_a_loss")
    ),
    "a closing leaves entries behind": Bug(on(DECIDING, "_left_out", lambda *_: []), ("act",)),
}

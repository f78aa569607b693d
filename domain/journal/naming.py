"""Which refusal does an error of the store stand for?"""

from __future__ import annotations

from typing import Final

import psycopg
from eventsourcing.persistence import IntegrityError

from domain import refusals as no
from domain.errors import Refusal
from domain.journal.reasons import reason_title

STALE, OTHER_COMMAND, REPLAY, HALTED, GAP = "ML001", "ML002", "ML003", "ML010", "ML012"
OTHER_KEY: Final = "ML013"
NO_SUCH_FUNCTION: Final = "42883"
OUTAGES: Final = {"53100": no.DiskFull, "55P03": no.DatabaseBusy, "57014": no.DatabaseBusy}
"""What the server itself says that trying again at once does not mend."""


def named(error: psycopg.DatabaseError, key: str) -> Exception:
    """Of an append; the library's IntegrityError where others were faster."""
    return named_state(error.sqlstate, error.diag.message_primary, key) or error


def named_state(state: str | None, why: str | None, key: str) -> Exception | None:
    """The same, of what the server said."""
    if state in (STALE, REPLAY, OTHER_KEY):
        return IntegrityError(str(why))
    if state == OTHER_COMMAND:
        return no.KeyReusedForAnotherCommand(key=key)
    if state == HALTED:
        return no.LedgerHalted(reason=reason_title(str(why)))
    if state == GAP:
        return no.FactOutOfSequence(what=reason_title(str(why)))
    if state == NO_SUCH_FUNCTION:
        return no.ProgramOutdated(found="journal.append")
    return None


def named_outage(error: Exception) -> Refusal | None:
    """The refusal for an error of the library, where its cause has a name."""
    kind = OUTAGES.get(getattr(error.__cause__, "sqlstate", None) or "")
    return kind() if kind else None

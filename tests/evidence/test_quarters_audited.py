"""What exactly does the audit say of a quarter that was not frozen as the facts have it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, LiteralString

import psycopg
import pytest

from domain.quarters.facts import QuarterFrozen
from domain.registers.facts import PlanAdopted
from projections.evidence.acts import acts, found_of
from projections.evidence.findings import TAMPERED, Audited, Finding
from projections.evidence.quarter_pass import QUARTERS, quarters
from tests.evidence.approvals import OTHER_DIGEST, head, setting
from tests.evidence.attacks import first, rewrite, said
from tests.evidence.narrow import Telling

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
ENDS: Final = datetime(2024, 3, 31, 16, tzinfo=UTC)
"""When the first quarter's last day ends in Shanghai."""
_EARLIER: Final[LiteralString] = (
    "UPDATE journal.facts SET recorded_at = (SELECT recorded_at FROM journal.facts"
    " WHERE position = %s) - %s WHERE position = %s"
)


def frozen(conn: Conn, nth: int = 0) -> int:
    return first(conn, "quarter-frozen", nth)


def found(conn: Conn, since: int = 0) -> list[tuple[int | None, str, str, str]]:
    findings = list(quarters(Audited(conn, head(conn), since)))
    assert {(f.check, f.code) for f in findings} <= {(QUARTERS, TAMPERED)}
    return [(f.position, f.what, f.expected, f.found) for f in findings]


def test_nothing_is_found_of_quarters_as_they_were_frozen(quartered: Conn) -> None:
    assert found(quartered) == []
    first_quarter = said(quartered, frozen(quartered))
    assert first_quarter["losses"] == ["nanyue/2024/unit:zg#1", "nanyue/2024/unit:zg#2"]
    assert first_quarter["closes_on"] == "2024-04-05", "its last day was worked, and is not counted"


def test_how_far_the_pass_is_is_told(quartered: Conn) -> None:
    telling, size = Telling(), head(quartered)
    assert not list(quarters(Audited(quartered, size, 3, telling)))
    assert telling.told == [(QUARTERS, size, size)]


def test_another_run_another_loss_and_another_day_are_each_told(quartered: Conn) -> None:
    position = frozen(quartered)
    now = said(quartered, position)
    run = now["run"] | {"digest": OTHER_DIGEST}
    entries = now["losses"]
    rewrite(
        quartered,
        position,
        run=run,
        losses=entries[:1],
        losses_digest=OTHER_DIGEST,
        closes_on="2024-12-31",
    )
    told = found(quartered)
    assert [what for _, what, *_ in told] == ["run", "losses", "losses' digest", "closes on"]
    assert told[1:] == [
        (position, "losses", ", ".join(entries), entries[0]),
        (position, "losses' digest", now["losses_digest"], OTHER_DIGEST),
        (position, "closes on", now["closes_on"], "2024-12-31"),
    ]
    assert found(quartered, position - 1) == told
    assert found(quartered, position) == []


def test_a_quarter_is_frozen_once(quartered: Conn) -> None:
    position = frozen(quartered, 1)
    rewrite(quartered, position, **said(quartered, frozen(quartered)))
    assert found(quartered) == [(position, "frozen", "once", "again")]
    assert found(quartered, frozen(quartered)) == [(position, "frozen", "once", "again")]


@pytest.mark.parametrize(("seconds", "wrong"), [(0, False), (-1, True)])
def test_a_quarter_is_frozen_after_its_last_day(quartered: Conn, seconds: int, wrong: bool) -> None:
    position = frozen(quartered)
    setting(quartered, position, "recorded_at", ENDS + timedelta(seconds=seconds))
    too_early = (position, "recorded", "after 2024-03-31", "2024-03-31")
    assert found(quartered) == [too_early] * wrong


def test_what_was_not_known_yet_is_not_reckoned(quartered: Conn) -> None:
    position = frozen(quartered)
    run = said(quartered, position)["run"] | {"position": position}
    rewrite(quartered, position, run=run)
    assert found(quartered) == [(position, "position", f"before {position}", str(position))]


@pytest.mark.parametrize(("minutes", "wrong"), [(9, False), (11, True)])
def test_what_had_long_been_recorded_is_known(quartered: Conn, minutes: int, wrong: bool) -> None:
    """A freeze that knows all but the loss that was recorded last before it."""
    position = frozen(quartered)
    quartered.execute(_EARLIER, (position, timedelta(minutes=minutes), position - 1))
    run = said(quartered, position)["run"] | {"position": position - 2}
    rewrite(quartered, position, run=run)
    expected = f"with position {position - 1}, recorded long before"
    known = (position, "known", expected, f"up to {position - 2}")
    assert (known in found(quartered)) == wrong


def test_facts_are_read_under_their_older_names_too_and_no_others(quartered: Conn) -> None:
    audited = Audited(quartered, head(quartered))
    plans = [row.position for row in acts(audited, (PlanAdopted,))]
    assert plans == [first(quartered, "plan-adopted.2", n) for n in (0, 1)]
    setting(quartered, plans[0], "topic", "plan-adopted")
    assert [row.position for row in acts(audited, (PlanAdopted,))] == plans
    freezes = [row.position for row in acts(audited, (QuarterFrozen,))]
    assert freezes == [frozen(quartered), frozen(quartered, 1)]


def test_what_is_told_has_its_bounds(quartered: Conn) -> None:
    (row, _) = acts(Audited(quartered, head(quartered)), (QuarterFrozen,))
    (told,) = found_of("x", row, [("what", "e" * 301, "f" * 301)])
    assert told == Finding("x", row.position, "what", "e" * 300, "f" * 300)

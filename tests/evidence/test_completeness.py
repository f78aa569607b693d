"""Is each fact that is another, or that is gone, found where it is, and once?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from projections.evidence.findings import INCOMPLETE
from projections.evidence.log_passes import (
    CLOCKS_APART,
    COMPLETENESS,
    _expected_of,
    completeness,
    leaves,
)
from tests.evidence.narrow import EDGES, HEAD, SIGNED, audited, told
from tests.evidence.sealed import ORIGIN

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE = SIGNED[-1]


@pytest.mark.parametrize("position", EDGES)
def test_a_fact_that_is_another_is_found_once(attacker: Conn, position: int) -> None:
    """What follows it in its stream names the leaf that was sealed."""
    attacker.execute("UPDATE journal.facts SET role = 'x' WHERE position = %s", (position,))
    for since in (0, 4, 10, 29, 64):
        found = list(leaves(audited(attacker, since), ORIGIN))
        assert told(found) == ([(position, "role")] if position > since else [])
    attacker.execute("UPDATE journal.facts SET state = 'x' WHERE position = %s", (position,))
    found = list(leaves(audited(attacker), ORIGIN))
    assert found[0].position == position
    assert found[0].found == "no fact's bytes"
    # Without a rulebook's bytes nothing that cites it has its digest.
    assert len(found) == 1 or position == 2


@pytest.mark.parametrize("position", [4, 30, 85])
def test_a_fact_that_is_gone_is_found_by_the_walk_of_positions(
    attacker: Conn, position: int
) -> None:
    attacker.execute("DELETE FROM journal.facts WHERE position = %s", (position,))
    found = list(completeness(audited(attacker)))
    version = [(position + 7, "version")] if position + 7 <= HEAD and position % 3 else []
    assert told(found) == [(position, "position"), *version, (position, "fact")]
    assert (found[0].expected, found[0].found) == (str(position), f"next is {position + 1}")
    assert all(int(one.found) == int(one.expected) + 1 for one in found if one.what == "version")
    assert (found[-1].expected, found[-1].found) == (f"the fact of leaf {position - 1}", "none")
    # Nor does the next of its stream, which names a leaf that no fact stands for, fit its own.
    follower = [(position + 7, "prev")] if version else []
    assert told(list(leaves(audited(attacker), ORIGIN))) == follower
    # What was before is not looked for; but a stream that goes on tells how far it was.
    assert told(list(completeness(audited(attacker, position)))) == version
    if position == SIZE:
        return
    attacker.execute("DELETE FROM journal.facts WHERE position = %s", (position + 1,))
    gaps = told(list(completeness(audited(attacker))))
    assert gaps[0] == (position, "position")
    assert [one for one in gaps if one[1] == "position"] == gaps[:1]


def test_what_waits_too_long_to_be_sealed_is_told(
    attacker: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.evidence.log_passes.SEALED_WITHIN", "0 seconds")
    (found,) = completeness(audited(attacker))
    assert (found.check, found.position, found.what) == (COMPLETENESS, SIZE + 1, "leaf")
    assert (found.expected, found.found) == ("sealed within 0 seconds", "3 wait")
    assert found.code == INCOMPLETE


def test_a_clock_behind_the_last_fact_is_told(attacker: Conn) -> None:
    change = (
        "UPDATE journal.facts SET recorded_at = now() + interval '9 minutes' WHERE position = %s"
    )
    attacker.execute(change, (HEAD,))
    (found,) = completeness(audited(attacker))
    assert (found.check, found.position, found.what) == (COMPLETENESS, HEAD, "clock")
    assert (found.expected[:29], found.code) == ("the database's clock not befo", INCOMPLETE)


def test_a_clock_may_be_a_minute_off() -> None:
    own, moment = datetime(2026, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
    assert _expected_of(own, own + CLOCKS_APART, own) is None
    for near in (own + CLOCKS_APART, own - CLOCKS_APART):
        assert _expected_of(near, own - CLOCKS_APART, own) is None
    late = own + CLOCKS_APART + moment
    assert _expected_of(own, late, own) == f"the database's clock not before {late}"
    for far in (late, own - CLOCKS_APART - moment):
        told = _expected_of(far, own - CLOCKS_APART - moment, own)
        assert told == f"the database's clock near the auditor's, {own}"

"""Is each fact that is another, or that is gone, found where it is, and once?"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from projections.evidence.log_passes import completeness, leaves
from tests.evidence.narrow import EDGES, HEAD, SIGNED, audited, told
from tests.evidence.sealed import ORIGIN

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE = SIGNED[-1]


@pytest.mark.parametrize("position", EDGES)
def test_a_fact_that_is_another_is_found_once(
    narrow: Sealed, attacker: Conn, position: int
) -> None:
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
    narrow: Sealed, attacker: Conn, position: int
) -> None:
    attacker.execute("DELETE FROM journal.facts WHERE position = %s", (position,))
    found = list(completeness(audited(attacker)))
    version = [(position + 7, "version")] if position + 7 <= HEAD and position % 3 else []
    assert told(found) == [(position, "position"), *version, (position, "fact")]
    assert (found[0].expected, found[0].found) == (str(position), f"next is {position + 1}")
    assert (found[-1].expected, found[-1].found) == (f"the fact of leaf {position - 1}", "none")
    # What was before is not looked for; but a stream that goes on tells how far it was.
    assert told(list(completeness(audited(attacker, position)))) == version
    if position == SIZE:
        return
    attacker.execute("DELETE FROM journal.facts WHERE position = %s", (position + 1,))
    gaps = told(list(completeness(audited(attacker))))
    assert gaps[0] == (position, "position")
    assert [one for one in gaps if one[1] == "position"] == gaps[:1]

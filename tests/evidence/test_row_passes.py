"""Is exactly the row found that is not what its fact says, at any edge of an audit?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, LiteralString

import psycopg
import pytest

from projections.evidence.findings import Audited
from projections.evidence.row_passes import _same, findings, rows
from tests.evidence.sealed import Sealed
from tests.journal.facts import one

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE: Final = 362


@pytest.fixture
def attacker(whole: Sealed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conn]:
    monkeypatch.setattr("projections.evidence.row_passes.BATCH", 50)
    with whole.attacked() as conn:
        yield conn


def differing(conn: Conn, since: int = 0, size: int = SIZE) -> list[tuple[int, str, str, str]]:
    return list(rows(Audited(conn, size, since)))


def at(conn: Conn, table: LiteralString, which: LiteralString = "true") -> int:
    query: LiteralString = f"SELECT position FROM read.{table} WHERE {which} ORDER BY 1 LIMIT 1"
    return int(one(conn, query))


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ({"a": "1"}, {"a": 1}, True),
        ({"a": "1"}, {"a": 1, "b": None}, True),
        ({"a": "1"}, {"a": 1, "b": 2}, False),
        ({"a": "1", "b": "2"}, {"a": 1}, False),
        ({}, None, False),
        (None, {}, False),
        (datetime(2024, 1, 1, tzinfo=UTC), "2024-01-01T08:00:00+08:00", True),
        (datetime(2024, 1, 1, tzinfo=UTC), "2024-01-01T08:00:01+08:00", False),
        (datetime(2024, 1, 1, tzinfo=UTC), None, False),
        ("2.50", Decimal("2.5"), True),
        ("2.50", Decimal("2.4"), False),
        ("3", 3, True),
        ("3", 4, False),
        ("x", 3, False),
        ("3", "3", True),
        ("3.0", "3", False),
        (3, 3, True),
        (3, 4, False),
        (None, None, True),
    ],
)
def test_decimals_are_text_in_a_state_and_times_are_moments(
    expected: object, found: object, same: bool
) -> None:
    assert _same(expected, found) is same


def test_nothing_is_found_wherever_an_audit_begins(attacker: Conn) -> None:
    for since in (0, 49, 50, 361, SIZE):
        assert differing(attacker, since) == []


def test_an_end_that_is_not_sealed_yet_may_stand_in_its_row_or_not(attacker: Conn) -> None:
    """What is not under audit may be in the read models already, or still be on its way."""
    assert differing(attacker, size=353) == differing(attacker, size=354) == []
    position = at(attacker, "entries", "reversed_at = 354")
    attacker.execute(
        "UPDATE read.entries SET reversed_at = NULL, reversal = NULL WHERE reversed_at = 354"
    )
    assert differing(attacker, size=353) == []
    for size in (354, SIZE):
        ((found, what, _, _),) = differing(attacker, size=size)
        assert (found, what[:16]) == (position, "entries.reversal")
    attacker.execute("UPDATE read.entries SET reversed_at = 999 WHERE position = %s", (position,))
    assert [row[0] for row in differing(attacker, size=353)] == [position]


@pytest.mark.parametrize(
    ("topic", "state", "table", "column"),
    [
        ("rulebook-withdrawn", {"version": 2}, "editions", "withdrawn_at"),
        ("import-reversed", {"year": 2024, "batch": 1}, "imports", "reversed_at"),
        (
            *("mark-withdrawn", {"year": 2024, "subject": "officer:0002", "number": 1}),
            *("marks", "withdrawn_at"),
        ),
    ],
)
def test_each_row_is_ended_by_its_own_key(
    attacker: Conn, topic: str, state: dict[str, Any], table: LiteralString, column: LiteralString
) -> None:
    attacker.execute("DELETE FROM read.calendars")
    attacker.execute(
        "UPDATE journal.facts SET topic = %s, state = %s WHERE position = 357",
        (topic, json.dumps({"bureau": "nanyue"} | state).encode()),
    )
    ((position, what, expected, found),) = differing(attacker)
    assert (what, expected, found) == (f"{table}.{column}", "357", "None")
    attacker.execute(f"UPDATE read.{table} SET {column} = 357 WHERE position = %s", (position,))
    assert differing(attacker) == []


@pytest.mark.parametrize(
    ("table", "which", "change", "what"),
    [
        ("entries", "kind = 'bonus'", "kind = 'deduction'", "kind"),
        ("entries", "indicator IS NOT NULL", "kind = 'bonus'", "kind"),
        ("entries", "true", "evidence = '[1]'", "evidence"),
        ("entries", "true", "actor = 'x'", "actor"),
        ("entries", "true", "recorded_at = now()", "recorded_at"),
        ("entries", "true", """source = source || '{"more": 1}'""", "source"),
        ("entries", "true", "source = source - 'row'", "source"),
        ("entries", "true", "source = NULL", "source"),
        ("entries", "reversed_at IS NULL", "reversed_at = 360", "reversed_at"),
        ("entries", "reversed_at IS NULL", "reversed_at = 999", "reversed_at"),
        ("entries", "reversed_at IS NOT NULL", "reversed_at = NULL", "reversed_at"),
        ("entries", "reversed_at IS NULL", """reversal = '{"actor": "x"}'""", "reversal"),
        *(
            ("entries", "reversed_at IS NOT NULL", f"reversal = reversal - '{part}'", "reversal")
            for part in ("position", "recorded_at", "actor", "reason", "ground")
        ),
        ("entries", "points > 0", "points = points + 0.1", "points"),
        ("marks", "true", "withdrawn_at = 300", "withdrawn_at"),
        ("marks", "true", "score = score + 1", "score"),
        ("editions", "true", "withdrawn_at = 300", "withdrawn_at"),
        ("imports", "true", "reversed_at = 360", "reversed_at"),
        ("imports", "true", "row_count = 1", "row_count"),
        ("postings", "true", "start_on = '2020-01-01'", "start_on"),
        ("postings", "until_on IS NULL", "until_on = '2030-01-01'", "until_on"),
        ("restriction_ends", "how = 'lifted'", "how = 'rescinded'", "how"),
        ("restriction_ends", "how = 'rescinded'", "how = 'lifted'", "how"),
        ("year_acts", "act = 'year-frozen'", "act = 'year-closed'", "act"),
        ("year_acts", "true", """said = said || '{"run": {}}'""", "said"),
        ("calendars", "true", "holidays = '[]'", "holidays"),
        ("units", "true", "effective_on = '2024-01-01'", "effective_on"),
        ("officers", "true", "name = 'x'", "name"),
        ("restrictions", "true", "reason = 'x'", "reason"),
    ],
)
def test_a_column_that_says_otherwise_is_found_once(
    attacker: Conn, table: LiteralString, which: LiteralString, change: LiteralString, what: str
) -> None:
    position = at(attacker, table, which)
    attacker.execute(f"UPDATE read.{table} SET {change} WHERE position = %s", (position,))
    (found,) = differing(attacker)
    assert found[:2] == (position, f"{table}.{what}")
    assert found[2] != found[3]


def test_each_line_of_a_plan_is_held_against_its_own(attacker: Conn) -> None:
    last = attacker.execute(
        "SELECT position, max(line) FROM read.plan_lines GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    assert last is not None
    for line in (0, -1, last[1] + 1, 99):
        with attacker.transaction(force_rollback=True):
            attacker.execute(
                "UPDATE read.plan_lines SET line = %s WHERE (position, line) = (%s, %s)",
                (line, *last),
            )
            ((position, what, expected, found),) = differing(attacker)
            assert (position, what[:11], expected) == (last[0], "plan_lines.", "None")
            assert found != "None"
    attacker.execute(
        "UPDATE read.plan_lines SET title = 'x' || line WHERE position = %s", (last[0],)
    )
    assert [(p, what) for p, what, *_ in differing(attacker)] == [
        (last[0], "plan_lines.title")
    ] * last[1]


def test_of_what_is_long_the_beginning_is_told(attacker: Conn) -> None:
    position = at(attacker, "editions")
    attacker.execute(
        "UPDATE read.editions SET document = document || '  ' WHERE position = %s", (position,)
    )
    ((_, what, expected, found),) = differing(attacker)
    assert (what, len(expected), len(found)) == ("editions.document", 300, 300)
    assert expected.startswith('{"bands"')


def test_what_is_known_of_a_position_is_not_told_again(attacker: Conn) -> None:
    attacker.execute("UPDATE read.officers SET name = 'x' WHERE position IN (7, 8)")
    (found,) = findings(Audited(attacker, SIZE), "check", {7})
    assert (found.check, found.position, found.what) == ("check", 8, "officers.name")
    assert (found.expected[:7], found.found) == ("sealed:", "x")


@pytest.mark.parametrize(
    ("table", "position"),
    [("postings", 50), ("postings", 51), ("marks", 100), ("entries", 208), ("year_acts", SIZE)],
)
def test_a_row_that_is_gone_is_found_where_it_was(
    attacker: Conn, table: LiteralString, position: int
) -> None:
    attacker.execute(f"DELETE FROM read.{table} WHERE position = %s", (position,))
    gone = [(position, table, "a row", "none")]
    assert differing(attacker) == gone
    assert differing(attacker, position - 1) == gone
    assert differing(attacker, position) == []


@pytest.mark.parametrize("position", [3, 50, 51, SIZE])
def test_a_row_that_no_fact_brought_forth_is_found(attacker: Conn, position: int) -> None:
    attacker.execute("UPDATE read.calendars SET position = %s", (position,))
    assert differing(attacker) == sorted(
        [(position, "calendars", "no row", "a row"), (357, "calendars", "a row", "none")]
    )


def test_a_row_of_what_is_not_sealed_is_not_looked_at(attacker: Conn) -> None:
    attacker.execute("UPDATE read.year_acts SET actor = 'x' WHERE position > %s", (SIZE,))
    attacker.execute("UPDATE read.officers SET name = 'x' WHERE position > %s", (SIZE,))
    assert differing(attacker) == []
    assert differing(attacker, SIZE) == []


def test_a_fact_under_an_older_name_is_held_against_the_rows_of_its_present_one(
    attacker: Conn,
) -> None:
    state = {"bureau": "nanyue", "unit": "u0", "merged_into": "u1", "effective_on": "2024-06-01"}
    position = 357
    attacker.execute("DELETE FROM read.calendars")
    attacker.execute(
        "UPDATE journal.facts SET topic = 'unit-merged', state = %s WHERE position = %s",
        (json.dumps(state).encode(), position),
    )
    assert differing(attacker) == [(position, "unit_closings", "a row", "none")]

"""Does each pass over the facts find exactly what is wrong, at any edge of its batches?"""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg
import pytest

from projections.evidence.fact_passes import (
    COLUMNS,
    COMMANDS,
    ERASURES,
    columns,
    commands,
    erasures,
)
from projections.evidence.findings import TAMPERED, Finding
from tests.evidence.narrow import BATCH, SIGNED, Telling, audited, told

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE: Final = SIGNED[-1]


def wrong(conn: Conn, since: int = 0) -> list[Finding]:
    return list(commands(audited(conn, since)))


def test_nothing_is_found_of_sound_facts_wherever_an_audit_begins(attacker: Conn) -> None:
    for since in (0, 1, 9, 10, 11, 41, 80, 84, 85):
        one = audited(attacker, since)
        assert [*columns(one), *erasures(one)] == [], since
        assert list(commands(one)) == [], since


@pytest.mark.parametrize("since", [0, 7, 80])
def test_how_far_a_pass_is_is_told(attacker: Conn, since: int) -> None:
    telling = Telling()
    one = audited(attacker, since, telling)
    assert not [*columns(one), *commands(one), *erasures(one)]
    read = [*range(since + BATCH, SIZE, BATCH), SIZE]
    assert telling.told == [
        *((COLUMNS, done, SIZE) for done in read),
        (COMMANDS, SIZE, SIZE),
        (ERASURES, SIZE, SIZE),
    ]


@pytest.mark.parametrize("position", [1, 9, 10, 11, 20, 21, 80, 81, 84, 85])
def test_a_column_that_says_otherwise_is_found(attacker: Conn, position: int) -> None:
    attacker.execute("UPDATE journal.facts SET item = 'x' WHERE position = %s", (position,))
    (found,) = columns(audited(attacker))
    assert (found.check, found.position, found.what, found.found) == (
        COLUMNS,
        position,
        "item",
        "x",
    )
    assert told(list(columns(audited(attacker, position - 1)))) == [(position, "item")]
    assert not list(columns(audited(attacker, position)))


def test_a_column_of_what_is_not_sealed_is_not_looked_at(attacker: Conn) -> None:
    attacker.execute("UPDATE journal.facts SET item = 'x' WHERE position > %s", (SIZE,))
    assert not list(columns(audited(attacker)))


def _command_over(conn: Conn, position: int) -> tuple[int, int, str]:
    row = conn.execute(
        "SELECT first_position, last_position, key FROM journal.commands"
        " WHERE %s BETWEEN first_position AND last_position",
        (position,),
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


@pytest.mark.parametrize("position", [1, 10, 85])
def test_a_fact_of_another_actor_answers_no_command_of_his(attacker: Conn, position: int) -> None:
    attacker.execute("UPDATE journal.facts SET actor = 'x' WHERE position = %s", (position,))
    (found,) = wrong(attacker)
    assert (found.check, found.position, found.what) == (COMMANDS, position, "command")
    assert (found.expected, found.found) == ("a command by x", "a command by officer:9001")
    assert wrong(attacker, position) == []
    assert told(wrong(attacker, position - 1)) == [(position, "command")]


def test_a_fact_without_a_command_is_found(attacker: Conn) -> None:
    first, last, key = _command_over(attacker, 40)
    attacker.execute("DELETE FROM journal.commands WHERE key = %s", (key,))
    found = wrong(attacker)
    assert told(found) == [(position, "command") for position in range(first, last + 1)]
    assert {(one.expected, one.found) for one in found} == {
        ("a command by officer:9001", "no command")
    }


def test_two_commands_over_one_fact_are_found(attacker: Conn) -> None:
    first, _, key = _command_over(attacker, 40)
    attacker.execute(
        "INSERT INTO journal.commands SELECT actor, 'forged', command, %(at)s, %(at)s, recorded_at,"
        """ '{"facts": 1, "entries": ["nanyue/2024/officer:0000#9"]}' FROM journal.commands"""
        " WHERE key = %(key)s",
        {"at": first, "key": key},
    )
    found = [one for one in wrong(attacker) if one.expected == "facts of its own"]
    assert [(one.check, one.position, one.found) for one in found] == [
        (COMMANDS, first, "two by officer:9001")
    ]
    assert found[0].what in (f"command {key}", "command forged")


ANSWERS: Final[dict[str, tuple[LiteralString, str]]] = {
    "more facts": ("answer = answer || '{\"facts\": 9}'", "'facts': 9"),
    "no facts told": ("answer = answer - 'facts'", "'facts': None"),
    "an entry of another": ('answer = answer || \'{"entries": ["x"]}\'', "'entries': ['x']"),
    "no first": ("first_position = NULL", "0 facts"),
    "no last": ("last_position = NULL", "0 facts"),
    "no range": ("first_position = NULL, last_position = NULL", "0 facts"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_command_that_was_answered_otherwise_is_found(attacker: Conn, name: str) -> None:
    change, said = ANSWERS[name]
    first, last, key = _command_over(attacker, 40)
    query: LiteralString = f"UPDATE journal.commands SET {change} WHERE key = %s"
    attacker.execute(query, (key,))
    (found,) = [one for one in wrong(attacker) if one.what == f"command {key}"]
    assert (found.check, found.code) == (COMMANDS, TAMPERED)
    assert found.position == (None if "last" in change else last)
    assert said in found.found
    counted = 0 if "NULL" in change else last - first + 1
    assert f"'facts': {counted}," in found.expected


@pytest.mark.parametrize("position", [31, 33, 40, 85])
def test_a_fact_that_lacks_in_the_middle_of_a_command_is_found(
    attacker: Conn, position: int
) -> None:
    first, last, key = _command_over(attacker, position)
    attacker.execute("DELETE FROM journal.facts WHERE position = %s", (position,))
    (found,) = wrong(attacker)
    assert (found.position, found.what) == (last, f"command {key}")
    assert found.found.startswith(f"{last - first} facts; ")
    assert wrong(attacker, first) == []
    assert told(wrong(attacker, first - 1)) == [(last, f"command {key}")]


def test_whoever_was_erased_has_no_key_from_before(attacker: Conn) -> None:
    attacker.execute(
        "UPDATE journal.facts SET topic = 'subject-erased', subject = 'officer:1'"
        " WHERE position = 9"
    )
    assert not list(erasures(audited(attacker)))
    attacker.execute("INSERT INTO keys.subject_keys VALUES ('officer:1', 'x')")
    assert not list(erasures(audited(attacker))), "made since"
    attacker.execute("UPDATE keys.subject_keys SET created_at = '2020-01-01'")
    (found,) = erasures(audited(attacker))
    assert (found.check, found.position, found.what) == (ERASURES, 9, "key")
    assert (found.expected, found.found) == ("no key of officer:1", "a key from before")

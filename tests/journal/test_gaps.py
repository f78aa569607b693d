"""Is a stream ever left with a gap, whatever whoever appends says?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import psycopg
import pytest
from psycopg import sql

from api.errors import status_of
from domain import refusals as no
from domain.journal.envelope import Recorded
from domain.journal.migrations import ROLES, migrate, role_name, scripts
from domain.journal.recorder import Appending
from domain.journal.streams import Stream
from domain.ledger import Ledger
from domain.registers.facts import OfficerRegistered
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, bonus, open_bureau
from tests.journal.crowds import at_once
from tests.journal.facts import COMMAND, append, log, newcomer

pytestmark = pytest.mark.postgres

GAP, MOVED_ON = "ML012", "ML001"
THE_MIGRATION = 8
"""Which forbids gaps."""


def _versions(conn: psycopg.Connection, stream: str) -> list[int]:
    return [f["version"] for f in log(conn) if f["stream_name"] == f"officer:{stream}"]


def _append(conn: psycopg.Connection, stream: str, versions: Sequence[int]) -> str | None:
    """What it is refused by, if it is."""
    try:
        append(conn, [replace(newcomer(stream), version=version) for version in versions])
    except psycopg.DatabaseError as error:
        return error.sqlstate
    return None


@pytest.mark.parametrize(
    ("versions", "refused"),
    [
        ((3,), None),
        ((3, 4, 5), None),
        ((4,), GAP),
        ((3, 5), GAP),
        ((4, 3), GAP),
        ((3, 4, 6), GAP),
        ((2**40,), GAP),
        ((2,), MOVED_ON),
        ((3, 3), MOVED_ON),
        ((1, 2, 3), MOVED_ON),
        ((3, 4, 3), MOVED_ON),
    ],
)
def test_a_fact_is_the_next_of_its_stream_or_none_is_recorded(
    database: Database, versions: Sequence[int], refused: str | None
) -> None:
    with database.connect("app") as conn:
        assert _append(conn, "a", (1, 2)) is None
        assert _append(conn, "a", versions) == refused
        assert _versions(conn, "a") == [1, 2, *(() if refused else versions)]


def test_the_first_of_a_stream_is_its_first(database: Database) -> None:
    with database.connect("app") as conn:
        assert [_append(conn, "a", (version,)) for version in (2, 1, 3, 2)] == [
            *(GAP, None, GAP, None)
        ]


def test_what_comes_with_a_gap_is_left_out_with_it(database: Database) -> None:
    """Other streams of the same append, the key, the positions: all as if nothing had been said."""
    with database.connect("app") as conn:
        for gap in (1, 2):
            facts = [newcomer("a"), newcomer("b"), newcomer("c")]
            facts[gap] = replace(facts[gap], version=2)
            with pytest.raises(psycopg.DatabaseError) as said:
                append(conn, facts, key="k")
            assert said.value.sqlstate == GAP
            assert f"officer:{facts[gap].stream.of}" in str(said.value)
        assert append(conn, [newcomer("a"), newcomer("b")], key="k")[:2] == (1, 2)


def test_streams_that_take_turns_in_one_append_count_each_for_itself(database: Database) -> None:
    with database.connect("app") as conn:
        turns = [("a", 1), ("b", 1), ("a", 2), ("a", 3), ("b", 2)]
        append(conn, [replace(newcomer(of), version=version) for of, version in turns])
        assert (_versions(conn, "a"), _versions(conn, "b")) == ([1, 2, 3], [1, 2])


def test_of_many_who_come_at_once_and_out_of_turn_no_gap_is_left(database: Database) -> None:
    def come(version: int) -> str | None:
        with database.connect("app") as conn:
            return _append(conn, "a", (version,))

    said = at_once(*(partial(come, version) for version in (*range(1, 9), *range(1, 9))))
    with database.connect() as conn:
        recorded = _versions(conn, "a")
    assert recorded == list(range(1, len(recorded) + 1))
    assert said.count(None) == len(recorded) >= 1
    assert set(said) <= {None, GAP, MOVED_ON}


def test_a_program_that_would_leave_a_gap_is_told_so_once_by_name(
    ledger: Ledger, database: Database
) -> None:
    """It is a defect, not contention: it is not tried again, and the ledger goes on."""
    open_bureau(ledger)
    head, stream = ledger.head, Stream("officer", "0009")
    fact = OfficerRegistered(bureau="nanyue", officer="0009", name="甲")
    ledger.keyring.prepare(["officer:0009"])
    skipping = Appending(OFFICE, {stream.id: stream.name}, {stream.id: 0}, "k", COMMAND, {})
    tries: list[int] = []

    def act(attempt: int) -> object:
        tries.append(attempt)
        return ledger.save(Recorded(stream.id, 2, fact), appending=skipping)

    with pytest.raises(no.FactOutOfSequence) as said:
        ledger._patiently(act)
    assert (tries, ledger.head) == ([0], head)
    assert status_of(said.value) == 503
    assert "流 officer:0009 没有第 1 版" in said.value.message("zh")
    assert "stream officer:0009 has no version 1" in said.value.message("en")
    ledger.handle(bonus(), OFFICE)
    assert ledger.head == head + 1


def _put_back(database: Database) -> None:
    """As a home was whose program did not know that migration."""
    made = next(s for s in scripts() if s.name.startswith("0005")).read_text("utf-8")
    with database.connect() as owner:
        names = {role: sql.Identifier(role_name(owner.info.dbname, role)) for role in ROLES}
        before = sql.SQL(made[made.index("CREATE FUNCTION journal.append") :])
        owner.execute("DROP INDEX journal.facts_of_subject")
        owner.execute("DROP FUNCTION journal.append_each")
        owner.execute("DROP FUNCTION journal.append")
        owner.execute(before.format(**names))
        owner.execute("DELETE FROM public.merit_migrations WHERE number >= %s", (THE_MIGRATION,))


def test_an_older_home_is_brought_up_to_date_and_goes_on_past_a_gap_of_its_own(
    database: Database,
) -> None:
    _put_back(database)
    with database.connect("app") as conn:
        assert [_append(conn, "a", (version,)) for version in (1, 3)] == [None, None]
    migrate(database.owner, MASTER)
    with database.connect("app") as conn:
        assert [_append(conn, "a", (version,)) for version in (5, 2, 4)] == [GAP, MOVED_ON, None]
        assert _versions(conn, "a") == [1, 3, 4]

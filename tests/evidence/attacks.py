"""What does somebody do who owns the database server, and what does he leave?

Each answers the position at which the ledger first stops being what it was; None where it is no
fact that was touched.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString

import psycopg

from projections.evidence.keys import SigningKey
from projections.evidence.notary import Leading
from tests.evidence.sealed import ERASED, ORIGIN, Sealed, put_back
from tests.journal.facts import one

Conn = psycopg.Connection[Any]
Attack = Callable[[Conn, Sealed], int | None]
NEWCOMER: LiteralString = "SELECT max(position) - 1 FROM journal.facts"
"""Before the last two facts nothing is sealed: this is the first of them."""


def first(conn: Conn, topic: str, offset: int = 5) -> int:
    """The position of a fact of a kind, not the very first."""
    query: LiteralString = (
        "SELECT position FROM journal.facts WHERE topic = %s ORDER BY position OFFSET %s LIMIT 1"
    )
    return int(one(conn, query, topic, offset))


def said(conn: Conn, position: int) -> dict[str, Any]:
    state = one(conn, "SELECT state FROM journal.facts WHERE position = %s", position)
    return dict(json.loads(state))


def rewrite(conn: Conn, position: int, **parts: Any) -> None:
    """Other words in a fact's stored bytes."""
    state = json.dumps(said(conn, position) | parts, ensure_ascii=False).encode()
    conn.execute("UPDATE journal.facts SET state = %s WHERE position = %s", (state, position))


def setting(column: LiteralString, value: object, topic: str = "bonus-awarded") -> Attack:
    """One column of one fact."""

    def attack(conn: Conn, _: Sealed) -> int:
        position = first(conn, topic)
        query: LiteralString = f"UPDATE journal.facts SET {column} = %s WHERE position = %s"
        conn.execute(query, (value, position))
        return position

    return attack


def doing(statement: LiteralString, position: int | None = None) -> Attack:
    """One statement, whatever position it is about; {db} is the database's name."""

    def attack(conn: Conn, _: Sealed) -> int | None:
        conn.execute(statement.replace("{db}", conn.info.dbname).encode())
        return position

    return attack


def asking(find: LiteralString, statement: LiteralString) -> Attack:
    """One statement about the position that a query names."""

    def attack(conn: Conn, _: Sealed) -> int:
        position = int(one(conn, find))
        conn.execute(statement, {"position": position})
        return position

    return attack


def edit_payload(conn: Conn, _: Sealed) -> int:
    """More points, and the column beside them agrees."""
    position = first(conn, "bonus-awarded")
    rewrite(conn, position, points="9", claimed="9")
    conn.execute("UPDATE journal.facts SET points = 9 WHERE position = %s", (position,))
    return position


def garbling(topic: str, garbage: bytes) -> Attack:
    """Bytes that are no fact's."""

    def attack(conn: Conn, _: Sealed) -> int:
        position = first(conn, topic, 0)
        conn.execute("UPDATE journal.facts SET state = %s WHERE position = %s", (garbage, position))
        return position

    return attack


def edit_sealed_name(conn: Conn, _: Sealed) -> int:
    """A name on which no score rests, and the read model agrees."""
    position, other = first(conn, "officer-registered"), first(conn, "officer-registered", 6)
    name = said(conn, other)["name"]
    rewrite(conn, position, name=name)
    conn.execute("UPDATE read.officers SET name = %s WHERE position = %s", (name, position))
    return position


def edit_who_and_whose_command(conn: Conn, _: Sealed) -> int:
    position = one(conn, "SELECT first_position FROM journal.commands WHERE key = 'told-once'")
    conn.execute("UPDATE journal.facts SET actor = 'mallory' WHERE position = %s", (position,))
    conn.execute("UPDATE journal.commands SET actor = 'mallory' WHERE key = 'told-once'")
    return int(position)


def delete_middle(conn: Conn, _: Sealed) -> int:
    position = first(conn, "mark-given")
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (position,))
    conn.execute("DELETE FROM read.marks WHERE position = %s", (position,))
    return position


def delete_where_nothing_follows(conn: Conn, _: Sealed) -> int:
    """A fact on which no other and no score rests, with all that was made of it."""
    position = first(conn, "working-days-announced", 0)
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (position,))
    conn.execute("DELETE FROM journal.commands WHERE first_position = %s", (position,))
    conn.execute("DELETE FROM read.calendars WHERE position = %s", (position,))
    return position


def delete_tail(conn: Conn, made: Sealed) -> int:
    """Everything since the last checkpoint but one, the log's rows too."""
    last = int(one(conn, "SELECT size FROM evidence.checkpoints ORDER BY 1 DESC OFFSET 1 LIMIT 1"))
    for table in ("evidence.signings", "evidence.checkpoints"):
        conn.execute(f"DELETE FROM {table} WHERE size > %s".encode(), (last,))
    conn.execute("DELETE FROM journal.commands WHERE last_position > %s", (last,))
    tables = "SELECT 'read.' || tablename FROM pg_tables WHERE schemaname = 'read'"
    read = [row[0] for row in conn.execute(tables) if row[0] != "read.cursor"]
    for table in ("evidence.leaves", "journal.facts", *read):
        conn.execute(f"DELETE FROM {table} WHERE position > %s".encode(), (last,))
    return last + 1


def delete_tail_of_the_leaves(conn: Conn, _: Sealed) -> int:
    last = int(one(conn, "SELECT max(position) FROM evidence.leaves"))
    conn.execute("DELETE FROM evidence.leaves WHERE position = %s", (last,))
    return last


def delete_tail_of_the_facts(conn: Conn, made: Sealed) -> int:
    """The last one that was sealed, and all that nobody had sealed yet."""
    last = int(one(conn, "SELECT max(position) FROM evidence.leaves"))
    conn.execute("DELETE FROM journal.facts WHERE position >= %s", (last,))
    conn.execute("DELETE FROM journal.commands WHERE first_position >= %s", (last,))
    conn.execute("DELETE FROM read.year_acts WHERE position >= %s", (last,))
    return last


_COPY: LiteralString = """
INSERT INTO journal.facts
SELECT %(to)s, timestamptz '2020-01-01Z', gen_random_uuid(), stream_name || 'x', 1,
       topic, state, actor, role, request, correlation, causation, bureau, year, subject, number,
       item, indicator, effective_on, points
  FROM journal.facts WHERE position = %(of)s
"""


def insert_between(conn: Conn, _: Sealed) -> int:
    """A forged fact takes a position; all after it move on by one."""
    position = first(conn, "bonus-awarded")
    move: LiteralString = "UPDATE journal.facts SET position = position + %s WHERE position >= %s"
    conn.execute(move, (1_000_000, position))
    conn.execute(move, (1 - 1_000_000, position))
    conn.execute(_COPY, {"to": position, "of": position + 1})
    return position


def insert_far_out(conn: Conn, _: Sealed) -> int:
    head = int(one(conn, "SELECT max(position) FROM journal.facts"))
    conn.execute(_COPY, {"to": head + 100, "of": 5})
    return head + 1


def swap_two(conn: Conn, _: Sealed) -> int:
    here, there = first(conn, "posting-recorded"), first(conn, "posting-recorded", 9)
    move: LiteralString = "UPDATE journal.facts SET position = %s WHERE position = %s"
    for to, of in ((1_000_000, here), (here, there), (there, 1_000_000)):
        conn.execute(move, (to, of))
    return here


def _made_again(conn: Conn, made: Sealed, key: SigningKey) -> int:
    """The whole log anew, over a fact that was altered; where it ended before."""
    edit_sealed_name(conn, made)
    size = int(one(conn, "SELECT max(size) FROM evidence.checkpoints"))
    for table in ("signings", "checkpoints", "tiles", "leaves"):
        conn.execute(f"DELETE FROM evidence.{table}".encode())
    with TemporaryDirectory() as folder:
        Leading(conn, key, Path(folder)).seal()
    return size


def recompute_everything(conn: Conn, made: Sealed) -> int:
    """All hashes and checkpoints recomputed, by one who lacks the notary's key."""
    return _made_again(conn, made, SigningKey.make(ORIGIN))


def recompute_and_keep_no_checkpoint(conn: Conn, made: Sealed) -> int:
    size = recompute_everything(conn, made)
    conn.execute("DELETE FROM evidence.signings")
    conn.execute("DELETE FROM evidence.checkpoints")
    return size


def recompute_with_the_key(conn: Conn, made: Sealed) -> int:
    """He who keeps the log forks it himself: only what others kept tells."""
    return _made_again(conn, made, made.key)


def restore_older(conn: Conn, made: Sealed) -> int:
    put_back(conn, made.older)
    return int(one(conn, "SELECT max(position) + 1 FROM journal.facts"))


def edit_rulebook(conn: Conn, _: Sealed) -> int:
    """One figure of the rules; everything that repeats the document agrees, but the digest."""
    return _other_rules(conn)


def edit_rulebook_and_digest(conn: Conn, _: Sealed) -> int:
    return _other_rules(conn, digest="sha256:" + "ab" * 32)


def _other_rules(conn: Conn, **more: str) -> int:
    document = str(said(conn, 1)["document"])
    other = document.replace('"decimals":"3"', '"decimals":"2"')
    assert other != document
    rewrite(conn, 1, document=other, **more)
    conn.execute("UPDATE read.editions SET document = %s WHERE position = 1", (other,))
    if more:
        conn.execute("UPDATE read.editions SET digest = %s WHERE position = 1", (more["digest"],))
    return 1


def delete_a_command(conn: Conn, _: Sealed) -> int:
    position = one(conn, "SELECT first_position FROM journal.commands WHERE key = 'told-once'")
    conn.execute("DELETE FROM journal.commands WHERE key = 'told-once'")
    return int(position)


def widen_a_command(conn: Conn, _: Sealed) -> int:
    """It is said to have brought forth the next one's fact too."""
    query: LiteralString = (
        "UPDATE journal.commands SET last_position = last_position + 1 WHERE key = 'told-once'"
        " RETURNING last_position"
    )
    return int(one(conn, query))


def forge_a_command(conn: Conn, _: Sealed) -> int:
    """A second command is said to have brought forth a fact."""
    position = first(conn, "entry-reversed", 15)
    conn.execute(
        "INSERT INTO journal.commands SELECT 'mallory', 'forged', command, %(at)s, %(at)s,"
        " recorded_at, answer FROM journal.commands WHERE first_position = %(at)s",
        {"at": position},
    )
    return position


def put_a_key_back(conn: Conn, made: Sealed) -> int:
    conn.execute("INSERT INTO keys.subject_keys VALUES (%s, %s, %s)", made.destroyed)
    query: LiteralString = (
        "SELECT position FROM journal.facts WHERE topic = 'subject-erased' AND subject = %s"
    )
    return int(one(conn, query, ERASED))


def forge_an_act_before_it_is_sealed(conn: Conn, _: Sealed) -> int:
    """No command asked for it; the notary, which cannot know, seals it."""
    position = int(one(conn, NEWCOMER))
    conn.execute("DELETE FROM journal.commands WHERE first_position = %s", (position,))
    return position


def let_one_person_do_it_before_it_is_sealed(conn: Conn, _: Sealed) -> int:
    """A role that needs a second person is said to have restated the year alone."""
    position = first(conn, "year-restated", 0)
    conn.execute("UPDATE journal.facts SET role = 'appraiser' WHERE position = %s", (position,))
    return position


def falsify_a_run_before_it_is_sealed(conn: Conn, _: Sealed) -> int:
    """A result that does not follow from the facts is recorded as one."""
    position = first(conn, "year-restated", 0)
    run = said(conn, position)["run"] | {"digest": "sha256:" + "cd" * 32}
    rewrite(conn, position, run=run)
    state = json.dumps(said(conn, position))
    conn.execute("UPDATE read.year_acts SET said = %s WHERE position = %s", (state, position))
    return position

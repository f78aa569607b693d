"""Does each pass over the log find exactly what is wrong, at any edge of its tiles and batches?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final, LiteralString

import psycopg
import pytest

from projections.evidence.findings import Finding
from projections.evidence.log_passes import (
    CHECKPOINTS,
    COMPLETENESS,
    LEAVES,
    checkpoints,
    completeness,
    leaves,
)
from projections.evidence.notes import Trust
from projections.evidence.signatures import CHECKS
from tests.evidence.logs import LOG
from tests.evidence.narrow import (
    BATCH,
    EDGES,
    LEVELS,
    SIGNED,
    Telling,
    audited,
    told,
)
from tests.evidence.sealed import ORIGIN, Sealed

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
SIZE: Final = SIGNED[-1]
SINCE: Final = (0, 1, 3, 4, 5, 10, 16, 29, 30, 64, 84, 85)


_AGAIN: Final = (
    "INSERT INTO evidence.signings (size, note, heads_note, signed_at)"
    " SELECT size, note, heads_note, signed_at FROM evidence.signings WHERE size = 5"
)


def signed(narrow: Sealed, attacker: Conn, since: int = 0) -> list[Finding]:
    """A second log is trusted too: it is the first that is audited."""
    trust = replace(narrow.trust, logs=(*narrow.trust.logs, LOG.vkey))
    return list(checkpoints(audited(attacker, since), trust))


def tiles_over(position: int, size: int = SIZE) -> list[tuple[int, str]]:
    """Every whole tile over a position: its last position, and its name."""
    found = []
    for level in (1, 2, 3):
        index = (position - 1) >> LEVELS * level
        if index < size >> LEVELS * level:
            found.append(((index + 1) << LEVELS * level, f"tile {level}/{index}"))
    return found


def without(conn: Conn, position: int) -> None:
    conn.execute("DELETE FROM evidence.leaves WHERE position = %s", (position,))


def test_nothing_is_found_in_a_sound_log_wherever_an_audit_begins(
    narrow: Sealed, attacker: Conn
) -> None:
    for since in SINCE:
        one = audited(attacker, since)
        assert list(checkpoints(one, narrow.trust)) == [], since
        assert list(leaves(one, ORIGIN)) == [], since
        assert list(completeness(one)) == [], since


@pytest.mark.parametrize("since", [0, 7, 30])
def test_how_far_a_pass_is_is_told(narrow: Sealed, attacker: Conn, since: int) -> None:
    telling = Telling()
    one = audited(attacker, since, telling)
    assert not [*checkpoints(one, narrow.trust), *leaves(one, ORIGIN), *completeness(one)]
    grown = [done for check, done, _ in telling.told if check == CHECKPOINTS]
    assert grown == sorted(set(grown)) and grown[-1] == SIZE
    assert all(after - before <= 1 << LEVELS for before, after in pairwise(grown))
    hashed = [done for check, done, _ in telling.told if check == LEAVES]
    assert hashed == [*range(since + BATCH, SIZE, BATCH), SIZE]
    assert telling.told[-1] == (COMPLETENESS, SIZE, SIZE)
    assert {size for *_, size in telling.told} == {SIZE}


@pytest.mark.parametrize("position", EDGES)
def test_another_leaf_is_found_in_every_root_over_it(
    narrow: Sealed, attacker: Conn, position: int
) -> None:
    query: LiteralString = "UPDATE evidence.leaves SET leaf = sha256('x') WHERE position = %s"
    attacker.execute(query, (position,))
    roots = [(size, "root") for size in (1, 5, 30, 30, 85) if size >= position]
    # It is the head of its stream, or the leaf that the next of its stream names.
    found = told(signed(narrow, attacker))
    assert [one for one in found if one[1] != "heads"] == [*roots, *tiles_over(position)]
    (own, *rest) = leaves(audited(attacker), ORIGIN)
    assert (own.position, own.what) == (position, "entry of the leaf")
    assert len(rest) == (position % 3 != 0 and position != 2 and position + 7 <= SIZE)
    for since in (4, 15, 30, 64):
        # The tile in which an audit begins is read whole: its first leaves are before that.
        read = position > since >> LEVELS << LEVELS
        wanted = [one for one in roots if one[0] > since] + tiles_over(position) if read else []
        begun = told(signed(narrow, attacker, since))
        assert [one for one in begun if one[1] != "heads"] == wanted, since


@pytest.mark.parametrize("position", EDGES)
def test_a_leaf_that_lacks_ends_the_walk_where_it_lacks(
    narrow: Sealed, attacker: Conn, position: int
) -> None:
    without(attacker, position)
    found = signed(narrow, attacker)
    assert told(found) == [(position, "leaf")]
    assert (found[0].expected, found[0].found) == ("a leaf", "none")
    (own,) = leaves(audited(attacker), ORIGIN)
    assert (own.position, own.what, own.found) == (position, "leaf", "none")
    for since in (1, 4, 10):
        if position > since:
            assert told(list(leaves(audited(attacker, since), ORIGIN))) == [(position, "leaf")]
    (gap,) = completeness(audited(attacker))
    assert (gap.check, gap.position, gap.what) == (COMPLETENESS, position, "leaf")
    assert (gap.expected, gap.found) == ("a leaf", "none")


@pytest.mark.parametrize("first", [1, 11, 81, 83])
def test_all_leaves_that_lack_from_one_on_end_the_walk_there(
    narrow: Sealed, attacker: Conn, first: int
) -> None:
    attacker.execute("DELETE FROM evidence.leaves WHERE position >= %s", (first,))
    assert told(signed(narrow, attacker)) == [(first, "leaf")]
    attacker.execute("DELETE FROM evidence.signings")
    assert told(signed(narrow, attacker)) == [(first, "leaf")]


def test_an_entry_that_is_not_what_the_leaf_is_the_hash_of_is_found(attacker: Conn) -> None:
    attacker.execute("UPDATE evidence.leaves SET entry = 'x' WHERE position = 5")
    assert told(list(leaves(audited(attacker), ORIGIN))) == [(5, "entry of the leaf")]


def test_tiles_are_told_in_their_order(narrow: Sealed, attacker: Conn) -> None:
    attacker.execute("DELETE FROM evidence.tiles WHERE (level, index) = (1, 20)")
    attacker.execute("INSERT INTO evidence.tiles VALUES (1, 24, sha256(''))")
    assert told(signed(narrow, attacker, 76)) == [(84, "tile 1/20"), (100, "tile 1/24")]


def test_leaves_that_no_root_covers_are_walked_too(narrow: Sealed, attacker: Conn) -> None:
    attacker.execute("DELETE FROM evidence.signings WHERE size = 85")
    assert signed(narrow, attacker) == []
    without(attacker, 83)
    assert told(signed(narrow, attacker)) == [(83, "leaf")]
    attacker.execute("UPDATE evidence.leaves SET leaf = sha256('x') WHERE position = 62")
    (tile, above, highest) = tiles_over(62)
    attacker.execute(
        "INSERT INTO evidence.leaves SELECT 82, 83, stream, 1000, leaf, entry"
        " FROM evidence.leaves WHERE position = 1"
    )
    assert told(signed(narrow, attacker)) == [tile, (84, "tile 1/20"), above, highest]


@pytest.mark.parametrize(
    ("level", "index"), [(1, 0), (1, 1), (1, 9), (1, 20), (2, 0), (2, 3), (2, 4), (3, 0)]
)
def test_a_tile_that_is_not_the_root_below_it_is_found_alone(
    narrow: Sealed, attacker: Conn, level: int, index: int
) -> None:
    place = ((index + 1) << LEVELS * level, f"tile {level}/{index}")
    query: LiteralString = "SELECT hash FROM evidence.tiles WHERE (level, index) = (%s, %s)"
    right = attacker.execute(query, (level, index)).fetchone()
    assert right is not None
    where = (level, index)
    attacker.execute(
        "UPDATE evidence.tiles SET hash = sha256('') WHERE (level, index) = (%s, %s)", where
    )
    (edited,) = signed(narrow, attacker)
    assert (edited.position, edited.what) == place
    assert (edited.expected, edited.found[:8]) == (right[0].hex(), "e3b0c442")
    attacker.execute("DELETE FROM evidence.tiles WHERE (level, index) = (%s, %s)", where)
    (deleted,) = signed(narrow, attacker)
    assert (deleted.position, deleted.what) == place
    assert (deleted.expected, deleted.found) == (right[0].hex(), "none")


@pytest.mark.parametrize(
    ("level", "index", "position"),
    [(1, 21, 88), (2, 5, 96), (3, 1, 128), (4, 0, None), (5, 7, None)],
)
def test_a_tile_over_leaves_that_there_are_not_is_found(
    narrow: Sealed, attacker: Conn, level: int, index: int, position: int | None
) -> None:
    attacker.execute("INSERT INTO evidence.tiles VALUES (%s, %s, sha256(''))", (level, index))
    (forged,) = signed(narrow, attacker)
    assert (forged.check, forged.position, forged.what) == (
        CHECKPOINTS,
        position,
        f"tile {level}/{index}",
    )
    assert forged.expected == "none"
    assert forged.found == ("a tile" if position is None else forged.found)


def _row(conn: Conn, size: int, column: LiteralString) -> Any:
    query: LiteralString = f"SELECT {column} FROM evidence.signings WHERE size = %s"
    row = conn.execute(query, (size,)).fetchone()
    assert row is not None
    return row[0]


def test_every_signature_that_is_none_is_found_and_the_next_are_read(
    narrow: Sealed, attacker: Conn
) -> None:
    attacker.execute("UPDATE evidence.signings SET note = 'x' WHERE size IN (5, 30)")
    attacker.execute("UPDATE evidence.leaves SET leaf = sha256('x') WHERE position = 1")
    found = signed(narrow, attacker)
    assert told(found)[:6] == [
        *((1, "root"), (5, "signature"), (30, "signature"), (30, "signature"), (85, "root")),
        (4, "tile 1/0"),
    ]
    assert found[1].expected == narrow.key.vkey.text
    assert found[1].found
    assert told(signed(narrow, attacker, 30))[:1] == []
    assert told(signed(narrow, attacker, 29)) == [(30, "signature")] * 2


@pytest.mark.parametrize("quorum", [0, 1])
def test_a_signing_needs_no_witness_but_its_own_three_signatures(
    narrow: Sealed, attacker: Conn, quorum: int
) -> None:
    trust = Trust(CHECKS, (narrow.key.vkey,), (), quorum)
    assert list(checkpoints(audited(attacker), trust)) == []
    heads = _row(attacker, 5, "heads_note")
    attacker.execute("UPDATE evidence.signings SET heads_note = note WHERE size = 5")
    assert told(signed(narrow, attacker)) == [(5, "signature")]
    attacker.execute("UPDATE evidence.signings SET heads_note = %s WHERE size = 30", (heads,))
    assert told(signed(narrow, attacker)) == [(5, "signature"), (30, "row"), (30, "row")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence.checkpoints SET root = sha256('x') WHERE size = 5",
        "UPDATE evidence.checkpoints SET heads = sha256('x') WHERE size = 5",
        "UPDATE evidence.signings SET signed_at = signed_at + interval '1 second' WHERE size = 5",
        "UPDATE evidence.signings SET signed_at = signed_at - interval '1 second' WHERE size = 5",
        "UPDATE evidence.signings SET note = regexp_replace(note, '— [^ ]*/clock [^\\n]*\\n', '')"
        " WHERE size = 5",
        "UPDATE evidence.signings AS s SET heads_note = o.heads_note FROM evidence.signings AS o"
        " WHERE s.size = 5 AND o.size = 1",
    ],
)
def test_a_row_that_is_not_what_was_signed_is_found(
    narrow: Sealed, attacker: Conn, change: LiteralString
) -> None:
    attacker.execute(change)
    (found,) = signed(narrow, attacker)
    assert (found.check, found.position, found.what) == (CHECKPOINTS, 5, "row")
    assert found.expected.startswith("5 ")
    assert found.found.startswith("5 ")
    assert found.expected != found.found


def test_a_size_that_was_signed_again_later_is_held_to_its_own_leaves(
    narrow: Sealed, attacker: Conn
) -> None:
    attacker.execute(_AGAIN)
    assert signed(narrow, attacker) == []
    attacker.execute("UPDATE evidence.leaves SET leaf = sha256('x') WHERE position = 5")
    assert told(signed(narrow, attacker))[:2] == [(5, "root")] * 2


def test_a_note_of_another_size_is_no_signing_of_this_one(narrow: Sealed, attacker: Conn) -> None:
    """Its root is over leaves enough: the size alone is wrong, and then the root."""
    note, signed_at = _row(attacker, 1, "note"), _row(attacker, 1, "signed_at")
    attacker.execute(
        "UPDATE evidence.signings SET note = %s, signed_at = %s WHERE size = 5", (note, signed_at)
    )
    assert told(signed(narrow, attacker)) == [(5, "row"), (5, "root")]


def test_the_heads_are_made_again_at_the_last_signing_alone(narrow: Sealed, attacker: Conn) -> None:
    attacker.execute("UPDATE evidence.leaves SET version = 77 WHERE position = 84")
    (found,) = signed(narrow, attacker)
    assert (found.check, found.position, found.what) == (CHECKPOINTS, 85, "heads")
    assert len(found.expected) == len(found.found) == 64
    assert found.expected == signed_heads(attacker)
    attacker.execute("UPDATE journal.facts SET stream_name = 'officer:0003' WHERE position = 84")
    (found,) = signed(narrow, attacker)
    assert found.what == "heads"
    assert "two" in found.found or "officer:0003" in found.found, found.found


def signed_heads(conn: Conn) -> str:
    row = conn.execute("SELECT heads FROM evidence.checkpoints WHERE size = 85").fetchone()
    assert row is not None
    return str(row[0].hex())

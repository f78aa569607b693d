"""Is one fact of each kind that is altered, taken away or back-dated once sealed noticed there?"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, Final, LiteralString

import psycopg
import pytest

from domain.journal.looking import read_shut
from domain.journal.mapper import encode
from domain.journal.names import NAMES, UPCASTS
from domain.journal.streams import Stream, stream_of
from projections.evidence.fact_passes import COLUMNS
from projections.evidence.findings import TAMPERED
from projections.evidence.log_passes import CHECKPOINTS, COMPLETENESS, LEAVES
from scripts.embedded import Server
from tests.conftest import new_database
from tests.evidence.sealed import Sealed
from tests.journal.facts import Stored, append
from tests.wire.test_wire import GOLDEN, as_stored

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
Attack = Callable[[Conn, int], object]
"""Does something to the fact at a position; False: there is nothing of that sort in it."""
OF_THE_RECORD: Final = (CHECKPOINTS, LEAVES, COMPLETENESS, COLUMNS)
"""The passes that ask of no fact what it means."""
_DAY: Final = re.compile(rb'"(\d{4})-(\d\d-\d\d)"')
_TYPED: Final = {"bureau", "year", "subject", "number", "item", "indicator", "effective_on"}


@pytest.fixture(scope="module")
def all_kinds(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """One fact of every kind that was ever stored, by its golden file: whether they make sense
    together, none of these passes asks."""
    made = Sealed(new_database(server), tmp_path_factory.mktemp("kinds") / "notary")
    versions = Counter[Stream]()
    with made.database.connect("app") as conn:
        for name, golden in GOLDEN.items():
            stream = stream_of(read_shut(name, as_stored(name)))
            versions[stream] += 1
            append(conn, [Stored(stream, versions[stream], name, golden["state"])], key=name)
    made.seal()
    return made


def positions(conn: Conn) -> dict[str, int]:
    return dict(conn.execute("SELECT topic, position FROM journal.facts").fetchall())


def setting(change: LiteralString) -> Attack:
    statement: LiteralString = f"UPDATE journal.facts SET {change} WHERE position = %s"
    return lambda conn, position: conn.execute(statement, (position,))


def _state(conn: Conn, position: int) -> bytes:
    row = conn.execute(
        "SELECT state FROM journal.facts WHERE position = %s", (position,)
    ).fetchone()
    assert row is not None
    return bytes(row[0])


def _store(conn: Conn, position: int, state: bytes) -> None:
    conn.execute("UPDATE journal.facts SET state = %s WHERE position = %s", (state, position))


def one_part_altered(conn: Conn, position: int) -> None:
    """The last one of which no column tells; where there is none, one is added."""
    state = json.loads(_state(conn, position))
    part = next((name for name in reversed(state) if name not in _TYPED), "more")
    state[part] = "x" if state.get(part) != "x" else "y"
    _store(conn, position, encode(state))


def all_its_dates_back(conn: Conn, position: int) -> bool:
    """A year earlier in its bytes, and in the column that repeats them."""
    state = _state(conn, position)
    earlier = _DAY.sub(lambda found: b'"%d-%s"' % (int(found[1]) - 1, found[2]), state)
    _store(conn, position, earlier)
    conn.execute(
        "UPDATE journal.facts SET effective_on ="
        " (convert_from(state, 'UTF8')::jsonb ->> 'effective_on')::date WHERE position = %s",
        (position,),
    )
    return earlier != state


def taken_away(conn: Conn, position: int) -> None:
    conn.execute("DELETE FROM journal.facts WHERE position = %s", (position,))


def taken_away_with_all_that_tells_of_it(conn: Conn, position: int) -> None:
    taken_away(conn, position)
    conn.execute("DELETE FROM evidence.leaves WHERE position = %s", (position,))
    conn.execute("DELETE FROM journal.commands WHERE first_position = %s", (position,))


def exchanged_with_the_next(conn: Conn, position: int) -> bool:
    """Of the last one there is none."""
    move: LiteralString = "UPDATE journal.facts SET position = %s WHERE position = %s"
    for new, old in ((1_000_000, position), (position, position + 1), (position + 1, 1_000_000)):
        if conn.execute(move, (new, old)).rowcount == 0:
            return False
    return True


ATTACKS: Final[dict[str, Attack]] = {
    "one byte more": setting("state = state || ' '::bytea"),
    "one bit flipped": setting("state = set_bit(state, 13, 1 - get_bit(state, 13))"),
    "one part altered": one_part_altered,
    "all its dates a year back": all_its_dates_back,
    "recorded a day earlier": setting("recorded_at = recorded_at - interval '1 day'"),
    "recorded a microsecond earlier": setting("recorded_at = recorded_at - interval '1 us'"),
    "by another": setting("actor = 'token:mallory'"),
    "in another role": setting("role = 'owner'"),
    "let through by another": setting("""approvals = '[{"actor":"token:mallory"}]'"""),
    "because of something else": setting("causation = 'x'"),
    "called otherwise": setting(
        "topic = CASE topic WHEN 'year-opened' THEN 'year-frozen' ELSE 'year-opened' END"
    ),
    "in another stream": setting("stream = gen_random_uuid(), stream_name = stream_name || 'x'"),
    "another version": setting("version = version + 1000"),
    "taken away": taken_away,
    "taken away with all that tells of it": taken_away_with_all_that_tells_of_it,
    "exchanged with the next": exchanged_with_the_next,
}


def test_there_is_one_fact_of_every_kind_and_nothing_is_found_of_them(all_kinds: Sealed) -> None:
    with all_kinds.attacked() as conn:
        assert positions(conn).keys() == NAMES.keys() | UPCASTS.keys()
        assert all_kinds.audited(*OF_THE_RECORD, conn=conn).findings == ()


@pytest.mark.parametrize("name", ATTACKS)
def test_of_no_kind_is_a_fact_tampered_with_unnoticed(all_kinds: Sealed, name: str) -> None:
    tried, otherwise = 0, {}
    with all_kinds.attacked() as conn:
        for topic, position in positions(conn).items():
            with conn.transaction(force_rollback=True):
                if ATTACKS[name](conn, position) is False:
                    continue
                tried += 1
                report = all_kinds.audited(*OF_THE_RECORD, conn=conn)
                if (report.code, report.first) != (TAMPERED, position):
                    otherwise[topic] = (report.code, report.first, position)
    assert otherwise == {}
    assert tried >= len(NAMES) // 2, "most kinds have it"

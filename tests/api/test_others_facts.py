"""Does what is asked of one bureau cost more where others have recorded much beside it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, LiteralString

import pytest

from projections.evidence.keys import SigningKey
from tests.api import bodies
from tests.api.askers import bearer
from tests.api.asking import BEARER, Api, serving
from tests.api.bodies import BUREAU, hire, open_bureau
from tests.api.test_who_reads import GETS, World, path_of, query_of
from tests.api.verifying import accuse, seal
from tests.api.worlds import publish_year
from tests.conftest import Database

pytestmark = pytest.mark.postgres
Officers = tuple[str, str]
OWN: Final = 40_000
OTHERS: Final = 80_000
MOST: Final = 60_000
"""Rows of one table that a question may read: all that its bureau has are fewer, others' more."""
OF_ALL: Final = frozenset(
    {"GET /log/bundle", "GET /officers/{officer}/certificate", "GET /units/{unit}/certificate"}
)
"""They prove that nothing is left out, by all of the log or by where every stream of it ends."""
_FACTS: Final[LiteralString] = """
INSERT INTO journal.facts (position, recorded_at, stream, stream_name, version, topic, state,
       actor, role, correlation, bureau, year, subject, number, item, effective_on, points)
SELECT n, %(until)s + n * interval '1 microsecond', md5(n::text)::uuid, 'made/' || n, 1, f.topic,
       f.state, f.actor, f.role, f.correlation, %(bureau)s, 2024, 'officer:made-' || n %% 500, n,
       f.item, f.effective_on, f.points
  FROM (SELECT * FROM journal.facts WHERE topic = 'bonus-awarded' ORDER BY position LIMIT 1) AS f,
       generate_series(%(after)s + 1, %(after)s + %(count)s) AS n
"""
_ENTRIES: Final[LiteralString] = """
INSERT INTO read.entries (position, recorded_at, actor, bureau, year, subject, number, kind, item,
       claimed, effective_on, edition, evidence)
SELECT position, recorded_at, actor, bureau, %(entered)s, subject, number, 'bonus', item, points,
       effective_on, 'made@1', '[]' FROM journal.facts WHERE position > %(after)s
"""
_READ: Final[LiteralString] = """
SELECT relname || ' by ' || indexrelname, idx_tup_read FROM pg_stat_user_indexes
 WHERE idx_tup_read > %(most)s
UNION ALL SELECT relname || ' whole', seq_tup_read FROM pg_stat_user_tables
 WHERE seq_tup_read > %(most)s
"""


def fill(api: Api, bureau: str, count: int, entered: int) -> None:
    """Facts of the year 2024 and entries of another: written straight, and in no account."""
    api.read("/entries")
    with api.database.connect() as conn, conn.transaction():
        last = "SELECT position, recorded_at FROM journal.facts ORDER BY position DESC LIMIT 1"
        ((after, until),) = conn.execute(last).fetchall()
        given = {"after": after, "until": until, "bureau": bureau, "count": count}
        conn.execute(_FACTS, given)
        conn.execute(_ENTRIES, given | {"entered": entered})
        conn.execute("UPDATE read.cursor SET position = %s", (after + count,))
        conn.execute("ANALYZE")


@pytest.fixture(scope="module")
def officers(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Officers:
    """Of a published and sealed year, after which much was recorded, and more of others."""
    with serving(module_database) as api:
        open_bureau(api)
        mine, theirs = hire(api), hire(api)
        api.entry("/bonuses", bodies.bonus(mine))
        publish_year(api, mine, theirs)
        key = SigningKey.make("merit-ledger/others")
        seal(module_database, key, tmp_path_factory.mktemp("notary") / "own")
        fill(api, BUREAU, OWN, 2010)
        fill(api, "made", OTHERS, 2024)
    return mine, theirs


def test_no_question_goes_through_what_others_recorded(
    module_database: Database, officers: Officers
) -> None:
    found = []
    with module_database.connect() as conn:
        for path, query in questions(module_database, officers):
            conn.execute("SELECT pg_stat_reset()")
            with asking(module_database, officers) as world:
                answer = world.get(path, **query)
                assert answer.status_code == 200, answer.text
            # What its connections read is counted once they are closed.
            found += [(path, query, *row) for row in conn.execute(_READ, {"most": MOST})]
    assert found == []


@contextmanager
def asking(database: Database, officers: Officers) -> Iterator[World]:
    """The owner asks."""
    owner = bearer(BEARER)
    with serving(database) as api:
        accuse(api, officers[1])
        yield World(api, *officers, owner, owner, owner)


def questions(database: Database, officers: Officers) -> list[tuple[str, dict[str, Any]]]:
    with asking(database, officers) as world:
        asked = [
            (path_of(world, name), query_of(world, name)) for name in GETS if name not in OF_ALL
        ]
        for name in officers:
            subject: dict[str, Any] = {"subject": f"officer:{name}"}
            last = world.get("/journal", **subject).json()["after"]
            asked += [
                ("/journal", subject),
                ("/acknowledgements", subject),
                (f"/journal/{last}", {}),
            ]
    of_old = {"bureau": BUREAU, "year": 2010}
    return [*asked, ("/entries", of_old), ("/entries", of_old | {"newest": True})]

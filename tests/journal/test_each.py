"""Is a command appended among others what it would be alone, and refused for the same reason?"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from domain.journal.mapper import encode
from scripts.embedded import Server
from tests.conftest import Database, new_database
from tests.journal.facts import COMMAND, Stored, append, log, newcomer, one

pytestmark = pytest.mark.postgres

STALE, OTHER_COMMAND, REPLAY, GAP, OTHER_KEY = "ML001", "ML002", "ML003", "ML012", "ML013"
STREAMS: Final = ("a", "b", "c", "d")
SEEDS: Final = (0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 20)))
_EACH: Final[LiteralString] = (
    "SELECT first_position, last_position, recorded_at, refused FROM journal.append_each(%s)"
)


@dataclass(frozen=True)
class Asked:
    """What one command appends."""

    facts: Sequence[Stored]
    reads: Mapping[UUID, int] = field(default_factory=dict)
    key: str = ""
    command: bytes = COMMAND
    more: Mapping[str, Any] = field(default_factory=dict)

    def said(self) -> dict[str, Any]:
        return {
            "streams": [str(f.stream.id) for f in self.facts],
            "names": [f.stream.name for f in self.facts],
            "versions": [f.version for f in self.facts],
            "topics": [f.topic for f in self.facts],
            "states": [encode(dict(f.state)).decode() for f in self.facts],
            "read_streams": [str(stream) for stream in self.reads],
            "read_versions": list(self.reads.values()),
            "actor": "officer:9001",
            "role": "recorder",
            "correlation": str(uuid4()),
            "key": self.key or str(uuid4()),
            "command": self.command.hex(),
            "answer": {"position": 0, "facts": len(self.facts), "entries": [], "details": {}},
            "approvals": "[]",
            **self.more,
        }


def each(conn: psycopg.Connection[Any], *asked: Asked) -> list[Any]:
    """The positions of each, or its refusal."""
    rows = conn.execute(_EACH, (Jsonb([a.said() for a in asked]),)).fetchall()
    return [refused or (first, last) for first, last, _, refused in rows]


def alone(conn: psycopg.Connection[Any], asked: Asked) -> Any:
    """The same of the door for one."""
    try:
        return append(conn, asked.facts, asked.reads, asked.key or None, asked.command)[:2]
    except psycopg.DatabaseError as error:
        return error.sqlstate


def _drawn(dice: random.Random, versions: Mapping[str, int]) -> Asked:
    """Mostly as it should be; now and then stale, ahead of its stream, or under a known key."""
    facts, reached = [], dict(versions)
    for of in dice.choices(STREAMS, k=dice.choice((0, 1, 1, 2, 3))):
        reached[of] += 1 if dice.random() < 0.95 else dice.choice((0, 2))
        facts.append(replace(newcomer(of), version=reached[of]))
    reads = {
        newcomer(of).stream.id: versions[of] - (dice.random() < 0.1)
        for of in dice.sample(STREAMS, dice.randint(0, 2))
    }
    key = f"key-{dice.randint(1, 30)}" if dice.random() < 0.3 else str(uuid4())
    return Asked(facts, reads, key, bytes([dice.randint(0, 1)]) * 32)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_by_one_both_doors_say_the_same(server: Server, database: Database, seed: int) -> None:
    dice = random.Random(seed)
    versions, seen = dict.fromkeys(STREAMS, 0), set()
    with database.connect("app") as conn, new_database(server).connect("app") as beside:
        for _ in range(150):
            asked = _drawn(dice, versions)
            (found,) = each(conn, asked)
            assert found == alone(beside, asked)
            seen.add(found if isinstance(found, str) else "")
            if not isinstance(found, str):
                for fact in asked.facts:
                    versions[fact.stream.of] = fact.version
        assert seen == {"", STALE, OTHER_COMMAND, REPLAY, GAP}
        kept = [[_of_content(f) for f in log(c)] for c in (conn, beside)]
        assert kept[0] == kept[1] != []
        assert _commands(conn) == _commands(beside)


def _of_content(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in fact.items() if k not in ("recorded_at", "correlation")}


def _commands(conn: psycopg.Connection[Any]) -> list[Any]:
    query = "SELECT key, command, first_position, last_position, answer FROM journal.commands"
    return sorted(conn.execute(query).fetchall(), key=str)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_at_once_are_as_one_by_one_but_for_who_follows_another_at_once(
    server: Server, database: Database, seed: int
) -> None:
    """Who touches what an earlier one of the same call writes is stale; nothing else differs."""
    dice = random.Random(seed)
    versions, stale = dict.fromkeys(STREAMS, 0), 0
    with database.connect("app") as conn, new_database(server).connect("app") as beside:
        for _ in range(40):
            group = [_drawn(dice, versions) for _ in range(dice.randint(1, 4))]
            written: set[UUID] = set()
            keys: set[str] = set()
            for asked, found in zip(group, each(conn, *group), strict=True):
                streams = {f.stream.id for f in asked.facts}
                if asked.key in keys or written & (streams | set(asked.reads)):
                    assert found in (STALE, REPLAY, OTHER_COMMAND, GAP)
                    stale += 1
                else:
                    assert found == alone(beside, asked)
                    if not isinstance(found, str):
                        for fact in asked.facts:
                            versions[fact.stream.of] = fact.version
                written |= streams
                keys.add(asked.key)
        assert stale > 10
        facts = [[_of_content(f) for f in log(c)] for c in (conn, beside)]
        assert facts[0] == facts[1] != []
        times = [f["recorded_at"] for f in log(conn)]
        assert times == sorted(set(times)), "each later than the one before"


def test_what_was_decided_of_another_journal_is_stale(database: Database) -> None:
    with database.connect("app") as conn:
        _, last, at = append(conn, [newcomer("a"), newcomer("b")])
        known = {"head": last, "head_at": at.isoformat()}
        another = {"head": last, "head_at": "2024-01-01T00:00:00Z"}
        beyond = {"head": last + 1, "head_at": at.isoformat()}
        asked = [Asked([newcomer(str(n))], more=m) for n, m in enumerate((another, known, beyond))]
        assert each(conn, *asked) == [STALE, (3, 3), STALE]


def test_what_is_sealed_with_a_key_that_is_another_is_not_appended(database: Database) -> None:
    with database.connect("app") as conn:
        conn.execute("INSERT INTO keys.subject_keys VALUES ('officer:a', '\\x01'::bytea)")
        sealed = [
            {"sealed_for": ["officer:a"], "sealed_by": ["01"]},
            {"sealed_for": ["officer:a"], "sealed_by": ["02"]},
            {"sealed_for": ["officer:b"], "sealed_by": ["01"]},
        ]
        asked = [Asked([newcomer(str(n))], more=more) for n, more in enumerate(sealed)]
        assert each(conn, *asked) == [(1, 1), OTHER_KEY, OTHER_KEY]


def test_who_rests_on_a_quiet_year_is_stale_where_it_is_not(database: Database) -> None:
    with database.connect("app") as conn:
        fact = newcomer("a")
        of_year = replace(fact, state={**fact.state, "year": 2024})
        assert each(conn, Asked([of_year])) == [(1, 1)]
        quiet = {"quiet_bureau": "nanyue", "quiet_year": 2024}
        before, after, other = (
            Asked([newcomer(str(n))], more=quiet | since)
            for n, since in enumerate(
                ({"quiet_since": 0}, {"quiet_since": 1}, {"quiet_since": 0, "quiet_year": 2025})
            )
        )
        assert each(conn, before) == [STALE]
        assert each(conn, after) + each(conn, other) == [(2, 2), (3, 3)]
        assert each(conn, replace(other, facts=[newcomer("x")]), after) == [(4, 4), STALE]


def test_of_nothing_comes_nothing(database: Database) -> None:
    with database.connect("app") as conn:
        assert each(conn) == []
        assert each(conn, Asked([], key="k"), Asked([], key="k")) == [(1, 0), STALE]
        assert each(conn, Asked([], key="k")) == [REPLAY]
        assert one(conn, "SELECT count(*) FROM journal.facts") == 0

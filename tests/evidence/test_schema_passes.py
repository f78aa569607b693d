"""Is whatever is not guarded as it was made named, each guard by its own name?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from domain.journal.migrations import function_bodies
from projections.evidence.findings import INCOMPLETE, TAMPERED, Audited, Finding
from projections.evidence.schema_passes import SCHEMA, schema
from tests.conftest import Database
from tests.evidence.narrow import Telling

pytestmark = pytest.mark.postgres
Conn = psycopg.Connection[Any]
_PATHS: Final = "['search_path=pg_catalog, pg_temp']"


@pytest.fixture
def attacker(module_database: Database) -> Iterator[Conn]:
    with module_database.connect() as conn, conn.transaction(force_rollback=True):
        yield conn


def found_by(conn: Conn, **sources: str | None) -> list[Finding]:
    bodies = function_bodies() | sources
    kept = {name: body for name, body in bodies.items() if body is not None}
    found = list(schema(Audited(conn, 7), kept))
    assert all((one.check, one.position) == (SCHEMA, None) for one in found)
    return found


def told(conn: Conn, found: list[Finding]) -> list[tuple[str, str, str]]:
    """What, expected and found; roles without the name of their database."""
    name = conn.info.dbname + "_"
    return [
        (one.what.replace(name, ""), one.expected, one.found.replace(name, "")) for one in found
    ]


def test_nothing_is_found_of_guards_as_they_were_made(attacker: Conn) -> None:
    telling = Telling()
    assert list(schema(Audited(attacker, 7, progress=telling), function_bodies())) == []
    assert telling.told == [(SCHEMA, 7, 7)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "GRANT UPDATE ON journal.facts TO {db}_app",
            [("UPDATE on journal.facts by app", "False", "True")],
        ),
        (
            "GRANT DELETE, TRUNCATE ON evidence.tiles TO PUBLIC",
            [
                ("DELETE on evidence.tiles by PUBLIC", "False", "True"),
                ("TRUNCATE on evidence.tiles by PUBLIC", "False", "True"),
            ],
        ),
        (
            "REVOKE INSERT ON evidence.tiles FROM {db}_notary",
            [("INSERT on evidence.tiles by notary", "True", "False")],
        ),
        (
            "REVOKE INSERT ON keys.subject_keys FROM {db}_app;"
            " GRANT INSERT ON keys.subject_keys TO {db}_backup",
            [
                ("INSERT on keys.subject_keys by app", "True", "False"),
                ("INSERT on keys.subject_keys by backup", "False", "True"),
            ],
        ),
        (
            "ALTER ROLE {db}_app SUPERUSER; ALTER ROLE {db}_notary CREATEROLE",
            [
                ("powers of app", "none", "superuser"),
                ("powers of notary", "none", "createrole"),
            ],
        ),
        (
            "GRANT {db}_notary TO {db}_app",
            [("powers of app", "none", "member of notary")],
        ),
        (
            "ALTER TABLE journal.facts DROP CONSTRAINT facts_recorded_at_key;"
            "ALTER TABLE evidence.halts DROP CONSTRAINT halts_check",
            [
                ("constraint halts_check on evidence.halts", "there", "none"),
                ("constraint facts_recorded_at_key on journal.facts", "there", "none"),
            ],
        ),
        (
            "CREATE RULE mine AS ON INSERT TO journal.commands DO INSTEAD NOTHING",
            [("rule on journal.commands", "none", "mine")],
        ),
        (
            "ALTER TABLE journal.facts DISABLE TRIGGER facts_append_only",
            [("trigger facts_append_only on journal.facts", "enabled", "D")],
        ),
        (
            "ALTER TABLE journal.facts ENABLE REPLICA TRIGGER facts_append_only",
            [("trigger facts_append_only on journal.facts", "enabled", "R")],
        ),
        ("ALTER TABLE journal.facts ENABLE ALWAYS TRIGGER facts_append_only", []),
        (
            "DROP TRIGGER tiles_append_only ON evidence.tiles;"
            "DROP TRIGGER halts_lifted_once ON evidence.halts",
            [
                ("trigger halts_lifted_once on evidence.halts", "enabled", "none"),
                ("trigger tiles_append_only on evidence.tiles", "enabled", "none"),
            ],
        ),
        (
            "CREATE TRIGGER mine BEFORE INSERT ON journal.facts FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger();"
            "CREATE TRIGGER his BEFORE INSERT ON evidence.tiles FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger();"
            "CREATE TRIGGER her BEFORE INSERT ON access.reads FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            [
                ("trigger on access.reads", "none besides ours", "her"),
                ("trigger on evidence.tiles", "none besides ours", "his"),
                ("trigger on journal.facts", "none besides ours", "mine"),
            ],
        ),
        (
            "CREATE OR REPLACE FUNCTION journal.refuse_change() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            [("function journal.refuse_change", "as migrated", "another body")],
        ),
        (
            "ALTER FUNCTION journal.append SECURITY INVOKER",
            [
                (
                    "function journal.append: security definer, settings",
                    f"[True, {_PATHS}]",
                    f"[False, {_PATHS}]",
                )
            ],
        ),
        (
            "ALTER FUNCTION journal.append RESET search_path;"
            "ALTER FUNCTION journal.refuse_change SET search_path TO public",
            [
                (
                    "function journal.append: security definer, settings",
                    f"[True, {_PATHS}]",
                    "[True, None]",
                ),
                (
                    "function journal.refuse_change: security definer, settings",
                    "[False, None]",
                    "[False, ['search_path=public']]",
                ),
            ],
        ),
        (
            "CREATE FUNCTION journal.mine() RETURNS int LANGUAGE sql AS 'SELECT 1';"
            "REVOKE EXECUTE ON FUNCTION journal.mine FROM PUBLIC",
            [
                ("function journal.mine", "as migrated", "another body"),
                (
                    "function journal.mine: security definer, settings",
                    f"[False, {_PATHS}]",
                    "[False, None]",
                ),
            ],
        ),
    ],
)
def test_a_guard_that_is_another_is_named(
    attacker: Conn, change: str, said: list[tuple[str, str, str]]
) -> None:
    attacker.execute(change.replace("{db}", attacker.info.dbname).encode())
    found = found_by(attacker)
    assert told(attacker, found) == said
    assert {one.code for one in found} <= {TAMPERED}


def test_what_is_many_is_told_in_one_order(attacker: Conn) -> None:
    """Of the rights, the constraints, the triggers and the functions each."""
    triggers = [
        ("access.files", "files_append_only"),
        ("access.reads", "reads_append_only"),
        ("access.refusals", "refusals_append_only"),
        ("evidence.checkpoints", "checkpoints_append_only"),
        ("evidence.halts", "halts_append_only"),
        ("evidence.halts", "halts_lifted_once"),
        ("evidence.leaves", "leaves_append_only"),
        ("evidence.signings", "signings_append_only"),
        ("evidence.tiles", "tiles_append_only"),
    ]
    constraints = [
        ("access.tokens", "tokens_digest_check"),
        ("evidence.checkpoints", "checkpoints_heads_check"),
        ("evidence.checkpoints", "checkpoints_root_check"),
        ("evidence.tiles", "tiles_hash_check"),
        ("evidence.tiles", "tiles_index_check"),
        ("journal.facts", "facts_position_check"),
        ("journal.facts", "facts_version_check"),
    ]
    rights = ["DELETE", "INSERT", "REFERENCES", "TRIGGER", "TRUNCATE", "UPDATE"]
    attacker.execute(f"GRANT {', '.join(rights)} ON journal.facts TO PUBLIC".encode())
    for table, name in constraints:
        attacker.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    for table, name in triggers:
        attacker.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}".encode())
        attacker.execute(
            f"CREATE TRIGGER mine_{name} BEFORE INSERT ON {table} FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()".encode()
        )
    made = {f"journal.{name}": "SELECT 1" for name in "gfedcba"}
    assert told(attacker, found_by(attacker, **made)) == [
        *((f"{right} on journal.facts by PUBLIC", "False", "True") for right in rights),
        *((f"constraint {name} on {table}", "there", "none") for table, name in constraints),
        *((f"trigger {name} on {table}", "enabled", "D") for table, name in triggers),
        *((f"trigger on {table}", "none besides ours", f"mine_{name}") for table, name in triggers),
        *((f"function journal.{name}", "as migrated", "another body") for name in "abcdefg"),
    ]


def test_a_function_that_lacks_has_another_body_and_no_settings(attacker: Conn) -> None:
    made = {"journal.aaa": "SELECT 1", "journal.zzz": "SELECT 2"}
    assert told(attacker, found_by(attacker, **made)) == [
        (f"function {name}", "as migrated", "another body") for name in made
    ]


def test_a_body_may_stand_in_other_space(attacker: Conn) -> None:
    body = function_bodies()["journal.append"]
    assert found_by(attacker, **{"journal.append": f"\n  {body.strip()}  \n"}) == []


def test_every_halt_that_was_not_lifted_is_a_doubt(attacker: Conn) -> None:
    raised = "INSERT INTO evidence.halts (reason) VALUES ('x'), ('y') RETURNING number"
    numbers = [number for (number,) in attacker.execute(raised).fetchall()]
    found = found_by(attacker)
    assert [(one.what, one.expected, one.code) for one in found] == [
        (f"halt {number}", "writing goes on", INCOMPLETE) for number in numbers
    ]
    assert [one.found.rpartition(": ")[2] for one in found] == ["x", "y"]

"""Who may do what to the record? What the code never does, the database does not allow either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.journal.migrations import ROLES
from domain.journal.streams import Stream
from domain.ledger import Ledger
from scripts.embedded import Server
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, bonus, open_bureau
from tests.journal.databases import another_database
from tests.journal.facts import append, log, newcomer, one
from tests.journal.rights import ALLOWED

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def database(module_database: Database) -> Database:
    with Ledger(module_database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger)
        ledger.handle(bonus(), OFFICE, key="k1")
    module_database.project()
    return module_database


@pytest.fixture(scope="module")
def sessions(database: Database) -> Iterator[dict[str, psycopg.Connection[Any]]]:
    opened = {role: database.connect(role) for role in ROLES}
    yield opened
    for conn in opened.values():
        conn.close()


def _may(conn: psycopg.Connection[Any], statement: LiteralString) -> bool:
    """Is it allowed? What it did is undone."""
    try:
        with conn.transaction(force_rollback=True), conn.cursor() as cursor:
            cursor.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


@pytest.mark.parametrize("statement", list(ALLOWED))
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_its_own_work_and_nothing_else(
    sessions: dict[str, psycopg.Connection[Any]], role: str, statement: LiteralString
) -> None:
    assert _may(sessions[role], statement) is (role in ALLOWED[statement])


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_become_another(
    sessions: dict[str, psycopg.Connection[Any]], database: Database, role: str
) -> None:
    conn = sessions[role]
    others = [f"{conn.info.dbname}_{other}" for other in ROLES if other != role]
    for other in (*others, str(conninfo_to_dict(database.owner)["user"])):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(other)))
    flags = conn.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert flags == (False,) * 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal.facts SET actor = 'x' WHERE position = 1",
        "DELETE FROM journal.facts WHERE position = 1",
        "TRUNCATE journal.facts",
        "UPDATE journal.commands SET key = 'x'",
        "DELETE FROM journal.commands",
        "TRUNCATE journal.commands",
        "UPDATE evidence.leaves SET entry = 'x'",
        "DELETE FROM evidence.tiles",
        "TRUNCATE evidence.signings",
        "UPDATE evidence.checkpoints SET root = sha256('x')",
        "DELETE FROM evidence.witnessings",
        "INSERT INTO journal.facts SELECT * FROM journal.facts"
        " ON CONFLICT (position) DO UPDATE SET actor = 'x'",
        "MERGE INTO journal.facts f USING (VALUES (1)) AS v(p) ON f.position = v.p"
        " WHEN MATCHED THEN DELETE",
        "DELETE FROM evidence.halts",
        "TRUNCATE evidence.halts",
    ],
)
def test_even_the_owner_meets_the_guard(database: Database, statement: LiteralString) -> None:
    with database.connect() as owner:
        before = log(owner)
        with pytest.raises(psycopg.DatabaseError, match="append-only") as said:
            owner.execute(statement)
        assert said.value.sqlstate == "ML009"
        assert log(owner) == before


def test_the_owner_lifts_a_halt_once_and_retells_nothing(database: Database) -> None:
    lift: LiteralString = (
        "UPDATE evidence.halts SET lifted_by = 'owner', lifted_at = now(), lifted_why = 'restored'"
    )
    with database.connect() as owner, owner.transaction(force_rollback=True):
        owner.execute("INSERT INTO evidence.halts (reason) VALUES ('drill')")
        refused: tuple[LiteralString, ...] = (
            lift + ", reason = 'another'",
            lift + ", raised_at = now() + interval '1 day'",
            "UPDATE evidence.halts SET lifted_at = now()",
        )
        for statement in refused:
            with pytest.raises(psycopg.DatabaseError) as said, owner.transaction():
                owner.execute(statement)
            assert said.value.sqlstate in ("ML009", "23514")
        owner.execute(lift)
        with pytest.raises(psycopg.DatabaseError, match="lifted once"), owner.transaction():
            owner.execute(lift)


def test_a_position_is_nobodys_choice(sessions: dict[str, psycopg.Connection[Any]]) -> None:
    """The function has no argument for it."""
    with pytest.raises(psycopg.errors.UndefinedFunction):
        sessions["app"].execute("SELECT journal.append(p_position => 99)")


_DECOYS: Final[tuple[LiteralString, ...]] = (
    "CREATE TEMPORARY TABLE facts (LIKE journal.facts)",
    "CREATE TEMPORARY TABLE commands (LIKE journal.commands)",
    "CREATE FUNCTION pg_temp.hashtext(text) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql"
    " AS $$SELECT '1999-01-01'::timestamptz$$",
    "CREATE FUNCTION pg_temp.pg_advisory_xact_lock(bigint) RETURNS void LANGUAGE sql AS ''",
    "CREATE FUNCTION pg_temp.pg_advisory_xact_lock(integer) RETURNS void LANGUAGE sql AS ''",
    "CREATE FUNCTION pg_temp.convert_from(bytea, text) RETURNS text LANGUAGE sql"
    """ AS $$SELECT '{"bureau": "stolen"}'$$""",
    "CREATE FUNCTION pg_temp.same(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    "CREATE OPERATOR pg_temp.<> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = pg_temp.same)",
    "CREATE OPERATOR pg_temp.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
    "CREATE DOMAIN pg_temp.date AS text",
    "SET search_path = pg_temp, journal, pg_catalog",
)


def test_decoys_on_the_search_path_change_nothing(database: Database) -> None:
    """The function runs with the owner's rights, so it may not look where the caller points."""
    with database.connect("app") as conn, conn.transaction(force_rollback=True):
        head = one(conn, "SELECT max(position) FROM journal.facts")
        for decoy in _DECOYS:
            conn.execute(decoy)
        position, _, at = append(conn, [newcomer("decoy")], key="decoy")
        fact = log(conn)[-1]
        assert (fact["position"], fact["recorded_at"], fact["bureau"]) == (
            *(position, at, "nanyue"),
        )
        assert position == head + 1
        assert at.year > 2000
        stale = {Stream("officer", "decoy").id: 0}
        with pytest.raises(psycopg.DatabaseError, match="moved on"), conn.transaction():
            append(conn, [newcomer("decoy2")], reads=stale)
        assert one(conn, "SELECT count(*) FROM pg_temp.facts") == 0
        assert one(conn, "SELECT count(*) FROM pg_temp.commands") == 0


def test_an_append_takes_the_lock_whatever_the_caller_redefines(database: Database) -> None:
    with database.connect("app") as conn, conn.transaction(force_rollback=True):
        for decoy in _DECOYS:
            conn.execute(decoy)
        append(conn, [newcomer("decoy")])
        held = one(
            conn,
            "SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype OPERATOR(pg_catalog.=)"
            " 'advisory' AND granted AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()",
        )
        assert held == 1


@pytest.mark.parametrize(
    "setting",
    [
        "SET datestyle = 'German, DMY'",
        "SET timezone = 'Pacific/Kiritimati'",
        "SET bytea_output = 'escape'",
        "SET extra_float_digits = -15",
        "SET transform_null_equals = on",
        "SET default_transaction_isolation = 'serializable'",
    ],
)
def test_settings_of_the_callers_session_change_no_stored_value(
    database: Database, setting: LiteralString
) -> None:
    day = date(2024, 2, 3)
    given = {"officer": "0001", "subject": "officer:0001", "effective_on": day.isoformat()}
    fact = replace(newcomer("set"), state={**given, "bureau": "nanyue", "claimed": "-1234.5"})
    with database.connect("app") as conn, conn.transaction(force_rollback=True):
        conn.execute(setting)
        before = datetime.now(UTC)
        _, _, at = append(conn, [fact])
        kept = log(conn)[-1]
    assert before <= at == kept["recorded_at"] <= datetime.now(UTC)
    assert (kept["effective_on"], kept["points"]) == (day, Decimal("-1234.5"))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_nothing_to_pass_on(
    sessions: dict[str, psycopg.Connection[Any]], role: str
) -> None:
    """PostgreSQL only warns of it: such a GRANT grants nothing."""
    conn = sessions[role]
    with conn.transaction(force_rollback=True):
        _may(conn, "GRANT ALL ON journal.facts TO PUBLIC")
        _may(conn, "GRANT ALL ON journal.commands TO PUBLIC")
        for table in ("journal.facts", "journal.commands"):
            for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
                query: LiteralString = "SELECT has_table_privilege(%s, %s)"
                assert one(conn, query, table, privilege) is False


def test_the_roles_of_one_database_read_nothing_in_another(
    database: Database, server: Server
) -> None:
    other = conninfo_to_dict(another_database(server).owner)["dbname"]
    for role in ROLES:
        dsn = make_conninfo(database.dsn(role), dbname=other)
        with psycopg.connect(dsn, autocommit=True) as conn:
            assert not _may(conn, "SELECT state FROM journal.facts")
            assert not _may(conn, "SELECT wrapped FROM keys.subject_keys")
            assert not _may(conn, "SELECT journal.position_at(clock_timestamp())")

"""Does the schema come up to date once, whoever starts it, and is every misfit said by name?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.errors import Refusal
from domain.journal.migrations import (
    ROLES,
    KeysOfAnotherHome,
    MigrationAltered,
    RolesNotAllowed,
    SchemaNewer,
    migrate,
    role_dsn,
    role_statements,
)
from domain.ledger import Ledger
from projections import projector
from scripts.embedded import Server
from tests.conftest import MASTER, Database
from tests.journal.cast import OFFICE, bonus, open_bureau
from tests.journal.crowds import at_once
from tests.journal.databases import empty_database
from tests.journal.facts import log, one

pytestmark = pytest.mark.postgres

OTHER_MASTER = bytes(32)


def _state(database: Database) -> list[Any]:
    """All that a migration could alter: the functions, the tables, the rights, what was applied."""
    queries: tuple[LiteralString, ...] = (
        "SELECT number, name, digest, applied_at FROM public.merit_migrations ORDER BY number",
        "SELECT keys FROM public.merit_installation",
        "SELECT proname, md5(prosrc), proacl::text FROM pg_proc"
        " WHERE pronamespace = 'journal'::regnamespace ORDER BY proname",
        "SELECT relname, relacl::text FROM pg_class"
        " WHERE relnamespace IN ('journal'::regnamespace, 'keys'::regnamespace,"
        " 'access'::regnamespace) ORDER BY relname",
    )
    with database.connect() as owner:
        return [owner.execute(query).fetchall() for query in queries]


def test_migrating_again_changes_nothing(ledger: Ledger, database: Database) -> None:
    open_bureau(ledger)
    before = _state(database)
    with database.connect() as owner:
        facts = log(owner)
        for _ in range(2):
            migrate(database.owner, MASTER)
        assert log(owner) == facts
    assert _state(database) == before
    assert len(before[0]) == before[0][-1][0] >= 1
    ledger.handle(bonus(), OFFICE)


def test_several_starts_at_once_migrate_once(server: Server) -> None:
    database = empty_database(server)
    answers = at_once(*[partial(migrate, database.owner, MASTER)] * 4)
    assert answers == [None] * 4
    assert [number for number, *_ in _state(database)[0]] == [*range(1, 13)]


def test_starts_of_several_databases_at_once_do_not_meet(server: Server) -> None:
    """Roles belong to the whole server."""
    databases = [empty_database(server) for _ in range(4)]
    assert at_once(*(partial(migrate, d.owner, MASTER) for d in databases)) == [None] * 4


def _execute(database: Database, statement: LiteralString) -> None:
    with database.connect() as owner:
        owner.execute(statement)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("INSERT INTO public.merit_migrations VALUES (9999, '9999_x.sql', 'x')", SchemaNewer),
        ("UPDATE public.merit_migrations SET digest = 'x' WHERE number = 1", MigrationAltered),
        ("UPDATE public.merit_installation SET keys = 'x'", KeysOfAnotherHome),
    ],
)
def test_a_schema_that_does_not_fit_is_refused_by_name(
    database: Database, statement: LiteralString, refusal: type[Refusal]
) -> None:
    _execute(database, statement)
    before = _state(database)
    with pytest.raises(refusal) as said:
        migrate(database.owner, MASTER)
    assert "{" not in said.value.message("en") + said.value.message("zh")
    assert _state(database) == before


def test_the_keys_of_another_home_are_refused_before_anything_is_sealed(
    database: Database,
) -> None:
    before = _state(database)
    with pytest.raises(KeysOfAnotherHome):
        migrate(database.owner, OTHER_MASTER)
    assert _state(database) == before
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(role_dsn(database.owner, OTHER_MASTER, "app"))


def _login(server: Server, database: Database, *flags: LiteralString) -> str:
    """The DSN of an ordinary user who owns the database."""
    name = f"{conninfo_to_dict(database.owner)['dbname']}_dba"
    user, at = sql.Identifier(name), sql.Identifier(name.removesuffix("_dba"))
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        conn.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'x' {}").format(
                user, sql.SQL(" ").join(map(sql.SQL, flags))
            )
        )
        conn.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(at, user))
    return make_conninfo(database.owner, user=name, password="x")


def test_a_user_who_may_not_create_roles_is_told_so_by_name(server: Server) -> None:
    database = empty_database(server)
    dsn = _login(server, database)
    with pytest.raises(RolesNotAllowed) as said:
        migrate(dsn, MASTER)
    user = conninfo_to_dict(dsn)["user"]
    assert f"ALTER ROLE {user} CREATEROLE" in said.value.message("en")
    with database.connect() as owner:
        assert one(owner, "SELECT to_regclass('public.merit_migrations')") is None


def test_an_administrator_may_create_the_roles_himself(server: Server) -> None:
    database = empty_database(server)
    dsn = _login(server, database)
    with psycopg.connect(database.owner, autocommit=True) as dba:
        name = dba.info.dbname
        for statement in role_statements(name, MASTER).splitlines():
            dba.execute(statement.encode())
    migrate(dsn, MASTER)
    _round(Database(dsn))


def _round(database: Database) -> None:
    """The whole way once: append, project, read."""
    with Ledger(database.dsn("app"), MASTER) as ledger:
        open_bureau(ledger)
        ledger.handle(bonus(), OFFICE)
    database.project()
    projector.rebuild(database.dsn("projector"))
    with database.connect("auditor") as conn:
        assert one(conn, "SELECT sum(points) FROM journal.facts") == one(
            conn, "SELECT sum(claimed) FROM read.entries"
        )


def test_an_owner_who_is_no_superuser_suffices(server: Server) -> None:
    """As on a server that somebody else runs."""
    database = empty_database(server)
    dsn = _login(server, database, "CREATEROLE")
    migrate(dsn, MASTER)
    migrate(dsn, MASTER)
    _round(Database(dsn))
    with Database(dsn).connect() as owner, pytest.raises(psycopg.DatabaseError) as said:
        owner.execute("DELETE FROM journal.facts")
    assert said.value.sqlstate == "ML009"


def test_roles_that_an_administrator_made_beforehand_suffice(server: Server) -> None:
    """Then the owner need not be allowed to create any."""
    database = empty_database(server)
    dsn = _login(server, database)
    with psycopg.connect(server.dsn(), autocommit=True) as conn:
        for role in ROLES:
            given = conninfo_to_dict(role_dsn(dsn, MASTER, role))
            conn.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(str(given["user"])), sql.Literal(given["password"])
                )
            )
    migrate(dsn, MASTER)
    _round(Database(dsn))


def _half_way(database: Database) -> Callable[[], None]:
    """A migration that fails in its midst: somebody's schema stands in its way."""
    _execute(database, "CREATE SCHEMA keys")
    return lambda: _execute(database, "DROP SCHEMA keys")


def test_a_migration_that_fails_leaves_nothing_behind(server: Server) -> None:
    database = empty_database(server)
    clear = _half_way(database)
    with pytest.raises(psycopg.errors.DuplicateSchema):
        migrate(database.owner, MASTER)
    with database.connect() as owner:
        assert one(owner, "SELECT to_regnamespace('journal')") is None
        assert one(owner, "SELECT to_regclass('public.merit_migrations')") is None
    clear()
    migrate(database.owner, MASTER)
    _round(database)

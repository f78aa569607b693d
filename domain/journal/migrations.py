"""Is the journal's schema there and up to date, and who may do what in it?"""

from __future__ import annotations

import hashlib
import hmac
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain.errors import Refused

ROLES: Final = ("app", "projector", "auditor", "notary", "backup")
SERVER_VERSION_MIN: Final = 150000

_CREATE_LEDGER: LiteralString = """
CREATE TABLE IF NOT EXISTS public.merit_migrations (
    number integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE IF NOT EXISTS public.merit_installation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), keys text NOT NULL);
"""


class ServerTooOld(Refused):
    """PostgreSQL {found} is too old; version 15 or later is needed.

    PostgreSQL {found} 版本过低；需要 15 或更高版本。
    """


class SchemaNewer(Refused):
    """The database is at migration {found}, newer than this program ({known}); upgrade the program.

    数据库结构版本 {found} 高于本程序（{known}）；请升级程序。
    """


class MigrationAltered(Refused):
    """Migration {name} reads otherwise than when it was applied; restore the released file.

    迁移文件 {name} 与已执行的内容不同；请恢复发布的文件。
    """


class KeysOfAnotherHome(Refused):
    """This database was set up with the keys of another home; copy that home's keys folder here.

    该数据库使用另一安装的密钥建立；请将其 `keys` 目录复制到此处。
    """


class RolesNotAllowed(Refused):
    """The database user may not create roles; an administrator must: ALTER ROLE {user} CREATEROLE,
    or create them himself with the statements that `merit dsn --roles` prints.

    该数据库用户无权创建角色；请管理员执行：ALTER ROLE {user} CREATEROLE,
    或自行执行 `merit dsn --roles` 输出的语句。
    """


_FUNCTION: Final = re.compile(r"CREATE FUNCTION ([\w.]+)\(.*?AS \$\$(.*?)\$\$", re.S)


def function_bodies() -> dict[str, str]:
    """The body of every function as the migrations make it, the last one of a name."""
    found: dict[str, str] = {}
    for script in scripts():
        found.update(_FUNCTION.findall(script.read_text(encoding="utf-8")))
    return found


def scripts() -> list[Traversable]:
    """The migrations, in their order."""
    folder = files("domain.journal").joinpath("sql")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)


def role_name(database: str, role: str) -> str:
    """Roles belong to a whole server, so each database has its own: `merit_app`."""
    return f"{database}_{role}"


def role_password(master: bytes, name: str) -> str:
    """Derived from the home's key: nothing to store, and every home with the key can log in."""
    return hmac.new(master, f"role:{name}".encode(), hashlib.sha256).hexdigest()


def role_dsn(owner_dsn: str, master: bytes, role: str) -> str:
    """The connection string of a role of the owner's database."""
    name = role_name(str(conninfo_to_dict(owner_dsn).get("dbname") or ""), role)
    return make_conninfo(owner_dsn, user=name, password=role_password(master, name))


def migrate(owner_dsn: str, master: bytes) -> None:
    """Bring the schema up to date under a lock; two starts at once do it once."""
    with psycopg.connect(owner_dsn, autocommit=True) as conn:
        if conn.info.server_version < SERVER_VERSION_MIN:
            raise ServerTooOld(found=conn.info.server_version // 10000)
        conn.execute("SELECT pg_advisory_lock(hashtext('merit-ledger/migrate'))")
        with conn.transaction():
            conn.execute("SET LOCAL client_min_messages = warning")
            conn.execute(_CREATE_LEDGER)
            _claim(conn, master)
            _make_roles(conn, master)
            _apply(conn)


def _claim(conn: psycopg.Connection, master: bytes) -> None:
    """The keys folder and the database belong together: with other keys all narrative is lost."""
    mark = hmac.new(master, b"installation", hashlib.sha256).hexdigest()
    conn.execute(
        "INSERT INTO public.merit_installation (keys) VALUES (%s) ON CONFLICT DO NOTHING", (mark,)
    )
    row = conn.execute("SELECT keys FROM public.merit_installation").fetchone()
    if row is None or row[0] != mark:
        raise KeysOfAnotherHome()


def _make_roles(conn: psycopg.Connection, master: bytes) -> None:
    for role in ROLES:
        name = role_name(conn.info.dbname, role)
        known = conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
        if known is None:
            try:
                conn.execute(_created(name, master))
            except psycopg.errors.InsufficientPrivilege as error:
                raise RolesNotAllowed(user=conn.info.user) from error


def _created(name: str, master: bytes) -> sql.Composed:
    return sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
        sql.Identifier(name), sql.Literal(role_password(master, name))
    )


def role_statements(database: str, master: bytes) -> str:
    """For an administrator who creates the roles himself: the database's user may not."""
    names = [role_name(database, role) for role in ROLES]
    return "".join(f"{_created(name, master).as_string(None)};\n" for name in names)


def _apply(conn: psycopg.Connection) -> None:
    applied = {
        row[0]: row[1] for row in conn.execute("SELECT number, digest FROM public.merit_migrations")
    }
    known = scripts()
    if max(applied, default=0) > len(known):
        raise SchemaNewer(found=max(applied), known=len(known))
    for number, script in enumerate(known, start=1):
        text = script.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        if number in applied:
            if applied[number] != digest:
                raise MigrationAltered(name=script.name)
            continue
        names = {role: sql.Identifier(role_name(conn.info.dbname, role)) for role in ROLES}
        database = sql.Identifier(conn.info.dbname)
        statement = sql.SQL(text).format(**names, database=database)
        conn.execute(statement)
        conn.execute(
            "INSERT INTO public.merit_migrations (number, name, digest) VALUES (%s, %s, %s)",
            (number, script.name, digest),
        )

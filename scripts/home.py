"""Where does this installation keep its things, and which database is its own?

Nothing else among the scripts reads the environment's variables.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONNECT_SECONDS = 10


class NotSetUp(Exception):
    """Something that this machine lacks or forbids, said in English and in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(f"{english}\n{chinese}")
        self.english = english
        self.chinese = chinese


class HomeNotWritable(NotSetUp):
    """The folder for this installation's data cannot be made or written."""


class DatabaseUrlMalformed(NotSetUp):
    """MERIT_DATABASE_URL is no connection string."""


class DatabaseUnreachable(NotSetUp):
    """The server that MERIT_DATABASE_URL names does not let us in."""


def data_folder() -> Path:
    """The folder of this user for this program, whether or not it exists."""
    if sys.platform == "darwin":
        parent = Path.home() / "Library" / "Application Support"
    else:
        named = os.environ.get("XDG_DATA_HOME", "")
        # The XDG rules say to ignore a relative path.
        parent = Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"
    return parent / "merit-ledger"


def home_path() -> Path:
    """The installation's folder, made if need be: one folder is one installation."""
    named = os.environ.get("MERIT_HOME", "")
    try:
        home = (Path(named).expanduser() if named else data_folder()).resolve()
        make_home(home)
    # Path raises RuntimeError for a user who has no home folder at all.
    except (OSError, RuntimeError) as error:
        raise HomeNotWritable(
            f"the data cannot be kept in {named or 'the home folder of this user'} ({error}); "
            "set MERIT_HOME to a folder that you may write",
            f"无法使用数据目录 {named or '（用户主目录）'}（{error}）；"
            "请将 MERIT_HOME 设为可写的目录",
        ) from error
    return home


def make_home(home: Path) -> None:
    """Make what is missing; what is there keeps its permissions."""
    # Root's database may run as a lesser user, who must pass through here to its own folder.
    home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    for name in ("keys", "logs"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    if not os.access(home, os.W_OK | os.X_OK):
        raise PermissionError(13, os.strerror(13), str(home))


def notary_folders(home: Path) -> tuple[Path, Path]:
    """Where the notary keeps its key, and where its last checkpoint: both may lie elsewhere."""
    keys, state = os.environ.get("MERIT_NOTARY_KEYS", ""), os.environ.get("MERIT_NOTARY_STATE", "")
    return (
        Path(keys).expanduser().resolve() if keys else home / "notary",
        Path(state).expanduser().resolve() if state else home / "notary",
    )


class IssuerIncomplete(NotSetUp):
    """An identity provider is named in part."""


def oidc_settings() -> tuple[str, str, str] | None:
    """The identity provider's name, whom its tokens must be for, and where its keys are."""
    names = ("MERIT_OIDC_ISSUER", "MERIT_OIDC_AUDIENCE", "MERIT_OIDC_JWKS")
    issuer, audience, jwks = (variable(name) for name in names)
    if not (issuer or audience or jwks):
        return None
    if not (issuer and audience and jwks):
        raise IssuerIncomplete(
            f"name the identity provider whole: {', '.join(names)}",
            f"请完整设置身份提供方：{'、'.join(names)}",
        )
    return issuer, audience, jwks


def variable(name: str) -> str:
    """What the operator set, or nothing."""
    return os.environ.get(name, "")


def binaries_override() -> Path | None:
    """The folder of PostgreSQL's programs to use instead of the installed ones."""
    named = os.environ.get("PG_BIN", "")
    return Path(named).expanduser().resolve() if named else None


def brings_a_server() -> bool:
    """Is the database on a server of the user's own?"""
    return bool(os.environ.get("MERIT_DATABASE_URL", ""))


def environment_with(variables: dict[str, str]) -> dict[str, str]:
    """What a program of somebody else's is started with: not for the list of processes."""
    return os.environ | variables


@contextmanager
def database(home: Path) -> Iterator[str]:
    """The owner's connection string, good until the block is left."""
    url = os.environ.get("MERIT_DATABASE_URL", "")
    if url:
        check_database(url)
        yield url
        return
    # The environment is made before psycopg is there, and needs this module too.
    from scripts.embedded import running

    with running(home) as server:
        yield server.dsn()


def check_database(url: str) -> None:
    """Refuse a connection string that does not lead to a database, never repeating its password."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # libpq's own words may quote any part of the string: neither they nor their cause is shown.
        raise DatabaseUrlMalformed(
            "MERIT_DATABASE_URL cannot be read: it should look like "
            "postgresql://user:password@host:5432/dbname",
            "MERIT_DATABASE_URL 无法解析，应形如 postgresql://user:password@host:5432/dbname",
        ) from None
    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.OperationalError as error:
        words = _without_secrets(str(error).strip(), parts)
        raise DatabaseUnreachable(
            f"the server of MERIT_DATABASE_URL does not answer: {words}",
            f"MERIT_DATABASE_URL 所指的数据库无法连接：{words}",
        ) from None


def _without_secrets(words: str, parts: dict[str, str | int | None]) -> str:
    for name in ("password", "sslpassword"):
        secret = parts.get(name)
        if secret:
            words = words.replace(str(secret), "***")
    return words

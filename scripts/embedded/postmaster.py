"""Is a PostgreSQL at work on this data folder, and how is one started and stopped?"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scripts.embedded import locks
from scripts.embedded.confinement import ENVIRONMENT, Confinement
from scripts.embedded.place import PORT, SOCKET, Place, Programs
from scripts.home import NotSetUp

STATUS_LINE = 7
PR_SET_PDEATHSIG = 1
STOP_SECONDS = 120
POLL_SECONDS = 0.02

SETTINGS = {
    "cluster_name": "merit",
    "effective_cache_size": "1GB",
    "jit": "off",
    "listen_addresses": "",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_timezone": "UTC",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "port": str(PORT),
    "random_page_cost": "1.1",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "unix_socket_permissions": "0700",
    "work_mem": "16MB",
}
# For tests, whose data nobody needs after the machine has been switched off; what was committed
# still outlives the killing of any process. Of hundreds of small databases one would be vacuumed
# at every moment.
FAST = {"autovacuum": "off", "fsync": "off", "full_page_writes": "off"}

Postmaster = subprocess.Popen[bytes]


class DataInUse(NotSetUp):
    """Another PostgreSQL, not started by us, works on the data."""


class SocketFolderTaken(NotSetUp):
    """The folder for the socket belongs to somebody else."""


def alone(place: Place) -> int:
    """The lock on the data, taken when every process of an earlier server is gone.

    Each process of a server inherits the lock, so it also tells of those that outlive their
    postmaster; the number in `postmaster.pid` may be somebody else's by now.
    """
    lock = locks.opened(place.server_lock)
    if not locks.try_lock(lock, locks.EXCLUSIVE):
        left = _at_work(place.data)
        if left is not None:
            os.kill(left, signal.SIGINT)
        locks.patiently(
            lambda: locks.try_lock(lock, locks.EXCLUSIVE),
            ("waiting for an earlier PostgreSQL to end", "正在等待先前的 PostgreSQL 结束"),
        )
    foreign = _at_work(place.data)
    if foreign is not None:
        os.close(lock)
        raise DataInUse(
            f"process {foreign}, not started by this program, uses {place.data}: stop it first",
            f"进程 {foreign}（并非由本程序启动）正在使用 {place.data}，请先停止它",
        )
    for stale in (place.data / "postmaster.pid", place.sockets / SOCKET):
        stale.unlink(missing_ok=True)
    (place.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
    return lock


def start(place: Place, programs: Programs, way: Confinement, *, fast: bool) -> Postmaster:
    """Start a server, which has the lock on the data as long as any of its processes lives."""
    lock = alone(place)
    try:
        sockets = _socket_folder(place, way)
        quoted = str(sockets).replace('"', '""')
        settings = SETTINGS | (FAST if fast else {}) | {"unix_socket_directories": f'"{quoted}"'}
        options = [word for name in settings for word in ("-c", f"{name}={settings[name]}")]
        return subprocess.Popen(
            way.command(programs / "postgres", "-D", place.data, *options),
            stdin=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
            pass_fds=[lock],
            user=way.user,
            group=way.group,
            extra_groups=way.groups,
            preexec_fn=_ending_with(os.getpid()),
        )
    finally:
        os.close(lock)


def is_ready(place: Place, postmaster: Postmaster) -> bool:
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    if len(lines) <= STATUS_LINE or int(lines[0]) != postmaster.pid:
        return False
    return lines[STATUS_LINE].strip() == "ready"


def wait_until_ready(place: Place, postmaster: Postmaster) -> bool:
    """Wait for as long as it lives: recovery after a crash takes the time it takes."""
    while postmaster.poll() is None:
        if is_ready(place, postmaster):
            return True
        time.sleep(POLL_SECONDS)
    return False


def stop(postmaster: Postmaster) -> None:
    """End it in an orderly way, whatever its clients do."""
    if postmaster.poll() is not None:
        return
    postmaster.send_signal(signal.SIGINT)
    try:
        postmaster.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait()


def _ending_with(parent: int) -> Callable[[], None] | None:
    """What the new process does first, that it may end when its parent is killed."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _socket_folder(place: Place, way: Confinement) -> Path:
    folder = place.sockets
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_mode & 0o077 or found.st_uid not in way.owners:
        raise SocketFolderTaken(
            f"{folder} belongs to somebody else; remove it, or set MERIT_HOME to a shorter path",
            f"{folder} 属于其他用户；请将其删除，或将 MERIT_HOME 设为较短的路径",
        )
    way.take(folder)
    return folder


def _at_work(data: Path) -> int | None:
    """The process that `postmaster.pid` names, if it really is the postmaster of these data."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if sys.platform == "linux":
        try:
            # A postmaster works in its data folder.
            return pid if os.readlink(f"/proc/{pid}/cwd") == str(data) else None
        except OSError:
            return None
    asked = ["ps", "-o", "command=", "-p", str(pid)]
    words = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return pid if str(data) in words else None

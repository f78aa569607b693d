"""As which user may PostgreSQL run here, which refuses to run as root?"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.home import NotSetUp

# PostgreSQL's programs get no variable of ours: a stray PGOPTIONS or LD_PRELOAD changes a server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
CLOSED = 79


class FolderClosed(NotSetUp):
    """A folder on the way to the data or the programs does not let PostgreSQL's user pass."""


@dataclass(frozen=True)
class Confinement:
    """One way to start a program: as ourselves, under another name, or as another user."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    """Whom the process becomes before the prefix is run; None is ourselves."""
    owner: int | None = None
    """Who must own the data; None is ourselves."""
    lock: int | None = None
    """What every program started this way inherits, so that it is held until all have ended."""

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *(str(word) for word in words)]

    @property
    def groups(self) -> list[int] | None:
        return None if self.user is None else []

    @property
    def group(self) -> int | None:
        return None if self.user is None else _group_of(self.user)

    @property
    def owners(self) -> tuple[int, ...]:
        """To whom a folder may belong that only the server and we should enter."""
        return (os.geteuid(),) if self.owner is None else (os.geteuid(), self.owner)

    def run(self, *words: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=ENVIRONMENT,
            cwd="/",
            check=False,
            pass_fds=() if self.lock is None else (self.lock,),
            user=self.user,
            group=self.group,
            extra_groups=self.groups,
        )

    def closed(self, *folders: Path) -> str | None:
        """The first folder that cannot be entered this way; "" where the way itself is barred."""
        steps = [step for folder in folders for step in (*reversed(folder.parents), folder)]
        probe = f'for step; do test -x "$step" || {{ echo "$step"; exit {CLOSED}; }}; done'
        try:
            done = self.run("sh", "-c", probe, "sh", *steps)
        except (OSError, subprocess.SubprocessError):
            return ""
        if done.returncode == 0:
            return None
        return done.stdout.strip() if done.returncode == CLOSED else ""

    def take(self, folder: Path) -> None:
        """Give the folder and all in it to the user who will need it."""
        if self.owner is None or folder.stat().st_uid == self.owner:
            return
        group = _group_of(self.owner)
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(os.path.join(parent, name), self.owner, group, follow_symlinks=False)
        # Last, for its owner tells whether all of it was given.
        os.chown(folder, self.owner, group)


def confinement(data: Path, *needed: Path) -> Confinement:
    """The least that serves; the owner of the data tells how it was run before."""
    if os.geteuid() != 0:
        return Confinement()
    owner = data.stat().st_uid if data.exists() else 0
    closed = ""
    for way in _ways_of_root(owner):
        step = way.closed(*needed)
        if step is None:
            return way
        closed = step or closed
    raise FolderClosed(
        f"PostgreSQL does not run as root, and no lesser user can enter {closed or 'its folders'}; "
        "set MERIT_HOME to a folder that others may pass through (for instance "
        "/var/lib/merit-ledger), move the clone likewise if it is the clone, or run as an "
        "ordinary user",
        f"PostgreSQL 不能以 root 身份运行，而普通用户无法进入 {closed or '所需目录'}；"
        "请将 MERIT_HOME 设到其他用户可以通过的目录（例如 /var/lib/merit-ledger），"
        "若是代码目录则请移动代码目录，或改用普通用户运行",
    )


def _ways_of_root(owner: int) -> Iterator[Confinement]:
    unshare, setpriv = shutil.which("unshare"), shutil.which("setpriv")
    servant = _servant() if owner == 0 else owner
    if owner == 0 and unshare:
        # Another name for root inside a user namespace: the files stay root's own.
        yield Confinement((unshare, "--user", f"--map-user={servant}"))
    yield Confinement(user=servant, owner=servant)
    if setpriv is None:
        return
    # A container may forbid namespaces and keep everything below a private folder: then the
    # lesser user is given the one right to pass through folders.
    for right in ("dac_read_search", "dac_override"):
        who = (f"--reuid={servant}", f"--regid={_group_of(servant)}", "--clear-groups")
        # PostgreSQL looks at its programs with access(), which else forgets the right.
        rights = (f"--inh-caps=+{right}", f"--ambient-caps=+{right}")
        kept = ("--securebits=+no_setuid_fixup", *rights)
        # Becoming another user wipes what the parent asked for at its own death.
        yield Confinement((setpriv, *who, *kept, "--pdeathsig=INT"), owner=servant)


def _servant() -> int:
    """A user of the system who is not root, for PostgreSQL looks up its own name."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NotSetUp(
        "PostgreSQL does not run as root, and there is no user postgres or nobody to run it",
        "PostgreSQL 不能以 root 身份运行，而系统中没有 postgres 或 nobody 用户",
    )


def _group_of(user: int) -> int:
    try:
        return pwd.getpwuid(user).pw_gid
    except KeyError:
        return user

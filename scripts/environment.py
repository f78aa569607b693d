"""Which Python environment runs this clone, and is it as the pins say?

Run by any Python >= 3.11 of the system, with nothing installed: `environment.py run|dev` makes the
environment if need be and prints the path of its interpreter. An older Python must still be able
to read this file, to be told from a newer one by the exit code.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
# Told apart by start.sh, which then tries another interpreter.
NO_VENV = 78
TOO_OLD = 79
STAMP = "merit-pins.json"
# There from the first change to the last: what has it was left half made.
UNDER_WORK = "merit-under-work"


def requirements(group: str) -> Path:
    return ROOT / "requirements" / f"{group}.txt"


def digest(group: str) -> str:
    return hashlib.sha256(requirements(group).read_bytes()).hexdigest()


def interpreter(folder: Path) -> Path:
    return folder / "bin" / "python"


def stamp(folder: Path) -> dict[str, str]:
    """What the environment was made of; empty when it is not there, not ours or not whole."""
    if (folder / UNDER_WORK).exists():
        return {}
    try:
        said = json.loads((folder / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, dict) else {}


def fits(folder: Path, group: str) -> bool:
    """Whether the environment can serve as it is: what tests can also run."""
    said = stamp(folder)
    made_for = said.get("group", "")
    return (
        made_for in (group, "dev")
        and said.get("requirements") == digest(made_for)
        and is_at_home(folder, said)
    )


def is_at_home(folder: Path, said: dict[str, str]) -> bool:
    """Neither the environment nor the Python below it was moved or replaced."""
    python = interpreter(folder)
    there = os.access(python, os.X_OK) and os.path.realpath(python) == said.get("interpreter")
    return there and said.get("folder") == str(folder)


def users_folder() -> Path:
    """For a clone that this user may not write."""
    sys.path.insert(0, str(ROOT))
    from scripts.home import data_folder

    mark = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return data_folder() / "environments" / mark


def is_writable(folder: Path) -> bool:
    there = (path for path in (folder.parent, folder) if path.exists())
    return all(os.access(path, os.W_OK | os.X_OK) for path in there)


def make(folder: Path, group: str, lock: int) -> int:
    """Bring the folder to the pins; from nothing where what is there is unsound."""
    before = stamp(folder)
    # A run of the server must not take the tools away from a developer.
    group = before.get("group", group) if group == "run" else group
    if not is_sound(folder):
        if lacks_venv():
            return NO_VENV
        remove(folder)
        folder.mkdir(parents=True)
    (folder / UNDER_WORK).touch()
    (folder / STAMP).unlink(missing_ok=True)
    say(
        f"making the Python environment {folder} (once; about half a minute)",
        f"正在建立 Python 环境 {folder}（仅需一次，约半分钟）",
    )
    python = str(interpreter(folder))
    if not interpreter(folder).exists() and run([sys.executable, "-m", "venv", str(folder)], lock):
        return refuse("python -m venv failed, see above", "python -m venv 失败，详见上文")
    # First a newer pip: what an older Python brings along takes twice the time for the rest.
    if any(run(install(python, name), lock) for name in ("pip", group)):
        return refuse(
            "pip could not install the pinned packages, see above; behind a proxy set "
            "PIP_INDEX_URL or PIP_PROXY; without a network set MERIT_WHEELS to a folder that "
            "scripts/wheels made",
            "pip 未能安装锁定的软件包，详见上文；需代理时请设置 PIP_INDEX_URL 或 PIP_PROXY；"
            "无网络时请将 MERIT_WHEELS 设为由 scripts/wheels 制作的目录",
        )
    write_stamp(folder, group)
    return 0


def install(python: str, group: str) -> list[str]:
    options = "-qq --disable-pip-version-check --no-input --no-user --retries=2 --progress-bar=off"
    pins = "--require-hashes --no-deps --only-binary=:all: -r"
    words = ["-I", "-m", "pip", "install", *from_where(), *options.split(), *pins.split()]
    return [python, *words, str(requirements(group))]


def from_where() -> list[str]:
    """The folder of wheels that the operator names and nothing else, or pip's own index."""
    sys.path.insert(0, str(ROOT))
    from scripts.home import variable

    folder = variable("MERIT_WHEELS")
    return ["--isolated", "--no-index", f"--find-links={Path(folder).resolve()}"] if folder else []


def is_sound(folder: Path) -> bool:
    """Whether pip can go on from what is there, which may be an environment made by hand."""
    moved = (folder / STAMP).exists() and not is_at_home(folder, stamp(folder))
    if moved or folder.is_symlink() or (folder / UNDER_WORK).exists():
        return False
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return run([str(interpreter(folder)), "-I", "-c", probe], quiet=True) == 0
    except OSError:
        return False


def lacks_venv() -> bool:
    return not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def run(command: list[str], lock: int | None = None, *, quiet: bool = False) -> int:
    """Run to the end; what outlives us keeps the lock, so that nobody works beside it."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else sys.stderr,
        stderr=subprocess.DEVNULL if quiet else None,
        pass_fds=() if lock is None else (lock,),
        check=False,
    ).returncode


def write_stamp(folder: Path, group: str) -> None:
    said = {
        "group": group,
        "requirements": digest(group),
        "folder": str(folder),
        "interpreter": os.path.realpath(interpreter(folder)),
        "python": ".".join(str(part) for part in sys.version_info[:3]),
    }
    (folder / STAMP).write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    # What is written must be there before the mark goes, whenever the power fails.
    os.sync()
    (folder / UNDER_WORK).unlink()


def ensure(group: str) -> int:
    folder = ROOT / ".venv"
    if not fits(folder, group) and not is_writable(folder):
        folder = users_folder()
    code = 0 if fits(folder, group) else make_alone(folder, group)
    if code == 0:
        print(interpreter(folder))
    return code


def make_alone(folder: Path, group: str) -> int:
    """Make it, unless somebody else has while we waited for them."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The folder itself may be removed and made anew: its parent is what two at once can share.
    lock = os.open(folder.parent, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("waiting for another set-up to end", "正在等待另一个安装过程结束")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return 0 if fits(folder, group) else make(folder, group, lock)


def say(english: str, chinese: str) -> None:
    print(f"{english} / {chinese}", file=sys.stderr, flush=True)


def refuse(english: str, chinese: str) -> int:
    say(english, chinese)
    return 1


def main(words: list[str]) -> int:
    if sys.version_info < OLDEST:
        return TOO_OLD
    if words not in (["run"], ["dev"]):
        print("usage: environment.py run|dev", file=sys.stderr)
        return 2
    try:
        return ensure(words[0])
    except (OSError, RuntimeError) as error:
        return refuse(f"no Python environment: {error}", f"无法建立 Python 环境：{error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

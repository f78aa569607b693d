"""Do the tests pass? `scripts/test [--long] [--install-browser | --no-browser] [pytest's own]`"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ALONE = {"-n", "-n0", "-s", "--capture=no", "--pdb", "--collect-only", "--co"}
"""With these it is one process, which may print and ask; else one a core and one more, by files."""
BY_FILES = ("--dist", "loadfile", "--no-loadscope-reorder")
"""In their order: by default the files with the fewest tests, which take longest, come last."""
LEFT_OUT = "the browser's tests were left out (--no-browser) / 未运行浏览器测试（--no-browser）"


def browser() -> str | None:
    """The browser on PATH, for the tests: those marked `browser` fail where it is None."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def marks(words: argparse.Namespace) -> str:
    """The expression for pytest's -m; the empty one takes every test."""
    parts = [f"({words.marks})"] if words.marks else []
    parts += [] if words.long else ["not long"]
    parts += ["not browser"] if words.no_browser else []
    return " and ".join(parts)


def install_browser() -> None:
    """Fetch Debian's chromium where that may be done without asking anybody."""
    if browser():
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        lacking = "apt-get" if apt is None else "root"
        print(
            f"no browser, and no {lacking} to install one / 没有浏览器，也无法自动安装", flush=True
        )
        return
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-y", "-qq"]
    # What Debian only recommends is printers and desktops; the sandbox is for ordinary users.
    needed = ["--no-install-recommends", "chromium", "chromium-sandbox", "fonts-liberation"]
    install = [*quietly, "install", *needed]
    # A fresh image has no lists of packages yet.
    for command in (install, [*quietly, "update"], install):
        if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            continue
        if browser():
            return
    print("chromium could not be installed, see above / 未能安装 chromium，详见上文", flush=True)


def read_words(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    reader = argparse.ArgumentParser(
        prog="scripts/test",
        description="Other words go to pytest; paths are those below the clone's root.",
        allow_abbrev=False,
    )
    reader.add_argument("--long", action="store_true", help="larger budgets; soak, crash loops")
    reader.add_argument("-m", dest="marks", default="", help="pytest's own, within the others")
    which = reader.add_mutually_exclusive_group()
    which.add_argument("--install-browser", action="store_true", help="install chromium by apt-get")
    which.add_argument("--no-browser", action="store_true", help="leave the browser's tests out")
    return reader.parse_known_args(words)


def main(given: list[str]) -> int:
    words, for_pytest = read_words(given)
    if words.install_browser:
        install_browser()
    if words.long:
        os.environ["MERIT_LONG"] = "1"
    # One more than there are cores: who waits for a server to die or to come leaves his core idle.
    processes = str((os.cpu_count() or 1) + 1)
    at_once = [] if ALONE.intersection(for_pytest) else ["-n", processes, *BY_FILES]
    pytest = [sys.executable, "-P", "-m", "pytest", "-m", marks(words), *at_once, *for_pytest]
    code = subprocess.run(pytest, cwd=ROOT, check=False).returncode
    if words.no_browser:
        print(LEFT_OUT, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How is `merit` run in a process of its own that need not import everything first?

One process imports every command and then forks a child for each line that it reads: the child is
a `merit` process like any other. `python -m tests.commands.quick`, by homes.py.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from importlib import import_module

from scripts.commands import COMMANDS, main


def become(folder: str, variables: dict[str, str], words: list[str], out: str, err: str) -> None:
    """Take on a command's folder, environment, words and outputs."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["merit", *words]
    made = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, out, made), (2, err, made)):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)


def serve() -> None:
    for module in set(COMMANDS.values()):
        import_module(f"scripts.commands.{module}")
    # A child's last collection would copy every page that it shares with us.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(**json.loads(line))
            main()
            return
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()

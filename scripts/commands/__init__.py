"""Which commands does `merit` have, and how does it say no?"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click
import psycopg
from eventsourcing.persistence import PersistenceError

from domain.errors import Fault, Refusal
from scripts.collecting import collect_seldom
from scripts.home import NotSetUp

REFUSED, INTERRUPTED, PIPE_CLOSED = 1, 130, 141
FAULTS_TOLD_MAX = 200


COMMANDS = {
    "serve": "serving",
    "api": "serving",
    "project": "projecting",
    "rulebook": "rulebooks",
    "import": "workbooks",
    "template": "workbooks",
    "workbook": "workbooks",
    "reverse-import": "workbooks",
    "score": "scores",
    "statement": "scores",
    "history": "scores",
    "appraise": "appraisals",
    "rehearse": "runs",
    "diff": "runs",
    "pay": "runs",
    "year": "years",
    "calendar": "years",
    "indicators": "indicators",
    "print": "printing",
    "notices": "printing",
    "replay": "journal",
    "rebuild": "journal",
    "token": "access",
    "role": "access",
    "demo": "demo",
    "reads": "traces",
    "refusals": "traces",
    "claims": "claims",
    "claim": "claims",
    "disputes": "disputes",
    "dispute": "personal",
    "acknowledge": "personal",
    "file": "personal",
    "todo": "todos",
    "risks": "quarters",
    "quarter": "quarters",
    "remediations": "quarters",
    "bureaus": "bureaus",
    "rollup": "bureaus",
    "growth": "careers",
    "fairness": "careers",
    "dsn": "journal",
    "pg": "upkeep",
    "halt": "upkeep",
    "notary": "evidence",
    "witness": "witness",
    "verify": "evidence",
    "export": "exports",
    "receipt": "exports",
    "columns": "columns",
    "bench": "benchmarks",
}
"""Each command's file here: only the one that runs is loaded."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"scripts.commands.{COMMANDS[cmd_name]}")
        collect_seldom()
        found = {command.name: command for command in module.COMMANDS}[cmd_name]
        assert isinstance(found, click.Command)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def merit() -> None:
    """Merit Ledger 功过簿: facts in, scores out, at any two points in time."""


def main() -> None:
    """Run a command: 0 done, 1 refused or failed with a reason on stderr, 2 wrong usage."""
    # While a command is loaded nothing becomes garbage: to look for it took a quarter of the time.
    collect_seldom()
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal without Chinese shows escapes, and the command still does its work.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        merit.main(prog_name="merit", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough, as in `merit replay | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(PIPE_CLOSED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except (Refusal, NotSetUp, psycopg.Error, PersistenceError, OSError) as error:
        _tell(error)
        sys.exit(REFUSED)


def _tell(error: Exception) -> None:
    """Why it was refused or failed, on stderr, in both languages."""
    if isinstance(error, NotSetUp):
        print(error, file=sys.stderr)
        return
    if isinstance(error, Refusal):
        english, chinese = error.message("en"), error.message("zh")
    elif isinstance(error, OSError):
        english, chinese = f"The system refused: {error}", f"系统拒绝了操作：{error}"
    else:
        reason = " ".join(str(error).split())
        english, chinese = f"The database failed: {reason}", f"数据库出错：{reason}"
    _tell_faults(getattr(error, "faults", ()))
    print(f"{english}\n{chinese}", file=sys.stderr)


def _tell_faults(faults: tuple[Fault, ...]) -> None:
    for fault in faults[:FAULTS_TOLD_MAX]:
        print(f"{fault.place}: {fault.en}\n    {fault.zh}", file=sys.stderr)
    if len(faults) > FAULTS_TOLD_MAX:
        print(f"… {len(faults) - FAULTS_TOLD_MAX} more / 另有更多", file=sys.stderr)

"""How does the owner look after the database: with PostgreSQL's own tools, and after a halt?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import psycopg
from psycopg.conninfo import conninfo_to_dict

from domain.journal.migrations import ROLES
from domain.legible import LegibleLine
from projections.evidence.holding import DOUBTS, LAST, hold, lift, list_halts
from projections.evidence.keeping import keep
from projections.evidence.store import LogStore
from scripts.commands.output import print_json, print_table
from scripts.commands.scores import Digits, Shaped
from scripts.embedded.place import Place
from scripts.evidence import notary_key
from scripts.home import NotSetUp, brings_a_server, environment_with, notary_folders
from scripts.installation import Installation, installation, local_principal
from scripts.new_log import no_such_halt, open_new_log, told_of

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class ToolMissing(NotSetUp):
    """The program is not one of PostgreSQL's, or is not installed."""


class HaltStands(NotSetUp):
    """The log is still not the one that was signed."""


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--role", type=click.Choice(["owner", *ROLES]), default="owner", show_default=True)
@click.argument("tool")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def pg(role: str, tool: str, words: tuple[str, ...]) -> None:
    """Run psql, pg_dump, pg_restore … on the home's database / 数据库工具.

    The server runs as long as the tool does; whom to log in as is in the tool's environment.
    """
    with installation() as home:
        program = _program(home, tool)
        given = conninfo_to_dict(home.dsn(role))
        login = {_VARIABLES[k]: str(v) for k, v in given.items() if k in _VARIABLES}
        code = subprocess.run(
            [program, *words], env=environment_with(login), check=False
        ).returncode
    sys.exit(code)


def _program(home: Installation, tool: str) -> str:
    """Of the embedded server, or for a server of one's own what the system has installed."""
    own = None if brings_a_server() else Place(home.home).programs().folder
    found = shutil.which(tool, path=own and os.fspath(own)) if os.sep not in tool else None
    if found is None:
        raise ToolMissing(
            f"there is no {tool} in {own or 'PATH'}; PostgreSQL's own programs are run here, such"
            " as psql, pg_dump and pg_restore",
            f"{own or 'PATH'} 中没有 {tool}；此处运行 PostgreSQL 自带的程序，"
            "如 psql、pg_dump、pg_restore",
        )
    return found


@click.group()
def halt() -> None:
    """Why nothing is recorded, and letting it go on / 停止记账."""


@halt.command("list")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def list_(as_json: bool) -> None:
    """Every halt there was / 历次停止记账."""
    with installation() as home, psycopg.connect(home.dsn("auditor")) as conn:
        listed = list_halts(conn)
    if as_json:
        print_json(listed)
        return
    rows = [
        [
            str(one.number),
            f"{one.raised_at:%Y-%m-%d %H:%M:%S}",
            f"{one.reason} / {one.reason_zh}",
            f"{one.lifted_at:%Y-%m-%d %H:%M:%S}" if one.lifted_at else "",
            one.lifted_by or "",
            one.lifted_why or "",
        ]
        for one in listed.halts
    ]
    columns = ("号", "自 since", "原因 reason", "解除 lifted", "解除人 by", "理由 why")
    print_table(f"{len(rows)} halts / 停止记账", columns, rows)


@halt.command("lift")
@click.argument("number", type=Digits(1))
@click.option("--why", type=Shaped("the reason in words", LegibleLine), required=True)
@click.option(
    "--new-log",
    is_flag=True,
    help="the facts that were signed and are not here are lost for good: begin a new log",
)
@click.option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="one kept elsewhere, where the notary's own is lost; it becomes the notary's",
)
def lift_(number: int, why: str, new_log: bool, checkpoint: Path | None) -> None:
    """Record again, once the log goes on from what was signed / 恢复记账."""
    with installation() as home:
        if new_log:
            print(told_of(open_new_log(home, number, why, checkpoint)))
            return
        keys, state = notary_folders(home.home)
        path = checkpoint or state / LAST
        with psycopg.connect(home.dsn("owner"), autocommit=True) as conn:
            try:
                note = path.read_bytes()
                hold(LogStore(conn), notary_key(keys, home).vkey, note)
            except (OSError, *DOUBTS) as doubt:
                raise HaltStands(
                    f"it stands: {doubt}. Put the database back as it was, or give the newest"
                    " checkpoint that somebody kept with --checkpoint",
                    f"不能恢复：{doubt}。请将数据库恢复原状，"
                    "或以 --checkpoint 给出他处保存的最新检查点",
                ) from doubt
            if checkpoint is not None:
                keep(state / LAST, note.decode())
            if not lift(conn, number, local_principal().actor, why):
                raise no_such_halt(number)
    print(f"halt {number} lifted / 已恢复记账")


COMMANDS = (pg, halt)

"""How does one come in as each of the demo bureau's people?"""

from __future__ import annotations

import hashlib

import click
import psycopg
from pydantic import BaseModel

from api.admission.tokens import KIND, issue_token
from domain.deciding.reaching import held_by
from domain.journal.desk import Desk
from domain.journal.looking import desk_over
from scripts.addresses import listening_at
from scripts.commands.output import print_json, print_table
from scripts.commands.serving import DEFAULT_PORT, PORTS
from scripts.demo import BUREAU
from scripts.demo.people import CALLED, STANDING, Person, sign_in
from scripts.demo.rulebooks import editions
from scripts.home import NotSetUp
from scripts.installation import installation, local_principal

DAYS = 30


class NotTheDemo(NotSetUp):
    """The home's bureau is a real one, or the demo as it was before it had people."""


class Way(BaseModel):
    """Who somebody is in the demo, and how one comes in as him."""

    name: str
    called: str | None
    roles: tuple[str, ...]
    zh: str
    en: str
    token: str
    link: str


class Ways(BaseModel):
    bureau: str
    days: int
    items: tuple[Way, ...]


@click.group()
def demo() -> None:
    """The demo bureau's people / 示例局人员."""


@demo.command("tokens")
@click.option(
    "--port", type=PORTS, help=f"default: where the home's service listens, else {DEFAULT_PORT}"
)
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def tokens(port: int | None, as_json: bool) -> None:
    """Issue a token for each of them, good for 30 days, with its log-in link / 签发示例令牌.

    The tokens of that name that were good before are good no more.
    """
    with (
        installation() as home,
        home.ledger() as ledger,
        psycopg.connect(home.owner_dsn, autocommit=True) as conn,
    ):
        _refuse_another(desk_over(conn, ledger.today))
        by = local_principal().actor
        at = port or listening_at(home.home) or DEFAULT_PORT
        ways = [_way(one, issue_token(conn, one.name, by, DAYS), at) for one in STANDING]
    if as_json:
        print_json(Ways(bureau=BUREAU, days=DAYS, items=tuple(ways)))
        return
    rows = [[w.name, w.called or "", ", ".join(w.roles), f"{w.zh} / {w.en}"] for w in ways]
    columns = ("主体 token:", "姓名 called", "角色 roles", "职责 what for")
    print_table(
        f"{len(ways)} people, good for {DAYS} days / 示例人员，有效期 {DAYS} 天", columns, rows
    )
    for way in ways:  # outside the table, which would fold them
        click.echo(f"{way.name:>9}  {way.link}")


def _refuse_another(desk: Desk) -> None:
    """Nobody is let into a real bureau."""
    if not _is_demo(desk):
        raise NotTheDemo(
            "this home does not hold the demo bureau with its people; start an empty home"
            " (MERIT_HOME) with scripts/serve, then ask again",
            "本机数据不是含示例人员的示例局；请用空的 MERIT_HOME 启动 scripts/serve 后再试",
        )


def _is_demo(desk: Desk) -> bool:
    """Its first edition is the demo's to the byte, and all the demo's people hold roles."""
    wanted = "sha256:" + hashlib.sha256(editions()[0].encode()).hexdigest()
    first = [edition.file_digest for edition in desk.rulebooks(BUREAU).published[:1]]
    return first == [wanted] and all(held_by(desk, KIND + one.name) for one in STANDING)


def _way(one: Person, token: str, port: int) -> Way:
    roles = tuple(f"{role} {scope}" for role, scope in one.grants)
    called = CALLED.get(one.name)
    link = sign_in(token, port)
    return Way(
        name=one.name, called=called, roles=roles, zh=one.zh, en=one.en, token=token, link=link
    )


COMMANDS = (demo,)

"""How are tokens issued and revoked, and roles granted, revoked and listed?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
import psycopg

from api.admission.tokens import DAYS, KIND, issue_token, list_tokens, revoke_token
from domain.access.commands import GrantRole, RevokeRole
from domain.access.roles import GRANTABLE
from domain.access.vocabulary import Principal, Scope
from domain.vocabulary import Day, Id
from projections.grants import list_grants
from scripts.commands.output import print_json, print_table
from scripts.commands.scores import BUREAU, Digits, Shaped
from scripts.installation import installation, local_principal

NAME = Shaped("id", Id)
WHO = Shaped("token:NAME or oidc:SUBJECT", Principal)
SCOPE = Shaped("bureau, unit:ID or officer:ID", Scope)
DAY = Shaped("YYYY-MM-DD", Day)
ROLE = click.Choice(GRANTABLE)
_OF_BUREAU = click.option("--bureau", type=BUREAU, help="may be left out where there is one")
_OVER = click.option("--scope", type=SCOPE, default="bureau", show_default=True)
_JSON = click.option("--json", "as_json", is_flag=True, help="machine form on stdout")


@click.group()
def token() -> None:
    """Credentials for programs and people / 接口令牌."""


@contextmanager
def _owner() -> Iterator[psycopg.Connection[Any]]:
    with installation() as home, psycopg.connect(home.owner_dsn, autocommit=True) as conn:
        yield conn


@token.command("issue")
@click.option("--name", type=NAME, required=True, help="the principal is token:NAME")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True)
@_OVER
@_OF_BUREAU
@click.option("--days", type=Digits(1, 3650), default=DAYS, show_default=True)
def issue(name: str, roles: tuple[str, ...], scope: str, bureau: str | None, days: int) -> None:
    """Issue a token, shown once, and grant it the roles it lacks / 签发令牌.

    The token of that name that was good before is good no more.
    """
    by = local_principal()
    with installation() as home, home.ledger() as ledger:
        for role in roles:
            asked = GrantRole(bureau=bureau, grantee=KIND + name, role=role, scope=scope)
            ledger.handle(asked, by)
        with psycopg.connect(home.owner_dsn, autocommit=True) as conn:
            click.echo(issue_token(conn, name, by.actor, days))
    click.echo(
        f"{KIND}{name}: keep it now, it is not shown again; good for {days} days"
        f" / 令牌只显示这一次，请妥善保存；有效期 {days} 天",
        err=True,
    )


@token.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """Every token there was, never itself / 令牌清单."""
    with _owner() as conn:
        listed = list_tokens(conn)
    if as_json:
        print_json(listed)
        return
    rows = [
        [
            t.name,
            "good 有效" if t.good else "revoked 已吊销" if t.revoked_at else "expired 已过期",
            f"{t.issued_at:%Y-%m-%d %H:%M}",
            f"{t.expires_at:%Y-%m-%d %H:%M}",
            t.issued_by,
        ]
        for t in listed.items
    ]
    columns = ("名称 name", "状态 state", "签发 issued", "到期 expires", "签发人 by")
    print_table(f"{len(rows)} tokens / 令牌", columns, rows)


@token.command("revoke")
@click.argument("name", type=NAME)
def revoke(name: str) -> None:
    """Revoke the token of that name, and the sessions it opened / 吊销令牌."""
    with _owner() as conn:
        revoke_token(conn, name)
    click.echo(f"{KIND}{name} revoked / 已吊销")


@click.group()
def role() -> None:
    """Who may do what / 角色授权."""


def _record(command: GrantRole | RevokeRole) -> None:
    with installation() as home, home.ledger() as ledger:
        receipt = ledger.handle(command, local_principal())
    click.echo(f"position {receipt.position}, {receipt.facts} facts / 位置 {receipt.position}")


@role.command("grant")
@click.argument("grantee", type=WHO)
@click.argument("name", metavar="ROLE", type=ROLE)
@_OVER
@_OF_BUREAU
@click.option("--from", "start", type=DAY, help="default: today")
@click.option("--until", type=DAY, help="the day it ends")
def grant(
    grantee: str, name: str, scope: str, bureau: str | None, start: date | None, until: date | None
) -> None:
    """Grant a role / 授予角色."""
    said = {"bureau": bureau, "grantee": grantee, "role": name, "scope": scope}
    _record(GrantRole.model_validate(said | {"from": start, "until": until}))


@role.command("revoke")
@click.argument("grantee", type=WHO)
@click.argument("number", type=Digits(1))
@_OF_BUREAU
def revoke_role(grantee: str, number: int, bureau: str | None) -> None:
    """Revoke a grant by its number / 收回角色."""
    _record(RevokeRole(bureau=bureau, grantee=grantee, number=number))


@role.command("list")
@_OF_BUREAU
@click.option("--as-of", type=DAY, help="held on that day; default: today")
@click.option("--position", type=Digits(0), help="as recorded up to there")
@_JSON
def list_roles(bureau: str | None, as_of: date | None, position: int | None, as_json: bool) -> None:
    """Every grant, and who holds it on a day / 授权清单."""
    with installation() as home, psycopg.connect(home.dsn("app"), autocommit=True) as conn:
        listed = list_grants(conn, bureau, as_of, position)
    if as_json:
        print_json(listed)
        return
    rows = [
        [
            g.bureau,
            g.grantee,
            str(g.number),
            g.role,
            g.scope,
            "✓" if g.held else "",
            f"{g.start} – {g.revoked_on or g.until or ''}",
            g.granted_by,
        ]
        for g in listed.items
    ]
    columns = ("局", "主体 who", "号", "角色 role", "范围 scope", "持有 held", "自–至", "授予人 by")
    print_table(f"grants as of {listed.as_of} at position {listed.position}", columns, rows)
    click.echo(
        f"position {listed.position} · as_of {listed.as_of} · {listed.count} · {listed.digest}"
    )


COMMANDS = (token, role)

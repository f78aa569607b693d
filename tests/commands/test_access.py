"""How does the owner give and take access on the command line?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.commands.answers import BUREAU, publish_editions
from tests.commands.homes import Home
from tests.commands.served import served

pytestmark = pytest.mark.postgres

REFUSED, USAGE = 1, 2


@pytest.fixture(scope="module")
def home(another_home: Callable[[], Home]) -> Home:
    made = another_home()
    publish_editions(made, "small")
    return made


def grants(home: Home, who: str, *words: object) -> list[Any]:
    listed = home.did("role", "list", "--json", *words).json()
    return [row for row in listed["items"] if row["grantee"] == who]


def tokens(home: Home, name: str) -> list[bool]:
    items = home.did("token", "list", "--json").json()["items"]
    return [token["good"] for token in items if token["name"] == name]


def test_a_token_is_shown_once_with_the_roles_that_it_lacked(home: Home) -> None:
    said = home.did("token", "issue", "--name", "desk", "--role", "recorder", "--role", "auditor")
    token = said.out.strip()
    assert token.startswith("ml_")
    assert token not in said.err + home.did("token", "list").out
    assert [row["role"] for row in grants(home, "token:desk")] == ["recorder", "auditor"]
    facts = len(home.facts())
    home.did("token", "issue", "--name", "desk", "--role", "recorder", "--days", 7)
    assert len(home.facts()) == facts
    assert tokens(home, "desk") == [False, True]


def test_a_revoked_token_is_good_no_more(home: Home) -> None:
    home.did("token", "issue", "--name", "gone", "--role", "leader")
    assert "revoked" in home.did("token", "revoke", "gone").out
    assert tokens(home, "gone") == [False]
    again = home.merit("token", "revoke", "gone")
    assert (again.code, again.out) == (REFUSED, "")
    assert "gone" in again.err


def test_a_role_is_granted_listed_as_of_then_and_revoked(home: Home) -> None:
    home.did("role", "grant", "oidc:zhang", "auditor", "--bureau", BUREAU)
    position = len(home.facts())
    home.did("role", "revoke", "oidc:zhang", 1)
    assert [row["held"] for row in grants(home, "oidc:zhang")] == [False]
    assert [row["held"] for row in grants(home, "oidc:zhang", "--position", position)] == [True]
    assert grants(home, "oidc:zhang", "--position", position - 1) == []
    (early,) = grants(home, "oidc:zhang", "--position", position, "--as-of", "2020-01-01")
    assert not early["held"]
    assert "oidc:zhang" in home.did("role", "list").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("token", "issue", "--name", "x", "--role", "owner"), USAGE),
        (("token", "issue", "--name", "a b", "--role", "auditor"), USAGE),
        (("token", "issue", "--name", "x", "--role", "auditor", "--days", "0"), USAGE),
        (("token", "issue", "--name", "x", "--role", "auditor", "--scope", "unit:zg"), REFUSED),
        (("token", "issue", "--name", "x", "--role", "recorder", "--scope", "unit:xx"), REFUSED),
        (("role", "grant", "local:root", "auditor"), REFUSED),
        (("role", "grant", "zhang", "auditor"), USAGE),
        (("role", "grant", "oidc:li", "auditor", "--until", "2020-01-01"), REFUSED),
        (("role", "revoke", "oidc:li", "1"), REFUSED),
    ],
)
def test_what_cannot_be_granted_is_said(home: Home, words: tuple[str, ...], code: int) -> None:
    facts = len(home.facts())
    said = home.merit(*words)
    assert (said.code, said.out) == (code, "")
    assert said.err
    assert len(home.facts()) == facts
    assert tokens(home, "x") == []


def test_without_a_bureau_one_is_named(another_home: Callable[[], Home]) -> None:
    empty = another_home()
    issue = ("token", "issue", "--name", "first", "--role", "appraiser")
    assert empty.merit(*issue).code == REFUSED
    token = empty.did(*issue, "--bureau", BUREAU).out.strip()
    with served(empty) as service:
        assert "merit token issue" in service.said()
        headers = {"Authorization": f"Bearer {token}"}
        assert service.client.get("/v1/me", headers=headers).json()["actor"] == "token:first"
        assert service.client.get("/v1/units", headers={"Authorization": ""}).status_code == 401

"""Does one come in as each of the demo's people, and into no other bureau by that way?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from scripts.commands.serving import load_demo
from scripts.demo.people import STANDING
from scripts.demo.rulebooks import editions
from tests.commands.answers import BUREAU, publish_editions
from tests.commands.homes import Home
from tests.commands.served import served

pytestmark = pytest.mark.postgres
REFUSED: Final = 1


@pytest.fixture(scope="module")
def demo(another_home: Callable[[], Home]) -> Iterator[Home]:
    home = another_home()
    with home.opened() as opened:
        load_demo(opened)
    yield home


def issued(home: Home, *words: object) -> dict[str, Any]:
    return {
        row["name"]: row for row in home.did("demo", "tokens", "--json", *words).json()["items"]
    }


def test_everybody_gets_a_link_by_which_he_comes_in_with_his_roles(demo: Home) -> None:
    facts = len(demo.facts())
    first = issued(demo)
    ways = issued(demo, "--port", 8123)
    assert len(demo.facts()) == facts, "tokens are no facts"
    assert list(ways) == [one.name for one in STANDING]
    with served(demo) as service:
        for one in STANDING:
            way = ways[one.name]
            assert way["link"] == f"http://127.0.0.1:8123/console/sign-in#{way['token']}"
            service.client.headers["Authorization"] = f"Bearer {way['token']}"
            held = {(role["role"], role["scope"]) for role in service.get("/v1/me").json()["roles"]}
            assert held == set(one.grants)
        service.client.headers["Authorization"] = f"Bearer {first['clerk']['token']}"
        assert service.get("/v1/me").status_code == 401, "issued again, the last one is good"


def test_a_link_leads_where_the_service_listens(demo: Home) -> None:
    """Whatever port it was given; where none runs, to the one that it would take by itself."""

    def port() -> str:
        return str(issued(demo)["clerk"]["link"].partition("/console")[0].rpartition(":")[2])

    assert port() == "8000"
    with served(demo) as service:
        assert port() == str(service.port) != "8000"
    assert port() == "8000"


def test_the_table_tells_who_each_is(demo: Home) -> None:
    said = demo.did("demo", "tokens").out
    for word in ("clerk", "recorder bureau", "周敏", "/console/sign-in#ml_"):
        assert word in said


def test_nobody_is_let_into_a_bureau_that_is_not_the_demo(
    another_home: Callable[[], Home],
) -> None:
    empty, real = another_home(), another_home()
    publish_editions(real, "small")
    for home in (empty, real):
        said = home.merit("demo", "tokens")
        assert (said.code, said.out) == (REFUSED, "")
        assert "does not hold the demo bureau" in said.err
        assert "不是含示例人员的示例局" in said.err


def test_the_demos_rules_alone_do_not_make_a_bureau_the_demo(
    another_home: Callable[[], Home], tmp_path: Any
) -> None:
    """Whoever begins from its rulebook has a bureau of his own."""
    home, rules = another_home(), tmp_path / "rules.yaml"
    rules.write_bytes(editions()[0].encode())
    home.did("rulebook", "publish", rules, "--bureau", BUREAU)
    said = home.merit("demo", "tokens", "--json")
    assert (said.code, said.out) == (REFUSED, "")
    assert home.did("token", "list", "--json").json()["items"] == []

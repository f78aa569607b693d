"""Does the service keep its word, whatever is asked of it and in whatever order?"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from scripts.embedded import Server
from tests.laws.histories import LONG
from tests.laws.machine import Machine
from tests.laws.machine_bugs import BUGS

pytestmark = pytest.mark.postgres
QUICK = ("a request sent again is done again",)

SETTINGS = settings(
    max_examples=300 if LONG else 2,
    stateful_step_count=60 if LONG else 20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
BUGGY = settings(
    SETTINGS,
    max_examples=25,
    stateful_step_count=12,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)


def on(server: Server, *rules: str) -> type[Machine]:
    """The machine with these rules alone, or with all."""
    others = (
        {rule.function.__name__ for rule in Machine.setup_state().rules} - set(rules)
        if rules
        else ()
    )
    return type("OnThisServer", (Machine,), {"server": server, **dict.fromkeys(others)})


def test_the_service_says_what_the_rules_say_and_never_otherwise(server: Server) -> None:
    run_state_machine_as_test(on(server), settings=SETTINGS)


@pytest.mark.parametrize(
    "name", [*QUICK, *(pytest.param(n, marks=pytest.mark.long) for n in BUGS if n not in QUICK)]
)
def test_a_bug_planted_in_the_service_is_noticed(
    server: Server, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    BUGS[name].plant(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(on(server, *BUGS[name].rules), settings=BUGGY)

"""Does the service keep its word whatever is asked of it, in whatever order?"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from scripts.embedded import Server
from tests.laws.histories import LONG
from tests.laws.machine import Machine

pytestmark = pytest.mark.postgres

SETTINGS = settings(
    max_examples=400 if LONG else 10,
    stateful_step_count=60 if LONG else 30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def on(server: Server) -> type[Machine]:
    return type("OnThisServer", (Machine,), {"server": server})


def test_the_service_keeps_its_word(server: Server) -> None:
    run_state_machine_as_test(on(server), settings=SETTINGS)

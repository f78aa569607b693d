"""Is every acknowledged fact there exactly once, however often the service is killed?"""

from __future__ import annotations

import random
import time

import pytest

from tests.commands.homes import Home
from tests.commands.served import served
from tests.faults.writers import Outside

pytestmark = pytest.mark.postgres

START_SECONDS = 120


@pytest.mark.long
@pytest.mark.parametrize("rounds", [1, 15])
def test_what_was_acknowledged_outlives_a_killed_service(bureau: Home, rounds: int) -> None:
    outside = Outside()
    for _ in range(rounds):
        with served(bureau, wait=False) as service:
            service.wait(START_SECONDS)
            outside.check(service)
            with outside.writing(service):
                time.sleep(random.uniform(0.3, 2.0))
                service.kill()
    assert outside.acknowledged
    assert outside.statuses.keys() == {201}
    with served(bureau) as service:
        outside.settle(service)
        assert service.is_ready()
        told = bureau.did("rebuild").out
        assert "differed" not in told
        assert f"position {service.ready()['journal']}" in told
        assert service.stop() == 0

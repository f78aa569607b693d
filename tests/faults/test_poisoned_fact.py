"""Does the service stop at a fact that cannot be folded, say so, and go on once it can?"""

from __future__ import annotations

from typing import Final

import psycopg
import pytest

from domain.journal.streams import Stream
from scripts.embedded import running
from tests.commands.answers import BUREAU
from tests.commands.homes import Home
from tests.commands.served import served
from tests.faults.writers import Outside
from tests.journal.facts import Stored, append
from tests.setup.users import within

pytestmark = pytest.mark.postgres

SECONDS: Final = 120
ASKED: Final = "/v1/officers/0001/score?year=2024"
NAMELESS: Final = Stored(
    Stream("officer", "9999"), 1, "officer-registered", {"bureau": BUREAU, "officer": "9999"}
)
"""A row whose state lacks what its table demands."""


@pytest.mark.long
def test_the_service_stops_at_a_poisoned_fact_says_so_and_goes_on_after_the_repair(
    bureau: Home,
) -> None:
    outside = Outside()
    with running(bureau.path, fast=True) as server, served(bureau) as service:
        position = service.ready()["journal"]
        asked = f"{ASKED}&as_of=2024-12-31&position={position}"
        before = service.get(asked).content
        with psycopg.connect(server.dsn(), autocommit=True) as owner:
            append(owner, [NAMELESS])
            assert within(SECONDS, lambda: service.ready()["projector"] == "stopped")
            assert outside.ask(service.client, outside.another())
            said = service.client.get("/readyz")
            assert said.status_code == 503
            assert "null value" in said.json()["error"]
            assert said.json()["read_model"] == position
            assert service.get(asked).content == before
            assert service.get(ASKED).json()["code"] == "read-model-behind"
            owner.execute("ALTER TABLE read.officers ALTER COLUMN name DROP NOT NULL")
            assert within(SECONDS, service.is_ready), service.said()
        assert service.get(asked).content == before
        outside.settle(service)

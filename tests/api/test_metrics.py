"""Does /metrics tell the operator the truth, in a bounded number of series?"""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from scripts.embedded import Server
from tests.api import bodies
from tests.api.asking import Api, refused, serving
from tests.api.outages import unreachable
from tests.conftest import Database

pytestmark = pytest.mark.postgres


def scraped(api: Api) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = api.client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def one(found: dict[Any, float], name: str, **labels: str) -> float:
    return found.get((f"merit_{name}", frozenset(labels.items())), 0)


def test_facts_appends_requests_and_refusals_are_counted(bureau: Api, number: str) -> None:
    before = scraped(bureau)
    bureau.write("/bonuses", bodies.bonus(number))
    missing = {"entry": f"nanyue/2024/officer:{number}#99", "reason": "误录", "ground": "复核"}
    refused(bureau.post("/reversals", missing), 404, "entry-not-found")
    bureau.read("/entries")
    after = scraped(bureau)

    def more(name: str, **labels: str) -> float:
        return one(after, name, **labels) - one(before, name, **labels)

    assert more("facts") == 1
    assert more("append_seconds_count") == 1
    assert more("requests_total", method="POST", route="/v1/bonuses", status="201") == 1
    assert more("requests_total", method="POST", route="/v1/reversals", status="404") == 1
    assert more("refusals_total", code="entry-not-found") == 1
    assert one(after, "lag_facts") == one(after, "lag_seconds") == 0
    assert one(after, "journal_up") == 1
    assert one(after, "read_only") == 0
    assert one(after, "pool_size") >= 1
    assert one(after, "unsigned_facts") == one(after, "facts")


def test_what_callers_make_up_makes_no_series(bureau: Api, number: str) -> None:
    def ask(made_up: int) -> None:
        bureau.client.get(f"/v1/nowhere/{made_up}")
        bureau.client.get(f"/v1/officers/{number}{made_up}/score?year=2024")
        bureau.client.request(f"VERB{made_up}", "/v1/journal")
        scraped(bureau)

    ask(0)
    first = set(scraped(bureau))
    for n in range(1, 5):
        ask(n)
    assert set(scraped(bureau)) == first


def test_a_lag_that_stands_is_seen_to_stand(database: Database) -> None:
    database.project()
    with serving(database, following=False) as api:
        api.write("/units", bodies.unit("a"))
        scraped(api)
        told = scraped(api)
        assert one(told, "lag_facts") == 1
        assert one(told, "lag_standing_seconds") > 0
        api.database.project()
        assert one(scraped(api), "lag_standing_seconds") == 0


def test_without_its_journal_the_service_still_tells_that_it_lacks_it(
    server: Server, database: Database
) -> None:
    with serving(database) as api:
        api.read("/entries")
        with unreachable(server, database):
            assert one(scraped(api), "journal_up") == 0

"""Mechanism 27, 年度考核划段: does one run seat everybody by the rules, each with his reasons, and
is it the same for whoever asks again, down to the pay?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.api import bodies
from tests.api.samples import digest_holds
from tests.conftest import Database
from tests.cycle.bureaus import NANYUE, Bureaus, hire, serving_bureaus

pytestmark = pytest.mark.postgres

OFFICE, SECOND = f"{NANYUE}_office", f"{NANYUE}_second"
SCORES: Final = {"0012": 96, "0013": 95, "0014": 90, "0015": 90, "0016": 85, "0017": 80, "0018": 75}
YEAR: Final = f"/years/{NANYUE}/2024"
LIVE: Final = f"/runs/{NANYUE}:2024:live"


@pytest.fixture(scope="module")
def bureaus(module_database: Database) -> Iterator[Bureaus]:
    """Seven officers: two seats in band 1, a veto on the first of them, two tied for the last."""
    with serving_bureaus(module_database) as found:
        found.on("2025-01-08")
        hire(found.api, NANYUE, "zg", {number: (score,) for number, score in SCORES.items()})
        yield found


def rows(run: Any) -> dict[str, dict[str, Any]]:
    return {row["officer"]: row for row in run["officers"]}


def bands(run: Any) -> dict[str, int | None]:
    return {officer: row["band"] for officer, row in rows(run).items()}


def test_quotas_fill_from_the_top_and_a_veto_passes_its_seat_on(bureaus: Bureaus) -> None:
    before = bureaus.read(OFFICE, LIVE)
    assert [b for b, band in bands(before).items() if band == 1] == ["0012", "0013"]
    warned = {"bureau": NANYUE, "subject": "officer:0012", "rule": "V1"}
    bureaus.approved(OFFICE, SECOND, "/restrictions", **warned, effective_on="2024-05-20")
    run = bureaus.read(OFFICE, LIVE)
    assert digest_holds(run)
    found = rows(run)
    assert (found["0012"]["rank"], found["0012"]["band"]) == (1, 2)
    assert "band 1 barred: passed over" in found["0012"]["reasons"]
    assert found["0012"]["score"] == before["officers"][0]["score"], "a veto moves no score"
    # The seat passes to the two who are tied for it, and so to neither of them.
    assert [o for o, band in bands(run).items() if band == 1] == ["0013"]
    assert "tied with 1 across the last seat" in found["0014"]["reasons"]


def test_the_committee_places_the_tied_and_nobody_else_does(bureaus: Bureaus) -> None:
    order = {"order": ["0015", "0014"], "minutes": "考评委〔2025〕2号", "decided_on": "2025-01-08"}
    bureaus.refused(OFFICE, f"{YEAR}/ties", 403, "not-permitted", **order)
    bureaus.api.write(f"{YEAR}/ties", order)
    run = bureaus.read(OFFICE, LIVE)
    assert [o for o, band in bands(run).items() if band == 1] == ["0013", "0015"]
    ranks = [row["rank"] for row in run["officers"]]
    assert ranks == [1, 2, 3, 3, 5, 6, 7]
    for row in run["officers"]:
        assert {"group", "rank", "band"} <= {why["about"] for why in row["why"]}, row
    assert [r["officer"] for r in run["officers"] if r["grade"] == "excellent"] == ["0013"]


def test_the_same_position_gives_the_same_bytes_and_later_facts_another_run(
    bureaus: Bureaus,
) -> None:
    bureaus.on("2025-01-10")
    bureaus.refused(OFFICE, f"{YEAR}/publish", 409, "year-not-frozen")
    bureaus.refused(SECOND, f"{YEAR}/freeze", 403, "not-permitted")
    bureaus.done(OFFICE, f"{YEAR}/freeze")
    frozen = bureaus.read(OFFICE, f"/runs/{NANYUE}:2024:frozen")
    at = f"/runs/{NANYUE}:2024:2024-12-31@{frozen['position']}"
    assert bureaus.read(OFFICE, at) == frozen
    late = bodies.bonus("0018", item="K1", bureau=NANYUE)
    bureaus.done(OFFICE, "/bonuses", **late)
    assert bureaus.read(OFFICE, f"/runs/{NANYUE}:2024:frozen") == frozen
    assert bureaus.read(OFFICE, LIVE)["digest"] != frozen["digest"]


def test_the_band_decides_the_pay(bureaus: Bureaus) -> None:
    pay = bureaus.read(OFFICE, f"/runs/{NANYUE}:2024:frozen/pay")
    found = {
        row["officer"]: row["pay"]
        for row in bureaus.read(OFFICE, f"/runs/{NANYUE}:2024:frozen")["officers"]
    }
    assert found["0013"] == found["0015"] == "1.2"
    assert found["0012"] == found["0014"] == "1"
    assert digest_holds(pay)

"""Mechanism 40, 先行示范基地/试点推广: do a city's limits hold in its districts, do their results
add up, and does an officer pass from one to the other?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pytest

from tests.api import bodies
from tests.api.asking import pointers
from tests.api.samples import digest_holds
from tests.conftest import Database
from tests.cycle.bureaus import (
    CITY,
    NANYUE,
    ZHUHUI,
    Bureaus,
    hire,
    review,
    rules,
    serving_bureaus,
)

pytestmark = pytest.mark.postgres

MOVED: Final = "2024-07-01"


@pytest.fixture(scope="module")
def bureaus(module_database: Database) -> Iterator[Bureaus]:
    with serving_bureaus(module_database) as found:
        found.on("2024-01-02")
        yield found


def lower(rulebook: str, version: int = 2, **but: Any) -> str:
    return rules(rulebook, version, under="city@1", **but)


def test_a_district_is_placed_below_the_city_by_who_works_for_both(bureaus: Bureaus) -> None:
    below = {"bureau": NANYUE, "above": CITY, "from": "2024-01-01"}
    bureaus.refused(f"{NANYUE}_office", "/bureaus", 403, "not-permitted", **below)
    bureaus.refused(f"{CITY}_office", "/bureaus", 403, "not-permitted", **below)
    bureaus.approved("both", "second", "/bureaus", **below)
    bureaus.approved("both", "second", "/bureaus", **{**below, "bureau": ZHUHUI})
    cycle = {"bureau": CITY, "above": NANYUE, "from": "2025-01-01"}
    bureaus.refused("both", "/bureaus", 409, "bureau-tree-cycle", **cycle)
    tree = bureaus.read("leader", "/bureaus")
    assert [(r["bureau"], r["above"], r["since"]) for r in tree["items"]] == [
        (NANYUE, CITY, "2024-01-01"),
        (ZHUHUI, CITY, "2024-01-01"),
    ]
    before = bureaus.read("leader", "/bureaus", as_of="2023-12-31")
    assert [r["above"] for r in before["items"]] == [None, None]


def test_what_the_district_loosens_is_refused_by_its_place_and_what_it_tightens_is_published(
    bureaus: Bureaus,
) -> None:
    office, second = f"{NANYUE}_office", f"{NANYUE}_second"
    loose = lower(NANYUE, points=2, cap=6, through="50/100")
    body = {"bureau": NANYUE, "document": loose}
    problem = bureaus.refused(office, "/rulebooks", 422, "rulebook-faulty", **body)
    places = {pointer.partition(" ")[0] for pointer in pointers(problem)}
    assert places == {"/items/0/points", "/categories/0/cap", "/bands/0/through"}
    assert {error["code"] for error in problem["errors"]} == {"above-upper"}
    strange = {"bureau": NANYUE, "document": rules(NANYUE, 2, under="city@2")}
    problem = bureaus.refused(office, "/rulebooks", 422, "rulebook-faulty", **strange)
    assert "city@1" in problem["errors"][0]["messages"]["en"]
    tight = lower(NANYUE, points="0.5", cap=3, through="30/100")
    bureaus.approved(office, second, "/rulebooks", bureau=NANYUE, document=tight)
    printed = bureaus.get(office, f"/rulebooks/{NANYUE}/2")
    assert "city@1" in printed.text
    asked = {
        "bureau": NANYUE,
        "years": [2024],
        "candidates": [loose.replace("version: 2", "version: 3")],
    }
    bureaus.refused(office, "/rehearsals", 422, "rulebook-faulty", **asked)
    asked["candidates"] = [lower(NANYUE, version=3, through="40/100")]
    rehearsed = bureaus.post(office, "/rehearsals", **asked)
    assert rehearsed.status_code == 200, rehearsed.text


@pytest.fixture(scope="module")
def staffed(bureaus: Bureaus) -> Bureaus:
    """Both districts under the city's rules with their officers; the first half of the year."""
    api = bureaus.api
    place = {"above": CITY, "from": "2024-01-01"}
    for bureau in (NANYUE, ZHUHUI):
        api.write("/bureaus", {"bureau": bureau, **place, "document_no": "衡税人〔2024〕2号"})
        api.write("/rulebooks", {"bureau": bureau, "document": lower(bureau, version=9)})
    bureaus.on("2024-06-30")
    hire(api, NANYUE, "zg", {"0012": (92, 94), "0013": (80, 82), "0014": (70, 70)})
    hire(api, ZHUHUI, "zh", {"0021": (90, 91), "0022": (60, 61)})
    return bureaus


def test_an_officer_passes_from_one_bureau_to_the_other_by_both_their_hands(
    staffed: Bureaus,
) -> None:
    there, here = f"{NANYUE}_office", f"{ZHUHUI}_office"
    staffed.on("2024-07-02")
    come = {"bureau": ZHUHUI, "officer": "0012", "unit": "zh", "post_level": "staff"}
    staffed.refused(here, "/transfers/receptions", 409, "not-released", **come)
    posting = bodies.posting("0012", "zh", bureau=ZHUHUI, **{"from": MOVED})
    staffed.refused(here, "/postings", 409, "posted-in-another-bureau", **posting)
    go = {"bureau": NANYUE, "officer": "0012", "to": ZHUHUI, "on": MOVED}
    staffed.refused(here, "/transfers/releases", 403, "not-permitted", **go)
    staffed.done(there, "/transfers/releases", **go)
    staffed.done(there, "/transfers/withdrawals", bureau=NANYUE, officer="0012")
    staffed.refused(here, "/transfers/receptions", 409, "not-released", **come)
    staffed.done(there, "/transfers/releases", **go, document_no="衡税人〔2024〕31号")
    staffed.refused(there, "/transfers/receptions", 403, "not-permitted", **come)
    staffed.done(here, "/transfers/receptions", **come, take_marks=True)

    moved = staffed.read(here, "/transfers", bureau=ZHUHUI)["items"]
    assert [(r["state"], r["released_by"], r["to"]) for r in moved] == [
        ("withdrawn", NANYUE, ZHUHUI),
        ("received", NANYUE, ZHUHUI),
    ]
    assert moved[1]["taken"] == [f"{NANYUE}/2024/officer:0012/marks#{n}" for n in (1, 2)]
    (named,) = staffed.read(here, "/officers", bureau=ZHUHUI, officer="0012")["items"]
    assert named["name"] == "干部0012", "the bureau that receives him knows his name"


def test_he_is_ranked_where_he_is_at_the_end_of_the_year_with_his_whole_years_mean(
    staffed: Bureaus,
) -> None:
    here = f"{ZHUHUI}_office"
    staffed.on("2024-12-30")
    for quarter, score in ((3, 96), (4, 98)):
        staffed.done(here, "/reviews", **review("0012", ZHUHUI, quarter, score))
    at = {"year": 2024, "bureau": ZHUHUI}
    score = staffed.read(here, "/officers/0012/score", **at)
    assert score["components"]["regular_review"] == "95.000000"
    run = staffed.read(here, f"/runs/{ZHUHUI}:2024:live")
    first = next(r for r in run["officers"] if r["officer"] == "0012")
    assert (first["rank"], first["band"], first["unit"]) == (1, 1, "zh")
    left = staffed.read(f"{NANYUE}_office", f"/runs/{NANYUE}:2024:live")
    gone = next(r for r in left["officers"] if r["officer"] == "0012")
    assert (gone["rank"], gone["reasons"]) == (None, ["no posting on as_of"])
    staffed.denied(f"{NANYUE}_office", "/officers/0012/score", 403, "not-permitted", **at)


def test_the_citys_roll_up_adds_up_and_tells_of_no_person(staffed: Bureaus) -> None:
    api = staffed.api
    for unit, points in (("zg", "1.5"), ("dj", "0.4")):
        api.write("/losses", bodies.loss(unit, points=points, bureau=NANYUE))
    staffed.on("2025-01-10")
    staffed.done(f"{NANYUE}_office", f"/years/{NANYUE}/2024/freeze")
    frozen = staffed.read(f"{NANYUE}_office", f"/runs/{NANYUE}:2024:frozen")
    api.write("/losses", bodies.loss("zh", points="2", bureau=ZHUHUI))

    told = staffed.read("leader", "/rollups", bureau=CITY, year=2024)
    assert digest_holds(told)
    lines = {line["bureau"]: line for line in told["lines"]}
    assert [(b, x["above"], x["taken"], x["n"]) for b, x in lines.items()] == [
        (CITY, None, "live", 0),
        (NANYUE, CITY, "frozen", 2),
        (ZHUHUI, CITY, "live", 3),
    ]
    assert lines[NANYUE]["run_digest"] == frozen["digest"]
    assert lines[NANYUE]["losses"] == {"dj": "0.4", "zg": "1.5"}
    assert lines[NANYUE]["best"] == [{"subject": "unit:dj", "score": "99.6"}]
    assert lines[NANYUE]["worst"] == [{"subject": "unit:zg", "score": "98.5"}]
    _adds_up(told)
    persons = ("0012", "0013", "0014", "0021", "0022")
    text = staffed.get("leader", "/rollups", bureau=CITY, year=2024).text
    assert not any(f'"{number}"' in text or f":{number}" in text for number in persons)
    staffed.denied("leader", f"/runs/{NANYUE}:2024:frozen", 403, "not-permitted")
    staffed.denied("director", "/rollups", 403, "not-permitted", bureau=CITY, year=2024)
    own = staffed.read("director", "/rollups", bureau=NANYUE, year=2024)
    assert [line["bureau"] for line in own["lines"]] == [NANYUE]
    earlier = staffed.read("leader", "/rollups", bureau=CITY, year=2024, as_of="2024-06-30")
    assert {line["taken"] for line in earlier["lines"]} == {"live"}
    again = staffed.read("leader", "/rollups", bureau=CITY, year=2024, position=told["position"])
    assert again == told


def _adds_up(told: Any) -> None:
    totals, lines = told["totals"], told["lines"]
    assert totals["bureaus"] == len(lines)
    for name in ("n", "unranked", "units"):
        assert totals[name] == sum(line[name] for line in lines)
    assert Decimal(totals["sum"]) == sum(Decimal(line["sum"]) for line in lines)
    for name in ("bands", "grades", "losses"):
        for key, whole in totals[name].items():
            parts = sum(Decimal(line[name].get(key, 0)) for line in lines)
            assert Decimal(whole) == parts, (name, key)
    assert sum(totals["grades"].values()) == totals["n"]
    mean = Decimal(totals["sum"]) / totals["n"]
    assert abs(Decimal(totals["mean"]) - mean) <= Decimal("0.0000005")


def test_a_closed_year_stands_in_the_roll_up_as_it_was_closed(staffed: Bureaus) -> None:
    office = f"{NANYUE}_office"
    staffed.api.write("/calendars", {"bureau": NANYUE, **_CALENDAR})
    staffed.done(office, f"/years/{NANYUE}/2024/publish")
    staffed.done(office, f"/years/{NANYUE}/2024/close", waived="公示期内无异议")
    closed = staffed.read("leader", "/rollups", bureau=CITY, year=2024)["lines"][1]
    assert closed["taken"] == "closed"
    staffed.approved(
        office,
        f"{NANYUE}_second",
        f"/years/{NANYUE}/2024/restate",
        authorised_by="0001",
        ground="复核决定",
        reason="无变化的重述",
    )
    again = staffed.read("leader", "/rollups", bureau=CITY, year=2024)["lines"][1]
    assert (again["taken"], again["run"]) == ("restated-1", f"{NANYUE}:2024:restated-1")
    restated = staffed.read(office, f"/runs/{NANYUE}:2024:restated-1")
    assert again["run_digest"] == restated["digest"]


_CALENDAR: Final = {
    "calendar_year": 2025,
    "holidays": ["2025-01-01"],
    "document_no": "国办发明电〔2024〕12号",
}


def test_an_audit_finds_a_second_person_behind_all_that_needs_one(staffed: Bureaus) -> None:
    assert staffed.audited() == []

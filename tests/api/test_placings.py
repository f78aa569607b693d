"""Does a run read to people as it is: names, reasons in words, and where its bands are cut?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.journal.keyring import ERASED
from domain.rulebook import read_edition
from scripts.demo.rulebooks import editions
from tests.api.asking import Api, refused
from tests.api.samples import digest_holds

pytestmark = pytest.mark.postgres
RUN: Final = "nanyue:2024:live"


@pytest.fixture(scope="module")
def placings(demo: Api) -> Any:
    return demo.read(f"/runs/{RUN}/placings")


def test_everybody_stands_where_the_run_puts_him(demo: Api, placings: Any) -> None:
    run = demo.read(f"/runs/{RUN}")
    assert digest_holds(placings)
    assert placings["run_digest"] == run["digest"]
    wanted = {row["officer"]: row for row in run["officers"]}
    found = [(group["group"], row) for group in placings["groups"] for row in group["officers"]]
    assert len(found) == len(wanted) == placings["count"]
    for group, row in found:
        told = wanted[row["officer"]]
        assert group == told["group"]
        same = ("unit", "score", "rank", "band", "grade", "reasons")
        assert [row[name] for name in same] == [told[name] for name in same]
        assert row["zh"] and len(row["zh"]) == len(row["en"])
    names = {row["officer"]: row["name"] for row in demo.read("/officers", limit=1000)["items"]}
    assert {row["officer"]: row["name"] for _, row in found} == {o: names[o] for o in wanted}


def test_a_band_is_cut_between_who_entered_and_who_did_not(placings: Any) -> None:
    for group in placings["groups"]:
        ranked = [row for row in group["officers"] if row["rank"] is not None]
        scores = [Decimal(row["score"]) for row in ranked]
        if group["group"] is None:
            assert group["bands"] == [] and group["lowest"] is None
            continue
        assert (Decimal(group["lowest"]), Decimal(group["highest"])) == (min(scores), max(scores))
        assert sum(band["used"] for band in group["bands"]) == len(ranked)
        waits = sum("deferred" in row["reasons"] for row in group["officers"])
        assert group["n"] == len(ranked) + waits, "who waits for his grade keeps his seat"
        for band in group["bands"]:
            inside = [row["score"] for row in ranked if row["band"] == band["band"]]
            behind = [row["score"] for row in ranked if row["band"] > band["band"]]
            assert band["used"] == len(inside)
            assert band["last_in"] == (inside[-1] if inside else None)
            assert band["first_out"] == (behind[0] if behind else None)


def _rows(told: Any) -> list[tuple[str | None, Any]]:
    return [(group["group"], row) for group in told["groups"] for row in group["officers"]]


@pytest.mark.parametrize(
    ("sought", "fits"),
    [
        ({}, lambda group, row: True),
        ({"group": "heads"}, lambda group, row: group == "heads"),
        ({"band": "2"}, lambda group, row: row["band"] == 2),
        ({"band": "-"}, lambda group, row: row["band"] is None),
        ({"find": " 办公室 "}, lambda group, row: row["unit_name"] == "办公室"),
        ({"find": "001", "group": "-"}, lambda group, row: "001" in row["officer"] and not group),
    ],
)
def test_in_pages_nobody_is_left_out_and_every_figure_is_the_whole_groups(
    demo: Api, placings: Any, sought: dict[str, str], fits: Any
) -> None:
    wanted = [(group, row) for group, row in _rows(placings) if fits(group, row)]
    found: list[Any] = []
    while True:
        told = demo.read(f"/runs/{RUN}/placings", sought, limit=40, after=len(found))
        assert digest_holds(told) and told["count"] == len(wanted)
        for group, whole in zip(told["groups"], placings["groups"], strict=True):
            assert group | {"officers": []} == whole | {"officers": []}
        found += _rows(told)
        if len(found) >= told["count"]:
            break
    assert found == wanted


def test_the_scores_are_those_of_everybody_ranked(
    demo: Api, placings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = demo.read(f"/runs/{RUN}/scores")
    assert digest_holds(told) and told["run_digest"] == placings["run_digest"]
    names = ("officer", "name", "score", "band")
    assert told["groups"] == [
        {
            "group": group["group"],
            "scores": [
                {name: row[name] for name in names}
                for row in group["officers"]
                if row["rank"] is not None
            ],
        }
        for group in placings["groups"]
        if group["group"]
    ]
    monkeypatch.setattr("projections.placings.NAMED_MAX", 0)
    rows = [row for group in demo.read(f"/runs/{RUN}/scores")["groups"] for row in group["scores"]]
    assert len(rows) == told["count"] and not any(row["name"] for row in rows)


@pytest.mark.parametrize("path", ["pay", "selections"])
def test_what_is_told_in_pages_is_the_whole(demo: Api, path: str) -> None:
    address, rows = {
        "pay": (f"/runs/{RUN}/pay", "lines"),
        "selections": ("/selections?selection=training&until=2024", "officers"),
    }[path]
    whole = demo.read(address)
    parts = [demo.read(address, after=after, limit=50) for after in range(0, whole["count"], 50)]
    assert len(parts) > 1
    assert [row for part in parts for row in part[rows]] == whole[rows]
    empty = {rows: [], "digest": ""}
    assert all(digest_holds(part) and part | empty == whole | empty for part in parts)
    if path == "selections":
        told = demo.read(address, selected="true")["officers"]
        assert told == [row for row in whole[rows] if row["selected"]] != []


def test_whoever_was_erased_is_called_erased_though_the_run_is_kept(
    demo: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = demo.read(f"/runs/{RUN}/placings", find="0077")
    monkeypatch.setattr("domain.journal.keyring.KEPT_SECONDS", 0)
    with demo.database.connect() as owner:
        owner.execute("DELETE FROM keys.subject_keys WHERE subject = 'officer:0077'")
    after = demo.read(f"/runs/{RUN}/placings", find="0077")
    ((_, was),), ((_, now),) = _rows(before), _rows(after)
    assert after["run_digest"] == before["run_digest"]
    assert now["name"] == ERASED != was["name"] and now | {"name": was["name"]} == was
    assert demo.read(f"/runs/{RUN}/placings", find=was["name"])["count"] == 0


def test_a_run_that_is_none_has_no_placings(demo: Api) -> None:
    refused(demo.ask("/runs/nanyue:2024:closed/placings"), 404, "run-not-found")


def test_an_edition_is_given_as_the_yaml_that_it_can_be_published_from(demo: Api) -> None:
    answer = demo.ask("/rulebooks/nanyue/2/document")
    assert answer.headers["Content-Type"].startswith("application/yaml")
    assert read_edition(answer.text) == read_edition(editions()[1])
    refused(demo.ask("/rulebooks/nanyue/9/document"), 404, "edition-not-found")


def test_two_editions_differ_by_the_rules_that_read_otherwise(demo: Api) -> None:
    told = demo.read("/rulebooks/nanyue/1/diff/2")
    assert digest_holds(told)
    assert (told["before"], told["after"]) == ("nanyue@1", "nanyue@2")
    rules = {rule["rule"]: rule for rule in told["rules"]}
    assert {"items/C3", "items/I1", "items/I2", "items/X2"} <= set(rules)
    assert "cap: 2" in rules["items/C3"]["before"] and "cap: 1.5" in rules["items/C3"]["after"]
    assert demo.read("/rulebooks/nanyue/2/diff/2")["rules"] == []
    refused(demo.ask("/rulebooks/nanyue/1/diff/9"), 404, "edition-not-found")

"""What does a rehearsal answer over HTTP: several rulebooks, several years, nothing recorded?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from scripts.demo import write_demo
from tests.api.asking import Api, pointers, refused
from tests.api.bodies import BUREAU
from tests.api.samples import digest_holds

pytestmark = pytest.mark.postgres

YEARS: Final = [2023, 2024]
WHAT: Final = ("score", "rank", "band", "grade")


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo bureau's last edition, as a candidate to change."""
    paths: tuple[Path, ...] = tuple(write_demo(tmp_path_factory.mktemp("book")).rulebooks)
    return paths[-1].read_text("utf-8")


@pytest.fixture(scope="module")
def changed(rulebook: str) -> str:
    """Half the seats of the first band."""
    assert "through: 40/100" in rulebook
    return rulebook.replace("through: 40/100", "through: 20/100", 1)


def rehearse(api: Api, *candidates: str, **more: Any) -> Any:
    answer = api.post("/rehearsals", {"years": [2024], "candidates": candidates, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def reading(run: dict[str, Any]) -> dict[str, dict[str, str | None]]:
    def told(row: dict[str, Any]) -> dict[str, str | None]:
        return {n: None if row[n] is None else str(row[n]) for n in WHAT if n in row}

    units = {f"unit:{row['unit']}": told(row) for row in run["units"]}
    return units | {f"officer:{row['officer']}": told(row) for row in run["officers"]}


def moves(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, ...]]:
    was, is_ = reading(before), reading(after)
    return {
        (subject, what, str(was[subject][what]), str(is_[subject][what]))
        for subject in was
        for what in was[subject]
        if was[subject][what] != is_[subject][what]
    }


def test_several_candidates_over_several_years_stand_beside_the_editions_in_force(
    demo: Api, rulebook: str, changed: str
) -> None:
    told = rehearse(demo, rulebook, changed, years=YEARS)
    assert digest_holds(told)
    assert [year["year"] for year in told["years"]] == YEARS
    assert (told["count"], len(told["rotations"])) == (2, 3)
    for year in told["years"]:
        in_force = demo.read(f"/runs/{BUREAU}:{year['year']}:2{year['as_of'][1:]}")
        assert year["in_force"] == in_force
        assert len(year["candidates"]) == 2
        for candidate in year["candidates"]:
            run = candidate["run"]
            assert run["candidate"] == candidate["candidate"]
            assert digest_holds(run)
            said = {(m["subject"], m["what"], m["before"], m["after"]) for m in candidate["moves"]}
            found = {tuple(map(str, m)) for m in said}
            assert found == moves(in_force, run)
            assert {e["rule"] for e in candidate["effects"]} <= {
                r["rule"] for r in candidate["rules"]
            }


def test_the_rule_that_was_changed_is_told_and_moves_whoever_moves(
    demo: Api, rulebook: str, changed: str
) -> None:
    (year,) = rehearse(demo, rulebook, changed)["years"]
    same, other = year["candidates"]
    assert "bands" not in {rule["rule"] for rule in same["rules"]}
    assert "bands" in {rule["rule"] for rule in other["rules"]}
    by_bands = [e for e in other["effects"] if e["rule"] == "bands"]
    assert by_bands
    assert all(e["what"] in ("band", "grade") for e in by_bands)
    bands = {s["group"]: s["bands"].get("1", 0) for s in other["spread"]}
    assert sum(bands.values()) < sum(s["bands"].get("1", 0) for s in same["spread"])


def test_a_rehearsal_records_nothing(demo: Api, changed: str) -> None:
    head, entries = demo.head, demo.read("/entries", year=2024, limit=1)
    score = demo.read("/officers/0012/score", year=2024)
    editions = demo.read("/rulebooks")["items"]
    rehearse(demo, changed)
    assert demo.head == head
    assert demo.read("/entries", year=2024, limit=1) == entries
    assert demo.read("/officers/0012/score", year=2024) == score
    assert demo.read("/rulebooks")["items"] == editions


def test_a_rehearsal_asks_at_both_clocks(demo: Api, changed: str) -> None:
    told = rehearse(demo, changed, as_of="2024-06-30", position=900)
    (year,) = told["years"]
    assert (year["as_of"], told["position"]) == ("2024-06-30", 900)
    run = demo.read(f"/runs/{BUREAU}:2024:2024-06-30@900")
    assert year["in_force"]["digest"] == run["digest"]
    assert rehearse(demo, changed, as_of="2024-06-30", position=900) == told


FAULTS: Final = {
    "a weight too many": ("org_link: 0.5", "org_link: 0.6", "/groups/0/weights"),
    "quotas that fall": ("through: 90/100", "through: 10/100", "/bands/1/through"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_candidate_is_refused_by_place_and_records_nothing(
    demo: Api, rulebook: str, fault: str
) -> None:
    old, new, place = FAULTS[fault]
    assert old in rulebook
    head = demo.head
    body = {"years": [2024], "candidates": [rulebook, rulebook.replace(old, new, 1)]}
    answer = demo.post("/rehearsals", body)
    problem = refused(answer, 422, "rulebook-faulty")
    assert {pointer.partition(" (line ")[0] for pointer in pointers(problem)} == {place}
    assert demo.head == head


SHAPES: Final[dict[str, tuple[dict[str, Any], set[str]]]] = {
    "no candidate": ({"candidates": []}, {"/candidates"}),
    "no year": ({"years": []}, {"/years"}),
    "too many years": ({"years": list(range(2010, 2021))}, {"/years"}),
    "a year that is none": ({"years": [1]}, {"/years/0"}),
    "no text": ({"candidates": [7]}, {"/candidates/0"}),
    "a position below nought": ({"position": -1}, {"/position"}),
    "a word too many": ({"record": True}, {"/record"}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_question_of_a_wrong_shape_is_refused_by_its_place(demo: Api, shape: str) -> None:
    said, places = SHAPES[shape]
    body = {"years": [2024], "candidates": ["x"]} | said
    # Where the only one of a list is wrong, the list is told to be too short as well.
    assert places <= pointers(refused(demo.post("/rehearsals", body), 422, "malformed"))


REFUSED: Final[dict[str, tuple[dict[str, Any], int, str]]] = {
    "another bureau": ({"bureau": "other"}, 404, "unknown-bureau"),
    "a position to come": ({"position": 10**9}, 409, "question-in-the-future"),
    "a day to come": ({"years": [2150]}, 409, "question-in-the-future"),
    "before any rulebook": ({"position": 0, "bureau": BUREAU}, 404, "unknown-bureau"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_rehearsal_that_there_cannot_be_is_refused(demo: Api, rulebook: str, case: str) -> None:
    said, status, code = REFUSED[case]
    body = {"years": [2024], "candidates": [rulebook]} | said
    refused(demo.post("/rehearsals", body), status, code)


def test_what_is_no_yaml_is_refused_and_never_a_fault_of_the_service(demo: Api) -> None:
    for text in ("", "[", "a: b: c", "&a [*a]", "42", "x: " + "[" * 5000):
        answer = demo.post("/rehearsals", {"years": [2024], "candidates": [text]})
        assert answer.status_code == 422, (text[:20], answer.text)

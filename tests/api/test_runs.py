"""Which runs, differences, rankings and bands are told over HTTP, and do they agree?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pytest

from projections import projector
from tests.api import bodies
from tests.api.asking import Api, refused, serving
from tests.api.samples import digest_holds
from tests.conftest import Database
from tests.journal.loading import load_sample

pytestmark = pytest.mark.postgres

BUREAU: Final = bodies.BUREAU
YEAR: Final = f"/years/{BUREAU}/2024"
ACTS: Final = ("frozen", "published", "closed", "restated-1", "restated-2")
AUTHORITY: Final = {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"}
NOW: Final[dict[str, Any]] = {"bureau": BUREAU, "year": 2024}


def named(what: str, year: int = 2024) -> str:
    return f"{BUREAU}:{year}:{what}"


def at(as_of: str, position: int) -> str:
    """The path of a run by both clocks."""
    return f"/runs/{named(f'{as_of}@{position}')}"


def ref_of(row: dict[str, Any]) -> str:
    return f"{row['bureau']}/{row['year']}/{row['subject']}#{row['number']}"


def annul(api: Api, nth: int) -> str:
    """Reverse one of the entries that stand; which one is always the same."""
    found = api.read("/entries", year=2024, kind="commendation", limit=100)["items"]
    ref = [ref_of(row) for row in found if row["reversed_at"] is None][nth]
    api.write("/reversals", bodies.reversal(ref))
    return ref


@pytest.fixture(scope="module")
def small(module_database: Database) -> Iterator[Api]:
    """The small sample's year: closed after a reversal, restated after two more; and more since."""
    with serving(module_database) as api:
        load_sample(api.service.ledger)
        api.write(f"{YEAR}/freeze", {})
        api.write(f"{YEAR}/publish", {})
        annul(api, 0)
        api.write(f"{YEAR}/close", {"waived": "公示无异议"})
        for nth in (1, 3):
            annul(api, nth)
            api.write(f"{YEAR}/restate", AUTHORITY)
        annul(api, 2)
        api.write("/units", bodies.unit("u9"))
        yield api


def recorded(api: Api) -> dict[str, str]:
    """The digest recorded with each act, by the name of its run."""
    acts = api.read(YEAR)["acts"]
    return {act["run"]: act["said"]["run"]["digest"] for act in acts if act["run"]}


def test_every_recorded_run_is_told_with_the_digest_that_was_recorded(small: Api) -> None:
    told = recorded(small)
    assert list(told) == [named(act) for act in ACTS]
    for name, digest in told.items():
        run = small.read(f"/runs/{name}")
        assert run["digest"] == digest
        assert digest_holds(run)
        assert run["restates"] == (told[named("closed")] if "restated" in name else None)


def test_recorded_runs_are_the_same_after_a_rebuild(small: Api) -> None:
    before = {name: small.ask(f"/runs/{name}").content for name in recorded(small)}
    rebuilt = projector.rebuild(small.database.dsn("projector"))
    assert rebuilt.position == small.head
    assert {name: small.ask(f"/runs/{name}").content for name in before} == before


def test_a_run_named_by_both_clocks_is_the_recorded_one(small: Api) -> None:
    for act in small.read(YEAR)["acts"][:3]:
        taken = act["said"]["run"]
        run = small.read(at("2024-12-31", taken["position"]))
        assert run["digest"] == taken["digest"]


def test_the_live_run_is_that_of_the_head(small: Api) -> None:
    live = small.read(f"/runs/{named('live')}")
    assert live == small.read(f"/runs/{named('2024-12-31')}")
    assert live == small.read(f"/runs/{named(f'2024-12-31@{small.head}')}")
    assert live["position"] == small.head
    earlier = small.read(f"/runs/{named('live')}", position=300)
    assert (earlier["position"], digest_holds(earlier)) == (300, True)


def test_a_recorded_run_is_not_known_before_it_was_recorded(small: Api) -> None:
    at = {act["act"]: act["position"] for act in small.read(YEAR)["acts"]}
    before = at["year-closed"] - 1
    refused(small.ask(f"/runs/{named('closed')}", position=before), 404, "run-not-found")
    assert small.read(f"/runs/{named('frozen')}", position=before)


NO_RUNS: Final = (
    *("x", f"{BUREAU}:2024", named("open"), named("restated"), named("restated-0")),
    *(named("restated-3"), named("live", 1989), named("closed", 2023), named("2024-13-01@9")),
    *(named("2024-12-31@"), named("2024-12-31@-1"), "other:2024:closed", f"{BUREAU}:24:live"),
    *(named("LIVE"), named("live "), named("closed%0A")),
)


@pytest.mark.parametrize("name", NO_RUNS)
def test_a_name_that_names_no_run_is_refused(small: Api, name: str) -> None:
    refused(small.ask(f"/runs/{name}"), 404, "run-not-found")
    refused(small.ask(f"/runs/{named('live')}/diff/{name}"), 404, "run-not-found")


REFUSED: Final[dict[str, tuple[str, int, str]]] = {
    "a position to come": (named("2024-12-31@99999999"), 409, "question-in-the-future"),
    "a day to come": (named("2150-12-31", 2150), 409, "question-in-the-future"),
    "a year to come": (named("live", 2150), 409, "question-in-the-future"),
    "a day of another year": (named("2023-12-31@300"), 409, "as-of-outside-year"),
    "another bureau": ("other:2024:live", 409, "no-rulebook-published"),
    "too long a name": ("x" * 151, 422, "malformed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_run_that_there_cannot_be_is_refused(small: Api, case: str) -> None:
    name, status, code = REFUSED[case]
    refused(small.ask(f"/runs/{name}"), status, code)


def rows(run: dict[str, Any]) -> dict[str, dict[str, str | None]]:
    """How everyone reads: as text, as a difference tells it."""

    def told(row: dict[str, Any]) -> dict[str, str | None]:
        names = ("score", "rank", "band", "grade")
        return {n: None if row[n] is None else str(row[n]) for n in names if n in row}

    units = {f"unit:{row['unit']}": told(row) for row in run["units"] if row["score"] is not None}
    return units | {f"officer:{row['officer']}": told(row) for row in run["officers"]}


PAIRS: Final = (
    ("frozen", "closed"),
    ("closed", "restated-2"),
    ("restated-1", "live"),
    ("2024-06-30@353", "2024-12-31@300"),
    ("live", "frozen"),
)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_difference_lists_who_reads_otherwise_with_parts_that_add_up(
    small: Api, one: str, other: str
) -> None:
    told = small.read(f"/runs/{named(one)}/diff/{named(other)}")
    before, after = (small.read(f"/runs/{named(name)}") for name in (one, other))
    assert digest_holds(told)
    assert [told[side]["run_digest"] for side in ("before", "after")] == [
        before["digest"],
        after["digest"],
    ]
    was, is_ = rows(before), rows(after)
    otherwise = {s for s in was | is_ if was.get(s) != is_.get(s)}
    assert [change["subject"] for change in told["changes"]] == sorted(otherwise)
    assert told["count"] == len(otherwise)
    for change in told["changes"]:
        for side, run in (("before", was), ("after", is_)):
            assert change[side] == run.get(change["subject"], change[side])
        points = Decimal(change["after"].get("score") or 0) - Decimal(
            change["before"].get("score") or 0
        )
        assert sum(Decimal(p["points"]) for p in change["parts"]) == points
        assert Decimal(change["points"]) == points


def test_a_run_is_not_compared_with_another_years(small: Api) -> None:
    path = f"/runs/{named('live')}/diff/{named('live', 2023)}"
    refused(small.ask(path), 409, "runs-of-different-years")


def test_a_run_without_an_entry_is_told_and_what_the_entry_did(small: Api) -> None:
    found = small.read("/entries", year=2024, kind="bonus", limit=100)["items"]
    ref = next(ref_of(row) for row in found if row["reversed_at"] is None)
    told = small.read(f"/runs/{named('closed')}/without", entry=ref)
    assert (told["without"], digest_holds(told)) == (ref, True)
    kept = small.read(f"/runs/{named('closed')}")
    left = small.read(f"/runs/{named('closed')}", without=ref)
    assert told["before"]["run_digest"] == kept["digest"]
    assert told["after"]["run_digest"] == left["digest"]
    was, is_ = rows(kept), rows(left)
    assert {c["subject"] for c in told["changes"]} == {s for s in was if was[s] != is_[s]}
    causes = {(p["cause"], p["ref"]) for c in told["changes"] for p in c["parts"]}
    assert causes <= {("left out", ref)}


@pytest.mark.parametrize(
    ("entry", "status", "code"),
    [
        (f"{BUREAU}/2024/officer:0001#999", 404, "entry-not-found"),
        (f"{BUREAU}/2023/officer:0001#1", 404, "entry-not-found"),
        ("the first", 422, "malformed"),
    ],
)
def test_a_run_is_not_told_without_what_is_not_in_it(
    small: Api, entry: str, status: int, code: str
) -> None:
    refused(small.ask(f"/runs/{named('closed')}/without", entry=entry), status, code)
    refused(small.ask(f"/runs/{named('live')}", without=entry), status, code)


MOMENTS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"as_of": "2024-09-15"},
    {"position": 353},
    {"as_of": "2024-06-30", "position": 340},
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_rankings_and_bands_are_those_of_the_run_at_that_moment(
    small: Api, moment: dict[str, Any]
) -> None:
    ranking, bands = (small.read(path, **NOW, **moment) for path in ("/rankings", "/bands"))
    run = small.read(at(ranking["as_of"], ranking["position"]))
    assert ranking["run"] == bands["run"] == run["digest"]
    assert digest_holds(ranking)
    assert digest_holds(bands)
    told = {o["officer"]: (g["group"], o) for g in ranking["groups"] for o in g["officers"]}
    assert told.keys() == {o["officer"] for o in run["officers"]}
    for row in run["officers"]:
        group, ranked = told[row["officer"]]
        assert group == row["group"]
        assert ranked == {name: row[name] for name in ranked}
    for group in ranking["groups"]:
        ranks = [o["rank"] or 10**9 for o in group["officers"]]
        assert ranks == sorted(ranks)
    banded = {o["officer"]: (b["group"], b["band"]) for b in bands["bands"] for o in b["officers"]}
    assert banded == {o["officer"]: (o["group"], o["band"]) for o in run["officers"]}


def test_a_ranking_knows_what_was_recorded_by_then(small: Api) -> None:
    acts = {act["act"]: act for act in small.read(YEAR)["acts"]}
    frozen = acts["year-frozen"]
    then = small.read("/rankings", **NOW, known_at=frozen["recorded_at"])
    assert then["position"] == frozen["position"]
    both = small.ask("/rankings", **NOW, known_at=frozen["recorded_at"], position=3)
    refused(both, 422, "two-moments")


def test_one_comparison_group_alone_is_told(small: Api) -> None:
    whole = small.read("/rankings", **NOW)
    for group in whole["groups"]:
        if group["group"] is not None:
            told = small.read("/rankings", **NOW, group=group["group"])
            assert told["groups"] == [group]
            assert told["count"] == len(group["officers"])
    unknown = refused(small.ask("/rankings", **NOW, group="nobody"), 404, "group-not-in-edition")
    assert all(g["group"] in unknown["messages"]["en"] for g in whole["groups"] if g["group"])


@pytest.mark.parametrize("path", ["/rankings", "/bands"])
def test_a_ranking_of_a_bureau_nobody_knows_is_refused(small: Api, path: str) -> None:
    refused(small.ask(path, year=2024, bureau="other"), 404, "unknown-bureau")
    refused(small.ask(path, year=2150), 409, "question-in-the-future")
    refused(small.ask(path), 422, "malformed")


def test_everyones_score_names_the_rank_band_and_grade_of_the_run(small: Api) -> None:
    for moment in MOMENTS:
        run = small.read(f"/runs/{named('live')}")
        if moment:
            asked = small.read("/rankings", **NOW, **moment)
            run = small.read(at(asked["as_of"], asked["position"]))
        for row in run["officers"]:
            score = small.read(f"/officers/{row['officer']}/score", year=2024, **moment)
            names = ("score", "rank", "band", "grade", "group")
            assert {n: score[n] for n in names} == {n: row[n] for n in names}


def test_pay_follows_the_bands_and_a_restatement_tells_the_delta(small: Api) -> None:
    for name, follows in (("closed", None), ("restated-2", named("restated-1"))):
        pay = small.read(f"/runs/{named(name)}/pay")
        run = {o["officer"]: o for o in small.read(f"/runs/{named(name)}")["officers"]}
        assert (pay["follows"], digest_holds(pay)) == (follows, True)
        for line in pay["lines"]:
            assert line["coefficient"] == run[line["officer"]]["pay"]
            assert line["band"] == run[line["officer"]]["band"]
            assert (line["delta"] is None) == (follows is None)

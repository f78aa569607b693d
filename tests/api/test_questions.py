"""What is the score then, as known then, and which questions have no answer?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from projections.moments import resolve
from projections.scores import Score, get_score
from tests.api import bodies
from tests.api.asking import Api, path_of, refused
from tests.api.samples import SUBJECTS, YEARS, answers_of, digest_holds

pytestmark = pytest.mark.postgres

KINDS: Final = ("score", "statement", "history")
ADA: Final = "/officers/0012"


@pytest.mark.parametrize("year", YEARS)
def test_a_score_is_what_the_projection_works_out(demo: Api, year: int) -> None:
    with demo.service.pool.connection() as conn:
        moment = resolve(conn, year, position=demo.head)
        for subject in SUBJECTS:
            kind, _, named = subject.partition(":")
            answer = demo.ask(f"/{kind}s/{named}/score", year=year, position=moment.position)
            assert Score.model_validate_json(answer.content) == get_score(conn, subject, moment)


def test_the_score_of_the_book_comes_out(demo: Api) -> None:
    score = demo.read(f"{ADA}/score", year=2024, as_of="2024-12-31")
    assert {name: score[name] for name in ("base", "bonus", "deduction", "score")} == {
        **{"base": "93.820000", "bonus": "4.5"},
        **{"deduction": "-0.6", "score": "97.720"},
    }
    assert score["components"] == {
        **{"org_link": "98.400000", "regular_review": "91.500000"},
        **{"leader_evaluation": "92.000000", "peer_evaluation": "95.000000"},
    }


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_says_its_moment_its_edition_and_its_digest(demo: Api, kind: str) -> None:
    head = demo.head
    answer = demo.read(f"{ADA}/{kind}", year=2024, as_of="2024-03-31", position=head)
    assert (answer["as_of"], answer["position"]) == ("2024-03-31", head)
    assert answer["edition"] == "nanyue@1"
    assert answer["count"] == len(answer["steps" if kind == "history" else "lines"])
    assert digest_holds(answer)


def test_the_digest_of_every_answer_can_be_worked_out_again(demo: Api) -> None:
    for subject in SUBJECTS:
        for kind in KINDS:
            assert digest_holds(answers_of(demo, subject, kind, year=2024))
    for path in ("/entries", "/units", "/officers", "/reviews", "/indicators", "/rulebooks"):
        page = demo.read(path, limit=50)
        assert page["count"] == len(page["items"])
        assert digest_holds(page)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("subject", ["officer:0012", "unit:zg"])
def test_an_answer_never_changes_whatever_is_recorded_later(
    demo: Api, kind: str, subject: str
) -> None:
    axes = ("known", "effective") if kind == "history" else ("",)

    def answers(position: int) -> list[bytes]:
        asked: dict[str, Any] = {"year": 2024, "position": position}
        return [answers_of(demo, subject, kind, raw=True, **asked, axis=axis) for axis in axes]

    then = demo.head
    before = answers(then)
    write_about(demo, subject)
    assert answers(then) == before
    assert answers(then) == before
    assert answers(demo.head) != before


def write_about(api: Api, subject: str) -> None:
    """An entry, a reversal of an old one, a mark, a loss, another posting, another edition."""
    entry = {"subject": subject, "effective_on": bodies.DAY}
    api.write("/bonuses", {**entry, "item": "I1", "level": "district"})
    rows = api.read("/entries", subject=subject, year=2024)["items"]
    standing = [f"nanyue/2024/{subject}#{r['number']}" for r in rows if not r["reversed_at"]]
    api.write("/reversals", bodies.reversal(standing[0]))
    api.write("/deductions", {**entry, "item": "X3", "quantity": 1})
    api.write("/losses", bodies.loss("ZB07", points="0.1"))
    if subject.startswith("officer:"):
        named = subject.partition(":")[2]
        api.write("/reviews", bodies.mark(named, "60", "2024Q4"))
        ((start, unit, level),) = {
            (row["start_on"], row["unit"], row["post_level"])
            for row in api.read("/postings", officer=named)["items"]
        }
        ended = {"officer": named, "unit": unit, "post_level": level, "from": start}
        api.write("/postings", {**ended, "until": "2024-12-01"})


def test_only_what_took_effect_by_as_of_counts(demo: Api) -> None:
    entry = {"subject": "officer:0044", "item": "I1", "level": "district"}
    ref = demo.entry("/bonuses", {**entry, "effective_on": "2024-08-15"})
    for day, there in (("2024-08-14", False), ("2024-08-15", True), ("2024-12-31", True)):
        lines = demo.read("/officers/0044/score", year=2024, as_of=day)["lines"]
        assert (ref in [line["entry"] for line in lines]) is there


def test_only_what_was_recorded_by_then_counts(demo: Api) -> None:
    before = demo.head
    entry = {"subject": "officer:0045", "item": "I1", "level": "district"}
    told = demo.write("/bonuses", {**entry, "effective_on": "2024-08-15"})
    at = datetime.fromisoformat(told["recorded_at"])
    demo.write("/reversals", bodies.reversal(told["entries"][0]))

    def counted(**known: Any) -> bool:
        lines = demo.read("/officers/0045/score", year=2024, **known)["lines"]
        return told["entries"][0] in [line["entry"] for line in lines]

    assert [counted(position=p) for p in range(before, before + 3)] == [False, True, False]
    just_before = at - timedelta(microseconds=1)
    assert [counted(known_at=t.isoformat()) for t in (just_before, at)] == [False, True]
    assert not counted()


def test_a_moment_is_the_same_in_every_time_zone(demo: Api) -> None:
    told = demo.write("/officers", bodies.officer("0998"))
    at = datetime.fromisoformat(told["recorded_at"])
    zones = (UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=9, minutes=30)))
    asked = {at.astimezone(zone).isoformat() for zone in zones}
    assert len(asked) == 3
    positions = {demo.read(f"{ADA}/score", year=2024, known_at=t)["position"] for t in asked}
    assert positions == {told["position"]}


def test_left_out_as_of_is_the_last_day_of_a_year_that_is_over_and_today_in_a_running_one(
    demo: Api,
) -> None:
    assert demo.read(f"{ADA}/score", year=2023)["as_of"] == "2023-12-31"
    days = [datetime.now(ZoneInfo("Asia/Shanghai")).date()]
    answer = demo.read(f"{ADA}/score", year=days[0].year)
    days.append(datetime.now(ZoneInfo("Asia/Shanghai")).date())
    assert answer["as_of"] in {day.isoformat() for day in days}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query",
    [
        {"year": 2199},
        {"year": 2199, "as_of": "2199-01-01"},
        {"year": 2024, "as_of": "2199-01-01"},
        {"year": 2024, "position": 2**62},
        {"year": 2024, "known_at": "2199-01-01T00:00:00+08:00"},
        {"year": 2024, "known_at": "9999-12-31T23:59:59-14:00"},
    ],
    ids=str,
)
def test_a_question_about_the_future_is_refused(
    demo: Api, kind: str, query: dict[str, Any]
) -> None:
    refused(demo.ask(f"{ADA}/{kind}", query), 409, "question-in-the-future")


@pytest.mark.parametrize("as_of", ["2023-12-31", "2025-01-01"])
@pytest.mark.parametrize("kind", KINDS)
def test_as_of_lies_in_the_year(demo: Api, kind: str, as_of: str) -> None:
    answer = demo.ask(f"{ADA}/{kind}", year=2024, as_of=as_of)
    refused(answer, 409, "as-of-outside-year")


def test_a_moment_of_knowledge_is_named_once(demo: Api) -> None:
    known_at = datetime.now(UTC).isoformat()
    for path in (f"{ADA}/score", f"{ADA}/history", "/entries", "/officers"):
        year = {} if path == "/officers" else {"year": 2024}
        both = demo.ask(path, year, position=9, known_at=known_at)
        refused(both, 422, "two-moments")


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_not_known_is_not_found(demo: Api, kind: str) -> None:
    for query in ({"year": 2024}, {"year": 2024, "bureau": "nanyue"}):
        refused(demo.ask(f"/officers/nobody/{kind}", query), 404, "unknown-officer")
        refused(demo.ask(f"/units/none/{kind}", query), 404, "unknown-unit")
    # Known now, but not at the beginning.
    refused(demo.ask(f"{ADA}/{kind}", year=2024, position=0), 404, "unknown-officer")
    refused(demo.ask(f"/units/zg/{kind}", year=2024, position=0), 404, "unknown-unit")
    early = {"year": 2024, "known_at": "2020-01-01T00:00:00+08:00"}
    refused(demo.ask(f"{ADA}/{kind}", early), 404, "unknown-officer")


def test_entries_before_they_were_recorded_are_not_found(demo: Api) -> None:
    ref = demo.entry("/bonuses", bodies.bonus("0046", item="I1", level="district"))
    assert demo.read(path_of(ref))["position"] == demo.head
    refused(demo.ask(path_of(ref), position=demo.head - 1), 404, "entry-not-found")


@pytest.mark.parametrize("kind", KINDS)
def test_before_a_rulebook_there_is_no_score(api: Api, kind: str) -> None:
    api.write("/units", bodies.unit("zg"))
    api.write("/officers", bodies.officer("0001"))
    api.write("/postings", bodies.posting("0001"))
    early = api.head
    asked = ("/officers/0001", "/units/zg")
    for path in asked:
        refused(api.ask(f"{path}/{kind}", year=2024), 409, "no-rulebook-published")
    api.write("/rulebooks", {"bureau": bodies.BUREAU, "document": bodies.edition()})
    for path in asked:
        assert api.ask(f"{path}/{kind}", year=2024).status_code == 200
        known = {"year": 2024, "position": early}
        refused(api.ask(f"{path}/{kind}", known), 409, "no-rulebook-published")


def test_of_two_bureaus_the_one_must_be_named(api: Api) -> None:
    for bureau, unit in (("nanyue", "zg"), ("hengdong", "hd")):
        document = bodies.edition(rulebook=bureau)
        api.write("/rulebooks", {"bureau": bureau, "document": document})
        api.write("/units", bodies.unit(unit, bureau))
    api.write("/officers", bodies.officer("0001"))
    first = bodies.posting("0001", until="2024-07-01")
    api.write("/postings", {**first, "bureau": "nanyue"})
    assert api.read("/officers/0001/score", year=2024)["bureau"] == "nanyue"
    then = {**bodies.posting("0001", "hd"), "from": "2024-07-01"}
    api.write("/postings", {**then, "bureau": "hengdong"})
    for kind in KINDS:
        refused(api.ask(f"/officers/0001/{kind}", year=2024), 409, "bureau-not-named")
        for bureau in ("nanyue", "hengdong"):
            named = api.read(f"/officers/0001/{kind}", year=2024, bureau=bureau)
            assert (named["score"] if kind == "statement" else named)["bureau"] == bureau
    refused(api.post("/bonuses", bodies.bonus("0001")), 409, "bureau-not-named")
    assert api.write("/bonuses", bodies.bonus("0001", bureau="nanyue"))["facts"] == 1
    elsewhere = api.ask("/units/zg/score", year=2024, bureau="hengdong")
    refused(elsewhere, 404, "unknown-unit")

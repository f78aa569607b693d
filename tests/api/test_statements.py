"""Does a statement add up by hand, and does a history leave out no change?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, Final

import pytest

from tests.api import bodies
from tests.api.asking import Api
from tests.api.samples import LONG, MOVED, SUBJECTS, YEARS, answers_of, points

pytestmark = pytest.mark.postgres

PARTS: Final = ("base", "bonus", "deduction", "score")
AXES: Final = ("effective", "known")


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_statement_adds_up(demo: Api, subject: str, year: int) -> None:
    statement = answers_of(demo, subject, "statement", year=year)
    score = statement["score"]
    assert score == answers_of(demo, subject, "score", year=year, position=score["position"])
    if score["base"] is None:
        assert (score["score"], statement["sum"]) == (None, "")
        assert score["reasons"]
        return
    weights = [points(term["weight"]) for term in statement["terms"]]
    values = [Decimal(term["value"]) for term in statement["terms"]]
    weighed = sum((w * v for w, v in zip(weights, values, strict=True)), Decimal(0))
    base = Decimal(score["base"])
    assert rounded(weighed / sum(weights), 6) == base
    bonus, deduction = points(score["bonus"]), points(score["deduction"])
    assert rounded(base + bonus + deduction, 3) == Decimal(score["score"])
    taken = score["deduction"].removeprefix("-")
    assert statement["sum"] == f"{score['base']} + {score['bonus']} - {taken} = {score['score']}"


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_claimed_point_is_counted_or_cut(demo: Api, subject: str, year: int) -> None:
    statement = answers_of(demo, subject, "statement", year=year)
    for line in statement["lines"]:
        cuts = sum((points(cut["points"]) for cut in line["cuts"]), Decimal(0))
        assert points(line["claimed"]) == points(line["counted"]) + cuts
        assert all(line["why"].values())
    own = [x for x in statement["lines"] if x["indicator"] is None]
    sides = [points(x["counted"]) for x in own]
    score = statement["score"]
    assert sum((p for p in sides if p > 0), Decimal(0)) == Decimal(score["bonus"])
    assert sum((p for p in sides if p < 0), Decimal(0)) == Decimal(score["deduction"])
    losses = [points(x["counted"]) for x in statement["lines"] if x["indicator"] is not None]
    if "indicators" in score["components"]:
        assert 100 + sum(losses, Decimal(0)) == Decimal(score["components"]["indicators"])


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_lines_and_struck_entries_are_all_there_are(demo: Api, subject: str, year: int) -> None:
    statement = answers_of(demo, subject, "statement", year=year)
    rows = demo.read("/entries", subject=subject, year=year, limit=1000)["items"]
    reversed_ = {f"nanyue/{year}/{subject}#{r['number']}" for r in rows if r["reversed_at"]}
    standing = {f"nanyue/{year}/{subject}#{r['number']}" for r in rows} - reversed_
    lines = {x["entry"] for x in statement["lines"]}
    shared = {x["entry"] for x in statement["lines"] if x["indicator"] is not None}
    assert lines - shared | {e for e in shared if f"/{subject}#" in e} == standing
    assert {x["entry"] for x in statement["struck"]} == reversed_
    for line in statement["struck"]:
        assert line["detail"]["reversal"]["reason"]
        assert line["detail"]["reversal"]["position"] > 0


def test_a_statement_tells_a_line_in_both_languages_and_opens_its_reason(demo: Api) -> None:
    statement = answers_of(demo, "officer:0012", "statement", year=2024)
    for line in statement["lines"]:
        detail = line["detail"]
        assert detail["title"]["zh"] != detail["title"]["en"]
        assert not str(detail["reason"]).startswith("sealed:")
        assert detail["source"]["ref"] == line["ref"]
    cuts = [(x["why"], cut) for x in statement["lines"] for cut in x["cuts"]]
    assert {cut["stage"] for _, cut in cuts} >= {"merit"}
    for why, cut in cuts:
        for said in why.values():
            assert points(cut["points"]) > 0
            assert cut["points"] in said
            assert cut["of"] in said or cut["stage"] == "total cap"


def test_a_stay_tells_days_and_the_score_of_the_unit(demo: Api) -> None:
    statement = answers_of(demo, MOVED[0], "statement", year=2024)
    assert sum(stay["days"] for stay in statement["stays"]) == 366
    assert len(statement["stays"]) == 2
    for stay in statement["stays"]:
        unit = answers_of(demo, f"unit:{stay['unit']}", "score", year=2024)
        assert stay["score"] == unit["score"]
    linked = sum(s["days"] * Decimal(s["score"]) for s in statement["stays"]) / 366
    assert rounded(linked, 6) == Decimal(statement["score"]["components"]["org_link"])


def test_a_reversal_strikes_the_line_from_its_position_on(demo: Api) -> None:
    subject = "officer:0051"
    entry = {"subject": subject, "item": "I1", "level": "district", "effective_on": bodies.DAY}
    ref = demo.entry("/bonuses", entry)
    granted = demo.head
    demo.write("/reversals", bodies.reversal(ref, reason="核实有误"))
    then = answers_of(demo, subject, "statement", year=2024, position=granted)
    (line,) = [x for x in then["lines"] if x["entry"] == ref]
    assert line["detail"]["reversal"] is None
    now = answers_of(demo, subject, "statement", year=2024)
    assert ref not in [x["entry"] for x in now["lines"]]
    (struck,) = [x for x in now["struck"] if x["entry"] == ref]
    assert struck["detail"]["reversal"]["reason"] == "核实有误"
    early = answers_of(demo, subject, "statement", year=2024, as_of="2024-06-11")
    assert ref not in [x["entry"] for x in early["struck"]]


def test_a_loss_bears_the_title_that_its_indicator_had_at_the_position(api: Api) -> None:
    bodies.open_bureau(api)
    for title in ("组织收入", "税收收入"):
        titled = bodies.sole_plan("dj") | {"indicators": [TITLED | {"title": title}]}
        renamed = api.write("/indicators", {"year": 2024, "plans": [titled]})["position"]
        api.write("/losses", bodies.loss("dj"))
    for position, title in ((renamed - 1, "组织收入"), (None, "税收收入")):
        known = {} if position is None else {"position": position}
        (line, *_) = answers_of(api, "unit:dj", "statement", year=2024, **known)["lines"]
        assert line["detail"]["title"] == {"zh": title, "en": title}


TITLED: Final = {"indicator": "dj", "base": "100", "step": "0.1", "role": "owner"}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_history_ends_with_the_score(demo: Api, subject: str, axis: str, year: int) -> None:
    history = answers_of(demo, subject, "history", year=year, axis=axis)
    score = answers_of(demo, subject, "score", year=year, position=history["position"])
    steps = history["steps"]
    assert history["count"] == len(steps) > 0
    assert read(steps[-1]) == read(score)
    clock = "as_of" if axis == "effective" else "position"
    moments = [step[clock] for step in steps]
    assert moments == sorted(set(moments))
    assert all(read(a) != read(b) for a, b in pairwise(steps))
    assert all(step["causes"] for step in steps[1:])


def read(said: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(said[name] for name in PARTS)


def standing_step(steps: Sequence[dict[str, Any]], clock: str, moment: object) -> dict[str, Any]:
    """The last step at or before the moment."""
    return [step for step in steps if step[clock] <= moment][-1]


@pytest.mark.parametrize("subject", ["officer:0012", *MOVED, "unit:zg"])
def test_between_two_steps_the_score_stands_still_over_the_days(demo: Api, subject: str) -> None:
    steps = answers_of(demo, subject, "history", year=2024)["steps"]
    first = date(2024, 1, 1)
    for n in range(0, 366, 1 if LONG else 37):
        day = (first + timedelta(days=n)).isoformat()
        score = answers_of(demo, subject, "score", year=2024, as_of=day)
        assert read(standing_step(steps, "as_of", day)) == read(score), day


@pytest.mark.parametrize("subject", ["officer:0012", *MOVED, "unit:zg"])
def test_between_two_steps_the_score_stands_still_over_the_journal(demo: Api, subject: str) -> None:
    history = answers_of(demo, subject, "history", year=2024, axis="known")
    steps, last = history["steps"], history["position"]
    turns = [step["position"] for step in steps[1:]]
    asked = range(turns[0], last + 1) if LONG else sorted({*turns[::5], *(t - 1 for t in turns)})
    for position in asked:
        known: dict[str, Any] = {"year": 2024, "position": position}
        of, _, named = subject.partition(":")
        answer = demo.ask(f"/{of}s/{named}/score", known)
        if answer.status_code == 200:
            step = standing_step(steps, "position", position)
            assert read(step) == read(answer.json()), position


def test_a_unit_of_another_kind_is_a_step_of_its_officers(bureau_of_kinds: Api) -> None:
    """A posting stays, the group changes with the kind of the unit: other weights, another base."""
    api = bureau_of_kinds
    for axis in AXES:
        steps = answers_of(api, "officer:0001", "history", year=2024, axis=axis)["steps"]
        assert [step["base"] for step in steps][-2:] == ["100.000000", "90.000000"]
        assert "unit zg" in steps[-1]["causes"]
        assert steps[-1]["as_of"] == ("2024-07-01" if axis == "effective" else "2024-12-31")


def test_a_posting_put_right_leaves_the_steps_it_caused(api: Api) -> None:
    """What the record said of a unit counted while the officer was believed to be there."""
    api.write("/rulebooks", {"bureau": bodies.BUREAU, "document": bodies.edition()})
    for name in bodies.UNITS:
        api.write("/units", bodies.unit(name))
        api.write("/indicators", {"year": 2024, "plans": [bodies.sole_plan(name)]})
    api.write("/officers", bodies.officer("0001"))
    api.write("/postings", bodies.posting("0001", "zg"))
    lost = api.write("/losses", bodies.loss("zg", points="2"))["position"]
    api.write("/postings", bodies.posting("0001", "zg", until="2024-01-01"))
    moved = api.write("/postings", bodies.posting("0001", "dj"))["position"]
    steps = answers_of(api, "officer:0001", "history", year=2024, axis="known")["steps"]
    scores = {step["position"]: step["score"] for step in steps}
    assert scores[lost] == "98.000"
    assert scores[moved] == "100.000"


def test_what_was_annulled_by_then_causes_no_step(api: Api) -> None:
    """All on one day, on which the score moves because of the one bonus that stands."""
    bodies.open_bureau(api)
    number = bodies.hire(api)
    subject, day = f"officer:{number}", {"effective_on": bodies.DAY}
    void = api.entry("/bonuses", bodies.bonus(number))
    granted = api.head
    api.write("/reviews", bodies.mark(number, "80", "2024Q2", **day))
    gone = {"year": 2024, "subject": subject, "number": 2, "reason": "误"}
    stands = api.entry("/bonuses", bodies.bonus(number))
    api.write("/reversals", bodies.reversal(void))
    api.write("/reviews/withdrawals", gone)
    steps = answers_of(api, subject, "history", year=2024)["steps"]
    assert standing_step(steps, "as_of", bodies.DAY)["causes"] == [stands]
    then = answers_of(api, subject, "history", year=2024, position=granted)["steps"]
    assert standing_step(then, "as_of", bodies.DAY)["causes"] == [void]


def test_days_in_post_are_named_beside_what_else_happened_on_the_day(api: Api) -> None:
    bodies.open_bureau(api)
    api.write("/officers", bodies.officer("0001"))
    api.write("/postings", bodies.posting("0001", "zg", until="2024-06-01"))
    api.write("/postings", bodies.posting("0001", "dj") | {"from": "2024-06-01"})
    api.write("/losses", bodies.loss("dj-1", points="5"))
    bonus = api.entry("/bonuses", bodies.bonus("0001", effective_on="2024-07-01"))
    steps = answers_of(api, "officer:0001", "history", year=2024)["steps"]
    assert standing_step(steps, "as_of", "2024-07-01")["causes"] == sorted([bonus, "days in post"])
    assert standing_step(steps, "as_of", "2024-07-02")["causes"] == ["days in post"]


@pytest.fixture
def bureau_of_kinds(api: Api) -> Api:
    """One officer in a section that becomes a branch on 1 July, where the marks weigh more."""
    document = bodies.edition().replace(
        "  - id: all\n",
        "  - id: sections\n"
        "    match: {unit_kind: [section]}\n"
        "    weights: {org_link: 1}\n"
        "  - id: all\n",
    )
    document = document.replace("org_link: 0.3, regular_review: 0.7", "regular_review: 1")
    api.write("/rulebooks", {"bureau": bodies.BUREAU, "document": document})
    api.write("/units", bodies.unit("zg"))
    api.write("/indicators", {"year": 2024, "plans": [bodies.sole_plan("zg")]})
    api.write("/officers", bodies.officer("0001"))
    api.write("/postings", bodies.posting("0001"))
    api.write("/reviews", bodies.mark("0001", effective_on="2024-01-01"))
    branch = bodies.unit("zg", effective_on="2024-07-01") | {"kind": "branch"}
    api.write("/units", branch)
    return api

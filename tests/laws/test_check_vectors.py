"""The oracle and the product give the numbers that the rules themselves state as checks (§10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.laws.histories_fixed import book, case, edition, posted, reviews, staff_of
from tests.laws.oracle import run
from tests.laws.oracle_book import Case, positions, take_step, to_history
from tests.laws.oracle_facts import (
    Edition,
    GradeDecision,
    TieDecision,
    YearClosed,
    YearOpened,
    fixed,
    half_up,
    load_rules,
)
from tests.laws.product import Product

WEIGHTS = "{org_link: 0.30, regular_review: 0.50, leader_evaluation: 0.15, peer_evaluation: 0.05}"
HEAD_WEIGHTS = (
    "{org_link: 0.50, regular_review: 0.30, leader_evaluation: 0.15, peer_evaluation: 0.05}"
)
LINKED = edition(
    groups=f"""
  - {{id: heads, match: {{post_level: [head]}}, weights: {HEAD_WEIGHTS}}}
  - {{id: staff, match: {{post_level: [staff]}}, weights: {WEIGHTS}}}
"""
)
# O 98.40; quarters 92, 90, 93, 91; leader 92; peers 95
OFFICE = {
    "units": "a section",
    "indicators": "a i 100 owner",
    "postings": posted(o1="a staff", o2="a head"),
    "reviews": reviews(o1="92 90 93 91 92 95", o2="92 90 93 91 92 95"),
}


Engine = Callable[..., dict[str, Any]]


def by_oracle(whole: Case, step: int = -1, candidate: str | None = None) -> dict[str, Any]:
    """The run at the year's end, as known after a step of the case."""
    return run(to_history(whole), 2024, "2024-12-31", positions(whole)[step], candidate)


def by_product(whole: Case, step: int = -1, candidate: str | None = None) -> dict[str, Any]:
    made = Product(whole)
    return made.run("2024-12-31", made.heads[step], candidate)


@pytest.fixture(params=[by_oracle, by_product])
def engine(request: pytest.FixtureRequest) -> Engine:
    asked: Engine = request.param
    return asked


def officer(answer: dict[str, Any], name: str = "o1") -> dict[str, Any]:
    return next(row for row in answer["officers"] if row["officer"] == name)


def counted(answer: dict[str, Any], name: str = "o1") -> dict[str, str]:
    return {line["ref"]: line["counted"] for line in officer(answer, name)["lines"]}


def test_the_first_vector_of_base_and_score(engine: Engine) -> None:
    first = book(
        **OFFICE,
        losses="l1 i 1.6 2024-05-01",
        entries="""
            e1 officer:o1 C1 2024-03-01 level=upper
            e2 officer:o1 K1 2024-03-02 quantity=4
            e3 officer:o1 X6 2024-03-03
        """,
    )
    answer = engine(case(LINKED, first))
    row = officer(answer)
    assert answer["units"][0]["score"] == "98.400"
    assert (row["bonus"], row["deduction"]) == ("4.5", "-0.6")
    assert (row["base"], row["score"]) == ("93.820000", "97.720")


def test_two_awards_under_a_total_cap(engine: Engine) -> None:
    awards = book(
        **OFFICE,
        entries="e1 officer:o1 B8 2024-03-01\ne2 officer:o1 B8 2024-03-02",
    )
    undone = book(reversals="v1 e1")
    before = case(edition(), awards)
    answer = engine(before)
    assert counted(answer) == {"e1": "8", "e2": "2"}
    assert officer(answer)["bonus"] == "10"
    assert officer(answer)["lines"][1]["cuts"] == [{"stage": "total cap", "points": "6"}]
    wider = edition(version=2, totals="{bonus: 20}")
    assert officer(engine(before, candidate=wider))["bonus"] == "16"
    after = engine(case(edition(), awards, undone))
    assert counted(after) == {"e2": "8"}


def test_a_corrected_level_revives_what_it_suppressed(engine: Engine) -> None:
    first = book(
        **OFFICE,
        losses="l1 i 1.6 2024-05-01",
        entries="""
            e1 officer:o1 C1 2024-03-01 level=upper merit=m
            e2 officer:o1 C1 2024-03-05 level=lower merit=m
            e3 officer:o1 K1 2024-03-02 quantity=4
            e4 officer:o1 X6 2024-03-03
        """,
    )
    mended = book(entries="e5 officer:o1 C1 2024-03-01 level=lower merit=m", reversals="v1 e1")
    both = case(LINKED, first, mended)
    before, after = engine(both, 1), engine(both)
    assert officer(before)["score"] == "97.720"
    assert officer(after)["score"] == "96.720"
    # equal points: the earlier day stands, though it was recorded later
    assert counted(after) == {"e5": "1.5", "e3": "2", "e4": "-0.6", "e2": "0"}


def test_a_cap_that_falls_in_the_middle_of_the_year(engine: Engine) -> None:
    def with_i1(version: int, start: str, points: str, cap: int) -> str:
        item = f"{{id: I1, kind: bonus, category: K, title: I1, points: {points}, cap: {cap}}}"
        return edition(version=version, effective_from=start, items=f"[{item}]")

    days = ["03-10", "04-02", "05-06", "06-03", "06-28", "09-09", "10-14"]
    # the fifth is recorded last of all
    order = [n for n in range(7) if n != 4] + [4]
    entries = "\n".join(f"e{n} officer:o1 I1 2024-{days[n]}" for n in order)
    whole = case(
        with_i1(1, "'2024-01-01'", "0.5", 3),
        with_i1(2, "'2024-07-01'", "0.3", 2),
        book(**OFFICE, entries=entries),
    )
    row = officer(engine(whole))
    assert row["bonus"] == "2.5"
    assert [line["counted"] for line in row["lines"]] == ["0.5"] * 5 + ["0"] * 2


def test_a_transfer_in_a_leap_year(engine: Engine) -> None:
    moved = book(
        units="a section\nb section",
        indicators="a i 100 owner\nb j 100 owner",
        losses="l1 i 0.9 2024-05-01\nl2 j 4.7 2024-05-01",
        postings="o1 a staff 2022-03-01 2024-07-01\no1 b staff 2024-07-01 -",
    )
    linked = edition(
        missing="zero",
        groups="[{id: all, match: {post_level: [staff]},"
        " weights: {org_link: 0.30, regular_review: 0.70}}]",
    )
    row = officer(engine(case(linked, moved)))
    assert row["components"] == {"org_link": "97.189617"}
    assert (row["base"], row["score"]) == ("29.156885", "29.157")
    assert fixed(half_up(Fraction(row["components"]["org_link"]), 3), 3) == "97.190"


def test_seats_and_shares_of_four_groups(engine: Engine) -> None:
    sizes = {"a": 15, "b": 18, "c": 44, "d": 36}
    names = [(unit, f"{unit}{n:02}") for unit, size in sizes.items() for n in range(size)]
    groups = [
        f"{{id: {unit}, match: {{unit: [{unit}]}}, weights: {{regular_review: 1}}}}"
        for unit in sizes
    ]
    everyone = book(
        units="\n".join(f"{unit} section" for unit in sizes),
        postings=posted(**{name: f"{unit} staff" for unit, name in names}),
        reviews=reviews(**{name: f"{99 - n / 10:.1f}" for n, (_, name) in enumerate(names)}),
    )
    answer = engine(case(edition(groups=f"[{', '.join(groups)}]"), everyone))
    assert [group["n"] for group in answer["groups"]] == [15, 18, 44, 36]
    assert [group["seats"]["1"] for group in answer["groups"]] == [6, 7, 17, 14]
    assert [group["excellent"] for group in answer["groups"]] == [3, 3, 9, 7]
    rows = answer["officers"]
    assert sum(row["band"] == 1 for row in rows) == 44
    assert sum(row["grade"] == "excellent" for row in rows) == 22


def test_an_annulled_loss_and_reprimand(engine: Engine) -> None:
    first = book(
        **OFFICE,
        losses="l1 i 0.6 2024-06-12",
        entries="e1 officer:o1 X1 2024-06-12",
    )
    whole = case(LINKED, first, book(reversals="v1 l1"), book(reversals="v2 e1"))

    def score(name: str, step: int) -> Fraction:
        return Fraction(officer(engine(whole, step), name)["score"])

    assert score("o1", 2) - score("o1", 1) == Fraction("0.180")
    assert score("o2", 2) - score("o2", 1) == Fraction("0.300")
    assert score("o1", 3) - score("o1", 2) == 1


def test_a_late_document_goes_to_the_year_still_open() -> None:
    late = "officer:o1 K1 2024-12-20"
    dearer = load_rules(edition(version=2, effective_from="'2025-01-01'", items="[]"))
    history = to_history(case(edition(), book(**OFFICE)))
    history.record(Edition, rules=dearer)
    for year in (2024, 2025):
        history.record(YearOpened, year=year)
    take_step(history, 2024, book(entries=f"e1 {late}"))
    history.record(YearClosed, year=2024)
    closed = run(history, 2024, "2024-12-31")
    take_step(history, 2024, book(entries=f"e2 {late}"))
    assert counted(closed) == {"e1": "0.5"}
    assert run(history, 2024, "2024-12-31") == closed
    # in time for any day of 2025, with the points of its own day's edition
    assert counted(run(history, 2025, "2025-01-01")) == {"e2": "0.5"}
    assert history.account_year(date(2024, 12, 20)) == (2025, 2024)


def test_a_recorded_decision_places_the_tied() -> None:
    names = ("o1", "o2", "o3", "o4", "o5")
    alike = book(
        units="a section",
        postings=posted(**staff_of("a", *names)),
        reviews=reviews(**dict.fromkeys(names, "90")),
    )
    history = to_history(case(edition(), alike))

    def bands() -> list[int]:
        return [row["band"] for row in run(history, 2024, "2024-12-31")["officers"]]

    assert bands() == [3, 3, 3, 3, 3]
    history.record(TieDecision, year=2024, order=("o5", "o3", "o1", "o2", "o4"))
    assert bands() == [2, 2, 1, 3, 1]
    history.record(GradeDecision, year=2024, officer="o2", grade="basically_competent")
    answer = run(history, 2024, "2024-12-31")
    assert [row["grade"] for row in answer["officers"]][1] == "basically_competent"
    assert [row["rank"] for row in answer["officers"]] == [1] * 5

"""The offline file says of every score what the product says, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from domain.journal.names import NAMES, UPCASTS
from projections.evidence.offline.history import FAMILIES, history_of
from projections.evidence.offline.reckoning import Reckoning
from projections.evidence.offline.scoring import FactTriple, answer_of, compared, score
from tests.domain.cast import ADA, NANYUE, a_line, a_loss, a_plan
from tests.domain.cast import BUREAU as FOUNDED
from tests.evidence.recorded import (
    EVENTFUL,
    SHARED_OUT,
    generated,
    product_answers,
    recalled,
    sample,
    triples,
)
from tests.laws.histories import LONG
from tests.laws.histories_fixed import FIXED, book, case, edition
from tests.laws.oracle_book import Step
from tests.laws.product import BUREAU, Product
from tests.laws.test_check_vectors import LINKED, OFFICE

SEEDS = range(200 if LONG else 25)


def written(answer: dict[str, Any]) -> str:
    return json.dumps(compared(answer), ensure_ascii=False)


def disagreements(facts: list[FactTriple], bureau: str, year: int, as_of: str) -> Iterator[Any]:
    """Where the two differ about anybody when these facts are all that is known."""
    record = recalled(facts, bureau, year)
    reckoning = Reckoning(history_of(facts, bureau, year), date.fromisoformat(as_of))
    for subject, theirs in product_answers(record, as_of, facts[-1][0]):
        ours = answer_of(reckoning, subject)
        if written(ours) != written(theirs):
            yield as_of, facts[-1][0], compared(ours), compared(theirs)


@pytest.mark.parametrize("as_of", ["2024-09-15", "2024-12-31"])
@pytest.mark.parametrize("name", ["small", "medium"])
def test_every_score_of_the_samples_agrees(name: str, as_of: str) -> None:
    assert list(disagreements(sample(name), BUREAU, 2024, as_of)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_generated_score_agrees_at_every_moment(seed: int) -> None:
    year, facts, heads = generated(seed)
    days = (f"{year}-01-01", f"{year}-03-01", f"{year}-07-01", f"{year}-12-31")
    found = [
        wrong
        for head in (*heads, heads[-1] - 7)
        for as_of in days
        for wrong in disagreements(facts[:head], BUREAU, year, as_of)
    ]
    assert found == []


@pytest.mark.parametrize("name", FIXED)
def test_cases_written_by_hand_agree(name: str) -> None:
    facts = triples(Product(FIXED[name]).facts)
    assert list(disagreements(facts, BUREAU, 2024, "2024-12-31")) == []


@pytest.mark.parametrize("year", [2024, 2025])
def test_an_eventful_year_agrees_after_every_fact(year: int) -> None:
    days = ("01-01", "03-05", "05-14", "05-15", "06-30", "07-01", "10-01", "12-31")
    found = [
        wrong
        for known in range(1, len(EVENTFUL) + 1)
        for day in days
        for wrong in disagreements(EVENTFUL[:known], NANYUE, year, f"{year}-{day}")
    ]
    assert found == []


@pytest.mark.parametrize("known", [len(EVENTFUL) + n for n in range(1, 4)])
def test_planned_shares_agree_after_every_fact(known: int) -> None:
    for day in ("09-15", "12-31"):
        assert list(disagreements(SHARED_OUT[:known], NANYUE, 2024, f"2024-{day}")) == []


def test_planned_shares_hold_once_they_make_a_whole() -> None:
    parts = [
        score(SHARED_OUT[:known], NANYUE, 2024, "unit:fa", "2024-12-31")["lines"][0]["claimed"]
        for known in (len(SHARED_OUT) - 1, len(SHARED_OUT))
    ]
    whole = score(SHARED_OUT, NANYUE, 2024, "unit:zg", "2024-12-31")["lines"][0]["claimed"]
    total = Fraction(parts[1]) + Fraction(whole)
    assert parts[0] != parts[1] and abs(Fraction(parts[1]) / total - Fraction(2, 7)) < Fraction(
        1, 1000
    )


def test_a_question_is_answered_as_the_product_prints_it() -> None:
    said = score(EVENTFUL, NANYUE, 2024, ADA, "2024-12-31")
    record = recalled(EVENTFUL, NANYUE, 2024)
    theirs = dict(product_answers(record, "2024-12-31", EVENTFUL[-1][0]))[ADA]
    assert written(said) == written(theirs)
    assert said.keys() - theirs.keys() == {"weights"}


def told(subject: str, *steps: Step, as_of: str = "2024-12-31", known: int | None = None) -> Any:
    """Our answer; the product's is the same."""
    facts = triples(Product(case(*steps)).facts)[:known]
    assert list(disagreements(facts, BUREAU, 2024, as_of)) == []
    return score(facts, BUREAU, 2024, subject, as_of)


def test_the_first_vector_of_base_and_score() -> None:
    first = book(
        **OFFICE,
        losses="l1 i 1.6 2024-05-01",
        entries="""
            e1 officer:o1 C1 2024-03-01 level=upper
            e2 officer:o1 K1 2024-03-02 quantity=4
            e3 officer:o1 X6 2024-03-03
        """,
    )
    assert told("unit:a", LINKED, first)["score"] == "98.400"
    row = told("officer:o1", LINKED, first)
    assert (row["base"], row["bonus"], row["deduction"]) == ("93.820000", "4.5", "-0.6")
    assert row["score"] == "97.720"


def test_two_awards_under_a_total_cap() -> None:
    awards = book(**OFFICE, entries="e1 officer:o1 B8 2024-03-01\ne2 officer:o1 B8 2024-03-02")
    row = told("officer:o1", edition(), awards)
    assert [line["counted"] for line in row["lines"]] == ["8", "2"]
    cut = {"stage": "total cap", "points": "6", "of": "bonus", "cap": "10"}
    assert [line["cuts"] for line in row["lines"]] == [[], [cut]]
    assert told("officer:o1", edition(), awards, book(reversals="v1 e1"))["bonus"] == "8"
    assert told("officer:o1", edition(totals="{bonus: 20}"), awards)["bonus"] == "16"


def test_a_corrected_level_revives_what_it_suppressed() -> None:
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
    assert told("officer:o1", LINKED, first)["score"] == "97.720"
    after = told("officer:o1", LINKED, first, mended)
    assert after["score"] == "96.720"
    assert [line["counted"] for line in after["lines"]] == ["1.5", "2", "-0.6", "0"]


def test_a_cap_that_falls_in_the_middle_of_the_year() -> None:
    def with_i1(version: int, start: str, points: str, cap: int) -> str:
        item = f"{{id: I1, kind: bonus, category: K, title: I1, points: {points}, cap: {cap}}}"
        return edition(version=version, effective_from=start, items=f"[{item}]")

    days = ["03-10", "04-02", "05-06", "06-03", "06-28", "09-09", "10-14"]
    entries = "\n".join(f"e{n} officer:o1 I1 2024-{day}" for n, day in enumerate(days))
    rules = with_i1(1, "'2024-01-01'", "0.5", 3), with_i1(2, "'2024-07-01'", "0.3", 2)
    row = told("officer:o1", *rules, book(**OFFICE, entries=entries))
    assert row["bonus"] == "2.5"
    assert [line["counted"] for line in row["lines"]] == ["0.5"] * 5 + ["0"] * 2


def test_a_transfer_in_a_leap_year() -> None:
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
    row = told("officer:o1", linked, moved)
    assert row["components"] == {"org_link": "97.189617"}
    assert (row["base"], row["score"]) == ("29.156885", "29.157")


def test_an_annulled_loss_and_reprimand() -> None:
    first = book(**OFFICE, losses="l1 i 0.6 2024-06-12", entries="e1 officer:o1 X1 2024-06-12")
    without_loss = book(reversals="v1 l1")
    before = told("officer:o1", LINKED, first), told("officer:o2", LINKED, first)
    after = told("officer:o1", LINKED, first, without_loss), None
    assert _thousandths(after[0]) - _thousandths(before[0]) == 180
    head = told("officer:o2", LINKED, first, without_loss)
    assert _thousandths(head) - _thousandths(before[1]) == 300
    both = told("officer:o1", LINKED, first, book(reversals="v1 l1\nv2 e1"))
    assert _thousandths(both) - _thousandths(after[0]) == 1000


def test_a_loss_stays_with_the_unit_alone_that_carries_its_indicator() -> None:
    """One that nobody carries any more stays where it was recorded, and costs nothing."""
    lost = [a_loss(), a_loss(number=2, indicator="T2", points="5")]
    moved = [
        a_plan("zg", a_line("T9", "100")),
        a_plan("fa", a_line("T1", "30"), a_line("T3", "70")),
    ]
    facts = triples([*FOUNDED, *lost, *moved])
    for known in range(len(FOUNDED), len(facts) + 1):
        assert list(disagreements(facts[:known], NANYUE, 2024, "2024-12-31")) == []
    (orphan,) = score(facts, NANYUE, 2024, "unit:zg", "2024-12-31")["lines"]
    assert (orphan["indicator"], orphan["claimed"], orphan["counted"]) == ("T2", "-5", "0")
    (whole,) = score(facts, NANYUE, 2024, "unit:fa", "2024-12-31")["lines"]
    assert (whole["indicator"], whole["counted"]) == ("T1", "-0.6")


def _thousandths(answer: Any) -> int:
    return int(answer["score"].replace(".", ""))


def test_a_late_document_counts_in_the_year_that_took_it() -> None:
    carried = [e for e in EVENTFUL if e[2].get("carried_from") == 2024]
    (line,) = score(EVENTFUL, NANYUE, 2025, ADA, "2025-01-01")["lines"]
    assert line["entry"] == f"{NANYUE}/2025/{ADA}#1"
    assert (line["position"], line["edition"]) == (carried[0][0], f"{NANYUE}@1")
    assert line["counted"] == "0.5"
    entries = [x["entry"] for x in score(EVENTFUL, NANYUE, 2024, ADA, "2024-12-31")["lines"]]
    assert line["entry"] not in entries


def test_every_stored_name_is_known_old_ones_too() -> None:
    assert FAMILIES.keys() == NAMES.keys() | UPCASTS.keys()

"""Does the columnar engine give the readable engine's run of every history, to the last digit?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, given, settings

from domain.record import Record
from domain.restating import restate
from domain.rulebook import Edition, read_edition
from domain.runsheet import canonical, run_sheet
from projections.columns.engine import Question
from projections.columns.packing import packed, unpacked
from projections.columns.rules import NotAnswered
from tests.laws.bureau_years import moments, product, record
from tests.laws.columnar import (
    LOWER_CAPS,
    answers,
    as_read,
    bucket_of,
    by_columns,
    named,
    twisted,
    with_a_share_below_nought,
)
from tests.laws.committees import a_committee
from tests.laws.histories import LONG, Case, cases
from tests.laws.histories_fixed import FIXED
from tests.laws.product import Product
from tests.laws.reopened import restated

SEEDS = range(400 if LONG else 24)
SOME = SEEDS if LONG else SEEDS[::4]
"""Of those of which there are many runs."""
HEAD = 10**9


def candidate(seed: int) -> Edition:
    return read_edition(product(seed).case.candidate or "")


def agree(records: list[Record], *questions: Question) -> None:
    with bucket_of(records) as conn:
        for asked in questions:
            assert by_columns(conn, records, asked) == as_read(records, asked), asked


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_and_a_rehearsal_agree_at_any_moment(seed: int) -> None:
    year = product(seed).case.year
    asked = [Question(year, m.as_of, m.position) for m in moments(seed, 3)]
    agree([record(seed)], *asked, replace(asked[-1], candidate=candidate(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_no_workbook_says_agrees_too(seed: int) -> None:
    year, made = product(seed).case.year, twisted(record(seed), seed)
    asked = [Question(year, m.as_of, m.position) for m in moments(seed, 2)]
    agree([made], *asked, Question(year, date(year, 12, 31), HEAD))


def test_many_bureaus_in_one_bucket_do_not_touch_each_other() -> None:
    for year in (2023, 2024, 2025):
        own = [seed for seed in SEEDS if product(seed).case.year == year]
        records = [named(record(seed), f"b{seed}") for seed in own]
        days = (date(year, 12, 31), date(year, 6, 30))
        agree(
            records,
            *(Question(year, day, position) for day in days for position in (20, 40, HEAD)),
            Question(year, days[0], HEAD, candidate(own[0])),
        )


@settings(
    max_examples=200 if LONG else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_a_drawn_history_agrees(case: Case) -> None:
    made = Product(case)
    day = date(case.year, 12, 31)
    asked = [Question(case.year, day, head) for head in made.heads]
    rehearsed = Question(case.year, date(case.year, 7, 1), HEAD, read_edition(case.candidate or ""))
    agree([made.record], *asked, rehearsed)


BY_HAND = {**FIXED, "lower caps": LOWER_CAPS}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_year_written_by_hand_agrees(name: str) -> None:
    made = Product(BY_HAND[name]).record
    days = (date(2024, 12, 31), date(2024, 12, 30), date(2024, 5, 1))
    agree([made], *(Question(2024, day, HEAD) for day in days))


def test_decided_ties_and_grades_agree_before_and_after_each() -> None:
    made = [m for seed in SOME if (m := a_committee(seed)) is not None]
    assert made
    for committee in made:
        day = date(committee.case.year, 12, 31)
        heads = [Question(committee.case.year, day, head) for head, _ in committee.heads]
        agree([committee.product.record], *heads)


def test_a_restated_run_agrees() -> None:
    count = 0
    for seed in SOME:
        for case in restated(seed)[-2:]:
            made, year = case.made.product.record, case.made.case.year
            with bucket_of([made]) as conn:
                closed, now = (
                    answers(conn, [made], Question(year, case.day, head))[made.bureau].run
                    for head in (case.closed[0], case.now[0])
                )
            again = run_sheet(restate(closed, now), restates="sha256:0")
            assert again == run_sheet(case.runs[2], restates="sha256:0")
            count += 1
    assert count > len(SOME)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_and_records_are_each_other(seed: int) -> None:
    made = twisted(named(record(seed), "b"), seed)
    rows = {name: list(own) for name, own in packed(made)}
    assert unpacked("b", made.year, rows) == made


def test_what_sums_cannot_answer_is_read_and_the_reason_named() -> None:
    seed = next(s for s in SEEDS if product(s).case.year == 2024)
    odd = with_a_share_below_nought(named(record(seed), "odd"))
    plain = named(record(seed), "plain")
    asked = Question(2024, date(2024, 12, 31), HEAD)
    with bucket_of([odd, plain]) as conn:
        found = answers(conn, [odd, plain], asked, strict=False)
        with pytest.raises(NotAnswered):
            answers(conn, [odd, plain], asked)
    assert found["plain"].read is None
    assert found["odd"].read == "an owner's part of a loss below nought"
    sheets = {bureau: run_sheet(a.run) for bureau, a in found.items()}
    assert sheets == as_read([odd, plain], asked)


def test_a_number_without_room_is_read_and_never_cut() -> None:
    seed = next(s for s in SEEDS if product(s).case.year == 2024)
    plain = named(record(seed), "plain")
    entry = next(e for e in plain.entries if e.subject.startswith("officer:"))
    edition = plain.editions(HEAD).on(date(2024, 12, 31))
    item = edition.items["C1"]
    assert item.levels is not None
    huge = replace(
        named(plain, "huge"),
        entries=(
            *named(plain, "huge").entries,
            replace(
                entry,
                ref="huge/2024/officer:0001#999",
                position=10_000,
                item=item.id,
                level=max(item.levels.items(), key=itemgetter(1))[0],
                quantity=10**18,
                effective_on=date(2024, 12, 31),
                merit=None,
                reversed_at=None,
            ),
        ),
    )
    asked = Question(2024, date(2024, 12, 31), HEAD)
    with bucket_of([huge, plain]) as conn:
        found = answers(conn, [huge, plain], asked, strict=False)
    assert found["plain"].read is None
    assert (found["huge"].read or "").startswith("a number is too large")
    sheets = {bureau: run_sheet(a.run) for bureau, a in found.items()}
    assert sheets == as_read([huge, plain], asked)


def test_the_bytes_of_a_digest_are_canonical() -> None:
    import rfc8785

    for seed in SEEDS:
        asked = Question(product(seed).case.year, date(2025, 1, 1), HEAD)
        sheet = as_read([record(seed)], asked)[record(seed).bureau]
        assert sheet is not None
        said = sheet.model_dump(mode="json")
        assert canonical(said) == rfc8785.dumps(said)
    text = {"b": 'q" \\ \b\f\n\r\t\x01\x1f\x7f é 税 𠮷', "a": [1, None, True, "/"]}
    assert canonical(text) == rfc8785.dumps(text)

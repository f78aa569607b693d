"""What holds of the difference of any two runs: its parts are facts, and add up to the whole?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from domain.accounts.facts import EntryReversed
from domain.attributing import DATE, Cause, Part, Then, attribute
from domain.banding import keys_of
from domain.differing import LEFT_OUT, Difference, difference
from domain.journal.envelope import entry_ref
from domain.journal.names import Fact
from domain.registers import facts as registers
from domain.run import Run, appraise
from domain.runsheet import run_sheet
from projections.runs import leave_out
from tests.laws.bureau_years import SEEDS, Moment, moments, product, record, run_at, scores
from tests.laws.histories import LONG

pytestmark = pytest.mark.parametrize("seed", SEEDS)
PAIRS = 12 if LONG else 2
ZERO = Decimal(0)


def pairs(seed: int) -> Iterator[tuple[Moment, Moment]]:
    """Two moments at random, whichever comes first by either clock."""
    drawn = list(moments(seed, 2 * PAIRS))
    yield from zip(drawn[::2], drawn[1::2], strict=True)


def differences(seed: int) -> Iterator[tuple[Run, Run, tuple[Difference, ...]]]:
    for before, after in pairs(seed):
        runs = run_at(seed, before), run_at(seed, after)
        yield *runs, tuple(difference(runs, record(seed)))


def then(moment: Moment) -> Then:
    return Then(moment.as_of, moment.position)


def names(fact: Fact) -> tuple[str, str]:
    """The cause that a fact is, and what it is called."""
    match fact:
        case EntryReversed():
            found = "reversal", f"{fact.bureau}/{fact.year}/{fact.subject}#{fact.number}"
        case registers.MarkGiven():
            found = "mark", f"{fact.subject} {fact.series} {fact.period}"
        case registers.PostingRecorded():
            found = "posting", f"{fact.unit} {fact.start}"
        case registers.UnitEstablished() | registers.UnitReorganised():
            found = "unit", fact.unit
        case registers.RulebookPublished():
            found = "edition", f"{fact.rulebook}@{fact.version}"
        case registers.PlanAdopted():
            found = "plan", fact.unit
        case _:
            found = "entry", entry_ref(fact) or ""
    return found


def day_of(fact: Fact) -> set[date | None]:
    """The days on which a fact begins or ends to count."""
    return {getattr(fact, n, None) for n in ("effective_on", "start", "until", "effective_from")}


def is_told(cause: Cause, seed: int, before: Moment, after: Moment) -> bool:
    """The date, or a fact between the two positions, or one with a day between the two dates."""
    if cause.kind == DATE:
        return before.as_of != after.as_of
    assert cause.position is not None
    fact = product(seed).facts[cause.position - 1]
    first, last = sorted((before.position, after.position))
    early, late = sorted((before.as_of, after.as_of))
    between = any(d is not None and early < d <= late for d in day_of(fact))
    in_time = first < cause.position <= last or (cause.position <= last and between)
    return names(fact) == (cause.kind, cause.ref) and in_time


def is_a_chain(parts: tuple[Part, ...], start: Decimal | None, end: Decimal | None) -> bool:
    """From the score before to the score after, each part beginning where the last one ended."""
    ends = [start, *(part.after for part in parts)]
    return [part.before for part in parts] == ends[:-1] and ends[-1] == end


def test_the_parts_add_up_to_the_change_of_every_unit_and_officer(seed: int) -> None:
    for before, after in pairs(seed):
        was, is_ = scores(run_at(seed, before)), scores(run_at(seed, after))
        for subject in was | is_:
            parts = attribute(record(seed), subject, then(before), then(after))
            start, end = was.get(subject), is_.get(subject)
            assert is_a_chain(parts, start, end), subject
            assert sum((p.points for p in parts), ZERO) == (end or ZERO) - (start or ZERO)
            assert all(p.before != p.after for p in parts)


def test_each_part_is_caused_by_a_fact_in_the_log_or_by_the_date(seed: int) -> None:
    for before, after in pairs(seed):
        for subject in scores(run_at(seed, after)):
            for part in attribute(record(seed), subject, then(before), then(after)):
                assert is_told(part.cause, seed, before, after), part


def test_backwards_is_the_negation(seed: int) -> None:
    for before, after in pairs(seed):
        for subject in scores(run_at(seed, after)):
            there = attribute(record(seed), subject, then(before), then(after))
            back = attribute(record(seed), subject, then(after), then(before))
            assert [(p.cause, p.after, p.before) for p in reversed(back)] == [
                (p.cause, p.before, p.after) for p in there
            ]


def test_whoever_reads_otherwise_is_listed_and_nobody_else(seed: int) -> None:
    for before, after, found in differences(seed):
        assert [d.subject for d in found] == sorted(otherwise(before, after))
        for d in found:
            assert d.points == (scores(after).get(d.subject) or ZERO) - (
                scores(before).get(d.subject) or ZERO
            )


def otherwise(before: Run, after: Run) -> set[str]:
    """Whose row of score, rank, band and grade is another one, by the printed runs."""
    was, is_ = rows(before), rows(after)
    return {subject for subject in was | is_ if was.get(subject) != is_.get(subject)}


def rows(run: Run) -> dict[str, dict[str, object]]:
    """What is said of each; of whom nothing is said there is no row."""
    sheet = run_sheet(run)
    units = {f"unit:{u.unit}": {"score": u.score} for u in sheet.units if u.score is not None}
    named = {"score", "rank", "band", "grade"}
    return units | {f"officer:{o.officer}": o.model_dump(include=named) for o in sheet.officers}


def test_the_own_part_of_a_rank_is_what_his_new_result_does_in_the_old_field(seed: int) -> None:
    for before, after, found in differences(seed):
        old = {f"officer:{p.officer}": p for p in before.places}
        new = {f"officer:{p.officer}": p for p in after.places}
        for d in found:
            p, q = old.get(d.subject), new.get(d.subject)
            if p is None or q is None or not (p.ranked and q.ranked) or p.group != q.group:
                assert d.rank_own is None
                continue
            edition = before.standing.edition
            others = [o for o in before.places if o.ranked and o.group == p.group and o is not p]
            ahead = sum(keys_of(o, edition) > keys_of(q, edition) for o in others)
            assert p.rank is not None
            assert d.rank_own == 1 + ahead - p.rank


def test_facts_learnt_are_told_in_the_order_of_their_positions(seed: int) -> None:
    for before, after in pairs(seed):
        still = Moment(before.as_of, after.position)
        for subject in scores(run_at(seed, after)):
            parts = attribute(record(seed), subject, then(before), then(still))
            positions = [p.cause.position or 0 for p in parts]
            ordered = positions if before.position <= after.position else positions[::-1]
            assert all(one < other for one, other in pairwise(ordered))


def test_without_an_entry_everything_is_as_if_it_had_been_annulled(seed: int) -> None:
    whole, made = record(seed), product(seed)
    day, head = date(made.case.year, 12, 31), len(made.facts)
    before = appraise(whole, day, head)
    for entry in [e for e in (*whole.entries, *whole.losses) if e.reversed_at is None][::4]:
        after = appraise(leave_out(whole, entry.ref), day, head)
        told = tuple(difference((before, after), whole, without=entry.ref))
        assert {d.subject for d in told} == otherwise(before, after)
        for d in told:
            start, end = scores(before).get(d.subject), scores(after).get(d.subject)
            cause = Cause(LEFT_OUT, entry.ref)
            assert d.parts == (() if start == end else (Part(cause, start, end),))

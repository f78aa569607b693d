"""The facts that a score is said to rest on suffice for it, and tell of nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from projections.evidence.offline.history import history_of
from projections.evidence.offline.reckoning import Reckoning
from projections.evidence.offline.scoring import FactTriple, answer_of, needed, score
from tests.domain.cast import ADA, NANYUE, ZG
from tests.evidence.recorded import EVENTFUL, generated, recalled, sample
from tests.laws.histories import LONG
from tests.laws.product import BUREAU

SEEDS = range(200 if LONG else 20)


def everybody(facts: list[FactTriple], bureau: str, year: int) -> Iterator[str]:
    record = recalled(facts, bureau, year)
    yield from (f"officer:{o}" for o in record.officers_known(facts[-1][0]))
    yield from sorted({f"unit:{version.unit}" for version in record.units})


def insufficient(facts: list[FactTriple], bureau: str, year: int) -> list[tuple[str, str]]:
    """Whose score comes out otherwise from the facts it is said to rest on alone."""
    days = [f"{year}-{day}" for day in ("01-01", "04-15", "07-01", "12-31")]
    whole = {
        day: Reckoning(history_of(facts, bureau, year), date.fromisoformat(day)) for day in days
    }
    found = []
    for subject in everybody(facts, bureau, year):
        positions = needed(facts, bureau, year, subject)
        few = history_of([fact for fact in facts if fact[0] in positions], bureau, year)
        for day in days:
            alone = answer_of(Reckoning(few, date.fromisoformat(day)), subject)
            if alone != answer_of(whole[day], subject):
                found.append((subject, day))
    return found


@pytest.mark.parametrize("name", ["small", "medium"])
def test_the_facts_needed_suffice_in_the_samples(name: str) -> None:
    assert insufficient(sample(name), BUREAU, 2024) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_facts_needed_suffice_in_generated_years(seed: int) -> None:
    year, facts, heads = generated(seed)
    assert [insufficient(facts[:head], BUREAU, year) for head in heads] == [[]] * len(heads)


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_facts_needed_suffice_after_every_fact_of_an_eventful_year(year: int) -> None:
    known = range(1, len(EVENTFUL) + 1)
    assert [n for n in known if insufficient(EVENTFUL[:n], NANYUE, year)] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_no_other_officers_fact_is_needed(seed: int) -> None:
    year, facts, _ = generated(seed)
    states = {position: state for position, _, state in facts}
    for subject in everybody(facts, BUREAU, year):
        for position in needed(facts, BUREAU, year, subject):
            named = states[position].get("subject") or ""
            posted = states[position].get("officer", subject.partition(":")[2])
            assert named == subject or not named.startswith("officer:")
            assert posted == subject.partition(":")[2]


def test_another_units_facts_are_needed_only_where_units_are_compared() -> None:
    stranger, own = "unit:new", "officer:0013"
    units = [
        n for n, name, said in EVENTFUL if name == "unit-established" and said["unit"] == "new"
    ]
    assert set(units) <= needed(EVENTFUL, NANYUE, 2024, own)
    plain = [f for f in EVENTFUL if f[1] != "rulebook-published" or f[2]["version"] == 1]
    plain = [f for f in plain if f[1] != "rulebook-withdrawn"]
    assert not set(units) & needed(plain, NANYUE, 2024, own)
    assert set(units) <= needed(plain, NANYUE, 2024, stranger)


def test_a_loss_in_another_units_account_is_needed_by_a_unit_that_carries_it() -> None:
    lost = {
        n
        for n, name, said in EVENTFUL
        if said.get("subject") == ZG and (name == "loss-imposed" or said.get("number") == 2)
    }
    assert lost
    assert lost <= needed(EVENTFUL, NANYUE, 2024, "unit:fa")
    assert not lost & needed(EVENTFUL, NANYUE, 2024, "unit:new")


def test_without_one_fact_needed_by_a_line_the_score_is_another() -> None:
    """The set is no larger than it must be, as far as entries in force go."""
    positions = needed(EVENTFUL, NANYUE, 2024, ADA)
    kept = [fact for fact in EVENTFUL if fact[0] in positions]
    whole = score(kept, NANYUE, 2024, ADA, "2024-12-31")
    for line in whole["lines"]:
        fewer = [fact for fact in kept if fact[0] != line["position"]]
        assert score(fewer, NANYUE, 2024, ADA, "2024-12-31") != whole


def test_nothing_of_another_bureau_or_year_is_needed() -> None:
    positions = needed(EVENTFUL, NANYUE, 2024, ADA)
    for position, _, state in EVENTFUL:
        if state["bureau"] != NANYUE or state.get("year") == 2025:
            assert position not in positions


@pytest.mark.parametrize("subject", ["0012", "officer:", "team:zg", "officer:a b", "", None, 7])
def test_what_is_no_subject_is_refused(subject: object) -> None:
    with pytest.raises(ValueError, match=re.escape("neither officer:… nor unit:…")):
        needed(EVENTFUL, NANYUE, 2024, subject)  # type: ignore[arg-type]

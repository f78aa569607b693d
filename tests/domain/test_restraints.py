"""What do restrictions keep an officer from, from which day to which, and known since when?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import pytest

from domain.record import Record, Restriction, RestrictionEnd
from domain.restraints import Bite, Interval, Restraints, intervals, restraints
from domain.rulebook import Edition, Editions, RestrictionRule
from domain.scoring import Entry
from tests.domain.cast import ADA, BO, NANYUE, YEAR, ZG, edition
from tests.domain.lines import an_entry

YEAR_END: Final = date(2024, 12, 31)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def an_interval(start: str, end: str | None, rule: str = "V1", source: str = "s") -> Interval:
    return Interval(rule, date.fromisoformat(start), day(end), source)


def a_rule(**said: Any) -> RestrictionRule:
    named = {"id": "V1", "title": {"zh": "限制", "en": "limit"}, "bites": "during_year"}
    return RestrictionRule.model_validate(named | said)


def bitten(*rules: RestrictionRule | None) -> Restraints:
    interval = an_interval("2024-05-01", None)
    return Restraints(tuple(Bite(interval, rule) for rule in rules))


@pytest.mark.parametrize(
    ("start", "end", "in_year", "at_end"),
    [
        ("2024-12-31", None, True, True),
        ("2025-01-01", None, False, False),
        ("2024-12-31", "2025-01-01", True, True),
        ("2024-05-01", "2024-12-31", True, False),
        ("2023-05-01", "2024-01-02", True, False),
        ("2023-05-01", "2024-01-01", False, False),
        ("2023-05-01", "2023-05-01", False, False),
        ("2024-01-01", "2024-01-02", True, False),
        ("2024-05-01", "2024-05-01", False, False),
    ],
)
def test_a_restriction_bites_on_some_day_of_the_year_or_on_its_last(
    start: str, end: str | None, in_year: bool, at_end: bool
) -> None:
    interval = an_interval(start, end)
    assert interval.bites("during_year", YEAR, YEAR_END) is in_year
    assert interval.bites("at_year_end", YEAR, YEAR_END) is at_end


def test_what_none_of_the_rules_says_holds_nobody_back() -> None:
    for none in (bitten(), bitten(a_rule()), bitten(None)):
        assert (none.unranked, none.deferred, none.max_band) == (False, False, None)
        assert none.bars == frozenset()


def test_of_several_the_worst_holds_and_what_they_bar_adds_up() -> None:
    both = bitten(
        a_rule(max_band=2, bars=["excellent"]), a_rule(max_band=3, bars=["x"]), a_rule(), None
    )
    assert both.max_band == 3
    assert both.bars == {"excellent", "x"}


def test_one_that_takes_out_of_the_ranking_goes_before_one_that_defers() -> None:
    unranked, deferred = a_rule(unranked=True), a_rule(deferred=True)
    out, waits = bitten(a_rule(), unranked, deferred), bitten(a_rule(), deferred)
    assert (out.unranked, out.deferred) == (True, False)
    assert (waits.unranked, waits.deferred) == (False, True)


def test_the_reasons_name_the_rule_its_source_and_where_the_edition_lacks_it() -> None:
    assert bitten(a_rule(), None).reasons == (
        "restriction V1 (s)",
        "restriction V1 (s): not in edition",
    )


def a_record(
    restrictions: Iterable[Restriction] = (), ends: Iterable[RestrictionEnd] = ()
) -> Record:
    nothing: dict[str, Any] = dict.fromkeys(
        ("entries", "losses", "postings", "units", "marks", "plans", "publications"), ()
    )
    return Record(
        NANYUE, YEAR, **nothing, restrictions=tuple(restrictions), restriction_ends=tuple(ends)
    )


def restricted(
    number: int = 1, subject: str = ADA, until: str | None = None, position: int = 5
) -> Restriction:
    return Restriction(subject, number, "V1", date(2024, 3, 1), day(until), position)


def ended(how: str, on: str, number: int = 1, subject: str = ADA, at: int = 6) -> RestrictionEnd:
    return RestrictionEnd(subject, number, how, date.fromisoformat(on), at)


def known(
    record: Record,
    position: int = 99,
    entries: dict[str, list[Entry]] | None = None,
    editions: Editions | None = None,
) -> dict[str, list[tuple[str, str, str | None, str]]]:
    """Of each subject the rule, first day, first free day, and source of each restriction."""
    found = intervals(record, position, entries or {}, editions or Editions.only(edition()))
    return {
        subject: [(i.rule, str(i.start), str(i.end) if i.end else None, i.source) for i in each]
        for subject, each in found.items()
    }


def first(end: str | None, number: int = 1, subject: str = ADA) -> tuple[str, str, str | None, str]:
    return "V1", "2024-03-01", end, f"nanyue/{subject}/restrictions#{number}"


def test_a_restriction_is_known_from_its_position_on() -> None:
    record = a_record([restricted()])
    assert known(record, 4) == {}
    assert known(record, 5) == {ADA: [first(None)]}


def test_every_restriction_of_every_subject_stands() -> None:
    record = a_record(
        [restricted(), restricted(2, until="2024-09-01", position=7), restricted(subject=BO)]
    )
    assert known(record, 6) == {ADA: [first(None)], BO: [first(None, subject=BO)]}
    assert known(record)[ADA] == [first(None), first("2024-09-01", 2)]


def test_the_earliest_lifting_ends_a_restriction_once_it_is_known() -> None:
    ends = (ended("lifted", "2024-08-01"), ended("lifted", "2024-07-01", at=8))
    record = a_record([restricted(until="2024-10-01")], ends)
    ends_at = [known(record, at)[ADA][0][2] for at in (5, 6, 7, 8)]
    assert ends_at == ["2024-10-01", "2024-08-01", "2024-08-01", "2024-07-01"]
    late = a_record([restricted(until="2024-06-01")], ends)
    assert known(late)[ADA][0][2] == "2024-06-01"


def test_a_rescission_voids_what_it_names_and_nothing_else() -> None:
    others = (restricted(), restricted(2), restricted(subject=BO))
    lifted, void = ended("lifted", "2024-08-01", at=6), ended("rescinded", "2024-09-01", at=7)
    record = a_record(others, (lifted, void))
    assert known(record, 6)[ADA] == [first("2024-08-01"), first(None, 2)]
    assert known(record, 7) == {ADA: [first(None, 2)], BO: [first(None, subject=BO)]}


RAISING: Final = an_entry(9, "X1", "municipal")


def test_an_entry_raises_the_restriction_of_its_item_until_the_year_ends() -> None:
    entries = {ADA: [an_entry(8, "I1", "municipal"), RAISING], BO: [an_entry(7, "X3")]}
    raised = ("V1", "2024-03-05", "2025-01-01", "#9")
    assert known(a_record(), entries=entries) == {ADA: [raised]}
    assert known(a_record([restricted()]), entries=entries)[ADA] == [first(None), raised]


def test_an_entry_raises_what_the_edition_of_its_own_day_says() -> None:
    spring = edition(items={"X1": {"restriction": None}})
    autumn = edition(2, "2024-07-01", items={"I1": None})
    entries = {
        ADA: [
            RAISING,
            an_entry(10, "I1", "municipal", on="2024-08-01"),
            an_entry(11, "X1", "municipal", on="2024-08-01"),
        ]
    }
    found = known(a_record(), entries=entries, editions=Editions((spring, autumn)))
    assert found == {ADA: [("V1", "2024-08-01", "2025-01-01", "#11")]}
    gone = edition(2, "2024-07-01", items={"X1": None})
    found = known(a_record(), entries=entries, editions=Editions((edition(), gone)))
    assert found == {ADA: [("V1", "2024-03-05", "2025-01-01", "#9")]}


HEADS: Final[Edition] = edition(
    restrictions=[
        {"id": "V1", "bites": "during_year", "max_band": "2"},
        {"id": "V2", "bites": "at_year_end", "unranked": True},
        {"id": "V4", "bites": "during_year", "max_band": "2", "reaches": "head"},
    ]
)


def told(own: Iterable[Interval], headed: Iterable[Interval] = ()) -> list[tuple[str, str]]:
    found = restraints(own, headed, HEADS, YEAR, YEAR_END)
    assert all(b.rule is None or b.rule.id == b.interval.rule for b in found.bites)
    return [(b.interval.rule, "" if b.rule else "no rule") for b in found.bites]


def test_a_restriction_bites_by_its_rule() -> None:
    past = ("2024-03-01", "2024-04-01")
    own = [an_interval(*past, "V2"), an_interval(*past, "V1"), an_interval(*past, "V4")]
    assert told(own) == [("V1", ""), ("V4", "")]
    assert told([an_interval("2024-03-01", None, "V2")]) == [("V2", "")]


def test_a_restriction_whose_rule_the_edition_lacks_is_told() -> None:
    assert told([an_interval("2024-03-01", None, "V9")]) == [("V9", "no rule")]


def test_of_a_unit_its_head_bears_what_reaches_heads_alone() -> None:
    of_the_unit = [an_interval("2024-03-01", None, rule, ZG) for rule in ("V1", "V9", "V4", "V2")]
    assert told([], of_the_unit) == [("V4", "")]
    assert told([an_interval("2024-03-01", None, "V2")], of_the_unit) == [("V2", ""), ("V4", "")]

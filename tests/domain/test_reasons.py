"""Why this group, this rank, this band and this grade, and why not the next?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from domain.explaining import Reasons, Why
from domain.run import Run
from tests.domain.bureau_years import RULES, STAFF, BureauYear, bands, grades
from tests.domain.cast import commend, deduct, reverse
from tests.domain.test_committee_decisions import decide_grade, resolve
from tests.domain.test_restrictions import a_restriction

FIVE: Final = ("97", "95", "93.5", "92", "91")
"""Two seats in band 1, two more in band 2, one excellent."""
Told = tuple[str, Mapping[str, str]]


def several(*marks: str, **rules: Any) -> BureauYear:
    """Officers 0011, 0012 … of one section, each with this mark in two quarters."""
    book = BureauYear(**rules)
    book.unit("zg")
    for n, mark in enumerate(marks, start=11):
        book.officer(f"00{n}", f"{mark} {mark}")
    return book


def _reasons(run: Run, officer: str) -> tuple[Why, ...]:
    return Reasons(run).of(next(p for p in run.places if p.officer == officer))


def why(run: Run, officer: str, about: str) -> Told | None:
    """What is told about it, once at most."""
    told = [(w.how, w.said) for w in _reasons(run, officer) if w.about == about]
    assert len(told) <= 1
    return told[0] if told else None


def test_a_group_is_told_by_what_it_matched() -> None:
    book = several(*FIVE)
    book.officer("0020", "96 96", post_level="head")
    run = book.run()
    assert why(run, "0011", "group") == ("matched", {"group": "sections", "by": "unit_kind"})
    assert why(run, "0020", "group") == ("matched", {"group": "heads", "by": "post_level"})


def test_a_group_that_was_too_small_is_told_with_the_one_it_joined() -> None:
    small = {"id": "sections", "match": {"unit_kind": ["section"]}, "weights": STAFF}
    groups = [small | {"min_size": "6", "merge_into": "branches"}, RULES["groups"][2]]
    said = {"group": "branches", "own": "sections", "min_size": "6"}
    assert why(several(*FIVE, groups=groups).run(), "0011", "group") == ("merged", said)


def test_a_rank_is_told_with_how_many_are_level() -> None:
    run = several("97", "95", "95", "95", "91").run()
    assert why(run, "0011", "rank") == ("alone", {"rank": "1", "n": "5", "level": "0"})
    assert why(run, "0012", "rank") == ("level", {"rank": "2", "n": "5", "level": "2"})
    assert why(run, "0015", "rank") == ("alone", {"rank": "5", "n": "5", "level": "0"})


def test_a_seat_is_told_with_the_seats_there_were() -> None:
    run = several(*FIVE).run()
    first, second = {"seats": "2", "through": "40/100"}, {"seats": "2", "through": "90/100"}
    assert why(run, "0012", "band") == ("seat", {"band": "1"} | first)
    assert why(run, "0013", "band") == ("seat", {"band": "2"} | second)
    assert why(run, "0011", "next band") is None


def test_the_last_band_takes_everyone_left() -> None:
    assert why(several(*FIVE).run(), "0015", "band") == ("everyone left", {"band": "3"})


def test_a_conditional_band_is_told_with_its_condition_and_the_points_that_lack() -> None:
    """He is not behind the last of band 3 but under the condition: 1.5 are enough."""
    run = several("97", "95", "93.5", "92", "91", "58.5").run()
    said = {"band": "4", "below": "60"}
    assert why(run, "0016", "band") == ("below", said)
    lacking = {"band": "3", "below": "60", "distance": "1.500"}
    assert why(run, "0016", "next band") == ("short", lacking)


def test_a_conditional_band_needs_nobody_in_the_next() -> None:
    run = several("58.5").run()
    lacking = {"band": "3", "below": "60", "distance": "1.500"}
    assert why(run, "0011", "next band") == ("short", lacking)


def test_whoever_missed_a_seat_is_told_the_distance_in_points() -> None:
    run = several(*FIVE).run()
    said = {"key": "score", "distance": "1.500"}
    assert why(run, "0013", "next band") == ("behind", {"band": "1"} | said)
    assert why(run, "0015", "next band") == (
        "behind",
        {"band": "2", "key": "score", "distance": "1.000"},
    )


def test_at_equal_scores_the_distance_is_on_the_first_key_that_differs() -> None:
    """0013 has the score of 0012 by a bonus, and the lower mean of reviews."""
    book = several("97", "95", "93.5", "92", "91")
    book.does(commend(subject="officer:0013", item="C2", level="municipal"))
    said = {"band": "1", "key": "regular_review", "distance": "1.5"}
    assert why(book.run(), "0013", "next band") == ("behind", said)


def test_what_is_missing_on_a_key_has_no_distance() -> None:
    book = several("97", "95", "92", "91", tie_break=["leader_evaluation"])
    book.officer("0015", "95 95", leader="95")
    said = {"band": "1", "key": "leader_evaluation", "distance": "missing"}
    assert why(book.run(), "0012", "next band") == ("behind", said)


def test_a_bar_is_told_with_the_restriction() -> None:
    book = several(*FIVE)
    book.holds(a_restriction(subject="officer:0011", until=None))
    run = book.run()
    assert why(run, "0011", "next band") == ("barred", {"band": "1", "restrictions": "V1"})
    assert bands(run, "0011", "0012", "0013") == [2, 1, 1]


def test_where_there_is_no_seat_that_is_told() -> None:
    run = several("97", "95").run()
    assert why(run, "0011", "next band") == ("no seat", {"band": "1"})
    assert why(run, "0011", "next grade") == ("not in band", {"grade": "excellent", "band": "1"})


def test_an_unresolved_tie_across_the_last_seat_is_told_to_the_tied() -> None:
    run = several("97", "95", "95", "92", "91").run()
    for officer in ("0012", "0013"):
        assert why(run, officer, "next band") == ("tie unresolved", {"band": "1"})


def test_a_tie_decided_is_told_on_both_sides_of_the_line() -> None:
    book = several("97", "95", "95", "92", "91")
    book.does(resolve("0013", "0012"), on="2025-01-15")
    run = book.run()
    seats = {"seats": "2", "through": "40/100"}
    assert why(run, "0013", "band") == ("tie placed", {"band": "1"} | seats)
    assert why(run, "0012", "next band") == ("tie placed", {"band": "1"})
    assert why(run, "0012", "band") == ("seat", {"band": "2", "seats": "2", "through": "90/100"})


def test_a_tie_decided_at_a_lower_line_says_nothing_of_the_higher() -> None:
    book = several("97", "95", "92", "92", "92")
    book.does(resolve("0015", "0014", "0013"), on="2025-01-15")
    run = book.run()
    assert bands(run) == [1, 1, 3, 2, 2]
    said = {"band": "1", "key": "score", "distance": "3.000"}
    assert why(run, "0015", "next band") == ("behind", said)


def test_a_tie_across_two_lines_is_told_at_each() -> None:
    book = several("97", "95", "95", "95", "95")
    run = book.run()
    assert bands(run) == [1, 3, 3, 3, 3]
    assert why(run, "0012", "next band") == ("tie unresolved", {"band": "2"})
    book.does(resolve("0012", "0013", "0014", "0015"), on="2025-01-15")
    placed = book.run()
    assert bands(placed) == [1, 1, 2, 2, 3]
    assert why(placed, "0012", "band") == (
        "tie placed",
        {"band": "1", "seats": "2", "through": "40/100"},
    )
    assert why(placed, "0015", "next band") == ("tie placed", {"band": "2"})


def test_the_excellent_are_told_their_groups_share() -> None:
    said = {"grade": "excellent", "share": "1"}
    assert why(several(*FIVE).run(), "0011", "grade") == ("share", said)


def test_a_grade_decided_is_told_as_decided() -> None:
    book = several(*FIVE)
    book.does(decide_grade(officer="0012"), on="2025-01-15")
    run = book.run()
    assert why(run, "0012", "grade") == ("decided", {"grade": "basically_competent"})
    assert why(run, "0012", "next grade") is None


def test_whoever_misses_the_grade_is_told_what_lacks() -> None:
    run = several(*FIVE).run()
    assert why(run, "0013", "next grade") == ("not in band", {"grade": "excellent", "band": "1"})
    said = {"grade": "excellent", "key": "score", "distance": "2.000"}
    assert why(run, "0012", "next grade") == ("behind", said)


def test_a_bar_from_the_grade_is_told_with_the_restriction() -> None:
    barring = {"id": "V5", "bites": "during_year", "bars": ["excellent"]}
    book = several(*FIVE, restrictions=[*RULES["restrictions"], barring])
    book.holds(a_restriction(subject="officer:0011", rule="V5", until=None))
    run = book.run()
    assert (bands(run, "0011"), grades(run, "0011", "0012")) == ([1], ["competent", "excellent"])
    said = {"grade": "excellent", "restrictions": "V5"}
    assert why(run, "0011", "next grade") == ("barred", said)


def test_a_requirement_of_the_grade_is_told_with_its_least() -> None:
    excellent = {"quota": "20/100", "from_band": "1"}
    asked = {"excellent": excellent | {"requires": {"good_quarters": "3"}}}
    run = several(*FIVE, grades=asked).run()
    said = {"grade": "excellent", "key": "good_quarters", "least": "3"}
    assert why(run, "0011", "next grade") == ("requires", said)


def test_a_tie_across_the_line_of_excellent_is_told_of_the_grade_alone() -> None:
    run = several("97", "97", "93", "92", "91").run()
    assert why(run, "0011", "next grade") == ("tie unresolved", {"grade": "excellent"})
    seats = {"seats": "2", "through": "40/100"}
    assert why(run, "0011", "band") == ("seat", {"band": "1"} | seats)


def test_a_tie_decided_at_the_line_of_excellent_leaves_the_band_a_plain_seat() -> None:
    book = several("97", "97", "93", "92", "91")
    book.does(resolve("0012", "0011"), on="2025-01-15")
    run = book.run()
    assert grades(run, "0011", "0012") == ["competent", "excellent"]
    assert why(run, "0011", "next grade") == ("tie placed", {"grade": "excellent"})
    seats = {"seats": "2", "through": "40/100"}
    assert why(run, "0012", "band") == ("seat", {"band": "1"} | seats)


def annulled(officer: str) -> Run:
    """Six of whom one had an award of 1.5 until after the close; the restated run."""
    book = several("97", "95", "93.8", "92", "91")
    award = book.grants(commend(subject=f"officer:{officer}", item="C2", level="municipal"))
    book.close()
    book.does(reverse(award), on="2025-05-10")
    return book.restate()


def test_a_seat_left_empty_after_a_restatement_is_told_as_held() -> None:
    """0013 had 95.3 with his award, before the 95 of 0012."""
    run = annulled("0013")
    assert bands(run) == [1, 2, 2, 2, 3]
    assert why(run, "0012", "next band") == ("held", {"band": "1"})
    said = {"grade": "excellent", "band": "1"}
    assert why(run, "0012", "next grade") == ("not in band", said)


def test_a_grade_left_empty_after_a_restatement_is_told_of_the_grade_alone() -> None:
    """Who was excellent has fallen behind the next, and both keep their seats in band 1."""
    book = several("97", "96", "93", "92", "91")
    award = book.grants(commend(subject="officer:0012", item="C2", level="municipal"))
    assert grades(book.close(), "0011", "0012") == ["competent", "excellent"]
    book.does(reverse(award), on="2025-05-10")
    run = book.restate()
    assert (bands(run, "0011", "0012"), grades(run, "0011", "0012")) == (
        [1, 1],
        ["competent", "competent"],
    )
    assert why(run, "0011", "next band") is None
    assert why(run, "0011", "next grade") == ("held", {"grade": "excellent"})


def test_who_is_deferred_or_unranked_is_told_no_rank() -> None:
    book = several(*FIVE)
    book.holds(a_restriction(subject="officer:0011", rule="V3", until=None))
    book.holds(a_restriction(subject="officer:0012", rule="V2", until=None))
    book.does(deduct(subject="officer:0013"))
    run = book.run()
    for officer in ("0011", "0012"):
        assert [w.about for w in _reasons(run, officer)] == ["group"]

"""Are points exact, rounded half away from zero, and written as people write them?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, Inexact
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.vocabulary import (
    Account,
    Day,
    EditionRef,
    EntryRef,
    Points,
    Share,
    Text,
    exact_number,
    fixed,
    half_up,
    places_of,
    plain,
    share_of,
    sum_of_products,
)
from tests.domain.cast import award

POINTS = TypeAdapter[Decimal](Points)
EXACT = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)
PLACES = st.integers(min_value=0, max_value=6)
DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)

QUICK = settings(max_examples=50, deadline=None)


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        ("0.0005", 3, "0.001"),
        ("-0.0005", 3, "-0.001"),
        ("0.00049999", 3, "0.000"),
        ("-0.00049999", 3, "0.000"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("3.5", 0, "4"),
        ("1/3", 4, "0.3333"),
        ("2/3", 4, "0.6667"),
        ("-2/3", 4, "-0.6667"),
        ("97.189617486", 6, "97.189617"),
        ("1.005", 2, "1.01"),
    ],
)
def test_a_half_goes_away_from_zero(number: str, places: int, rounded: str) -> None:
    found = half_up(Fraction(number), places)
    assert str(found) == rounded


@QUICK
@given(EXACT, PLACES)
def test_rounding_is_off_by_half_a_unit_at_most_and_never_toward_zero_on_a_half(
    exact: Fraction, places: int
) -> None:
    unit = Fraction(1, 10**places)
    rounded = Fraction(half_up(exact, places))
    assert rounded % unit == 0
    assert abs(rounded - exact) <= unit / 2
    if abs(rounded - exact) == unit / 2:
        assert abs(rounded) > abs(exact)


@QUICK
@given(EXACT, PLACES)
def test_rounding_treats_both_signs_alike(exact: Fraction, places: int) -> None:
    assert half_up(-exact, places) == -half_up(exact, places)


@QUICK
@given(DECIMALS)
def test_rounding_a_rounded_number_changes_nothing(number: Decimal) -> None:
    assert half_up(number, 6) == number


@QUICK
@given(DECIMALS, PLACES)
def test_a_decimal_is_rounded_as_the_fraction_that_it_is(number: Decimal, places: int) -> None:
    assert str(half_up(number, places)) == str(half_up(Fraction(number), places))


@QUICK
@given(st.lists(st.tuples(DECIMALS, DECIMALS | st.integers(0, 10**5))))
def test_a_sum_of_products_is_exact(pairs: list[tuple[Decimal, Decimal | int]]) -> None:
    expected = sum((Fraction(a) * Fraction(b) for a, b in pairs), Fraction(0))
    assert Fraction(sum_of_products(pairs)) == expected


def test_a_digit_that_does_not_fit_a_sum_is_an_error_and_never_lost() -> None:
    with pytest.raises(Inexact):
        sum_of_products([(1, Decimal("1E+200")), (1, Decimal("0.1"))])


@pytest.mark.parametrize("number", ["-0", "-0.0", "-0.0000", "0.000", "0E-9", "-0E+3"])
def test_zero_is_written_without_a_sign(number: str) -> None:
    assert plain(Decimal(number)) == "0"
    assert fixed(Decimal(number), 3) == "0.000"
    assert fixed(Decimal("-0.0004"), 3) == "0.000"
    assert fixed(Decimal("-0.4"), 0) == "0"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("2.50", "2.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1E-4", "0.0001"),
        ("-1.2000", "-1.2"),
        ("10.0", "10"),
    ],
)
def test_a_number_is_written_plainly(number: str, written: str) -> None:
    assert plain(Decimal(number)) == written


def test_a_fixed_number_has_its_places() -> None:
    assert fixed(Decimal("97.72"), 3) == "97.720"
    assert fixed(Decimal("-0.6"), 6) == "-0.600000"
    assert fixed(Decimal("0.0005"), 3) == "0.001"
    assert fixed(Decimal("97.5"), 0) == "98"


@QUICK
@given(DECIMALS)
def test_what_is_written_plainly_reads_back_exactly(number: Decimal) -> None:
    text = plain(number)
    assert "E" not in text.upper()
    assert text not in ("-0", "")
    assert Fraction(text) == Fraction(number) == Fraction(exact_number(text))
    assert not text.endswith(".")
    assert not ("." in text and text.endswith("0"))


@QUICK
@given(DECIMALS, PLACES)
def test_a_fixed_number_is_the_rounded_one(number: Decimal, places: int) -> None:
    text = fixed(number, places)
    assert Fraction(text) == Fraction(half_up(number, places))
    assert len(text.partition(".")[2]) == places
    assert text.strip("-0.") or not text.startswith("-")


@pytest.mark.parametrize("given_", ["2.5", " 2.5 ", "+2.5", "2.50", Decimal("2.5"), "02.5"])
def test_an_exact_number_is_read_from_text_or_a_decimal(given_: object) -> None:
    assert str(exact_number(given_)) == "2.5"


@pytest.mark.parametrize("given_", [0.5, 2.0, True, False, None, [1], b"1"])
def test_a_binary_float_is_not_a_number_of_points(given_: object) -> None:
    with pytest.raises(ValueError, match="as text"):
        exact_number(given_)


@pytest.mark.parametrize(
    "given_",
    [
        *("", " ", ".5", "5.", "1e3", "1,5", "1_000", "0x1", "--1", "1/3", "NaN", "Infinity"),
        *("２", "٣", "1\n2", "1234567890123", Decimal("NaN"), Decimal("Infinity"), 10**13),
    ],
)
def test_only_a_plain_decimal_is_a_number(given_: object) -> None:
    with pytest.raises(ValueError, match="not a plain decimal number"):
        exact_number(given_)


def test_points_have_at_most_four_places_and_stay_below_a_million() -> None:
    assert POINTS.validate_python("0.1234") == Decimal("0.1234")
    assert POINTS.validate_python("0.12340") == Decimal("0.1234")
    assert POINTS.validate_python(3) == Decimal(3)
    for given_ in ("0.12345", "1000000", "-1000000", 0.5, "x"):
        with pytest.raises(ValidationError):
            POINTS.validate_python(given_)


def test_points_are_text_in_json() -> None:
    assert POINTS.dump_json(Decimal("2.50")) == b'"2.5"'
    assert POINTS.dump_json(Decimal("-0.0")) == b'"0"'
    with pytest.raises(ValidationError):
        POINTS.validate_json("0.5")


def test_a_command_takes_no_float() -> None:
    with pytest.raises(ValidationError):
        award(points=0.5)
    with pytest.raises(ValidationError):
        award(quantity="3")
    with pytest.raises(ValidationError):
        award(quantity=True)


def test_places_are_counted_without_trailing_zeros() -> None:
    assert [places_of(Decimal(n)) for n in ("2", "2.0", "2.50", "0.0001")] == [0, 0, 1, 4]


def test_a_share_left_out_is_the_whole() -> None:
    assert share_of(None) == 1
    assert share_of("2/6") == Fraction(1, 3)
    for given_ in ("0/3", "1/0", "1", "-1/3", "1/3 ", "10000/3"):
        with pytest.raises(ValidationError):
            TypeAdapter[str](Share).validate_python(given_)


@pytest.mark.parametrize(
    "given_", ["2024-13-01", "2023-02-29", "20240301", "1989-12-31", "2200-01-01", 20240301, None]
)
def test_a_day_is_a_day_of_the_calendar(given_: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[date](Day).validate_python(given_)


def test_a_day_is_no_moment() -> None:
    assert TypeAdapter[date](Day).validate_python("2024-02-29") == date(2024, 2, 29)
    with pytest.raises(ValidationError):
        TypeAdapter[date](Day).validate_python(datetime(2024, 2, 29))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["a\x00b", "a\x7fb", "", "   ", "x" * 2001, "\x1b[31m"])
def test_text_holds_no_control_characters(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](Text).validate_python(text)


@pytest.mark.parametrize(
    ("shape", "ref"),
    [
        (EntryRef, "nanyue/２０２４/officer:0012#1"),
        (EntryRef, "nanyue/2024/officer:0012#1２"),
        (EntryRef, "nanyue/2024/officer:0012#0"),
        (EntryRef, "nanyue/2024/clerk:0012#1"),
        (Account, "nanyue/２０２４/officer:0012"),
        (EditionRef, "nanyue@1２"),
        (Share, "1/1２"),
    ],
)
def test_a_reference_has_one_spelling_and_it_is_ascii(shape: Any, ref: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](shape).validate_python(ref)

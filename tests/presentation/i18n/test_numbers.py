import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.presentation.i18n import numbers
from tests.builders import UNITS

PERCENT, DEALS, COUNTRIES = UNITS["percent"], UNITS["deals"], UNITS["countries"]
YEN, DOLLARS, MILLIONS = UNITS["jpy_100m"], UNITS["usd_bn"], UNITS["usd_m"]
NOTHING = UNITS["none"]


def scale(name: str, counting: str = "flow") -> SimpleNamespace:
    return SimpleNamespace(scale=name, counting=counting)


def written(value, unit, language, name="positive", **more):
    return numbers.quantity(scale(name), unit, language, largest=value, **more)(value)


def test_a_share_has_one_digit_after_the_point():
    assert written(3.14159, PERCENT, "ja", "share") == "3.1％"


def test_english_keeps_number_and_unit_together():
    assert written(3.14159, PERCENT, "en", "share") == "3.1\u00a0%"


@pytest.mark.parametrize(("unit", "size"), [(YEN, 345), (YEN, 2e4), (DOLLARS, 5), (MILLIONS, 36)])
def test_english_keeps_currency_and_number_on_one_line(unit, size):
    assert "\u00a0" in written(size, unit, "en").partition(" ")[0]


def test_a_count_is_whole():
    assert written(12.0, DEALS, "ja", "count") == "12件"


def test_an_average_of_counts_has_one_digit_after_the_point():
    assert written(12.34, DEALS, "ja", "count", mean=True) == "12.3件"


def test_one_is_singular_in_english():
    assert written(1, DEALS, "en", "count") == "1\u00a0deal"


def test_one_is_singular_in_english_for_words_in_y():
    assert written(1, COUNTRIES, "en", "count") == "1\u00a0country"


def test_yen_below_a_trillion_are_in_hundred_millions():
    assert written(9876, YEN, "ja") == "9,876億円"


def test_yen_from_a_trillion_on_are_in_trillions():
    assert written(12345, YEN, "ja") == "1.23兆円"


def test_english_turns_hundred_millions_into_billions():
    assert written(345, YEN, "en") == "JPY\u00a034.5 billion"


def test_dollars_are_counted_in_the_steps_of_the_language():
    assert (written(512.3, DOLLARS, "ja"), written(512.3, DOLLARS, "en")) == (
        "5,123億ドル",
        "USD\u00a0512 billion",
    )


@pytest.mark.parametrize(
    ("value", "expected"), [(36.0, "3,600万ドル"), (1800.0, "18.0億ドル"), (12500.0, "125億ドル")]
)
def test_millions_of_dollars_are_counted_in_万_and_億_in_japanese(value, expected):
    assert written(value, MILLIONS, "ja") == expected


AMOUNT = numbers.quantity(scale("positive"), MILLIONS, "ja", largest=600.0)
"""Amounts about 6.00億ドル: two digits after the point at most."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.4, "0.00億ドル"),
        (37.1, "0.37億ドル"),
        (604.0, "6.04億ドル"),
        (999.6, "10.0億ドル"),
        (2304.0, "23.0億ドル"),
        (13829.0, "138億ドル"),
        (213829.0, "2,138億ドル"),
        (-2304.0, "▲23.0億ドル"),
    ],
)
def test_an_estimated_amount_has_three_digits_and_no_more_places_than_its_table(value, expected):
    assert AMOUNT(value) == expected


def test_no_amount_at_all_is_a_plain_zero():
    assert AMOUNT.span(0.0, 1153.0) == "0～11.5億ドル"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1900.0, "19億ドル"), (1950.0, "19.5億ドル"), (13829.0, "138.29億ドル"), (0.0, "0億ドル")],
)
def test_an_amount_that_was_set_has_the_digits_it_was_given(value, expected):
    assert AMOUNT.exact(value)(value) == expected


def test_a_share_that_was_set_is_written_like_all_shares():
    share = numbers.quantity(scale("share"), PERCENT, "ja")
    assert share.exact(50.0)(50.0) == "50.0％"


def test_amounts_that_add_up_have_the_same_places():
    assert [AMOUNT.aligned(value) for value in (604.0, 2304.0)] == ["6.04億ドル", "23.04億ドル"]


@given(st.floats(1e-3, 1e9), st.floats(1e-3, 1e9))
def test_an_amount_is_never_written_with_more_than_three_digits_after_the_point_began(value, size):
    written = numbers.quantity(scale("positive"), NOTHING, "en", largest=size).bare(value)
    digits = written.replace(",", "").replace(".", "").lstrip("0")
    assert "." not in written or len(digits) <= numbers.SIGNIFICANT


def test_a_unit_that_says_there_is_none_is_not_written():
    assert written(1.5, NOTHING, "ja", "real") == "1.5"


def test_a_span_has_its_unit_once():
    quantity = numbers.quantity(scale("share"), PERCENT, "ja")
    assert quantity.span(3.1, 4.8) == "3.1～4.8％"


def test_a_span_whose_ends_look_alike_is_one_value():
    quantity = numbers.quantity(scale("share"), PERCENT, "ja")
    assert quantity.span(3.11, 3.12) == "3.1％"


def test_the_unit_alone_names_an_axis():
    assert numbers.quantity(scale("positive"), YEN, "en", largest=20000).unit == "JPY trillion"


def test_a_negative_number_has_a_real_minus_sign():
    assert numbers.decimal(-1.5, 1, "ja") == "▲1.5"


def test_a_tiny_negative_number_is_not_minus_zero():
    assert numbers.decimal(-0.01, 1, "en") == "0.0"


@given(st.floats(1e-3, 1e9))
def test_three_significant_digits_are_enough_to_come_within_half_a_per_cent(value):
    decimals = numbers.significant(value)
    assert math.isclose(round(value, decimals), value, rel_tol=0.0051)


@pytest.mark.parametrize(
    ("probability", "error", "ja", "en"),
    [
        (0.314, 0.007, "約31％", "about 31\u00a0%"),
        (0.314, 0.03, "約30％", "about 30\u00a0%"),
        (0.337, 0.015, "約34％", "about 34\u00a0%"),
        (0.004, 0.001, "1％未満", "under 1\u00a0%"),
        (0.996, 0.001, "99％超", "over 99\u00a0%"),
        (0.02, 0.03, "5％未満", "under 5\u00a0%"),
        (0.0, 0.0, "1％未満", "under 1\u00a0%"),
        (1.0, 0.0, "99％超", "over 99\u00a0%"),
        (0.5, 0.5, "約50％", "about 50\u00a0%"),
    ],
)
def test_a_chance_is_written_no_finer_than_its_error(probability, error, ja, en):
    assert numbers.chance(probability, error, "ja") == ja
    assert numbers.chance(probability, error, "en") == en


@given(st.floats(0, 1), st.floats(0, 0.1))
def test_a_chance_is_never_written_as_impossible_or_certain(probability, error):
    assert numbers.chance(probability, error, "ja") not in ("約0％", "約100％")


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.005, "ほぼあり得ない"),
        (0.05, "可能性が非常に低い"),
        (0.2, "可能性が低い"),
        (0.5, "どちらも同程度"),
        (0.7, "可能性が高い"),
        (0.95, "可能性が非常に高い"),
        (0.995, "ほぼ確実"),
        (1.0, "ほぼ確実"),
    ],
)
def test_each_band_of_chance_has_its_word(probability, word):
    assert numbers.likelihood(probability, 0.001, "ja") == word


def test_the_word_is_that_of_the_number_as_printed():
    assert numbers.chance(0.325, 0.03, "ja") == "約35％"
    assert "どちらも同程度" in numbers.likelihood(0.325, 0.002, "ja")


def test_two_words_are_named_where_another_seed_could_have_given_either():
    assert numbers.likelihood(0.325, 0.014, "ja") == "可能性が低い又はどちらも同程度"
    assert numbers.likelihood(0.338, 0.014, "en") == "unlikely or about as likely as not"
    assert numbers.likelihood(0.5, 0.014, "ja") == "どちらも同程度"


def test_the_error_of_a_chance_is_in_percentage_points():
    assert numbers.error(0.0072, "ja") == "±0.7ポイント"


def test_calendar_years_and_fiscal_years_are_told_apart():
    names = [numbers.year_name(2024, period, "ja") for period in ("FY", "CY")]
    assert names == ["2024年度", "2024年"]


def test_english_marks_fiscal_years():
    names = [numbers.year_name(2024, period, "en") for period in ("FY", "CY")]
    assert names == ["FY2024", "2024"]


def test_a_span_of_one_year_is_that_year():
    assert numbers.year_name(2024, "FY", "ja", 2024) == "2024年度"


def test_a_month_is_named_as_people_say_it():
    assert numbers.day_name("2024-06", "ja") == "2024年6月"


def test_a_day_is_named_in_the_language_of_the_page():
    assert numbers.day_name("2024-06-03", "en") == "June 3, 2024"


def test_an_unknown_day_stays_blank():
    assert numbers.day_name("", "ja") == ""


def test_a_window_of_three_years_names_them():
    assert numbers.window_name(2040, 3, "sum", "CY", "ja") == "2038～2040年の合計"


def test_a_window_of_one_year_is_that_year():
    assert numbers.window_name(2040, 1, "sum", "FY", "ja") == "2040年度"


@pytest.mark.parametrize(
    ("name", "counting", "unit", "expected"),
    [
        ("share", "flow", PERCENT, "年0.11ポイント"),
        ("positive", "flow", YEN, "年率0.1％"),
        ("count", "flow", DEALS, "年率0.1％"),
        ("count", "stock", DEALS, "年0.11件"),
        ("real", "flow", NOTHING, "年0.11"),
    ],
)
def test_a_pace_has_the_form_of_its_scale(name, counting, unit, expected):
    assert numbers.pace(0.11, scale(name, counting), unit, "ja") == expected


def test_an_unknown_pace_is_a_dash():
    assert numbers.pace(math.nan, scale("share"), PERCENT, "ja") == "―"


@pytest.mark.parametrize("decimals", [0, 1, 2])
@given(value=st.floats(-1e6, 1e6))
def test_a_change_has_a_sign_unless_it_is_printed_as_zero(decimals, value):
    written = numbers.signed(value, decimals, "en")
    plain = numbers.decimal(value, decimals, "en")
    is_zero = plain == numbers.decimal(0.0, decimals, "en")
    assert written.lstrip("+") == plain
    assert is_zero == (written[0] not in "+−▲")

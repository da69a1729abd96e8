import datetime as dt
import math
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgisim.errors import Cell
from kgisim.evidence.csv_cells import (
    Column,
    day,
    last_day,
    month,
    number,
    one_of,
    typed,
    words,
    year,
)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_plain_digits_are_read_as_the_number_they_write(value):
    assert number(f"{value:f}") == float(value)


@given(st.text())
def test_a_number_is_finite_or_refused(text):
    try:
        value = number(text)
    except ValueError:
        return
    assert math.isfinite(value)


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["{:,}", "{}%", "￥{}", " {} ", "${:,}", "{}％", "€{}"]),
)
def test_a_decorated_number_is_refused_with_what_to_write(value, decoration):
    text = decoration.format(value)
    if text == str(value):
        return
    with pytest.raises(ValueError, match="expected plain digits") as raised:
        number(text)
    assert str(raised.value).endswith(f"; write '{value}'")


@given(st.integers(0, 10**9))
def test_full_width_digits_are_refused_with_what_to_write(value):
    wide = str(value).translate({ord(d): chr(ord(d) - 0x30 + 0xFF10) for d in "0123456789"})
    assert unicodedata.normalize("NFKC", wide) == str(value)
    with pytest.raises(ValueError, match=f"write '{value}'$"):
        number(wide)


@pytest.mark.parametrize("text", ["12,5", "1,2345", "12億", "1e5", "+3", ".5", "5.", "--", "1 234"])
def test_a_number_that_can_be_read_two_ways_is_not_guessed(text):
    with pytest.raises(ValueError, match=r"a cell without a number is left blank$"):
        number(text)


@pytest.mark.parametrize("text", ["NaN", "nan", "inf", "-Infinity", "∞", "NA", "9" * 400])
def test_what_is_no_finite_number_is_refused(text):
    with pytest.raises(ValueError, match="expected plain digits"):
        number(text)


@pytest.mark.parametrize("text", ["1899", "2101", "20200", "202", "２０２０", "FY2020", "令和2"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(ValueError, match=f"found '{text}', expected a year such as 2024"):
        year(text)


@pytest.mark.parametrize("text", ["1900", "2024", "2100"])
def test_a_year_is_read(text):
    assert year(text) == int(text)


@pytest.mark.parametrize("text", ["0", "13", "April", "-1"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="expected a month, 1 to 12"):
        month(text)


@pytest.mark.parametrize("text", ["2024", "2024-13", "2024-2", "2023-02-29", "2024/05", "202405"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=f"found '{text}', expected a date"):
        day(text)


@given(st.dates())
def test_a_full_date_was_surely_known_on_its_day(date):
    assert last_day(date.isoformat()) == date


@given(st.dates())
def test_a_month_was_surely_known_on_its_last_day(date):
    last = last_day(f"{date:%Y-%m}".zfill(7))
    assert (last.year, last.month) == (date.year, date.month)
    assert last == dt.date.max or (last + dt.timedelta(days=1)).day == 1


def test_text_with_blanks_around_is_refused():
    with pytest.raises(ValueError, match="found blanks around 'Terumo'; take them away"):
        words("Terumo ")


def test_every_valid_name_is_told_where_none_is_near():
    with pytest.raises(ValueError, match=r"unknown relation 'x'; valid: 'eq', 'ge'$"):
        one_of("relation", ["ge", "eq"])("x")


TWO = {"year": Column(year, "int64"), "value": Column(number, "float64", blank=math.nan)}


def test_a_blank_cell_takes_the_blank_of_its_column():
    frame, problems = typed(pd.DataFrame({"year": ["2020"], "value": [""]}), TWO, "f")
    assert problems == []
    assert math.isnan(frame["value"].item())


def test_all_bad_cells_of_all_rows_are_told():
    table = pd.DataFrame({"year": ["20", "", "2020"], "value": ["x", "1", "2"]}, index=[2, 3, 4])
    frame, problems = typed(table, TWO, "f")
    assert [problem.where for problem in problems] == [
        Cell(2, "year"),
        Cell(2, "value"),
        Cell(3, "year"),
    ]
    assert frame.index.to_list() == [4]


def test_columns_have_their_types_even_without_rows():
    frame, _ = typed(pd.DataFrame({"year": [], "value": []}), TWO, "f")
    assert frame.dtypes.astype(str).to_dict() == {"year": "int64", "value": "float64"}


@settings(deadline=None)
@given(st.lists(st.integers(1900, 2100)))
def test_good_cells_survive_in_their_order(years):
    table = pd.DataFrame({"year": [str(one) for one in years], "value": ["1"] * len(years)})
    frame, problems = typed(table, TWO, "f")
    assert frame["year"].to_list() == years
    assert problems == []

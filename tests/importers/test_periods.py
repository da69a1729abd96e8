"""Years as they are printed: eras, fiscal years, two calendars; doubt is never a year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.importers.periods import ERAS, Period, read_period, read_periods

YEARS = st.integers(1990, 2065)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@given(YEARS, st.sampled_from(["", "年", "年度"]), st.booleans())
def test_a_western_year_is_read_as_it_was_printed(year, end, is_wide):
    text = str(year).translate(FULL_WIDTH) if is_wide else str(year)
    kind = {"": "", "年": "CY", "年度": "FY"}[end]
    assert read_period(text + end) == Period(year, kind)


@given(YEARS, st.sampled_from(["昭和", "平成", "令和", "H", "平"]), st.sampled_from(["年", "年度"]))
def test_an_era_runs_on_after_its_end(year, era, end):
    number = year - ERAS[era]
    if 1 <= number <= 99:
        text = f"{era}{'元' if number == 1 else number}{end}"
        assert read_period(text).year == year
        assert read_period(f"{era}{number}({year}){end}").year == year
        assert read_period(f"{year}年（{era}{number}年）").year == year
        assert read_period(f"{era}{number}({year + 1}){end}") is None


@given(YEARS)
def test_fiscal_years_are_named_by_their_start(year):
    closing = read_period(f"{year + 1}年3月期")
    short = f"{(year + 1) % 100:02d}"
    slashed = [read_period(f"{year}/{short}"), read_period(f"{year}/{year + 1}")]
    assert {closing, *slashed, read_period(f"FY{year}")} == {Period(year, "FY")}


@given(st.integers(2, 40), st.integers(2, 30))
def test_an_era_is_carried_down_a_column(first, count):
    texts = [f"平成 {first}", *(str(first + more) for more in range(1, count))]
    expected = [1988 + first + more for more in range(count)]
    assert [one.year for one in read_periods(texts)] == expected


def test_a_new_era_takes_over():
    texts = ["平成29年度", "30", "令和元", "2", "3（見込）"]
    assert [one.year for one in read_periods(texts)] == [2017, 2018, 2019, 2020, 2021]
    assert read_periods(texts)[-1].mark == "見込"


@pytest.mark.parametrize(
    "text",
    [
        *("", "27", "2015Q1", "2015-03", "2015-12", "2011-12", "2012-2014", "2015-01-01"),
        *("12,345", "1234567", "平成27～29年度", "合計", "H", "9999", "1492"),
    ],
)
def test_what_may_be_no_year_is_not_read(text):
    assert read_period(text) is None


def test_pairs_with_a_hyphen_are_fiscal_years_only_if_one_can_be_no_month():
    assert [one.year for one in read_periods(["2010-11", "2011-12", "2012-13"])] == [
        2010,
        2011,
        2012,
    ]
    assert read_periods(["2010-11", "2011-12"]) == [None, None]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("2026年度（見込）", "見込"),
        ("2025p", "p"),
        ("令和7年度予算", "予算"),
        ("2024 forecast", "forecast"),
        ("2023年実績", "実績"),
    ],
)
def test_a_mark_behind_a_year_is_kept(text, mark):
    assert read_period(text).mark == mark


def test_codes_of_the_world_bank():
    assert read_period("2015 [YR2015]") == read_period("YR2015") == Period(2015)
    assert read_period("2015 [YR2016]") is None

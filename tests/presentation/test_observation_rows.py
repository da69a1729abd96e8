import numpy as np
import pandas as pd
import pytest

from kgisim.presentation import observation_rows
from kgisim.presentation.i18n.numbers import Quantity

PERCENT = Quantity("{}％", 1.0, 1, "ja")


@pytest.fixture
def table(synthetic):
    def make(*cells):
        return pd.DataFrame([synthetic.row("x", *one[:3], **one[3]) for one in cells])

    return make


def only(table):
    return next(observation_rows.records(table))


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("eq", "7.5％"),
        ("ge", "7.5％以上"),
        ("le", "7.5％以下"),
        ("sum", "合計7.5％"),
        ("mean", "平均7.5％"),
        ("set", "7.5％（期間内の年は不明）"),
    ],
)
def test_what_is_not_exact_does_not_look_exact(table, relation, expected):
    assert observation_rows.value_of(only(table((2020, 7.5, relation, {}))), PERCENT) == expected


def test_a_rounded_value_has_its_bounds(table):
    row = only(table((2020, 7.5, "about", {"low": 7.0, "high": 8.0})))
    assert observation_rows.value_of(row, PERCENT) == "約7.5％（7.0～8.0％）"


def test_a_rounded_value_without_a_middle_is_its_bounds(table):
    row = only(table((2020, np.nan, "about", {"low": 7.0, "high": 8.0})))
    assert observation_rows.value_of(row, PERCENT) == "7.0～8.0％"


def test_a_span_names_both_ends(table):
    row = only(table((2008, 319.0, "sum", {"year_end": 2017})))
    assert observation_rows.period_of(row, "FY", "ja") == "2008～2017年度"


def test_the_newest_row_is_the_latest(table):
    assert observation_rows.latest(table((2019, 1.0, "eq", {}), (2020, 2.0, "eq", {}))).year == 2020


def test_a_value_goes_before_a_newer_bound(table):
    assert observation_rows.latest(table((2019, 1.0, "eq", {}), (2020, 2.0, "ge", {}))).year == 2019


def test_the_main_definition_goes_before_a_newer_variant(table):
    variant = {"definition": "group"}
    assert (
        observation_rows.latest(table((2019, 1.0, "eq", {}), (2020, 2.0, "eq", variant))).year
        == 2019
    )


def test_of_two_rows_for_one_year_the_better_vouched_for_is_the_latest(table):
    doubtful = {"evidence": "unverified"}
    assert (
        observation_rows.latest(table((2020, 1.0, "eq", doubtful), (2020, 2.0, "eq", {}))).value
        == 2.0
    )


def test_of_a_year_and_a_span_that_end_together_the_year_is_the_latest(table):
    span = {"year_end": 2020}
    assert (
        observation_rows.latest(table((2015, 9.0, "sum", span), (2020, 2.0, "eq", {}))).value == 2.0
    )


def test_cells_are_handed_out_as_pandas_does_one_by_one():
    columns = {"word": ["a", None], "number": [1.5, float("nan")], "year": [2020, 2021]}
    frame = pd.DataFrame(columns | {"flag": [True, False], "list": [[1], ()]})
    (first, second), names = observation_rows.records(frame), list(frame)
    for place, row in enumerate((first, second)):
        for name in names:
            cell, expected = getattr(row, name), [*frame[name]][place]
            assert type(cell) is type(expected)
            assert cell == expected or (pd.isna(cell) and pd.isna(expected))


def test_without_rows_nothing_is_the_latest(table):
    assert observation_rows.latest(table((2020, 1.0, "eq", {})).iloc[:0]) is None


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (["official"] * 4, "● 公的資料が中心"),
        (["official", "secondary", "secondary"], "◐ 混在"),
        (["official"] * 3 + ["unverified"], "◐ 混在"),
        (["official", "unverified"], "○ 未確認が半数以上"),
        ([], "－ 資料なし"),
    ],
)
def test_evidence_is_graded_by_who_vouches(grades, expected):
    assert observation_rows.light(pd.DataFrame({"evidence": grades}), "ja") == expected


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("eq", "15件中4件（26.7％）"),
        ("ge", "15件中4件（26.7％）以上"),
        ("le", "15件中4件（26.7％）以下"),
    ],
)
def test_k_of_n_names_both_numbers(table, relation, expected):
    row = only(table((2020, 400 / 15, relation, {"of": 15.0, "design_effect": 1.0})))
    assert observation_rows.value_of(row, PERCENT) == expected

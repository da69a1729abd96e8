import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.errors import Cell, ContentError
from kgisim.evidence.base import Source, Text
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import (
    columns_of,
    counted_part,
    out_of_range,
    published_values,
    read_observations,
)
from kgisim.schema import OBSERVATION_COLUMNS, REQUIRED_COLUMNS
from tests.builders import PLAN, row, table

HEADER = ",".join(REQUIRED_COLUMNS)
TEXT = Text(ja="件", en="x")


def indicator(**changed) -> Indicator:
    content = {
        "id": "a",
        "role": "component",
        "title": TEXT,
        "definition": TEXT,
        "unit": "percent",
        "scale": "share",
        "period": "FY",
        "model": {"family": "plain"},
        "sources": {"x": Source(title="t", publisher="p"), "y": Source(title="u", publisher="p")},
    }
    return Indicator(**content | changed)


@pytest.fixture
def read(tmp_path):
    def read_rows(*rows: str, of: Indicator | None = None):
        path = tmp_path / "a.csv"
        path.write_text("\n".join([HEADER, *rows]))
        return read_observations(path, "f", of or indicator(), PLAN.axis)

    return read_rows


def told(read, *rows, of=None) -> list[str]:
    with pytest.raises(ContentError) as raised:
        read(*rows, of=of)
    return [str(problem) for problem in raised.value.problems]


def test_the_columns_are_those_of_the_contract():
    assert tuple(columns_of()) == OBSERVATION_COLUMNS


def test_a_blank_last_year_is_the_first_year(read):
    assert read("2020,,40,eq,,,,x,official,,,")["year_end"].to_list() == [2020]


def test_a_span_keeps_its_last_year(read):
    assert read("2018,2020,40,mean,,,,x,official,,,")["year_end"].to_list() == [2020]


def test_blank_numbers_are_nan_and_blank_texts_empty(read):
    row = read("2020,,,about,35,45,,x,official,,,").iloc[0]
    assert row[["value", "se"]].isna().all()
    assert row[["definition", "published", "note"]].to_list() == ["", "", ""]


def test_an_estimate_between_two_bounds_may_have_a_value_on_one_of_them(read):
    assert read("2020,,35,about,35,45,,x,official,,,")["value"].to_list() == [35.0]


def test_sources_that_contradict_each_other_are_separate_rows(read):
    assert len(read("2020,,40,eq,,,,x,official,,,", "2020,,41,eq,,,,y,official,,,")) == 2


def test_a_revision_is_a_row_of_a_later_vintage(read):
    rows = ("2020,,40,eq,,,,x,official,,2021-06,", "2020,,41,eq,,,,x,official,,2022-06,")
    assert read(*rows)["value"].to_list() == [40.0, 41.0]


def test_one_number_twice_in_one_vintage_is_told(read):
    rows = ("2020,,40,eq,,,,x,official,,,", "2020,2020,40,eq,,,,x,official,,,again")
    (message,) = told(read, *rows)
    assert message.startswith("f: row 3: repeats row 2")


def test_a_set_has_one_value_a_year_and_values_may_be_alike(read):
    rows = ["2018,2019,40,set,,,,x,official,,,"] * 2
    assert len(read(*rows)) == 2


def test_a_set_with_a_year_too_few_is_told(read):
    rows = ["2018,2020,40,set,,,,x,official,,,"] * 2
    assert told(read, *rows) == ["f: row 2: the set 2018-2020 has 2 values, expected 3"]


def test_sets_of_two_sources_are_two_sets(read):
    rows = [f"2018,2019,40,set,,,,{source},official,,," for source in "xxyy"]
    assert len(read(*rows)) == 4


@pytest.mark.parametrize("relation", ["sum", "mean", "set"])
def test_a_relation_over_several_years_needs_a_span(read, relation):
    count = indicator(scale="count", unit="deals")
    (message,) = told(read, f"2020,,4,{relation},,,,x,official,,,", of=count)
    assert (
        message == f"f: row 2, year_end: '{relation}' tells about several years; name the last one"
    )


def test_two_bounds_that_meet_are_no_interval(read):
    (message,) = told(read, "2020,,,about,40,40,,x,official,,,")
    assert message == "f: row 2, low: 40 is not below high, 40"


def test_a_standard_error_of_nothing_is_allowed(read):
    assert read("2020,,40,eq,,,0,x,official,,,")["se"].to_list() == [0.0]


def test_a_partial_year_may_be_published_before_it_ends(read):
    assert len(read("2020,,40,ge,,,,x,official,,2020-06,")) == 1


def test_stocks_do_not_add_up(read):
    stock = indicator(scale="count", counting="stock", unit="firms")
    (message,) = told(read, "2018,2020,9,sum,,,,x,official,,,", of=stock)
    assert message == (
        "f: row 2, relation: shares and stocks do not add up over years; expected 'mean'"
    )


@pytest.mark.parametrize("relation", ["eq", "ge", "le"])
def test_a_count_is_whole(read, relation):
    count = indicator(scale="count", unit="deals")
    (message,) = told(read, f"2020,,2.5,{relation},,,,x,official,,,", of=count)
    assert message == "f: row 2, value: found 2.5, expected a whole number (scale 'count')"


def test_a_mean_of_counts_need_not_be_whole(read):
    count = indicator(scale="count", unit="deals")
    assert len(read("2018,2019,2.5,mean,,,,x,official,,,", of=count)) == 1


def test_a_withheld_indicator_may_have_no_rows_yet(read):
    withheld = indicator(model={"family": None}, withheld=TEXT)
    assert read(of=withheld).empty


def test_rows_of_a_broken_indicator_are_judged_cell_by_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{HEADER}\n2020,,４０,eq,,,,any,official,,,\n2020,,140,eq,,,,any,official,,,")
    with pytest.raises(ContentError) as raised:
        read_observations(path, "f", None, PLAN.axis)
    assert [problem.where for problem in raised.value.problems] == [Cell(2, "value")]


def test_all_rules_broken_by_one_row_are_told(read):
    where = [line.split(": ")[1] for line in told(read, "2020,2018,140,sum,,,-1,x,official,,,")]
    assert where == ["row 2, relation", "row 2, se", "row 2, value", "row 2, year_end"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_real_number_is_always_possible(value):
    assert out_of_range(value, indicator(scale="real", unit="none")) is None


@given(st.floats(0, 100))
def test_a_share_lies_between_nothing_and_everything(value):
    assert out_of_range(value, indicator()) is None


@pytest.mark.parametrize(
    ("scale", "value"), [("share", -0.1), ("share", 100.1), ("positive", 0), ("count", -1)]
)
def test_an_impossible_value_names_its_scale(scale, value):
    assert f"scale '{scale}'" in str(out_of_range(value, indicator(scale=scale)))


@pytest.mark.parametrize(
    ("value", "years", "possible"), [(10, 1, True), (11, 1, False), (20, 2, True)]
)
def test_a_total_may_reach_the_ceiling_of_all_its_years(value, years, possible):
    top = indicator(scale="count", unit="firms", ceiling=10)
    assert (out_of_range(value, top, years) is None) is possible


# Published values

TWO_SOURCES = table(
    row(2020, 1.0),
    row(2021, 2.0),
    row(2021, 3.0, source="y"),
    row(2022, 4.0, "ge"),
    row(2023, 5.0, "sum", year_end=2024),
)


def published(ties, **more):
    values = published_values(indicator(**more), TWO_SOURCES, ties)
    return list(values.items())


def test_only_undisputed_exact_numbers_are_settled():
    assert published("drop") == [(2020, 1.0)]


def test_all_exact_numbers_of_a_year_can_be_kept():
    assert published("keep") == [(2020, 1.0), (2021, 2.0), (2021, 3.0)]


def test_where_no_source_is_the_quantity_nothing_is_settled_but_all_can_be_kept():
    offsets = {"sd": 0.1, "anchor": "mean"}
    assert published("drop", offsets=offsets) == []
    assert published("keep", offsets=offsets) == published("keep")


@pytest.mark.parametrize("ties", ["drop", "keep"])
def test_the_source_that_defines_the_quantity_settles_it(ties):
    offsets = {"sd": 0.1, "anchor": "y"}
    assert published(ties, offsets=offsets) == [(2021, 3.0)]


# Rows that count k of n

COUNTED = HEADER + ",of,design_effect"


@pytest.fixture
def count(tmp_path):
    def read_rows(*rows: str, of: Indicator | None = None):
        path = tmp_path / "a.csv"
        path.write_text("\n".join([COUNTED, *rows]))
        return read_observations(path, "f", of or indicator(), PLAN.axis)

    return read_rows


def counted(value="4", relation="eq", of="15", effect="", low="", se="") -> str:
    return f"2020,,{value},{relation},{low},,{se},x,official,,,,{of},{effect}"


def test_k_of_n_is_a_share_in_memory(count):
    rows = count(counted(), counted("11", "ge", "73", "2"), "2021,,40,eq,,,,x,official,,,,,")
    assert rows["value"].to_list() == pytest.approx([400 / 15, 1100 / 73, 40.0])
    assert rows["of"].to_list()[:2] == [15, 73]
    assert rows["design_effect"].to_list()[:2] == [1, 2]
    assert rows[["of", "design_effect"]].iloc[2].isna().all()


def test_a_row_takes_the_design_effect_of_its_indicator(count):
    rows = count(counted(), counted("3", "ge", effect="1.5"), of=indicator(design_effect=3))
    assert rows["design_effect"].to_list() == [3, 1.5]


def test_a_file_without_the_columns_counts_nothing(read):
    assert read("2020,,40,eq,,,,x,official,,,")["of"].isna().all()


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_number_is_found_again_in_the_share(pair):
    part, of = pair
    assert counted_part(100 * part / of, float(of)) == part


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        (counted("16"), "value", "found 16 of 15; the part is larger than the whole"),
        (counted("26.7"), "value", "found 26.7, expected a whole number from 0 on"),
        (counted("-1"), "value", "found -1, expected a whole number from 0 on"),
        (counted(of="", effect="2"), "of", "a design effect needs the number"),
        (counted(of="0"), "of", "found 0, expected a whole number from 1 on"),
        (counted(of="7.5"), "of", "found 7.5, expected a whole number from 1 on"),
        (counted(relation="about"), "relation", "'about' is not used with 'of'"),
        (counted(se="2"), "se", "a standard error is not used with 'of'"),
        (counted(effect="0.5"), "design_effect", "found 0.5, expected 1 or more and less than 15"),
        (counted(effect="15"), "design_effect", "found 15, expected 1 or more and less than 15"),
        (counted(""), "value", "the cell is blank; fill it or delete the row"),
    ],
)
def test_what_is_wrong_with_k_of_n_is_told_where_it_stands(count, row, column, found):
    with pytest.raises(ContentError) as raised:
        count(row)
    (problem,) = [one for one in raised.value.problems if one.where == Cell(2, column)]
    assert found in problem.text("en")
    assert problem.text("ja") != problem.text("en")


def test_only_a_share_counts_k_of_n(count):
    with pytest.raises(ContentError) as raised:
        count(counted(), of=indicator(scale="count", unit="deals"))
    (problem,) = raised.value.problems
    assert "a share only (scale 'count')" in problem.text("en")
    assert "比率（share）" in problem.text("ja")


def test_only_a_share_has_a_design_effect():
    with pytest.raises(ValueError, match="only a share has rows that count k of n"):
        indicator(scale="count", unit="deals", design_effect=2)


def test_k_of_n_settles_no_year():
    rows = table(row(2020, 30.0), row(2021, 25.0, of=16.0, design_effect=1.0))
    assert published_values(indicator(), rows).to_dict() == {2020: 30.0}

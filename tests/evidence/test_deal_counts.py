import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgisim.evidence.deal_counts import derive_rows, table_source
from kgisim.evidence.deals import DEAL_COLUMNS, typed_deals
from kgisim.evidence.indicator import Derivation
from kgisim.schema import EVIDENCE, OBSERVATION_COLUMNS

DEFAULTS = {
    "list": "out",
    "acquirer": "A",
    "target": "T",
    "scope": "core",
    "evidence": "official",
    "source": "s",
    "target_founded": "2015",
    "deal_year": "2020",
}


def deals(*changes: dict[str, object]) -> pd.DataFrame:
    rows = [
        dict.fromkeys(DEAL_COLUMNS, "") | DEFAULTS | {"target": f"T{n}"} | change
        for n, change in enumerate(changes)
    ]
    texts = pd.DataFrame(rows, columns=list(DEAL_COLUMNS), dtype=object).map(str)
    return typed_deals(texts, "f")


def rule(**changed: object) -> Derivation:
    content = {
        "table": "deals",
        "measure": "count",
        "lists": ("out",),
        "scopes": ("core",),
        "max_age": 10,
        "first_year": 2020,
        "last_year": 2020,
    }
    return Derivation.model_validate(content | changed)


def found(table: pd.DataFrame, rule: Derivation, **options) -> list[tuple[object, ...]]:
    rows = derive_rows(rule, table, **options)
    return list(rows[["year", "relation", "value"]].itertuples(index=False, name=None))


def test_rows_have_the_columns_of_observations():
    assert tuple(derive_rows(rule(), deals({})).columns) == OBSERVATION_COLUMNS


def test_deals_are_counted_by_year_and_years_without_one_are_zero():
    table = deals({}, {}, {"deal_year": "2022"})
    assert found(table, rule(last_year=2022)) == [
        (2020, "eq", 2.0),
        (2021, "eq", 0.0),
        (2022, "eq", 1.0),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"list": "in"},
        {"scope": "asset"},
        {"target_founded": "2009"},
        {"deal_year": ""},
        {"deal_year": "2021"},
    ],
)
def test_a_deal_outside_the_rule_does_not_count(other):
    assert found(deals({}, other), rule()) == [(2020, "eq", 1.0)]


def test_a_target_of_exactly_the_greatest_age_counts():
    assert found(deals({"target_founded": "2010"}), rule()) == [(2020, "eq", 1.0)]


def test_an_unknown_age_makes_the_year_an_interval():
    (row,) = derive_rows(rule(), deals({}, {"target_founded": ""})).to_dict("records")
    assert (row["relation"], row["value"], row["low"], row["high"]) == ("about", 1.0, 1.0, 2.0)


def test_without_an_age_rule_an_unknown_age_does_not_matter():
    assert found(deals({"target_founded": ""}), rule(max_age=None)) == [(2020, "eq", 1.0)]


def test_a_year_in_which_the_list_is_thin_is_a_floor():
    assert found(deals({}), rule(floor_before=2021)) == [(2020, "ge", 1.0)]


def test_the_first_year_in_which_the_list_is_full_is_no_floor():
    assert found(deals({}), rule(floor_before=2020)) == [(2020, "eq", 1.0)]


def test_a_floor_of_unknown_ages_counts_what_is_certain():
    assert found(deals({}, {"target_founded": ""}), rule(floor_before=2021)) == [(2020, "ge", 1.0)]


def test_leaving_out_an_unverified_deal_makes_its_year_a_floor():
    table = deals({}, {"evidence": "unverified"})
    assert found(table, rule(), unverified=False) == [(2020, "ge", 1.0)]


def test_leaving_out_an_unverified_deal_that_cannot_count_changes_nothing():
    table = deals({}, {"evidence": "unverified", "target_founded": "1990"})
    assert found(table, rule(), unverified=False) == [(2020, "eq", 1.0)]


def test_the_weakest_deal_gives_the_grade():
    table = deals({}, {"evidence": "unverified"}, {"evidence": "secondary"})
    assert derive_rows(rule(), table)["evidence"].to_list() == ["unverified"]


def test_a_year_without_a_deal_rests_on_a_secondary_document():
    assert derive_rows(rule(), deals())["evidence"].to_list() == ["secondary"]


def test_rows_name_their_table_as_the_source():
    assert derive_rows(rule(), deals({}))["source"].to_list() == ["deals"]
    assert table_source("deals").address == "data/tables/deals.csv"


def test_disclosed_prices_are_a_floor_of_the_sum():
    table = deals({"value_musd": "70"}, {"value_musd": "2.5"}, {})
    assert found(table, rule(measure="value_musd")) == [(2020, "ge", 72.5)]


def test_a_year_without_a_disclosed_price_has_no_row():
    assert found(deals({}), rule(measure="value_musd")) == []


def test_a_price_counts_only_if_the_age_is_known_to_fit():
    table = deals({"value_musd": "70"}, {"value_musd": "9", "target_founded": ""})
    assert found(table, rule(measure="value_musd")) == [(2020, "ge", 70.0)]


def test_years_after_the_date_have_no_row():
    table = deals({}, {"deal_year": "2021"})
    known = found(table, rule(last_year=2021), as_of=dt.date(2020, 12, 31))
    assert known == [(2020, "eq", 1.0)]


def test_a_year_that_is_not_over_is_a_floor_of_the_months_so_far():
    table = deals({"deal_month": "3"}, {"deal_month": "9"}, {})
    assert found(table, rule(), as_of=dt.date(2020, 6, 30)) == [(2020, "ge", 1.0)]


def test_a_date_after_the_last_year_changes_nothing():
    assert found(deals({}), rule(), as_of=dt.date(2026, 1, 1)) == [(2020, "eq", 1.0)]


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    change = st.fixed_dictionaries(
        {
            "deal_year": st.sampled_from(["2018", "2019", "2020", "2021", "2022", ""]),
            "target_founded": st.sampled_from(["", "2000", "2012", "2018"]),
            "evidence": st.sampled_from(EVIDENCE),
            "value_musd": st.sampled_from(["", "1", "20"]),
        }
    )
    return deals(*draw(st.lists(change, max_size=12)))


def upper(rows: pd.DataFrame) -> pd.Series:
    known = rows["value"].where(rows["relation"] == "eq", rows["high"])
    return known.fillna(math.inf).set_axis(rows["year"])


@settings(deadline=None, max_examples=30)
@given(tables())
def test_less_evidence_never_claims_more(table):
    years = rule(first_year=2018, last_year=2022)
    full = derive_rows(years, table).set_index("year")["value"]
    part = derive_rows(years, table, unverified=False)
    assert (part.set_index("year")["value"] <= full).all()
    assert (upper(part) >= full).all()


@settings(deadline=None, max_examples=30)
@given(tables())
def test_every_dated_deal_of_known_age_counts_once(table):
    years = rule(first_year=2018, last_year=2022)
    dated = table.dropna(subset=["deal_year", "target_founded"])
    young = dated[dated["deal_year"] - dated["target_founded"] <= 10]
    assert derive_rows(years, table)["value"].sum() == len(young)

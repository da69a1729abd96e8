"""Where the spread of a goal comes from."""

import pytest

from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.variance import ordered, spread_table, spread_text


@pytest.fixture
def localized(run):
    return wording(run, "syn_share", "ja")


def test_sources_of_the_spread_are_told_the_largest_first(localized):
    said = spread_text(localized)
    assert said.index("60％") < said.index("25％") < said.index("12％") < said.index("1％未満")


def test_the_shares_of_a_year_make_up_the_whole(localized):
    split = ordered(localized)
    assert split.loc[split["year"] == 2040, "share"].sum() == pytest.approx(1.0)


def test_the_table_of_the_spread_has_a_column_for_each_checkpoint(localized):
    assert list(spread_table(localized).columns[1:]) == [
        f"{y}年度" for y in (2028, 2032, 2036, 2040)
    ]


def test_nothing_is_said_of_a_spread_that_was_not_split(run):
    assert spread_text(wording(run, "syn_deals", "ja")) is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_cell_is_a_missing_number(run, language):
    cells = spread_table(wording(run, "syn_share", language)).stack().astype(str)
    assert not cells.str.contains("nan|<NA>|inf").any()

import pandas as pd
import pytest

from kgisim.errors import ContentError
from kgisim.evidence.deals import DEAL_COLUMNS, typed_deals

DEAL = dict.fromkeys(DEAL_COLUMNS, "") | {
    "list": "out",
    "acquirer": "A",
    "target": "T",
    "scope": "core",
    "evidence": "official",
    "source": "s",
}


def table(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([DEAL | row for row in rows], index=range(2, 2 + len(rows)), dtype=object)


def told(frame: pd.DataFrame) -> list[str]:
    with pytest.raises(ContentError) as raised:
        typed_deals(frame, "f")
    return [str(problem) for problem in raised.value.problems]


def test_what_is_unknown_stays_unknown():
    deal = typed_deals(table({}), "f").loc[2]
    unknown = deal[["target_founded", "deal_year", "deal_month", "value_musd"]]
    assert unknown.isna().all()


def test_known_numbers_are_numbers():
    frame = typed_deals(table({"deal_year": "2020", "deal_month": "4", "value_musd": "2.5"}), "f")
    assert frame.loc[2, ["deal_year", "deal_month", "value_musd"]].to_list() == [2020, 4, 2.5]


def test_further_columns_are_left_out():
    assert list(typed_deals(table({}).assign(rumour="x"), "f").columns) == list(DEAL_COLUMNS)


def test_one_deal_in_two_lists_is_no_repetition():
    assert len(typed_deals(table({}, {"list": "in"}), "f")) == 2


@pytest.mark.parametrize("column", ["list", "acquirer", "target", "scope", "evidence", "source"])
def test_what_every_deal_must_say_may_not_be_blank(column):
    assert told(table({column: ""})) == [f"f: row 2, {column}: the cell is blank; fill it"]


def test_a_target_founded_in_the_year_of_the_deal_is_possible():
    assert len(typed_deals(table({"target_founded": "2020", "deal_year": "2020"}), "f")) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"target_founded": "2021", "deal_year": "2020"},
            "f: row 2, target_founded: 2021 is after the deal in 2020",
        ),
        (
            {"value_musd": "-1"},
            "f: row 2, value_musd: found -1, a price is more than 0; unknown is blank",
        ),
        (
            {"deal_month": "4"},
            "f: row 2, deal_month: month 4 without a year; fill in deal_year",
        ),
    ],
)
def test_an_impossible_deal_is_told(row, message):
    assert told(table(row)) == [message]


def test_a_deal_that_stands_twice_is_told_at_its_second_row():
    message = "f: row 3, target: this deal stands twice in the same list; keep one"
    assert told(table({}, {"note": "again"})) == [message]

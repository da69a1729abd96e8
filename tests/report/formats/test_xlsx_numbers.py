"""Numbers of tables in a workbook: their value, and a format that prints what papers print."""

import re

import pandas as pd
import pytest

from kgisim.report.formats.xlsx_numbers import cell_number, with_errors_apart


def shown(value: float, code: str) -> str:
    """Print a number as a workbook would: the section by its sign, literals as they stand."""
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    found = re.fullmatch(r'(?:"([^"]*)")?((?:#,##)?0(?:\.0+)?)(?:"([^"]*)")?', section)
    assert found is not None
    before, size, after = found.groups(default="")
    decimals = len(size.partition(".")[2])
    written = f"{abs(value):{',' if ',' in size else ''}.{decimals}f}"
    return before + written + after


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("約48％", 48.0),
        ("±1.8ポイント", 1.8),
        ("+11.5ポイント", 11.5),
        ("−0.12ポイント", -0.12),
        ("▲1,234件", -1234.0),
        ("6.4％（推計）\n（年度値）", 6.4),
        ("about 48\xa0%", 48.0),
        ("USD 1,100 million", 1100.0),
        ("0", 0.0),
    ],
)
def test_a_number_keeps_its_value_and_its_look(printed: str, value: float) -> None:
    found = cell_number(printed)
    assert found is not None
    assert found.value == value
    assert shown(found.value, found.code) == printed


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "―",
        "FY2030",
        "2030年",
        "2030",
        "5.6～8.2％",
        "46％（87本中）",
        "KGI 3",
        "9件以上",
        "1％未満",
        "4件のいずれも公表されていない。",
        "1兆1,210億円",
        '3"',
    ],
)
def test_years_ranges_limits_and_sentences_stay_text(printed: str) -> None:
    assert cell_number(printed) is None


def test_errors_below_numbers_get_a_column_of_their_own() -> None:
    table = pd.DataFrame({"level": ["A", "B"], "chance": ["約48％\n±1.8ポイント", "―"]})
    divided = with_errors_apart(table, "ja")
    assert divided.to_numpy().tolist() == [["A", "約48％", "±1.8ポイント"], ["B", "―", ""]]
    assert list(divided.columns) == ["level", "chance", "chance：計算誤差"]

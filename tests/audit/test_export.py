import io

import pandas as pd
import pytest

from kgisim.audit.export import csv_of


def again(table):
    return pd.read_csv(io.BytesIO(csv_of(table)), dtype=str, keep_default_na=False)


@pytest.mark.parametrize(
    "text", ["高い、低い", 'a "quoted", text', "two\nlines", "<script>", "−3 %"]
)
def test_a_text_comes_back_as_it_was(text):
    assert again(pd.DataFrame({"reason": [text]}))["reason"][0] == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_text_that_a_spreadsheet_would_compute_is_made_inert(text):
    assert again(pd.DataFrame({"reason": [text]}))["reason"][0] == f"'{text}"


def test_a_negative_number_stays_a_number():
    assert again(pd.DataFrame({"value": [-1.5]}))["value"][0] == "-1.5"


def test_spreadsheets_are_told_that_it_is_utf8():
    assert csv_of(pd.DataFrame({"a": [1]})).startswith(b"\xef\xbb\xbf")

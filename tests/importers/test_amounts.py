"""Numbers as they are printed: what is written is read again, and doubt is never a number."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.importers.amounts import MISSING, read_amount

NUMBERS = st.decimals(-(10**12), 10**12, places=3, allow_nan=False)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@given(NUMBERS, st.sampled_from(["-", "−", "△", "▲", "△ "]), st.booleans())
def test_a_number_is_read_as_it_was_printed(number, minus, is_wide):
    text = f"{abs(number):,f}"
    text = text.translate(FULL_WIDTH) if is_wide else text
    printed = minus + text if number < 0 else text
    assert read_amount(printed).value == number


@given(st.integers(0, 10**15))
def test_groups_of_four_digits_are_read(number):
    groups = [
        (word, number // 10**power % 10**4) for word, power in (("兆", 12), ("億", 8), ("万", 4))
    ]
    parts = [f"{digits:,}{word}" for word, digits in groups if digits]
    rest = number % 10**4
    found = read_amount("".join([*parts, f"{rest:,}" if rest or not parts else ""]))
    magnitude = {"兆": 12, "億": 8, "万": 4}.get(found.unit, 0)
    assert found.value.scaleb(magnitude) == number


@pytest.mark.parametrize("text", sorted(MISSING))
def test_a_mark_for_no_number_is_no_number(text):
    assert read_amount(text).value is None
    assert read_amount(unicodedata.normalize("NFKC", text).upper()).value is None


@pytest.mark.parametrize(
    "text",
    ["(123)", "1.234,5", "12,34", "1,23,456", "12..5", "=SUM(A1:A9)", "約100", "100～200", "1/2"],
)
def test_what_could_mean_two_things_is_not_read(text):
    assert read_amount(text) is None


@pytest.mark.parametrize(
    ("text", "value", "mark", "unit"),
    [
        ("1,234 p", "1234", "p", ""),
        ("r 12.5", "12.5", "r", ""),
        ("98.7（速報）", "98.7", "速報", ""),
        ("123億円", "123", "", "億円"),
        ("US$ 3.2 million", "3.2", "", "US$million"),
        ("△3.5％", "-3.5", "", "%"),
        ("¥1,000", "1000", "", "¥"),
        ("1e-05", "0.00001", "", ""),
        ("12 345", "12345", "", ""),
    ],
)
def test_what_stands_around_a_number_is_kept(text, value, mark, unit):
    found = read_amount(text)
    assert (found.value, found.mark, found.unit) == (Decimal(value), mark, unit)

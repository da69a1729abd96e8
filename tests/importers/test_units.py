"""Units: sizes are turned into each other, quantities never."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.importers.units import ENGLISH, JAPANESE, read_unit

BASES = st.sampled_from(["円", "人", "件", "ドル", "社"])


@given(st.sampled_from(JAPANESE), st.sampled_from(JAPANESE), BASES)
def test_multiples_in_japanese_differ_by_their_powers(one, other, base):
    factor = read_unit(one[0] + base).in_terms_of(read_unit(other[0] + base))
    assert factor == Decimal(1).scaleb(one[1] - other[1])


@given(st.sampled_from(JAPANESE), BASES, BASES)
def test_other_quantities_have_no_factor(multiple, base, other):
    factor = read_unit(multiple[0] + base).in_terms_of(read_unit(other))
    assert (factor is None) == (base != other)


@pytest.mark.parametrize(("words", "power"), ENGLISH)
def test_multiples_in_english(words, power):
    word = words.split("|")[0].replace("s?", "")
    assert read_unit(f"{word} of persons").multiplier == Decimal(1).scaleb(power)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（単位：百万円）", "million yen"),
        ("(1,000人)", "千人"),
        ("１，０００人", "thousand persons"),
        ("億円", "JPY 100m"),
        ("十億ドル", "USD bn"),
        ("in '000 current PPP$", "千PPPドル"),
        ("Percentage (%)", "％"),
        ("Percent of GDP", "%"),
        ("対GDP比（%）", "%"),
        ("Units", ""),
        ("円/ドル", "JPY per USD"),
    ],
)
def test_spellings_of_the_same_unit(one, other):
    assert read_unit(one).in_terms_of(read_unit(other)) == 1


@pytest.mark.parametrize(
    "text", ["Per million population", "per 1,000 live births", "人口百万人当たり", "人口10万対"]
)
def test_a_multiplier_below_a_ratio_multiplies_nothing(text):
    assert read_unit(text).multiplier == 1


@pytest.mark.parametrize("text", ["percentage points", "$", "CAD", "Aviation Safety Network"])
def test_neither_points_nor_words_are_known_units(text):
    assert not read_unit(text).is_known

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.presentation.figures.ruler import MOST, UNEVEN, apart_enough, ruler_for, tick_labels

AMOUNTS = st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=20)


@given(AMOUNTS, st.sampled_from(["share", "positive", "count"]))
def test_all_values_are_on_the_axis_in_their_order_and_ticks_are_few(values, scale):
    values = np.array(values) % 100 if scale == "share" else np.array(values)
    ruler = ruler_for(values, scale, ceiling=100.0 if scale == "share" else None)
    places, (low, high) = ruler.place(np.sort(values)), ruler.ends
    assert low - 1e-9 <= places.min() <= places.max() <= high + 1e-9
    assert (np.diff(places) >= 0).all()
    ticks = ruler.place(np.array(ruler.ticks()))
    assert ((ticks >= low - 1e-9) & (ticks <= high + 1e-9)).all()
    assert len(ticks) <= (MOST + 9 if ruler.is_uneven else MOST + 1)
    assert len({*tick_labels(ruler, "en")}) == len(ticks)


def test_amounts_of_very_different_sizes_have_even_ratios():
    ruler = ruler_for(np.array([1.0, UNEVEN]), "positive")
    near, far = (np.diff(ruler.place(np.array(pair)))[0] for pair in ([1, 2], [10, 20]))
    assert near == pytest.approx(far)
    assert not ruler_for(np.array([1.0, UNEVEN / 2]), "positive").is_uneven


def test_a_count_of_none_has_a_place_beside_thousands():
    ruler = ruler_for(np.array([0.0, 3.0, 5000.0]), "count")
    assert ruler.is_uneven
    assert ruler.ticks()[0] == 0.0
    assert np.isfinite(ruler.place(np.array([0.0]))).all()


def test_what_is_not_known_is_passed_over():
    ruler = ruler_for(np.array([np.nan, 20.0, 40.0]), "share")
    assert ruler.ends[1] == pytest.approx(42.0)
    assert np.isnan(ruler.place(np.array([np.nan]))).all()


@given(
    st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.1, 9)), min_size=1, max_size=9),
)
def test_labels_that_are_left_do_not_touch_and_the_first_is_one_of_them(drawn):
    places = np.cumsum([gap for gap, _ in drawn])
    widths = [wide for _, wide in drawn]
    labels = [str(number) for number in range(len(drawn))]
    made = apart_enough(places.tolist(), labels, widths)
    kept = [number for number, label in enumerate(made) if label]
    assert [made[number] for number in kept] == [labels[number] for number in kept]
    assert kept[0] == 0
    ends = [(places[one] - widths[one] / 2, places[one] + widths[one] / 2) for one in kept]
    assert all(right <= left + 1e-9 for (_, right), (left, _) in pairwise(ends))
    closest = np.diff(places).min(initial=np.inf)
    assert len(kept) == len(labels) or closest < max(widths)  # none goes where all have room

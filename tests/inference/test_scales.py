import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.inference.scales import BEND, USUAL, Scale, scale_of
from tests.builders import indicator

SHARE = Scale("share", "logit", top=100.0)
POSITIVE = Scale("positive", "log")
REAL = Scale("real", "identity", unit=2.5)
SCALES = (SHARE, POSITIVE, REAL)
FLOW = Scale("count", "log", unit=12.0, counting="flow")
STOCK = Scale("count", "logit", top=30.5, unit=8.0, counting="stock")
BENT = (FLOW, STOCK)
NO_VALUES = np.empty(0)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
@given(link=st.floats(-25.0, 25.0))
def test_natural_units_lead_back_to_the_link(scale, link):
    # near the top of a share the number itself is rounded: a part in 1e16 of the top
    rounding = 1e-15 * np.exp(max(link, 0.0)) if scale.kind == "logit" else 0.0
    assert scale.forward(scale.inverse(link)) == pytest.approx(
        link, rel=1e-12, abs=1e-12 + rounding
    )


@given(st.floats(1e-9, 1e12))
def test_a_positive_number_comes_back_from_its_link(value):
    assert POSITIVE.inverse(POSITIVE.forward(value)) == pytest.approx(value, rel=1e-12)


@given(st.floats(0.0, 100.0))
def test_a_share_comes_back_from_its_link(value):
    assert SHARE.inverse(SHARE.forward(value)) == pytest.approx(value, rel=1e-9, abs=1e-20)


@given(st.floats(-1e9, 1e9))
def test_a_real_number_comes_back_from_its_link(value):
    assert REAL.inverse(REAL.forward(value)) == pytest.approx(value)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
@given(links=st.tuples(st.floats(-50.0, 50.0), st.floats(-50.0, 50.0)))
def test_a_higher_link_is_never_a_lower_number(scale, links):
    assert scale.inverse(min(links)) <= scale.inverse(max(links))


@pytest.mark.parametrize(
    ("scale", "value", "link"),
    [
        (SHARE, 0.0, -np.inf),
        (SHARE, 100.0, np.inf),
        (SHARE, 50.0, 0.0),
        (SHARE, 75.0, np.log(3.0)),
        (POSITIVE, 0.0, -np.inf),
        (POSITIVE, 1.0, 0.0),
        (REAL, 5.0, 2.0),
    ],
)
def test_ends_and_known_points_of_the_range(scale, value, link):
    assert scale.forward(value) == pytest.approx(link, abs=1e-15)


@pytest.mark.parametrize("scale", [SHARE, POSITIVE], ids=lambda scale: scale.name)
@pytest.mark.parametrize("link", [-1e9, -np.inf, 1e9, np.inf])
def test_no_link_leaves_the_range(scale, link):
    value = scale.inverse(link)
    assert np.isfinite(value)
    assert 0.0 <= value <= scale.top


def test_a_missing_link_stays_missing():
    for scale in SCALES:
        assert np.isnan(scale.inverse(np.nan))


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
@given(link=st.floats(-10.0, 10.0))
def test_the_slope_is_the_derivative(scale, link):
    step = 1e-5
    rise = (scale.inverse(link + step) - scale.inverse(link - step)) / (2 * step)
    assert scale.slope(link) == pytest.approx(rise, rel=1e-4)


@pytest.mark.parametrize("scale", [SHARE, POSITIVE], ids=lambda scale: scale.name)
@pytest.mark.parametrize("value", [-5.0, 0.0, 100.0, 1e30])
def test_what_lies_outside_is_pulled_to_a_finite_link(scale, value):
    assert np.isfinite(scale.pull_up(value))


@given(st.floats(0.01, 99.99))
def test_what_lies_inside_is_not_pulled(value):
    assert SHARE.pull_up(value) == SHARE.forward(value)


def test_a_share_is_a_logit_of_a_hundred():
    assert scale_of(indicator(scale="share"), NO_VALUES) == SHARE


def test_a_positive_number_is_a_log():
    assert scale_of(indicator(scale="positive"), NO_VALUES) == POSITIVE


def test_a_flow_count_is_a_log_of_a_rate():
    scale = scale_of(indicator(scale="count"), NO_VALUES)
    assert (scale.kind, scale.is_flow_count) == ("log", True)


def test_a_stock_count_without_a_ceiling_is_a_log():
    scale = scale_of(indicator(scale="count", counting="stock"), NO_VALUES)
    assert (scale.kind, scale.is_flow_count) == ("log", False)


def test_the_ceiling_of_a_stock_count_can_be_attained():
    scale = scale_of(indicator(scale="count", counting="stock", ceiling=10), NO_VALUES)
    assert np.isfinite(scale.forward(10.0))
    assert np.round(scale.inverse(50.0) - 1e-9) == 10


def test_a_real_number_is_measured_in_its_spread():
    values = np.array([1.0, 3.0, 5.0])
    assert scale_of(indicator(scale="real"), values).unit == pytest.approx(np.std(values))


@pytest.mark.parametrize(
    ("values", "unit"), [([7.0], 7.0), ([0.2], 1.0), ([4.0, 4.0], 4.0), ([np.nan, -8.0], 8.0)]
)
def test_numbers_without_spread_are_measured_in_their_size(values, unit):
    assert scale_of(indicator(scale="real"), np.array(values)).unit == unit


def test_numbers_known_only_by_bounds_are_measured_in_ones():
    assert scale_of(indicator(scale="real"), np.array([np.nan, np.nan])).unit == 1.0


# The Gaussian path


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
@given(path=st.floats(-50.0, 50.0))
def test_only_the_path_of_counts_is_bent(scale, path):
    assert (scale.bend(path), scale.unbend(path), scale.bend_slope(path)) == (path, path, 1.0)


@pytest.mark.parametrize("scale", BENT, ids=lambda scale: scale.kind)
@given(path=st.floats(-30.0, 200.0))
def test_a_bent_path_comes_back_from_its_link(scale, path):
    assert scale.unbend(scale.bend(path)) == pytest.approx(path, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("scale", BENT, ids=lambda scale: scale.kind)
def test_the_usual_size_is_where_the_softplus_is_one(scale):
    assert scale.inverse(scale.bend(USUAL)) == pytest.approx(scale.unit)


@pytest.mark.parametrize("scale", BENT, ids=lambda scale: scale.kind)
@given(path=st.floats(-20.0, 50.0))
def test_the_slope_of_a_bent_path_is_its_derivative(scale, path):
    step = 1e-5
    slope = (scale.bend(path + step) - scale.bend(path - step)) / (2 * step)
    assert scale.bend_slope(path) == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_a_large_count_moves_on_a_root_scale_and_a_small_one_on_a_log_scale():
    # far above, the root goes up by as much as the path; far below, the log by BEND times as much
    roots = np.cbrt(FLOW.inverse(FLOW.bend(np.array([30.0, 31.0]))) / FLOW.unit)
    logs = FLOW.bend(np.array([-21.0, -20.0]))
    assert np.diff(roots) == pytest.approx(1.0, abs=1e-9)
    assert np.diff(logs) == pytest.approx(BEND, abs=1e-7)


@pytest.mark.parametrize("scale", BENT, ids=lambda scale: scale.kind)
@pytest.mark.parametrize("path", [-1e6, 1e6])
def test_a_path_however_far_has_a_finite_link(scale, path):
    assert np.isfinite(scale.bend(path))
    assert np.isfinite(scale.bend_slope(path))

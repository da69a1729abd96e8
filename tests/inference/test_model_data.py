import numpy as np
import pandas as pd
import pytest

from kgisim.errors import FitError
from kgisim.inference.model_data import AT_LEAST, AT_MOST, BETWEEN, EVIDENCE_SD, EXACT
from tests.builders import PLAN, TEXT, build_frame, driver_effect, indicator, row, table, yearly

NO_DRIVERS: dict[str, pd.Series] = {}
FLOW = {"scale": "count"}
STOCK = {"scale": "count", "counting": "stock", "ceiling": 10}


def frame_of(*rows, **more):
    return build_frame(indicator(**more), table(*rows), NO_DRIVERS)


def logit(percent):
    return np.log(percent / (100 - percent))


def only(frame):
    """Kind and bounds of the one row."""
    return int(frame.kind[0]), float(frame.low[0]), float(frame.high[0])


# Kinds and bounds


@pytest.mark.parametrize(
    ("given", "kind", "low", "high"),
    [
        (row(2010, 5.0), EXACT, np.log(5), np.log(5)),
        (row(2010, 5.0, "about", low=4.0, high=6.0), BETWEEN, np.log(4), np.log(6)),
        (row(2010, relation="about", low=4.0, high=6.0), BETWEEN, np.log(4), np.log(6)),
        (row(2010, 5.0, "ge"), AT_LEAST, np.log(5), np.log(5)),
        (row(2010, 5.0, "le"), AT_MOST, np.log(5), np.log(5)),
        (row(2010, 15.0, "sum", year_end=2012), EXACT, np.log(5), np.log(5)),
        (row(2010, 5.0, "mean", year_end=2012), EXACT, np.log(5), np.log(5)),
    ],
)
def test_a_row_of_a_positive_series_becomes_its_kind_and_bounds(given, kind, low, high):
    assert only(frame_of(given)) == pytest.approx((kind, low, high))


@pytest.mark.parametrize(
    ("given", "kind", "low", "high"),
    [
        (row(2010, 5), EXACT, 5, 5),
        (row(2010, 0), EXACT, 0, 0),
        (row(2010, 5, "ge"), AT_LEAST, 5, 5),
        (row(2010, 5, "le"), AT_MOST, 5, 5),
        (row(2010, 20, "about", low=18, high=22), BETWEEN, 18, 22),
        (row(2010, 20, "about", low=17.5, high=22.5), BETWEEN, 18, 22),
        (row(2010, 31, "sum", year_end=2012), EXACT, 31, 31),
        (row(2010, 10.3, "mean", year_end=2012), EXACT, 31, 31),
        (row(2010, 31, "ge", year_end=2012), AT_LEAST, 31, 31),
    ],
)
def test_a_row_of_a_flow_count_stays_in_whole_numbers(given, kind, low, high):
    assert only(frame_of(given, **FLOW)) == (kind, low, high)


@pytest.mark.parametrize(
    ("given", "kind", "low", "high"),
    [
        (row(2010, 4), BETWEEN, 3.5, 4.5),
        (row(2010, 4, "about", low=3, high=5), BETWEEN, 2.5, 5.5),
        (row(2010, 4, "ge"), AT_LEAST, 3.5, 4.5),
        (row(2010, 4, "le"), AT_MOST, 3.5, 4.5),
    ],
)
def test_a_stock_count_stands_for_all_that_rounds_to_it(given, kind, low, high):
    expected = (kind, np.log(low / (10.5 - low)), np.log(high / (10.5 - high)))
    assert only(frame_of(given, **STOCK)) == pytest.approx(expected)


def test_no_firm_in_the_list_is_at_most_half_a_firm():
    kind, _, high = only(frame_of(row(2010, 0), **STOCK))
    assert (kind, high) == (AT_MOST, pytest.approx(np.log(0.5 / 10.0)))


def test_a_full_list_is_at_least_all_but_half_a_firm():
    kind, low, _ = only(frame_of(row(2010, 10), **STOCK))
    assert (kind, low) == (AT_LEAST, pytest.approx(np.log(9.5 / 1.0)))


@pytest.mark.parametrize("relation", ["eq", "le"])
def test_zero_per_cent_is_at_most_half_a_point(relation):
    kind, _, high = only(frame_of(row(2010, 0.0, relation), scale="share"))
    assert (kind, high) == (AT_MOST, pytest.approx(logit(0.5)))


@pytest.mark.parametrize("relation", ["eq", "ge"])
def test_a_hundred_per_cent_is_within_half_a_point_of_it(relation):
    kind, low, _ = only(frame_of(row(2010, 100.0, relation), scale="share"))
    assert (kind, low) == (AT_LEAST, pytest.approx(logit(99.5)))


def test_an_interval_that_starts_at_zero_is_a_ceiling():
    given = row(2010, relation="about", low=0.0, high=3.0)
    kind, _, high = only(frame_of(given, scale="share"))
    assert (kind, high) == (AT_MOST, pytest.approx(logit(3.0)))


def test_an_interval_that_ends_at_a_hundred_is_a_floor():
    given = row(2010, relation="about", low=90.0, high=100.0)
    kind, low, _ = only(frame_of(given, scale="share"))
    assert (kind, low) == (AT_LEAST, pytest.approx(logit(90.0)))


# Spans


def test_counts_whose_years_were_lost_enter_as_their_total():
    lost = [row(2010, value, "set", year_end=2012) for value in (3, 9, 5)]
    frame = frame_of(*lost, **FLOW)
    assert only(frame) == (EXACT, 17, 17)
    assert frame.span.tolist() == [3]


def test_shares_whose_years_were_lost_enter_as_their_mean():
    lost = [row(2010, value, "set", year_end=2012) for value in (30, 40, 50)]
    assert only(frame_of(*lost, scale="share")) == pytest.approx((EXACT, logit(40), logit(40)))


def test_sets_of_two_definitions_are_two_totals():
    lost = [
        row(2010, value, "set", year_end=2011, definition=word)
        for value, word in ((1, "a"), (2, "a"), (3, "b"), (4, "b"))
    ]
    assert sorted(frame_of(*lost, **FLOW).low) == [3, 7]


def test_a_total_of_counts_weighs_every_year_fully():
    frame = frame_of(row(2010, 5), row(2011, 31, "sum", year_end=2013), **FLOW)
    assert frame.weights.tolist() == [[1, 0, 0, 0], [0, 1, 1, 1]]


def test_a_mean_weighs_its_years_alike():
    frame = frame_of(row(2010, 5.0), row(2011, 6.0, "mean", year_end=2014))
    assert frame.weights.tolist() == [[1, 0, 0, 0, 0], [0, 0.25, 0.25, 0.25, 0.25]]


def test_the_total_of_an_amount_is_its_mean_in_other_words():
    total = frame_of(row(2010, 30.0, "sum", year_end=2012, se=3.0))
    mean = frame_of(row(2010, 10.0, "mean", year_end=2012, se=1.0))
    assert total.low == pytest.approx(mean.low)
    assert total.row_terms == pytest.approx(mean.row_terms)
    assert total.weights == pytest.approx(mean.weights)


def test_years_run_from_the_first_row_to_the_horizon():
    frame = frame_of(row(2012, 5.0), row(2008, 4.0), row(2009, 9.0, "mean", year_end=2014))
    assert (frame.years[0], frame.years[-1], frame.last) == (2008, PLAN.horizon, 2014)
    assert frame.covered == 7


def test_the_order_of_the_rows_in_the_file_changes_nothing():
    rows = [row(2010, 5.0), row(2011, 6.0, "ge"), row(2012, 7.0, se=0.1)]
    one, other = frame_of(*rows), frame_of(*reversed(rows))
    for name in ("kind", "low", "weights", "row_terms"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


# Where the first level lies


@pytest.mark.parametrize(
    ("rows", "more", "centre"),
    [
        (yearly([2.0, 3.0, 50.0]), {}, np.log(3)),
        ([row(2010, relation="about", low=2, high=4)], {}, np.log(3)),
        ([row(2010, 30, "sum", year_end=2012)], FLOW, np.log(10)),
        ([row(2010, 10, "mean", year_end=2012)], FLOW, np.log(10)),
        ([row(2010, 0)], FLOW, np.log(0.5)),
        ([row(2010, 0.0)], {"scale": "share"}, logit(1)),
        ([row(2010, 100.0)], {"scale": "share"}, logit(99)),
        ([row(2010, 10)], STOCK, np.log(10 / 0.5)),
    ],
)
def test_the_centre_is_the_middle_of_the_yearly_numbers(rows, more, centre):
    frame = frame_of(*rows, **more)
    assert frame.scale.bend(frame.centre) == pytest.approx(centre)


def test_the_usual_size_of_a_count_is_the_mean_of_its_yearly_numbers():
    rows = [row(2010, 4), row(2011, 8), row(2012, 30, "sum", year_end=2014)]
    assert frame_of(*rows, **FLOW).scale.unit == pytest.approx((4 + 8 + 10) / 3)


# Errors of rows


@pytest.mark.parametrize("evidence", ["secondary", "unverified"])
def test_a_weaker_source_brings_its_own_error(evidence):
    frame = frame_of(row(2010, 5.0), row(2011, 6.0, evidence=evidence))
    assert frame.row_terms.tolist() == [[0.0], [EVIDENCE_SD[evidence]]]


def test_an_official_number_without_a_stated_error_is_exact():
    assert frame_of(row(2010, 5.0)).row_terms.shape == (1, 0)


@pytest.mark.parametrize(
    ("given", "more", "error"),
    [
        (row(2010, 5.0, se=0.1), {}, 0.02),
        (row(2010, relation="about", low=4, high=6, se=0.1), {}, 0.02),
        (row(2010, 20.0, se=1.0), {"scale": "share"}, 1 / (100 * 0.2 * 0.8)),
        (row(2010, 50, se=5), FLOW, 0.1),
        (row(2010, 10, "mean", year_end=2014, se=1), FLOW, 0.1),
        (row(2010, 3.0, se=0.3), {"scale": "real"}, 0.1),
    ],
)
def test_a_stated_error_is_carried_to_the_link(given, more, error):
    assert frame_of(given, **more).row_terms == pytest.approx(np.array([[error]]))


def test_stated_error_and_weak_source_add_up_as_variances():
    frame = frame_of(row(2010, 5.0, se=0.1, evidence="unverified"))
    assert frame.row_terms == pytest.approx(np.hypot(0.02, EVIDENCE_SD["unverified"]))


def test_every_row_has_an_error_of_its_own():
    frame = frame_of(*yearly([5.0, 6.0, 7.0], evidence="secondary"))
    assert (frame.row_terms @ frame.row_terms.T).tolist() == (0.01**2 * np.eye(3)).tolist()


# Breaks


def test_a_break_shifts_the_rows_before_it_together():
    change = {"year": 2012, "reason": TEXT, "sd": 0.3}
    frame = frame_of(*yearly([5.0, 6.0, 7.0, 8.0]), breaks=[change])
    assert frame.row_terms.tolist() == [[0.3], [0.3], [0.0], [0.0]]


def test_each_break_has_a_step_of_its_own():
    changes = [{"year": year, "reason": TEXT, "sd": sd} for year, sd in ((2011, 0.3), (2012, 0.5))]
    frame = frame_of(*yearly([5.0, 6.0, 7.0]), breaks=changes)
    assert frame.row_terms.tolist() == [[0.3, 0.5], [0.0, 0.5], [0.0, 0.0]]


# Exceptional years


def pulse(*years, **more):
    return {"years": list(years), "reason": TEXT, "sd": 2.0} | more


def test_each_exceptional_year_departs_by_itself():
    frame = frame_of(*yearly([5.0, 1.0, 2.0, 5.0]), exceptional=[pulse(2011, 2012)])
    assert frame.row_terms.tolist() == [[0, 0], [2, 0], [0, 2], [0, 0]]


def test_what_does_not_return_is_in_the_level_that_stays():
    """With a level of 0 before, a departure of 1 and a quarter of it gone, 0.75 stays."""
    frame = frame_of(*yearly([5.0, 1.0, 5.0]), exceptional=[pulse(2011, returns=0.25)])
    before, inside, after = 0.75 + frame.row_terms[:, 0] / 2.0
    assert (before, inside, after) == (0.0, 1.0, 0.75)


def test_a_departure_that_lasts_is_a_change_of_level():
    step = frame_of(*yearly([5.0, 6.0, 7.0]), breaks=[{"year": 2011, "reason": TEXT, "sd": 2.0}])
    lasting = frame_of(*yearly([5.0, 6.0, 7.0]), exceptional=[pulse(2011, returns=0.0)])
    assert (np.abs(lasting.row_terms) == step.row_terms).all()


def test_a_row_of_several_years_holds_its_share_of_an_exceptional_one():
    frame = frame_of(row(2010, 5.0, year_end=2013), exceptional=[pulse(2011)])
    assert frame.row_terms.tolist() == [[0.5]]


def test_a_pulse_that_has_not_come_yet_is_left_out():
    frame = frame_of(*yearly([5.0, 6.0, 7.0]), exceptional=[pulse(2013, returns=0.0)])
    assert frame.row_terms.shape == (3, 0)


def test_an_exceptional_time_that_goes_on_ends_where_the_record_does():
    frame = frame_of(*yearly([5.0, 6.0, 2.0]), exceptional=[pulse(2012, 2013, returns=0.0)])
    assert frame.row_terms.tolist() == [[-2.0], [-2.0], [0.0]]


# Offsets between sources


def offset_covariance(anchor, sources):
    keys = {key: {"title": key, "publisher": key} for key in set(sources)}
    rows = [row(2010 + step, 5.0, source=key) for step, key in enumerate(sources)]
    frame = frame_of(*rows, offsets={"sd": 0.2, "anchor": anchor}, sources=keys)
    return frame.row_terms @ frame.row_terms.T


def same(sources):
    return np.equal.outer(np.array(sources), np.array(sources)).astype(float)


def test_without_an_anchor_each_source_is_off_by_itself():
    sources = ["a", "b", "a"]
    assert offset_covariance("none", sources) == pytest.approx(0.04 * same(sources))


def test_the_anchor_is_never_off():
    sources = ["a", "b", "a", "c"]
    off = np.array([0.0, 1.0, 0.0, 1.0])
    expected = 0.04 * same(sources) * np.outer(off, off)
    assert offset_covariance("a", sources) == pytest.approx(expected)


def test_around_a_mean_each_source_is_off_by_the_stated_size():
    sources = ["a", "b", "c"]
    expected = 0.04 * (1.5 * np.eye(3) - 0.5)  # variance σ², correlation -1/(n-1)
    assert offset_covariance("mean", sources) == pytest.approx(expected)


def test_offsets_around_a_mean_add_up_to_zero():
    covariance = offset_covariance("mean", ["a", "b", "c", "d"])
    assert covariance.sum() == pytest.approx(0.0, abs=1e-15)


def test_one_source_alone_is_its_own_mean():
    assert not offset_covariance("mean", ["a", "a"]).any()


# Drivers


def driven(path, *rows):
    one = indicator(drivers=[driver_effect("yen", mean=0.4, sd=0.1)])
    return build_frame(one, table(*rows), {"yen": path})


def test_a_driver_enters_with_its_path_and_prior():
    path = pd.Series(np.linspace(-1.0, 0.0, 41), index=np.arange(2000, PLAN.horizon + 1))
    frame = driven(path, *yearly([5.0, 6.0]))
    assert (frame.driver_names, frame.driver_mean, frame.driver_sd) == (("yen",), 0.4, 0.1)
    assert frame.drivers.tolist() == [path.loc[2010:].tolist()]


def test_a_driver_that_begins_too_late_is_refused_with_the_missing_years():
    path = pd.Series(0.0, index=np.arange(2012, PLAN.horizon + 1))
    with pytest.raises(FitError, match="driver 'yen' has no value for 2010, 2011"):
        driven(path, *yearly([5.0, 6.0, 7.0, 8.0]))


def test_what_a_driver_lacks_after_the_last_row_does_not_matter_to_the_fit():
    path = pd.Series(0.0, index=np.arange(2010, 2012))
    assert driven(path, *yearly([5.0, 6.0])).last == 2011


def test_an_indicator_without_rows_is_refused():
    with pytest.raises(FitError, match="no observation is left to fit; add rows"):
        frame_of()

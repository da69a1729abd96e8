"""What scores from past years amount to."""

import numpy as np
import pandas as pd
import pytest

from kgisim.evaluation.backtest import COLUMNS, MODEL
from kgisim.evaluation.skill import FEWEST, Skill, brier, interval_coverage, sides, skill


def table(own, other=None, name: str = "x", **more) -> pd.DataFrame:
    """Scores by origin (rows) and year (columns) of the model and of a peer."""
    rows = [
        {"indicator": name, "origin": 2000 + place, "year": 2010 + year, "forecaster": forecaster}
        | {"before": 1.0, "value": 2.0, "crps": score, "crps_link": score, "chance": 0.5}
        | {"low80": 0.0, "high80": 3.0}
        | more
        for forecaster, scores in ((MODEL, own), ("naive", [] if other is None else other))
        for place, line in enumerate(scores)
        for year, score in enumerate(line)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_the_ratio_is_of_sums():
    found = skill(table([[1, 2], [3, 4]], [[2, 2], [8, 8]]), "naive", by="origin")
    assert (found.ratio, found.groups, found.values) == (0.5, 2, 4)


def test_only_what_both_forecast_is_compared():
    found = skill(table([[1], [9]], [[2]]), "naive", by="origin")
    assert (found.ratio, found.values) == (0.5, 1)


def test_a_blank_forecast_is_not_compared():
    found = skill(table([[1], [np.nan]], [[2], [2]]), "naive", by="origin")
    assert (found.ratio, found.values) == (0.5, 1)


def test_without_a_peer_there_is_no_ratio():
    found = skill(table([[1]]), "naive", by="origin")
    assert np.isnan(found.ratio)
    assert found.verdict == "few"


def test_series_count_alike_whatever_their_size():
    large, small = table([[100]], [[50]]), table([[1]], [[2]], "y")
    found = skill(pd.concat([large, small]), "naive", by="indicator")
    assert found.ratio == pytest.approx(1.0)


def test_a_peer_that_never_missed_is_infinitely_better():
    assert skill(table([[1]], [[0]]), "naive", by="origin").ratio == np.inf


def test_origins_that_agree_leave_no_doubt():
    scores = np.array([[1.0], [2.0], [3.0], [1.0], [2.0]])
    found = skill(table(scores, 2 * scores), "naive", by="origin")
    assert found.band == pytest.approx((0.5, 0.5))
    assert found.verdict == "better"


def test_origins_that_disagree_leave_the_matter_open():
    found = skill(table([[1], [4]] * 3, [[2], [2]] * 3), "naive", by="origin")
    assert found.verdict == "alike"


@pytest.mark.parametrize(
    ("band", "groups", "verdict"),
    [
        ((0.5, 0.9), FEWEST, "better"),
        ((1.1, 1.9), FEWEST, "worse"),
        ((0.9, 1.1), FEWEST, "alike"),
        ((0.5, 0.9), FEWEST - 1, "few"),
    ],
)
def test_the_verdict_follows_the_band_once_there_are_enough(band, groups, verdict):
    assert Skill(1.0, band, groups, 30).verdict == verdict


def test_values_on_the_edge_of_an_interval_are_within():
    assert interval_coverage(table([[1, 1]], value=3.0), 80, by="origin").hits == 2


def test_each_origin_counts_once_in_the_rate():
    many, one = table([[1] * 9], value=9.0), table([[1]]).assign(origin=2020)
    found = interval_coverage(pd.concat([many, one]), 80, by="origin")
    assert (found.hits, found.values, found.rate, found.groups) == (1, 10, 0.5, 2)


def test_the_band_of_a_rate_narrows_with_the_origins():
    few, many = (interval_coverage(table([[1]] * size), 80, by="origin").band for size in (2, 40))
    assert few[0] < many[0]


def test_blank_forecasts_are_in_no_interval_and_in_no_count():
    assert interval_coverage(table([[np.nan], [1]]), 80, by="origin").values == 1


def test_a_value_that_equals_the_median_is_on_neither_side():
    known = pd.concat([table([[1]], median=median) for median in (1.0, 2.0, 3.0, 3.5)])
    assert sides(known) == (1, 2)


def test_the_chance_of_a_rise_is_scored_by_its_squared_miss():
    assert brier(table([[1, 1]], chance=0.75), MODEL) == pytest.approx(0.0625)


def test_no_rise_is_no_event():
    assert brier(table([[1]], value=1.0, chance=0.75), MODEL) == pytest.approx(0.5625)

import numpy as np
import pytest
import xarray as xr

from kgisim.schema import BASELINE, DRAW, OUTCOME, SCENARIO, SERIES, YEAR
from kgisim.targets.largest_deal import OneDeal, one_deal
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow


def projection(totals, largest):
    """Draws × years of a total and of its largest deal, 2039 and 2040."""
    values = np.stack([totals, largest], axis=-1).astype(np.float32)[None]
    coords = {SCENARIO: [BASELINE], YEAR: [2039, 2040], SERIES: ["total", "largest"]}
    return xr.Dataset({OUTCOME: ((SCENARIO, DRAW, YEAR, SERIES), values)}, coords=coords)


def asked(value, length=2):
    # reached by one large deal, by many, not at all, and by one that does not matter
    totals = [[0, 100], [60, 60], [10, 10], [90, 90]]
    largest = [[0, 90], [10, 10], [10, 10], [50, 40]]
    made = projection(np.array(totals), np.array(largest))
    question = TargetQuestion("total", value, TargetWindow(2040, length, "sum"))
    return one_deal(made, question, "largest")


def test_the_largest_deal_of_the_whole_window_is_taken_out():
    answer = asked(100)
    assert (answer.chance, answer.without, answer.draws) == (0.75, 0.5, 4)
    assert answer.hangs == pytest.approx(1 / 3)


def test_a_window_of_one_year_looks_at_that_year():
    assert asked(50, length=1) == OneDeal(chance=0.75, without=0.5, draws=4)


def test_what_is_never_reached_hangs_on_nothing():
    never = asked(1000)
    assert np.isnan([never.hangs, never.error]).all()


def test_the_error_is_that_of_a_share_of_the_reaching_futures():
    half = OneDeal(chance=0.2, without=0.1, draws=2000)
    assert half.error == pytest.approx(np.sqrt(0.25 / 400))

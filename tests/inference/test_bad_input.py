"""Rows that say little, nothing or too much: a wide answer or a clear refusal, and nothing else."""

from functools import cache

import numpy as np
import pytest

from kgisim.errors import FitError
from kgisim.inference import importance_sampling
from kgisim.inference.family import load_family
from kgisim.inference.fit_one import compute
from kgisim.workspace import Workspace
from tests.builders import AXIS, PLAN, indicator, row, table, yearly

SHARE = {"scale": "share"}
FLOW = {"scale": "count"}
STOCK = {"scale": "count", "counting": "stock", "ceiling": 20}
REAL = {"scale": "real"}
USUAL = [5.0, 5.4, 5.1, 5.8, 6.0, 5.7, 6.2]


@pytest.fixture(autouse=True)
def few_points(monkeypatch):
    for name, value in (("FIRST", 400), ("ROUND", 200), ("BATCH", 800), ("BATCHES", 2)):
        monkeypatch.setattr(importance_sampling, name, value)


def fit(rows, **more):
    return compute(
        indicator(**more, model={"family": "damped_trend"}),
        table(*rows),
        load_family(Workspace.bundled(), "damped_trend"),
        {},
        PLAN.axis,
        key="k",
        draws=400,
        generator=np.random.default_rng(1),
    )


CASES = {
    "usual amounts": (yearly(USUAL), {}),
    "1 amount": ([row(2015, 5.0)], {}),
    "2 amounts": (yearly([5.0, 6.0]), {}),
    "3 amounts": (yearly([5.0, 6.0, 5.5]), {}),
    "1 count": ([row(2015, 3)], FLOW),
    "2 counts": (yearly([3, 0]), FLOW),
    "3 numbers": (yearly([-1.0, 0.5, 2.0]), REAL),
    "1 number": ([row(2015, -2.0)], REAL),
    "the same number every year": (yearly([4.0] * 8), REAL),
    "zero counts": (yearly([0] * 8), FLOW),
    "zeros of a stock": (yearly([0] * 8), STOCK),
    "zero numbers": (yearly([0.0] * 8), REAL),
    "zero shares": (yearly([0.0] * 8), SHARE),
    "whole shares": (yearly([100.0] * 8), SHARE),
    "a share at both ends": (yearly([0.0, 100.0, 0.0, 100.0]), SHARE),
    "a stock at its ceiling": (yearly([20] * 8), STOCK),
    "a huge amount": (yearly([*USUAL, 5e6, 6.0]), {}),
    "a tiny amount": (yearly([*USUAL, 1e-6, 6.0]), {}),
    "a huge count": (yearly([3, 4, 2, 90_000, 3, 5]), FLOW),
    "a huge number": (yearly([0.1, -0.2, 1e6, 0.3]), REAL),
    "amounts that contradict each other": ([*yearly(USUAL), row(2012, 50.0)], {}),
    "counts that contradict each other": ([*yearly([3, 4, 2, 5]), row(2011, 60)], FLOW),
    "totals of amounts alone": (
        [row(2010, 30.0, "sum", year_end=2014), row(2015, 40.0, "sum", year_end=2019)],
        {},
    ),
    "totals of counts alone": (
        [row(2008, 30, "sum", year_end=2017), row(2018, 12, "sum", year_end=2024)],
        FLOW,
    ),
    "floors of amounts alone": ([row(2012, 5.0, "ge"), row(2015, 4.0, "ge")], {}),
    "floors of counts alone": ([row(2012, 3, "ge"), row(2015, 1, "ge")], FLOW),
    "floors of shares alone": ([row(2012, 3.0, "ge"), row(2015, 100.0, "ge")], SHARE),
    "a floor above a ceiling": ([row(2012, 9.0, "ge"), row(2012, 3.0, "le")], {}),
}


@cache
def fitted(name):
    rows, more = CASES[name]
    return fit(rows, **more)


@pytest.mark.parametrize("name", CASES)
def test_what_comes_out_is_whole(name):
    found = fitted(name)
    assert np.isfinite(found.trend[:, found.first <= AXIS]).all()
    assert np.isfinite(found.noise).all()
    assert np.isfinite(found.hyper).all()


@pytest.mark.parametrize("name", CASES)
def test_a_refusal_says_why(name):
    verdict = fitted(name).verdict
    assert verdict.status in ("ok", "failed")
    assert (verdict.status == "failed") == bool(verdict.reasons)


@pytest.mark.parametrize("more", [{}, SHARE, FLOW, STOCK, REAL], ids=str)
def test_no_rows_are_refused(more):
    with pytest.raises(FitError, match="no observation is left to fit; add rows"):
        fit([], **more)


@pytest.mark.parametrize("few", ["1 amount", "2 amounts"])
def test_a_few_rows_give_a_wider_future_than_many(few):
    spread = {name: np.std(fitted(name).trend[:, -1]) for name in (few, "usual amounts")}
    assert spread[few] > spread["usual amounts"]


def test_zero_amounts_are_refused():
    with pytest.raises(FitError, match="no logarithm unless it is above zero"):
        fit(yearly([0.0] * 8))

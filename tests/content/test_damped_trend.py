"""The damped local trend against its recursion and against a Kalman filter."""

import numpy as np
import pytest

from kgisim.evidence.catalog import load_catalog
from kgisim.inference.driver_growth import is_driven
from kgisim.inference.family import load_family
from kgisim.inference.laplace import RowPosterior
from kgisim.inference.likelihood import SMALLEST_NOISE, noise_prior
from kgisim.inference.model import NOISE, compile_family
from kgisim.workspace import Workspace
from tests.builders import build_frame, indicator, row, table

YEARS = 41
SCALE = "positive"
ROWS = {2000: 5.0, 2001: 5.5, 2002: 5.2, 2005: 7.0, 2006: 7.4, 2009: 9.0, 2010: 8.1}


@pytest.fixture(scope="module")
def module():
    return load_family(Workspace.bundled(), "damped_trend")


@pytest.fixture(scope="module")
def frame():
    return build_frame(indicator(), table(*(row(*item) for item in ROWS.items())), {})


@pytest.fixture(scope="module")
def points(module, frame):
    """Law of the path and natural hyperparameters at some draws of the prior."""
    priors = {**module.priors(SCALE), NOISE: noise_prior(frame)}
    family = compile_family(module, priors, YEARS)
    mean, loadings, natural, _ = family.evaluate(family.sample(np.random.default_rng(1), 12))
    hypers = [dict(zip(family.names, values, strict=True)) for values in natural]
    return mean, loadings, hypers


@pytest.mark.parametrize("scale", ["share", "positive", "count", "real"])
def test_beside_a_driver_that_grows_nothing_is_expected_to_drift(module, scale):
    alone, driven = module.priors(scale), module.driven_priors(scale)
    assert module.expects_growth(alone) == (scale == "positive")
    assert not module.expects_growth(driven)
    assert {**alone, "drift": None} == {**driven, "drift": None}


def start_sd(loadings):
    return loadings[0, 0, 0]


def recursion(hyper, first, drift, slope, shocks, turns):
    """Follow the model card year by year, from given standard normal innovations."""
    level, drift = [first], hyper["drift_sd"] * drift
    slope = drift + hyper["slope_start"] * slope
    for year in range(1, YEARS):
        if year > 1:
            slope = drift + hyper["damping"] * (slope - drift) + hyper["slope_sd"] * turns[year]
        level.append(level[-1] + slope + hyper["level_sd"] * shocks[year])
    return np.array(level)


def test_the_covariance_is_that_of_the_recursion(points):
    _, loadings, hypers = points
    sd = start_sd(loadings)
    for law, hyper in zip(loadings, hypers, strict=True):
        unit = np.eye(3 + 2 * YEARS)
        responses = [
            recursion(hyper, sd * u[0], u[1], u[2], u[3 : 3 + YEARS], u[3 + YEARS :]) for u in unit
        ]
        expected = np.array(responses).T @ np.array(responses)
        assert law @ law.T == pytest.approx(expected, rel=1e-9, abs=1e-12)


def kalman(hyper, frame, first_sd):
    """Log evidence of yearly rows: a filter with the state (level, slope, drift)."""
    state = np.array([frame.centre, 0.0, hyper["drift"]])
    covariance = np.diag([first_sd**2, 0.0, hyper["drift_sd"] ** 2])
    error = hyper["noise"] ** 2 + SMALLEST_NOISE**2
    observed = dict(zip(np.argmax(frame.weights, axis=1), frame.low, strict=True))
    evidence = 0.0
    for year in range(frame.covered):
        if year:
            damping = hyper["damping"] if year > 1 else 0.0
            slope_variance = hyper["slope_sd" if year > 1 else "slope_start"] ** 2
            slope = np.array([0.0, damping, 1.0 - damping])
            step = np.array([np.array([1.0, 0.0, 0.0]) + slope, slope, [0.0, 0.0, 1.0]])
            push = np.array([1.0, 1.0, 0.0])
            noise = slope_variance * np.outer(push, push)
            noise[0, 0] += hyper["level_sd"] ** 2
            state = step @ state
            covariance = step @ covariance @ step.T + noise
        if year in observed:
            spread = covariance[0, 0] + error
            away = observed[year] - state[0]
            evidence -= 0.5 * (np.log(2 * np.pi * spread) + away**2 / spread)
            gain = covariance[:, 0] / spread
            state = state + gain * away
            covariance = covariance - np.outer(gain, covariance[0])
    return evidence


def test_the_evidence_is_that_of_a_kalman_filter(points, frame):
    mean, loadings, hypers = points
    noise = np.array([[hyper["noise"]] for hyper in hypers])
    rows = RowPosterior(frame, mean[:, : frame.covered], loadings[:, : frame.covered], noise)
    found, *_ = rows.draw(np.random.default_rng(1))
    expected = [kalman(hyper, frame, start_sd(loadings)) for hyper in hypers]
    assert found == pytest.approx(np.array(expected), abs=1e-8)


@pytest.mark.parametrize(
    ("name", "driven"),
    [
        ("world_market", True),  # by the world's GDP
        ("sales_terumo", True),  # by the market, itself driven
        ("rank_threshold_20", True),
        ("sales_mani", False),  # by the yen alone, which goes nowhere on average
        ("usd_jpy", False),
        ("gdp_world_usd", False),
    ],
)
def test_growth_is_expected_once(name, driven):
    workspace = Workspace.bundled()
    assert is_driven(load_catalog(workspace).indicators, workspace, name) == driven

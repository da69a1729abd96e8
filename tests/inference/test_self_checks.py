"""What a finished fit says of itself."""

import numpy as np
import pytest

from kgisim.inference import importance_sampling
from kgisim.inference.fit import CHECKS
from kgisim.inference.fit_one import compute
from tests.builders import PLAN, indicator, table, yearly
from tests.inference.families import RandomWalk, half_normal

MODEL = {"family": "random_walk", "priors": {"noise": half_normal(0.05)}}


@pytest.fixture(autouse=True)
def few_points(monkeypatch):
    for name, value in (("FIRST", 300), ("ROUND", 200), ("BATCH", 1000), ("ENOUGH", 500.0)):
        monkeypatch.setattr(importance_sampling, name, value)


def checks(values):
    found = compute(
        indicator(model=MODEL),
        table(*yearly(values)),
        RandomWalk(),
        {},
        PLAN.axis,
        key="k",
        draws=1000,
        generator=np.random.default_rng(1),
    )
    return found.attributes


def test_every_fit_says_all_of_it():
    found = checks([5, 5.5, 5.2, 6.0, 6.4])
    assert tuple(found) == CHECKS
    assert np.isfinite(list(found.values())).all()


def test_a_step_that_the_priors_hardly_make_is_told():
    assert checks([5, 5.1, 5.0, 5.1, 20.0, 21.0])["prior_step"] < 0.05


def test_the_prior_matters_more_where_there_are_fewer_rows():
    few, many = checks([5, 6]), checks(np.exp(np.random.default_rng(1).normal(0, 0.2, 24).cumsum()))
    assert few["sense_prior"] > many["sense_prior"]

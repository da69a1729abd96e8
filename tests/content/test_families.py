"""Every family found on disk fulfils the contract of `kgisim.inference.family.Family`."""

from functools import cache

import numpy as np
import pytest

from kgisim.inference.family import Family, load_family
from kgisim.inference.fit_one import prior_changes
from kgisim.inference.gate import impossible_share
from kgisim.inference.likelihood import noise_prior
from kgisim.inference.model import NOISE, compile_family
from kgisim.inference.path_graph import path_function
from kgisim.schema import LANGUAGES, SCALES
from kgisim.workspace import Workspace
from tests.builders import AXIS, build_frame, indicator, table, yearly

YEARS = len(AXIS)
FAMILIES = Workspace.bundled().families()
EVERY = pytest.mark.parametrize("name", FAMILIES)
ON_EVERY_SCALE = pytest.mark.parametrize("scale", SCALES)


@cache
def family_of(name) -> Family:
    return load_family(Workspace.bundled(), name)


def compiled(name, scale, years=YEARS):
    frame = build_frame(indicator(scale=scale), table(*yearly([5, 6, 7, 8])), {})
    priors = {**family_of(name).priors(scale), NOISE: noise_prior(frame)}
    return frame, compile_family(family_of(name), priors, years)


def test_there_are_families():
    assert FAMILIES


@EVERY
def test_a_family_has_a_model_card(name):
    card = type(family_of(name)).__doc__
    assert card
    assert card != Family.__doc__


@EVERY
def test_a_family_has_a_title_in_every_language(name):
    assert set(family_of(name).title) == set(LANGUAGES)
    assert all(title.strip() for title in family_of(name).title.values())


@EVERY
@ON_EVERY_SCALE
def test_its_hyperparameters_can_be_drawn_on_every_scale(name, scale):
    _, family = compiled(name, scale)
    mean, loadings, natural, log_prior = family.evaluate(
        family.sample(np.random.default_rng(1), 200)
    )
    assert (mean.shape, loadings.shape[:2]) == ((200, YEARS), (200, YEARS))
    for array in (mean, loadings, natural, log_prior):
        assert np.isfinite(array).all()


@EVERY
@ON_EVERY_SCALE
def test_more_years_change_nothing_in_the_years_before(name, scale):
    points = compiled(name, scale)[1].sample(np.random.default_rng(1), 20)
    mean, loadings, *_ = compiled(name, scale, 12)[1].evaluate(points)
    long_mean, long_loadings, *_ = compiled(name, scale)[1].evaluate(points)
    known = loadings.shape[2]
    assert long_mean[:, :12] == pytest.approx(mean, rel=1e-10, abs=1e-12)
    assert long_loadings[:, :12, :known] == pytest.approx(loadings, rel=1e-10, abs=1e-12)
    assert not long_loadings[:, :12, known:].any()


@EVERY
@ON_EVERY_SCALE
def test_many_paths_at_once_are_those_of_its_graph(name, scale):
    _, family = compiled(name, scale)
    hyper, *_ = family.density(family.sample(np.random.default_rng(1), 20))
    graph = path_function(family.family, family.shapes, YEARS)(*hyper)
    for found, expected in zip(family.path(hyper), graph, strict=True):
        assert found == pytest.approx(np.broadcast_to(expected, found.shape), rel=1e-13, abs=1e-13)


@EVERY
@ON_EVERY_SCALE
def test_its_prior_futures_are_possible(name, scale):
    frame, family = compiled(name, scale)
    futures = prior_changes(frame, family, np.random.default_rng(1))
    assert impossible_share(frame, *futures) < 0.1


@EVERY
@ON_EVERY_SCALE
def test_every_level_can_be_reached_in_the_first_year(name, scale):
    _, family = compiled(name, scale)
    _, loadings, *_ = family.evaluate(family.sample(np.random.default_rng(1), 20))
    assert (np.linalg.norm(loadings[:, 0], axis=1) >= 1.0).all()

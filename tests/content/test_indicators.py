"""Every indicator found on disk can be fitted, or says why not."""

import re

import numpy as np
import pandas as pd
import pytest

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.evidence.loader import indicator_files
from kgisim.inference.laplace import pseudo_observations
from kgisim.inference.model_data import AT_LEAST, AT_MOST, BETWEEN, EXACT
from kgisim.io import read_yaml
from kgisim.schema import LANGUAGES
from kgisim.workspace import Workspace
from tests.builders import AXIS, build_frame

PATHS = indicator_files(Workspace.bundled())
NAMES = list(PATHS)
FITTED = [name for name in NAMES if read_yaml(PATHS[name], name)["model"]["family"]]
STANDING = pd.Series(0.0, index=AXIS)
EVERY = pytest.mark.parametrize("name", NAMES)
EVERY_FITTED = pytest.mark.parametrize("name", FITTED)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(Workspace.bundled())


def frame_of(catalog, name):
    indicator = catalog.indicators[name]
    drivers = {effect.driver: STANDING for effect in indicator.drivers}
    return build_frame(indicator, catalog.rows(name), drivers)


def test_some_indicators_are_fitted_and_some_are_not():
    assert 0 < len(FITTED) < len(NAMES)


@EVERY
def test_an_indicator_on_disk_is_in_the_catalogue(catalog, name):
    assert catalog.indicators[name].id == name


@EVERY_FITTED
def test_its_rows_become_a_frame(catalog, name):
    frame = frame_of(catalog, name)
    assert np.isfinite(frame.centre)
    assert frame.weights.sum(axis=1).min() > 0
    assert np.isfinite(frame.row_terms).all()


@EVERY_FITTED
def test_every_row_of_the_frame_has_the_bounds_that_its_kind_needs(catalog, name):
    frame = frame_of(catalog, name)
    needs_low = np.isin(frame.kind, (EXACT, BETWEEN, AT_LEAST))
    needs_high = np.isin(frame.kind, (EXACT, BETWEEN, AT_MOST))
    assert np.isfinite(frame.low[needs_low]).all()
    assert np.isfinite(frame.high[needs_high]).all()
    assert (frame.low[frame.kind == BETWEEN] <= frame.high[frame.kind == BETWEEN]).all()


@EVERY_FITTED
def test_its_rows_pull_the_path_somewhere(catalog, name):
    frame = frame_of(catalog, name)
    eta = np.full((1, frame.rows), frame.centre)
    targets, variances = pseudo_observations(frame, eta, np.array([[0.3]]), np.ones(eta.shape))
    assert np.isfinite(targets).all()
    assert (variances > 0).all()


@EVERY
def test_its_drivers_are_fitted_before_it(catalog, name):
    order = catalog.dependencies.required_fits((name,))
    for effect in catalog.indicators[name].drivers:
        assert order.index(effect.driver) < order.index(name)


@EVERY
def test_its_japanese_is_japanese_and_its_english_is_not(catalog, name):
    indicator = catalog.indicators[name]
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    found = {
        language: bool(japanese.search(indicator.definition(language))) for language in LANGUAGES
    }
    assert found == {"ja": True, "en": False}

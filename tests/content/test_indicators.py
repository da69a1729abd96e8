"""Every indicator found on disk can be fitted, or says why not."""

import re

import numpy as np
import pandas as pd
import pytest

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.loader import indicator_files
from kgisim.inference.model_data import AT_LEAST, AT_MOST, BETWEEN, EXACT
from kgisim.inference.pseudo_observations import pseudo_observations
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
def catalog(bundled_catalog) -> Catalog:
    return bundled_catalog


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


def test_the_share_born_in_japan_is_counted_from_the_table_of_deals(catalog):
    """The rows are written by hand; the table of deals says the same."""
    deals = catalog.tables["startup_deals"]
    age = deals["deal_year"] - deals["target_founded"]
    young = (age <= 15).fillna(True)  # an unknown age may be below
    since = (deals["deal_year"] >= 2015).fillna(False)
    chosen = deals.loc[(deals["list"] == "1d") & (deals["scope"] == "core") & young & since]
    counted = chosen.groupby("deal_year")["target_country"].agg(
        ["size", lambda country: (country == "Japan").sum()]
    )
    rows = catalog.rows("startups_born_in_japan").set_index("year")
    assert rows.index.tolist() == counted.index.astype(int).tolist()
    assert rows["of"].tolist() == counted["size"].tolist()
    assert (rows["value"] * rows["of"] / 100).tolist() == pytest.approx(counted.iloc[:, 1].tolist())


def test_deals_of_1e_by_makers_are_drawn_from_those_of_1d(catalog):
    whole = catalog.indicators["kgi1e_acquisitions"].identity
    assert whole.sum_of == ("startups_sold_to_makers", "startups_sold_to_others")
    part = catalog.indicators["startups_sold_to_makers"].identity
    assert part.thinned == "kgi1d_acquisitions"

import numpy as np
import pytest
import xarray as xr

from kgisim.inference import fit_all as fit_all_inference
from kgisim.inference import gate, importance_sampling
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import fit_all
from kgisim.workspace import Workspace
from tests.builders import (
    WALK_SOURCE,
    catalog,
    driver_effect,
    indicator,
    yearly,
)

WALK = {"family": "walk"}
YEN = indicator("yen", role="driver", model=WALK)
SALES = indicator("sales", model=WALK, drivers=[driver_effect("yen")])
DEALS = indicator("deals", "count", model=WALK)
ROWS = {
    "yen": yearly([100, 105, 99, 110]),
    "sales": yearly([5, 6, 7, 8]),
    "deals": yearly([2, 0, 3]),
}
CONTENT = catalog(*((one, ROWS[one.id]) for one in (YEN, SALES, DEALS)))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("workspace")
    (root / "models").mkdir()
    (root / "models" / "walk.py").write_text(WALK_SOURCE, encoding="utf-8")
    return Workspace(root)


@pytest.fixture
def few_points(monkeypatch):
    for name, value in (("FIRST", 200), ("ROUND", 100), ("BATCH", 300), ("BATCHES", 1)):
        monkeypatch.setattr(importance_sampling, name, value)
    monkeypatch.setattr(gate, "SMALLEST_ESS", 10.0)


@pytest.fixture
def fit(workspace, tmp_path, few_points):
    def run(content=CONTENT, **more):
        given = {"draws": 50, "jobs": 1, "seed": 1, "cache": tmp_path / "cache"}
        return fit_all(content, workspace, **(given | more))

    return run


@pytest.fixture
def fitted(monkeypatch):
    """Names of what was really fitted, not read from the cache."""
    names, run = [], fit_all_inference.FitTask.run
    monkeypatch.setattr(
        fit_all_inference.FitTask, "run", lambda task: names.append(task.name) or run(task)
    )
    return names


def same(one: Fit, other: Fit) -> bool:
    arrays = ("trend", "effect", "noise", "hyper")
    return one.verdict == other.verdict and all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in arrays
    )


# Fits


def test_everything_fitted_comes_back_by_name(fit):
    found = fit()
    assert list(found) == ["deals", "sales", "yen"]
    assert {one.status for one in found.values()} == {"ok"}
    assert found["sales"].terms == ("yen",)
    assert all(one.trend.shape == (50, 41) for one in found.values())


def test_only_what_is_wanted_is_fitted(fit):
    assert list(fit(names=("deals",))) == ["deals"]


def test_progress_is_told_after_every_fit(fit):
    told = []
    fit(progress=lambda *news: told.append(news))
    assert [news[:2] for news in told] == [(1, 3), (2, 3), (3, 3)]
    assert {news[2] for news in told} == {"deals", "sales", "yen"}


def test_another_indicator_in_the_workspace_changes_no_draw(fit, tmp_path):
    alone = catalog((DEALS, ROWS["deals"]))
    fits = fit(alone, cache=tmp_path / "other"), fit(names=("deals",))
    assert same(*(found["deals"] for found in fits))


def test_another_seed_gives_other_draws(fit):
    one, other = (fit(seed=seed, names=("deals",))["deals"] for seed in (1, 2))
    assert not same(one, other)


@pytest.mark.slow
def test_the_number_of_processes_changes_no_bit(workspace, tmp_path):
    one, two = (
        fit_all(CONTENT, workspace, draws=500, jobs=jobs, seed=1, cache=tmp_path / str(jobs))
        for jobs in (1, 2)
    )
    assert list(one) == list(two)
    assert all(same(one[name], two[name]) for name in one)


# What cannot be fitted


def test_a_failed_driver_blocks_what_it_drives_and_is_named(fit, monkeypatch):
    monkeypatch.setattr(gate, "SMALLEST_ESS", np.inf)
    found = fit()
    assert found["yen"].status == found["sales"].status == "failed"
    assert str(found["sales"].verdict.reason) == "its driver 'yen' has no usable fit"
    assert "effective sample size" in str(found["yen"].verdict.reason)


def test_a_failed_fit_is_admitted_where_that_is_asked_for_and_keeps_its_verdict(fit, monkeypatch):
    monkeypatch.setattr(gate, "SMALLEST_ESS", np.inf)
    found = fit(admit_failed=True)
    assert all(one.is_usable and one.status == "failed" for one in found.values())
    assert all("effective sample size" in str(one.verdict.reason) for one in found.values())


def test_the_cache_does_not_remember_that_a_failed_fit_was_admitted(fit, monkeypatch):
    monkeypatch.setattr(gate, "SMALLEST_ESS", np.inf)
    fit(admit_failed=True)
    assert not any(one.is_usable for one in fit().values())


def test_what_has_no_draws_cannot_be_admitted(fit):
    found = fit(catalog((DEALS, []), (YEN, ROWS["yen"])), admit_failed=True)
    assert not found["deals"].is_usable


def test_a_series_without_rows_says_so_and_the_others_are_fitted(fit):
    content = catalog((YEN, []), (SALES, ROWS["sales"]), (DEALS, ROWS["deals"]))
    found = fit(content)
    assert str(found["yen"].verdict.reason).startswith("no observation is left to fit")
    assert found["sales"].status == "failed"
    assert found["deals"].status == "ok"


def test_a_driver_that_begins_too_late_blocks_with_the_missing_years(fit):
    content = catalog((YEN, yearly([100, 105, 99], first=2011)), (SALES, ROWS["sales"]))
    found = fit(content)
    assert str(found["sales"].verdict.reason) == "driver 'yen' has no value for 2010"


# The cache


def test_nothing_is_fitted_twice(fit, fitted):
    first = fit()
    assert sorted(fitted) == ["deals", "sales", "yen"]
    second = fit()
    assert len(fitted) == 3
    assert all(same(first[name], second[name]) for name in first)


def test_a_changed_driver_is_fitted_anew_with_what_it_drives(fit, fitted):
    fit()
    fitted.clear()
    rows = ROWS | {"yen": yearly([100, 105, 99, 111])}
    fit(catalog(*((one, rows[one.id]) for one in (YEN, SALES, DEALS))))
    assert fitted == ["yen", "sales"]


@pytest.mark.parametrize("file", ["walk.py", "priors.yaml"])
def test_a_changed_family_is_fitted_anew(fit, fitted, workspace, file):
    fit(names=("deals",))
    with (workspace.models / file).open("a", encoding="utf-8") as content:
        content.write("\n# another thought\n")
    fit(names=("deals",))
    assert fitted == ["deals", "deals"]


@pytest.mark.parametrize("damage", ["empty", "cut short", "not HDF5", "another HDF5"])
def test_a_damaged_file_in_the_cache_is_fitted_anew(fit, fitted, tmp_path, damage):
    first = fit(names=("deals",))
    (path,) = (tmp_path / "cache").glob("deals-*.h5")
    content = path.read_bytes()
    if damage == "another HDF5":
        xr.Dataset({"x": 1.0}).to_netcdf(path, engine="h5netcdf")
    else:
        pieces = {"empty": b"", "cut short": content[: len(content) // 2], "not HDF5": b"?" * 999}
        path.write_bytes(pieces[damage])
    second = fit(names=("deals",))
    assert fitted == ["deals", "deals"]
    assert same(first["deals"], second["deals"])

import dataclasses
import pickle
import weakref

import h5py
import numpy as np
import pytest
import xarray as xr

from kgisim.errors import RunError, SchemaError
from kgisim.inference.fit import Fit, GateResult, read_fit, write_fit
from kgisim.io import write_whole
from kgisim.messages import Message
from tests.builders import AXIS, PLAN

REASONS = (Message("gate.pareto_k", k=0.9, limit=0.7),)
OK = GateResult("ok", (), 3, 4000, 1200.5, 0.25, "importance")
FAILED = GateResult("failed", REASONS, 3, 4000, 12.0, 0.9, "importance")


def fit_of(verdict=OK, **more):
    draws = 5
    generator = np.random.default_rng(1)
    given = {
        "indicator": "x",
        "key": "abc",
        "verdict": verdict,
        "axis": PLAN.axis,
        "first": 2010,
        "last": 2020,
        "trend": generator.standard_normal((draws, len(AXIS))),
        "effect": generator.standard_normal((draws, 2)),
        "noise": generator.random(draws),
        "hyper": generator.random((draws, 3)),
        "terms": ("yen", "market"),
        "parameters": ("damping", "level_sd", "noise"),
        "unit": 2.5,
        "family": "damped_trend",
        "attributes": {"share": 0.5},
    }
    return Fit(**(given | more))


def same(one, other):
    for field in dataclasses.fields(Fit):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            assert np.array_equal(left, right, equal_nan=True), field.name
        else:
            assert left == right, field.name


@pytest.mark.parametrize(
    "fit",
    [
        fit_of(),
        fit_of(FAILED),
        fit_of(terms=(), effect=np.empty((5, 0))),
        fit_of(trend=np.where(AXIS < 2010, np.nan, np.zeros((5, 1)))),
    ],
    ids=["usual", "failed", "without drivers", "late start"],
)
def test_a_stored_fit_comes_back_bit_by_bit(fit, tmp_path):
    path = tmp_path / "x"
    write_fit(path, fit)
    same(fit, read_fit(path))


def test_the_path_of_a_stored_fit_stays_in_its_file_wherever_the_fit_goes(tmp_path):
    fit = fit_of()
    write_fit(tmp_path / "x", fit)
    stored = read_fit(tmp_path / "x")
    assert np.array_equal(stored.trend, fit.trend)
    sent = pickle.dumps(stored)
    assert len(sent) < len(pickle.dumps(fit)) - fit.trend.nbytes / 2
    same(fit, pickle.loads(sent))
    assert "trend" not in vars(stored)
    other = dataclasses.replace(stored, admitted=True)
    assert np.array_equal(other.trend, fit.trend)


def test_only_the_last_paths_are_kept(tmp_path):
    fits = []
    for number in range(40):
        write_fit(tmp_path / f"{number}", fit_of(key=f"{number}"))
        fits.append(read_fit(tmp_path / f"{number}"))
    kept = [weakref.ref(one.trend) for one in fits]
    assert 0 < sum(one() is not None for one in kept) < len(fits) / 2


def test_a_path_whose_file_has_gone_is_told(tmp_path):
    write_fit(tmp_path / "x", fit_of(key="gone"))
    stored = read_fit(tmp_path / "x")
    (tmp_path / "x").unlink()
    with pytest.raises(RunError, match="can no longer be read"):
        _ = stored.trend


@pytest.mark.parametrize("fit", [fit_of(), fit_of(FAILED, attributes={})])
def test_the_fit_of_a_run_comes_back_bit_by_bit(fit, tmp_path):
    path = tmp_path / "x.nc"
    write_whole(path, bytes(fit.to_tree().to_netcdf(engine="h5netcdf")))
    same(fit, read_fit(path))


def test_the_tree_has_the_agreed_form():
    posterior = fit_of().to_tree()["posterior"]
    assert dict(posterior.sizes) == {"chain": 1, "draw": 5, "year": 41, "term": 2, "parameter": 3}
    assert posterior["year"].to_numpy().tolist() == list(range(PLAN.first_year, PLAN.horizon + 1))
    assert set(posterior.data_vars) == {"trend", "effect", "noise", "hyper"}


@pytest.mark.parametrize("fit", [fit_of(), fit_of(terms=(), effect=np.empty((5, 0)))])
def test_a_stored_fit_is_the_tree_as_netcdf(fit, tmp_path):
    write_fit(tmp_path / "x.nc", fit)
    with xr.open_datatree(tmp_path / "x.nc", engine="h5netcdf") as stored:
        found, expected = stored["posterior"].to_dataset(), fit.to_tree()["posterior"].to_dataset()
        xr.testing.assert_equal(found, expected)
        assert found.attrs == expected.attrs


@pytest.mark.parametrize("missing", ["trend", "hyper"])
def test_a_file_without_a_variable_is_no_fit(missing, tmp_path):
    write_fit(tmp_path / "x", fit_of())
    with h5py.File(tmp_path / "x", "a") as file:
        del file["posterior"][missing]
    with pytest.raises(SchemaError, match=missing):
        read_fit(tmp_path / "x")


def test_a_file_without_a_verdict_is_no_fit(tmp_path):
    write_fit(tmp_path / "x", fit_of())
    with h5py.File(tmp_path / "x", "a") as file:
        del file["posterior"].attrs["verdict_status"]
    with pytest.raises(SchemaError, match="verdict_status"):
        read_fit(tmp_path / "x")


def test_an_admitted_fit_may_be_used_and_is_still_a_failed_one(tmp_path):
    admitted = fit_of(FAILED, admitted=True)
    assert admitted.is_usable
    assert admitted.status == "failed"
    write_fit(tmp_path / "x", admitted)
    assert read_fit(tmp_path / "x").is_usable


def test_a_fit_of_an_older_run_that_does_not_say_it_was_not_admitted(tmp_path):
    write_fit(tmp_path / "x", fit_of(FAILED))
    with h5py.File(tmp_path / "x", "a") as file:
        del file["posterior"].attrs["admitted"]
    assert not read_fit(tmp_path / "x").is_usable


def test_a_blocked_fit_has_a_reason_and_no_draws():
    fit = Fit.blocked("x", "its driver 'yen' failed its gate", PLAN.axis)
    assert fit.status == "failed"
    assert "yen" in str(fit.verdict.reason)
    assert len(fit.noise) == 0

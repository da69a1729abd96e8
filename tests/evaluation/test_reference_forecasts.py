"""The benchmark's path: what it may read, and what it must give."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kgisim.errors import RequestError
from kgisim.evaluation import reference_forecasts
from kgisim.evaluation.reference_forecasts import (
    LEVELS,
    Forecast,
    ForecastTask,
    forecast,
    forecast_folder,
    known_series,
    table,
)
from kgisim.workspace import Workspace

KNOWN = tuple(20.0 + 2.0 * np.sin(np.arange(12)))


def write_folder(folder: Path, future: float) -> None:
    """Write one series of twelve known values and three later ones, its rows in disorder."""
    rows = pd.DataFrame({"year": range(2000, 2015), "value": [*KNOWN, *[future] * 3]})
    rows.iloc[::-1].assign(series_id="a").to_csv(folder / "series.csv.gz", index=False)
    split = {"series_id": ["a"], "kind": ["share"], "n_train": [12], "horizon": [3]}
    pd.DataFrame(split).to_csv(folder / "split.csv", index=False)


def test_known_values_come_in_the_order_of_their_years(tmp_path: Path) -> None:
    write_folder(tmp_path, future=1.0)
    assert next(known_series(tmp_path)) == ("a", "share", pytest.approx(KNOWN), 3)


def test_later_values_change_nothing_that_is_handed_on(tmp_path: Path) -> None:
    write_folder(tmp_path, future=1.0)
    before = list(known_series(tmp_path))
    write_folder(tmp_path, future=99.0)
    assert list(known_series(tmp_path)) == before


def test_the_table_has_one_row_for_each_series_and_horizon() -> None:
    forecasts = [Forecast(name, np.zeros((4, len(LEVELS))), "", 0.1) for name in ("a", "b")]
    found = table(forecasts)[["series_id", "horizon"]].to_numpy().tolist()
    assert found == [[name, year] for name in ("a", "b") for year in (1, 2, 3, 4)]


def test_columns_name_the_levels_of_the_quantiles() -> None:
    ordered = np.tile(LEVELS, (1, 1))
    row = table([Forecast("a", ordered, "", 0.1)]).iloc[0]
    assert row["q0.025"] == pytest.approx(0.025)


def test_a_year_without_a_value_is_no_row() -> None:
    root = Workspace.bundled().root
    task = ForecastTask("a", "share", (1.0, np.nan, 3.0), 3, "damped_trend", {}, None, root, 400, 1)
    rows = reference_forecasts._catalog(task).rows(reference_forecasts.NAME)
    assert rows["value"].to_list() == [1.0, 3.0]
    assert np.diff(rows["year"]).tolist() == [2]


@pytest.fixture(scope="module")
def short_forecast() -> Forecast:
    root = Workspace.bundled().root
    return forecast(ForecastTask("a", "share", KNOWN, 3, "damped_trend", {}, None, root, 400, 1))


@pytest.mark.slow
def test_a_forecast_covers_the_years_to_the_horizon_and_no_more(short_forecast: Forecast) -> None:
    assert short_forecast.quantiles.shape == (3, len(LEVELS))


@pytest.mark.slow
def test_quantiles_rise_with_their_level(short_forecast: Forecast) -> None:
    assert (np.diff(short_forecast.quantiles, axis=1) >= 0).all()


@pytest.mark.slow
def test_a_share_stays_between_nothing_and_everything(short_forecast: Forecast) -> None:
    inside = (short_forecast.quantiles >= 0) & (short_forecast.quantiles <= 100)
    assert inside.all()


def test_a_dask_cluster_gives_the_same_forecasts(tmp_path: Path, monkeypatch) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(reference_forecasts, "forecast", told)
    write_folder(tmp_path, future=1.0)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        verdicts = forecast_folder(tmp_path, tmp_path / "out.parquet", cluster=cluster)
    assert verdicts["series_id"].to_list() == ["a"]
    assert pd.read_parquet(tmp_path / "out.parquet")["q0.500"].to_list() == list(KNOWN[:3])


def told(task: ForecastTask) -> Forecast:
    """Stand in for a forecast: the first known values, so that order and content can be seen."""
    quantiles = np.repeat(np.array(task.known[: task.horizon])[:, None], len(LEVELS), axis=1)
    return Forecast(task.id, quantiles, "", 0.1)


def test_a_cluster_without_its_package_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    write_folder(tmp_path, future=1.0)
    with pytest.raises(RequestError, match=r"pip install 'kgisim\[dask\]'"):
        forecast_folder(tmp_path, tmp_path / "out.parquet", cluster="tcp://nowhere:1")

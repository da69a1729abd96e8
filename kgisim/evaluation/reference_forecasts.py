"""Forecast a folder of public series by the very path that an indicator takes.

Each series becomes an indicator with rows in memory, is fitted, and is simulated under an empty
baseline; its last known year is placed so that its future ends at the plan's horizon. Values
after the known ones are dropped where the file is read.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from kgisim.cluster import distributed
from kgisim.errors import FitError
from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator, ModelChoice
from kgisim.evidence.plan import Plan, read_plan
from kgisim.inference.cross_learned import Regression, read_cross_learned
from kgisim.inference.family import Family, PriorSpec, load_family
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import DRAWS, SEED
from kgisim.projection.projection import project
from kgisim.projection.scenario import Scenario
from kgisim.rng import stream
from kgisim.schema import BASELINE, OBSERVATION_COLUMNS, OPTIONAL_COLUMNS, OUTCOME, YEAR
from kgisim.workspace import Workspace

LEVELS = np.arange(1, 200) / 200
"""Quantile levels of a forecast."""
NAME = "series"
"""Id of every series as an indicator: random streams do not depend on the order of a file."""
_WORDS = Text(ja="参照系列", en="reference series")
_EMPTY = Scenario(id=BASELINE, title=_WORDS, description=_WORDS)


@dataclass(frozen=True)
class ForecastTask:
    """One series to forecast.

    Parameters
    ----------
    known
        Values up to the forecast origin, one a year; NaN for a year without a value.
    priors
        Overrides of the family's priors.
    learned
        What other series of its kind taught; None: the family stands alone.
    """

    id: str
    kind: str
    known: tuple[float, ...]
    horizon: int
    family: str
    priors: PriorSpec
    learned: Regression | None
    workspace: Path
    draws: int
    seed: int


@dataclass(frozen=True)
class Forecast:
    """Quantiles (horizon, `LEVELS`) of one series, what the gate said, and the time it took."""

    id: str
    quantiles: np.ndarray
    reason: str
    seconds: float


def forecast_folder(
    data_dir: Path,
    out: Path,
    *,
    jobs: int = 1,
    cluster: Any = None,
    family: str = "damped_trend",
    priors: Mapping[str, PriorSpec] | None = None,
    learned: Mapping[str, Regression] | None = None,
    workspace: Workspace | None = None,
    names: frozenset[str] | None = None,
    known: int | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Forecast every series of a folder, write the table that is scored, and return the verdicts.

    Parameters
    ----------
    data_dir
        Folder with ``series.csv.gz`` and ``split.csv``.
    out
        Parquet file: ``series_id, horizon, q0.005 … q0.995, seconds``.
    jobs
        Processes.
    cluster
        A Dask cluster, or the address of its scheduler, whose workers take the place of processes.
    priors
        By scale, overrides of the family's priors.
    learned
        By scale, what other series taught; None: what the workspace has.
    names
        Only these series.
    known
        Number of last values of each series that are shown; None: all.

    Returns
    -------
    DataFrame
        Columns ``series_id``, ``reason`` (blank unless the gate failed) and ``seconds``, one row
        per series. A failed forecast is written too: leaving it out would flatter the score.
    """
    place = workspace or Workspace.bundled()
    record = read_cross_learned(place, load_family(place, family).pool_file)
    shipped = {str(scale): one for scale, one in record.scales.items()} if record else {}
    taught = shipped if learned is None else learned
    tasks = [
        ForecastTask(
            name,
            kind,
            values[-(known or 0) :],
            horizon,
            family=family,
            priors=(priors or {}).get(kind, {}),
            learned=taught.get(kind),
            workspace=place.root,
            draws=draws,
            seed=seed,
        )
        for name, kind, values, horizon in known_series(data_dir)
        if names is None or name in names
    ]
    run = _run(tasks, jobs) if cluster is None else _run_on(cluster, tasks)
    forecasts = list(run)
    table(forecasts).to_parquet(out, index=False)
    return pd.DataFrame(
        [(forecast.id, forecast.reason, forecast.seconds) for forecast in forecasts],
        columns=["series_id", "reason", "seconds"],
    )


def known_series(data_dir: Path) -> Iterator[tuple[str, str, tuple[float, ...], int]]:
    """Yield id, kind, known values and horizon of each series, without its later values."""
    rows = pd.read_csv(data_dir / "series.csv.gz").sort_values("year")
    values = {name: part["value"].to_numpy() for name, part in rows.groupby("series_id")}
    for row in pd.read_csv(data_dir / "split.csv").to_dict("records"):
        known = values[row["series_id"]][: row["n_train"]]
        yield row["series_id"], row["kind"], tuple(map(float, known)), int(row["horizon"])


def table(forecasts: list[Forecast]) -> pd.DataFrame:
    """Combine forecasts into one long table.

    Returns
    -------
    DataFrame
        Columns ``q0.005 … q0.995`` (`LEVELS`, in the unit of the series), ``series_id``,
        ``horizon`` (years ahead, from 1) and ``seconds``.
    """
    columns = [f"q{level:.3f}" for level in LEVELS]
    parts = [
        pd.DataFrame(forecast.quantiles, columns=columns).assign(
            series_id=forecast.id,
            horizon=np.arange(1, len(forecast.quantiles) + 1),
            seconds=forecast.seconds,
        )
        for forecast in forecasts
    ]
    return pd.concat(parts, ignore_index=True)


def forecast(task: ForecastTask) -> Forecast:
    """Fit and simulate one series.

    Raises
    ------
    FitError
        If there are no draws at all; a fit that merely failed its gate is used.
    """
    from kgisim.inference.fit_one import compute

    begun = perf_counter()
    catalog = _catalog(task)
    fit = compute(
        catalog.indicators[NAME],
        catalog.rows(NAME),
        _family(task.workspace, task.family),
        {},
        catalog.axis,
        key="",
        draws=task.draws,
        generator=stream(task.seed, "fit", NAME),
        learned=task.learned,
    )
    if not len(fit.noise):
        raise FitError("fit.failed", indicator=task.id, reason=fit.verdict.reason)
    usable = replace(fit, verdict=replace(fit.verdict, status="ok"))
    quantiles = _quantiles(catalog, usable, task)
    return Forecast(task.id, quantiles, str(fit.verdict.reason), perf_counter() - begun)


def _quantiles(catalog: Catalog, fit: Fit, task: ForecastTask) -> np.ndarray:
    projection = project(catalog, {NAME: fit}, {BASELINE: _EMPTY}, seed=task.seed)
    outcome = projection.draws[OUTCOME].sel(scenario=BASELINE, series=NAME)
    future = outcome.sel({YEAR: fit.axis.years[fit.last < fit.axis.years]}).to_numpy()
    return np.quantile(future, LEVELS, axis=0).T


def _catalog(task: ForecastTask) -> Catalog:
    """Hold one indicator and its rows."""
    indicator = Indicator(
        id=NAME,
        role="reference",
        title=_WORDS,
        definition=_WORDS,
        unit="unit",
        scale=task.kind,  # pyright: ignore[reportArgumentType]  (checked by pydantic)
        period="CY",
        model=ModelChoice(family=task.family, priors={k: dict(v) for k, v in task.priors.items()}),
    )
    plan = _plan(task.workspace)
    last = plan.horizon - task.horizon
    years = np.arange(last - len(task.known) + 1, last + 1)
    blank = dict.fromkeys(("source", "definition", "published", "note"), "")
    columns = {"indicator": NAME, "year": years, "year_end": years, "value": task.known}
    columns |= {"relation": "eq", "evidence": "official"} | blank
    columns |= dict.fromkeys(("low", "high", "se", *OPTIONAL_COLUMNS), np.nan)
    rows = pd.DataFrame(columns, columns=["indicator", *OBSERVATION_COLUMNS])
    return Catalog({NAME: indicator}, rows.dropna(subset=["value"]), {}, {}, plan)


@lru_cache(maxsize=4)
def _plan(workspace: Path) -> Plan:
    return read_plan(Workspace.open(workspace))


@lru_cache(maxsize=4)
def _family(workspace: Path, name: str) -> Family:
    return load_family(Workspace.open(workspace), name)


def _run_on(cluster: Any, tasks: list[ForecastTask]) -> list[Forecast]:
    with distributed().Client(cluster) as client:
        found: Any = client.gather(client.map(forecast, tasks, pure=False))
    return found


def _run(tasks: list[ForecastTask], jobs: int) -> Iterator[Forecast]:
    if jobs == 1:
        yield from map(forecast, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(forecast, tasks, chunksize=4)

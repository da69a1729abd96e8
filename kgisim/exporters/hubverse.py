"""Model output as a forecast hub of the hubverse collects it: quantiles and samples.

The columns are those of its documentation of model output (hubverse.io): task ids, then
``output_type``, ``output_type_id`` and ``value``. Task ids are ``origin_date``, ``scenario_id``,
``location``, ``target`` and ``target_end_date``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import Indicator
from kgisim.exporters.tables import future_draws, quantiles
from kgisim.schema import DRAW, SCENARIO, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

TASKS = ("origin_date", "scenario_id", "location", "target", "target_end_date")
"""Columns that say what is forecast."""
COLUMNS = (*TASKS, "output_type", "output_type_id", "value")
"""Columns of the table, in the order of the format."""


def write_hubverse(run: "Run", folder: Path) -> None:
    """Write ``<origin_date>-kgisim.parquet``, one row group after the other for each target."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = folder / f"{_origin(run)}-kgisim.parquet"
    schema = pa.schema([(name, pa.string()) for name in COLUMNS[:-1]] + [("value", pa.float64())])
    with pq.ParquetWriter(file, schema) as writer:
        for part in hub_tables(run):
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))


def hub_tables(run: "Run") -> Iterator[pd.DataFrame]:
    """Yield the model output, one table per goal.

    A sample has the number of its draw as ``output_type_id``: the same number is the same future
    for every target, scenario and year.

    Returns
    -------
    iterator of DataFrame
        Columns `COLUMNS`; ``value`` in the unit of the goal.
    """
    for indicator, outcome in future_draws(run):
        if indicator.role == "goal":
            yield _filled(run, indicator, _quantile_rows(outcome))
            yield _filled(run, indicator, _sample_rows(outcome))


def _quantile_rows(outcome: xr.DataArray) -> pd.DataFrame:
    table = quantiles(outcome)
    ids = table["probability"].map("{:g}".format)
    return table.assign(output_type="quantile", output_type_id=ids)


def _sample_rows(outcome: xr.DataArray) -> pd.DataFrame:
    table = outcome.astype(float).rename("value").to_series().reset_index()
    return table.assign(output_type="sample", output_type_id=table[DRAW].astype(str))


def _filled(run: "Run", indicator: Indicator, table: pd.DataFrame) -> pd.DataFrame:
    plan = run.catalog.plan
    days = {year: plan.end_of(year, indicator.period) for year in table[YEAR].unique().tolist()}
    whole = table.assign(
        origin_date=_origin(run),
        scenario_id=table[SCENARIO].astype(str),
        location=run.catalog.plan.country,
        target=indicator.id,
        target_end_date=[days[year] for year in table[YEAR].tolist()],
    )
    return whole.reindex(columns=list(COLUMNS))


def _origin(run: "Run") -> str:
    return run.manifest["created"][:10]

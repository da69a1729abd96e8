"""Model output as a forecast hub of the hubverse collects it: quantiles and samples.

The columns are those of its documentation of model output (hubverse.io): task ids, then
``output_type``, ``output_type_id`` and ``value``. Task ids are ``origin_date``, ``scenario_id``,
``location``, ``target`` and ``target_end_date``. The folder is a hub of its own: ``hub-config``
says which tasks there are, ``model-output/kgisim`` holds the answers.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import Indicator
from kgisim.exporters.tables import LEVELS, future_draws, quantiles
from kgisim.schema import DRAW, SCENARIO, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

MODEL = "kgisim"
"""Name of the model, and of its folder."""
TASKS = ("origin_date", "scenario_id", "location", "target", "target_end_date")
"""Columns that say what is forecast."""
COLUMNS = (*TASKS, "output_type", "output_type_id", "value")
"""Columns of the table, in the order of the format."""


CONFIG = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.0"
"""Where the hubverse keeps the rules of its configuration files."""


def write_hubverse(run: "Run", folder: Path) -> None:
    """Write a hub: its configuration, and one file of model output, target by target."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    output, config = folder / "model-output" / MODEL, folder / "hub-config"
    output.mkdir(parents=True)
    config.mkdir()
    for name, content in (("admin", _admin(run)), ("tasks", _tasks(run))):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (config / f"{name}.json").write_text(text, encoding="utf-8")
    dates = {"origin_date", "target_end_date"}
    types = [(name, pa.date32() if name in dates else pa.string()) for name in COLUMNS[:-1]]
    schema = pa.schema([*types, ("value", pa.float64())])
    file = output / f"{_origin(run)}-{MODEL}.parquet"
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in hub_tables(run):
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))


def _admin(run: "Run") -> dict[str, Any]:
    return {
        "schema_version": f"{CONFIG}/admin-schema.json",
        "name": run.catalog.plan.title("en"),
        "maintainer": "kgisim",
        "contact": {"name": "kgisim", "email": ""},
        "repository": {"host": "github", "owner": "", "name": ""},
        "file_format": ["parquet"],
        "timezone": "UTC",
    }


def _tasks(run: "Run") -> dict[str, Any]:
    """Say which tasks the hub has: a goal each, with its scenarios and the ends of its years."""
    tasks = [
        _task(run, indicator, outcome)
        for indicator, outcome in future_draws(run)
        if indicator.role == "goal"
    ]
    origin = _origin(run)
    limits = {"start": origin, "end": origin}
    rounds = [
        {
            "round_id_from_variable": True,
            "round_id": "origin_date",
            "model_tasks": tasks,
            "submissions_due": limits,
        }
    ]
    return {
        "schema_version": f"{CONFIG}/tasks-schema.json",
        "rounds": rounds,
        "output_type_id_datatype": "character",
    }


def _task(run: "Run", indicator: Indicator, outcome: xr.DataArray) -> dict[str, Any]:
    years, plan = outcome[YEAR].to_numpy().tolist(), run.catalog.plan
    ids = {
        "origin_date": [_origin(run)],
        "scenario_id": outcome[SCENARIO].to_numpy().tolist(),
        "location": [plan.country],
        "target": [indicator.id],
        "target_end_date": [str(plan.end_of(year, indicator.period)) for year in years],
    }
    draws = outcome.sizes[DRAW]
    value = {"type": "double"}
    return {
        "task_ids": {name: {"required": None, "optional": held} for name, held in ids.items()},
        "output_type": {
            "quantile": {
                "output_type_id": {"required": list(LEVELS)},
                "is_required": True,
                "value": value,
            },
            "sample": {
                "output_type_id_params": {
                    "type": "character",
                    "max_length": len(str(draws)),
                    "min_samples_per_task": draws,
                    "max_samples_per_task": draws,
                },
                "is_required": False,
                "value": value,
            },
        },
        "target_metadata": [
            {
                "target_id": indicator.id,
                "target_name": indicator.title("en"),
                "target_units": run.catalog.units[indicator.unit]("en"),
                "target_keys": {"target": indicator.id},
                "target_type": "continuous" if indicator.scale != "count" else "discrete",
                "is_step_ahead": False,
            }
        ],
    }


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
    years = table[YEAR].unique().tolist()
    days = {year: _day(plan.end_of(year, indicator.period)) for year in years}
    whole = table.assign(
        origin_date=date.fromisoformat(_origin(run)),
        scenario_id=table[SCENARIO].astype(str),
        location=run.catalog.plan.country,
        target=indicator.id,
        target_end_date=[days[year] for year in table[YEAR].tolist()],
    )
    return whole.reindex(columns=list(COLUMNS))


def _day(written: object) -> date:
    return date.fromisoformat(str(written))


def _origin(run: "Run") -> str:
    return run.manifest["created"][:10]

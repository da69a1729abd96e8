"""The long table of the Integrated Assessment Modeling Consortium, as `pyam` reads it.

One row per model, scenario, region, variable, unit and year. A variable is the id of an indicator
and a statistic, with a bar between them: ``kgi1a_world_share|Quantile 0.95``.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kgisim.exporters.tables import future_draws, quantiles
from kgisim.schema import SCENARIO, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

COLUMNS = ("model", "scenario", "region", "variable", "unit", "period", "year", "value")
"""Columns of the table, in the order of the format; ``period``, which says whether years are fiscal
(FY) or calendar years (CY), is one of our own that `pyam` keeps."""


def write_iamc(run: "Run", folder: Path) -> None:
    """Write ``data.csv`` with the quantiles, and ``meta.csv`` with what each scenario is."""
    iamc_table(run).to_csv(folder / "data.csv", index=False)
    iamc_meta(run).to_csv(folder / "meta.csv", index=False)


def iamc_table(run: "Run") -> pd.DataFrame:
    """Build the quantiles of every future year in the columns of the format.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; ``value`` in ``unit``.
    """
    parts = []
    for indicator, outcome in future_draws(run):
        table = quantiles(outcome)
        statistic = table["probability"].map(_statistic)
        table["variable"] = f"{indicator.id}|" + statistic
        table["unit"] = run.catalog.units[indicator.unit]("en")
        table["period"] = indicator.period
        parts.append(table)
    whole = pd.concat(parts, ignore_index=True).rename(columns={SCENARIO: "scenario", YEAR: "year"})
    whole = whole.assign(model=_model(run), region=run.catalog.plan.region)
    return whole.reindex(columns=list(COLUMNS))


def iamc_meta(run: "Run") -> pd.DataFrame:
    """Build the notes on scenarios that the format keeps beside the data.

    Returns
    -------
    DataFrame
        Columns ``model``, ``scenario``, ``title_en``, ``title_ja``, ``illustrative``, ``run``.
    """
    rows = [
        {
            "model": _model(run),
            "scenario": one.id,
            "title_en": one.title("en"),
            "title_ja": one.title("ja"),
            "illustrative": one.illustrative,
            "run": run.id,
        }
        for one in run.scenarios.values()
    ]
    return pd.DataFrame(rows)


def _statistic(probability: float) -> str:
    return "Median" if probability == 0.5 else f"Quantile {probability:g}"


def _model(run: "Run") -> str:
    return f"kgisim {run.manifest['versions']['kgisim']}"

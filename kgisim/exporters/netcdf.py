"""Posterior draws and predictions in NetCDF, one file per indicator, in the groups of ArviZ."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def write_posteriors(run: "Run", folder: Path) -> None:
    """Write ``<indicator>.nc`` for every fitted or projected indicator."""
    fitted, projected = set(run.projection.fits), set(run.projection.series)
    for name in sorted(fitted | projected):
        tree(run, name).to_netcdf(folder / f"{name}.nc", engine="h5netcdf")


def tree(run: "Run", name: str) -> xr.DataTree:
    """Build what is known of one indicator in the groups of ArviZ.

    Returns
    -------
    DataTree
        ``posterior`` on the link scale (docs/schema.md, Fit) where the indicator is fitted;
        ``predictions`` with level and outcome, dims chain, draw, scenario, year, in natural units;
        ``observed_data`` with the exact numbers of single years; samples (k of n) are left out.
    """
    groups = {}
    if name in run.projection.fits:
        groups["posterior"] = run.projection.fits[name].to_tree()["posterior"].to_dataset()
    if name in run.projection.series:
        groups["predictions"] = _predictions(run, name)
    groups["observed_data"] = exact_numbers(run.catalog.rows(name))
    found = xr.DataTree.from_dict(groups)
    found.attrs |= {"run": run.id, "indicator": name, "unit": run.catalog.indicators[name].unit}
    return found


def _predictions(run: "Run", name: str) -> xr.Dataset:
    one = run.projection.draws.sel({SERIES: name}, drop=True)[[LEVEL, OUTCOME]]
    return one.expand_dims(chain=[0]).transpose("chain", DRAW, SCENARIO, YEAR)


def exact_numbers(rows: pd.DataFrame) -> xr.Dataset:
    """Return the exact numbers of single years; k of n says a share only within its error.

    Returns
    -------
    Dataset
        ``outcome``, dims row, in the indicator's unit.
    """
    is_exact = (rows["relation"] == "eq") & (rows["year"] == rows["year_end"]) & rows["of"].isna()
    exact = rows.loc[is_exact]
    place = {"row": range(len(exact)), YEAR: ("row", exact["year"].to_numpy(int))}
    return xr.Dataset({OUTCOME: ("row", exact["value"].to_numpy(float))}, place)

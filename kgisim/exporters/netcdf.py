"""Posterior draws and predictions in NetCDF, one file per indicator, in the groups of ArviZ."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.exporters.tables import last_year, moving, rounded
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def write_posteriors(run: "Run", folder: Path) -> None:
    """Write ``<indicator>.nc`` for every fitted or projected indicator, small enough to be sent.

    Draws are rounded to `KEPT_BITS` binary digits. Predictions are the outcomes of future years,
    under the scenarios that move the indicator; under others they equal the baseline.
    """
    fitted, projected = set(run.projection.fits), set(run.projection.series)
    for name in sorted(fitted | projected):
        whole = _compact(run, name, tree(run, name))
        whole.to_netcdf(folder / f"{name}.nc", engine="h5netcdf", encoding=_encoding(whole))


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
        groups["posterior"] = _posterior(run, name)
    if name in run.projection.series:
        groups["predictions"] = _predictions(run, name)
    groups["observed_data"] = exact_numbers(run.catalog.rows(name))
    found = xr.DataTree.from_dict(groups)
    found.attrs |= {"run": run.id, "indicator": name, "unit": run.catalog.indicators[name].unit}
    return found


def _posterior(run: "Run", name: str) -> xr.Dataset:
    """Return the posterior draws, saying how they were made, so that nobody judges them as chains.

    Draws of importance sampling are independent picks of weighted points: they make one chain, for
    which R-hat has no meaning, and an effective size computed from their order is too large.
    """
    fit = run.projection.fits[name]
    found = fit.to_tree()["posterior"].to_dataset()
    facts = run.fits.set_index("indicator").loc[name]
    found.attrs |= {
        "inference_method": str(facts["method"]),
        "effective_sample_size": float(facts["ess"]),
        "draws_are_chains": "no: independent draws, one chain; R-hat does not apply",
    }
    return found


def _encoding(whole: xr.DataTree) -> dict[str, dict[str, dict[str, object]]]:
    """Compress every array of numbers."""
    how: dict[str, object] = {"zlib": True, "complevel": 6, "shuffle": True}
    return {
        f"/{name}": {str(one): how for one, held in group.data_vars.items() if held.ndim > 1}
        for name, group in whole.children.items()
    }


def _predictions(run: "Run", name: str) -> xr.Dataset:
    one = run.projection.draws.sel({SERIES: name}, drop=True)[[LEVEL, OUTCOME]]
    one.attrs = {"period": run.catalog.indicators[name].period}
    return one.expand_dims(chain=[0]).transpose("chain", DRAW, SCENARIO, YEAR)


def _compact(run: "Run", name: str, whole: xr.DataTree) -> xr.DataTree:
    groups = {key: group.to_dataset() for key, group in whole.children.items()}
    if "predictions" in groups:
        one = groups["predictions"]
        place = {SCENARIO: moving(one[LEVEL].transpose(SCENARIO, ...))}
        ahead = one.sel({**place, YEAR: slice(last_year(run, name) + 1, None)})
        groups["predictions"] = ahead[[OUTCOME]]
    for key in groups.keys() & {"predictions", "posterior"}:
        numbers = groups[key].map(_rounded, keep_attrs=True)
        groups[key] = numbers.assign_attrs(groups[key].attrs)
    found = xr.DataTree.from_dict(groups)
    found.attrs = dict(whole.attrs)
    return found


def _rounded(values: xr.DataArray) -> xr.DataArray:
    is_number = np.issubdtype(values.dtype, np.floating)
    return values.copy(data=rounded(np.asarray(values))) if is_number else values


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

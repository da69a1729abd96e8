"""Hold the drivers' futures against their record: how they move together, how far they go.

    python benchmarks/drivers.py [--data DATA_DIR] [--cache FOLDER]

Printed are the correlations of yearly changes (of logs) of yen, world GDP and world market in the
record and in the draws of the years to come; the growth of world GDP and of the market to the
horizon with the priors that ship, with those of single series, and with priors learned on sums of
public amounts over their places; and a regression of the yen's yearly change on its level, which is
how strongly the record says that the yen is pulled back.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import cross_validate as cv
import learn_priors as lp
import numpy as np
import pandas as pd
import reference_class as rc

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.evidence.observations import published_values
from kgisim.inference.fit_all import fit_all
from kgisim.projection.projection import Projection, project
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.schema import BASELINE, LEVEL
from kgisim.workspace import Workspace

SEED = 20401
YEN, GDP, MARKET = DRIVERS = ("usd_jpy", "gdp_world_usd", "world_market")
SPANS = (10, 15)
"""Years over which the slowest growth of the record is looked for."""


def projected(catalog: Catalog, cache: Path | None) -> Projection:
    """Fit and project the drivers."""
    names = tuple(catalog.dependencies.required_fits([MARKET]))
    workspace = Workspace.bundled()
    fits = fit_all(catalog, workspace, names=names, seed=SEED, jobs=1, cache=cache)
    scenarios = {BASELINE: load_scenarios(workspace, catalog)[BASELINE]}
    return project(catalog, fits, scenarios, seed=SEED)


def with_priors(catalog: Catalog, priors: dict[str, Any]) -> Catalog:
    """Return the catalogue with other priors of world GDP."""
    gdp = catalog.indicators[GDP]
    model = gdp.model.model_copy(update={"priors": priors})
    changed = {GDP: gdp.model_copy(update={"model": model})}
    return replace(catalog, indicators={**catalog.indicators, **changed})


def record(catalog: Catalog) -> pd.DataFrame:
    """Return the logs of the published values, one column a driver."""
    known = {one: published_values(catalog.indicators[one], catalog.rows(one)) for one in DRIVERS}
    return pd.DataFrame({name: np.log(values) for name, values in known.items()}).sort_index()


def together(known: pd.DataFrame, projection: Projection) -> Iterator[str]:
    """Yield the correlations of yearly changes in record and draws."""
    steps, draws = known.diff(), projection.draws[LEVEL].sel(scenario=BASELINE)
    later = np.log(draws.sel(year=slice(2026, None)).astype(float)).diff("year")
    yield "| pair | record, years | draws |\n|---|---|---|"
    for one, other in combinations(DRIVERS, 2):
        both = steps[[one, other]].dropna()
        drawn = np.corrcoef(*(later.sel(series=name).to_numpy().ravel() for name in (one, other)))
        yield f"| {one}, {other} | {both.corr().iloc[0, 1]:.2f}, {len(both)} | {drawn[0, 1]:.2f} |"


def growth(words: str, projection: Projection) -> str:
    """Write where world GDP and the market are in the horizon year."""
    draws = projection.draws[LEVEL].sel(scenario=BASELINE)
    cells = []
    for name in (GDP, MARKET):
        own, last = draws.sel(series=name), projection.fits[name].last
        ratio = (own.sel(year=2040) / own.sel(year=last)).to_numpy().astype(float)
        a_year = 100 * (np.quantile(ratio, (0.05, 0.5, 0.95)) ** (1 / (2040 - last)) - 1)
        cells.append(f"{100 * (ratio < 1).mean():.1f} %")
        cells.append(f"{a_year[1]:.1f} ({a_year[0]:.1f} to {a_year[2]:.1f})")
    return f"| {words} | " + " | ".join(cells) + " |"


def pull(yen: pd.Series) -> str:
    """Write the regression of the yearly change on the level at the year's start."""
    step = yen.diff().dropna()
    before = yen.shift().loc[step.index]
    design = np.column_stack([np.ones(len(step)), before])
    found, *_ = np.linalg.lstsq(design, step, rcond=None)
    left = step - design @ found
    error = np.sqrt(left @ left / (len(step) - 2) * np.linalg.inv(design.T @ design)[1, 1])
    return (
        f"yen: a year's change on the level {found[1]:+.3f} (error {error:.3f}, {len(step)} years)"
    )


def main() -> None:
    """Print all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the public series")
    parser.add_argument("--cache", type=Path)
    asked = parser.parse_args()
    catalog = load_catalog(Workspace.bundled())
    known, shipped = record(catalog), projected(catalog, asked.cache)
    print(*together(known, shipped), sep="\n")
    print("\n| priors | GDP 2040 below its last year | growth a year | market below | growth |")
    print("|---|---|---|---|---|")
    print(growth("as shipped", shipped))
    others: dict[str, dict[str, Any]] = {"of single series": {}}
    if asked.data is not None:
        totals = rc.totals(asked.data, [one for one in rc.read_series(asked.data) if one.is_open])
        words = f"learned on {len(totals)} sums"
        others[words] = lp.learned_class(totals, cv.DRIFTS["positive"])
    for words, priors in others.items():
        print(growth(words, projected(with_priors(catalog, priors), asked.cache)))
    for span in SPANS:
        slowest = ((known[GDP].shift(-span) - known[GDP]) / span).min()
        print(f"slowest growth of world GDP over {span} years: {100 * np.expm1(slowest):.1f} %")
    print(pull(known[YEN].dropna()))


if __name__ == "__main__":
    main()

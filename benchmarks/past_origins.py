"""Forecast KGI 1a and makers' sales from past years, with and without the drivers' own paths.

    python benchmarks/past_origins.py [--cache FOLDER] [--at-once] [--ratios DATA_DIR]

The catalogue is cut to what was known at each origin of the backtest, fitted and projected as in a
run, and compared with every later value: once as it was forecast, once with yen and world market on
the paths that they took. What remains in the second is the makers' own error. Printed are, for the
share of five makers and for the sales of the makers, the pairs of origin and later year, the mean
error of the median (log of forecast over value), the mean CRPS on the log scale, how many medians
were too high and how many values lay in the 80 % interval. ``--at-once`` leaves out the long run of
the makers' answer to the market; ``--ratios`` gives the makers priors learned on ratios of public
amounts to others of their kind.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import cross_validate as cv
import learn_priors as lp
import numpy as np
import pandas as pd
import reference_class as rc
import xarray as xr

from kgisim.evaluation.backtest_origins import Past, known_at
from kgisim.evaluation.scoring import ScoringScale, scored
from kgisim.evidence.base import Text
from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.evidence.observations import published_values
from kgisim.inference.fit_all import fit_all
from kgisim.projection.projection import project
from kgisim.projection.scenario import Scenario, WorldPath
from kgisim.schema import BASELINE, OUTCOME, SERIES, YEAR
from kgisim.workspace import Workspace

SEED, DRAWS = 20401, 1000
SHARE, PANEL = "kgi1a_world_share_core5", "domestic_makers"
DRIVERS = ("usd_jpy", "world_market")
GIVEN = "given"
WORDS = Text(ja="過去時点", en="past origin")


def on_own_paths(catalog: Catalog, origin: int) -> Scenario:
    """Return a scenario in which the drivers do what they did after the origin."""
    world = []
    for driver in DRIVERS:
        values = published_values(catalog.indicators[driver], catalog.rows(driver))
        later = {int(year): float(one) for year, one in values.items() if int(str(year)) > origin}
        words = {"rationale": WORDS, "source": "record"}
        path = {"driver": driver, "kind": "values", "start": origin + 1, "points": later}
        world += [WorldPath(**path, **words)] if later else []
    return Scenario(id=GIVEN, title=WORDS, description=WORDS, world=tuple(world))


def forecasts(past: Past, origin: int, names: list[str], cache: Path | None) -> xr.DataArray:
    """Draw the named series after an origin, as forecast and with the drivers' own paths."""
    known = known_at(past.catalog, origin, names)
    needed = tuple(sorted(known.dependencies.required_fits(names)))
    how = {"seed": SEED, "draws": DRAWS, "jobs": 1, "cache": cache}
    fits = fit_all(known, Workspace.bundled(), names=needed, **how)
    plain = Scenario(id=BASELINE, title=WORDS, description=WORDS)
    scenarios = {BASELINE: plain, GIVEN: on_own_paths(past.catalog, origin)}
    return project(known, fits, scenarios, seed=SEED).draws[OUTCOME]


def errors(past: Past, names: list[str], cache: Path | None) -> pd.DataFrame:
    """Score every pair of origin and later year of the named series."""
    found = []
    for origin in past.origins:
        tested = [name for name in names if name in past.testable(origin)]
        drawn = forecasts(past, origin, tested, cache) if tested else None
        for name in tested:
            later, earlier = past.later(name, origin), past.earlier(name, origin)
            scale = ScoringScale.of(past.catalog.indicators[name], earlier.to_numpy())
            for case in (BASELINE, GIVEN):
                own = drawn.sel({"scenario": case, SERIES: name, YEAR: later.index})
                scores = scored(
                    own.to_numpy().astype(float), later.to_numpy(), earlier.iloc[-1], scale
                )
                table = pd.DataFrame({"series": name, "case": case, "origin": origin, **scores})
                found.append(table.assign(year=later.index, value=later.to_numpy()))
    return pd.concat(found)


def changed(catalog: Catalog, *, at_once: bool, ratios: Path | None) -> Catalog:
    """Return the catalogue with the makers' model changed as the options say."""
    indicators = dict(catalog.indicators)
    priors = {}
    if ratios is not None:
        used = [one for one in rc.read_series(ratios) if one.is_open]
        priors = lp.learned_class(rc.ratios(ratios, used), cv.STILL)
    for name in members(catalog):
        maker = indicators[name]
        drivers = maker.drivers
        if at_once:
            drivers = tuple(one.model_copy(update={"long_run": None}) for one in drivers)
        model = maker.model.model_copy(update={"priors": {**priors, **maker.model.priors}})
        indicators[name] = maker.model_copy(update={"drivers": drivers, "model": model})
    return replace(catalog, indicators=indicators)


def members(catalog: Catalog) -> list[str]:
    """Name the makers' sales."""
    return [name for name, one in catalog.indicators.items() if one.panel == PANEL]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--at-once", action="store_true")
    parser.add_argument("--ratios", type=Path)
    asked = parser.parse_args()
    loaded = load_catalog(Workspace.bundled())
    catalog = changed(loaded, at_once=asked.at_once, ratios=asked.ratios)
    makers = members(catalog)
    table = errors(Past(catalog), [SHARE, *makers], asked.cache)
    table["error"] = np.log(table["median"] / table["value"])
    table["above"] = table["error"] > 0
    table["held"] = table["value"].between(table["low80"], table["high80"])
    print("| series | drivers | pairs | mean error | CRPS | too high | in the 80 % interval |")
    print("|---|---|---|---|---|---|---|")
    for words, chosen in (("share of five", [SHARE]), ("sales of nine", makers)):
        for case in (BASELINE, GIVEN):
            own = table[table["series"].isin(chosen) & (table["case"] == case)]
            means = own[["error", "crps_link"]].mean()
            print(f"| {words} | {'forecast' if case == BASELINE else case} | {len(own)} ", end="")
            print(f"| {means['error']:+.3f} | {means['crps_link']:.4f} ", end="")
            print(f"| {own['above'].sum()} | {own['held'].sum()} |")


if __name__ == "__main__":
    main()

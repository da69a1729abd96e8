"""Ask the makers' rows how fast sales follow the market.

    python benchmarks/market_pace.py

Each maker is fitted with the whole answer to the market at once, and with half of the gap to the
long run closing in one, three and ten years. Printed is the log evidence of its rows under each,
less that of the form that ships; two such numbers differ in earnest from about three on.
"""

import numpy as np
from past_origins import members

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.evidence.indicator import DriverEffect
from kgisim.inference.family import load_family
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import fit_all, is_driven
from kgisim.inference.fit_one import priors_of
from kgisim.inference.importance_sampling import sample_posterior
from kgisim.inference.model import compile_family
from kgisim.inference.model_data import build_frame
from kgisim.inference.observed_path import past_departure
from kgisim.workspace import Workspace

SEED = 20401
"""Seed of the drivers' fits."""
POINTS = 1
"""Seed of the points at which a maker's rows are weighed."""
HALF_LIVES = (None, 1.0, 3.0, 10.0)
"""Years; None: no long run."""
SHIPPED = 3.0


def evidence(catalog: Catalog, name: str, fits: dict[str, Fit], half_life: float | None) -> float:
    """Estimate the log evidence of a maker's rows if half of the gap closes in these years."""
    workspace, maker = Workspace.bundled(), catalog.indicators[name]
    drivers = tuple(_with(effect, half_life) for effect in maker.drivers)
    maker = maker.model_copy(update={"drivers": drivers})
    history = {one.driver: past_departure(catalog, one.driver, fits) for one in drivers}
    standing = {one: path.where(path.index <= fits[one].last, 0.0) for one, path in history.items()}
    frame = build_frame(maker, catalog.rows(name), standing, catalog.axis.last)
    family = load_family(workspace, str(maker.model.family))
    driven = is_driven(catalog.indicators, workspace, name)
    compiled = compile_family(
        family, priors_of(maker, family, frame, driven=driven), len(frame.years)
    )
    found = sample_posterior(compiled, frame, np.random.default_rng(POINTS)).log_weights
    return float(np.logaddexp.reduce(found) - np.log(len(found)))


def _with(effect: DriverEffect, half_life: float | None) -> DriverEffect:
    if effect.long_run is None:
        return effect
    later = half_life and effect.long_run.model_copy(update={"half_life": half_life})
    return effect.model_copy(update={"long_run": later})


def main() -> None:
    """Print the table."""
    catalog = load_catalog(Workspace.bundled())
    drivers = tuple(catalog.dependencies.required_fits(["world_market"]))
    fits = fit_all(catalog, Workspace.bundled(), names=drivers, seed=SEED, jobs=1)
    whole = np.zeros(len(HALF_LIVES))
    print("| maker | at once | 1 year | 3 years | 10 years |\n|---|---|---|---|---|")
    for name in members(catalog):
        found = np.array([evidence(catalog, name, fits, one) for one in HALF_LIVES])
        less = found - found[HALF_LIVES.index(SHIPPED)]
        whole += less
        print(f"| {name} | " + " | ".join(f"{one:+.2f}" for one in less) + " |", flush=True)
    print("| all | " + " | ".join(f"{one:+.2f}" for one in whole) + " |")


if __name__ == "__main__":
    main()

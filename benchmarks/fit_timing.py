"""Time one fit of an indicator, cold and warm, beside PyMC's default sampler on the same model.

``python benchmarks/fit_timing.py [INDICATOR …]`` prints a Markdown table. Time is CPU time of the
process, so that a busy machine matters little; one core. Effective draws are those of the path in
the horizon year: of NUTS by ArviZ (bulk), of importance sampling by Kish's formula.
"""

import argparse
from collections.abc import Callable
from time import process_time

import arviz as az
import numpy as np
import pymc as pm

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.inference.family import load_family
from kgisim.inference.fitting import DRAWS
from kgisim.inference.frame import build_frame
from kgisim.inference.model import reference_model
from kgisim.inference.posterior import compute, priors_of
from kgisim.workspace import Workspace

USUAL = ("kgi1d_acquisitions", "gdp_world_usd")
"""A count and an amount without drivers."""


def timed(work: Callable[[], float]) -> tuple[float, float]:
    """CPU seconds, and the effective draws that the work gives."""
    begun = process_time()
    size = work()
    return process_time() - begun, size


def fit(catalog: Catalog, workspace: Workspace, name: str) -> float:
    """Fit as the program does."""
    indicator = catalog.indicators[name]
    family = load_family(workspace, indicator.model.family or "")
    generator = np.random.default_rng(1)
    rows = catalog.rows(name)
    return compute(
        indicator, rows, family, {}, key="", draws=DRAWS, generator=generator
    ).verdict.ess


def sample(catalog: Catalog, workspace: Workspace, name: str) -> float:
    """Sample the same model with its latent path by PyMC's default, two chains one by one."""
    indicator = catalog.indicators[name]
    family = load_family(workspace, indicator.model.family or "")
    frame = build_frame(indicator, catalog.rows(name), {})
    with reference_model(family, priors_of(indicator, family, frame), frame):
        trace = pm.sample(chains=2, cores=1, random_seed=1, progressbar=False)
    divergent = int(trace["sample_stats"]["diverging"].sum())
    print(f"<!-- {name}: {divergent} divergences -->", flush=True)
    return float(az.ess(trace["posterior"]["path"].isel(path_dim_0=-1)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=USUAL)
    arguments = parser.parse_args()
    workspace = Workspace.bundled()
    catalog = load_catalog(workspace)
    print("| indicator | cold, s | warm, s | draws/s warm | NUTS, s | draws/s NUTS | ratio |")
    print("|---|---|---|---|---|---|---|")
    for name in arguments.names or USUAL:
        cold, _ = timed(lambda name=name: fit(catalog, workspace, name))
        warm, size = timed(lambda name=name: fit(catalog, workspace, name))
        slow, other = timed(lambda name=name: sample(catalog, workspace, name))
        ours, theirs = size / warm, other / slow
        cells = [f"{cold:.2f}", f"{warm:.2f}", f"{ours:.0f}", f"{slow:.0f}", f"{theirs:.1f}"]
        print("| " + " | ".join([name, *cells, f"{ours / theirs:.0f}"]) + " |", flush=True)


if __name__ == "__main__":
    main()

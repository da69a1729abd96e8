"""Time one fit of an indicator, cold and warm, beside PyMC's default sampler on the same model.

``python benchmarks/fit_timing.py [INDICATOR …]`` prints a Markdown table. Time is CPU time of the
process and its children, so that a busy machine matters little. Effective draws are those of the
path in the horizon year: of NUTS by ArviZ (bulk), of importance sampling by Kish's formula.

Where Prophet is installed, its MCMC is timed too (``uv run --with prophet python
benchmarks/fit_timing.py``): 300 samples in four chains as in its manual, of the linear trend in the
horizon year, without the changes of slope that it would draw for years to come. It sees the exact
yearly values on the link scale, and nothing of ranges and floors.
"""

import argparse
import sys
from collections.abc import Callable
from importlib.util import find_spec
from os import times

import arviz as az
import numpy as np
import pandas as pd
import pymc as pm

from kgisim.evidence.catalog import Catalog, load_catalog
from kgisim.evidence.observations import published_values
from kgisim.inference.family import load_family
from kgisim.inference.fit_all import DRAWS
from kgisim.inference.fit_one import compute, priors_of
from kgisim.inference.model_data import build_frame
from kgisim.inference.reference_model import reference_model
from kgisim.inference.scales import scale_of
from kgisim.workspace import Workspace

USUAL = ("kgi1d_acquisitions", "japan_production")
"""A count and an amount without drivers."""
SAMPLES, CHAINS = 300, 4
"""Prophet's MCMC samples, half of each chain to warm up, and its chains."""
FEWEST = 10
"""Exact values below which there is nothing for Prophet to see."""


def timed(work: Callable[[], float]) -> tuple[float, float]:
    """CPU seconds, and the effective draws that the work gives."""
    begun = sum(times()[:4])
    size = work()
    return sum(times()[:4]) - begun, size


def fit(catalog: Catalog, workspace: Workspace, name: str) -> float:
    """Fit as the program does."""
    indicator = catalog.indicators[name]
    family = load_family(workspace, indicator.model.family or "")
    generator = np.random.default_rng(1)
    rows = catalog.rows(name)
    return compute(
        indicator, rows, family, {}, catalog.axis, key="", draws=DRAWS, generator=generator
    ).verdict.ess


def sample(catalog: Catalog, workspace: Workspace, name: str) -> float:
    """Sample the same model with its latent path by PyMC's default, two chains one by one."""
    indicator = catalog.indicators[name]
    family = load_family(workspace, indicator.model.family or "")
    frame = build_frame(indicator, catalog.rows(name), {}, catalog.axis.last)
    with reference_model(family, priors_of(indicator, family, frame), frame):
        trace = pm.sample(chains=2, cores=1, random_seed=1, progressbar=False, nuts_sampler="pymc")
    divergent = int(trace["sample_stats"]["diverging"].sum())
    print(f"<!-- {name}: {divergent} divergences -->", flush=True)
    return float(az.ess(trace["posterior"]["path"].isel(path_dim_0=-1)))


def prophesy(catalog: Catalog, name: str) -> float:
    """Sample Prophet's posterior of the exact values; return the effective draws of its trend."""
    from prophet import Prophet

    indicator, rows = catalog.indicators[name], catalog.rows(name)
    known = published_values(indicator, rows).sort_index()
    link = scale_of(indicator, known.to_numpy()).forward(known)
    days = pd.to_datetime([f"{year}-07-01" for year in known.index])
    plain = dict.fromkeys(("yearly", "weekly", "daily"), False)
    seasonless = {f"{season}_seasonality": used for season, used in plain.items()}
    model = Prophet(mcmc_samples=SAMPLES, **seasonless)
    model.fit(pd.DataFrame({"ds": days, "y": link}), seed=1, parallel_chains=1, show_progress=False)
    divergent = int(model.params["divergent__"].sum())
    print(f"<!-- {name}: {divergent} divergences of Prophet -->", flush=True)
    when = (pd.Timestamp(f"{catalog.axis.last}-07-01") - model.start) / model.t_scale
    slopes, changes = model.params["delta"], model.changepoints_t
    trend = (model.params["k"] + slopes.sum(axis=1)) * when
    trend += model.params["m"] - slopes @ changes
    # draws of the chains take turns, as CmdStan gives them
    return float(az.ess(trend.reshape(-1, CHAINS).T))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=USUAL)
    arguments = parser.parse_args()
    workspace = Workspace.bundled()
    catalog = load_catalog(workspace)
    told = "not installed: `uv run --with prophet python benchmarks/fit_timing.py`"
    if not find_spec("prophet"):
        print(f"Prophet is {told}", file=sys.stderr)
    print(
        "| indicator | cold, s | warm, s | draws/s warm | NUTS, s | draws/s NUTS | ratio |"
        " Prophet, s | draws/s Prophet |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in arguments.names or USUAL:
        cold, _ = timed(lambda name=name: fit(catalog, workspace, name))
        warm, size = timed(lambda name=name: fit(catalog, workspace, name))
        slow, other = timed(lambda name=name: sample(catalog, workspace, name))
        ours, theirs = size / warm, other / slow
        cells = [f"{cold:.2f}", f"{warm:.2f}", f"{ours:.0f}", f"{slow:.0f}", f"{theirs:.1f}"]
        cells += [f"{ours / theirs:.0f}", *prophet_cells(catalog, name)]
        print("| " + " | ".join([name, *cells]) + " |", flush=True)


def prophet_cells(catalog: Catalog, name: str) -> list[str]:
    """Time Prophet where it is installed and has something to see."""
    known = published_values(catalog.indicators[name], catalog.rows(name))
    if not find_spec("prophet") or len(known) < FEWEST:
        return ["–", "–"]
    seconds, size = timed(lambda: prophesy(catalog, name))
    return [f"{seconds:.1f}", f"{size / seconds:.1f}"]


if __name__ == "__main__":
    main()

"""Effective draws per second of a fit beside Hamiltonian samplers on the same model.

Run with ``uv run --with nutpie==0.16.11 --with numpyro==0.22.0 python
benchmarks/effective_draws.py``; samplers that are not installed are left out.

The model is that of `kgisim.inference.reference_model`, which a test compares with the fit: a
family with its priors and a latent path, without what was learned across series. Each sampler works
in a process of its own, one chain after the other, with the settings that it has by default.

Effective draws of a quantity are, of a sampler, ArviZ's bulk effective sample size; of weighted
points, how many independent draws would give its mean with the same error: with weights w that add
up to one and departures d from the weighted mean, Σ w d² ÷ Σ w² d². Two are told: the path in the
horizon year, and the least well known hyperparameter.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

import arviz as az
import numpy as np
import pymc as pm

from kgisim.evidence.catalog import load_catalog
from kgisim.inference.family import load_family
from kgisim.inference.fit_all import DRAWS
from kgisim.inference.fit_one import compute, paths, priors_of
from kgisim.inference.importance_sampling import sample_posterior
from kgisim.inference.importance_weights import smoothed
from kgisim.inference.model import compile_family
from kgisim.inference.model_data import build_frame
from kgisim.inference.reference_model import reference_model
from kgisim.workspace import Workspace

USUAL = ("kgi1d_acquisitions", "startups_born_in_japan", "japan_production")
"""A count, a share and an amount, none of them with drivers."""
OURS = "kgisim"
NEEDS = {OURS: "kgisim", "pymc": "pymc", "nutpie": "nutpie", "numpyro": "numpyro"}
"""Samplers, and the package that each needs."""
CHAINS, SEED = 2, 1


class Subject:
    """One indicator with all that a fit needs."""

    def __init__(self, name: str):
        workspace = Workspace.bundled()
        self.catalog = load_catalog(workspace)
        self.indicator = self.catalog.indicators[name]
        self.rows = self.catalog.rows(name)
        self.family = load_family(workspace, self.indicator.model.family or "")
        self.frame = build_frame(self.indicator, self.rows, {}, self.catalog.axis.last)
        self.priors = priors_of(self.indicator, self.family, self.frame)

    def fitted(self) -> None:
        """Fit as the program does."""
        known = self.indicator, self.rows, self.family, {}, self.catalog.axis
        compute(*known, key="", draws=DRAWS, generator=np.random.default_rng(SEED))

    def weighed(self) -> dict[str, float]:
        """Return the effective draws of the same fit by quantity, from its weights."""
        generator = np.random.default_rng(SEED)
        years = max(len(self.frame.years), len(self.catalog.axis))
        compiled = compile_family(self.family, self.priors, years)
        points = sample_posterior(compiled, self.frame, generator)
        weights, _ = smoothed(points.log_weights)
        everyone = np.arange(len(weights))
        path, _, hyper = paths(self.frame, compiled, points, everyone, generator)
        return {
            "horizon": effective(weights, path[:, -1]),
            "worst": min(effective(weights, column) for column in hyper.T),
        }

    def sampled(self, sampler: str) -> dict[str, float]:
        """Sample by a Hamiltonian sampler; return effective draws, and what it says of itself."""
        # while it looks for a step size a sampler tries some that overflow
        with np.errstate(over="ignore"), reference_model(self.family, self.priors, self.frame):
            trace = pm.sample(
                chains=CHAINS, cores=1, random_seed=SEED, progressbar=False, nuts_sampler=sampler
            )
        posterior = trace["posterior"].to_dataset()
        hyper = posterior[[name for name in self.priors if name in posterior]]
        sizes = az.ess(hyper)
        return {
            "sampling": float(trace["posterior"].attrs["sampling_time"]),
            "horizon": float(az.ess(posterior["path"].isel(path_dim_0=-1))),
            "worst": min(float(sizes[name].min()) for name in sizes),
            "divergences": int(trace["sample_stats"]["diverging"].sum()),
        }


def effective(weights: np.ndarray, values: np.ndarray) -> float:
    """Return how many independent draws would give the mean with the error of weighted points.

    Parameters
    ----------
    weights
        (point,) adding up to one.
    values
        (point,) the quantity.
    """
    squares = (values - weights @ values) ** 2
    return float((weights @ squares) / (weights**2 @ squares))


def timed[Result](work: Callable[[], Result]) -> tuple[float, float, Result]:
    """Return seconds of the clock, seconds of all processors, and what the work returns."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - cpu, found


def measured(name: str, sampler: str) -> dict[str, float]:
    """Measure one sampler at one indicator, in this process: imports are not counted."""
    subject = Subject(name)
    if sampler != OURS:
        wall, cpu, found = timed(lambda: subject.sampled(sampler))
        return {"wall": wall, "cpu": cpu, **found}
    wall, cpu, _ = timed(subject.fitted)
    again, more, _ = timed(subject.fitted)
    told = {"wall": wall, "cpu": cpu, "again": again, "more": more, "divergences": 0}
    return told | subject.weighed()


def main() -> None:
    """Print a table: seconds, and effective draws per second, of each sampler."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=USUAL)
    parser.add_argument("--one", help="measures this sampler only, and prints JSON")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.names[0], asked.one)))
        return
    heads = ("indicator", "scale", "by", "clock, s", "processor, s", "divergences")
    heads += ("horizon: draws", "a second", "worst: draws", "a second")
    print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    catalog = load_catalog(Workspace.bundled())
    for name in asked.names:
        for sampler in (one for one, package in NEEDS.items() if find_spec(package)):
            command = [sys.executable, __file__, name, "--one", sampler]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            rows = [(sampler, found["wall"], f"{found['cpu']:.1f}")]
            if "again" in found:
                rows.append((f"{sampler}, second time", found["again"], f"{found['more']:.1f}"))
            if "sampling" in found:
                rows.append((f"{sampler}, chains alone", found["sampling"], "–"))
            for by, wall, cpu in rows:
                told = [
                    f"{found[one]:.0f} | {found[one] / wall:.1f}" for one in ("horizon", "worst")
                ]
                first = [name, catalog.indicators[name].scale, by, f"{wall:.2f}", cpu]
                print("| " + " | ".join([*first, f"{found['divergences']:.0f}", *told]) + " |")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

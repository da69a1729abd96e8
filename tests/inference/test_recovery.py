"""Simulation-based calibration: what was drawn from the prior is found again, as often as it says.

Hyperparameters and a path are drawn from the prior, rows from the path, and the posterior from the
rows. The rank of the truth among the draws is then uniform (Talts et al. 2018). The first level is
drawn around a centre that is known, for in a fit it is taken from the rows.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare, nbinom

from kgisim.inference import importance_sampling
from kgisim.inference.counted_shares import draw_counted
from kgisim.inference.family import load_family
from kgisim.inference.fit_one import paths, resample
from kgisim.inference.importance_sampling import sample_posterior
from kgisim.inference.importance_weights import smoothed
from kgisim.inference.likelihood import SMALLEST_NOISE, noise_prior
from kgisim.inference.model import NOISE, compile_family
from kgisim.inference.scales import USUAL, Scale
from kgisim.workspace import Workspace
from tests.builders import TEXT, build_frame, driver_effect, indicator, row, table

REPLICATIONS = 30
YEARS = np.arange(2005, 2020)
RANKED = 49
"""Posterior draws among which the truth is ranked, few enough to be nearly independent."""
BINS = 5
SIZE = 6.0
"""Usual size of counts."""
LEVEL = 0.001
"""Chance that any of all tests fails although everything is right (Bonferroni)."""

PULSE = {"years": [2011, 2012, 2013], "reason": TEXT, "returns": 0.7, "sd": 1.0}
LONG_RUN = {"mean": 1.0, "sd": 0.1, "half_life": 3.0, "rationale": TEXT}
SLOW = driver_effect("market", mean=0.7, sd=0.3) | {"long_run": LONG_RUN}
AXIS = np.arange(2000, 2041)
MARKET = pd.Series(np.minimum(0.05 * (AXIS - 2019) + 0.1 * np.sin(AXIS), 0.0), index=AXIS)
"""Departures of a driver that grows by turns and is known as long as the rows."""
SCALES = {
    "long run": ({"drivers": [SLOW]}, 3.0),
    "positive": ({}, 3.0),
    "share": ({"scale": "share"}, 0.0),
    "k of n": ({"scale": "share", "design_effect": 2.0}, 0.0),
    "flow": ({"scale": "count"}, USUAL),
    "stock": ({"scale": "count", "counting": "stock", "ceiling": 10}, USUAL),
    "real": ({"scale": "real"}, 0.0),
    "ceiling": ({"ceiling": 60.0}, -1.0),
    "pulse": ({"exceptional": [PULSE]}, 3.0),
}
FAMILIES = Workspace.bundled().families()


@pytest.fixture
def few_points(monkeypatch):
    for name, value in (("FIRST", 400), ("ROUND", 300), ("BATCH", 600), ("ENOUGH", 300.0)):
        monkeypatch.setattr(importance_sampling, name, value)


def built(more, *rows):
    return build_frame(indicator(**more), table(*rows), {"market": MARKET})


def rows_of(path, noise, scale, more, generator):
    """One row a year; every third is only known to lie between two marks of a grid."""
    terms = built(more, *(row(int(y), 5.0) for y in YEARS)).row_terms
    path = path + terms @ generator.standard_normal(terms.shape[1])
    if "design_effect" in more:
        return [counted(int(year), link, generator) for year, link in zip(YEARS, path, strict=True)]
    if scale.is_flow_count:
        alpha = noise**2
        values = nbinom.rvs(1 / alpha, 1 / (1 + alpha * np.exp(path)), random_state=generator)
    else:
        error = np.hypot(noise, SMALLEST_NOISE) * generator.standard_normal(len(path))
        values = scale.inverse(path + error)
    if scale.counting == "stock":
        values = np.round(values)
    rows = [row(int(year), float(value)) for year, value in zip(YEARS, values, strict=True)]
    return [
        between(one, more) if place % 3 == 1 and not scale.counting else one
        for place, one in enumerate(rows)
    ]


def counted(year, link, generator):
    """A row that counts k of n, with the design effect that is the indicator's."""
    of = np.array([float(generator.integers(5, 40))])
    part = draw_counted(np.array([[100 / (1 + np.exp(-link))]]), of, np.array([2.0]), generator)
    return row(year, float(100 * part[0, 0] / of[0]), of=of[0], design_effect=2.0)


def between(one, more):
    """A row of which only the interval is told."""
    step = 0.5 if more.get("scale") == "real" else 0.1 * 2 ** np.floor(np.log2(one["value"]))
    low = step * np.floor(one["value"] / step)
    return one | {"relation": "about", "value": np.nan, "low": low, "high": low + step}


def frame_of(rows, more, centre):
    frame = built(more, *rows)
    # units are taken from the rows, like the centre
    if frame.scale.is_bent:
        frame = replace(frame, scale=replace(frame.scale, unit=SIZE))
    if frame.scale.name == "real":
        unit = frame.scale.unit
        frame = replace(
            frame,
            scale=Scale("real", "identity"),
            low=frame.low * unit,
            high=frame.high * unit,
        )
    return replace(frame, centre=centre)


def compiled_for(name, more):
    family = load_family(Workspace.bundled(), name)
    frame = built(more, row(2005, 5.0))
    priors = {**family.priors(frame.scale.name), NOISE: noise_prior(frame)}
    scale = replace(frame.scale, unit=SIZE if frame.scale.is_bent else 1.0)
    return scale, compile_family(family, priors, 2041 - int(YEARS[0]))


def rank(compiled, scale, more, centre, seed):
    """Ranks among posterior draws: last level and in 2040, effects, and every hyperparameter."""
    generator = np.random.default_rng(seed)
    mean, loadings, hyper, _ = compiled.evaluate(compiled.sample(generator, 1))
    innovations = generator.standard_normal(loadings.shape[2])
    path = scale.bend(centre + mean[0] + loadings[0] @ innovations)
    noise = hyper[0, compiled.names.index(NOISE)]
    driven = built(more, row(int(YEARS[0]), 5.0))
    effect = generator.normal(driven.driver_mean, driven.driver_sd)
    seen = path[: len(YEARS)] + effect @ driven.drivers[:, : len(YEARS)]
    rows = rows_of(seen, noise, scale, more, generator)
    frame = frame_of(rows, more, centre)
    weighted = sample_posterior(compiled, frame, generator)
    chosen = resample(smoothed(weighted.log_weights)[0], RANKED, generator)
    drawn, effects, hypers = paths(frame, compiled, weighted, chosen, generator)
    draws = np.column_stack([drawn[:, [len(YEARS) - 1, -1]], effects, hypers])
    truth = np.concatenate([path[[len(YEARS) - 1, -1]], effect, hyper[0]])
    return (draws < truth).sum(axis=0)


def rank_chances(family, scale_name, replications, bins):
    """Chance of counts as uneven as those of each quantity's ranks, if all is right."""
    more, centre = SCALES[scale_name]
    scale, compiled = compiled_for(family, more)
    ranks = np.array([rank(compiled, scale, more, centre, seed) for seed in range(replications)])
    counts = [np.bincount(column * bins // (RANKED + 1), minlength=bins) for column in ranks.T]
    effects = built(more, row(2005, 5.0)).driver_names
    quantities = ("last level", "level in 2040", *effects, *compiled.names)
    return {
        quantity: float(chisquare(count).pvalue)
        for quantity, count in zip(quantities, counts, strict=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", SCALES)
def test_the_truth_lies_anywhere_among_the_draws(name, family, few_points):
    chances = rank_chances(family, name, REPLICATIONS, BINS)
    assert min(chances.values()) > LEVEL / (len(SCALES) * len(FAMILIES) * len(chances)), chances

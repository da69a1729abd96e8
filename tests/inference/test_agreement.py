"""Importance sampling against NUTS: the same model, run the other way."""

import arviz as az
import numpy as np
import pandas as pd
import pymc as pm
import pytest

from kgisim.inference.family import load_family
from kgisim.inference.fit_one import compute, priors_of
from kgisim.inference.reference_model import reference_model
from kgisim.workspace import Workspace
from tests.builders import (
    AXIS,
    PLAN,
    TEXT,
    build_frame,
    driver_effect,
    indicator,
    row,
    table,
    yearly,
)

AMOUNTS = [*yearly([50, 54, 53, 60, 66, 64, 71, 75, 74, 82]), row(2020, 80.0, "ge")]
COUNTS = [*yearly([3, 5, 2, 6, 4, 7, 9, 6]), row(2018, 18, "sum", year_end=2019), row(2020, 8)]
COUNTED = [
    *(
        row(2010 + place, 5.0 * part, of=20.0, design_effect=2.0)
        for place, part in enumerate([3, 5, 2, 6, 4, 7, 5, 6, 8, 5])
    ),
    row(2020, 25.0, "ge", of=40.0, design_effect=1.0),
]
LONG_RUN = {"mean": 1.0, "sd": 0.1, "half_life": 3.0, "rationale": TEXT}
SLOW = driver_effect("market", mean=0.7, sd=0.3) | {"long_run": LONG_RUN}
MARKET = pd.Series(np.minimum(0.05 * (AXIS - 2020) + 0.1 * np.sin(AXIS), 0.0), index=AXIS)
INDICATORS = {
    "long run": (indicator(model={"family": "damped_trend"}, drivers=[SLOW]), AMOUNTS),
    "amounts": (indicator(model={"family": "damped_trend"}), AMOUNTS),
    "k of n": (indicator(scale="share", model={"family": "damped_trend"}), COUNTED),
    "flow counts": (indicator(scale="count", model={"family": "damped_trend"}), COUNTS),
}
ASKED = {"last observed year": 2020, "horizon": 2040}


def by_nuts(frame, family, priors):
    # while it looks for a step size NUTS tries some that overflow
    with np.errstate(over="ignore"), reference_model(family, priors, frame):
        trace = pm.sample(
            draws=400,
            tune=400,
            chains=2,
            cores=1,
            target_accept=0.95,
            random_seed=1,
            progressbar=False,
            nuts_sampler="pymc",  # PyMC takes another one where it is installed
        )
    return trace["posterior"]["path"]


@pytest.mark.slow
@pytest.mark.parametrize("name", INDICATORS)
def test_quantiles_agree_with_nuts(name):
    one, rows = INDICATORS[name]
    family = load_family(Workspace.bundled(), "damped_trend")
    market = {"market": MARKET}
    frame = build_frame(one, table(*rows), market)
    fit = compute(
        one,
        table(*rows),
        family,
        market,
        PLAN.axis,
        key="",
        draws=4000,
        generator=np.random.default_rng(1),
    )
    nuts = by_nuts(frame, family, priors_of(one, family, frame))
    first = int(frame.years[0])
    for label, year in ASKED.items():
        draws = nuts.isel(path_dim_0=year - first)
        size = 1 / (1 / float(az.ess(draws)) + 1 / fit.verdict.ess)
        for probability in (0.05, 0.5, 0.95):
            path = fit.trend[:, year - 2000] + fit.effect @ frame.drivers[:, year - first]
            level = np.quantile(path, probability)
            below = float((draws < level).mean())
            error = np.sqrt(probability * (1 - probability) / size)
            assert below == pytest.approx(probability, abs=4 * error), (label, probability)

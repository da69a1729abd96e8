#!/usr/bin/env bash
# The interval of next year has no width, and every later one belongs to the year before
#
# Package:   darts 0.48.1
# Expected:  A random walk with steps of standard deviation s is off by s * sqrt(h) after h years (Hyndman and
#            Athanasopoulos, "Forecasting: principles and practice", 5.5). statsmodels, which darts fits
#            its ARIMA with, says so too, and so does any simulation of the model.
# Happens:   ARIMA.predict(num_samples=...) starts the simulation from a state that already is next year's
#            mean, without next year's shock: all samples of the first year are one number, and those of
#            year h spread by s * sqrt(h - 1). So it is for every order, with or without differences.
# Matters:   The median is right, so nothing looks wrong. Next year's value is never inside its interval,
#            every other interval is too narrow, and the chance to miss a target next year is 0 or 1.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    darts==0.48.1 statsmodels==0.15.0 numpy==2.3.5 pandas==2.3.3 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import pandas as pd
from darts import TimeSeries
from darts.models import ARIMA
from statsmodels.tsa.arima.model import ARIMA as Direct

AHEAD, SAMPLES = 5, 4000
walk = 100 + np.random.default_rng(0).normal(size=80).cumsum()
series = TimeSeries.from_times_and_values(pd.date_range("1945", periods=80, freq="YS"), walk)
print(f"darts {version('darts')}: standard errors 1 to {AHEAD} years ahead")
for order in ((0, 1, 0), (1, 0, 0), (1, 1, 0), (0, 2, 1)):
    expected = Direct(walk, order=order).fit().get_forecast(AHEAD).se_mean
    model = ARIMA(*order)
    model.fit(series)
    futures = model.predict(AHEAD, num_samples=SAMPLES, random_state=1).all_values()[:, 0, :]
    seen = futures.std(axis=1)
    print(f"ARIMA{order}: expected {expected.round(2)}, seen {seen.round(2)}")
    if order == (0, 1, 0):
        # The differences of a random walk are its steps.
        step = np.sqrt(np.mean(np.diff(walk) ** 2))
        assert np.allclose(expected, step * np.sqrt(np.arange(1, AHEAD + 1)), rtol=0.02)
    assert expected[0] > 0.9 and seen[0] < 1e-9
    assert np.allclose(seen[1:], expected[:-1], rtol=0.05)
PY

#!/usr/bin/env bash
# Intervals of the Theta method widen as if nothing were ever smoothed
#
# Package:   statsmodels 0.15.0
# Expected:  Theta is simple exponential smoothing with drift (Hyndman and Billah 2003, "Unmasking the
#            Theta method", section 3): with smoothing weight a, the error h steps ahead has the variance
#            s2 * (1 + (h - 1) * a^2). The moving-average coefficient of the ARIMA(0,1,1) is a - 1, and
#            (1 + (a - 1))^2 = a^2.
# Happens:   ThetaModel.prediction_intervals uses 1 + (a - 1)^2 in place of a^2 (its documentation says
#            so too). With a = 0.2 the interval 20 years ahead is four times as wide as it should be.
# Matters:   Theta is a usual benchmark. A model that is compared with it by its intervals wins for free.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    statsmodels==0.15.0 numpy==2.3.5 pandas==2.3.3 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.tsa.forecasting.theta import ThetaModel

rng = np.random.default_rng(3)
errors = rng.normal(size=400)
level = 100 + 0.2 * np.r_[0, errors.cumsum()[:-1]]
series = pd.Series(level + errors, index=pd.period_range("1640", periods=400, freq="Y"))
fit = ThetaModel(series, period=1, deseasonalize=False).fit()
alpha = float(fit.params["alpha"])
limits = fit.prediction_intervals(20, alpha=0.1)
seen = ((limits["upper"] - limits["lower"]) / 2 / norm.ppf(0.95)).to_numpy() / np.sqrt(fit.sigma2)
ahead = np.arange(1, 21)
true = np.sqrt(1 + (ahead - 1) * alpha**2)
# The same model run forward from its last level, many times.
shocks = rng.normal(size=(100_000, 20))
futures = alpha * (shocks.cumsum(axis=1) - shocks) + shocks
print(f"statsmodels {version('statsmodels')}, smoothing weight {alpha:.3f}; standard errors, in s")
print("ahead  expected  simulated  seen")
for h in (1, 5, 10, 20):
    print(f"{h:5d}  {true[h - 1]:8.3f}  {futures[:, h - 1].std():9.3f}  {seen[h - 1]:.3f}")
assert np.allclose(futures.std(axis=0), true, rtol=0.02)
assert np.allclose(seen, np.sqrt(1 + (ahead - 1) * (1 + (alpha - 1) ** 2)), rtol=1e-3)
assert seen[19] / true[19] > 4
PY

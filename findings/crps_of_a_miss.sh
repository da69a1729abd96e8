#!/usr/bin/env bash
# The score of a forecast that was missed altogether is no number
#
# Package:   scoringrules 0.10.0
# Expected:  The CRPS is the integral of (F(x) - 1{y <= x})^2 (Gneiting and Raftery 2007, section 4.2). For
#            a share forecast as Beta(2, 5) on [0, 0.5] and observed at 0.6 it is a number, larger than
#            for any value inside: 0.412.
# Happens:   crps_beta is nan as soon as the value lies outside the support, and crps_lognormal
#            is nan below 0. crps_uniform, crps_gamma and the censored families have the number.
# Matters:   A mean of scores becomes nan, or with nanmean the worst misses are the ones left
#            out, and the overconfident forecaster wins.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    scoringrules==0.10.0 numpy==2.3.5 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import scoringrules as sr
from scipy.integrate import quad
from scipy.stats import beta

forecast = beta(2, 5, scale=0.5)


def by_integral(y: float) -> float:
    below = quad(lambda x: forecast.cdf(x) ** 2, 0, min(y, 0.5))[0]
    above = quad(lambda x: forecast.sf(x) ** 2, min(y, 0.5), 0.5)[0]
    return below + above + max(0.0, y - 0.5)


print(f"scoringrules {version('scoringrules')}: CRPS of a Beta(2, 5) share on [0, 0.5]")
for observed in (0.2, 0.5, 0.6):
    seen = float(sr.crps_beta(observed, 2.0, 5.0, 0.0, 0.5))
    print(f"observed {observed}: expected {by_integral(observed):.3f}, seen {seen:.3f}")
    assert np.isnan(seen) if observed > 0.5 else abs(seen - by_integral(observed)) < 1e-6
assert float(sr.crps_uniform(0.6, 0.0, 0.5)) > 0
PY

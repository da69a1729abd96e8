#!/usr/bin/env bash
# A missing year makes an autoregression take two years for one
#
# Package:   statsmodels 0.15.0
# Expected:  A series that rises by exactly 1 each year, with 2007 missing: y[t] = 1 + 1.0 * y[t-1], as
#            every pair of neighbouring years that is known shows. missing="drop" leaves out what is not
#            known: the two pairs with 2007.
# Happens:   AutoReg(missing="drop") takes the year out before it makes the lags, so 2008 is paired
#            with 2006 as if they were neighbours: y[t] = 1.106 + 0.9945 * y[t-1], in a series
#            without any noise.
# Matters:   Surveys skip years. Growth and persistence are both wrong, and forecasts far ahead bend
#            toward a level that is nowhere in the data.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    statsmodels==0.15.0 numpy==2.3.5 pandas==2.3.3 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
from statsmodels.tsa.ar_model import AutoReg

line = np.arange(20.0)
line[7] = np.nan
const, slope = AutoReg(line, 1, missing="drop").fit().params
known = ~np.isnan(line[1:]) & ~np.isnan(line[:-1])
pairs = np.polyfit(line[:-1][known], line[1:][known], 1)
print(f"statsmodels {version('statsmodels')}")
print(f"expected y[t] = {pairs[1]:.4f} + {pairs[0]:.4f} y[t-1] (least squares on neighbours)")
print(f"seen     y[t] = {const:.4f} + {slope:.4f} y[t-1], level in the long run {const / (1 - slope):.0f}")
assert np.allclose(pairs, 1)
assert abs(const - 1.1057) < 1e-3 and abs(slope - 0.9945) < 1e-3
PY

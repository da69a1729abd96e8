#!/usr/bin/env bash
# The most likely share is not where the density is highest
#
# Packages:  preliz 0.28.0, pytensor-distributions 0.3.3
# Expected:  The mode is where the density is highest. For the logit-normal distribution it solves
#            logit(x) = mu + sigma^2 (2 x - 1) (Aitchison and Shen 1980, Biometrika 67, 261-272);
#            for mu 1, sigma 1.5 that is 0.955.
# Happens:   LogitNormal.mode() is the logistic function of mu, which is the median: 0.731. maxent with
#            fixed_stat=("mode", 0.8) moves that number: the distribution it returns has its peak at 0.87.
#            Beta and Kumaraswamy, asked the same, have it at 0.80.
# Matters:   "Most likely 80 %, rather sure between 50 and 95" is how experts speak of shares. What they
#            said is not what enters the model, and the figure printed for checking hides it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    preliz==0.28.0 pytensor-distributions==0.3.3 pytensor==3.3.8 \
    arviz-base==1.3.1 arviz-stats==1.3.3 arviz-plots==1.3.2 matplotlib==3.10.9 ipywidgets==8.1.8
cd "$dir"
MPLBACKEND=Agg MPLCONFIGDIR="$dir" PYTENSOR_FLAGS="base_compiledir=$dir/compiled" \
    "$dir/venv/bin/python" -W ignore - 2>"$dir/errors" <<'PY' || { cat "$dir/errors"; exit 1; }
from importlib.metadata import version

import numpy as np
import preliz as pz
from scipy.optimize import brentq
from scipy.special import expit, logit

GRID = np.linspace(0.0001, 0.9999, 99_981)


def peak(law) -> float:
    return float(GRID[np.argmax(law.pdf(GRID))])


print(f"preliz {version('preliz')}: where the density is highest, and what mode() says")
for mu, sigma in ((1.0, 0.5), (1.0, 1.0), (1.0, 1.5)):
    law = pz.LogitNormal(mu, sigma)
    closed = brentq(lambda x: logit(x) - mu - sigma**2 * (2 * x - 1), expit(mu), 1 - 1e-9)
    said, median = float(law.mode()), float(law.median())
    print(f"LogitNormal({mu}, {sigma}): expected {closed:.3f}, seen {said:.3f} (median {median:.3f})")
    assert abs(peak(law) - closed) < 1e-3
    assert abs(said - median) < 1e-6 and closed - said > 0.02
print("most likely 0.8, 90 % between 0.5 and 0.95:")
for law in (pz.Beta(), pz.Kumaraswamy(), pz.LogitNormal()):
    pz.maxent(law, 0.5, 0.95, 0.9, fixed_stat=("mode", 0.8), plot=False)
    name = type(law).__name__
    print(f"{name}: mode() {float(law.mode()):.3f}, highest at {peak(law):.3f}")
    assert abs(peak(law) - (0.869 if name == "LogitNormal" else 0.8)) < 2e-3
PY

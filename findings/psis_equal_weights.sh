#!/usr/bin/env bash
# The best importance weights there are cannot be smoothed, and tied ones have no Pareto k
#
# Package:   arviz-stats 1.3.3
# Expected:  Equal weights mean that proposal and target agree; weights that take a few values, as from a
#            grid of hyperparameters, are bounded. Both have finite variance, which is what a small Pareto k
#            is to tell (Vehtari et al. 2024, "Pareto smoothed importance sampling", JMLR 25(72), section
#            3): nothing to smooth, effective size N for equal weights.
# Happens:   psislw raises ValueError for equal weights, "All tail values are the same", and so it does when
#            only the tail is tied; with twenty different values in 2,000 it returns k = nan.
# Matters:   nan < 0.7 is false, and so is nan > 0.7: the usual check passes or fails by how it
#            is written. A run in which an observation says nothing ends in an error.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    arviz-stats==1.3.3 numpy==2.3.5 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
from arviz_stats.base import array_stats
from scipy.stats import norm

grid = norm.ppf((np.arange(20) + 0.5) / 20)
LOG_WEIGHTS = {
    "all different": norm.ppf((np.arange(2000) + 0.5) / 2000),
    "twenty values": np.repeat(grid, 100),
    "all equal": np.zeros(2000),
}


def pareto_k(log_weights: np.ndarray) -> float | str:
    try:
        return float(array_stats.psislw(log_weights)[1])
    except ValueError as error:
        return f"ValueError: {error}"


print(f"arviz-stats {version('arviz-stats')}; expected: a k below 0.7 for each")
seen = {name: pareto_k(log_weights) for name, log_weights in LOG_WEIGHTS.items()}
for name, log_weights in LOG_WEIGHTS.items():
    weights = np.exp(log_weights)
    size = weights.sum() ** 2 / (weights**2).sum()
    print(f"{name}: effective size {size:.0f} of 2000, k {seen[name]}")
assert seen["all different"] < 0.7
assert np.isnan(seen["twenty values"])
assert seen["all equal"] == "ValueError: All tail values are the same"
PY

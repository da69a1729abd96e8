#!/usr/bin/env bash
# The highest-density interval of counts leaves out counts of higher density
#
# Package:   arviz-stats 1.3.3
# Expected:  The 50 % HDI of draws from Poisson(40) holds the most frequent counts, 36 to 44: no count
#            left out is more probable than one inside (Hyndman 1996, "Computing and graphing highest
#            density regions", section 2).
# Happens:   hdi() looks for the shortest window of half the sorted draws. Among whole numbers many
#            windows are equally short, and it takes the first, the lowest: 34 to 42. 43, left out, is
#            drawn more often than 34. method="multimodal" returns 36 to 44.
# Matters:   Intervals of counts (approvals, listings, firms) lie too low by an amount that has nothing
#            to do with the posterior, more so the larger the ties. Targets look easier to miss.
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
from scipy.stats import poisson

draws = poisson.ppf((np.arange(10_000) + 0.5) / 10_000, 40).astype(int)  # an even sample
seen = array_stats.hdi(draws, prob=0.5).astype(int).tolist()
other = array_stats.hdi(draws, prob=0.5, method="multimodal").astype(int).tolist()
counts = np.arange(200)
by_density = counts[np.argsort(-poisson.pmf(counts, 40), kind="stable")]
needed = np.searchsorted(poisson.pmf(by_density, 40).cumsum(), 0.5) + 1
true = [int(by_density[:needed].min()), int(by_density[:needed].max())]
print(f"arviz-stats {version('arviz-stats')}: 50 % HDI of Poisson(40)")
print(f"expected {true}; seen {seen}; method='multimodal' {other}")
print(f"P({seen[0]}) = {poisson.pmf(seen[0], 40):.4f} is in, P(43) = {poisson.pmf(43, 40):.4f} is not")
assert true == [36, 44] and other == [true]
assert seen == [34, 42]
PY

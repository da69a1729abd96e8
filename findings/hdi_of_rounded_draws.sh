#!/usr/bin/env bash
# A 90 % interval that holds not one of the draws
#
# Package:   arviz-stats 1.3.3
# Expected:  hdi(draws, prob=0.9, method="multimodal") holds about 90 % of the draws.
# Happens:   When the draws are rounded (to 100 million yen, say, but stored as floats), the density
#            estimate has a spike at every value, and each spike becomes an interval of no width
#            beside the value: 1101.3 to 1101.3 where the draws are 1100. Together they hold 0 draws.
#            For integers the function counts; for floats that are whole numbers it does not.
#            There is a warning that there are more than ten modes, none that the intervals are empty.
# Matters:   Amounts are often rounded before they are stored or published. The result has the shape
#            of an answer: ten intervals in the right places.
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

exact = norm.ppf((np.arange(4000) + 0.5) / 4000, 1000, 300)


def held(draws: np.ndarray) -> tuple[int, float]:
    intervals = array_stats.hdi(draws, prob=0.9, method="multimodal")
    inside = [(low <= draws) & (draws <= high) for low, high in intervals]
    return len(intervals), float(np.any(inside, axis=0).mean())


print(f"arviz-stats {version('arviz-stats')}; expected: about 0.9 of the draws")
for name, draws in (("exact", exact), ("rounded", exact.round(-2))):
    number, share = held(draws)
    print(f"{name} draws: {number} interval(s), holding {share:.3f} of the draws")
assert abs(held(exact)[1] - 0.9) < 0.02
number, share = held(exact.round(-2))
assert number > 5 and share == 0
PY

#!/usr/bin/env bash
# The same forecast scores three times worse, or without a fault, when it is written as a histogram
#
# Package:   skpro 2.16.0
# Expected:  The CRPS is E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, section 4.2) and depends on the
#            distribution alone. A share anywhere from 0 to 1, observed at y, scores y^2 - y + 1/3: as
#            Uniform(0, 1), and as a histogram, uniform within its bins, with 1, 2, 5 or 50 equal ones.
# Happens:   For Histogram, E|X - X'| is taken from the middles of the bins, so that two draws from one bin are
#            never apart, and E|X - y| leaves the last bin out when y lies in it. Observed at 0.5, one bin
#            scores 0.25, two bins 0 (a perfect forecast), five 0.09; the right score is 1/12.
# Matters:   Experts and forecasters are asked for chances of ranges (chips and bins). How well they do
#            depends on the bins they were given, and a mean of such scores ranks by them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    skpro==2.16.0 numpy==2.3.5 pandas==2.3.3 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import pandas as pd
from scipy.integrate import quad
from skpro.distributions import Histogram, Uniform
from skpro.metrics import CRPS

OBSERVED = (0.1, 0.5, 0.95)


def score(law, y: float) -> float:
    return float(CRPS()(pd.DataFrame({"share": [y]}), law))


def by_integral(law, y: float) -> float:
    """Return the integral of (F(x) - 1{y <= x})^2 with F as the distribution itself gives it."""

    def square(x: float, step: float) -> float:
        return (float(np.ravel(law.cdf(np.array([[x]])))[0]) - step) ** 2

    return quad(square, 0, y, args=(0.0,))[0] + quad(square, y, 1, args=(1.0,))[0]


labels = {"index": pd.RangeIndex(1), "columns": pd.Index(["share"])}
laws = {"Uniform": Uniform(np.array([[0.0]]), np.array([[1.0]]), **labels)}
for bins in (1, 2, 5, 50):
    edges, chances = np.linspace(0, 1, bins + 1), np.full(bins, 1 / bins)
    laws[f"{bins} bins"] = Histogram(bins=[[edges]], bin_mass=[[chances]], **labels)

print(f"skpro {version('skpro')}: CRPS of a share from 0 to 1, observed at {OBSERVED}")
print(f"expected: {[round(y**2 - y + 1 / 3, 4) for y in OBSERVED]}")
seen = {}
for name, law in laws.items():
    seen[name] = [score(law, y) for y in OBSERVED]
    print(f"seen, {name}: {[round(value, 4) for value in seen[name]]}")
    for y in OBSERVED:
        assert abs(by_integral(law, y) - (y**2 - y + 1 / 3)) < 1e-6
assert np.allclose(seen["Uniform"], [y**2 - y + 1 / 3 for y in OBSERVED])
assert np.allclose([seen[name][1] for name in laws], [1 / 12, 0.25, 0, 0.09, 0.0834], atol=1e-4)
PY

#!/usr/bin/env bash
# An upper limit of sensitivity is nought for the factor that matters most
#
# Package:   SALib 1.6.0
# Expected:  DGSM is an upper limit of the total index ST (Sobol and Kucherenko 2009, the paper SALib names;
#            its code says the same). For a normal factor with standard deviation s the limit is
#            s^2 E[(df/dx)^2] / Var f (Lamboni et al. 2013, Mathematics and Computers in Simulation 87,
#            45-54), wherever the mean is; for f = 10 x + z it is ST itself, 100 / 101.
# Happens:   finite_diff.sample draws the factors as "dists" says, whose "bounds" are mean and standard
#            deviation then. dgsm.analyze takes the two for the ends of a range: (s - mean)^2 / pi^2 stands in
#            place of s^2. A factor with mean 1 and s 1, that makes 99 % of the variance, gets 0; with
#            mean 30, 85. Sobol's index from the same problem is right.
# Matters:   DGSM is used to screen: factors with a small limit are set fixed. Growth and shares of a
#            projection are seldom uniform, and the screen may drop the one that drives it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    SALib==1.6.0 numpy==2.3.5 pandas==2.3.3 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
from SALib.analyze import dgsm, sobol
from SALib.sample import finite_diff
from SALib.sample import sobol as pairs

WEIGHTS = np.array([10.0, 1.0])


def indices(first: list[float], law: str) -> tuple[np.ndarray, np.ndarray]:
    """Return ST and DGSM of 10 x + z, where z is of the same law as x."""
    second = [0.0, 1.0]
    problem = {"num_vars": 2, "names": ["x", "z"], "bounds": [first, second], "dists": [law] * 2}
    total = sobol.analyze(problem, pairs.sample(problem, 1024, seed=1) @ WEIGHTS, seed=1)["ST"]
    steps = finite_diff.sample(problem, 2048)
    return total, dgsm.analyze(problem, steps, steps @ WEIGHTS, seed=1)["dgsm"]


print(f"SALib {version('SALib')}: 10 x + z; ST of x is 100 / 101 = {100 / 101:.3f}")
CASES = (("unif", [0.0, 1.0]), ("norm", [1.0, 1.0]), ("norm", [3.0, 1.0]), ("norm", [30.0, 1.0]))
for law, first in CASES:
    total, limit = indices(first, law)
    expected = 100 / 101 * (12 / np.pi**2 if law == "unif" else 1)
    print(f"{law} {first}: ST {total[0]:.3f}, limit expected {expected:.3f}, seen {limit[0]:.3f}")
    assert abs(total[0] - 100 / 101) < 0.01
    if law == "unif":
        assert abs(limit[0] - expected) < 0.02
    else:
        assert abs(limit[0] - expected * (1 - first[0]) ** 2 / np.pi**2) < 0.01 * (1 + limit[0])
PY

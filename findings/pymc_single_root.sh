#!/usr/bin/env bash
# In double precision PyMC's normal tail has eight digits: the root of two in it is single
#
# Package:   pymc 6.3.2 (pytensor 3.3.7)
# Expected:  With floatX = float64 the log of a normal distribution function agrees with SciPy's log_ndtr to
#            the rounding of a double, some 1e-16 of its value; its density does.
# Happens:   logcdf is off by 4e-9 to 2e-8. PyTensor turns a Python number that a float32 can hold, like 2.0, into
#            a float32, so pt.sqrt(2.0), by which the argument is divided, is 1.41421354. The type of the
#            result is float64 all the same, and pytensor.config.floatX says float64.
# Matters:   Rows known only as "at least" or "between", and truncated priors, are made of this function. A
#            model rebuilt elsewhere agrees to eight digits and no further, which looks like a fault
#            of the one that is right, and no tolerance for doubles holds.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    pymc==6.3.2 pytensor==3.3.7
PYTENSOR_FLAGS="cxx=,compiledir=$dir/compiled" "$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
from scipy.special import log_ndtr
from scipy.stats import norm

print(f"pymc {version('pymc')}, pytensor {version('pytensor')}, floatX {pytensor.config.floatX}")
points = np.array([-30.0, -3.0, -0.5, 0.5])
normal = pm.Normal.dist(0.0, 1.0)
tail = pm.logcdf(normal, points).eval()
density = pm.logp(normal, points).eval()
off = np.abs(tail - log_ndtr(points))
print("expected: both within 1e-13 of SciPy")
print("density off by at most", np.abs(density - norm.logpdf(points)).max())
print("log of the distribution function off by", off, tail.dtype)
root = pt.sqrt(2.0)
print("root of two:", root.dtype, repr(root.eval()))
assert pytensor.config.floatX == "float64" and tail.dtype == np.float64
assert np.abs(density - norm.logpdf(points)).max() < 1e-13
assert (off > 1e-9).all()
assert root.dtype == "float32"
PY

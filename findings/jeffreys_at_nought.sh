#!/usr/bin/env bash
# The interval of a rate does not hold the rate observed
#
# Package:   statsmodels 0.15.0
# Expected:  None of 10 forecasts held: the rate observed, 0, lies in its own interval. Brown, Cai and
#            DasGupta (2001, Statistical Science 16, 101-133, where the Jeffreys interval is defined) set
#            the lower end to 0 when nothing was observed and the upper end to 1 when everything was.
# Happens:   proportion_confint(0, 10, method="jeffreys") starts at 0.00005, and that of 10 out of 10 ends
#            at 0.99995: the plain quantiles of the beta distribution. Wilson, Agresti-Coull and
#            Clopper-Pearson in the same function hold 0 and 1.
# Matters:   A backtest that asks "is the promised rate within the interval?" turns down a rate of 0
#            or 1 with data that show exactly it; a chart draws the point outside its own bar.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    statsmodels==0.15.0 numpy==2.3.5 pandas==2.3.3 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

from scipy.stats import beta
from statsmodels.stats.proportion import proportion_confint

print(f"statsmodels {version('statsmodels')}: 95 % intervals of 0 out of 10 and 10 out of 10")
for method in ("jeffreys", "wilson", "agresti_coull", "beta"):
    none, all_ = (proportion_confint(k, 10, method=method) for k in (0, 10))
    holds = none[0] <= 0 and all_[1] >= 1
    print(f"{method}: [{none[0]:.5f}, {none[1]:.5f}] and [{all_[0]:.5f}, {all_[1]:.5f}]; {holds=}")
    assert holds == (method != "jeffreys")
none = proportion_confint(0, 10, method="jeffreys")
assert 0 < none[0] and abs(none[0] - beta.ppf(0.025, 0.5, 10.5)) < 1e-12
print("expected of jeffreys: lower end 0, upper end 1")
PY

#!/usr/bin/env bash
# A 99 % conformal interval that two thirds of the values fall into
#
# Package:   statsforecast 2.1.1
# Expected:  With n calibration errors, a conformal interval of level L exists only if L <= n / (n + 1);
#            beyond it has to be infinite (Lei et al. 2018, "Distribution-free predictive inference for
#            regression", section 2; Angelopoulos and Bates 2021, section 1). With n_windows=2, the
#            default, no finite symmetric interval holds more than 2 values in 3.
# Happens:   Levels 80 to 99 are answered with finite limits by interpolating between the errors, for any
#            number of windows. On pure noise 99 % intervals hold about 70 % (2 windows), 84 % (5) and
#            91 % (10), never more than about n / (n + 1).
# Matters:   Annual series leave room for few windows. The level on the label is not the level kept,
#            and the word conformal suggests a guarantee.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    statsforecast==2.1.1 numpy==2.3.5 pandas==2.3.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import HistoricAverage
from statsforecast.utils import ConformalIntervals

SERIES, YEARS = 1000, 30
values = np.random.default_rng(0).normal(size=(SERIES, YEARS + 1))
table = pd.DataFrame(
    {
        "unique_id": np.repeat(np.arange(SERIES), YEARS),
        "ds": np.tile(np.arange(YEARS), SERIES),
        "y": values[:, :-1].ravel(),
    }
)
print(f"statsforecast {version('statsforecast')}: share of next values inside, {SERIES} series")
print("windows  level 80  level 99  at most")
for windows in (2, 5, 10):
    model = HistoricAverage(prediction_intervals=ConformalIntervals(h=1, n_windows=windows))
    found = StatsForecast([model], freq=1).forecast(df=table, h=1, level=[80, 99])
    share = {
        level: np.mean(
            (values[:, -1] >= found[f"HistoricAverage-lo-{level}"])
            & (values[:, -1] <= found[f"HistoricAverage-hi-{level}"])
        )
        for level in (80, 99)
    }
    limit = windows / (windows + 1)
    print(f"{windows:7d}  {share[80]:8.3f}  {share[99]:8.3f}  {limit:7.3f}")
    assert abs(share[99] - limit) < 0.05
    assert np.isfinite(found["HistoricAverage-hi-99"]).all()
PY

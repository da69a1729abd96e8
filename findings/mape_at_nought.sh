#!/usr/bin/env bash
# The mean percentage error of a year with nothing in it is left out of the mean
#
# Package:   utilsforecast 0.2.17
# Expected:  MAPE divides by the value observed, so at 0 it is undefined or infinite (Hyndman and
#            Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.8). An error, inf or nan.
# Happens:   mape() leaves such periods out and averages the others. A forecast of 50 where 0 came
#            costs nothing at all: MAPE 0.000 where the other years were right.
# Matters:   Counts of approvals or listings have years of 0, and these are the ones a forecast misses.
#            A comparison of models is then made without their worst years, and does not say so.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    utilsforecast==0.2.17 numpy==2.3.5 pandas==2.3.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import pandas as pd
from utilsforecast.losses import mae, mape

table = pd.DataFrame(
    {
        "unique_id": "listings",
        "ds": [2021, 2022, 2023, 2024],
        "y": [2.0, 0.0, 3.0, 4.0],
        "model": [2.0, 50.0, 3.0, 4.0],
    }
)
seen = {loss.__name__: float(loss(table, ["model"])["model"].iloc[0]) for loss in (mae, mape)}
print(f"utilsforecast {version('utilsforecast')}: 50 listings were expected in a year with none")
print("expected: mae 12.5, mape inf or nan")
print(f"seen:     mae {seen['mae']}, mape {seen['mape']}")
assert seen == {"mae": 12.5, "mape": 0.0}
PY

#!/usr/bin/env bash
# April 2024 is read as four seconds past New Year
#
# Packages:  sdmx1 2.28.0, pandas 2.3.3
# Expected:  SDMX 2.1, section 6 (technical notes), 4.2.6: 2024-M04 is the fourth reporting month, April 2024;
#            2024-T2 is the second trimester, four months from May. Like 2024-Q2 they should become
#            dates, or be refused, as 2024-A1 and 2024-S1 are (with an error).
# Happens:   to_pandas(datetime=...) hands the text to pandas, which takes M04 for four seconds after
#            midnight of 1 January 2024 and T2 for February.
# Matters:   Twelve months fall into the first twelve seconds of a year. Grouped by year the sum is
#            right, so it goes unnoticed until months, quarters or fiscal years are asked for.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    sdmx1==2.28.0 pandas==2.3.3 numpy==2.3.5
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import pandas as pd
import sdmx
from sdmx.model import v21


def read(period: str) -> str:
    """Return the date of one observation, or the name of the error."""
    structure = v21.DataStructureDefinition(id="D")
    structure.dimensions.append(v21.TimeDimension(id="TIME_PERIOD"))
    structure.measures.append(v21.PrimaryMeasure(id="OBS_VALUE"))
    key = structure.make_key(v21.Key, {"TIME_PERIOD": period})
    data = v21.GenericDataSet(structured_by=structure)
    data.add_obs([v21.Observation(dimension=key, value=1.0)])
    try:
        series = sdmx.to_pandas(data, datetime="TIME_PERIOD")
        return str(series.index.get_level_values(0)[0])
    except ValueError as error:
        return type(error).__name__


print(f"sdmx1 {version('sdmx1')}, pandas {pd.__version__}")
EXPECTED = {
    "2024-Q2": "2024-04-01",
    "2024-M04": "2024-04-01",
    "2024-M12": "2024-12-01",
    "2024-T2": "2024-05-01",
    "2024-A1": "2024-01-01",
    "2024-S1": "2024-01-01",
}
seen = {period: read(period) for period in EXPECTED}
for period, date in seen.items():
    print(f"{period}: expected {EXPECTED[period]}, seen {date}")
assert seen == {
    "2024-Q2": "2024-04-01 00:00:00",
    "2024-M04": "2024-01-01 00:00:04",
    "2024-M12": "2024-01-01 00:00:12",
    "2024-T2": "2024-02-01 00:00:00",
    "2024-A1": "DateParseError",
    "2024-S1": "DateParseError",
}
PY

#!/usr/bin/env bash
# Writing JSON-stat moves values to other years unless the rows are in one order
#
# Package:   pyjstat 2.4.0
# Expected:  JSON-stat 2.0, "value": values are in row-major order of "id". Rows of a table carry
#            their own keys, so their order should not matter: (2024, F) is 3 before and after.
# Happens:   pyjstat writes the value column as it comes and takes the categories in the order in which
#            they appear. A table sorted by sex and then by year, with the year as first column, comes
#            back with the values of (2023, M) and (2024, F) exchanged. Nothing is raised.
# Matters:   Tidy tables are seldom sorted by their first column. The file is valid JSON-stat with the
#            right set of numbers at the wrong years.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    pyjstat==2.4.0 pandas==2.3.3 numpy==2.3.5
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import pandas as pd
from pyjstat import pyjstat


def values(table: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(row.year, row.sex): row.value for row in table.itertuples()}


table = pd.DataFrame(
    {
        "year": ["2023", "2024", "2023", "2024"],
        "sex": ["M", "M", "F", "F"],
        "value": [1, 2, 3, 4],
    }
)
written = pyjstat.Dataset.read(table).write("jsonstat")
back = pyjstat.Dataset.read(written).write("dataframe")
print(f"pyjstat {version('pyjstat')}")
print("expected:", values(table))
print("seen:    ", values(back))
moved = {key for key in values(table) if values(table)[key] != values(back)[key]}
assert moved == {("2023", "F"), ("2024", "M")}, moved
PY

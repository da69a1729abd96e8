#!/usr/bin/env bash
# An amount of 1,234 in a worksheet becomes a day in the year 2134
#
# Package:   formulas 1.3.4 (computes Excel formulas in Python)
# Expected:  VALUE("1,234") is 1234: Microsoft's page on VALUE takes any number format that Excel
#            recognises, with VALUE("$1,000") = 1000 as its example. TEXT(-5,"#,##0;△#,##0") is △5: of two
#            sections the second is for negative numbers and brings its own sign (ECMA-376 part 1, 18.8.31).
# Happens:   VALUE takes text with a comma for a date: 85469, the serial number of 1 January 2134.
#            "2,024" and "3,000" are days in February of the current year, "12,345" is an error. TEXT
#            writes both signs: -△5.
# Matters:   Published tables hold amounts as text with separators, and worksheets turn them with
#            VALUE. Recomputing such a workbook to check it gives numbers of a plausible size that are
#            days since 1900.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    formulas==1.3.4 numpy==2.3.5 scipy==1.16.3
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import formulas
import numpy as np


def value(formula: str) -> object:
    return np.asarray(formulas.Parser().ast(formula)[1].compile()()).item()


EXPECTED = {
    '=VALUE("1234")': 1234,
    '=VALUE("1,234")': 1234,
    '=VALUE("2,024")': 2024,
    '=VALUE("12,345")': 12345,
    '=TEXT(-5,"#,##0;△#,##0")': "△5",
}
seen = {formula: value(formula) for formula in EXPECTED}
print(f"formulas {version('formulas')}")
for formula, result in seen.items():
    print(f"{formula}: expected {EXPECTED[formula]}, seen {result}")
assert seen['=VALUE("1234")'] == 1234
assert seen['=VALUE("1,234")'] == 85469
assert seen['=VALUE("2,024")'] > 40000  # which day it is depends on the current year
assert str(seen['=VALUE("12,345")']) == "#VALUE!"
assert seen['=TEXT(-5,"#,##0;△#,##0")'] == "-△5"
PY

#!/usr/bin/env bash
# A fiscal year is kept as one in Western years and lost in years of an era
#
# Package:   ja-timex 0.2.8
# Expected:  令和6年度 is the fiscal year April 2024 to March 2025, as 2024年度 is. The package writes
#            the latter as FY2024, so the former should be FY2024 too.
# Happens:   令和6年度 is cut to 令和6年 and becomes the calendar year 2024. R6年度 and 平成31年度 likewise.
#            2024年4-6月期, a quarter, becomes the year 2024 and the month June of the year 4.
# Matters:   Official texts of Japan write fiscal years by era. Figures found in text are filed a quarter of
#            a year off, and only those: sorting by the kind of expression hides it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
# The pendulum it asks for (3.0.0b1) has no wheels for new Pythons; it is needed for dates of reference only.
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check pendulum==3.1.0
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check --no-deps ja-timex==0.2.8
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

from ja_timex import TimexParser

EXPECTED = {
    "2024年度": ["FY2024"],
    "令和6年度": ["FY2024"],
    "R6年度": ["FY2024"],
    "平成31年度": ["FY2019"],
    "2024年4-6月期": ["2024-Q2"],
}
seen = {text: [found.value for found in TimexParser().parse(text)] for text in EXPECTED}
print(f"ja-timex {version('ja-timex')}")
for text, values in seen.items():
    print(f"{text}: expected {EXPECTED[text]}, seen {values}")
assert list(seen.values()) == [
    ["FY2024"],
    ["2024-XX-XX"],
    ["2024-XX-XX"],
    ["2019-XX-XX"],
    ["2024-XX-XX", "0004-06-XX"],
]
PY

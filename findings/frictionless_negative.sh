#!/usr/bin/env bash
# Reading amounts with their unit drops every minus sign that is not a hyphen
#
# Package:   frictionless 5.21.0
# Expected:  Table Schema, "number": bareNumber false allows leading and trailing text such as a unit or
#            a percent sign, to be stripped. △ and brackets are how Japanese statements and accountants
#            write a minus: △95% and (500) are -95 and -500, or are no numbers and should be refused.
# Happens:   The sign is stripped as if it were a unit: 95 and 500, and the table is valid.
#            (-95% is read as -95.)
# Matters:   A falling market is read as a growing one, and validation, which was meant to notice, has
#            nothing to say.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check frictionless==5.21.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
from importlib.metadata import version

from frictionless import Resource, Schema

WRITTEN = {"-95%": -95, "△95%": -95, "▲1.5%": -1.5, "(500)": -500, "500円": 500}
schema = Schema.from_descriptor(
    {"fields": [{"name": "change", "type": "number", "bareNumber": False}]}
)
resource = Resource(data=[["change"], *([text] for text in WRITTEN)], schema=schema)
assert resource.validate().valid
seen = {text: float(row["change"]) for text, row in zip(WRITTEN, resource.read_rows(), strict=True)}
print(f"frictionless {version('frictionless')}: the table is valid")
for text, meant in WRITTEN.items():
    print(f"{text}: meant {meant}, read {seen[text]:g}")
assert seen == {"-95%": -95, "△95%": 95, "▲1.5%": 1.5, "(500)": 500, "500円": 500}
PY

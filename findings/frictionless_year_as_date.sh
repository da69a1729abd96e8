#!/usr/bin/env bash
# A year in a date column gets the month and the day on which you read it
#
# Package:   frictionless 5.21.0
# Expected:  Table Schema, "date" with the format "any": any parsable representation of a date. 2024 or
#            May alone is no date; if it is taken at all, always for the same day.
# Happens:   What is missing is filled in from today: 2024 read on 29 November is 2024-11-29, and
#            the table is valid. Read on 1 April it is another day, of another Japanese fiscal year.
# Matters:   One file gives different dates on different days, so a series can move to another fiscal
#            year between two runs with nothing changed.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check frictionless==5.21.0 time-machine==3.2.0
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
from datetime import date, datetime
from importlib.metadata import version

import time_machine
from frictionless import Resource, Schema

schema = Schema.from_descriptor({"fields": [{"name": "day", "type": "date", "format": "any"}]})


def read_on(today: date) -> date:
    with time_machine.travel(datetime(today.year, today.month, today.day, 12), tick=False):
        resource = Resource(data=[["day"], ["2024"]], schema=schema)
        assert resource.validate().valid
        return resource.read_rows()[0]["day"]


print(f"frictionless {version('frictionless')}; expected: an error, or one day whenever it is read")
seen = {today: read_on(today) for today in (date(2026, 3, 31), date(2026, 4, 1))}
for today, day in seen.items():
    print(f"'2024' read on {today}: {day}")
assert seen == {date(2026, 3, 31): date(2024, 3, 31), date(2026, 4, 1): date(2024, 4, 1)}
PY

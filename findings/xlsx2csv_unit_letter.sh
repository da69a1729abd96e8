#!/usr/bin/env bash
# A number whose format shows a unit letter becomes part of a date
#
# Package:   xlsx2csv 0.8.6
# Expected:  In a number format, text in quotation marks and a character after a backslash are shown as
#            they are (ECMA-376 part 1, 18.8.31): 12 shows 12d in 0"d" and 12m in 0\m. As CSV: 12, or 12d
#            and 12m.
# Happens:   The letters are taken for date codes. 12 in 0"d" is written as 0"11", where 11 is the day
#            of the month that the serial number 12 has in xlsx2csv; 12 in 0\m is written as 001, its month.
# Matters:   Columns of lead times in days or of amounts in millions lose their numbers when they are
#            turned into CSV; 001 still looks like a number.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
import csv
import io
from importlib.metadata import version

import openpyxl
from xlsx2csv import Xlsx2csv

FORMATS = ["0", '0"d"', '#,##0"m"', "0\\m"]

book = openpyxl.Workbook()
for column, code in enumerate(FORMATS, start=1):
    book.active.cell(1, column, 12).number_format = code
book.save("units.xlsx")
text = io.StringIO()
Xlsx2csv("units.xlsx").convert(text)
print(f"xlsx2csv {version('xlsx2csv')}")
seen = next(csv.reader(io.StringIO(text.getvalue())))
print("expected: 12 four times, with or without its unit")
for code, cell in zip(FORMATS, seen, strict=True):
    print(f"{code}: {cell}")
assert seen == ["12", '0"11"', '#,##0"01"', "001"]
PY

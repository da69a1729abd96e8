#!/usr/bin/env bash
# A date shown as an era year alone is read as a serial number
#
# Packages:  openpyxl 3.1.5, python-calamine 0.9.1
# Expected:  A cell of the format [$-411]ggge"年" shows 令和6年 and is as much a date as one of the
#            format [$-411]ggge"年"m"月"d"日". ECMA-376 part 1, 18.8.31 (numFmts) names g and e among
#            the date codes. Both readers turn dates into Python dates.
# Happens:   Only formats with a y, m or d count as dates: the era year comes back as 45383, as do
#            [$-411]e and [$-411]ge. The cell beside it, same day with month and day, is a date.
# Matters:   Headers of Japanese tables are often dates formatted as a year of an era. A reader gets the
#            years 45383, 45748, ..., and a check for four digits rejects the table, or worse, the
#            column is taken for an amount.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
cd "$dir"
"$dir/venv/bin/python" - <<'PY'
from datetime import date
from importlib.metadata import version

import openpyxl
from python_calamine import CalamineWorkbook

FORMATS = ['[$-411]ggge"年"m"月"d"日"', '[$-411]ggge"年"', "[$-411]e", "[$-411]ge"]
DAY, SERIAL = date(2024, 4, 1), 45383

book = openpyxl.Workbook()
for column, code in enumerate(FORMATS, start=1):
    book.active.cell(1, column, SERIAL).number_format = code
book.save("era.xlsx")

by_openpyxl = [cell.value for cell in openpyxl.load_workbook("era.xlsx").active[1]]
by_calamine = CalamineWorkbook.from_path("era.xlsx").get_sheet_by_index(0).to_python()[0]
print(f"openpyxl {version('openpyxl')}, python-calamine {version('python-calamine')}")
print(f"expected: {DAY} in every row")
for code, one, other in zip(FORMATS, by_openpyxl, by_calamine, strict=True):
    print(f"{code}: openpyxl {one!r}, calamine {other!r}")
assert by_openpyxl[0].date() == DAY and by_calamine[0] == DAY
assert by_openpyxl[1:] == by_calamine[1:] == [SERIAL] * 3
PY

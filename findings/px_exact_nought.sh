#!/usr/bin/env bash
# PC-Axis writes an exact nought as "-", and it is read as text
#
# Package:   pyaxis 0.4.3
# Expected:  Statistics Sweden, PX file format, "Data in the PX-file": one to six dots are missing values; a
#            dash is nil (Datasymbolnil says how it is shown), which PC-Axis before 2005 saved as 0. It
#            should be read as 0, and the column as numbers.
# Happens:   "-" stays the text "-" (with its quotation marks), "..." and "...." too, and "." becomes an
#            empty text. Turning the column into numbers as one does with dirty data, errors="coerce",
#            makes the noughts missing.
# Matters:   PC-Axis is the format of the statistical offices of the Nordic countries and others. Counts
#            of nought vanish from it, so means of what is left rise.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    pyaxis==0.4.3 numpy==2.3.5 pandas==2.3.3
cd "$dir"
cat > devices.px <<'PX'
CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="utf-8";
LANGUAGE="en";
DECIMALS=0;
MATRIX="D1";
SUBJECT-CODE="D";
SUBJECT-AREA="Devices";
TITLE="Approvals by kind and year";
CONTENTS="Approvals";
UNITS="number";
STUB="kind";
HEADING="year";
VALUES("kind")="A","B";
VALUES("year")="2022","2023","2024";
DATA=
2 "-" 4
"-" 6 ".."
;
PX
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import pandas as pd
from pyaxis import pyaxis

read = pyaxis.parse("devices.px", encoding="utf-8")["DATA"]["DATA"]
numbers = pd.to_numeric(read, errors="coerce")
print(f"pyaxis {version('pyaxis')}")
print("expected: 2, 0, 4, 0, 6, missing; mean 2.4")
print(f"seen:     {read.tolist()}; as numbers {numbers.tolist()}, mean {numbers.mean()}")
assert read.iloc[:5].tolist() == ["2", '"-"', "4", '"-"', "6"]
assert numbers.mean() == 4
PY

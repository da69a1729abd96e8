#!/usr/bin/env bash
# A quarter is 12.7 kg, a decade is ten, and a percentage point is a third of a millimetre
#
# Package:   pint 0.26.2
# Expected:  The units of indicators are percent a quarter, yen a decade, pp (percentage points). A
#            library of units should know them, or refuse them as it refuses million (UndefinedUnitError);
#            year, month and week it knows as times.
# Happens:   All three are units, though others. quarter is the British weight of 28 pounds; decade
#            is the prefix deca with nothing behind it, the number 10; pp is the printer's point.
#            3 %/quarter becomes a share per kilogram without a word.
# Matters:   Units in a catalogue of indicators are checked by parsing them. These pass the check, and
#            growth by the quarter and by the decade turns into something of another dimension.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check pint==0.26.2
"$dir/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import pint

registry = pint.UnitRegistry()
print(f"pint {version('pint')}")
EXPECTED = {"year": "[time]", "quarter": "[time]", "decade": "[time]", "pp": "dimensionless"}
seen = {unit: registry.parse_expression(f"1 {unit}") for unit in EXPECTED}
for unit, quantity in seen.items():
    print(f"1 {unit}: expected {EXPECTED[unit]}, seen {quantity.to_base_units():.5g}")
assert seen["year"].check("[time]")
assert seen["quarter"].check("[mass]") and round(seen["quarter"].to("kg").magnitude, 2) == 12.7
assert seen["decade"].dimensionless and round(float(seen["decade"].to("").magnitude), 9) == 10
assert seen["pp"].check("[length]") and round(seen["pp"].to("mm").magnitude, 2) == 0.35
growth = registry.parse_expression("3 %/quarter").to_base_units()
print(f"3 %/quarter: {growth:.4g}")
assert growth.check("1 / [mass]")
PY

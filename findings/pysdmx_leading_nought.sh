#!/usr/bin/env bash
# Hokkaido is prefecture 01 or 1, depending on the other rows of the file
#
# Package:   pysdmx 1.21.0
# Expected:  Identifiers of codes are strings (SDMX 2.1, section 2, information model, Identifiable: id), and
#            01 is the code of Hokkaido (JIS X 0401). SDMX-CSV holds it as 01 and reading returns strings, so
#            it is "01", as it is when the total _T stands in one of the other rows.
# Happens:   Where every code of a column looks like a number, the column becomes numbers, and then strings
#            again: 01 is "1", industry 0111 is "111", the code 1E2 is "100.0". Files that pysdmx wrote itself
#            come back like that, in SDMX-CSV 1.0 and 2.0.
# Matters:   Types and lengths look untouched. Rows of 01 to 09 no longer meet their code list, or those of
#            another file of the same table that has a total; in a join nine prefectures are missing.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq --no-compile --disable-pip-version-check \
    "pysdmx[data]==1.21.0" pandas==2.3.3 numpy==2.3.5
"$dir/venv/bin/python" -W ignore - <<'PY'
import csv
from importlib.metadata import version

import pandas as pd
from pysdmx.io import read_sdmx, write_sdmx
from pysdmx.io.format import Format
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Component, Components, Concept, DataType, Role, Schema

FORMATS = (Format.DATA_SDMX_CSV_1_0_0, Format.DATA_SDMX_CSV_2_0_0)
COLUMNS = ("REF_AREA", "INDUSTRY", "TIME_PERIOD", "OBS_VALUE")


def component(name: str) -> Component:
    role = Role.MEASURE if name == "OBS_VALUE" else Role.DIMENSION
    kind = DataType.STRING if role is Role.DIMENSION else DataType.DOUBLE
    return Component(id=name, required=True, role=role, concept=Concept(id=name, dtype=kind))


def there_and_back(areas: list[str], industries: list[str], form: Format) -> dict[str, list[str]]:
    """Write a table of codes, check the text with another reader, and return what pysdmx reads."""
    parts = Components([component(name) for name in COLUMNS])
    structure = Schema("dataflow", agency="MD", id="DEVICES", version="1.0", components=parts)
    rows = [areas, industries, ["2024"] * len(areas), [1.5] * len(areas)]
    table = pd.DataFrame(dict(zip(COLUMNS, rows, strict=True)))
    text = write_sdmx([PandasDataset(structure=structure, data=table)], form)
    plain = list(csv.DictReader(text.splitlines()))
    assert [row["REF_AREA"] for row in plain] == areas
    assert [row["INDUSTRY"] for row in plain] == industries
    read = read_sdmx(text, validate=False).data[0].data
    return {name: [*read[name]] for name in ("REF_AREA", "INDUSTRY")}


print(f"pysdmx {version('pysdmx')}")
for form in FORMATS:
    for areas, industries in (
        (["01", "02", "13", "_T"], ["0111", "0112", "2731", "_T"]),
        (["01", "02", "13"], ["0111", "0112", "2731"]),
        (["01", "13"], ["1E2", "2E2"]),
    ):
        seen = there_and_back(areas, industries, form)
        print(f"{form.name}: written {areas} {industries}, read {[*seen.values()]}")
        if "_T" in areas:
            assert seen == {"REF_AREA": areas, "INDUSTRY": industries}
        else:
            assert seen["REF_AREA"] == [str(int(area)) for area in areas]
            changed = ["100.0", "200.0"] if "1E2" in industries else ["111", "112", "2731"]
            assert seen["INDUSTRY"] == changed
PY

"""A series that is written in a layout is read again, whatever its numbers."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kgisim.evidence.base import Unit
from kgisim.importers.importing import Wanted, import_file
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import Interview
from tests.builders import PLAN

UNIT = Unit(ja="億円", en="JPY 100m", scales=("real",))
SERIES = st.dictionaries(
    st.integers(2000, 2024),
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    min_size=2,
    max_size=12,
)


def read(text, **answers):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(text, "utf-8")
        found = import_file(
            path,
            Wanted(PLAN, UNIT, "FY"),
            Provenance("agency", "official"),
            Interview(answers),
            dt.date(2026, 6, 1),
        )
    return {int(row.cells["year"]): Decimal(row.cells["value"]) for row in found.rows}


def printed(number):
    return f'"{"△" if number < 0 else ""}{abs(number):,}"'


def era(year):
    name, before = ("令和", 2018) if year > 2018 else ("平成", 1988)
    count = year - before
    return f"{name}{'元' if count == 1 else count}年度"


@settings(max_examples=40, deadline=None)
@given(SERIES, st.booleans())
def test_years_down(series, in_eras):
    lines = ["例,（単位：百万円）,", "年度,値,備考"]
    for year, number in series.items():
        lines.append(f"{era(year) if in_eras else year},{printed(number)},")
    lines.append("（注）例,,")
    assert read("\n".join(lines)) == {year: number / 100 for year, number in series.items()}


@settings(max_examples=40, deadline=None)
@given(SERIES, st.booleans())
def test_years_across(series, in_eras):
    years = sorted(series)
    head = ["区分", "単位", *(era(year) if in_eras else f"{year}年度" for year in years)]
    rows = [
        ["合計", "百万円", *(printed(series[year]) for year in years)],
        ["内訳", "百万円", *("1" for _ in years)],
    ]
    text = "\n".join(",".join(row) for row in (head, *rows))
    assert read(text, series="合計") == {year: series[year] / 100 for year in years}


@settings(max_examples=40, deadline=None)
@given(SERIES)
def test_a_list_of_observations(series):
    lines = ["TIME_PERIOD,REF_AREA,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT"]
    lines += [f"{year},JPN,{number},A,JPY,6" for year, number in series.items()]
    assert read("\n".join(lines)) == {year: number / 100 for year, number in series.items()}

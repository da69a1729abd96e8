"""Tidy Parquet: one table per thing, one column per quantity, one row per observation.

Draws are rounded to `KEPT_BITS` binary digits. Years in which a scenario does not move a series are
left out: there it equals the baseline. Column ``period`` says whether years are fiscal (FY) or
calendar years (CY).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.exporters.tables import rounded
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

TABLES = ("assessment", "values", "fits", "plausibility")
"""Tables of a run that are handed on as they are."""


HOW: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 9,
    "use_dictionary": ["indicator", "period", SCENARIO, YEAR],
    # a stream of each byte of a number: signs and exponents hardly change from row to row
    "use_byte_stream_split": [LEVEL, OUTCOME],
}
"""How draws are compressed."""


def write_tidy(run: "Run", folder: Path) -> None:
    """Write the run's tables, its observation rows and all its draws as Parquet files."""
    for name in TABLES:
        getattr(run, name).to_parquet(folder / f"{name}.parquet", index=False)
    rows = run.catalog.observations
    periods = {name: one.period for name, one in run.catalog.indicators.items()}
    rows = rows.assign(period=[periods[name] for name in rows["indicator"]])
    rows.to_parquet(folder / "observations.parquet", index=False)
    _write_draws(run, folder / "projection.parquet")


def draws_of(run: "Run") -> Iterator[pd.DataFrame]:
    """Yield the draws of one series after the other, with the years in which it is known.

    Returns
    -------
    iterator of DataFrame
        Columns ``indicator``, ``period``, ``scenario``, ``year``, ``draw``, ``level`` and
        ``outcome``, the last two in the unit of the indicator; scenarios and years that
        differ from the baseline.
    """
    for name in run.projection.series:
        one = run.projection.draws.sel({SERIES: name}, drop=True)
        known = one.sel({YEAR: one[LEVEL].notnull().any([SCENARIO, DRAW])})
        table = _moved(known).reset_index(drop=True)
        table.insert(0, "indicator", name)
        table.insert(1, "period", run.catalog.indicators[name].period)
        for column in (LEVEL, OUTCOME):
            table[column] = rounded(table[column].to_numpy())
        yield table.astype({YEAR: np.int16, DRAW: np.int32})


def _moved(known: xr.Dataset) -> pd.DataFrame:
    """Return the draws of one series, of other scenarios than the first where they differ."""
    base = known.isel({SCENARIO: 0}, drop=True)
    is_same = (known == base).all(DRAW).to_dataarray().all("variable")
    parts = []
    for place, name in enumerate(known[SCENARIO].to_numpy().tolist()):
        one = known.sel({SCENARIO: [name]})
        if place:
            one = one.sel({YEAR: ~is_same.sel({SCENARIO: name}, drop=True)})
        parts.append(one.to_dataframe(dim_order=[SCENARIO, YEAR, DRAW]).reset_index())
    return pd.concat([one for one in parts if len(one)])


def _write_draws(run: "Run", file: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for table in draws_of(run):  # one series at a time: all together would fill the memory
        part = pa.Table.from_pandas(table, preserve_index=False)
        writer = writer or pq.ParquetWriter(file, part.schema, **HOW)
        writer.write_table(part)
    if writer is not None:
        writer.close()

"""Tidy Parquet: one table per thing, one column per quantity, one row per observation."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

if TYPE_CHECKING:
    from kgisim.runs.run import Run

TABLES = ("assessment", "values", "fits", "plausibility")
"""Tables of a run that are handed on as they are."""


def write_tidy(run: "Run", folder: Path) -> None:
    """Write the run's tables, its observation rows and all its draws as Parquet files."""
    for name in TABLES:
        getattr(run, name).to_parquet(folder / f"{name}.parquet", index=False)
    rows = run.catalog.observations
    rows.to_parquet(folder / "observations.parquet", index=False)
    _write_draws(run, folder / "projection.parquet")


def draws_of(run: "Run") -> Iterator[pd.DataFrame]:
    """Yield the draws of one series after the other, with the years in which it is known.

    Returns
    -------
    iterator of DataFrame
        Columns ``indicator``, ``scenario``, ``year``, ``draw``, ``level`` and ``outcome``, the
        last two in the unit of the indicator.
    """
    for name in run.projection.series:
        one = run.projection.draws.sel({SERIES: name}, drop=True)
        known = one.sel({YEAR: one[LEVEL].notnull().any([SCENARIO, DRAW])})
        table = known.to_dataframe(dim_order=[SCENARIO, YEAR, DRAW]).reset_index()
        table.insert(0, "indicator", name)
        whole = {YEAR: np.int16, DRAW: np.int32, LEVEL: np.float32, OUTCOME: np.float32}
        yield table.astype(whole)


def _write_draws(run: "Run", file: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for table in draws_of(run):  # one series at a time: all together would fill the memory
        part = pa.Table.from_pandas(table, preserve_index=False)
        writer = writer or pq.ParquetWriter(file, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()

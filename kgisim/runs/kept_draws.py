"""What a run keeps of its projection: marks by which the draws, made again, are recognised.

The draws follow from the stored fits, the copied inputs and the seed, so a run keeps none of them:
they are made again when somebody asks, and each series under each scenario has to have the bits
that it had.
"""

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from kgisim.axis import Axis
from kgisim.errors import RunError
from kgisim.messages import Message
from kgisim.projection.lazy_draws import Carried, LazyDraws
from kgisim.projection.scenario import Scenario
from kgisim.projection.simulator import Simulator
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

MARKS = "projection.json"
"""File of the marks in the folder of a run."""
WHOLE = "projection.nc"
"""File of the draws themselves in runs of format 2."""
SAME = 1e-5
"""Relative difference of means up to which draws with other bits are taken for the same.

Processors round the last bit of an exponential differently; other random numbers move a mean of
thousands of draws by a hundred times as much and more."""


def marks(draws: xr.Dataset) -> dict[str, Any]:
    """Return the marks of a projection, ready for JSON.

    Parameters
    ----------
    draws
        The projection (docs/schema.md, Projection).

    Returns
    -------
    dict
        ``draws``, ``first`` and ``last`` year, ``series``, and in ``tables`` by scenario for each
        series in this order the SHA-256 of its level and its outcome, each by year and draw, and
        the means of both.
    """
    years, series = draws[YEAR].to_numpy(), [str(one) for one in draws[SERIES].to_numpy()]
    tables: dict[str, list[Any]] = {str(one): [] for one in draws[SCENARIO].to_numpy()}
    for name in series:  # all of one at once: not all series may be kept in memory
        both = [
            draws[one].sel({SERIES: name}).transpose(SCENARIO, YEAR, DRAW).to_numpy()
            for one in (LEVEL, OUTCOME)
        ]
        for table, mark in zip(tables.values(), _marks(*both), strict=True):
            table.append(mark)
    return {
        "draws": draws.sizes[DRAW],
        "first": int(years[0]),
        "last": int(years[-1]),
        "series": series,
        "tables": tables,
    }


def _marks(level: np.ndarray, outcome: np.ndarray) -> Iterator[list[Any]]:
    """Mark level and outcome (scenario, year, draw); what is as under the first scenario, once."""
    first: list[Any] = []
    for own in zip(level, outcome, strict=True):
        is_same = first and _have_bits(own[0], level[0]) and _have_bits(own[1], outcome[0])
        mark = first if is_same else [_digest(*own), *map(_mean, own)]
        first = first or mark
        yield mark


def _have_bits(values: np.ndarray, others: np.ndarray) -> bool:
    """Return whether arrays have the same bits, also where they are no numbers."""
    one, other = (np.ascontiguousarray(each).view(np.uint8) for each in (values, others))
    return np.array_equal(one, other)


def drawn_again(
    kept: Mapping[str, Any],
    simulator: Callable[[], Simulator],
    scenarios: Mapping[str, Scenario],
    *,
    seed: int,
    run: str,
    version: str,
    carried: Carried | None = None,
) -> xr.Dataset:
    """Return the draws of a run, made again when they are read and recognised by their marks.

    Parameters
    ----------
    kept
        What `marks` returned when the run was made.
    simulator
        Returns what makes them; called when the first number is needed.
    scenarios
        By id.
    seed
        Seed of the run.
    run
        Name of the run, for messages.
    version
        The version of kgisim that made it.
    carried
        Takes what scenarios move, and which series were recognised; what is in it already counts
        as made and recognised.

    Returns
    -------
    Dataset
        The projection (docs/schema.md, Projection), dims scenario, draw, year, series.

    Raises
    ------
    RunError
        When a number is read, if the draws are other ones than the run had.
    """

    def check(scenario: str, series: str, level: np.ndarray, outcome: np.ndarray) -> None:
        digest, *means = kept["tables"][scenario][kept["series"].index(series)]
        if _digest(level, outcome) == digest:
            return
        found = _mean(level), _mean(outcome)
        if not np.allclose(found, means, rtol=SAME, atol=0.0, equal_nan=True):
            raise RunError(
                "run.other_draws", run=run, version=version, series=series, scenario=scenario
            )
        warnings.warn(str(Message("run.last_bits", run=run, version=version)), stacklevel=2)

    axis = Axis(kept["first"], kept["last"])
    held = {name: one for name, one in scenarios.items() if name in kept["tables"]}
    known = (axis, kept["draws"], np.dtype(np.float32), check, carried or Carried())
    return LazyDraws(simulator, held, kept["series"], *known).dataset(seed=seed)


def _digest(level: np.ndarray, outcome: np.ndarray) -> str:
    """Return the SHA-256 of level and outcome, each (year, draw)."""
    found = hashlib.sha256(np.ascontiguousarray(level))
    found.update(np.ascontiguousarray(outcome))
    return found.hexdigest()


def _mean(values: np.ndarray) -> float:
    finite = np.isfinite(values)
    known = values.ravel() if finite.all() else values[finite]
    return float(known.mean(dtype=float)) if known.size else 0.0


def mapped(path: Path) -> xr.Dataset:
    """Open a projection whose draws stay on the disk until somebody looks at them.

    Pages that many processes read are in memory once, and those that nobody reads are not.

    Returns
    -------
    Dataset
        The projection (docs/schema.md, Projection), dims scenario, draw, year, series.
    """
    import h5py

    with xr.open_dataset(path, engine="h5netcdf") as data, h5py.File(path) as file:
        found = data.drop_vars([LEVEL, OUTCOME]).load()
        for name in (LEVEL, OUTCOME):
            stored: Any = file[name]
            begin = stored.id.get_offset()  # none where there is no series at all
            rows = (
                None if begin is None else np.memmap(path, stored.dtype, "r", begin, stored.shape)
            )
            found[name] = data[name].dims, stored[()] if rows is None else rows
    return found.transpose(SCENARIO, DRAW, YEAR, SERIES)

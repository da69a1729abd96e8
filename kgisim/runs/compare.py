"""Why two runs differ: every change of a chance or a median, split over what was changed.

Between the inputs of the first run and those of the second lies a path on which one group of
inputs changes at each step. Every step is projected in full, with the present code; what the same
inputs give differently from what is stored is the code's part. The parts of a change are the
steps between neighbouring points of the path, so that they add up to the whole. Another order of
the steps would give each group another share wherever groups act on one another; the order is
always that of `kgisim.runs.change_path.GROUPS`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.errors import RequestError
from kgisim.inference.fit_all import Progress
from kgisim.messages import Message
from kgisim.projection.projection import Projection
from kgisim.runs.change_path import Route
from kgisim.runs.run import Run
from kgisim.schema import DRAW, SCENARIO
from kgisim.targets.attainment import attained, change_error, effective_size
from kgisim.targets.example_target import LEVEL_KEYS
from kgisim.targets.forecast import IndicatorForecast, forecast_of
from kgisim.targets.window import TargetWindow

COLUMNS = (
    "indicator",
    *LEVEL_KEYS,
    "scenario",
    "quantity",
    "part",
    "before",
    "after",
    "change",
    "error",
)
"""Columns of a comparison."""


@dataclass(frozen=True, repr=False)
class RunDifference:
    """How two runs differ.

    Parameters
    ----------
    table
        One row per goal, level, scenario, quantity (``chance`` of the level, ``median`` in the
        indicator's unit) and part, in the order of the path; ``before`` of each row is ``after``
        of the row above it. `error` is the Monte Carlo standard error of a chance's change.
    reasons
        Why points of the path have no result, by the group that was changed.
    """

    before: Run
    after: Run
    table: pd.DataFrame
    reasons: Mapping[str, Message]

    @cached_property
    def only_before(self) -> tuple[str, ...]:
        """Goals and scenarios that only the first run has."""
        return _only(self.before, self.after)

    @cached_property
    def only_after(self) -> tuple[str, ...]:
        """Goals and scenarios that only the second run has."""
        return _only(self.after, self.before)

    def __repr__(self) -> str:
        """Summarise it in one line."""
        goals = self.table["indicator"].nunique()
        return f"<RunDifference of {self.before.id} and {self.after.id}: {goals} goals>"

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, float_format="{:.3f}".format)


def compare(
    before: Run,
    after: Run,
    *,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> RunDifference:
    """Split the change of every chance and median between two runs.

    Fits that the path needs come from the cache, or are made.

    Parameters
    ----------
    jobs, cache, progress
        As in `kgisim.inference.fit_all.fit_all`.

    Raises
    ------
    RequestError
        If the runs cover other years, or have no goal in common.
    """
    _require_same_years(before, after)
    goals = [name for name in goals_of(before) if name in goals_of(after)]
    if not goals:
        raise RequestError("run.nothing_common", before=before.id, after=after.id)
    path = Route(before, after, tuple(goals), jobs, cache, progress)
    points = path.points()
    rows = [row for goal in goals for row in _rows(before, after, goal, points)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return RunDifference(before, after, table, path.reasons)


def _require_same_years(before: Run, after: Run) -> None:
    """Refuse runs of different axes: no year's chance would mean the same in both."""
    one, other = before.catalog.axis, after.catalog.axis
    if one == other:
        return
    spans = {
        "before_first": one.first,
        "before_last": one.last,
        "after_first": other.first,
        "after_last": other.last,
    }
    raise RequestError("run.other_years", before=before.id, after=after.id, **spans)


def goals_of(run: Run) -> list[str]:
    """List the goals that a run projects."""
    goals = (one.id for one in run.catalog.indicators.values() if one.role == "goal")
    return [name for name in goals if name in run.projection.series]


def _only(one: Run, other: Run) -> tuple[str, ...]:
    goals = [name for name in goals_of(one) if name not in goals_of(other)]
    return (*goals, *(name for name in one.scenarios if name not in other.scenarios))


def _rows(
    before: Run, after: Run, goal: str, points: list[tuple[str, Projection]]
) -> Iterator[dict[str, object]]:
    """Compare one goal: every level that either run judged, under every scenario of both."""
    parts = [part for part, _ in points]
    forecasts = [forecast_of(projection, goal) for _, projection in points]
    scenarios = [name for name in before.scenarios if name in after.scenarios]
    judged = pd.concat([run.assessment for run in (before, after)], ignore_index=True)
    levels = judged.loc[judged["indicator"] == goal, LEVEL_KEYS].drop_duplicates()
    for _, level in levels.iterrows():
        window = TargetWindow.read(level)
        drawn = [one.drawn(window) for one in forecasts]
        for scenario in scenarios:
            place = {"indicator": goal, **level.to_dict(), "scenario": scenario}
            values = [one.sel({SCENARIO: scenario}) for one in drawn]
            yield from (
                place | row
                for row in _chances(values, float(str(level["value"])), forecasts, parts)
            )
            yield from (place | row for row in _medians(values, parts))


def _chances(
    values: list[xr.DataArray], level: float, forecasts: list[IndicatorForecast], parts: list[str]
) -> Iterator[dict[str, object]]:
    reached = [attained(one, level, forecasts[0].better).to_numpy() for one in values]
    sizes = [
        effective_size(len(one), p.record.ess) for one, p in zip(reached, forecasts, strict=True)
    ]
    for at in range(1, len(reached)):
        error = change_error(reached[at - 1], reached[at], sizes[at - 1], sizes[at])
        shares = float(reached[at - 1].mean()), float(reached[at].mean())
        yield _row("chance", parts[at], *shares) | {"error": error}


def _medians(values: list[xr.DataArray], parts: list[str]) -> Iterator[dict[str, object]]:
    middles = [float(one.median(DRAW)) for one in values]
    for at in range(1, len(middles)):
        yield _row("median", parts[at], middles[at - 1], middles[at]) | {"error": np.nan}


def _row(quantity: str, part: str, before: float, after: float) -> dict[str, object]:
    change: dict[str, object] = {"before": before, "after": after, "change": after - before}
    return {"quantity": quantity, "part": part, **change}

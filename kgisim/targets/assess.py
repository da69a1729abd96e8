"""Assess every candidate target of every projected goal under every scenario."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator, TargetSpec
from kgisim.inference.fit import AXIS, Fit
from kgisim.names import ASSESSMENT_COLUMNS, BASELINE, SCENARIO, SERIES
from kgisim.targets.attain import chance, value_for, window_statistic
from kgisim.targets.pace import pace, ratio
from kgisim.targets.record import Record, record

PROBABILITIES = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
"""Chances for which a run tells the level."""
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the equal-tailed 50 and 90 % bands and the median."""
Window = tuple[int, int, Literal["mean", "sum"]]
"""Last year, number of years, and how they are put together."""
VALUE_COLUMNS = ("indicator", "scenario", "year", "window", "statistic", "probability", "value")
"""Columns of a run's ``values.csv``."""


@dataclass(frozen=True)
class Target:
    """One level to be judged.

    Parameters
    ----------
    id
        Name within the indicator.
    kind
        Kind of the specification it comes from.
    value, year, window, statistic
        As in `TargetSpec`.
    illustrative
        Whether the level is an example rather than the council's.
    """

    id: str
    kind: str
    value: float
    year: int
    window: int = 1
    statistic: str = "mean"
    illustrative: bool = True


def record_of(
    catalog: Catalog, fits: Mapping[str, Fit], projection: xr.Dataset, name: str
) -> Record:
    """Summarise the past of a projected series, from the fits at hand."""
    return record(catalog, {id: fit.verdict.ess for id, fit in fits.items()}, projection, name)


def levels_of(
    spec: TargetSpec, indicator: Indicator, record: Record, baseline: xr.DataArray
) -> Iterator[Target]:
    """Turn a specification into levels; ladders and paces are rounded as a council would print."""
    common = {"year": spec.year, "window": spec.window, "statistic": spec.statistic}
    common["illustrative"] = spec.illustrative
    if spec.kind == "value":
        assert spec.value is not None
        yield Target(spec.id, spec.kind, spec.value, **common)
    elif spec.kind == "pace":
        assert spec.percent_a_year is not None
        grown = record.level * (1.0 + spec.percent_a_year / 100.0) ** (spec.year - record.last)
        total = spec.window if spec.statistic == "sum" else 1
        yield Target(spec.id, spec.kind, printable(grown * total, indicator, spec), **common)
    else:
        seen: set[float] = set()
        for probability in spec.chances:
            level = float(value_for(baseline, probability, indicator.better))
            value = printable(level, indicator, spec)
            trivial = indicator.scale == "count" and indicator.better == "higher" and value <= 0
            if value not in seen and not trivial:  # few distinct counts: chances can share a level
                seen.add(value)
                yield Target(f"{spec.id}_{probability:.0%}".rstrip("%"), "ladder", value, **common)


def printable(value: float, indicator: Indicator, spec: TargetSpec) -> float:
    """Round a level: tenths of a point for shares, whole counts, two digits otherwise."""
    if indicator.scale == "share":
        return round(value, 1)
    if indicator.scale == "count" and (spec.window == 1 or spec.statistic == "sum"):
        return float(round(value))
    if indicator.scale == "count":
        return round(value, 1)
    digits = 1 - int(np.floor(np.log10(abs(value)))) if value else 0
    return round(value, digits)


def assess(
    catalog: Catalog, fits: Mapping[str, Fit], projection: xr.Dataset
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the assessment and the values table of a run (docs/schema.md, Run)."""
    rows: list[dict[str, object]] = []
    values: list[dict[str, object]] = []
    projected = set(projection[SERIES].to_numpy().tolist())
    for name, indicator in catalog.indicators.items():
        if indicator.role != "goal" or name not in projected:
            continue
        record = record_of(catalog, fits, projection, name)
        windows: set[Window] = {(int(AXIS[-1]), 1, "mean")}
        for spec in indicator.targets:
            window = (spec.year, spec.window, spec.statistic)
            windows.add(window)
            drawn = window_statistic(
                projection, name, year=spec.year, window=spec.window, statistic=spec.statistic
            )
            for target in levels_of(spec, indicator, record, drawn.sel({SCENARIO: BASELINE})):
                rows.extend(assess_target(indicator, record, target, drawn))
        for window in sorted(windows):
            values.extend(_value_rows(projection, indicator, window))
    return (
        pd.DataFrame(rows, columns=list(ASSESSMENT_COLUMNS)),
        pd.DataFrame(values, columns=list(VALUE_COLUMNS)),
    )


def assess_target(
    indicator: Indicator, record: Record, target: Target, drawn: xr.DataArray
) -> Iterator[dict[str, object]]:
    """Judge one level: one row per scenario."""
    share, error = chance(drawn, target.value, indicator.better, record.ess)
    yearly = target.value / (target.window if target.statistic == "sum" else 1)
    middle = target.year - (target.window - 1) / 2
    needed = pace(indicator, record.level, yearly, middle - record.last)
    for scenario in drawn[SCENARIO].to_numpy().tolist():
        band = np.quantile(drawn.sel({SCENARIO: scenario}), BAND)
        yield {
            "indicator": indicator.id,
            "target": target.id,
            "kind": target.kind,
            "value": target.value,
            "year": target.year,
            "window": target.window,
            "statistic": target.statistic,
            "scenario": scenario,
            "chance": float(share.sel({SCENARIO: scenario})),
            "mcse": float(error.sel({SCENARIO: scenario})),
            **dict(zip(("low90", "low50", "median", "high50", "high90"), band, strict=True)),
            "pace_needed": needed,
            "pace_past": record.past,
            "pace_ratio": ratio(needed, record.past, indicator.better),
            "illustrative": target.illustrative,
        }


def _value_rows(
    projection: xr.Dataset, indicator: Indicator, window: Window
) -> Iterator[dict[str, object]]:
    year, size, statistic = window
    drawn = window_statistic(projection, indicator.id, year=year, window=size, statistic=statistic)
    for probability in PROBABILITIES:
        levels = value_for(drawn, probability, indicator.better)
        for scenario in drawn[SCENARIO].to_numpy().tolist():
            yield {
                "indicator": indicator.id,
                "scenario": scenario,
                "year": year,
                "window": size,
                "statistic": statistic,
                "probability": probability,
                "value": float(levels.sel({SCENARIO: scenario})),
            }

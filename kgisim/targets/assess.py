"""Assess every candidate target of every projected goal under every scenario."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import Indicator, TargetSpec
from kgisim.projection.projection import Projection
from kgisim.schema import ASSESSMENT_COLUMNS, BASELINE, SCENARIO
from kgisim.targets.attainment import chance, value_for
from kgisim.targets.forecast import Aim, IndicatorForecast, forecast_of
from kgisim.targets.pace import ratio
from kgisim.targets.window import TargetWindow, judge

PROBABILITIES = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
"""Chances for which a run tells the level."""
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the equal-tailed 50 and 90 % bands and the median."""
VALUE_COLUMNS = (
    "indicator",
    "scenario",
    "year",
    "window",
    "statistic",
    "since",
    "probability",
    "value",
)
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
    aim
        The level, and the years over which it is judged.
    """

    id: str
    kind: str
    aim: Aim


def basis_of(spec: TargetSpec) -> TargetWindow:
    """Return the years over which a specification is judged."""
    return TargetWindow(spec.year, spec.window, spec.statistic, spec.since)


def levels_of(
    spec: TargetSpec, forecast: IndicatorForecast, baseline: xr.DataArray
) -> Iterator[Target]:
    """Turn a specification into levels; ladders and paces are rounded as a council would print.

    Parameters
    ----------
    baseline
        (draw,) what is judged under the baseline.
    """
    indicator, basis = forecast.indicator, basis_of(spec)

    def target(id: str, value: float) -> Target:
        return Target(id, spec.kind, Aim(value, basis, spec.illustrative))

    if spec.kind == "value":
        assert spec.value is not None
        yield target(spec.id, spec.value)
    elif spec.kind == "pace":
        yield target(spec.id, printable(_grown(spec, forecast), indicator, spec))
    else:
        seen: set[float] = set()
        for probability in spec.chances:
            level = float(value_for(baseline, probability, indicator.better))
            value = printable(level, indicator, spec)
            trivial = indicator.scale == "count" and indicator.better == "higher" and value <= 0
            if value not in seen and not trivial:  # few distinct counts: chances can share a level
                seen.add(value)
                yield target(f"{spec.id}_{probability:.0%}".rstrip("%"), value)


def _grown(spec: TargetSpec, forecast: IndicatorForecast) -> float:
    """Let the last observed level grow year by year, and judge that path."""
    assert spec.percent_a_year is not None
    basis, record = basis_of(spec), forecast.record
    path = record.level * (1.0 + spec.percent_a_year / 100.0) ** (basis.years - record.last)
    if basis.statistic == "once":
        return float(path.min() if forecast.better == "lower" else path.max())
    return float(path.sum() if basis.is_total else path.mean())


def printable(value: float, indicator: Indicator, spec: TargetSpec) -> float:
    """Round a level: tenths of a point for shares, whole counts, two digits otherwise."""
    if indicator.scale == "share":
        return round(value, 1)
    if indicator.scale == "count":
        return round(value, 1) if spec.window > 1 and spec.statistic == "mean" else round(value, 0)
    digits = 1 - int(np.floor(np.log10(abs(value)))) if value else 0
    return round(value, digits)


def assess(projection: Projection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge the candidate targets of every projected goal (docs/schema.md, Run).

    Returns
    -------
    assessment, values : pandas.DataFrame
        Columns `kgisim.schema.ASSESSMENT_COLUMNS` and `VALUE_COLUMNS`.
    """
    rows: list[dict[str, object]] = []
    values: list[dict[str, object]] = []
    for name, indicator in projection.catalog.indicators.items():
        if indicator.role != "goal" or name not in projection.series:
            continue
        forecast = forecast_of(projection, name)
        bases = {TargetWindow(projection.catalog.axis.last)}
        for spec in indicator.targets:
            basis = basis_of(spec)
            bases.add(basis)
            drawn = _drawn(forecast, basis)
            for target in levels_of(spec, forecast, drawn.sel({SCENARIO: BASELINE})):
                rows.extend(_judged(forecast, target, drawn))
        for basis in sorted(bases, key=lambda one: (one.year, len(one.years), one.statistic)):
            values.extend(_value_rows(forecast, basis))
    return (
        pd.DataFrame(rows, columns=list(ASSESSMENT_COLUMNS)),
        pd.DataFrame(values, columns=list(VALUE_COLUMNS)),
    )


def _drawn(forecast: IndicatorForecast, basis: TargetWindow) -> xr.DataArray:
    """Return what is judged, also of years already past: those are certain and told as such."""
    return judge(
        forecast.draws,
        forecast.indicator.id,
        basis,
        better=forecast.better,
        settled=forecast.settled,
    )


def _judged(
    forecast: IndicatorForecast, target: Target, drawn: xr.DataArray
) -> Iterator[dict[str, object]]:
    """Judge one level: one row per scenario."""
    record, aim, better = forecast.record, target.aim, forecast.better
    share, error = chance(drawn, aim.value, better, record.ess)
    is_ahead = aim.basis.year > record.last
    needed = forecast.pace_needed(aim) if is_ahead else np.nan
    for scenario in drawn[SCENARIO].to_numpy().tolist():
        band = np.quantile(drawn.sel({SCENARIO: scenario}), BAND)
        yield {
            "indicator": forecast.indicator.id,
            "target": target.id,
            "kind": target.kind,
            "value": aim.value,
            **_columns(aim.basis),
            "scenario": scenario,
            "chance": float(share.sel({SCENARIO: scenario})),
            "mcse": float(error.sel({SCENARIO: scenario})),
            **dict(zip(("low90", "low50", "median", "high50", "high90"), band, strict=True)),
            "pace_needed": needed,
            "pace_past": record.past,
            "pace_ratio": ratio(needed, record.past, better),
            "illustrative": aim.illustrative,
        }


def _columns(basis: TargetWindow) -> dict[str, object]:
    return {name: getattr(basis, name) for name in ("year", "window", "statistic", "since")}


def _value_rows(forecast: IndicatorForecast, basis: TargetWindow) -> Iterator[dict[str, object]]:
    drawn = _drawn(forecast, basis)
    for probability in PROBABILITIES:
        levels = value_for(drawn, probability, forecast.better)
        for scenario in drawn[SCENARIO].to_numpy().tolist():
            yield {
                "indicator": forecast.indicator.id,
                "scenario": scenario,
                **_columns(basis),
                "probability": probability,
                "value": float(levels.sel({SCENARIO: scenario})),
            }

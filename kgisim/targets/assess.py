"""Assess every candidate target of every projected goal under every scenario."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from kgisim.evidence.indicator import TargetSpec
from kgisim.projection.policy_package import package
from kgisim.projection.projection import Projection
from kgisim.schema import ASSESSMENT_COLUMNS, BASELINE, DRAW, SCENARIO
from kgisim.targets.attainment import chance, value_for
from kgisim.targets.forecast import IndicatorForecast, choose, forecast_of
from kgisim.targets.level_choice import ChosenLevel
from kgisim.targets.levels import chosen_levels
from kgisim.targets.pace import ratio
from kgisim.targets.printable import printable
from kgisim.targets.public_paces import public_paces
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import COLUMNS, TargetWindow, judge

PROBABILITIES = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
"""Chances for which a run states the level."""
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the equal-tailed 50 and 90 % bands and the median."""
GOAL = "goal"
"""Of the proposed levels, the one that stands for an indicator in summaries."""
VALUE_COLUMNS = (
    "indicator",
    "scenario",
    *COLUMNS,
    "probability",
    "value",
)
"""Columns of a run's ``values.csv``."""


def levels_of(
    spec: TargetSpec,
    forecast: IndicatorForecast,
    baseline: xr.DataArray,
    proposed: Sequence[ChosenLevel] = (),
) -> Iterator[tuple[str, TargetQuestion]]:
    """Turn a specification into levels; ladders and paces are rounded as a council would print.

    Of those that are computed, an example that is easier than today's level is left out: nobody
    would propose it. A number that the file names is kept, and told to be met already.

    Parameters
    ----------
    spec
        Candidate target of the indicator's file.
    forecast
        Forecast of the indicator.
    baseline
        (draw,) what is judged under the baseline.
    proposed
        Floor, goal and stretch on the specification's years (``levels``).

    Yields
    ------
    name, question
        Name of the level within the indicator, and the level.
    """
    indicator, window = forecast.indicator, TargetWindow.read(spec)

    def target(name: str, value: float) -> tuple[str, TargetQuestion]:
        asked = TargetQuestion(indicator.id, value, window, illustrative=spec.illustrative)
        return name, asked

    if spec.kind == "value":
        assert spec.value is not None
        yield target(spec.id, spec.value)
        return
    for name, value in _computed(spec, forecast, baseline, proposed):
        asked = target(name, value)
        if not (spec.illustrative and forecast.is_easier_than_today(asked[1])):
            yield asked


def _computed(
    spec: TargetSpec,
    forecast: IndicatorForecast,
    baseline: xr.DataArray,
    proposed: Sequence[ChosenLevel],
) -> Iterator[tuple[str, float]]:
    """Compute the levels of a rule, as a council would print them."""
    indicator, window = forecast.indicator, TargetWindow.read(spec)
    if spec.kind == "levels":
        # of levels that share a value one is kept: the goal, which stands for the others
        named = {one.value: one.name for one in sorted(proposed, key=lambda one: one.name == GOAL)}
        for value, name in named.items():
            yield f"{spec.id}_{name}", value
    elif spec.kind == "pace":
        yield spec.id, printable(_grown(spec, forecast), indicator, window)
    else:
        seen: set[float] = set()
        for probability in spec.chances:
            level = float(value_for(baseline, probability, indicator.better))
            value = printable(level, indicator, window)
            trivial = indicator.scale == "count" and indicator.better == "higher" and value <= 0
            if value not in seen and not trivial:  # few distinct counts: chances can share a level
                seen.add(value)
                yield f"{spec.id}_{probability:.0%}".rstrip("%"), value


def _grown(spec: TargetSpec, forecast: IndicatorForecast) -> float:
    """Let the last observed level grow year by year, and judge that path."""
    assert spec.percent_a_year is not None
    window, record = TargetWindow.read(spec), forecast.record
    path = record.level * (1.0 + spec.percent_a_year / 100.0) ** (window.years - record.last)
    if window.statistic == "once":
        return float(path.min() if forecast.better == "lower" else path.max())
    return float(path.sum() if window.is_total else path.mean())


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
        windows = {TargetWindow(projection.catalog.axis.last)}
        for spec in indicator.targets:
            window = TargetWindow.read(spec)
            windows.add(window)
            drawn = _drawn(forecast, window)
            proposed = _proposed(projection, forecast, window) if spec.kind == "levels" else ()
            for level, question in levels_of(spec, forecast, choose(drawn, BASELINE), proposed):
                known = {"target": level, "kind": spec.kind}
                rows.extend(row | known for row in _judged(forecast, question, drawn))
        for window in sorted(windows, key=lambda one: (one.year, len(one.years), one.statistic)):
            values.extend(_value_rows(forecast, window))
    return (
        pd.DataFrame(rows, columns=list(ASSESSMENT_COLUMNS)),
        pd.DataFrame(values, columns=list(VALUE_COLUMNS)),
    )


def _proposed(
    projection: Projection, forecast: IndicatorForecast, window: TargetWindow
) -> tuple[ChosenLevel, ...]:
    """Choose the levels of the plan's limits; without a plan or a better direction none."""
    plan, catalog = package(projection.scenarios), projection.catalog
    if plan is None or forecast.indicator.better == "neither":
        return ()
    paces = public_paces(catalog, forecast, window)
    limits = catalog.plan.levels
    return chosen_levels(forecast, window, package=plan, limits=limits, paces=paces)


def _drawn(forecast: IndicatorForecast, window: TargetWindow) -> xr.DataArray:
    """Return what is judged, also of years already past: those are certain and told as such."""
    return judge(
        forecast.draws,
        forecast.indicator.id,
        window,
        better=forecast.better,
        settled=forecast.settled,
    )


def _judged(
    forecast: IndicatorForecast, question: TargetQuestion, drawn: xr.DataArray
) -> Iterator[dict[str, object]]:
    """Judge one level: one row per scenario."""
    record, better = forecast.record, forecast.better
    share, error = chance(drawn, question.value, better, forecast.posterior_size(drawn))
    is_ahead = question.window.year > record.last
    needed = forecast.pace_needed(question) if is_ahead else np.nan
    parts = (
        share.to_numpy().tolist(),
        error.to_numpy().tolist(),
        drawn.transpose(SCENARIO, DRAW).to_numpy(),
    )
    for scenario, share_of, error_of, values in zip(_scenarios(drawn), *parts, strict=True):
        band = np.quantile(values, BAND)
        yield {
            "indicator": forecast.indicator.id,
            "value": question.value,
            **question.window.columns,
            "scenario": scenario,
            "chance": share_of,
            "mcse": error_of,
            **dict(zip(("low90", "low50", "median", "high50", "high90"), band, strict=True)),
            "pace_needed": needed,
            "pace_past": record.past,
            "pace_ratio": ratio(needed, record.past, better),
            "illustrative": question.illustrative,
        }


def _value_rows(forecast: IndicatorForecast, window: TargetWindow) -> Iterator[dict[str, object]]:
    drawn = _drawn(forecast, window)
    for probability in PROBABILITIES:
        levels = value_for(drawn, probability, forecast.better).to_numpy().tolist()
        for scenario, level in zip(_scenarios(drawn), levels, strict=True):
            yield {
                "indicator": forecast.indicator.id,
                "scenario": scenario,
                **window.columns,
                "probability": probability,
                "value": level,
            }


def _scenarios(drawn: xr.DataArray) -> list[str]:
    return drawn[SCENARIO].to_numpy().tolist()

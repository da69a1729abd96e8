"""The numbers that the charts draw, as columns: for spreadsheets and charts that can be edited."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation.figures.dots import quantile_dots
from kgisim.presentation.figures.fan_chart import (
    attained,
    level_grid,
    middle_of,
    target_label,
)
from kgisim.presentation.figures.figure import Numbers, Role
from kgisim.presentation.figures.markers import MARKERS, yearly_average
from kgisim.presentation.figures.palette import Drawn
from kgisim.presentation.goal_view import BANDS
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.target import Target

Column = tuple[str, Role, pd.Series]


def fan_numbers(
    localized: LocalizedIndicator, rows: pd.DataFrame, lines: Mapping[str, Drawn]
) -> Numbers:
    """Give record, intervals, medians and targets by year.

    Parameters
    ----------
    rows
        Observation rows that are drawn.
    lines
        Scenarios that are drawn; the first gets the intervals.
    """
    view = localized.view
    factor, start = localized.quantity.factor, view.fan_start
    first = min([start, *rows["year"].tolist()])
    years = pd.Index(range(max(first, view.axis.first), view.axis.last + 1))
    columns = [
        *_intervals(localized, next(iter(lines.values())).title, factor, start),
        *_medians(localized, lines, factor),
        *_observed(localized, rows, factor),
        *_targets(localized, view.targets, factor),
    ]
    head = localized.t(f"drawn.year_{localized.indicator.period}")
    return _table(head, years, columns, localized.quantity.unit)


def chance_numbers(
    localized: LocalizedIndicator,
    judged: Mapping[str, np.ndarray],
    lines: Mapping[str, Drawn],
    targets: list[Target],
) -> Numbers:
    """Give the chance of every level, in per cent, scenario by scenario."""
    written, lower = localized.judged, localized.indicator.better == "lower"
    marked = np.array([target.value * written.factor for target in targets])
    sorted_draws = {name: np.sort(judged[name]) * written.factor for name in lines}
    grid = pd.Index(np.union1d(level_grid(localized.indicator, sorted_draws, marked), marked))
    columns: list[Column] = [
        (line.title, "chance", _chances(sorted_draws[name], grid, lower=lower))
        for name, line in lines.items()
    ]
    return _table(localized.t("drawn.level", unit=written.unit), grid, columns, "%")


def dot_numbers(
    localized: LocalizedIndicator, judged: Mapping[str, np.ndarray], lines: Mapping[str, Drawn]
) -> Numbers:
    """Give the values of the dots, from the lowest to the highest."""
    dots = {name: quantile_dots(values) for name, values in judged.items()}
    places = pd.Index(range(1, 1 + max(len(one) for one in dots.values())))
    columns: list[Column] = [
        (lines[name].title, "dot", pd.Series(values * localized.quantity.factor, places))
        for name, values in dots.items()
    ]
    return _table(localized.t("drawn.dot"), places, columns, localized.quantity.unit)


def _table(head: str, places: pd.Index, columns: list[Column], unit: str) -> Numbers:
    frame = pd.DataFrame(
        {title: values.reindex(places) for title, _, values in columns}, index=places
    )
    frame.insert(0, head, places)
    roles: list[Role] = ["x", *(role for _, role, _ in columns)]
    return Numbers(frame.reset_index(drop=True), tuple(roles), unit)


def _intervals(
    localized: LocalizedIndicator, scenario: str, factor: float, start: int
) -> Iterator[Column]:
    view = localized.view
    ahead = view.outcome.sel({schema.SCENARIO: schema.BASELINE, schema.YEAR: slice(start, None)})
    (low90, high90), (low50, high50) = BANDS
    ends: list[tuple[Role, float]] = [
        ("low90", low90),
        ("low50", low50),
        ("high50", high50),
        ("high90", high90),
    ]
    for role, at in ends:
        values = ahead.quantile(at, schema.DRAW).to_series() * factor
        yield (
            localized.t("drawn.quantile", scenario=scenario, percent=round(100 * at)),
            role,
            values,
        )


def _medians(
    localized: LocalizedIndicator, lines: Mapping[str, Drawn], factor: float
) -> Iterator[Column]:
    view = localized.view
    place = {
        schema.SERIES: localized.indicator.id,
        schema.YEAR: slice(view.fan_start, None),
    }
    drawn = view.run.projection[middle_of(localized.indicator)].sel(place)
    for name, line in lines.items():
        middle = drawn.sel({schema.SCENARIO: name}).median(schema.DRAW).to_series() * factor
        yield localized.t("drawn.median", scenario=line.title), "median", middle


def _observed(localized: LocalizedIndicator, rows: pd.DataFrame, factor: float) -> Iterator[Column]:
    for relation in MARKERS:
        part = rows.loc[rows["relation"] == relation]
        middle = part["value"].fillna((part["low"] + part["high"]) / 2) * factor
        yield from _columns(localized.t(f"mark.{relation}"), part["year"], middle)
    spans = rows.loc[~rows["relation"].isin(MARKERS)]
    if len(spans):
        bars = spans.assign(value=yearly_average(spans) * factor)
        bars = bars.drop_duplicates(["year", "year_end", "value"])
        years = [range(int(row.year), int(row.year_end) + 1) for row in bars.itertuples()]
        long = bars.assign(year=years).explode("year")
        yield from _columns(localized.t("mark.span"), long["year"].astype(int), long["value"])


def _columns(title: str, years: pd.Series, values: pd.Series) -> Iterator[Column]:
    """Put values into columns with one value a year: sources may contradict each other."""
    order = years.groupby(years).cumcount()
    for place in sorted(set(order)):
        chosen = order == place
        heading = title if place == 0 else f"{title} {place + 1}"
        found = pd.Series(np.asarray(values[chosen], float), np.asarray(years[chosen], int))
        yield heading, "observed", found


def _targets(
    localized: LocalizedIndicator, targets: tuple[Target, ...], factor: float
) -> Iterator[Column]:
    years = range(localized.view.last_year, localized.view.axis.last + 1)
    for target in targets:
        label = target_label(target, localized.quantity)
        yield label, "target", pd.Series(target.yearly * factor, pd.Index(years))


def _chances(draws: np.ndarray, grid: pd.Index, *, lower: bool) -> pd.Series:
    return pd.Series(100 * attained(draws, grid.to_numpy(float), lower), grid)

"""The numbers that the charts draw, as columns: for spreadsheets and charts that can be edited."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from kgisim.presentation.figures.dots import quantile_dots
from kgisim.presentation.figures.fan_chart import MarkedLevel, attained, level_grid, target_label
from kgisim.presentation.figures.fan_data import QUANTILES, FanData
from kgisim.presentation.figures.figure import Numbers, Role
from kgisim.presentation.figures.markers import MARKERS
from kgisim.presentation.figures.palette import Drawn
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.presentation.localized import LocalizedIndicator

Column = tuple[str, Role, pd.Series]


def fan_numbers(
    localized: LocalizedIndicator,
    data: FanData,
    lines: Mapping[str, Drawn],
    targets: Sequence[LabelledTarget | MarkedLevel],
) -> Numbers:
    """Write record, intervals, medians and targets by year, in the unit of the chart.

    Parameters
    ----------
    data
        What is drawn.
    lines
        Scenarios that are drawn; the first gets the intervals.
    targets
        Levels that are marked.
    """
    axis, first = localized.view.axis, min([data.start, *data.record["year"].tolist()])
    years = pd.Index(range(max(first, axis.first), axis.last + 1))
    columns = [
        *_intervals(localized, data, lines),
        *_medians(localized, data, lines),
        *_observed(localized, data.record),
        *_targets(localized, targets),
    ]
    head = localized.t(f"drawn.year_{localized.indicator.period}")
    return _table(head, years, columns, localized.quantity.unit)


def chance_numbers(
    localized: LocalizedIndicator,
    judged: Mapping[str, np.ndarray],
    lines: Mapping[str, Drawn],
    targets: list[LabelledTarget],
) -> Numbers:
    """Return the chance of every level, in per cent, scenario by scenario."""
    written, lower = localized.judged, localized.indicator.better == "lower"
    marked = np.array([target.question.value * written.factor for target in targets])
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
    """Return the values of the dots, from the lowest to the highest."""
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
    localized: LocalizedIndicator, data: FanData, lines: Mapping[str, Drawn]
) -> Iterator[Column]:
    name, line = next(iter(lines.items()))
    path = data.path(name)
    roles: tuple[Role, ...] = ("low90", "low50", "high50", "high90")
    for role in roles:
        percent = round(100 * QUANTILES[role])
        heading = localized.t("drawn.quantile", scenario=line.title, percent=percent)
        yield heading, role, pd.Series(path[role]) * localized.quantity.factor


def _medians(
    localized: LocalizedIndicator, data: FanData, lines: Mapping[str, Drawn]
) -> Iterator[Column]:
    for place, (name, line) in enumerate(lines.items()):
        median = pd.Series(data.path(name)["median"]) * localized.quantity.factor
        # up to the last observed year all scenarios are one line, which is no scenario's
        past, ahead = median.loc[: data.last], median.loc[data.last :]
        if place == 0 and len(past) > 1:
            yield localized.t("chart.past"), "past", past
        yield localized.t("drawn.median", scenario=line.title), "median", ahead


def _observed(localized: LocalizedIndicator, record: pd.DataFrame) -> Iterator[Column]:
    heights = record.assign(value=record["value"] * localized.quantity.factor)
    for relation in MARKERS:
        part = heights.loc[heights["relation"] == relation]
        label = localized.view.exact if relation == "eq" else relation
        yield from _columns(localized.t(f"mark.{label}"), part["year"], part["value"])
    spans = heights.loc[~heights["relation"].isin(MARKERS)]
    if len(spans):
        bars = spans.drop_duplicates(["year", "year_end", "value"])
        years = [range(int(row.year), int(row.year_end) + 1) for row in bars.itertuples()]
        long = bars.assign(year=years).explode("year")
        yield from _columns(localized.t("mark.span"), long["year"].astype(int), long["value"])


def _columns(title: str, years: pd.Series, values: pd.Series) -> Iterator[Column]:
    """Place values into columns with one value a year: sources may contradict each other."""
    order = years.groupby(years).cumcount()
    for place in sorted(set(order)):
        chosen = order == place
        heading = title if place == 0 else f"{title} {place + 1}"
        found = pd.Series(np.asarray(values[chosen], float), np.asarray(years[chosen], int))
        yield heading, "observed", found


def _targets(
    localized: LocalizedIndicator, targets: Sequence[LabelledTarget | MarkedLevel]
) -> Iterator[Column]:
    years = pd.Index(range(localized.view.last_year, localized.view.axis.last + 1))
    for target in targets:
        label = target_label(target, localized.quantity)
        yield label, "target", pd.Series(target.question.yearly * localized.quantity.factor, years)


def _chances(draws: np.ndarray, grid: pd.Index, *, lower: bool) -> pd.Series:
    return pd.Series(100 * attained(draws, grid.to_numpy(float), lower), grid)

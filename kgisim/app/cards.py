"""All goals as cards below their basic policies: the one page of the paper, to be looked at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.app.html import HTML, joined, link
from kgisim.evidence.level_limits import LevelLimits
from kgisim.presentation.cells import LINE
from kgisim.presentation.figures.fan_data import QUANTILES, FanData, fan_data
from kgisim.presentation.goal_summary import GoalSummary, summaries
from kgisim.presentation.tables.one_page import COLUMNS, one_page

if TYPE_CHECKING:
    from kgisim.app.shared_run import SharedRun

WIDE, HIGH = 240.0, 72.0
"""Size of a sparkline, in units of its drawing."""
SHOWN = ("latest", "levels", "chance", "rule", "evidence")
"""Columns of the one page that a card shows below its sparkline."""


def cards(shared: "SharedRun", language: str, limits: LevelLimits | None = None) -> HTML:
    """Write one card for each goal: its path, levels, chances, verdict, state and evidence.

    What they say is what the first page of the report says (`one_page`).

    Parameters
    ----------
    limits
        Limits by which levels are proposed; None: those of the plan.
    """
    found = {one.localized.title: one for one in summaries(shared.run, language, limits=limits)}
    table = one_page([*found.values()], shared.plan, language)
    names: dict[str, str] = dict(zip(COLUMNS, table.columns, strict=True))
    parts, held = [], []
    for row in table.itertuples(index=False, name=None):
        cells: dict[str, str] = dict(zip(COLUMNS, map(str, row), strict=True))
        one = found.get(cells["goal"])
        if one is None:
            parts += [_group(held), _policy(cells["goal"])]
            held = []
        else:
            held.append(_card(one, cells, names))
    return joined(*parts, _group(held))


def _group(held: list[HTML]) -> HTML | None:
    return HTML('<ul class="cards">{}</ul>').format(joined(*held)) if held else None


def _policy(written: str) -> HTML:
    head, _, stories = written.partition(LINE)
    return HTML('<h2>{}</h2><p class="quiet">{}</p>').format(head, stories)


def _card(one: GoalSummary, cells: dict[str, str], names: dict[str, str]) -> HTML:
    goal = one.localized.indicator.id
    page = "indicator" if one.levels is None else "target"
    blank = one.localized.t("blank")
    known = {name: cells[name] for name in SHOWN if cells[name] != blank}
    lines = joined(*(_line(names[name], said) for name, said in known.items()))
    return HTML(
        '<li class="card {}"><h3>{}</h3><span class="badge">{}</span>{}<dl>{}</dl></li>'
    ).format(
        one.state,
        link({"page": page, "goal": goal}, cells["goal"]),
        cells["state"],
        _sparkline(one) if one.why_hidden is None else _quiet(cells["caveat"]),
        lines,
    )


def _quiet(said: str) -> HTML:
    return HTML('<p class="quiet">{}</p>').format(said)


def _line(name: str, said: str) -> HTML:
    lines = HTML("<br>").join(said.split(LINE))
    return HTML("<dt>{}</dt><dd>{}</dd>").format(name, lines)


def _sparkline(one: GoalSummary) -> HTML:
    """Draw what was observed, where it may go, and the level; the words beside it say it all."""
    data = fan_data(one.localized, [schema.BASELINE])
    level = None
    if one.levels is not None:
        level = one.levels.named("goal").question.yearly
    place = _Place(data, level)
    path = data.path(schema.BASELINE)
    years, ends = path.index.to_numpy(), {name: path[name].to_numpy(float) for name in QUANTILES}
    dots = (place.dot(year, value) for year, value in _observed(data.record))
    ahead = HTML('<line class="level" x1="0" x2="{:.0f}" y1="{:.1f}" y2="{:.1f}"/>')
    return HTML(
        '<svg class="spark" viewBox="0 0 {:.0f} {:.0f}" preserveAspectRatio="none" '
        'aria-hidden="true">{}{}{}{}{}</svg>'
    ).format(
        WIDE,
        HIGH,
        place.area("wide", years, ends["low90"], ends["high90"]),
        place.area("narrow", years, ends["low50"], ends["high50"]),
        place.line(years, ends["median"]),
        joined(*dots),
        None if level is None else ahead.format(WIDE, place.y(level), place.y(level)),
    )


def _observed(record: pd.DataFrame) -> Iterator[tuple[float, float]]:
    for year, value in zip(record["year"], record["value"], strict=True):
        if np.isfinite(value):
            yield float(year), float(value)


class _Place:
    """Where years and values are on a sparkline."""

    def __init__(self, data: FanData, level: float | None):
        observed = [*_observed(data.record)]
        ends = [*data.paths["low90"], *data.paths["high90"], *(value for _, value in observed)]
        held = np.array(ends if level is None else [*ends, level], dtype=float)
        self._low, self._high = float(np.nanmin(held)), float(np.nanmax(held))
        self._first = min([year for year, _ in observed] + [float(data.start)])
        self._last = float(data.axis.last)

    def x(self, year: float) -> float:
        return 2 + (WIDE - 4) * (year - self._first) / (self._last - self._first)

    def y(self, value: float) -> float:
        return HIGH - 3 - (HIGH - 6) * (value - self._low) / ((self._high - self._low) or 1.0)

    def line(self, years: np.ndarray, path: np.ndarray) -> HTML:
        return HTML('<polyline class="middle" points="{}"/>').format(self._points(years, path))

    def area(self, kind: str, years: np.ndarray, low: np.ndarray, high: np.ndarray) -> HTML:
        around = f"{self._points(years, low)} {self._points(years[::-1], high[::-1])}"
        return HTML('<polygon class="{}" points="{}"/>').format(kind, around)

    def dot(self, year: float, value: float) -> HTML:
        x, y = self.x(year), self.y(value)
        return HTML('<path class="dot" d="M{:.1f},{:.1f}h0"/>').format(x, y)

    def _points(self, years: np.ndarray, path: np.ndarray) -> str:
        known = np.isfinite(path)
        both = zip(years[known], path[known], strict=True)
        return " ".join(f"{self.x(year):.1f},{self.y(value):.1f}" for year, value in both)

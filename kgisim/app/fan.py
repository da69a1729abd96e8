"""The fan of one goal on the screen: its record, where it may go, and a target to be dragged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from bokeh.models import BoxAnnotation, ColumnDataSource, Line, Scatter, Segment, Span, VArea

from kgisim import schema
from kgisim.app import plots
from kgisim.app.html import HTML
from kgisim.presentation import observation_rows
from kgisim.presentation.figures import fan_chart
from kgisim.presentation.figures.fan_data import FanData, fan_data, fan_middle
from kgisim.presentation.figures.markers import SPANS
from kgisim.presentation.figures.palette import BAND50, BAND90, INK, QUIET, Drawn
from kgisim.presentation.localized import LocalizedIndicator, document
from kgisim.presentation.observation_rows import records

SHAPES = {"eq": "circle", "about": "square", "ge": "triangle", "le": "inverted_triangle"}
"""Marks of observed rows, as on paper."""
SHADES = {"90": BAND90, "50": BAND50}
"""Colours of the intervals of the first scenario, the wide one below."""


class FanPlot:
    """The figure and what may be patched in it.

    Parameters
    ----------
    words
        LocalizedIndicator of the goal.
    lines
        Scenarios to draw and how; the first has the bands.
    dataset
        Projection with these scenarios, dims as in docs/schema.md.
    level
        Target level that is asked about, as an average of one year, in the catalogue's unit.
    height
        Pixels of the figure; its legend goes below.
    is_of_run
        Whether the projection is the run's own, so that what is drawn of it is computed once.
    """

    def __init__(
        self,
        localized: LocalizedIndicator,
        lines: Mapping[str, Drawn],
        dataset: xr.Dataset,
        *,
        level: float | None = None,
        height: int = 340,
        is_of_run: bool = False,
    ):
        self._localized, self._lines = localized, lines
        self.factor = localized.quantity.factor
        self._columns = _columns(localized, tuple(lines), dataset, is_of_run)
        self._sources = {
            name: ColumnDataSource(dict(held)) for name, held in self._columns.paths.items()
        }
        self.sheet = self._paper(height, level)
        self._draw_breaks()
        self.admissible = BoxAnnotation(
            bottom=0,
            top=0,
            fill_color=plots.ADMISSIBLE,
            fill_alpha=0.2,
            visible=False,
            level="underlay",
        )
        self.sheet.add_layout(self.admissible)
        self._draw_paths()
        self._has_record = self._draw_record()
        self.target: Span | None = None
        if level is not None:
            self.target = plots.target_line("width", level * self.factor)
            self.sheet.add_layout(self.target)

    @property
    def legend(self) -> HTML:
        """What is drawn, as it stands; HTML."""
        return self.legend_of(self._lines)

    def legend_of(self, lines: Mapping[str, Drawn]) -> HTML:
        """Return the legend if these lines were drawn; HTML."""
        return plots.legend(self._keys(lines))

    def patch(self, dataset: xr.Dataset, lines: Mapping[str, Drawn] | None = None) -> None:
        """Redraw the lines from another projection, but for the first, which no lever moves.

        Parameters
        ----------
        lines
            Scenarios that take the places of those drawn so far, in their order; None: the same.
        """
        if lines is not None:
            self._lines = lines
            self._sources = dict(zip(lines, self._sources.values(), strict=True))
        self.move(self.medians(dataset))

    def medians(
        self, dataset: xr.Dataset, lines: Iterable[str] | None = None
    ) -> dict[str, np.ndarray]:
        """Return the medians of a projection's lines as they are drawn, but for the first.

        Parameters
        ----------
        lines
            Scenarios that would be drawn; None: those that are.

        Returns
        -------
        dict
            (year,) in units of the chart, by scenario.
        """
        return {
            name: (fan_middle(self._localized, name, dataset) * self.factor).astype(np.float32)
            for name in [*(self._sources if lines is None else lines)][1:]
            if name in dataset[schema.SCENARIO]
        }

    def move(self, medians: Mapping[str, np.ndarray]) -> None:
        """Redraw lines by their medians, as `medians` returns them."""
        for name, median in medians.items():
            source = self._sources[name]
            source.data = {"year": source.data["year"], "median": median}

    def name_lines(self, name: str) -> None:
        """Name the lines as the browser finds them: ``NAME:LINE``."""
        for line, source in self._sources.items():
            source.name = f"{name}:{line}"

    def admit(self, ends: tuple[float, float] | None) -> None:
        """Show the admissible levels, as yearly averages in the catalogue's unit; None: none."""
        self.admissible.update(**self.admitted(ends))

    def admitted(self, ends: tuple[float, float] | None) -> dict[str, Any]:
        """Return the values with which the admissible levels are shown; as in `admit`."""
        if ends is None:
            return {"visible": False}
        low, high = sorted(float(end * self.factor) for end in ends)
        return {"bottom": low, "top": high, "visible": True}

    def _paper(self, height: int, level: float | None) -> Any:
        localized, view = self._localized, self._localized.view
        record = self._columns.data.record
        first = int(record["year"].to_numpy().min()) if len(record) else view.fan_start
        return plots.paper(
            height=height,
            xlim=(max(first, view.axis.first) - 1, view.axis.last + 0.6),
            ylim=self._reach(record, level),
            xlabel=localized.t(f"chart.axis_{view.indicator.period}"),
            ylabel=localized.t("app.chart.fan", unit=localized.quantity.unit),
        )

    def _reach(self, record: pd.DataFrame, level: float | None) -> tuple[float, float]:
        single = record.loc[~record["relation"].isin(SPANS), ["value", "low", "high"]]
        held = [
            self._columns.data.paths[["low90", "high90"]].to_numpy(np.float32).ravel()
            * self.factor,
            single.to_numpy(float).ravel() * self.factor,
            [target.question.yearly * self.factor for target in self._localized.view.targets],
            [] if level is None else [level * self.factor],
        ]
        return fan_chart.reach(self._localized.indicator.scale, np.concatenate(held))

    def _draw_breaks(self) -> None:
        view = self._localized.view
        for year in [declared.year - 0.5 for declared in view.indicator.breaks] + [
            view.last_year + 0.5
        ]:
            self.sheet.add_layout(
                Span(dimension="height", location=year, line_color=QUIET, line_dash="dotted")
            )
        for one in view.indicator.exceptional:
            left, right = min(one.years) - 0.5, max(one.years) + 0.5
            shade = BoxAnnotation(
                left=left, right=right, fill_color=QUIET, fill_alpha=0.18, line_alpha=0
            )
            self.sheet.add_layout(shade)

    def _keys(self, lines: Mapping[str, Drawn]) -> Iterator[HTML]:
        t = self._localized.t
        title = next(iter(lines.values())).title
        for key, colour in SHADES.items():
            yield plots.area_key(t(f"chart.band{key}", scenario=title), colour)
        for one in lines.values():
            yield plots.line_key(one.title, plots.stroke(one))
        if self._has_record:
            listed = self._localized.view.exact == "listed"
            yield plots.mark_key(t("app.chart.listed" if listed else "app.chart.record"))
        if self.target is not None:
            yield plots.target_key(t("app.chart.target"))

    def _draw_paths(self) -> None:
        source = next(iter(self._sources.values()))
        for key, colour in SHADES.items():
            band = VArea(x="year", y1=f"low{key}", y2=f"high{key}", fill_color=colour)
            self.sheet.add_glyph(source, band)
        for name, one in self._lines.items():
            line = Line(x="year", y="median", **plots.stroke(one))
            self.sheet.add_glyph(self._sources[name], line)

    def _draw_record(self) -> bool:
        """Draw what was observed, and say whether there is anything."""
        if not len(self._columns.observed):
            return False
        source = ColumnDataSource(self._columns.observed)
        ranges = Segment(x0="year", y0="low", x1="year", y1="high", line_color=INK)
        spans = Segment(x0="first", y0="value", x1="last", y1="value", line_color=INK, line_width=2)
        dots = Scatter(
            x="year", y="value", marker="shape", size=8, line_color=INK, fill_color="fill"
        )
        self.sheet.add_glyph(source, ranges)
        self.sheet.add_glyph(source, spans)
        marks = self.sheet.add_glyph(source, dots)
        t = self._localized.t
        values = {
            t("column.period"): "@period",
            t("column.value"): "@written",
            t("column.source"): "@source",
            t("column.grade"): "@grade",
        }
        plots.hover(self.sheet, marks, values)
        return True


@dataclass(frozen=True)
class _Columns:
    """What a fan draws before anything is moved.

    Parameters
    ----------
    data
        Its table, in the unit of the indicator.
    paths
        Columns of each line as they are sent: in units of the chart and in single precision; only
        the first has bands.
    observed
        As `record_columns` returns them.
    """

    data: FanData
    paths: dict[str, dict[str, np.ndarray]]
    observed: pd.DataFrame


def _columns(
    localized: LocalizedIndicator, lines: tuple[str, ...], dataset: xr.Dataset, is_of_run: bool
) -> _Columns:
    def made() -> _Columns:
        data = fan_data(localized, lines, dataset)
        paths = {name: _sent(data.path(name), localized, name == lines[0]) for name in lines}
        return _Columns(data, paths, record_columns(localized, data.record))

    if not is_of_run:
        return made()
    key = ("fan", localized.indicator.id, localized.language, lines)
    return localized.view.run.cache.once(key, made)


def _sent(path: pd.DataFrame, localized: LocalizedIndicator, has_bands: bool) -> dict[str, Any]:
    columns = [*path.columns] if has_bands else ["median"]
    scaled = (path[columns] * localized.quantity.factor).to_numpy(np.float32)
    return {"year": path.index.to_numpy(), **dict(zip(columns, scaled.T, strict=True))}


def record_columns(localized: LocalizedIndicator, record: pd.DataFrame) -> pd.DataFrame:
    """Return the observations of a goal as they are drawn, with what is told of each.

    Parameters
    ----------
    record
        As in `kgisim.presentation.figures.fan_data.FanData`.

    Returns
    -------
    pandas.DataFrame
        Places ``year`` and, of spans, ``first`` and ``last``; heights ``value``, and ``low`` and
        ``high`` of ranges, in units of the chart; ``shape``, ``fill``; the texts ``period``,
        ``written``, ``source``, ``grade``.
    """
    rows = localized.view.run.catalog.rows(localized.indicator.id)
    factor, language = localized.quantity.factor, localized.language
    drawn = []
    for mark, row in zip(records(record), records(rows), strict=True):
        is_span, has_range = mark.relation in SPANS, mark.relation == "about"
        drawn.append(
            {
                "year": (int(mark.year) + int(mark.year_end)) / 2,
                "first": mark.year - 0.4 if is_span else np.nan,
                "last": mark.year_end + 0.4 if is_span else np.nan,
                "value": mark.value * factor,
                "low": mark.low * factor if has_range else np.nan,
                "high": mark.high * factor if has_range else np.nan,
                "shape": SHAPES.get(mark.relation, "dash"),
                "fill": "white" if mark.evidence == "unverified" else INK,
                "period": observation_rows.period_of(row, localized.indicator.period, language),
                "written": observation_rows.value_of(row, localized.quantity),
                "source": document(localized.indicator, row.source, language).title,
                "grade": localized.t(f"evidence.{row.evidence}"),
            }
        )
    return pd.DataFrame(drawn)

"""The fan of one goal on the screen: its record, where it may go, and a target to be dragged."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from bokeh.models import BoxAnnotation, ColumnDataSource, Span

from kgisim import schema
from kgisim.app import plots
from kgisim.app.html import HTML
from kgisim.presentation import observation_rows
from kgisim.presentation.figures import fan_chart
from kgisim.presentation.figures.fan_data import fan_data, fan_middle
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
    """

    def __init__(
        self,
        localized: LocalizedIndicator,
        lines: Mapping[str, Drawn],
        dataset: xr.Dataset,
        *,
        level: float | None = None,
        height: int = 340,
    ):
        self._localized, self._lines = localized, lines
        self.factor = localized.quantity.factor
        self._data = fan_data(localized, lines, dataset)
        self._sources = {name: self._source(name) for name in lines}
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
        return plots.legend(self._keys())

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

    def medians(self, dataset: xr.Dataset) -> dict[str, np.ndarray]:
        """Return the medians of a projection's lines as they are drawn, but for the first."""
        return {
            name: (fan_middle(self._localized, name, dataset) * self.factor).astype(np.float32)
            for name in [*self._sources][1:]
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
        if ends is not None:
            low, high = sorted(end * self.factor for end in ends)
            self.admissible.update(bottom=low, top=high)
        self.admissible.visible = ends is not None

    def _source(self, name: str) -> ColumnDataSource:
        """Return a line as it is sent, in single precision; only the first has bands."""
        path = self._data.path(name)
        columns = [*path.columns] if name == next(iter(self._lines)) else ["median"]
        scaled = (path[columns] * self.factor).to_numpy(np.float32)
        held: dict[str, Any] = dict(zip(columns, scaled.T, strict=True))
        return ColumnDataSource({"year": path.index.to_numpy(), **held})

    def _paper(self, height: int, level: float | None) -> Any:
        localized, view = self._localized, self._localized.view
        record = self._data.record
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
            self._data.paths[["low90", "high90"]].to_numpy(np.float32).ravel() * self.factor,
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

    def _keys(self) -> Iterator[HTML]:
        t = self._localized.t
        title = next(iter(self._lines.values())).title
        for key, colour in SHADES.items():
            yield plots.area_key(t(f"chart.band{key}", scenario=title), colour)
        for one in self._lines.values():
            yield plots.line_key(one.title, plots.stroke(one))
        if self._has_record:
            listed = self._localized.view.exact == "listed"
            yield plots.mark_key(t("app.chart.listed" if listed else "app.chart.record"))
        if self.target is not None:
            yield plots.target_key(t("app.chart.target"))

    def _draw_paths(self) -> None:
        source = next(iter(self._sources.values()))
        for key, colour in SHADES.items():
            self.sheet.varea("year", f"low{key}", f"high{key}", source=source, color=colour)
        for name, one in self._lines.items():
            self.sheet.line("year", "median", source=self._sources[name], **plots.stroke(one))

    def _draw_record(self) -> bool:
        """Draw what was observed, and say whether there is anything."""
        observed = record_columns(self._localized, self._data.record)
        if not len(observed):
            return False
        source = ColumnDataSource(observed)
        self.sheet.segment("year", "low", "year", "high", source=source, line_color=INK)
        self.sheet.segment(
            "first", "value", "last", "value", source=source, line_color=INK, line_width=2
        )
        marks = self.sheet.scatter(
            "year",
            "value",
            source=source,
            marker="shape",
            size=8,
            line_color=INK,
            fill_color="fill",
        )
        t = self._localized.t
        values = {
            t("column.period"): "@period",
            t("column.value"): "@written",
            t("column.source"): "@source",
            t("column.grade"): "@grade",
        }
        plots.hover(self.sheet, marks, values)
        return True


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

"""The curve of chances on the screen: how likely each level is, with the target on it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from bokeh.models import BoxAnnotation, ColumnDataSource, Line

from kgisim.app import plots
from kgisim.app.html import HTML
from kgisim.presentation.figures.fan_chart import attained, level_grid
from kgisim.presentation.figures.palette import Drawn
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.window import TargetWindow


class Curve:
    """The figure and what may be patched in it.

    Parameters
    ----------
    words
        LocalizedIndicator of the goal.
    lines
        Scenarios to draw and how.
    judged
        Draws of what is judged, by scenario, in the catalogue's unit.
    level
        Target level that is asked about, in the catalogue's unit.
    when
        Name of the years that are judged.
    """

    def __init__(
        self,
        localized: LocalizedIndicator,
        lines: Mapping[str, Drawn],
        judged: Mapping[str, np.ndarray],
        *,
        level: float,
        window: TargetWindow,
        when: str,
        height: int = 340,
    ):
        self._localized, self._lines = localized, lines
        self._lower = localized.indicator.better == "lower"
        self.factor = localized.judged.factor
        self._sources = {name: ColumnDataSource(self._columns(judged[name])) for name in lines}
        held = np.concatenate([np.quantile(judged[name], (0.01, 0.98)) for name in lines])
        low, high = np.append(held, level).min(), np.append(held, level).max()
        pad = 0.04 * (high - low or 1.0)
        self.sheet = plots.paper(
            height=height,
            xlim=((low - pad) * self.factor, (high + pad) * self.factor),
            ylim=(0, 100),
            xlabel=localized.t("chart.unit", unit=localized.judged.unit),
            ylabel=localized.t("chart.chance_lower" if self._lower else "chart.chance", when=when),
            whole_years=False,
        )
        self.admissible = BoxAnnotation(
            left=0,
            right=0,
            fill_color=plots.ADMISSIBLE,
            fill_alpha=0.2,
            visible=False,
            level="underlay",
        )
        self.sheet.add_layout(self.admissible)
        for name, one in lines.items():
            source = self._sources[name]
            self.sheet.add_glyph(source, Line(x="level", y="chance", **plots.stroke(one)))
        self.target = plots.target_line("height", level * self.factor)
        self.sheet.add_layout(self.target)

    @property
    def legend(self) -> HTML:
        """What is drawn, as it stands; the admissible levels only where there are any."""
        t = self._localized.t
        keys = [plots.line_key(one.title, plots.stroke(one)) for one in self._lines.values()]
        keys.append(plots.target_key(t("app.chart.target")))
        if self.admissible.visible:
            keys.append(plots.area_key(t("app.chart.band"), plots.ADMISSIBLE, 0.2))
        return plots.legend(keys)

    def patch(
        self, judged: Mapping[str, np.ndarray], lines: Mapping[str, Drawn] | None = None
    ) -> None:
        """Redraw the curves from other draws, but for the first, which no lever moves.

        Parameters
        ----------
        lines
            Scenarios that take the places of those drawn so far, in their order; None: the same.
        """
        if lines is not None:
            self._lines = lines
            self._sources = dict(zip(lines, self._sources.values(), strict=True))
        for name, source in [*self._sources.items()][1:]:
            if name in judged:
                source.data = self._columns(judged[name])

    def admit(self, ends: tuple[float, float] | None) -> None:
        """Show the admissible levels, in the catalogue's unit; None: there are none."""
        if ends is not None:
            low, high = sorted(end * self.factor for end in ends)
            self.admissible.update(left=low, right=high)
        self.admissible.visible = ends is not None

    def _columns(self, drawn: np.ndarray) -> dict[str, Any]:
        ordered = np.sort(drawn)
        levels = level_grid(self._localized.indicator, {"": ordered}, np.empty(0))
        chance = 100 * attained(ordered, levels, self._lower)
        return {
            "level": (levels * self.factor).astype(np.float32),
            "chance": chance.astype(np.float32),
        }

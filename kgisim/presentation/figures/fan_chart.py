"""The fan and the curve of chances: tables and draws in, charts out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kgisim.evidence.indicator import Indicator
from kgisim.presentation.figures import markers
from kgisim.presentation.figures.axes import LABEL, Paper, apart, line, quiet_label, scatter
from kgisim.presentation.figures.elements import (
    DOWN,
    RULE,
    SHADE,
    Area,
    Chart,
    Element,
    Rectangles,
    Upright,
)
from kgisim.presentation.figures.fan_data import FanData
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import (
    BAND50,
    BAND90,
    INK,
    QUIET,
    TARGET,
    TARGET_LINE,
    Drawn,
)
from kgisim.presentation.figures.wrapping import label_width
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import Quantity
from kgisim.targets.forecast import floor
from kgisim.targets.question import TargetQuestion

EDGE = 0.015
"""Room beside the first and the last marked level, as a share of a curve's levels."""
BETWEEN, NARROW = 5.0, 350.0
"""Points between two levels that are written above a curve, and its width at least."""
PAST = {"color": INK, "linewidth": 1.4}
"""Line of the past; what is coloured lies ahead."""


ENDS = ("low90", "low50", "high50", "high90")
"""Ends of the bands, from the lowest up."""


def stepped(years: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hold whole numbers from half a year before their year to half a year after it.

    Quantiles of counts jump; a slanted line between two of them shows values that cannot be.

    Parameters
    ----------
    years
        (year,) rising.
    values
        (year,) or (year, end), in units of the chart.

    Returns
    -------
    places, values : numpy.ndarray
        (place,) years at which lines turn, and (place,) or (place, end) values there; as they
        were, unless all values are whole.

    Examples
    --------
    >>> stepped(np.array([2030, 2031, 2032]), np.array([3.0, 3.0, 4.0]))[0].tolist()
    [2030.0, 2030.5, 2030.5, 2031.5, 2031.5, 2032.0]
    """
    if len(years) < 2 or not np.array_equal(values, np.round(values)):
        return years, values
    edges = np.repeat((years[1:] + years[:-1]) / 2, 2)
    return np.concatenate([years[:1], edges, years[-1:]]), np.repeat(values, 2, axis=0)


@dataclass(frozen=True)
class MarkedLevel:
    """A level with a name of its own.

    Parameters
    ----------
    question
        The level and its years.
    name
        What it is called.
    """

    question: TargetQuestion
    name: str


@dataclass(frozen=True)
class FanChart:
    """What was observed of one indicator, and where its value may go.

    Parameters
    ----------
    indicator
        The indicator.
    data
        What is drawn.
    written
        How its values are written.
    lines
        Scenarios that are drawn, the baseline first; the first gets the bands.
    ylim
        Limits of the vertical axis, in units of the chart.
    targets
        Candidate targets, drawn as lines.
    exact
        What an exact value of the record is, as in `markers.legend`.
    """

    indicator: Indicator
    data: FanData
    written: Quantity
    lines: Mapping[str, Drawn]
    ylim: tuple[float, float]
    targets: Sequence[LabelledTarget | MarkedLevel] = ()
    exact: str = "eq"

    def on_paper(self, width: float = 6.4) -> Chart:
        """Draw it on paper of some inches."""
        language = self.written.language
        return Paper(
            width=width,
            sides=(0.5, 1.1 if self.targets else 0.4),
            plot=2.35,
            xlim=self._xlim,
            ylim=self.ylim,
            language=language,
            xlabel=text(f"chart.axis_{self.indicator.period}", language),
            ylabel=text("chart.fan", language, unit=self.written.unit),
            whole=(True, self.indicator.scale == "count"),
            keys=self._keys(),
            margin=[
                (level, target_label(target, self.written), TARGET)
                for level, target in zip(self._levels, self.targets, strict=True)
            ],
            extra=[*self._cuts()],
        ).hold(self._parts())

    @property
    def _xlim(self) -> tuple[float, float]:
        record, axis = self.data.record, self.data.axis
        first = int(record["year"].to_numpy().min()) if len(record) else self.data.start
        return max(first, axis.first) - 1, axis.last + 0.4

    @property
    def _levels(self) -> list[float]:
        return [target.question.yearly * self.written.factor for target in self.targets]

    def _parts(self) -> list[Element]:
        reach = self.data.last, self._xlim[1]
        return [
            *self._bands(),
            *self._medians(),
            *(line(reach, (level, level), **TARGET_LINE) for level in self._levels),
            *markers.observed(self.data.record, self.written.factor),
        ]

    def _bands(self) -> list[Element]:
        path = self.data.path(next(iter(self.lines))) * self.written.factor
        years, ends = stepped(path.index.to_numpy(), path[list(ENDS)].to_numpy())
        low90, low50, high50, high90 = ends.T
        return [
            Area(years, low, high, facecolor=colour, linewidth=0)
            for low, high, colour in ((low90, high90, BAND90), (low50, high50, BAND50))
        ]

    def _medians(self) -> Iterator[Element]:
        for place, (name, one) in enumerate(self.lines.items()):
            median = self.data.path(name)["median"] * self.written.factor
            # Up to the last observed year all scenarios are one line.
            past, ahead = median.loc[: self.data.last], median.loc[self.data.last :]
            if place == 0 and len(past) > 1:
                yield line(*stepped(past.index.to_numpy(), past.to_numpy()), **PAST)
            yield line(*stepped(ahead.index.to_numpy(), ahead.to_numpy()), **one.stroke.line)

    def _keys(self) -> list[Key]:
        language = self.written.language
        observed = markers.legend(self.data.record, language, exact=self.exact)
        past = [Key(text("chart.past", language), PAST)] if self.data.start < self.data.last else []
        return [*_fan_keys(self.lines, language), *past, *observed]

    def _cuts(self) -> Iterator[Element]:
        """Mark where the definition changed, exceptional years, and where the future begins."""
        language = self.written.language
        for one in self.indicator.breaks:
            yield from _cut(one.year - 0.5, text("chart.break", language))
        exceptional = text("chart.exceptional", language)
        for one in self.indicator.exceptional:
            yield from _shade(min(one.years) - 0.5, max(one.years) + 0.5, exceptional)
        if self.data.start < self.data.last:
            yield from _cut(self.data.last + 0.5, text("chart.future", language))


def chances(
    judged: Mapping[str, np.ndarray],
    *,
    indicator: Indicator,
    written: Quantity,
    lines: Mapping[str, Drawn],
    when: str,
    targets: Sequence[LabelledTarget] = (),
) -> Chart:
    """Draw the chance of reaching at least each level (at most, where lower is better).

    Parameters
    ----------
    judged
        Draws of the judged quantity by scenario, in catalogue units.
    indicator
        The indicator.
    written
        How its values are written.
    lines
        Scenarios that are drawn.
    when
        Name of the year or years that are judged.
    targets
        Candidate targets on the same window, drawn as lines.
    """
    language, lower = written.language, indicator.better == "lower"
    sorted_draws = {name: np.sort(judged[name]) * written.factor for name in lines}
    marked = np.array([target.question.value * written.factor for target in targets])
    grid = level_grid(indicator, sorted_draws, marked)
    parts: list[Element] = [Upright(x, **TARGET_LINE) for x in marked]
    for name, values in sorted_draws.items():
        stroke = lines[name].stroke
        parts.append(line(grid, 100 * attained(values, grid, lower), **stroke.line))
        heights = 100 * attained(values, marked, lower)
        parts.append(scatter(marked, heights, filled=True, colour=stroke.colour, s=26))
    levels = (target.question.value for target in targets)
    values = [written.exact(level).bare(level) for level in levels]
    spread = float(np.ptp(grid)) or 1.0
    held = [*(grid[0], grid[-1]), *(marked - EDGE * spread), *(marked + EDGE * spread)]
    xlim = (float(min(held)), float(max(held)))  # marks at the ends stay whole
    return Paper(
        width=6.4,
        sides=(0.5, 0.6),
        plot=1.9,
        xlim=xlim,
        ylim=(0, 102),
        language=language,
        xlabel=text("chart.unit", language, unit=written.unit),
        ylabel=text("chart.chance_lower" if lower else "chart.chance", language, when=when),
        whole=(indicator.scale == "count", True),
        keys=[Key(one.title, one.stroke.line) for one in lines.values()],
        extra=[*_values(marked, values, xlim)],
    ).hold(parts)


def attained(sorted_draws: np.ndarray, levels: np.ndarray, lower: bool) -> np.ndarray:
    """Compute the share of draws that reach each level.

    Parameters
    ----------
    sorted_draws
        (draw,) ascending.
    levels
        (level,) in the same unit.
    lower
        Whether lower is better.

    Returns
    -------
    ndarray
        (level,) shares.

    Examples
    --------
    >>> attained(np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 5.0]), lower=False).tolist()
    [0.75, 0.0]
    """
    if lower:
        return np.searchsorted(sorted_draws, levels, side="right") / len(sorted_draws)
    return 1 - np.searchsorted(sorted_draws, levels, side="left") / len(sorted_draws)


def reach(scale: str, held: np.ndarray) -> tuple[float, float]:
    """Choose limits of a vertical axis that hold the given values.

    Examples
    --------
    >>> reach("share", np.array([50.0, 60.0])), reach("share", np.array([5.0, 10.0]))
    ((49.1, 60.9), (-0.3, 10.45))
    """
    bottom, top = float(np.nanmin(held)), float(np.nanmax(held))
    pad = 0.09 * (top - bottom or abs(top) or 1.0)
    if scale == "real":
        return bottom - pad, top + pad
    if bottom < 0.6 * top:  # cut off nearer, a chart would make changes look larger than they are
        return -0.03 * top, top + pad  # marks at zero stay whole
    return bottom - pad, top + pad


def target_label(target: LabelledTarget | MarkedLevel, written: Quantity) -> str:
    """Name a target at the margin of a chart: by its level, and by a name that it has."""
    short = len(written.unit) <= 3  # a longer unit would run off the paper; the axis has it
    written = written.exact(target.question.value)
    value = written(target.question.value) if short else written.bare(target.question.value)
    if target.question.yearly != target.question.value:
        value = text(
            "chart.total", written.language, value=value, years=target.question.window.length
        )
    if isinstance(target, MarkedLevel):
        return text("chart.target_named", written.language, name=target.name, value=value)
    key = "chart.target_example" if target.question.illustrative else "chart.target"
    return text(key, written.language, value=value)


def level_grid(
    indicator: Indicator, sorted_draws: Mapping[str, np.ndarray], marked: np.ndarray
) -> np.ndarray:
    """Choose the levels at which a curve of chances is drawn, in units of the chart.

    Parameters
    ----------
    sorted_draws
        (draw,) ascending, by scenario.
    marked
        (mark,) levels that the curve has to span.

    Returns
    -------
    ndarray
        (level,) ascending; for counts only levels that a draw or a mark has.
    """
    ends = [np.quantile(values, (0.01, 0.98)) for values in sorted_draws.values()]
    held = np.concatenate([marked, *ends])
    pad = 0.03 * (np.ptp(held) or 1.0)
    low, high = max(held.min() - pad, floor(indicator)), held.max() + pad
    if indicator.scale != "count":
        return np.linspace(low, high, 241)
    # A chance only changes where a count can lie.
    grid = np.unique(np.concatenate([marked, *sorted_draws.values()]))
    return grid[(grid >= low) & (grid <= high)]


def _fan_keys(lines: Mapping[str, Drawn], language: str) -> list[Key]:
    medians = [Key(one.title, one.stroke.line) for one in lines.values()]
    first = next(iter(lines.values())).title
    bands = [
        Key(text(f"chart.{key}", language, scenario=first), {"facecolor": colour}, patch=True)
        for key, colour in (("band50", BAND50), ("band90", BAND90))
    ]
    return [*bands, *medians]


def _cut(x: float, label: str) -> Iterator[Element]:
    yield Upright(x, depth=RULE, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)))
    yield quiet_label(x, label)


def _shade(first: float, last: float, label: str) -> Iterator[Element]:
    style = {"facecolor": QUIET, "alpha": 0.18, "linewidth": 0}
    yield Rectangles([(first, 0, last, 1)], frame=DOWN, depth=SHADE, **style)
    yield quiet_label(first, label)


def _values(
    marked: np.ndarray, values: Sequence[str], ends: tuple[float, float]
) -> Iterator[Element]:
    """Write the levels above their lines, without the unit, which the axis has."""
    longest = max(map(label_width, values), default=0.0)
    gap = ((LABEL - 1) * longest + BETWEEN) * (ends[1] - ends[0]) / NARROW
    for x, value in zip(apart(marked.tolist(), gap, ends[0], ends[1]), values, strict=True):
        yield quiet_label(x, value)

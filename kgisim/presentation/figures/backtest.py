"""Forecasts of a goal from past years, drawn beside what came."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kgisim.evaluation.backtest import MODEL
from kgisim.evaluation.backtest_origins import Past
from kgisim.presentation.figures.axes import Paper, line, scatter
from kgisim.presentation.figures.elements import Chart, Element, Segments
from kgisim.presentation.figures.fan_chart import reach
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.figures.legend import Key
from kgisim.presentation.figures.palette import INK, STROKES
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.observation_rows import records

if TYPE_CHECKING:
    from kgisim.runs.run import Run

LOW, HIGH = "low80", "high80"
"""Interval that is drawn."""
APART = 0.14
"""Years between forecasts of one year from two origins."""
COLOURS = [stroke.colour for stroke in STROKES if stroke.colour != INK]
"""One for each origin; what came is drawn in ink."""
OBSERVED: dict[str, Any] = {"color": INK, "linewidth": 1.2}
"""Line through what came."""
CAME, FORECAST = {"marker": "o", "markersize": 4.5}, {"marker": "o", "markersize": 4.7}
"""Marks of what came and of medians in the legend."""
ROLES: tuple[Role, ...] = ("low90", "median", "high90")
"""What the ends of a forecast are to a chart."""


def backtest_figures(run: "Run", language: str) -> Iterator[Figure]:
    """Draw every goal that was tested."""
    if run.backtests is None or run.backtests.empty:
        return
    own = run.backtests.loc[run.backtests["forecaster"] == MODEL].dropna(subset="crps")
    past = Past(run.catalog)
    for name, part in own.groupby("indicator", sort=False):
        if run.catalog.indicators[str(name)].role == "goal":
            yield _figure(wording(run, str(name), language), part, past.values[str(name)])


def _figure(localized: LocalizedIndicator, part: pd.DataFrame, known: pd.Series) -> Figure:
    caption = localized.t("backtest.figure", title=localized.title)
    table = _table(localized, part)
    alt = " ".join([caption, *(" ".join(row) for row in table.itertuples(index=False))])
    name = f"backtest-{localized.indicator.id}"
    return Figure(
        name, _chart(localized, part, known), caption, alt, table, _numbers(localized, part)
    )


def _chart(localized: LocalizedIndicator, part: pd.DataFrame, known: pd.Series) -> Chart:
    """Draw what came in each year, and to its right the forecasts of that year, oldest first."""
    written = localized.quantity
    every = np.arange(known.index[0], known.index[-1] + 1)
    came = known.reindex(every).to_numpy() * written.factor  # no line over a year without a value
    parts: list[Element] = [line(every, came, **OBSERVED)]
    keys = [Key(localized.t("backtest.observed"), OBSERVED | CAME)]
    for place, origin in enumerate(sorted(set(part["origin"]))):
        one, colour = part.loc[part["origin"] == origin], COLOURS[place % len(COLOURS)]
        years = one["year"].to_numpy() + APART * (place + 1)
        low, middle, high = (one[end].to_numpy() * written.factor for end in (LOW, "median", HIGH))
        style = {"color": colour, "linewidth": 1.4}
        bars = Segments(np.column_stack([years, low, years, high]), **style)
        parts += [bars, scatter(years, middle, filled=False, colour=colour, s=22, linewidth=1.4)]
        hollow = {"markerfacecolor": "white", "markeredgewidth": 1.4}
        keys.append(Key(_label(localized, origin), style | FORECAST | hollow))
    parts.append(scatter(every, came, filled=True, colour=INK, s=20))
    ends = part[[LOW, HIGH]].to_numpy().ravel() * written.factor
    return Paper(
        width=6.4,
        sides=(0.5, 0.4),
        plot=2.1,
        xlim=(float(every[0]) - 0.5, float(every[-1]) + APART * len(keys) + 0.3),
        ylim=reach(localized.indicator.scale, np.concatenate([ends, came])),
        language=localized.language,
        xlabel=localized.t(f"chart.axis_{localized.indicator.period}"),
        ylabel=localized.t("chart.unit", unit=written.unit),
        keys=keys,
    ).hold(parts)


def _table(localized: LocalizedIndicator, part: pd.DataFrame) -> pd.DataFrame:
    """Write every forecast beside what came, a row for each year."""
    found = {(row.origin, row.year): row for row in records(part)}
    values = {one.year: one.value for one in found.values()}
    return pd.DataFrame(
        [
            {
                localized.t(f"drawn.year_{localized.indicator.period}"): localized.year(year),
                localized.t("backtest.observed"): localized.quantity(values[year]),
            }
            | {
                _label(localized, origin): _cell(localized, found.get((origin, year)))
                for origin in sorted({origin for origin, _ in found})
            }
            for year in sorted(values)
        ]
    )


def _cell(localized: LocalizedIndicator, one: Any) -> str:
    if one is None:
        return localized.t("blank")
    span = localized.quantity.span(one.low80, one.high80)
    return localized.t("backtest.cell", median=localized.quantity(one.median), span=span)


def _label(localized: LocalizedIndicator, origin: int) -> str:
    return localized.t("backtest.origin", year=localized.year(origin))


def _numbers(localized: LocalizedIndicator, part: pd.DataFrame) -> Numbers:
    """Return what is drawn: what came, and the ends and middle of each origin's forecasts."""
    factor = localized.quantity.factor
    values = part.drop_duplicates("year").set_index("year")["value"].sort_index()
    frame = pd.DataFrame({localized.t("backtest.observed"): values * factor})
    roles: list[Role] = ["x", "observed"]
    for origin in sorted(set(part["origin"])):
        ends = part.loc[part["origin"] == origin].set_index("year")[[LOW, "median", HIGH]] * factor
        label = _label(localized, origin)
        frame[localized.t("drawn.quantile", scenario=label, percent=10)] = ends[LOW]
        frame[localized.t("drawn.median", scenario=label)] = ends["median"]
        frame[localized.t("drawn.quantile", scenario=label, percent=90)] = ends[HIGH]
        roles += ROLES
    head = localized.t(f"drawn.year_{localized.indicator.period}")
    return Numbers(frame.rename_axis(head).reset_index(), tuple(roles), localized.quantity.unit)

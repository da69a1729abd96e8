"""Figures of the way to a target, and of what its chance hangs on, with words and numbers."""

from typing import Any

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.backcast_view import Way
from kgisim.presentation.figures import sensitivity
from kgisim.presentation.figures.backcast import checkpoints, corridor
from kgisim.presentation.figures.fan_chart import reach, target_label
from kgisim.presentation.figures.figure import Figure, Numbers, Role
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.presentation.sentences.backcast import backcast_text
from kgisim.presentation.sentences.milestones import checkpoints as checkpoint_table
from kgisim.presentation.sentences.milestones import is_blind, limit, milestones_text
from kgisim.presentation.sentences.rule import quantity_for
from kgisim.presentation.sentences.variance import ordered, spread_table, spread_text
from kgisim.presentation.tables.sensitivity import SOURCES, assumption_name, tornado
from kgisim.targets.backcast import Backcast
from kgisim.targets.refusal import Refusal

ENDS: tuple[Role, ...] = ("low90", "low50", "median", "high50", "high90")
"""What the quantiles of a backcast and of a checkpoint are to a chart."""
PERCENT = (5, 25, 50, 75, 95)
"""Which quantiles they are."""
SHADES = ("#D9D9D9", "#009E73", "#0072B2", "#56B4E9", "#E69F00", "#CC79A7")
"""Fill of each source of the spread; the label at its end tells it apart in grey print."""


def corridor_figure(way: Way, series: str | None = None) -> Figure | None:
    """Draw the attaining futures of the goal, or of what is behind it, against all futures."""
    found = way.backcast
    if isinstance(found, Refusal):
        return None
    localized = (
        way.localized
        if series is None
        else wording(way.localized.view.run, series, way.localized.language)
    )
    years, every, attained = _paths(localized, found)
    target = way.target
    mark = (target.yearly, target_label(target, localized.quantity)) if series is None else None
    held = np.concatenate([every.ravel(), attained.ravel(), [mark[0]] if mark else []])
    overlay = corridor(
        years,
        every,
        attained,
        written=localized.quantity,
        period=localized.indicator.period,
        ylim=reach(localized.indicator.scale, held * localized.quantity.factor),
        target=mark,
    )
    caption = way.localized.t(
        "figure.corridor",
        title=localized.indicator.title(localized.language),
        target=way.localized.target(target),
        scenario=way.localized.scenario(way.scenario),
    )
    alt = " ".join([caption, *(backcast_text(way) if series is None else ())])
    name = f"corridor-{way.localized.indicator.id}" + (f"-{series}" if series else "")
    numbers = _corridor_numbers(localized, years, every, attained)
    return Figure(
        name, overlay, caption, alt, _path_table(localized, years, every, attained), numbers
    )


def checkpoint_figure(way: Way) -> Figure | None:
    """Draw the intervals of attaining and failing futures at the checkpoints."""
    found, localized = way.milestones, way.localized
    if isinstance(found, Refusal) or not found:
        return None
    written = quantity_for(localized, found[0].basis, found[0].threshold)
    ends = np.array([[*one.attained, *one.failed] for one in found])
    overlay = checkpoints(
        found,
        written=written,
        limits=["" if is_blind(one) else limit(way, one) for one in found],
        period=localized.indicator.period,
        ylim=reach(localized.indicator.scale, ends.ravel() * written.factor),
    )
    caption = localized.t("figure.checkpoints", target=localized.target(way.target))
    alt = " ".join([caption, *milestones_text(way)])
    columns = [
        localized.t("drawn.quantile", scenario=localized.t(f"milestone.{which}"), percent=at)
        for which in ("attained", "failed")
        for at in PERCENT
    ]
    frame = pd.DataFrame(ends * written.factor, columns=columns)
    frame.insert(0, localized.t("milestone.when"), [one.year for one in found])
    numbers = Numbers(frame, ("x", *ENDS, *ENDS), written.unit)
    name = f"checkpoints-{localized.indicator.id}"
    return Figure(name, overlay, caption, alt, checkpoint_table(way), numbers)


def swing_figure(localized: LocalizedIndicator) -> Figure | None:
    """Draw how far the chance swings with each assumption."""
    run, language = localized.view.run, localized.language
    table = run.explained("tornado", localized.indicator.id)
    if table.empty:
        return None
    bars = [
        sensitivity.Swing(
            assumption_name(run, row.assumption, language),
            100 * row.chance_low,
            100 * row.chance_high,
            row.assumption.startswith("measure:"),
        )
        for row in observation_rows.records(table)
    ]
    overlay = sensitivity.swings(bars, 100 * _complete(localized), language)
    example = localized.view.example
    caption = localized.t("figure.swings", target=localized.target(example) if example else "")
    shown = tornado(run, localized.indicator.id, language)
    alt = " ".join([caption, *(" ".join(row) for row in shown.itertuples(index=False))])
    frame = pd.DataFrame(
        {
            localized.t("column.assumption"): [bar.label for bar in bars],
            localized.t("chart.end_low"): [bar.low for bar in bars],
            localized.t("chart.end_high"): [bar.high for bar in bars],
        }
    )
    numbers = Numbers(frame, ("x", "chance", "chance"), "%")
    return Figure(f"swings-{localized.indicator.id}", overlay, caption, alt, shown, numbers)


def share_figure(localized: LocalizedIndicator) -> Figure | None:
    """Draw the sources of the spread over the years."""
    split = ordered(localized)
    if split.empty:
        return None
    wide = split.pivot_table(index="year", columns="source", values="share", sort=False) * 100
    wide = wide.sort_index()
    titles = {one: localized.t(f"explained.sources.{one}") for one in wide.columns}
    overlay = sensitivity.shares(
        wide.index.to_numpy(),
        {titles[one]: wide[one].to_numpy() for one in wide.columns},
        [SHADES[SOURCES.index(one)] for one in wide.columns],
        period=localized.indicator.period,
        language=localized.language,
    )
    caption = localized.t("figure.shares", title=localized.indicator.title(localized.language))
    alt = " ".join([caption, spread_text(localized) or ""])
    frame = wide.rename(columns=titles).reset_index(
        names=localized.t(f"drawn.year_{localized.indicator.period}")
    )
    roles: tuple[Role, ...] = ("x", *["chance" for _ in titles])
    numbers = Numbers(frame, roles, "%")
    return Figure(
        f"shares-{localized.indicator.id}", overlay, caption, alt, spread_table(localized), numbers
    )


def _paths(
    localized: LocalizedIndicator, found: Backcast
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give years and the quantiles (5, year) of all and of the attaining futures."""
    ahead = {
        schema.SERIES: localized.indicator.id,
        schema.YEAR: slice(localized.view.last_year, None),
    }
    chosen = found.paths.sel(ahead).transpose("futures", "quantile", schema.YEAR)
    every, attained = (chosen.sel({"futures": one}).to_numpy() for one in ("all", "attained"))
    return chosen[schema.YEAR].to_numpy(), every, attained


def _corridor_numbers(
    localized: LocalizedIndicator, years: np.ndarray, every: np.ndarray, attained: np.ndarray
) -> Numbers:
    factor = localized.quantity.factor
    columns: dict[str, Any] = {localized.t(f"drawn.year_{localized.indicator.period}"): years}
    for futures, values in (("all", every), ("attained", attained)):
        for at, row in zip(PERCENT, values, strict=True):
            columns[
                localized.t("drawn.quantile", scenario=localized.t(f"way.{futures}"), percent=at)
            ] = row * factor
    return Numbers(pd.DataFrame(columns), ("x", *ENDS, *ENDS), localized.quantity.unit)


def _path_table(
    localized: LocalizedIndicator, years: np.ndarray, every: np.ndarray, attained: np.ndarray
) -> pd.DataFrame:
    shown = [place for place, year in enumerate(years) if year in localized.view.milestones]
    return pd.DataFrame(
        [
            {localized.t("way.what"): localized.t(f"way.{futures}")}
            | {
                localized.year(int(years[place])): localized.t(
                    "column.median_span",
                    median=localized.quantity(values[2, place]),
                    span=localized.quantity.span(values[0, place], values[-1, place]),
                )
                for place in shown
            }
            for futures, values in (("all", every), ("attained", attained))
        ]
    )


def _complete(localized: LocalizedIndicator) -> float:
    """Chance of the example level under the package, with nothing held."""
    asked = localized.view.run.explained("questions", localized.indicator.id)
    complete = float(asked["chance_complete"].iloc[0])
    example = localized.view.example
    if np.isnan(complete) and example is not None:
        return example.chance(schema.BASELINE)
    return complete

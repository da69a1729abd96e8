"""Counts read off incomplete lists: which count a number is, and the chance by the list."""

from collections.abc import Iterator, Sequence

import numpy as np

from kgisim import schema
from kgisim.presentation.goal_view import BANDS, LabelledTarget
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.projection.listed import is_listed
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.attainment import attained, chance_error, effective_size
from kgisim.targets.forecast import choose


def has_list(localized: LocalizedIndicator) -> bool:
    """Return whether the published number is that on a list which misses some."""
    return is_listed(localized.view.run.catalog, localized.indicator.id)


def estimate(localized: LocalizedIndicator) -> str:
    """Write how many there are in the last known year, those missed by the list included."""
    view, year = localized.view, localized.view.last_year
    span = localized.quantity.span(*(view.level_at(year, end) for end in BANDS[0]))
    value = localized.quantity(view.level_at(year))
    return localized.t("latest.estimate", value=value, span=span)


def basis_text(localized: LocalizedIndicator) -> Iterator[str]:
    """State by which count the goal is projected and judged."""
    if has_list(localized):
        period = localized.year(localized.view.last_year)
        yield localized.t("reading.listed", period=period, estimate=estimate(localized))


def listed_chance_text(
    localized: LocalizedIndicator, target: LabelledTarget, scenarios: Sequence[str]
) -> Iterator[str]:
    """State how likely the list alone is to show a target, scenario by scenario."""
    if not has_list(localized):
        return
    forecast = forecast_in(localized.view.run, localized.indicator.id)
    drawn = forecast.published.drawn(target.question.window)
    size = effective_size(drawn.sizes[schema.DRAW], forecast.record.ess)
    chances, errors = [], []
    for scenario in scenarios:
        reached = attained(choose(drawn, scenario), target.question.value, forecast.better)
        share = float(np.mean(reached.to_numpy()))
        errors.append(chance_error(share, size))
        written = numbers.chance(share, errors[-1], localized.language)
        name = localized.scenario(scenario)
        chances.append(localized.t("reading.listed_chance", scenario=name, chance=written))
    yield localized.t(
        "reading.listed_likely",
        chances=localized.t("list").join(chances),
        error=numbers.error(max(errors), localized.language),
    )

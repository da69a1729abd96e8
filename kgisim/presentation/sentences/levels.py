"""Proposed levels in sentences that an official can read out."""

from collections.abc import Iterator

from kgisim import schema
from kgisim.evidence.level_limits import LIMITS
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import (
    added_points,
    level_name,
    level_text,
    reached_text,
    shortfall_text,
)
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.levels import Levels, ProposedLevel
from kgisim.targets.loss import chance_of_cost
from kgisim.targets.posed_question import Estimate


def levels_text(localized: LocalizedIndicator, found: Levels) -> Iterator[str]:
    """State each level, then what present policy meets, what the strict rule needs, and by cost."""
    yield from stated_levels(localized, found)
    yield watchdog_text(localized, found)
    yield shift_text(localized, found)
    yield cost_text(localized, found)
    if found.limits.illustrative:
        written = {name: _percent(getattr(found.limits, name), localized) for name in LIMITS}
        yield localized.t("levels.limits", **written)


def stated_levels(localized: LocalizedIndicator, found: Levels) -> Iterator[str]:
    """State each level with its chances, shortfall and pace, and when failure shows."""
    for place, level in enumerate(found.proposed):
        easier = found.proposed[place - 1] if place else None
        if easier is not None and easier.value == level.value:
            yield _same(localized, found, level, easier)
        else:
            yield localized.t("join").join(_level(localized, found, level))


def _level(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> Iterator[str]:
    yield localized.t(
        "levels.stated",
        name=level_name(localized, level),
        when=localized.when(found.window),
        value=level_text(localized, found.window, level.value),
        scenario=localized.scenario(schema.BASELINE),
        before=_chance(localized, level.chance_baseline),
        package=localized.scenario(found.package),
        after=_chance(localized, level.chance_package),
        adds=added_points(localized, level),
        error=numbers.error(level.adds.error, localized.language),
    )
    if level.bound in ("baseline", "today", "pace"):
        yield _bound(localized, found, level)
    yield from _shortfall(localized, found, level)
    yield from _pace(localized, found, level)
    year = None if level.shows is None else localized.year(level.shows)
    yield localized.t("levels.shows_late" if year is None else "levels.shows", year=year)


def _bound(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> str:
    """State what the level was taken from, where not from its chance."""
    return localized.t(
        f"levels.bound.{level.bound}",
        package=localized.scenario(found.package),
        scenario=localized.scenario(schema.BASELINE),
        chance=_percent(getattr(found.limits, level.name), localized),
        sure=reached_text(localized, found.window, level.by_chance),
        pace=_percent(found.limits.pace, localized),
    )


def _same(
    localized: LocalizedIndicator, found: Levels, level: ProposedLevel, easier: ProposedLevel
) -> str:
    """State that a level is the same as the one before."""
    return localized.t(
        "levels.same",
        name=level_name(localized, level),
        other=localized.t(f"levels.name.{easier.name}"),
        value=level_text(localized, found.window, level.value),
        package=localized.scenario(found.package),
        chance=_percent(getattr(found.limits, level.name), localized),
        sure=reached_text(localized, found.window, level.by_chance),
    )


def _shortfall(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> Iterator[str]:
    if level.if_missed is not None:
        yield localized.t(
            "levels.missed",
            package=localized.scenario(found.package),
            missed=shortfall_text(localized, found.window, level.if_missed),
            short=shortfall_text(localized, found.window, level.shortfall_package.value),
        )


def _pace(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> Iterator[str]:
    if found.paces is None or level.percentile is None:
        yield localized.t("levels.no_pace")
        return
    yield localized.t(
        "levels.pace",
        scale=localized.t(f"levels.scale.{localized.indicator.scale}"),
        series=found.paces.series,
        span=found.paces.span,
        share=numbers.percent(level.percentile, localized.language),
    )


def watchdog_text(localized: LocalizedIndicator, found: Levels) -> str:
    """State up to which level present policy meets the goal with more than an even chance."""
    scenario = localized.scenario(schema.BASELINE)
    if found.meets_anyway is None:
        return localized.t("levels.meets_none", scenario=scenario)
    value = level_text(localized, found.window, found.meets_anyway)
    names = [level_name(localized, one) for one in found.proposed if one.is_met_anyway]
    key = "levels.meets_some" if names else "levels.meets"
    lower = localized.indicator.better == "lower"
    said = localized.t("relation.ge" if lower else "relation.le", value=value)
    joined = localized.t("list").join(names)
    return localized.t(key, scenario=scenario, value=said, names=joined)


def shift_text(localized: LocalizedIndicator, found: Levels) -> str:
    """State the shift over spread that the strict rule would need, and what there is."""
    key = "shift" if found.package_moves else "shift_none"
    needed, there = (round(one, 2) for one in (found.shift.needed, found.shift.found.value))
    return localized.t(
        f"levels.{key}",
        package=localized.scenario(found.package),
        scenario=localized.scenario(schema.BASELINE),
        x=_percent(found.rule.x, localized),
        y=_percent(found.rule.y, localized),
        needed=numbers.decimal(needed, 2, localized.language),
        found=numbers.decimal(there, 2, localized.language),
        verdict=localized.t("levels.shift_enough" if there >= needed else "levels.shift_short"),
    )


def cost_text(localized: LocalizedIndicator, found: Levels) -> str:
    """State at which level the costs of missing and of aiming too low balance."""
    cost = found.limits.miss_cost
    return localized.t(
        "levels.cost_even" if cost == 1 else "levels.cost",
        cost=numbers.decimal(cost, 0 if float(cost).is_integer() else 2, localized.language),
        package=localized.scenario(found.package),
        chance=_percent(chance_of_cost(cost), localized),
        value=level_text(localized, found.window, found.by_cost),
    )


def _chance(localized: LocalizedIndicator, found: Estimate) -> str:
    return numbers.chance(found.value, found.error, localized.language)


def _percent(share: float, localized: LocalizedIndicator) -> str:
    digits = 0 if round(100 * share, 6).is_integer() else 1
    return numbers.percent(share, localized.language, digits)

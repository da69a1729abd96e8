"""Proposed levels in sentences that an official can read out."""

from collections.abc import Iterator

from kgisim import schema
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import (
    added_points,
    amount_text,
    level_name,
    level_text,
)
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.levels import Levels, ProposedLevel
from kgisim.targets.loss import chance_of_cost
from kgisim.targets.posed_question import Estimate

SAME = ("floor", "goal")
"""Bounds that make a level the same as an easier one."""


def levels_text(localized: LocalizedIndicator, found: Levels) -> Iterator[str]:
    """State each level, then what present policy meets, what the strict rule needs, and by cost."""
    for level in found.proposed:
        yield localized.t("join").join(_level(localized, found, level))
    yield watchdog_text(localized, found)
    yield shift_text(localized, found)
    yield cost_text(localized, found)
    if found.limits.illustrative:
        limits = (found.limits.floor, found.limits.goal, found.limits.stretch, found.limits.pace)
        names = ("floor", "goal", "stretch", "pace")
        written = {
            name: _percent(share, localized) for name, share in zip(names, limits, strict=True)
        }
        yield localized.t("levels.limits", **written)


def _level(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> Iterator[str]:
    if level.bound in SAME:
        yield _bound(localized, found, level)
        return
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
    if level.bound != "chance":
        yield _bound(localized, found, level)
    yield from _shortfall(localized, found, level)
    yield from _pace(localized, found, level)
    year = None if level.shows is None else localized.year(level.shows)
    yield localized.t("levels.shows_late" if year is None else "levels.shows", year=year)


def _bound(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> str:
    """State what the level was taken from, where not from its chance."""
    limit = getattr(found.limits, level.name)
    same = level.bound if level.bound in SAME else level.name
    return localized.t(
        f"levels.bound.{'same' if level.bound in SAME else level.bound}",
        name=level_name(localized, level),
        other=localized.t(f"levels.name.{same}"),
        package=localized.scenario(found.package),
        scenario=localized.scenario(schema.BASELINE),
        chance=_percent(limit, localized),
        sure=amount_text(localized, found.window, level.by_chance),
        value=level_text(localized, found.window, level.value),
        pace=_percent(found.limits.pace, localized),
    )


def _shortfall(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> Iterator[str]:
    if level.if_missed is not None:
        yield localized.t(
            "levels.missed",
            package=localized.scenario(found.package),
            missed=amount_text(localized, found.window, level.if_missed),
            short=amount_text(localized, found.window, level.shortfall_package.value),
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
        "levels.cost",
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

"""What indicators say about each other, the units, the families and the tables."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from kgisim.errors import NotFoundError, Problem
from kgisim.evidence.base import Unit
from kgisim.evidence.cycles import circles
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.evidence.indicator import Derivation, Indicator
from kgisim.evidence.observations import out_of_range
from kgisim.evidence.plan import Plan

Finding = tuple[str, str]
"""Key path and message."""


@dataclass(frozen=True)
class ReferenceContext:
    """Everything that an indicator may refer to.

    Parameters
    ----------
    plan
        Gives years and languages.
    indicators
        Those whose file is sound, by file name.
    known
        File names of all indicators, so that a broken file is not also called unknown.
    units
        By key; None where the entry is broken.
    families
        Names of families.
    tables
        Tables by name, typed or not.
    """

    plan: Plan
    indicators: Mapping[str, Indicator]
    known: Collection[str]
    units: Mapping[str, Unit | None]
    families: Collection[str]
    tables: Mapping[str, pd.DataFrame]


def link_problems(around: ReferenceContext) -> list[Problem]:
    """Return every reference that leads nowhere or to the wrong kind of thing."""
    problems = [
        Problem(f"data/{stem}.yaml", where, message)
        for stem, indicator in around.indicators.items()
        for rule in RULES
        for where, message in rule(stem, indicator, around)
    ]
    return problems + list(_same_titles(around)) + list(_circles(around.indicators))


def _identity_of_file(stem: str, indicator: Indicator, _: ReferenceContext) -> Iterator[Finding]:
    if indicator.id != stem:
        yield "id", f"found '{indicator.id}', expected '{stem}', the name of the file"


def _unit(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    unit = around.units.get(indicator.unit)
    if indicator.unit not in around.units and around.units:
        yield "unit", unknown("unit", indicator.unit, around.units)
    elif unit is not None and indicator.scale not in unit.scales:
        fitting = ", ".join(unit.scales)
        yield "unit", f"'{indicator.unit}' is for scale {fitting}; found '{indicator.scale}'"


def _family(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    family = indicator.model.family
    if family is not None and family not in around.families:
        yield "model.family", unknown("family", family, around.families)


def _drivers(stem: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    named = [effect.driver for effect in indicator.drivers]
    for position, driver in enumerate(named, start=1):
        where = f"drivers[item {position}].driver"
        found = around.indicators.get(driver)
        if driver not in around.known:
            yield where, unknown("driver", driver, _drivers_of(around))
        elif found is not None and found.role not in ("driver", "component"):
            yield where, f"'{driver}' has role '{found.role}'; expected a driver or component"
        elif found is not None and not found.is_fitted:
            yield where, f"'{driver}' is not fitted; a driver with an effect needs a family"
        if driver in named[: position - 1]:
            yield where, f"'{driver}' stands twice; keep one"


def _drivers_of(around: ReferenceContext) -> list[str]:
    return [stem for stem, one in around.indicators.items() if one.role in ("driver", "component")]


def _identity(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    for key, series in indicator.identity.places() if indicator.identity else ():
        where = f"identity.{key}"
        if series not in around.known:
            yield where, unknown("indicator", series, around.known)
        elif series in around.indicators and not around.indicators[series].is_projected:
            yield where, f"'{series}' is not projected; give it a family or an identity"
    prices = indicator.identity.prices if indicator.identity else None
    if prices is not None and prices.table not in around.tables:
        yield "identity.prices.table", unknown("table", prices.table, around.tables)


def _goals(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    named = [(f"serves[item {n}]", goal) for n, goal in enumerate(indicator.serves, start=1)]
    if indicator.variant_of is not None:
        named.append(("variant_of", indicator.variant_of))
    for where, goal in named:
        found = around.indicators.get(goal)
        if goal not in around.known:
            yield where, unknown("goal", goal, _goals_of(around))
        elif found is not None and (found.role != "goal" or found is indicator):
            yield where, f"'{goal}' is not another goal; valid: {', '.join(_goals_of(around))}"


def _goals_of(around: ReferenceContext) -> list[str]:
    return sorted(stem for stem, one in around.indicators.items() if one.role == "goal")


def _derivation(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    rule = indicator.derive
    if rule is None:
        return
    if rule.table not in around.tables:
        yield "derive.table", unknown("table", rule.table, around.tables)
    else:
        yield from _selection(rule, around.tables[rule.table])
    if indicator.identity is not None:
        yield "derive", "an identity has no rows of its own; leave one of the two out"
    if indicator.period != "CY":
        yield "period", "deals are counted by calendar year; expected 'CY'"
    scale = "count" if rule.measure == "count" else "positive"
    if indicator.scale != scale:
        yield "scale", f"found '{indicator.scale}'; a derived {rule.measure} has scale '{scale}'"
    axis = around.plan.axis
    if not axis.first <= rule.first_year <= rule.last_year <= axis.last:
        yield (
            "derive.first_year",
            f"found {rule.first_year} to {rule.last_year}; "
            f"expected years in order, within {axis.first} to {axis.last}",
        )


def _selection(rule: Derivation, deals: pd.DataFrame) -> Iterator[Finding]:
    for key, column, wanted in (("lists", "list", rule.lists), ("scopes", "scope", rule.scopes)):
        # that a column is missing is told of the table itself
        there = set(deals[column] if column in deals.columns else wanted)
        for name in sorted(set(wanted) - there):
            yield f"derive.{key}", unknown(column, name, there)


def _offsets(_: str, indicator: Indicator, __: ReferenceContext) -> Iterator[Finding]:
    valid = ("none", "mean", *indicator.sources)
    if indicator.offsets is not None and indicator.offsets.anchor not in valid:
        yield "offsets.anchor", unknown("source", indicator.offsets.anchor, valid)


def _breaks(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    axis = around.plan.axis
    years = [step.year for step in indicator.breaks]
    for position, year in enumerate(years, start=1):
        if not axis.first < year <= axis.last:
            expected = f"{axis.first + 1} to {axis.last}"
            yield f"breaks[item {position}].year", f"found {year}, expected {expected}"
        if year in years[: position - 1]:
            yield f"breaks[item {position}].year", f"{year} stands twice; keep one"


def _targets(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    if indicator.targets and not indicator.is_projected:
        yield "targets", "the indicator is not projected, so no target can be judged; take them out"
    for position, target in enumerate(indicator.targets, start=1):
        where = f"targets[item {position}]"
        if not around.plan.first_year < target.year <= around.plan.horizon:
            yield f"{where}.year", f"found {target.year}, expected at most {around.plan.horizon}"
        years = target.window if target.statistic == "sum" else 1
        if target.value is not None:
            expected = out_of_range(target.value, indicator, years)
            if expected:
                yield f"{where}.value", f"found {target.value:g}, expected {expected}"


RULES = (
    _identity_of_file,
    _unit,
    _family,
    _drivers,
    _identity,
    _goals,
    _derivation,
    _offsets,
    _breaks,
    _targets,
)
"""Each looks at one indicator and what it names."""


def unknown(kind: str, name: str, valid: Iterable[str]) -> str:
    """Format the message that a name does not exist, with the nearest one.

    Examples
    --------
    >>> unknown("driver", "usd_jp", ["usd_jpy"])
    "no driver is called 'usd_jp'; did you mean 'usd_jpy'?"
    """
    return str(NotFoundError(kind, name, valid))


def _same_titles(around: ReferenceContext) -> Iterator[Problem]:
    for language in around.plan.languages:
        first: dict[str, str] = {}
        for stem in sorted(around.indicators):
            title = around.indicators[stem].title(language)
            other = first.setdefault(title, stem)
            if other != stem:
                message = f"'{title}' is also the title of data/{other}.yaml; tell them apart"
                yield Problem(f"data/{stem}.yaml", f"title.{language}", message)


def _circles(indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    for circle in circles(DependencyGraph.of(indicators).inputs):
        path = " -> ".join(circle)
        message = f"drivers and identities run in a circle: {path}; take one link out"
        yield Problem(f"data/{circle[0]}.yaml", "", message)

"""What indicators say about each other, the units, the families and the tables."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from kgisim.errors import Keys, NotFoundError, Problem
from kgisim.evidence.base import Unit
from kgisim.evidence.cycles import circles
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.evidence.indicator import Derivation, Indicator
from kgisim.evidence.members import member_id
from kgisim.evidence.observations import out_of_range
from kgisim.evidence.plan import Plan
from kgisim.messages import Message
from kgisim.workspace import SETTINGS

Finding = tuple[Keys, Message]
"""Keys that lead to a value, and what is wrong with it."""


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
    whole = (*_same_titles(around), *_circles(around.indicators), *_policies(around))
    return [*problems, *whole]


def _policies(around: ReferenceContext) -> Iterator[Problem]:
    """Require that basic policies name goals, and none that is another definition of one."""
    valid = tuple(name for name in _goals_of(around) if around.indicators[name].variant_of is None)
    for number, policy in enumerate(around.plan.policies, start=1):
        for position, goal in enumerate(policy.goals, start=1):
            keys = ("policies", number, "goals", position)
            if goal not in around.known:
                yield Problem(SETTINGS, keys, unknown("goal", goal, valid))
            elif goal in around.indicators and goal not in valid:
                yield Problem(SETTINGS, keys, Message("links.goal", name=goal, valid=valid))


def _identity_of_file(stem: str, indicator: Indicator, _: ReferenceContext) -> Iterator[Finding]:
    if indicator.id != stem:
        yield ("id",), Message("links.id", found=indicator.id, expected=stem)


def _unit(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    unit = around.units.get(indicator.unit)
    if indicator.unit not in around.units and around.units:
        yield ("unit",), unknown("unit", indicator.unit, around.units)
    elif unit is not None and indicator.scale not in unit.scales:
        values = {"unit": indicator.unit, "fitting": unit.scales, "scale": indicator.scale}
        yield ("unit",), Message("links.unit", **values)


def _family(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    family = indicator.model.family
    if family is not None and family not in around.families:
        yield ("model", "family"), unknown("family", family, around.families)


def _drivers(stem: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    named = [effect.driver for effect in indicator.drivers]
    for position, driver in enumerate(named, start=1):
        where = ("drivers", position, "driver")
        found = around.indicators.get(driver)
        if driver not in around.known:
            yield where, unknown("driver", driver, _drivers_of(around))
        elif found is not None and found.role not in ("driver", "component"):
            yield where, Message("links.role", name=driver, role=found.role)
        elif found is not None and not found.is_fitted:
            yield where, Message("links.not_fitted", name=driver)
        if driver in named[: position - 1]:
            yield where, Message("links.twice", name=driver)


def _drivers_of(around: ReferenceContext) -> list[str]:
    return [
        stem
        for stem, indicator in around.indicators.items()
        if indicator.role in ("driver", "component")
    ]


def _identity(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    for keys, series in indicator.identity.places() if indicator.identity else ():
        where = ("identity", *keys)
        if series not in around.known:
            yield where, unknown("indicator", series, around.known)
        elif series in around.indicators and not around.indicators[series].is_projected:
            yield where, Message("links.not_projected", name=series)
    yield from _thinning(indicator, around)
    prices = indicator.identity.prices if indicator.identity else None
    if prices is not None and prices.table not in around.tables:
        yield ("identity", "prices", "table"), unknown("table", prices.table, around.tables)


def _thinning(indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    """Require that a count of events is thinned by a share, into a count of events."""
    identity = indicator.identity
    if identity is None or identity.thinned is None or identity.thinned_by is None:
        return
    for key, name, scale in (
        ("thinned", identity.thinned, "count"),
        ("thinned_by", identity.thinned_by, "share"),
    ):
        found = around.indicators.get(name)
        if found is not None and (found.scale != scale or found.counting != "flow"):
            values = {"name": name, "found": found.scale, "expected": scale}
            yield ("identity", key), Message("links.thinned", **values)
    if indicator.scale != "count" or indicator.counting != "flow":
        values = {"name": indicator.id, "found": indicator.scale, "expected": "count"}
        yield ("scale",), Message("links.thinned", **values)


def _goals(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    named: list[tuple[Keys, str]] = [
        (("serves", position), goal) for position, goal in enumerate(indicator.serves, start=1)
    ]
    if indicator.variant_of is not None:
        named.append((("variant_of",), indicator.variant_of))
    for where, goal in named:
        found = around.indicators.get(goal)
        if goal not in around.known:
            yield where, unknown("goal", goal, _goals_of(around))
        elif found is not None and (found.role != "goal" or found is indicator):
            valid = tuple(_goals_of(around))
            yield where, Message("links.goal", name=goal, valid=valid)


def _goals_of(around: ReferenceContext) -> list[str]:
    return sorted(stem for stem, indicator in around.indicators.items() if indicator.role == "goal")


def _derivation(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    rule = indicator.derive
    if rule is None:
        return
    if rule.table not in around.tables:
        yield ("derive", "table"), unknown("table", rule.table, around.tables)
    else:
        yield from _selection(rule, around.tables[rule.table])
    if indicator.identity is not None:
        yield ("derive",), Message("links.identity_rows")
    if indicator.period != "CY":
        yield ("period",), Message("links.period")
    scale = "count" if rule.measure == "count" else "positive"
    if indicator.scale != scale:
        values = {"found": indicator.scale, "measure": rule.measure, "scale": scale}
        yield ("scale",), Message("links.scale", **values)
    axis = around.plan.axis
    if not axis.first <= rule.first_year <= rule.last_year <= axis.last:
        span = {"first": rule.first_year, "last": rule.last_year}
        ends = {"earliest": axis.first, "latest": axis.last}
        yield ("derive", "first_year"), Message("links.span", **span, **ends)


def _selection(rule: Derivation, deals: pd.DataFrame) -> Iterator[Finding]:
    for key, column, wanted in (("lists", "list", rule.lists), ("scopes", "scope", rule.scopes)):
        # that a column is missing is told of the table itself
        there = set(deals[column] if column in deals.columns else wanted)
        for name in sorted(set(wanted) - there):
            yield ("derive", key), unknown(column, name, there)


def _offsets(_: str, indicator: Indicator, __: ReferenceContext) -> Iterator[Finding]:
    valid = ("none", "mean", *indicator.sources)
    if indicator.offsets is not None and indicator.offsets.anchor not in valid:
        yield ("offsets", "anchor"), unknown("source", indicator.offsets.anchor, valid)


def _breaks(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    axis = around.plan.axis
    years = [step.year for step in indicator.breaks]
    for position, year in enumerate(years, start=1):
        where = ("breaks", position, "year")
        if not axis.first < year <= axis.last:
            yield where, Message("links.axis", found=year, first=axis.first + 1, last=axis.last)
        if year in years[: position - 1]:
            yield where, Message("links.year_twice", year=year)


def _exceptional(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    axis, seen = around.plan.axis, set[int]()
    for position, pulse in enumerate(indicator.exceptional, start=1):
        where = ("exceptional", position, "years")
        for year in pulse.years:
            if not axis.first <= year <= axis.last:
                yield where, Message("links.axis", found=year, first=axis.first, last=axis.last)
            if year in seen:
                yield where, Message("links.year_twice", year=year)
            seen.add(year)
        expected = tuple(range(min(pulse.years), max(pulse.years) + 1))
        if tuple(sorted(set(pulse.years))) != expected or list(pulse.years) != sorted(pulse.years):
            yield where, Message("links.in_a_row", found=pulse.years, expected=expected)


def _targets(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    if indicator.targets and not indicator.is_projected:
        yield ("targets",), Message("links.no_target")
    for position, target in enumerate(indicator.targets, start=1):
        where, horizon = ("targets", position), around.plan.horizon
        if not around.plan.first_year < target.year <= horizon:
            yield (*where, "year"), Message("links.late", found=target.year, last=horizon)
        years = target.window if target.statistic == "sum" else 1
        if target.value is not None:
            wrong = out_of_range(target.value, indicator, years)
            if wrong:
                yield (*where, "value"), wrong


def _part(_: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    whole = around.indicators.get(indicator.part_of or "")
    if indicator.part_of is not None and indicator.part_of not in around.known:
        yield ("part_of",), unknown("indicator", indicator.part_of, around.known)
    elif whole is not None and whole.unit != indicator.unit:
        yield ("part_of",), Message("links.part_unit", found=whole.unit, expected=indicator.unit)


def _members(stem: str, indicator: Indicator, around: ReferenceContext) -> Iterator[Finding]:
    for member in indicator.group.members if indicator.group else ():
        if member_id(stem, member) in around.known:
            where = ("group", "members", member)
            yield where, Message("links.member", name=member_id(stem, member))


def _own_levels(_: str, indicator: Indicator, __: ReferenceContext) -> Iterator[Finding]:
    if indicator.group is None or not indicator.group.own_levels:
        return
    sums = (target.window for target in indicator.targets if target.statistic == "sum")
    years = max(sums, default=1)
    if not indicator.targets:
        yield ("group", "own_levels"), Message("links.own_level")
    for member, level in indicator.group.own_levels.items():
        where = ("group", "own_levels", member)
        if member not in indicator.group.members:
            yield where, unknown("group_member", member, indicator.group.members)
        elif wrong := out_of_range(level, indicator, years):
            yield where, wrong


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
    _exceptional,
    _targets,
    _part,
    _members,
    _own_levels,
)
"""Each looks at one indicator and what it names."""


def unknown(kind: str, name: str, valid: Iterable[str]) -> Message:
    """Format the message that a name does not exist, with the nearest one.

    Examples
    --------
    >>> str(unknown("driver", "usd_jp", ["usd_jpy"]))
    "no driver is called 'usd_jp'; did you mean 'usd_jpy'?"
    """
    return NotFoundError(kind, name, valid).message


def _same_titles(around: ReferenceContext) -> Iterator[Problem]:
    for language in around.plan.languages:
        first: dict[str, str] = {}
        for stem in sorted(around.indicators):
            title = around.indicators[stem].title(language)
            other = first.setdefault(title, stem)
            if other != stem:
                message = Message("links.title", title=title, file=f"data/{other}.yaml")
                yield Problem(f"data/{stem}.yaml", ("title", language), message)


def _circles(indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    for circle in circles(DependencyGraph.of(indicators).inputs):
        message = Message("links.circle", path=" -> ".join(circle))
        yield Problem(f"data/{circle[0]}.yaml", (), message)

"""What one scenario may say about indicators and other scenarios."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kgisim.axis import Axis
from kgisim.errors import Keys
from kgisim.evidence.cross_checks import Finding, unknown
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import out_of_range
from kgisim.messages import Message, Word
from kgisim.projection.scenario import (
    Hit,
    Measure,
    Part,
    Response,
    Scenario,
    Shock,
    WorldPath,
    key_of,
)

KINDS = {"world": "driver", "measure": "measure", "shock": "shock", "response": "response"}
"""Word for the kind of a key."""


@dataclass(frozen=True)
class ScenarioContext:
    """What a scenario may name.

    Parameters
    ----------
    axis
        Years that can be projected.
    indicators
        Those whose file is sound.
    known
        Names of all indicators, so that a broken file is not also called unknown.
    scenarios
        Names of all scenarios.
    """

    axis: Axis
    indicators: Mapping[str, Indicator]
    known: Collection[str]
    scenarios: Collection[str]

    def drivers(self) -> list[str]:
        """Name the indicators that a world path may move."""
        moved = ("driver", "component")
        return [stem for stem, indicator in self.indicators.items() if indicator.role in moved]


def scenario_findings(stem: str, scenario: Scenario, there: ScenarioContext) -> Iterator[Finding]:
    """Yield what is wrong with one scenario, its parents' contents aside.

    Parameters
    ----------
    stem
        Name of its file.
    scenario
        As written.
    there
        What it may name.
    """
    yield from _names(stem, scenario, there.scenarios)
    yield from _repeated(scenario)
    for where, part in _places(scenario):
        yield from _part(where, part, there)


def key_text(key: str) -> Message:
    """Format a key in words.

    Examples
    --------
    >>> str(key_text("world:usd_jpy"))
    "the driver 'usd_jpy'"
    """
    kind, name = key.split(":")
    return Message("key", kind=Word(KINDS[kind]), name=name)


def _names(stem: str, scenario: Scenario, known: Collection[str]) -> Iterator[Finding]:
    if scenario.id != stem:
        yield ("id",), Message("links.id", found=scenario.id, expected=stem)
    for position, parent in enumerate(scenario.extends, start=1):
        where = ("extends", position)
        if parent not in known:
            yield where, unknown("scenario", parent, known)
        if parent in scenario.extends[: position - 1]:
            yield where, Message("links.twice", name=parent)


def _repeated(scenario: Scenario) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, part in _places(scenario):
        if key_of(part) in seen:
            yield where, Message("scenario.twice", key=key_text(key_of(part)))
        seen.add(key_of(part))


def _places(scenario: Scenario) -> Iterator[tuple[Keys, Part]]:
    for section in ("world", "measures", "shocks", "responses"):
        for position, part in enumerate(getattr(scenario, section), start=1):
            yield (section, position), part


def _part(where: Keys, part: Part, there: ScenarioContext) -> Iterator[Finding]:
    if isinstance(part, Response):
        yield from _response(where, part, there)
        return
    yield from _on_axis((*where, "start"), part.start, there.axis)
    if isinstance(part, WorldPath):
        yield from _path(where, part, there)
    elif isinstance(part, Measure):
        yield from _measure(where, part, there)
        yield from _size((*where, "effect"), part.unit, part.effect.p10)
    else:
        yield from _shock(where, part, there)


def _on_axis(where: Keys, year: int, axis: Axis) -> Iterator[Finding]:
    if not axis.first < year <= axis.last:
        yield where, Message("links.axis", found=year, first=axis.first + 1, last=axis.last)


def _path(where: Keys, path: WorldPath, there: ScenarioContext) -> Iterator[Finding]:
    yield from _unused(where, path)
    driver = there.indicators.get(path.driver)
    if path.driver not in there.known:
        yield (*where, "driver"), unknown("driver", path.driver, there.drivers())
    elif driver is not None:
        yield from _is_driver((*where, "driver"), path.driver, driver)
        yield from _points(where, path, driver, there.axis.last)


def _is_driver(where: Keys, name: str, driver: Indicator) -> Iterator[Finding]:
    if driver.role not in ("driver", "component"):
        yield where, Message("links.role", name=name, role=driver.role)
    elif not driver.is_projected:
        yield where, Message("links.not_projected", name=name)
    elif not driver.is_fitted:
        yield where, Message("scenario.computed", name=name)


def _points(where: Keys, path: WorldPath, driver: Indicator, horizon: int) -> Iterator[Finding]:
    for year, level in path.points.items():
        place = (*where, "points", str(year))
        if not path.start <= year <= horizon:
            yield place, Message("scenario.point", start=path.start, last=horizon)
        wrong = out_of_range(level, driver)
        if wrong:
            yield place, wrong


def _unused(where: Keys, path: WorldPath) -> Iterator[Finding]:
    """Report a number that the kind of path does not use, for its author believes that it acts."""
    used = {
        "linear": "units_a_year",
        "growth": "percent_a_year",
        "shift": "percent",
        "values": "points",
    }
    for key in ("units_a_year", "percent_a_year", "percent", "quantile", "points"):
        if getattr(path, key) not in (None, {}) and key != used.get(path.kind, path.kind):
            yield (*where, key), Message("scenario.unused", kind=path.kind)
    if path.kind == "shift" and path.spread_percent:
        yield (*where, "spread_percent"), Message("scenario.unused", kind=path.kind)


def _measure(where: Keys, measure: Measure, there: ScenarioContext) -> Iterator[Finding]:
    yield from _moves(where, measure, there, "measure")
    for position, name in enumerate(measure.also, start=1):
        place = (*where, "also", position)
        yield from _is_movable(place, name, there, "measure")
        indicator = there.indicators.get(name)
        if measure.unit == "points" and indicator is not None and indicator.scale != "share":
            yield place, Message("scenario.points_also", name=name, scale=indicator.scale)
        if name in measure.indicators[:position]:
            yield place, Message("scenario.named_twice", name=name)


def _moves(
    where: Keys, part: Measure | Hit, there: ScenarioContext, what: str
) -> Iterator[Finding]:
    indicator = there.indicators.get(part.indicator)
    yield from _is_movable((*where, "indicator"), part.indicator, there, what)
    if part.unit == "points" and indicator is not None and indicator.scale != "share":
        yield (*where, "unit"), Message("scenario.points", scale=indicator.scale)


def _is_movable(where: Keys, name: str, there: ScenarioContext, what: str) -> Iterator[Finding]:
    indicator = there.indicators.get(name)
    if name not in there.known:
        yield where, unknown("indicator", name, there.known)
    elif indicator is not None and not indicator.is_fitted:
        yield where, Message("scenario.not_fitted", name=name, what=Word(what))


def _size(where: Keys, unit: str, smallest: float) -> Iterator[Finding]:
    if unit == "percent" and smallest <= -100:
        yield (*where, "p10"), Message("scenario.fall")


def _shock(where: Keys, shock: Shock, there: ScenarioContext) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, hit in enumerate(shock.hits, start=1):
        place = (*where, "hits", position)
        yield from _moves(place, hit, there, "shock")
        yield from _size((*place, "depth"), hit.unit, hit.depth.p10)
        if hit.indicator in seen:
            yield (*place, "indicator"), Message("scenario.struck_twice", name=hit.indicator)
        seen.add(hit.indicator)


def _response(where: Keys, response: Response, there: ScenarioContext) -> Iterator[Finding]:
    yield from _is_movable((*where, "indicator"), response.indicator, there, "response")
    for position, name in enumerate(response.also, start=1):
        yield from _is_movable((*where, "also", position), name, there, "response")
        if name in response.indicators[:position]:
            yield (*where, "also", position), Message("scenario.named_twice", name=name)
    cause = there.indicators.get(response.cause)
    if response.cause not in there.known:
        yield (*where, "cause"), unknown("indicator", response.cause, there.known)
    elif cause is not None and not cause.is_projected:
        yield (*where, "cause"), Message("scenario.no_departure", name=response.cause)

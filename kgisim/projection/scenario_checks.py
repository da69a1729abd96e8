"""What one scenario may say about indicators and other scenarios."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kgisim.axis import Axis
from kgisim.evidence.cross_checks import Finding, unknown
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import out_of_range
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

SPOKEN = {
    "world": "the driver",
    "measure": "the measure",
    "shock": "the shock",
    "response": "the response",
}
"""How the kind of a key is said."""


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
        return [stem for stem, one in self.indicators.items() if one.role in moved]


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


def spoken(key: str) -> str:
    """Format a key in words.

    Examples
    --------
    >>> spoken("world:usd_jpy")
    "the driver 'usd_jpy'"
    """
    kind, name = key.split(":")
    return f"{SPOKEN[kind]} '{name}'"


def _names(stem: str, scenario: Scenario, known: Collection[str]) -> Iterator[Finding]:
    if scenario.id != stem:
        yield "id", f"found '{scenario.id}', expected '{stem}', the name of the file"
    for position, parent in enumerate(scenario.extends, start=1):
        if parent not in known:
            yield f"extends[item {position}]", unknown("scenario", parent, known)
        if parent in scenario.extends[: position - 1]:
            yield f"extends[item {position}]", f"'{parent}' stands twice; keep one"


def _repeated(scenario: Scenario) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, part in _places(scenario):
        if key_of(part) in seen:
            yield where, f"{spoken(key_of(part))} stands twice; keep one"
        seen.add(key_of(part))


def _places(scenario: Scenario) -> Iterator[tuple[str, Part]]:
    for section in ("world", "measures", "shocks", "responses"):
        for position, part in enumerate(getattr(scenario, section), start=1):
            yield f"{section}[item {position}]", part


def _part(where: str, part: Part, there: ScenarioContext) -> Iterator[Finding]:
    if isinstance(part, Response):
        yield from _response(where, part, there)
        return
    yield from _on_axis(f"{where}.start", part.start, there.axis)
    if isinstance(part, WorldPath):
        yield from _path(where, part, there)
    elif isinstance(part, Measure):
        yield from _measure(where, part, there)
        yield from _size(f"{where}.effect", part.unit, part.effect.p10)
    else:
        yield from _shock(where, part, there)


def _on_axis(where: str, year: int, axis: Axis) -> Iterator[Finding]:
    if not axis.first < year <= axis.last:
        yield where, f"found {year}, expected {axis.first + 1} to {axis.last}"


def _path(where: str, path: WorldPath, there: ScenarioContext) -> Iterator[Finding]:
    yield from _unused(where, path)
    driver = there.indicators.get(path.driver)
    if path.driver not in there.known:
        yield f"{where}.driver", unknown("driver", path.driver, there.drivers())
    elif driver is not None:
        yield from _is_driver(f"{where}.driver", path.driver, driver)
        yield from _points(where, path, driver, there.axis.last)


def _is_driver(where: str, name: str, driver: Indicator) -> Iterator[Finding]:
    if driver.role not in ("driver", "component"):
        yield where, f"'{name}' has role '{driver.role}'; expected a driver or component"
    elif not driver.is_projected:
        yield where, f"'{name}' is not projected; give it a family or an identity"
    elif not driver.is_fitted:
        yield where, f"'{name}' is computed from its parts; assume paths for those"


def _points(where: str, path: WorldPath, driver: Indicator, horizon: int) -> Iterator[Finding]:
    for year, level in path.points.items():
        place = f"{where}.points.{year}"
        if not path.start <= year <= horizon:
            yield place, f"expected a year from 'start', {path.start}, to {horizon}"
        expected = out_of_range(level, driver)
        if expected:
            yield place, f"found {level:g}, expected {expected}"


def _unused(where: str, path: WorldPath) -> Iterator[Finding]:
    """Tell a number that the kind of path does not use, for its author believes that it acts."""
    used = {
        "linear": "units_a_year",
        "growth": "percent_a_year",
        "shift": "percent",
        "values": "points",
    }
    for key in ("units_a_year", "percent_a_year", "percent", "quantile", "points"):
        if getattr(path, key) not in (None, {}) and key != used.get(path.kind, path.kind):
            yield f"{where}.{key}", f"a path of kind '{path.kind}' does not use it; take it out"
    if path.kind == "shift" and path.spread_percent:
        yield f"{where}.spread_percent", "a path of kind 'shift' does not use it; take it out"


def _measure(where: str, measure: Measure, there: ScenarioContext) -> Iterator[Finding]:
    yield from _moves(where, measure, there, "a measure")
    for position, name in enumerate(measure.also, start=1):
        place = f"{where}.also[item {position}]"
        yield from _is_movable(place, name, there, "a measure")
        indicator = there.indicators.get(name)
        if measure.unit == "points" and indicator is not None and indicator.scale != "share":
            yield place, f"'points' are for shares; '{name}' has scale '{indicator.scale}'"
        if name in measure.indicators[:position]:
            yield place, f"'{name}' is named twice; keep one"


def _moves(where: str, part: Measure | Hit, there: ScenarioContext, what: str) -> Iterator[Finding]:
    indicator = there.indicators.get(part.indicator)
    yield from _is_movable(f"{where}.indicator", part.indicator, there, what)
    if part.unit == "points" and indicator is not None and indicator.scale != "share":
        yield f"{where}.unit", f"'points' are for shares; '{indicator.scale}' needs 'percent'"


def _is_movable(where: str, name: str, there: ScenarioContext, what: str) -> Iterator[Finding]:
    indicator = there.indicators.get(name)
    if name not in there.known:
        yield where, unknown("indicator", name, there.known)
    elif indicator is not None and not indicator.is_fitted:
        yield where, f"'{name}' is not fitted, so {what} cannot move it; name one with a family"


def _size(where: str, unit: str, smallest: float) -> Iterator[Finding]:
    if unit == "percent" and smallest <= -100:
        yield f"{where}.p10", "a level cannot fall by 100 per cent or more"


def _shock(where: str, shock: Shock, there: ScenarioContext) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, hit in enumerate(shock.hits, start=1):
        place = f"{where}.hits[item {position}]"
        yield from _moves(place, hit, there, "a shock")
        yield from _size(f"{place}.depth", hit.unit, hit.depth.p10)
        if hit.indicator in seen:
            yield f"{place}.indicator", f"'{hit.indicator}' is struck twice; keep one"
        seen.add(hit.indicator)


def _response(where: str, response: Response, there: ScenarioContext) -> Iterator[Finding]:
    yield from _is_movable(f"{where}.indicator", response.indicator, there, "a response")
    cause = there.indicators.get(response.cause)
    if response.cause not in there.known:
        yield f"{where}.cause", unknown("indicator", response.cause, there.known)
    elif cause is not None and not cause.is_projected:
        message = "is not projected, so it has no departure to pass on"
        yield f"{where}.cause", f"'{response.cause}' {message}"

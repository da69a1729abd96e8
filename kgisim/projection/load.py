"""Scenario files: each a diff, resolved through its parents and checked against the catalogue."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgisim.errors import ContentError, Problem
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.circles import circles
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.links import Finding, unknown
from kgisim.evidence.observations import out_of_range
from kgisim.evidence.reading import files_in, stray_files
from kgisim.evidence.records import collecting, read_record
from kgisim.names import BASELINE, FIRST_YEAR, LAST_YEAR
from kgisim.projection.scenario import Measure, Scenario, WorldPath
from kgisim.workspace import Workspace

Part = WorldPath | Measure
"""One thing that a scenario changes."""


@dataclass(frozen=True)
class Merged:
    """What a scenario changes once its parents are taken in.

    Parameters
    ----------
    parts
        What is changed, by key, the parents' first.
    origins
        The scenario that wrote each part.
    """

    parts: dict[str, Part]
    origins: dict[str, str]


def load_scenarios(workspace: Workspace, catalog: Catalog) -> dict[str, Scenario]:
    """Load all scenarios with their parents merged in, or raise every problem found.

    The baseline comes first, the others by `order` and name. A child may restate a key of its
    parents and wins; its place in the order stays the parent's.

    Parameters
    ----------
    workspace
        Where the files are.
    catalog
        Indicators that scenarios may name.
    """
    scenarios, problems = read_scenarios(workspace, catalog.indicators, catalog.indicators)
    if problems:
        raise ContentError(problems)
    return scenarios


def read_scenarios(
    workspace: Workspace, indicators: Mapping[str, Indicator], known: Collection[str]
) -> tuple[dict[str, Scenario], list[Problem]]:
    """Read what can be read, and tell everything that is wrong.

    Parameters
    ----------
    workspace
        Where the files are.
    indicators
        Sound indicators.
    known
        Names of all indicators, so that a broken one is not also called unknown.
    """
    problems = stray_files(workspace, workspace.scenarios, (".yaml",))
    paths = files_in(workspace.scenarios, ".yaml")
    written: dict[str, Scenario] = {}
    for stem, path in paths.items():
        with collecting(problems):
            written[stem] = read_record(Scenario, path, workspace.name(path))
    found = [
        (stem, *finding)
        for stem, scenario in written.items()
        for finding in (
            *_names(stem, scenario, paths),
            *_repeated(scenario),
            *_world(scenario, indicators, known),
            *_measures(scenario, indicators, known),
        )
    ]
    merged = _merge_all(written, found)
    found += [*_baseline(paths, written), *_double_meanings(written, merged)]
    problems += [Problem(f"scenarios/{stem}.yaml", *finding) for stem, *finding in found]
    ranked = sorted(merged, key=lambda stem: (stem != BASELINE, written[stem].order, stem))
    return {stem: _resolved(written[stem], merged[stem]) for stem in ranked}, problems


def _resolved(scenario: Scenario, merged: Merged) -> Scenario:
    parts = merged.parts.values()
    return scenario.model_copy(
        update={
            "world": tuple(part for part in parts if isinstance(part, WorldPath)),
            "measures": tuple(part for part in parts if isinstance(part, Measure)),
        }
    )


def _merge_all(
    written: Mapping[str, Scenario], found: list[tuple[str, str, str]]
) -> dict[str, Merged]:
    """Merge depth first; scenarios in a circle are told and taken as without parents."""
    loops = circles({stem: scenario.extends for stem, scenario in written.items()})
    for loop in loops:
        found.append((loop[0], "extends", f"runs in a circle: {' -> '.join(loop)}; take one out"))
    circular = {stem for loop in loops for stem in loop}
    merged: dict[str, Merged] = {}

    def merge(stem: str) -> Merged:
        if stem not in merged:
            names = () if stem in circular else written[stem].extends
            parents = [merge(name) for name in dict.fromkeys(names) if name in written]
            merged[stem] = _merge(stem, written[stem], parents, found)
        return merged[stem]

    for stem in written:
        merge(stem)
    return merged


def _merge(
    stem: str, scenario: Scenario, parents: list[Merged], found: list[tuple[str, str, str]]
) -> Merged:
    parts: dict[str, Part] = {}
    origins: dict[str, str] = {}
    for parent in parents:
        for key, origin in parent.origins.items():
            first = origins.setdefault(key, origin)
            if first != origin:
                message = f"'{first}' and '{origin}' both touch {_spoken(key)}; extend one of them"
                found.append((stem, "extends", message))
        parts = parent.parts | parts
    own = {_key(part): part for part in (*scenario.world, *scenario.measures)}
    return Merged(parts | own, origins | dict.fromkeys(own, stem))


def _key(part: Part) -> str:
    return f"world:{part.driver}" if isinstance(part, WorldPath) else f"measure:{part.id}"


def _spoken(key: str) -> str:
    kind, name = key.split(":")
    return f"the {'driver' if kind == 'world' else 'measure'} '{name}'"


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
        if _key(part) in seen:
            yield where, f"{_spoken(_key(part))} stands twice; keep one"
        seen.add(_key(part))


def _places(scenario: Scenario) -> Iterator[tuple[str, Part]]:
    for position, path in enumerate(scenario.world, start=1):
        yield f"world[item {position}]", path
    for position, measure in enumerate(scenario.measures, start=1):
        yield f"measures[item {position}]", measure


def _world(
    scenario: Scenario, indicators: Mapping[str, Indicator], known: Collection[str]
) -> Iterator[Finding]:
    for position, path in enumerate(scenario.world, start=1):
        where = f"world[item {position}]"
        driver = indicators.get(path.driver)
        yield from _on_axis(f"{where}.start", path.start)
        yield from _unused(where, path)
        if path.driver not in known:
            yield f"{where}.driver", unknown("driver", path.driver, _drivers(indicators))
        elif driver is not None:
            yield from _is_driver(f"{where}.driver", driver)
            yield from _points(where, path, driver)


def _drivers(indicators: Mapping[str, Indicator]) -> list[str]:
    return [stem for stem, one in indicators.items() if one.role in ("driver", "component")]


def _is_driver(where: str, driver: Indicator) -> Iterator[Finding]:
    if driver.role not in ("driver", "component"):
        yield where, f"'{driver.id}' has role '{driver.role}'; expected a driver or component"
    elif not driver.is_projected:
        yield where, f"'{driver.id}' is not projected; give it a family or an identity"


def _points(where: str, path: WorldPath, driver: Indicator) -> Iterator[Finding]:
    for year, level in path.points.items():
        place = f"{where}.points.{year}"
        if not path.start <= year <= LAST_YEAR:
            yield place, f"expected a year from 'start', {path.start}, to {LAST_YEAR}"
        expected = out_of_range(level, driver)
        if expected:
            yield place, f"found {level:g}, expected {expected}"


def _unused(where: str, path: WorldPath) -> Iterator[Finding]:
    """Tell a number that the kind of path does not use, for its author believes that it acts."""
    used = {"growth": "percent_a_year", "shift": "percent", "values": "points"}
    for key in ("percent_a_year", "percent", "quantile", "points"):
        if getattr(path, key) not in (None, {}) and key != used.get(path.kind, path.kind):
            yield f"{where}.{key}", f"a path of kind '{path.kind}' does not use it; take it out"
    if path.kind == "shift" and path.spread_percent:
        yield f"{where}.spread_percent", "a path of kind 'shift' does not use it; take it out"


def _measures(
    scenario: Scenario, indicators: Mapping[str, Indicator], known: Collection[str]
) -> Iterator[Finding]:
    for position, measure in enumerate(scenario.measures, start=1):
        where = f"measures[item {position}]"
        yield from _on_axis(f"{where}.start", measure.start)
        indicator = indicators.get(measure.indicator)
        if measure.indicator not in known:
            yield f"{where}.indicator", unknown("indicator", measure.indicator, known)
        elif indicator is not None and not indicator.is_fitted:
            yield (
                f"{where}.indicator",
                f"'{measure.indicator}' is not fitted, so a measure cannot move it; "
                "name an indicator with a family",
            )
        if measure.unit == "points" and indicator is not None and indicator.scale != "share":
            yield f"{where}.unit", f"'points' are for shares; '{indicator.scale}' needs 'percent'"
        if measure.unit == "percent" and measure.effect.p10 <= -100:
            yield f"{where}.effect.p10", "a level cannot fall by 100 per cent or more"


def _on_axis(where: str, year: int) -> Iterator[Finding]:
    if not FIRST_YEAR < year <= LAST_YEAR:
        yield where, f"found {year}, expected {FIRST_YEAR + 1} to {LAST_YEAR}"


def _baseline(
    paths: Collection[str], written: Mapping[str, Scenario]
) -> Iterator[tuple[str, str, str]]:
    if BASELINE not in paths:
        yield BASELINE, "", "missing file; every workspace has a baseline that changes nothing"
    baseline: Any = written.get(BASELINE)
    for key in ("extends", "world", "measures"):
        if getattr(baseline, key, ()):
            yield BASELINE, key, "the baseline changes nothing; leave it out"


def _double_meanings(
    written: Mapping[str, Scenario], merged: Mapping[str, Merged]
) -> Iterator[tuple[str, str, str]]:
    """One measure id means one measure, unless a child restates its parent's."""
    first: dict[str, tuple[str, Measure]] = {}
    for stem in sorted(merged):
        inherited = {
            key
            for parent in written[stem].extends
            if parent in merged
            for key in merged[parent].parts
        }
        for measure in written[stem].measures:
            if _key(measure) not in inherited:
                other, same = first.setdefault(measure.id, (stem, measure))
                if same != measure:
                    yield (
                        stem,
                        "measures",
                        f"'{measure.id}' means something else in scenarios/{other}.yaml; "
                        "rename it, or extend that scenario",
                    )

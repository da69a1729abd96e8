"""Scenario files: each a diff, resolved through its parents and checked against the catalogue."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgisim.errors import ContentError, Keys, Problem
from kgisim.evidence.catalog import Catalog
from kgisim.evidence.cycles import circles
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.loader import files_in, stray_files
from kgisim.evidence.plan import Plan
from kgisim.evidence.yaml_records import collecting, read_record
from kgisim.messages import Message
from kgisim.projection.scenario import Part, Response, Scenario, WorldPath, key_of, kind_of
from kgisim.projection.scenario_checks import ScenarioContext, key_text, scenario_findings
from kgisim.schema import BASELINE
from kgisim.workspace import Workspace

Told = tuple[str, Keys, Message]
"""Scenario, keys and message."""


@dataclass(frozen=True)
class Merged:
    """What a scenario changes once its parents are taken in.

    Parameters
    ----------
    parts
        What is changed, by key, the parents' first.
    origins
        The scenario that wrote each part.
    fresh
        Keys that no parent touches.
    """

    parts: dict[str, Part]
    origins: dict[str, str]
    fresh: tuple[str, ...]


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

    Raises
    ------
    ContentError
        If any scenario is wrong; it holds every problem.
    """
    scenarios, problems = read_scenarios(
        workspace, catalog.plan, catalog.indicators, catalog.indicators
    )
    if problems:
        raise ContentError(problems)
    return scenarios


def read_scenarios(
    workspace: Workspace,
    plan: Plan,
    indicators: Mapping[str, Indicator],
    known: Collection[str],
) -> tuple[dict[str, Scenario], list[Problem]]:
    """Read what can be read, and report everything that is wrong.

    Parameters
    ----------
    workspace
        Where the files are.
    plan
        Gives the years that can be projected, and the languages of texts.
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
            written[stem] = read_record(Scenario, path, workspace.name(path), plan.context)
    there = ScenarioContext(plan.axis, indicators, known, tuple(paths))
    found = [
        (stem, where, message)
        for stem, scenario in written.items()
        for where, message in scenario_findings(stem, scenario, there)
    ]
    merged = _merge_all(written, found)
    found += [*_baseline(paths, written), *_double_meanings(merged)]
    found += _response_circles(written, merged, indicators)
    problems += [
        Problem(f"scenarios/{stem}.yaml", where, message) for stem, where, message in found
    ]
    ranked = sorted(merged, key=lambda stem: (stem != BASELINE, written[stem].order, stem))
    return {
        stem: written[stem].with_parts(merged[stem].parts.values()) for stem in ranked
    }, problems


def _merge_all(written: Mapping[str, Scenario], found: list[Told]) -> dict[str, Merged]:
    """Merge depth first; scenarios in a circle are told and taken as without parents."""
    loops = circles({stem: scenario.extends for stem, scenario in written.items()})
    for loop in loops:
        message = Message("scenario.parents_circle", path=" -> ".join(loop))
        found.append((loop[0], ("extends",), message))
    circular = {stem for loop in loops for stem in loop}
    merged: dict[str, Merged] = {}

    def merge(stem: str) -> Merged:
        if stem not in merged:
            names = () if stem in circular else written[stem].extends
            parents = {name: merge(name) for name in names if name in written}
            merged[stem] = _merge(stem, written[stem], parents, found)
        return merged[stem]

    for stem in written:
        merge(stem)
    return merged


def _merge(
    stem: str, scenario: Scenario, parents: Mapping[str, Merged], found: list[Told]
) -> Merged:
    """Place the parents' parts together, then the scenario's own over them.

    What two parents have from one common ancestor is one statement, not two.
    """
    parts: dict[str, Part] = {}
    origins: dict[str, str] = {}
    giver: dict[str, str] = {}
    for name, parent in parents.items():
        for key, origin in parent.origins.items():
            first = giver.setdefault(key, name)
            if origins.setdefault(key, origin) != origin:
                both = {"one": first, "other": name, "key": key_text(key)}
                found.append((stem, ("extends",), Message("scenario.both", **both)))
        parts |= parent.parts
    own = {key_of(part): part for part in scenario.parts}
    fresh = tuple(key for key in own if key not in parts)
    return Merged(parts | own, origins | dict.fromkeys(own, stem), fresh)


def _baseline(paths: Collection[str], written: Mapping[str, Scenario]) -> Iterator[Told]:
    if BASELINE not in paths:
        yield BASELINE, (), Message("scenario.no_baseline")
    baseline: Any = written.get(BASELINE)
    for key in ("extends", "world", "measures", "shocks", "responses"):
        if getattr(baseline, key, ()):
            yield BASELINE, (key,), Message("scenario.baseline")


def _double_meanings(merged: Mapping[str, Merged]) -> Iterator[Told]:
    """One id means one measure, shock or response, unless a child restates its parent's."""
    first: dict[str, str] = {}
    for stem in sorted(merged):
        parts = merged[stem].parts
        named = [key for key in merged[stem].fresh if not isinstance(parts[key], WorldPath)]
        for key in named:
            other = first.setdefault(key, stem)
            if merged[other].parts[key] != parts[key]:
                file = f"scenarios/{other}.yaml"
                message = Message("scenario.two_meanings", key=key_text(key), file=file)
                yield stem, (f"{kind_of(parts[key])}s",), message


def _response_circles(
    written: Mapping[str, Scenario],
    merged: Mapping[str, Merged],
    indicators: Mapping[str, Indicator],
) -> Iterator[Told]:
    """Report where indicators would wait for each other; a child does not repeat its parents'."""
    plain = DependencyGraph.of(indicators)
    known = set(circles(plain.inputs))
    loops: dict[str, set[tuple[str, ...]]] = {}
    for stem, one in merged.items():
        responses = [part for part in one.parts.values() if isinstance(part, Response)]
        graph = plain.with_inputs(
            (one, part.cause) for part in responses for one in part.indicators
        )
        loops[stem] = set(circles(graph.inputs)) - known
    for stem, found in loops.items():
        inherited = (loops.get(parent, set()) for parent in written[stem].extends)
        for loop in sorted(found.difference(*inherited)):
            message = Message("scenario.responses_circle", path=" -> ".join(loop))
            yield stem, ("responses",), message

"""Which series a scenario can be carried through, and which of its parts can reach a series."""

from collections.abc import Mapping

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.dependencies import DependencyGraph
from kgisim.inference.fit import Fit
from kgisim.projection.scenario import Part, Scenario, Shock, WorldPath


def projected_series(catalog: Catalog, fits: Mapping[str, Fit]) -> list[str]:
    """Return the series that can be simulated, each right after its inputs.

    A series whose fit is missing or not usable is left out, and with it every series that
    depends on it.
    """
    graph = catalog.dependencies
    usable = graph.identities | {name for name, fit in fits.items() if fit.is_usable}
    order: list[str] = []

    def add(name: str) -> None:
        if name not in order:
            for other in graph.inputs[name]:
                add(other)
            order.append(name)

    for name in sorted(graph.inputs):
        add(name)
    return [name for name in order if graph.ancestors(name) | {name} <= usable]


def with_responses(graph: DependencyGraph, scenario: Scenario) -> DependencyGraph:
    """Return a graph in which the responses of a scenario are dependencies too."""
    return graph.with_inputs(
        (name, response.cause) for response in scenario.responses for name in response.indicators
    )


def upstream(catalog: Catalog, scenario: Scenario, series: str) -> list[str]:
    """Return a series and everything on which it depends under a scenario, inputs first."""
    return with_responses(catalog.dependencies, scenario).order([series])


def subjects(part: Part) -> tuple[str, ...]:
    """Return the indicators that a part of a scenario acts on."""
    if isinstance(part, WorldPath):
        return (part.driver,)
    if isinstance(part, Shock):
        return tuple(hit.indicator for hit in part.hits)
    return part.indicators


def relevant(catalog: Catalog, scenario: Scenario, series: str) -> Scenario:
    """Return the scenario with only those parts that can reach a series.

    The series has the same draws under both, and far fewer projections explain them.
    """
    reached = set(upstream(catalog, scenario, series))
    return scenario.with_parts(part for part in scenario.parts if reached & set(subjects(part)))

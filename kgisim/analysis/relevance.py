"""Which parts of a scenario can reach a series at all."""

from kgisim.evidence.catalog import Catalog
from kgisim.projection.order import in_order, linked, needs
from kgisim.projection.scenario import Measure, Part, Scenario, Shock, WorldPath


def reached_from(catalog: Catalog, scenario: Scenario, series: str) -> list[str]:
    """Name a series and everything that it is made of or responds to, inputs first."""
    graph = {name: needs(one) for name, one in catalog.indicators.items()}
    return in_order(linked(graph, scenario.responses), [series])


def subjects(part: Part) -> tuple[str, ...]:
    """Name the indicators that a part of a scenario moves."""
    if isinstance(part, WorldPath):
        return (part.driver,)
    if isinstance(part, Shock):
        return tuple(hit.indicator for hit in part.hits)
    return part.indicators if isinstance(part, Measure) else (part.indicator,)


def relevant(catalog: Catalog, scenario: Scenario, series: str) -> Scenario:
    """Give the scenario with only those parts that can reach a series.

    The series has the same draws under both, and far fewer projections explain them.
    """
    reached = set(reached_from(catalog, scenario, series))
    return scenario.with_parts(part for part in scenario.parts if reached & set(subjects(part)))

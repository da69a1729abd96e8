"""What is made of what: series in the order in which they can be computed."""

from collections.abc import Collection, Iterable, Mapping
from graphlib import TopologicalSorter

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.inference.fit import Fit
from kgisim.projection.scenario import Response

Graph = Mapping[str, Collection[str]]
"""For each series, those that it is made of."""


def needs(indicator: Indicator) -> tuple[str, ...]:
    """Name what an indicator is made of: its drivers, or the inputs of its identity."""
    if indicator.identity is not None:
        return indicator.identity.inputs
    return tuple(effect.driver for effect in indicator.drivers)


def projected_series(catalog: Catalog, fits: Mapping[str, Fit]) -> list[str]:
    """Series that can be simulated, inputs before what is made of them.

    A series whose fit is missing or not usable is left out, and with it every series that
    needs it.
    """
    order: list[str] = []

    def add(name: str) -> bool:
        if name in order:
            return True
        indicator = catalog.indicators[name]
        passed = name in fits and fits[name].is_usable
        usable = passed if indicator.is_fitted else indicator.identity is not None
        # every input is visited, also after one has failed: the others may stand on their own
        missing = [other for other in needs(indicator) if not add(other)]
        if usable and not missing:
            order.append(name)
        return usable and not missing

    for name in sorted(catalog.indicators):
        add(name)
    return order


def linked(graph: Graph, responses: Iterable[Response]) -> dict[str, set[str]]:
    """Add the responses between series of a graph to it."""
    joined = {name: set(others) for name, others in graph.items()}
    for response in responses:
        if response.indicator in joined and response.cause in joined:
            joined[response.indicator].add(response.cause)
    return joined


def in_order(graph: Graph, wanted: Iterable[str]) -> list[str]:
    """Order the wanted series and everything that they are made of, inputs first.

    Examples
    --------
    >>> in_order({"share": ["sales", "market"], "sales": [], "market": [], "else": []}, ["share"])
    ['market', 'sales', 'share']
    """
    reached: set[str] = set()
    waiting = sorted(wanted)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(graph[name])
    part = {name: sorted(graph[name]) for name in sorted(reached)}
    return list(TopologicalSorter(part).static_order())

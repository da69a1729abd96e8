"""Families of scenarios: the same scenario with some of its parts left out."""

from collections.abc import Collection, Mapping
from itertools import combinations

from kgisim.errors import RequestError
from kgisim.evidence.catalog import Catalog
from kgisim.projection.order import in_order, linked, needs
from kgisim.projection.scenario import Scenario, key_of

MOST_SWITCHES = 10
"""Measures that are switched on and off at once, so 1,024 variants at most."""


def keep(scenario: Scenario, keys: Collection[str]) -> Scenario:
    """Give the scenario with only those of its parts whose key is named.

    Examples
    --------
    >>> text = {"ja": "例", "en": "example"}
    >>> keep(Scenario(id="package", title=text, description=text), ["world:usd_jpy"]).keys()
    set()
    """
    return scenario.with_parts(part for part in scenario.parts if key_of(part) in keys)


def movers(catalog: Catalog, scenario: Scenario, series: str) -> tuple[str, ...]:
    """Name the measures that can move a series: directly, through its parts, or by responses.

    The others contribute exactly nothing, so that contributions need no variant of them.
    """
    graph = {name: needs(one) for name, one in catalog.indicators.items()}
    reached = set(in_order(linked(graph, scenario.responses), [series]))
    return tuple(one.id for one in scenario.measures if one.indicator in reached)


def variants(
    scenario: Scenario, measures: Collection[str] | None = None
) -> dict[frozenset[str], Scenario]:
    """Give every variant of a scenario with measures on or off, by the measures that are on.

    World, shocks and responses stay, and so do measures that are not switched. All 2ⁿ variants are
    made, so Shapley values computed from them are exact; `movers` keeps n small, and a projection
    of one series takes milliseconds.

    Parameters
    ----------
    measures
        Ids of the measures to switch; None: all.

    Raises
    ------
    RequestError
        If a measure is not in the scenario, or there are more than `MOST_SWITCHES`.
    """
    there = {measure.id: key_of(measure) for measure in scenario.measures}
    switched = tuple(there) if measures is None else tuple(dict.fromkeys(measures))
    absent = [name for name in switched if name not in there]
    if absent:
        raise RequestError(f"scenario '{scenario.id}' has no measure '{absent[0]}'")
    if len(switched) > MOST_SWITCHES:
        raise RequestError(
            f"{len(switched)} measures asked for, expected at most {MOST_SWITCHES}; "
            "name those that move the series (`movers`)"
        )
    fixed = scenario.keys() - {there[name] for name in switched}
    chosen = (
        frozenset(subset)
        for size in range(len(switched) + 1)
        for subset in combinations(switched, size)
    )
    return {on: keep(scenario, fixed | {there[name] for name in on}) for on in chosen}


def package(scenarios: Mapping[str, Scenario]) -> str | None:
    """Name the scenario of what the plan can decide: least of the world, then most measures.

    Examples
    --------
    >>> package({}) is None
    True
    """
    with_measures = [one for one in scenarios.values() if one.measures]
    ranked = sorted(
        with_measures,
        key=lambda one: (len(one.world) + len(one.shocks), -len(one.measures), one.order),
    )
    return ranked[0].id if ranked else None

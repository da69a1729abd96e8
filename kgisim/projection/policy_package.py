"""The scenario of what the plan can decide."""

from collections.abc import Mapping

from kgisim.projection.scenario import Scenario


def package(scenarios: Mapping[str, Scenario]) -> str | None:
    """Return the id of the scenario of what the plan can decide.

    The one with the fewest assumptions about the world, and among those with the most measures.

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

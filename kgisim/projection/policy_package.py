"""The scenario of what the plan can decide."""

from collections.abc import Mapping

from kgisim.projection.scenario import Scenario
from kgisim.schema import BASELINE


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


def package_or_baseline(scenarios: Mapping[str, Scenario]) -> str:
    """Return the scenario of a question that names none: the package, or else the baseline."""
    return package(scenarios) or BASELINE

"""Levers: a scenario as a session has changed it, without touching any file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kgisim import schema
from kgisim.axis import Axis
from kgisim.evidence.catalog import Catalog
from kgisim.projection.order import upstream
from kgisim.projection.scenario import (
    Effect,
    Measure,
    Part,
    Scenario,
    WorldPath,
    key_of,
)

Settings = dict[str, float | None]
"""By key of a part: None is switched off; a number is the middle of a measure's effect, or the
quantile of the model's own futures that a driver follows."""

WORLD, POLICY, BOTH = "live_world", "live_policy", "live_both"
"""Ids of the scenarios that a session makes."""

LOWEST, HIGHEST = 0.05, 0.95
"""Quantiles between which a driver's lever moves."""

Worlds = dict[str, Scenario]
"""The four lines: baseline, world changed, policy changed, both."""


@dataclass(frozen=True)
class Lever:
    """Something that a session may move, for one goal under one scenario.

    Parameters
    ----------
    key
        Key of the part (`key_of`).
    part
        The part as the scenario has it; None: a driver about which it says nothing.
    low, middle, high
        Ends of the slider and where it stands untouched; a measure's are its elicited quantiles.
    is_policy
        Whether the plan decides it, or it happens to us.
    """

    key: str
    part: Part | None
    low: float
    middle: float
    high: float
    is_policy: bool


def levers_of(catalog: Catalog, scenario: Scenario, goal: str) -> tuple[Lever, ...]:
    """List the levers that can move a goal under a scenario: measures first, then drivers."""
    reached = set(upstream(catalog, scenario, goal))
    return (*_measures(scenario, reached), *_drivers(catalog, scenario, reached))


def _measures(scenario: Scenario, reached: set[str]) -> Iterator[Lever]:
    for measure in scenario.measures:
        if reached & set(measure.indicators):
            effect = measure.effect
            yield Lever(key_of(measure), measure, effect.p10, effect.p50, effect.p90, True)


def _drivers(catalog: Catalog, scenario: Scenario, reached: Collection[str]) -> Iterator[Lever]:
    assumed = {path.driver: path for path in scenario.world}
    for name, one in catalog.indicators.items():
        if name in reached and one.is_fitted and one.role == "driver":
            yield Lever(f"world:{name}", assumed.get(name), LOWEST, 0.5, HIGHEST, False)


def live_scenarios(
    scenarios: Mapping[str, Scenario],
    chosen: str,
    settings: Mapping[str, float | None],
    axis: Axis,
) -> Worlds:
    """Return the four scenarios that a session compares, as its levers stand."""
    baseline, moved = scenarios[schema.BASELINE], with_settings(scenarios[chosen], settings, axis)
    world = [*moved.world, *moved.shocks, *moved.responses]
    policy = [*moved.measures, *moved.responses]
    return {
        schema.BASELINE: baseline,
        WORLD: moved.with_parts(world).model_copy(update={"id": WORLD}),
        POLICY: moved.with_parts(policy).model_copy(update={"id": POLICY}),
        BOTH: moved.model_copy(update={"id": BOTH}),
    }


def with_settings(scenario: Scenario, settings: Mapping[str, float | None], axis: Axis) -> Scenario:
    """Return a scenario with its levers moved; untouched parts stay as written."""
    parts = {key_of(part): part for part in scenario.parts}
    for key, value in settings.items():
        if value is None:
            parts.pop(key, None)
        elif key.startswith("world:"):
            parts[key] = driver_path(key.removeprefix("world:"), value, axis)
        elif isinstance(measure := parts.get(key), Measure):
            parts[key] = measure.model_copy(
                update={"effect": shifted_effect(measure.effect, value)}
            )
    return scenario.with_parts(parts.values())


def shifted_effect(effect: Effect, middle: float) -> Effect:
    """Move the middle of an elicited effect; what is not known of it stays as wide as before.

    Examples
    --------
    >>> shifted_effect(Effect(p10=0.0, p50=2.0, p90=5.0), 3.0)
    Effect(p10=1.0, p50=3.0, p90=6.0)
    """
    below, above = effect.p50 - effect.p10, effect.p90 - effect.p50
    return Effect(p10=middle - below, p50=middle, p90=middle + above)


def driver_path(driver: str, quantile: float, axis: Axis) -> WorldPath:
    """Make a driver follow one quantile of the model's own futures."""
    percent = f"{100 * quantile:.0f}"
    return WorldPath(
        driver=driver,
        kind="quantile",
        start=axis.first + 1,  # the record is not touched whatever the start
        quantile=quantile,
        rationale={  # pyright: ignore[reportArgumentType] # pydantic makes the record
            "ja": f"モデル自身が描く将来の分布のうち、下から{percent}％の経路をたどる場合。",
            "en": f"The path below which {percent} % of the model's own futures lie.",
        },
        source="illustrative",
    )

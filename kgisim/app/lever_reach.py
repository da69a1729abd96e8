"""Which levers hardly act: those whose measure moves the chance less than its error."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.app.levers import Lever, with_settings
from kgisim.errors import KgisimError
from kgisim.targets.question import TargetQuestion

if TYPE_CHECKING:
    from kgisim.app.shared_run import SharedRun


def weak_levers(
    shared: "SharedRun", levers: Sequence[Lever], question: TargetQuestion | None, scenario: str
) -> frozenset[str]:
    """Return the measures without which the chance of a level is the same within its error.

    Parameters
    ----------
    shared
        The run.
    levers
        Levers of the goal under the scenario.
    question
        The level; None: nothing can be compared.
    scenario
        Scenario that the levers belong to.

    Returns
    -------
    frozenset of str
        Keys of levers; those that cannot be compared are not among them.
    """
    keys = tuple(one.key for one in levers if one.is_policy)
    if question is None or not keys or scenario not in shared.scenarios:
        return frozenset()
    asked = (question.indicator, question.value, question.window)
    key = ("weak levers", scenario, asked, keys)
    return shared.run.cache.once(key, lambda: _weak(shared, keys, question, scenario))


def _weak(
    shared: "SharedRun", keys: tuple[str, ...], question: TargetQuestion, scenario: str
) -> frozenset[str]:
    whole = shared.scenarios[scenario]
    worlds = {key: with_settings(whole, {key: None}, shared.catalog.axis) for key in keys}
    named = {f"without_{place}": one for place, one in enumerate(worlds.values())}
    scenarios = {
        "whole": whole.model_copy(update={"id": "whole"}),
        **{name: one.model_copy(update={"id": name}) for name, one in named.items()},
    }
    baseline = {schema.BASELINE: shared.scenarios[schema.BASELINE]}
    try:
        made = shared.under(baseline | scenarios, series=[question.indicator])
        forecast = replace(shared.forecast(question.indicator), draws=made.draws)
        chance, error = forecast.chance(question)
    except KgisimError:  # without a measure the future may be impossible
        return frozenset()
    names = made.draws[schema.SCENARIO].to_numpy()
    found = dict(zip(names, chance.to_numpy(), strict=True))
    errors = dict(zip(names, error.to_numpy(), strict=True))
    pairs = zip(worlds, named, strict=True)
    return frozenset(
        key for key, name in pairs if abs(found["whole"] - found[name]) < errors["whole"]
    )

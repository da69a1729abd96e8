"""What a question is about: a projection, and the forecast of an indicator in it."""

from functools import partial

from kgisim.api.arguments import expect, source_of
from kgisim.api.results import projection_of
from kgisim.errors import NotFoundError
from kgisim.projection.conditional import ConditionalProjection
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.runs.current_elicitations import current_conditional
from kgisim.runs.run import Run
from kgisim.targets.conditional_forecast import conditional_forecast
from kgisim.targets.forecast import IndicatorForecast, forecast_of
from kgisim.targets.posed_question import Project
from kgisim.targets.question import TargetQuestion

TARGET = "a target: kg.target(future, 'kgi1b_overseas_ratio', 80)"


def question_forecast(
    future: Projection | Run, target: TargetQuestion, *, conditional: bool = False
) -> tuple[Projection, IndicatorForecast]:
    """Return the projection in which a question is asked, and the forecast of its indicator.

    Parameters
    ----------
    conditional
        Whether the indicator may be one that has a conditional projection only.

    Raises
    ------
    NotFoundError
        If there is no such indicator.
    RequestError
        If the indicator has no projection, or an argument is of another kind.
    """
    projection = projection_of(future)
    expect(target, TargetQuestion, "target", TARGET)
    if conditional and target.indicator not in projection.series:
        judged = conditional_projections(future)
        if target.indicator in judged:
            return projection, conditional_forecast(judged[target.indicator])
    return projection, forecast_of(projection, target.indicator)


def conditional_projections(future: Projection | Run) -> dict[str, ConditionalProjection]:
    """Return what is projected under what experts judge; nothing where a run left that out."""
    projection = projection_of(future)
    if isinstance(future, Run):
        made = future.manifest["options"].get("conditional", False)
        return current_conditional(future.workspace, projection) if made else {}
    return current_conditional(source_of(projection.catalog), projection)


def carried(projection: Projection, target: TargetQuestion) -> Project:
    """Carry the draws of a target's indicator through other scenarios, from its first year on."""
    first = int(target.window.years[0])
    return partial(projection.simulator, series=[target.indicator], since=first)


def scenario_of(projection: Projection, name: str) -> Scenario:
    """Return a scenario of a projection.

    Raises
    ------
    NotFoundError
        If there is no such scenario.
    """
    if name not in projection.scenarios:
        raise NotFoundError("scenario", str(name), projection.scenarios)
    return projection.scenarios[name]

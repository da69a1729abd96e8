"""Everything that explains one answer, from one set of draws."""

from dataclasses import dataclass
from functools import partial

import pandas as pd

from kgisim.analysis.assumption_ledger import ledger
from kgisim.analysis.contributions import Contributions, contributions
from kgisim.analysis.package_solver import Solution, solve
from kgisim.analysis.sensitivity_indices import indices, inputs_of
from kgisim.analysis.tornado import tornado
from kgisim.analysis.value_of_information import worth
from kgisim.projection.order import relevant, upstream
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE
from kgisim.screening.screen import ScreenResult, screen
from kgisim.targets.comparison_scale import comparison_of
from kgisim.targets.forecast import forecast_of
from kgisim.targets.posed_question import PosedQuestion
from kgisim.targets.question import TargetQuestion


@dataclass(frozen=True)
class Explanation:
    """Why the chance of one target is what it is, and what matters for it.

    Parameters
    ----------
    question
        The target.
    contributions
        What each measure contributes; None if no measure of the package can reach the series.
    solution
        Smallest package that reaches the wanted probability; None likewise.
    tornado, indices, ledger, worth
        Tables of the modules of these names.
    screen
        Whether the goal may carry a number.
    """

    question: TargetQuestion
    contributions: Contributions | None
    solution: Solution | None
    tornado: pd.DataFrame
    indices: pd.DataFrame
    ledger: pd.DataFrame
    worth: pd.DataFrame
    screen: ScreenResult


def explain(
    projection: Projection, question: TargetQuestion, *, probability: float, today: int
) -> Explanation:
    """Explain the chance of a target under the package that is the question's scenario.

    Parameters
    ----------
    projection
        Holds the baseline and the package, with all series.
    question
        The target; the measures of its scenario are explained.
    probability
        Chance that the smallest package has to reach.
    today
        The current year, or that of the state of knowledge.

    Returns
    -------
    Explanation
        What was found, table by table.
    """
    catalog, name, seed = projection.catalog, question.indicator, projection.seed
    posed = PosedQuestion.of(forecast_of(projection, name), question)
    part = relevant(catalog, projection.scenarios[question.scenario], name)
    project = partial(projection.simulator, series=[name], since=int(question.window.years[0]))
    reached = upstream(catalog, part, name)
    drivers = [other for other in reached if catalog.indicators[other].role == "driver"]
    swings = tornado(project, part, posed, drivers)
    drawn = posed.drawn(projection.draws)
    scale = comparison_of(catalog.indicators[name], drawn)
    found = indices(inputs_of(projection, part, posed), drawn, posed, seed=seed, scale=scale)
    measures = bool(part.measures)
    return Explanation(
        question=question,
        contributions=contributions(project, part, posed, seed=seed) if measures else None,
        solution=solve(project, part, posed, probability) if measures else None,
        tornado=swings,
        indices=found,
        ledger=ledger(catalog, part, name, swings, found),
        worth=worth(projection, posed.under(BASELINE)),
        screen=screen(projection, name, posed, today=today),
    )

"""The smallest package of measures that reaches a target, as a table for a terminal."""

from functools import partial

from kgisim.analysis.package_solver import HIGHEST, Package, Solution, solve
from kgisim.cli.console import print_line, show_table
from kgisim.errors import NotFoundError, RequestError
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.projection.order import relevant
from kgisim.runs.run import Run
from kgisim.targets.forecast import forecast_of
from kgisim.targets.posed_question import PosedQuestion
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import TwoProbabilityRule


def show_smallest(
    run: Run, question: TargetQuestion, probability: float | None, language: str
) -> None:
    """Print the smallest package that suffices, or how far all measures together get.

    Parameters
    ----------
    probability
        Chance that has to be reached; None: that of the rule for reasonable targets.
    """
    solution = _solved(run, question, probability or TwoProbabilityRule().y)
    localized = wording(run, question.indicator, language)
    when = localized.when(question.window)
    print_line(f"{localized.title}: {when}, {question.value:g}, {question.scenario}")
    if solution.package is None:
        print_line(
            localized.t(
                "solve.none", wanted=numbers.percent(solution.probability, localized.language)
            )
        )
    listed = [("smallest", solution.package), ("full", solution.full)]
    listed += [("smaller", one) for one in solution.smaller]
    columns = [localized.t(f"solve.{key}") for key in ("package", "measures", "cost", "chance")]
    rows = [_row(localized, run, question, role, one) for role, one in listed if one is not None]
    show_table(columns, rows, right=columns[2:])
    print_line(localized.t("solve.priced" if solution.priced else "solve.effort", highest=HIGHEST))
    if solution.package is not None and not solution.proven:
        print_line(localized.t("solve.unproven"))


def _solved(run: Run, question: TargetQuestion, probability: float) -> Solution:
    if question.scenario not in run.scenarios:
        raise NotFoundError("scenario", question.scenario, run.scenarios)
    name = question.indicator
    part = relevant(run.catalog, run.scenarios[question.scenario], name)
    if not part.measures:
        raise RequestError("solve.out_of_reach", scenario=question.scenario, name=name)
    project = partial(run.projection.simulator, series=[name], since=int(question.window.years[0]))
    posed = PosedQuestion.of(forecast_of(run.projection, name), question)
    return solve(project, part, posed, probability)


def _row(
    localized: LocalizedIndicator, run: Run, question: TargetQuestion, role: str, one: Package
) -> list[str]:
    titles = {measure.id: measure.title for measure in run.scenarios[question.scenario].measures}
    measures = [
        f"{titles[name](localized.language)} {level}/{HIGHEST}"
        for name, level in one.levels.items()
        if level
    ]
    chance = numbers.chance(one.chance.value, one.chance.error, localized.language)
    return [
        localized.t(f"solve.{role}"),
        localized.t("list").join(measures) or localized.t("blank"),
        numbers.decimal(one.cost, 1, localized.language),
        f"{chance} ({numbers.error(one.chance.error, localized.language)})",
    ]

"""The smallest package of measures that reaches a target, as a table for a terminal."""

from functools import partial

from kgisim.analysis.package_solver import HIGHEST, Package, Solution, solve
from kgisim.cli.console import print_line, show_table
from kgisim.cli.target import Asked
from kgisim.errors import NotFoundError, RequestError
from kgisim.presentation.i18n import numbers
from kgisim.presentation.localized import LocalizedIndicator, wording
from kgisim.projection.order import relevant
from kgisim.runs.run import Run
from kgisim.targets.question import Question
from kgisim.targets.two_probability_rule import TwoProbabilityRule


def show_smallest(run: Run, asked: Asked, probability: float | None, language: str) -> None:
    """Print the smallest package that suffices, or how far all measures together get.

    Parameters
    ----------
    probability
        Chance that has to be reached; None: that of the rule for reasonable targets.
    """
    solution = _solved(run, asked, probability or TwoProbabilityRule().y)
    localized = wording(run, asked.forecast.indicator.id, language)
    when = localized.when(asked.aim.basis)
    print_line(f"{localized.title}: {when}, {asked.aim.value:g}, {asked.scenario}")
    if solution.package is None:
        print_line(
            localized.t(
                "solve.none", wanted=numbers.percent(solution.probability, localized.language)
            )
        )
    listed = [("smallest", solution.package), ("full", solution.full)]
    listed += [("smaller", one) for one in solution.smaller]
    columns = [localized.t(f"solve.{key}") for key in ("package", "measures", "cost", "chance")]
    rows = [_row(localized, run, asked, role, one) for role, one in listed if one is not None]
    show_table(columns, rows, right=columns[2:])
    print_line(localized.t("solve.priced" if solution.priced else "solve.effort", highest=HIGHEST))
    if solution.package is not None and not solution.proven:
        print_line(localized.t("solve.unproven"))


def _solved(run: Run, asked: Asked, probability: float) -> Solution:
    if asked.scenario not in run.scenarios:
        raise NotFoundError("scenario", asked.scenario, run.scenarios)
    name = asked.forecast.indicator.id
    part = relevant(run.catalog, run.scenarios[asked.scenario], name)
    if not part.measures:
        raise RequestError("solve.out_of_reach", scenario=asked.scenario, name=name)
    project = partial(run.projection.simulator, series=[name], since=int(asked.aim.basis.years[0]))
    return solve(project, part, Question.about(asked.forecast, asked.aim), probability)


def _row(
    localized: LocalizedIndicator, run: Run, asked: Asked, role: str, one: Package
) -> list[str]:
    titles = {measure.id: measure.title for measure in run.scenarios[asked.scenario].measures}
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

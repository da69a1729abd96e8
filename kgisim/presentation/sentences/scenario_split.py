"""What a scenario does to a goal counted in another currency, in parts that add up as printed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.analysis.scenario_split import PARTS, ScenarioSplit, split_scenario
from kgisim.presentation.i18n.numbers import signed
from kgisim.presentation.localized import LocalizedIndicator, goals, wording

if TYPE_CHECKING:
    from kgisim.runs.results import Results


NOTHING = 1e-6
"""A part of a change that is smaller, in the goal's unit, is none: all of it is real."""


def split_text(run: "Results", language: str) -> Iterator[str]:
    """State, for every goal and scenario, how much is translation, arithmetic and real."""
    for goal in goals(run):
        if goal.id not in run.projection.series:
            continue
        localized = wording(run, goal.id, language)
        for name in run.scenarios:
            if name != schema.BASELINE and localized.view.differs(name):
                year = localized.view.axis.last
                found = split_scenario(run.projection, goal.id, name, year)
                if found is not None and abs(found.translation) + abs(found.arithmetic) > NOTHING:
                    yield _line(localized, name, found)


def _line(localized: LocalizedIndicator, scenario: str, found: ScenarioSplit) -> str:
    written, language = localized.quantity, localized.language
    places = written.places(found.after * written.factor)
    change, parts = in_print(found, written.factor, places)
    told = {name: signed(part, places, language) for name, part in zip(PARTS, parts, strict=True)}
    return localized.t(
        "split.line",
        title=localized.title,
        scenario=localized.scenario(scenario),
        baseline=localized.scenario(schema.BASELINE),
        year=localized.year(localized.view.axis.last),
        before=written(found.before),
        after=written(found.after),
        change=signed(change, places, language),
        unit=localized.t("split.points") if localized.indicator.scale == "share" else written.unit,
        **told,
    )


def in_print(found: ScenarioSplit, factor: float, places: int) -> tuple[float, list[float]]:
    """Round a split so that what is printed adds up: the largest part takes what rounding leaves.

    Returns
    -------
    change : float
        Difference of the medians as printed.
    parts : list of float
        In the order of `kgisim.analysis.scenario_split.PARTS`.
    """
    ends = [round(factor * end, places) for end in (found.before, found.after)]
    parts = [round(factor * float(getattr(found, name)), places) for name in PARTS]
    change = round(ends[1] - ends[0], places)
    largest = max(range(len(parts)), key=lambda place: abs(parts[place]))
    parts[largest] = round(parts[largest] + change - sum(parts), places)
    return change, parts

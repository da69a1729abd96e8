"""Figure of why two runs differ: the chance of a target, part by part."""

from itertools import pairwise

import pandas as pd

from kgisim.presentation.figures.figure import Figure, Numbers
from kgisim.presentation.figures.waterfall import Step, waterfall
from kgisim.presentation.sentences.run_difference import (
    POINTS,
    TargetDifference,
    chances,
    difference_table,
    difference_text,
    waypoints,
)


def waterfall_figure(account: TargetDifference) -> Figure:
    """Draw the change of the chance, part by part."""
    localized = account.localized
    steps = account.steps("chance")
    way = [round(100 * one, POINTS) for one in waypoints(steps)]
    parts = [
        Step(name, start, end, told)
        for (name, told), (start, end) in zip(account.chance_changes(), pairwise(way), strict=True)
        if start != end
    ]
    before, after = chances(account)
    first = Step(localized.t("compare.first"), way[0], way[0], before, is_whole=True)
    last = Step(localized.t("compare.last"), way[-1], way[-1], after, is_whole=True)
    drawn = [first, *parts, last]
    caption = localized.t(
        "compare.waterfall",
        target=localized.target(account.target),
        scenario=localized.scenario(account.target.question.scenario),
    )
    frame = pd.DataFrame(
        {
            localized.t("compare.column.part"): [one.label for one in drawn],
            localized.t("compare.column.from"): [one.start for one in drawn],
            localized.t("compare.column.to"): [one.end for one in drawn],
        }
    )
    return Figure(
        f"waterfall-{localized.indicator.id}-{account.target.question.scenario}",
        waterfall(drawn, localized.t("compare.axis"), localized.language),
        caption,
        " ".join([caption, *difference_text(account)]),
        difference_table(account),
        Numbers(frame, ("x", "chance", "chance"), "%"),
    )

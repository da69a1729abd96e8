"""Comparisons of two runs whose waypoints are given."""

import pandas as pd

from kgisim.presentation.localized import wording
from kgisim.runs.change_path import GROUPS
from kgisim.runs.compare import COLUMNS

CHANCES = (0.20, 0.2004, 0.2349, 0.2349, 0.301, 0.3346, 0.3333)
MEDIANS = (7.51, 7.51, 7.94, 8.26, 8.26, 8.14, 8.0)


def rows(run, goal, chances=CHANCES, medians=MEDIANS, parts=GROUPS):
    """A comparison whose waypoints are given."""
    level = wording(run, goal, "ja").view.example.question
    window = level.window
    place = (goal, level.value, window.year, window.length, window.statistic, window.since)
    found = []
    for scenario in run.scenarios:
        for quantity, way in (("chance", chances), ("median", medians)):
            for part, start, end in zip(parts, way, way[1:], strict=False):
                change = (quantity, part, start, end, end - start, 0.004)
                found.append((*place, scenario, *change))
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"since": float})

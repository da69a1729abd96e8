"""Tables of proposed levels and of the frontier, as people read them."""

from collections.abc import Iterator

import pandas as pd

from kgisim import schema
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.level_writing import (
    added_points,
    level_name,
    level_text,
    reached_text,
    shortfall_text,
)
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.levels import Levels, ProposedLevel
from kgisim.targets.posed_question import Estimate

SHOWN = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Chances under the package whose levels the table of a frontier shows."""


def levels_table(localized: LocalizedIndicator, found: Levels) -> pd.DataFrame:
    """Show the proposed levels with all that is said of them.

    Returns
    -------
    DataFrame
        Columns: level, value, chance under the baseline and the package, what the plan adds, mean
        shortfall if missed, rank of the pace, year in which failure shows; one row per level.
    """
    t = localized.t
    before, after = (
        t("column.chance_under", scenario=localized.scenario(name))
        for name in (schema.BASELINE, found.package)
    )
    rows = [
        {
            t("levels.column.level"): level_name(localized, one),
            t("levels.column.value"): level_text(localized, found.window, one.value),
            before: _chance(localized, one.chance_baseline),
            after: _chance(localized, one.chance_package),
            t("levels.column.adds"): t(
                "levels.points_error",
                points=added_points(localized, one),
                line=LINE,
                error=numbers.error(one.adds.error, localized.language),
            ),
            t("levels.column.missed"): _missed(localized, found, one),
            t("levels.column.pace"): _rank(localized, found, one),
            t("levels.column.shows"): _shows(localized, one),
        }
        for one in found.proposed
    ]
    return pd.DataFrame(rows)


def short_levels(localized: LocalizedIndicator, found: Levels) -> pd.DataFrame:
    """Show the proposed levels with their chances alone.

    Returns
    -------
    DataFrame
        Columns: level, value, chance under the baseline and the package; one row per level.
    """
    before, after = (localized.t(f"levels.column.{name}") for name in ("before", "after"))
    rows = [
        {
            localized.t("levels.column.level"): level_name(localized, one),
            localized.when(found.window): level_text(localized, found.window, one.value),
            before: _printed(localized, one.chance_baseline),
            after: _printed(localized, one.chance_package),
        }
        for one in found.proposed
    ]
    return pd.DataFrame(rows)


def frontier_table(localized: LocalizedIndicator, found: Levels) -> pd.DataFrame:
    """Show levels of the frontier at round chances under the package.

    Returns
    -------
    DataFrame
        Columns: level, chance under the baseline and the package; the easiest level first.
    """
    heads = [
        localized.t("levels.column.value"),
        *(
            localized.t("column.chance_under", scenario=localized.scenario(name))
            for name in (schema.BASELINE, found.package)
        ),
    ]
    rows = [
        (
            reached_text(localized, found.window, value),
            *(numbers.percent(chance, localized.language) for chance in chances),
        )
        for value, *chances in _rungs(found.frontier)
    ]
    return pd.DataFrame(rows, columns=heads)


def _rungs(curve: pd.DataFrame) -> Iterator[tuple[float, ...]]:
    """Choose the hardest level of every round chance; of counts, one may serve for several."""
    reached = curve["chance_package"].to_numpy(dtype=float)
    places = [int((reached >= chance).sum()) - 1 for chance in SHOWN]
    for place in dict.fromkeys(one for one in places if one >= 0):
        yield tuple(curve.iloc[place].to_numpy(dtype=float).tolist())


def _chance(localized: LocalizedIndicator, found: Estimate) -> str:
    error = numbers.error(found.error, localized.language)
    return LINE.join([_printed(localized, found), error])


def _printed(localized: LocalizedIndicator, found: Estimate) -> str:
    return numbers.chance(found.value, found.error, localized.language)


def _missed(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> str:
    if level.if_missed is None:
        return localized.t("blank")
    return shortfall_text(localized, found.window, level.if_missed)


def _rank(localized: LocalizedIndicator, found: Levels, level: ProposedLevel) -> str:
    if found.paces is None or level.percentile is None:
        return localized.t("blank")
    share = numbers.percent(level.percentile, localized.language)
    return localized.t("levels.rank", share=share, series=found.paces.series)


def _shows(localized: LocalizedIndicator, level: ProposedLevel) -> str:
    return localized.t("levels.late") if level.shows is None else localized.year(level.shows)

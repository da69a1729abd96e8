"""Why two runs differ, in sentences, a table and a waterfall.

Steps are printed as differences of rounded waypoints, so that the printed parts add up to the
printed whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgisim import schema
from kgisim.presentation.goal_view import LabelledTarget, package
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.runs.change_path import JOINT
from kgisim.runs.compare import RunDifference
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.forecast import choose

if TYPE_CHECKING:
    from kgisim.runs.run import Run

POINTS = 1
"""Decimals of a change of a chance, in percentage points."""


@dataclass(frozen=True)
class TargetDifference:
    """The change of one target's chance and median between two runs.

    Parameters
    ----------
    found
        How the runs differ.
    localized
        The goal in the later of the two runs.
    target
        The level, and the scenario under which it is looked at.
    """

    found: RunDifference
    localized: LocalizedIndicator
    target: LabelledTarget

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Rows of the comparison for both quantities, with the columns of ``found.table``."""
        table = self.found.table
        is_asked = (
            (table["indicator"] == self.localized.indicator.id)
            & (table["value"] == self.target.question.value)
            & self.target.question.window.among(table)
            & (table["scenario"] == self.target.question.scenario)
        )
        return table.loc[is_asked]

    def steps(self, quantity: str) -> pd.DataFrame:
        """Return the parts of one quantity, in their order.

        Parameters
        ----------
        quantity
            ``chance`` or ``median``.

        Returns
        -------
        DataFrame
            Rows and columns of ``rows``.
        """
        return self.rows.loc[self.rows["quantity"] == quantity]

    def changed(self, quantity: str) -> bool:
        """Whether anything changed a quantity at all."""
        return bool((self.steps(quantity)["change"] != 0).any())

    @property
    def is_within_error(self) -> bool:
        """Whether the whole change of the chance is no more than noise of the computation."""
        steps = self.steps("chance")
        way = waypoints(steps)
        error = float(np.hypot.reduce(steps["error"].to_numpy(float)))
        return abs(way[-1] - way[0]) < numbers.ERRORS * error

    def chance(self, run: "Run") -> str:
        """Write the chance in one of the two runs, no finer than its error allows."""
        forecast = forecast_in(run, self.localized.indicator.id)
        share, error = forecast.chance(self.target.question)
        found, mcse = (float(choose(one, self.target.question.scenario)) for one in (share, error))
        return numbers.chance(found, mcse, self.localized.language)

    def total(self, quantity: str) -> str:
        """Write the whole change; the printed parts add up to it."""
        way = waypoints(self.steps(quantity))
        if quantity == "chance":
            ends = [round(100 * one, POINTS) for one in (way[0], way[-1])]
            change = numbers.signed(ends[1] - ends[0], POINTS, self.localized.language)
            return self.localized.t("compare.share_points", points=change)
        return self._amount(
            _differences([self._shown(one) for one in (way[0], way[-1])], self._decimals)[0]
        )

    def chance_changes(self) -> list[tuple[str, str]]:
        """Write the parts of the chance's change: name and percentage points."""
        steps, language = self.steps("chance"), self.localized.language
        points = _differences([100 * one for one in waypoints(steps)], POINTS)
        errors = [numbers.decimal(100 * error, POINTS, language) for error in steps["error"]]
        told = [
            self.localized.t(
                "compare.points", points=numbers.signed(one, POINTS, language), error=error
            )
            for one, error in zip(points, errors, strict=True)
        ]
        return self._named(steps, told)

    def median_changes(self) -> list[tuple[str, str]]:
        """Write the parts of the median's change: name and amount in the goal's unit."""
        steps = self.steps("median")
        way = [self._shown(value) for value in waypoints(steps)]
        return self._named(steps, [self._amount(one) for one in _differences(way, self._decimals)])

    def _named(self, steps: pd.DataFrame, told: list[str]) -> list[tuple[str, str]]:
        """Place names and changes together; nothing is written of what changed nothing."""
        blank = self.localized.t("blank")
        parts = steps["part"].tolist()
        names_of = [part_name(self.localized, part) for part in parts]
        if len(parts) > 1 and parts[0] == parts[-1]:  # the present code lies between the two runs'
            names_of[0], names_of[-1] = (
                self.localized.t(f"compare.code_{which}") for which in ("before", "after")
            )
        shown = [one if moved else blank for one, moved in zip(told, steps["change"], strict=True)]
        return list(zip(names_of, shown, strict=True))

    def _shown(self, value: float) -> float:
        return value * self.localized.judged.factor

    @property
    def _decimals(self) -> int:
        return self.localized.judged.decimals

    def _amount(self, change: float) -> str:
        written = numbers.signed(change, self._decimals, self.localized.language)
        if self.localized.indicator.scale == "share":  # per cent of per cent would be misread
            return self.localized.t("compare.share_points", points=written)
        return self.localized.judged.pattern.format(written)


def accounts(found: RunDifference, localized: LocalizedIndicator) -> list[TargetDifference]:
    """Return how a goal's example target differs, under the baseline and under the package."""
    target, with_measures = localized.view.example, package(found.after.scenarios)
    if target is None:
        return []
    asked = [schema.BASELINE, *([with_measures] if with_measures else [])]
    both = [one for one in asked if one in found.before.scenarios]
    made = [TargetDifference(found, localized, target.under(scenario)) for scenario in both]
    return [one for one in made if len(one.rows)]


def part_name(localized: LocalizedIndicator, part: str) -> str:
    """Name what was changed; steps that cannot be told apart are named together."""
    known = [text(f"compare.part.{one}", localized.language) for one in part.split(JOINT)]
    if len(known) == 1:
        return known[0]
    return localized.t("compare.joint", parts=localized.t("compare.and").join(known))


def difference_text(account: TargetDifference) -> Iterator[str]:
    """State how chance and median changed between the runs, and through what."""
    localized = account.localized
    place = {
        "target": localized.target(account.target),
        "when": localized.when(account.target.question.window),
        "scenario": localized.scenario(account.target.question.scenario),
    }
    for quantity, ends, changes in (
        ("chance", chances(account), account.chance_changes()),
        ("median", _medians(account), account.median_changes()),
    ):
        if not account.changed(quantity):
            yield localized.t(f"compare.same_{quantity}", value=ends[0], **place)
            continue
        total, parts = account.total(quantity), _listed(localized, changes)
        told = {"before": ends[0], "after": ends[1], "total": total, "parts": parts}
        key = "chance_within" if quantity == "chance" and account.is_within_error else quantity
        yield localized.t(f"compare.{key}", **told, **place)


def difference_table(account: TargetDifference) -> pd.DataFrame:
    """Write every part of the change of chance and median, and the whole.

    Returns
    -------
    DataFrame
        Columns: the part, the change of the chance in points, the change of the median; the
        first row has the earlier run's numbers, the last two the whole change and the later
        run's numbers.
    """
    localized = account.localized
    chance, median = account.chance_changes(), account.median_changes()
    head = localized.t("compare.column.part")
    table = pd.DataFrame(
        {
            head: [part for part, _ in chance],
            localized.t("compare.column.chance"): [told for _, told in chance],
            localized.t("compare.column.median"): [told for _, told in median],
        }
    )
    ends = [
        {
            head: localized.t(f"compare.{key}"),
            localized.t("compare.column.chance"): chance,
            localized.t("compare.column.median"): median,
        }
        for key, chance, median in zip(
            ("first", "last"), chances(account), _medians(account), strict=True
        )
    ]
    whole = {
        head: localized.t("compare.total"),
        localized.t("compare.column.chance"): account.total("chance"),
        localized.t("compare.column.median"): account.total("median"),
    }
    first, last = (pd.DataFrame([one]) for one in ends)
    return pd.concat([first, table, pd.DataFrame([whole]), last], ignore_index=True)


def remarks(found: RunDifference, localized: LocalizedIndicator) -> Iterator[str]:
    """State in which order changes were made, and what could not be told apart or compared."""
    yield localized.t("compare.order")
    for part in found.reasons:
        yield localized.t("compare.no_result", part=part_name(localized, part))
    for key, only in (("only_before", found.only_before), ("only_after", found.only_after)):
        if only:
            yield localized.t(f"compare.{key}", names=localized.t("list").join(only))


def waypoints(steps: pd.DataFrame) -> list[float]:
    """Return the values of a quantity before the first step and after each."""
    return [float(steps["before"].iloc[0]), *map(float, steps["after"])]


def chances(account: TargetDifference) -> tuple[str, str]:
    """Format the chance in the earlier and in the later run."""
    return account.chance(account.found.before), account.chance(account.found.after)


def _medians(account: TargetDifference) -> tuple[str, str]:
    way = waypoints(account.steps("median"))
    written = account.localized.judged.aligned  # the printed parts add up to the difference
    return written(way[0]), written(way[-1])


def _differences(way: list[float], decimals: int) -> list[float]:
    rounded = [round(one, decimals) for one in way]
    return [after - before for before, after in pairwise(rounded)]


def _listed(localized: LocalizedIndicator, changes: list[tuple[str, str]]) -> str:
    blank = localized.t("blank")
    return localized.t("list").join(
        localized.t("compare.change", part=part, change=told)
        for part, told in changes
        if told != blank
    )

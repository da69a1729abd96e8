"""The example levels of all goals at once: chance of all, of some, and pairs in conflict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count as count_from
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgisim import schema
from kgisim.presentation import observation_rows
from kgisim.presentation.backcast_view import BackcastView, backcast_view_of
from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n import numbers
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.i18n.numbers import decimal
from kgisim.presentation.localized import LocalizedIndicator, scenario_titles
from kgisim.targets.joint import Joint, joint

if TYPE_CHECKING:
    from kgisim.runs.results import Results

MOST = 12
"""Pairs of a kind that are named, and numbers of goals that have a row, where there are more."""


@dataclass(frozen=True)
class JointView:
    """Several goals' example levels under the baseline and the policy package.

    Parameters
    ----------
    views
        Question about each goal, by its id; two at least.
    """

    run: "Results"
    language: str
    views: Mapping[str, BackcastView]

    @cached_property
    def joints(self) -> Mapping[str, Joint]:
        """Joint chances by scenario, the baseline first."""
        package = next(iter(self.views.values())).question.scenario
        return {name: self._joint(name) for name in (schema.BASELINE, package)}

    def _joint(self, scenario: str) -> Joint:
        views = self.views.values()
        return joint((view.forecast, view.question.under(scenario)) for view in views)

    def sentences(self) -> Iterator[str]:
        """State how likely all are, what is expected, and which pairs stand in each other's way."""
        for name, found in self.joints.items():
            yield self._all(name, found)
        yield from self._same()
        yield from self._pairs()

    def levels(self) -> pd.DataFrame:
        """List the levels that are meant, with the chance of each.

        Returns
        -------
        DataFrame
            Columns: the goal, its example level with its years, and the chance under each of the
            two scenarios; one row per goal.
        """
        titles = scenario_titles(self.run, self.language)
        return pd.DataFrame(
            [
                {
                    self._t("column.goal"): view.localized.title,
                    self._t("column.example"): LINE.join(
                        [
                            view.localized.target(view.target),
                            view.localized.when(view.target.question.window),
                        ]
                    ),
                    **{titles[name]: self._own(found, id) for name, found in self.joints.items()},
                }
                for id, view in self.views.items()
            ]
        )

    def at_least(self) -> pd.DataFrame:
        """Write the chance that at least so many are attained, and as if they were independent.

        Returns
        -------
        DataFrame
            Columns: the number of goals, then for each of the two scenarios the chance with its
            error, and the chance if goals were independent; one row per number of goals, of many
            goals for so many numbers as a reader goes through (`MOST`), that of all among them.
        """
        titles = scenario_titles(self.run, self.language)
        count = len(self.views)
        chances = {
            name: [*observation_rows.records(found.at_least)] for name, found in self.joints.items()
        }
        table = []
        for k in round_numbers(count):
            key = "together.at_least" if k < count else "together.every"
            row = {self._t("together.number"): self._t(key, k=k, all=count)}
            for name, rows in chances.items():
                one = rows[k - 1]
                row[titles[name]] = self._chance(one.chance, one.mcse)
                alone = self._t("together.independent", scenario=titles[name])
                row[alone] = self._chance(one.independent, one.mcse, error=False)
            table.append(row)
        return pd.DataFrame(table)

    def _all(self, name: str, found: Joint) -> str:
        *_, last = observation_rows.records(found.at_least)
        return self._t(
            "together.all",
            count=len(self.views),
            scenario=self._localized.scenario(name),
            chance=numbers.chance(last.chance, last.mcse, self.language),
            error=numbers.error(last.mcse, self.language),
            independent=numbers.chance(last.independent, last.mcse, self.language),
            expected=decimal(found.expected, 1, self.language),
        )

    def _same(self) -> Iterator[str]:
        """Name the goals that count and price the same events: they are one thing, not two."""
        for id, view in self.views.items():
            identity = view.localized.indicator.identity
            counted = identity.value_of if identity else None
            if counted is not None and counted in self.views:
                titles = self.views[counted].localized.title, self.views[id].localized.title
                yield self._t("together.same", one=titles[0], other=titles[1])

    def _pairs(self) -> Iterator[str]:
        """Report the pairs under the package: conflicts, or that there are none, then synergies."""
        *_, last = self.joints.values()
        relations = last.pairs["relation"].tolist()
        if "conflict" not in relations:
            key = "some_untold" if "untold" in relations else "no_conflict"
            yield self._t(f"together.{key}")
        for relation in ("conflict", "synergy"):
            found = last.pairs.loc[last.pairs["relation"] == relation]
            if len(found) > MOST:
                found = found.sort_values("association", key=abs, ascending=False, kind="stable")
            for row in observation_rows.records(found.head(MOST)):
                yield self._pair(relation, row)
            if len(found) > MOST:
                yield self._t(f"together.more_{relation}", count=len(found) - MOST)

    def _pair(self, relation: str, row: Any) -> str:
        return self._t(
            f"together.{relation}",
            one=self.views[row.one].localized.title,
            other=self.views[row.other].localized.title,
            both=numbers.chance(row.both, row.mcse, self.language),
            error=numbers.error(row.mcse, self.language),
            independent=numbers.chance(row.independent, row.mcse, self.language),
        )

    def _own(self, found: Joint, id: str) -> str:
        one = next(observation_rows.records(found.each.loc[[id]]))
        return self._chance(one.chance, one.mcse)

    def _chance(self, value: float, mcse: float, *, error: bool = True) -> str:
        written = numbers.chance(value, mcse, self.language)
        points = self._t("cell.error", points=decimal(100 * mcse, 1, self.language))
        return LINE.join([written, points]) if error else written

    @property
    def _localized(self) -> LocalizedIndicator:
        return next(iter(self.views.values())).localized

    def _t(self, key: str, **values: object) -> str:
        return text(key, self.language, **values)


def round_numbers(count: int) -> list[int]:
    """Return for how many of several goals a chance is told: all numbers, of many the round ones.

    Examples
    --------
    >>> round_numbers(3), round_numbers(47)
    ([1, 2, 3], [1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 47])
    """
    steps = (step * 10**power for power in count_from(0) for step in (1, 2, 5))
    step = next(step for step in steps if count <= step * MOST)
    return sorted({1, *range(step, count + 1, step), count})


def joint_view_of(goals: tuple[LocalizedIndicator, ...]) -> JointView | None:
    """Ask about the example levels of these goals at once; None with fewer than two of them."""
    views = {
        localized.indicator.id: view
        for localized in goals
        if (view := backcast_view_of(localized)) is not None
    }
    if len(views) < 2:
        return None
    first = goals[0]
    return JointView(first.view.run, first.language, views)

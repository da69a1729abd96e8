"""Explanations of all goals of a workspace, from one set of draws."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from kgisim.analysis import value_of_information
from kgisim.analysis.conditional_path import expected_paths
from kgisim.analysis.explain import Explanation, explain
from kgisim.analysis.explanation_tables import TABLES, Rows, explained, listed, screened
from kgisim.analysis.variance_sources import usable_fits, variance_splits
from kgisim.projection.policy_package import package_or_baseline
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.screening.screen import screen
from kgisim.targets.example_target import example_question
from kgisim.targets.forecast import forecast_of
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.workspace import Workspace


@dataclass(frozen=True)
class Explainer:
    """Everything that explains the goals of one workspace.

    Parameters
    ----------
    workspace
        Where the files of the families are.
    projection
        Holds all scenarios and all series.
    assessment
        Candidate targets as judged: the example among them is what is explained.
    today
        Year of the state of knowledge.
    """

    workspace: Workspace
    projection: Projection
    assessment: pd.DataFrame
    today: int

    @property
    def package(self) -> Scenario:
        """Scenario of what the plan can decide; the baseline where there is none."""
        scenarios = self.projection.scenarios
        return scenarios[package_or_baseline(scenarios)]

    def question(self, name: str) -> TargetQuestion | None:
        """Return the question about a goal under the package; None where nothing is projected."""
        if name not in self.projection.series:
            return None
        forecast = forecast_of(self.projection, name)
        return example_question(forecast, self.assessment).under(self.package.id)

    @property
    def goals(self) -> list[str]:
        """Goals that could carry a number: those of which more, or less, is better."""
        listed = self.projection.catalog.indicators.items()
        return [name for name, one in listed if one.role == "goal" and one.better != "neither"]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Explain every goal (docs/schema.md, Run).

        Returns
        -------
        dict
            A DataFrame for each name of `kgisim.analysis.explanation_tables.TABLES`, which lists
            the columns.
        """
        # for so few numbers, threads of linear algebra cost many times what they bring
        with threadpool_limits(1):
            return self._tables()

    def _tables(self) -> dict[str, pd.DataFrame]:
        asked = {name: self.question(name) for name in self.goals}
        found: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        for name, question in asked.items():
            for table, row in self._goal(name, question):
                found[table].append(row)
        answered = [name for name, question in asked.items() if question is not None]
        tables = {
            name: pd.DataFrame(rows, columns=list(TABLES[name])) for name, rows in found.items()
        }
        return tables | {"variance": self._variance(answered)}

    def _goal(self, name: str, question: TargetQuestion | None) -> Rows:
        yield from listed("wanted", value_of_information.unranked(self.projection, name))
        if question is None:
            yield from screened(screen(self.projection, name, None, today=self.today))
            return
        yield from explained(self._explain(question))

    def _explain(self, question: TargetQuestion) -> Explanation:
        wanted = TwoProbabilityRule().y
        return explain(self.projection, question, probability=wanted, today=self.today)

    def _variance(self, names: list[str]) -> pd.DataFrame:
        """Split the variance of all goals from the same projections, with nothing else in them."""
        if not names:
            return pd.DataFrame(columns=list(TABLES["variance"]))
        fits = usable_fits(self.projection, names)
        expected = expected_paths(self.workspace, self.projection.catalog, fits)
        return variance_splits(self.projection, self.package, expected, names)

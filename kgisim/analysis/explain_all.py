"""Explanations of all goals of a workspace, from one set of draws."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kgisim.analysis import value_of_information
from kgisim.analysis.explanation_job import ExplanationJob, Found
from kgisim.analysis.explanation_tables import TABLES, Rows, listed, screened
from kgisim.analysis.kept import Kept
from kgisim.parallel import Workers
from kgisim.projection.policy_package import package_or_baseline
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.schema import BASELINE, SCENARIO
from kgisim.screening.definition_variants import definitions_of
from kgisim.screening.screen import screen
from kgisim.targets.example_target import example_question
from kgisim.targets.forecast import forecast_of
from kgisim.targets.question import TargetQuestion
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
        own = forecast.draws.sel({SCENARIO: [BASELINE]})  # what others move may be forgotten
        forecast = replace(forecast, draws=own)
        return example_question(forecast, self.assessment).under(self.package.id)

    @property
    def goals(self) -> list[str]:
        """Goals that could carry a number: those of which more, or less, is better."""
        listed = self.projection.catalog.indicators.items()
        return [name for name, one in listed if one.role == "goal" and one.better != "neither"]

    def tables(
        self, workers: Workers[Any] | None = None, kept: Kept | None = None
    ) -> dict[str, pd.DataFrame]:
        """Explain every goal (docs/schema.md, Run).

        Definitions of one goal are explained together, by one of the workers.

        Parameters
        ----------
        workers
            Who explains; None: this process.
        kept
            Where explanations are kept that can be used again; None: nowhere.

        Returns
        -------
        dict
            A DataFrame for each name of `kgisim.analysis.explanation_tables.TABLES`, which lists
            the columns.
        """
        asked = {name: self.question(name) for name in self.goals}
        answered = self._answered(asked, workers or Workers(1), kept)
        rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        for name, question in asked.items():
            found = answered[name] if question is not None else self._unanswered(name)
            for table, row in found:
                rows[table].append(row)
        return {name: pd.DataFrame(rows[name], columns=list(TABLES[name])) for name in TABLES}

    def _answered(
        self, asked: dict[str, TargetQuestion | None], workers: Workers[Any], kept: Kept | None
    ) -> Found:
        """Explain the goals about which a question can be asked."""
        found: Found = {}
        waiting: list[ExplanationJob] = []
        for job in self._jobs(asked, kept):
            stored = job.stored()
            if stored is None:
                waiting.append(job)
            else:
                found |= stored
        if waiting:
            # once, for all copies of this process; what other scenarios move they would only hold
            self.projection.prepare(scenarios={BASELINE, self.package.id})
        for more in _done(waiting, workers):
            found |= more
        return found

    def _jobs(
        self, asked: dict[str, TargetQuestion | None], kept: Kept | None
    ) -> Iterator[ExplanationJob]:
        groups: dict[frozenset[str], list[TargetQuestion]] = {}
        for name, question in asked.items():
            if question is not None:
                together = frozenset(definitions_of(self.projection.catalog, name))
                groups.setdefault(together, []).append(question)
        for questions in groups.values():
            known = (self.projection, self.package.id, tuple(questions), self.today)
            yield ExplanationJob(self.workspace, *known, kept)

    def _unanswered(self, name: str) -> Rows:
        yield from listed("wanted", value_of_information.unranked(self.projection, name))
        yield from screened(screen(self.projection, name, None, today=self.today))


def _done(jobs: Sequence[ExplanationJob], workers: Workers[Any]) -> Iterator[Found]:
    """Do all jobs; copies of this process do their parts apart, those that take longest first."""
    if not workers.copies:
        yield from workers.all(jobs)
        return
    parts = [job.parts for job in jobs]
    order = sorted((one for own in parts for one in own), key=lambda one: one.question is not None)
    rows = workers.shared([one.run for one in order])
    found = dict(zip(map(id, order), rows, strict=True))
    for job, own in zip(jobs, parts, strict=True):
        yield job.assembled(found[id(one)] for one in own)

"""Explaining the definitions of one goal: a job that any process can do, and that is done once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from kgisim.analysis import value_of_information
from kgisim.analysis.conditional_path import expected_paths
from kgisim.analysis.explain import explain
from kgisim.analysis.explanation_tables import Rows, explained, listed
from kgisim.analysis.kept import Kept, kept_rows
from kgisim.analysis.variance_sources import usable_fits, variance_splits
from kgisim.projection.order import relevant, upstream
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE
from kgisim.screening.definition_variants import definitions_of
from kgisim.stores import mark_used
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.workspace import Workspace

Row = tuple[str, dict[str, Any]]
"""Name of a table, and one of its rows."""
Found = dict[str, list[Row]]
"""By goal, rows of tables with the names of these."""


@dataclass(frozen=True)
class ExplanationJob:
    """Everything that explains the definitions of one goal.

    Parameters
    ----------
    workspace
        Where the files of the families are.
    projection
        Holds the baseline, the package and what the goals are made of. Another process makes its
        draws again, of these series alone.
    package
        Id of the scenario that is explained.
    questions
        One about each definition.
    today
        Year of the state of knowledge.
    kept
        Where explanations are kept; None: nowhere.
    """

    workspace: Workspace
    projection: Projection
    package: str
    questions: tuple[TargetQuestion, ...]
    today: int
    kept: Kept | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Take along what the goals are made of, and no other draws."""
        own = self.projection.of(self._series)
        rest = (self.package, self.questions, self.today, self.kept)
        return ExplanationJob, (self.workspace, own, *rest)

    def stored(self) -> Found | None:
        """Read the explanations, if they are kept."""
        path = self._path
        if path is None or not path.exists():
            return None
        mark_used(path)
        return json.loads(path.read_text("utf-8"))

    def run(self) -> Found:
        """Explain, and keep what was found."""
        return self.assembled(part.run() for part in self.parts)

    @property
    def parts(self) -> tuple["ExplanationPart", ...]:
        """What can be done apart: each question, and the split of the variance of all of them."""
        return tuple(ExplanationPart(self, one) for one in (*self.questions, None))

    def assembled(self, found: Iterable[list[Row]]) -> Found:
        """Keep what the parts found, in their order, by the goals that it is about."""
        return kept_rows(self._path, lambda: self._by_goal(found))

    def _by_goal(self, found: Iterable[list[Row]]) -> Found:
        *own, variance = found
        made = dict(zip(self._names, own, strict=True))
        for table, row in variance:
            made[row["indicator"]].append((table, row))
        return made

    @property
    def _names(self) -> list[str]:
        return [question.indicator for question in self.questions]

    @property
    def _series(self) -> set[str]:
        """Ids of the goals and of their other definitions, with all that they depend on."""
        catalog, scenarios = self.projection.catalog, self.projection.scenarios
        own = definitions_of(catalog, self._names[0])
        chosen = (scenarios[BASELINE], scenarios[self.package])
        return {up for name in own for one in chosen for up in upstream(catalog, one, name)}

    @property
    def _path(self) -> Path | None:
        if self.kept is None:
            return None
        catalog, scenarios = self.projection.catalog, self.projection.scenarios
        parts = [
            relevant(catalog, scenarios[one], name).model_dump_json()
            for one in (BASELINE, self.package)
            for name in sorted(self._series)
        ]
        known = (self.package, repr(self.questions), self.today, parts)
        return self.kept.path(self._names[0], *known)

    def rows(self, question: TargetQuestion) -> Rows:
        """Explain the answer to one question."""
        wanted = value_of_information.unranked(self.projection, question.indicator)
        yield from listed("wanted", wanted)
        probability = TwoProbabilityRule().y
        found = explain(self.projection, question, probability=probability, today=self.today)
        yield from explained(found)

    def variance(self) -> Rows:
        """Split the variance of the goals from the same projections, with nothing else in them."""
        fits = usable_fits(self.projection, self._names)
        expected = expected_paths(self.workspace, self.projection.catalog, fits, self.kept)
        package = self.projection.scenarios[self.package]
        table = variance_splits(self.projection, package, expected, self._names)
        for row in table.to_dict("records"):
            yield "variance", {str(key): value for key, value in row.items()}


@dataclass(frozen=True)
class ExplanationPart:
    """A part of a job that needs no other: one of its questions, or the split of the variance.

    Parameters
    ----------
    job
        The job.
    question
        One of its questions; None: the variance.
    """

    job: ExplanationJob
    question: TargetQuestion | None

    def run(self) -> list[Row]:
        """Do it."""
        # for so few numbers, threads of linear algebra cost many times what they bring
        with threadpool_limits(1):
            rows = self.job.variance() if self.question is None else self.job.rows(self.question)
            return list(rows)

"""Results of a projection in memory, as sentences, tables and figures read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from kgisim.api.arguments import expect, language_of, source_of
from kgisim.evidence.base import Text
from kgisim.evidence.indicator import TargetSpec
from kgisim.presentation.goal_view import GoalView
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.projection.projection import Projection
from kgisim.runs.results import ComputedResults, Results
from kgisim.runs.run import Run
from kgisim.targets.forecast import forecast_of
from kgisim.targets.question import TargetQuestion

FUTURE = "a projection or a run: kg.project(fits) or kg.open_run('runs/r…')"
_NOTE = Text(ja="利用者が設定した水準", en="level set by the user")


@dataclass(frozen=True, eq=False)
class ExplainedResults(ComputedResults):
    """Results of a projection in memory, with explanations that were computed for them.

    Parameters
    ----------
    tables
        Tables of explanations by name (docs/schema.md, Run), each about one goal.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def explained(self, table: str, goal: str | None = None) -> pd.DataFrame:
        """Return one table of explanations.

        Returns
        -------
        DataFrame
            Columns as in a run; no rows where nothing was computed.
        """
        found = self.tables.get(table)
        return super().explained(table, goal) if found is None else found


def projection_of(future: Projection | Run) -> Projection:
    """Return a projection, or that of a run.

    Raises
    ------
    RequestError
        If something else is given.
    """
    if isinstance(future, Run):
        return future.projection
    return expect(future, Projection, "future", FUTURE)


def computed(
    projection: Projection, tables: Mapping[str, pd.DataFrame] | None = None
) -> ExplainedResults:
    """Return the results of a projection in memory, with explanations where there are some.

    Raises
    ------
    RequestError
        If its catalogue was not loaded from a workspace.
    """
    return ExplainedResults(projection, source_of(projection.catalog), tables=tables or {})


def results_of(future: Projection | Run) -> Results:
    """Return the results of a run, or of a projection in memory.

    Raises
    ------
    RequestError
        If something else is given, or a projection's catalogue was not loaded from a workspace.
    """
    return future if isinstance(future, Run) else computed(projection_of(future))


def localized(
    results: Results, indicator: str, language: str | None, *, projected: bool = True
) -> LocalizedIndicator:
    """Return how an indicator is written about and drawn in a language.

    Parameters
    ----------
    projected
        Whether it must have a projection.

    Raises
    ------
    NotFoundError
        If there is no such indicator or language.
    RequestError
        If the indicator has no projection; the message says why.
    """
    spoken = language_of(language or results.catalog.plan.language)
    if projected:
        forecast_of(results.projection, indicator)
    return LocalizedIndicator(GoalView(results, results.catalog.indicators[indicator]), spoken)


def with_targets(
    projection: Projection, indicator: str, targets: Sequence[TargetQuestion]
) -> Projection:
    """Return a projection whose candidate targets of an indicator are these.

    Parameters
    ----------
    targets
        Targets of this indicator; their scenarios play no part.
    """
    listed = tuple(
        TargetSpec(
            id=f"target_{number}",
            kind="value",
            value=one.value,
            **one.window.columns,
            illustrative=one.illustrative,
            note=_NOTE,
        )
        for number, one in enumerate(targets, start=1)
    )
    known = projection.catalog.indicators
    changed = known[indicator].model_copy(update={"targets": listed})
    catalog = replace(projection.catalog, indicators={**known, indicator: changed})
    return replace(projection, catalog=catalog)

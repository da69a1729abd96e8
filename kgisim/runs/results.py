"""Results that follow from a projection: read from a run, or computed from one in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from kgisim.analysis.explanation_tables import TABLES
from kgisim.elicitation.records import Elicitation
from kgisim.evaluation.coverage import Coverage
from kgisim.evaluation.sbc import SbcResult
from kgisim.evidence.catalog import Catalog
from kgisim.projection.plausibility import plausibility
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.runs.make_run import fit_table
from kgisim.runs.run import Run
from kgisim.runs.run_cache import RunCache
from kgisim.targets.assess import assess
from kgisim.workspace import Workspace


@dataclass(frozen=True, eq=False)
class ComputedResults:
    """Results of a projection that is in no run; each is computed when it is first needed.

    Parameters
    ----------
    projection
        What they follow from.
    workspace
        Where the files of its families are.
    """

    projection: Projection
    workspace: Workspace
    backtests: None = None
    elicitations: Mapping[str, Elicitation] = field(default_factory=dict)
    calibration: Mapping[str, SbcResult] = field(default_factory=dict)
    coverage: Mapping[str, Coverage] = field(default_factory=dict)

    @property
    def catalog(self) -> Catalog:
        """Indicators and their rows."""
        return self.projection.catalog

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Scenarios by id, the baseline first."""
        return self.projection.scenarios

    @cached_property
    def fits(self) -> pd.DataFrame:
        """Gate figures of every indicator; columns as in `kgisim.runs.make_run.fit_table`."""
        return fit_table(self.catalog, self.projection.fits)

    @property
    def assessment(self) -> pd.DataFrame:
        """Probabilities of the candidate targets; columns as in `kgisim.targets.assess.assess`."""
        return self._assessed[0]

    @property
    def values(self) -> pd.DataFrame:
        """Levels for given probabilities; columns as in `kgisim.targets.assess.assess`."""
        return self._assessed[1]

    @cached_property
    def _assessed(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return assess(self.projection)

    @cached_property
    def plausibility(self) -> pd.DataFrame:
        """Place of every scenario's world in the baseline; columns as from `plausibility`."""
        return plausibility(self.projection)

    @cached_property
    def cache(self) -> RunCache:
        """What readers derive from the results and need again."""
        return RunCache()

    def explained(self, table: str, goal: str | None = None) -> pd.DataFrame:
        """Return a table of explanations without rows: only a run explains its goals.

        Returns
        -------
        DataFrame
            Columns ``TABLES[table]``, no rows.
        """
        return pd.DataFrame(columns=list(TABLES[table]))


type Results = Run | ComputedResults
"""What sentences, tables and figures about an indicator read."""

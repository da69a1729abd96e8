"""From rows to draws: fit, project, and test against what came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kgisim.api.arguments import count, expect, named, source_of
from kgisim.errors import ContentError, Problem
from kgisim.evaluation import backtest as backtests
from kgisim.evidence.catalog import Catalog
from kgisim.inference.fit import Fit
from kgisim.inference.fit_all import DRAWS, SEED, Progress, fit_all
from kgisim.inference.fit_cache import default_cache
from kgisim.parallel import Workers
from kgisim.projection import projection as projections
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.projection.scenario_checks import ScenarioContext, scenario_findings
from kgisim.projection.scenario_loader import load_scenarios
from kgisim.runs.make_run import fit_table
from kgisim.schema import BASELINE


@dataclass(frozen=True)
class Fits(Mapping[str, Fit]):
    """Posterior draws by indicator: of those asked for, and of what they depend on.

    Parameters
    ----------
    catalog
        What they were fitted to.
    fits
        By indicator.
    seed
        Seed of the draws.
    """

    catalog: Catalog
    fits: Mapping[str, Fit]
    seed: int

    def __getitem__(self, indicator: str) -> Fit:
        """Return the fit of one indicator."""
        return self.fits[indicator]

    def __iter__(self) -> Iterator[str]:
        """Iterate over ids of indicators."""
        return iter(self.fits)

    def __len__(self) -> int:
        """Return the number of fits."""
        return len(self.fits)

    def __repr__(self) -> str:
        """Return the names, and which of them failed."""
        failed = f"; failed: {', '.join(self.failed)}" if self.failed else ""
        return f"<Fits: {', '.join(self)}{failed}>"

    @property
    def failed(self) -> dict[str, str]:
        """Why a fit may not be used, by indicator; empty if all passed their gate."""
        return {name: str(one.verdict.reason) for name, one in self.items() if one.status != "ok"}

    def summary(self) -> pd.DataFrame:
        """Return the gate's figures.

        Returns
        -------
        DataFrame
            One row per fit: ``indicator``, ``family``, ``status`` (``ok`` or ``failed``),
            ``reason``, ``rows`` in the likelihood, ``atoms``, ``ess`` (effective sample size),
            ``pareto_k``, ``method``, and the predictive checks (docs/schema.md, Run).
        """
        table = fit_table(self.catalog, self.fits)
        return table.loc[table["indicator"].isin(list(self))].reset_index(drop=True)

    def _repr_html_(self) -> str:
        columns = ["indicator", "family", "status", "reason", "rows", "ess", "pareto_k"]
        return self.summary()[columns].to_html(index=False)


def fit(
    catalog: Catalog,
    indicators: str | Sequence[str] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    jobs: int = 1,
    use_failed: bool = False,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> Fits:
    """Fit indicators and everything they depend on; equal fits come from the cache.

    Parameters
    ----------
    catalog
        What is known: ``open_workspace().catalog()``.
    indicators
        Id, or ids. None: all but the reference class, which is only compared with.
    draws
        Draws kept of each fit.
    seed
        Seed of all random streams; the same seed gives the same numbers.
    jobs
        Processes. More than one need ``if __name__ == "__main__":`` in a script.
    use_failed
        Whether draws that failed their gate may be projected; their verdict stays.
    cache
        Folder of stored fits. None: the user's cache folder.
    progress
        Called after every fit with how many are done, of how many, and the indicator.

    Returns
    -------
    Fits
        A mapping from indicator to fit, with ``.summary()`` and ``.failed``. A fit holds draws on
        the link scale (docs/schema.md, Fit).

    Raises
    ------
    NotFoundError
        If there is no such indicator.
    RequestError
        If the catalogue was not loaded from a workspace, or an argument is of another kind.
    """
    workspace = source_of(catalog)
    modelled = [
        name for name, indicator in catalog.indicators.items() if indicator.role != "reference"
    ]
    names = named(indicators, catalog.indicators, "indicator") if indicators else tuple(modelled)
    found = fit_all(
        catalog,
        workspace,
        names=names,
        seed=seed,
        draws=count(draws, "draws"),
        jobs=jobs,
        cache=None if cache is None else Path(cache),
        progress=progress,
        admit_failed=use_failed,
    )
    return Fits(catalog, found, seed)


def project(
    fits: Fits, *, scenarios: str | Scenario | Iterable[str | Scenario] | None = None
) -> Projection:
    """Carry fits into the future under scenarios.

    Draw *d* is the same future under every scenario, so that scenarios are compared pairwise.

    Parameters
    ----------
    fits
        From `fit`.
    scenarios
        Ids of scenarios of the workspace, or scenarios of your own, taken as they are, without
        parents. None: all of the workspace. The baseline is always among them.

    Returns
    -------
    Projection
        ``.draws`` is a Dataset with ``level`` and ``outcome``, dims scenario, draw, year, series,
        in the indicators' units; ``.series`` lists the indicators.

    Raises
    ------
    NotFoundError
        If there is no such scenario.
    ContentError
        If a scenario of your own names what is not there; it holds every problem.
    RequestError
        If an argument is of another kind.
    """
    catalog = expect(fits, Fits, "fits", "fits: kg.fit(catalog)").catalog
    known = load_scenarios(source_of(catalog), catalog)
    chosen = known if scenarios is None else _chosen(scenarios, known, catalog)
    ordered = {BASELINE: known[BASELINE], **chosen}
    return projections.project(catalog, fits.fits, ordered, seed=fits.seed)


def _chosen(
    scenarios: str | Scenario | Iterable[str | Scenario],
    known: Mapping[str, Scenario],
    catalog: Catalog,
) -> dict[str, Scenario]:
    """Find scenarios by id, and check those that are no files of the workspace."""
    if isinstance(scenarios, str | Scenario):
        scenarios = [scenarios]
    asked = list(expect(scenarios, Iterable, "scenarios", "ids or scenarios"))
    own = {one.id: one for one in asked if isinstance(one, Scenario)}
    ids = [one.id if isinstance(one, Scenario) else one for one in asked]
    named(ids, [*known, *own], "scenario")
    listed = catalog.indicators
    around = ScenarioContext(catalog.plan.axis, listed, listed, [*known, *own])
    problems = [
        Problem(f"scenario {name}", *finding)
        for name, one in own.items()
        for finding in scenario_findings(name, one, around)
    ]
    if problems:
        raise ContentError(problems)
    return {name: own.get(name) or known[name] for name in ids}


def backtest(
    catalog: Catalog, *, seed: int = SEED, jobs: int = 1, cache: str | Path | None = None
) -> pd.DataFrame:
    """Forecast every goal that can be tested from past years, and score what came.

    Parameters
    ----------
    catalog
        What is known: ``open_workspace().catalog()``.
    seed
        Seed of all random streams.
    jobs
        Processes. More than one need ``if __name__ == "__main__":`` in a script.
    cache
        Folder of stored fits and scores. None: the user's cache folder.

    Returns
    -------
    DataFrame
        One row for each series, origin, later value and forecaster (docs/schema.md, Run):
        ``indicator``, ``origin``, ``year``, ``forecaster``, ``before`` and ``value`` in the
        indicator's unit, quantiles of the forecast, ``crps`` in the unit, ``crps_link`` on the
        link scale, ``chance``. Rows of the model are blank where a fit failed its gate.

    Raises
    ------
    RequestError
        If the catalogue was not loaded from a workspace, or an argument is of another kind.
    """
    folder = default_cache() if cache is None else Path(cache)
    with Workers[pd.DataFrame](jobs) as workers:
        return backtests.backtest(
            catalog, source_of(catalog), seed=seed, cache=folder, workers=workers
        )

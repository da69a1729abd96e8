"""A projection: draws of series under scenarios, with everything that they depend on."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from kgisim.evidence.catalog import Catalog
from kgisim.inference.fit import Fit
from kgisim.projection.fitted_series import Precision
from kgisim.projection.lazy_draws import Carried, LazyDraws
from kgisim.projection.listed import ListedCounts
from kgisim.projection.scenario import Scenario
from kgisim.projection.simulator import Simulator
from kgisim.schema import BASELINE, DRAW, LEVEL, SCENARIO, SERIES, YEAR


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """Draws of series under scenarios, with everything that they depend on.

    `project` makes one from fits; `kgisim.runs.run.Run.projection` reads one from disk.

    Parameters
    ----------
    catalog
        Indicators and their rows.
    fits
        Posterior draws by indicator. A run keeps only fits whose draws were used.
    scenarios
        By id; the first is the baseline.
    draws
        ``level`` and ``outcome``, dims scenario, draw, year, series, in natural units
        (docs/schema.md, Projection).
    ess
        Effective sample size by fitted indicator.
    seed
        Seed of all random streams.
    simulated_by
        The simulator that made the draws; None: one is made when it is needed.
    awaited
        Returns such a simulator where another process may be making it; None: nobody is.
    carried
        What scenarios move in these draws, as far as somebody has asked; None: they hold all.
    """

    catalog: Catalog
    fits: Mapping[str, Fit]
    scenarios: Mapping[str, Scenario]
    draws: xr.Dataset
    ess: Mapping[str, float]
    seed: int
    simulated_by: Simulator | None = None
    awaited: Callable[[], Simulator | None] | None = None
    carried: Carried | None = None

    def __repr__(self) -> str:
        """Summarise it in one line."""
        sizes = self.draws.sizes
        counts = ", ".join(f"{sizes[dim]} {dim}s" for dim in (SCENARIO, DRAW, YEAR))
        return f"<Projection of {sizes[SERIES]} series: {counts}, seed {self.seed}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the draws behind: another process makes them again, from the same fits."""
        made_from = (self.catalog, dict(self.fits), dict(self.scenarios), dict(self.ess))
        return _made_again, (*made_from, self.seed, self.series)

    def of(self, series: Collection[str]) -> "Projection":
        """Return the projection of some series, which are all that these depend on."""
        kept = [name for name in self.series if name in series]
        fits = {name: self.fits[name] for name in kept if name in self.fits}
        draws = self.draws.sel({SERIES: kept})
        return replace(self, fits=fits, draws=draws, simulated_by=None)

    @cached_property
    def series(self) -> tuple[str, ...]:
        """Ids of the indicators that have draws."""
        return tuple(self.draws[SERIES].to_numpy().tolist())

    @property
    def usable(self) -> dict[str, Fit]:
        """Fits whose draws are used, by indicator."""
        return {name: fit for name, fit in self.fits.items() if fit.is_usable}

    @cached_property
    def simulator(self) -> Simulator:
        """What carries the fits through any other scenario; no fit is repeated."""
        made = self.simulated_by
        if made is None and self.awaited is not None:
            made = self.awaited()
        if made is not None and made.is_of(self.catalog, self.fits, self.seed):
            return made
        return Simulator(self.catalog, self.fits, seed=self.seed)

    def prepare(self, series: Collection[str] = (), *, scenarios: Collection[str] = ()) -> None:
        """Compute draws now, so that copies of this process share them.

        Of more series than the simulator keeps, only goals and drivers, which most readers ask for.

        Parameters
        ----------
        series
            Ids of the series whose draws are computed; empty: all.
        scenarios
            Ids of the scenarios under which they are; empty: all.
        """
        chosen = {SCENARIO: [*scenarios]} if scenarios else {}
        roles = {one.id: one.role for one in self.catalog.indicators.values()}
        wanted = [name for name in self.series if not series or name in series]
        if len(wanted) > self.simulator.base.most:
            often = [name for name in wanted if roles[name] in ("goal", "driver")]
            wanted = often[: self.simulator.base.most]
        for name in wanted:
            own = self.draws[LEVEL].sel({SERIES: name, **chosen})
            _ = own.isel({YEAR: -1, DRAW: 0}).to_numpy()

    def keep(self, scenarios: Collection[str]) -> None:
        """Forget what other scenarios move, for those who need the memory more.

        It is computed again when somebody asks.
        """
        if self.carried is not None:
            self.carried.keep(scenarios)

    @cached_property
    def listed(self) -> ListedCounts:
        """Counts that are read off incomplete lists, as the lists show them."""
        return ListedCounts(self)

    def under(
        self,
        scenarios: Mapping[str, Scenario],
        *,
        series: Collection[str] | None = None,
        since: int | None = None,
    ) -> "Projection":
        """Compute the projection of the same fits under other scenarios.

        Parameters
        ----------
        scenarios
            By id, in the order of the result.
        series
            Ids of the indicators to keep; None: all that can be projected.
        since
            First year to keep; None: all years.

        Returns
        -------
        Projection
            Its draws are paired with the draws here: the same number is the same future.
        """
        draws = self.simulator.dataset(scenarios, series=series, since=since)
        made = {"draws": draws, "simulated_by": self.simulator, "carried": None}
        return replace(self, scenarios=scenarios, **made)


def project(
    catalog: Catalog,
    fits: Mapping[str, Fit],
    scenarios: Mapping[str, Scenario],
    *,
    seed: int,
    series: Collection[str] | None = None,
    precision: Precision = np.float32,
) -> Projection:
    """Compute the projection of fits under scenarios.

    Parameters
    ----------
    catalog
        Indicators and their rows.
    fits
        By indicator; failed ones are not projected, nor is what depends on them.
    scenarios
        Resolved, the baseline among them.
    seed
        Seed of all random streams.
    series
        Ids of the indicators to keep; None: all that can be projected.
    precision
        As in `Simulator`.

    Returns
    -------
    Projection
        The baseline is its first scenario; draws are computed when they are first read.
    """
    simulator = Simulator(catalog, fits, seed=seed, precision=precision)
    ordered = {BASELINE: scenarios[BASELINE], **scenarios}
    kept = tuple(name for name in simulator.names if series is None or name in series)
    known, carried = (simulator.axis, simulator.draws, np.dtype(precision)), Carried()
    lazy = LazyDraws(lambda: simulator, ordered, kept, *known, carried=carried)
    draws = lazy.dataset(seed=seed)
    ess = {name: fit.verdict.ess for name, fit in fits.items()}
    return Projection(catalog, fits, ordered, draws, ess, seed, simulator, carried=carried)


def _made_again(
    catalog: Catalog,
    fits: Mapping[str, Fit],
    scenarios: Mapping[str, Scenario],
    ess: Mapping[str, float],
    seed: int,
    series: Collection[str],
) -> Projection:
    return replace(project(catalog, fits, scenarios, seed=seed, series=series), ess=ess)

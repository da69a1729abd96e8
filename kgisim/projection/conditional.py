"""Conditional projections: what projected counts give under what experts judge.

Draw *d* of every elicited quantity meets draw *d* of the projected counts. All further randomness
comes from uniforms and normals that every scenario shares, so that a scenario with more items
never has fewer that count. Nothing of this enters `Projection`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from scipy.special import expit, logit, ndtri

from kgisim.elicitation.pool import draw_quantities
from kgisim.elicitation.records import Elicitation, Priced, Thinned
from kgisim.projection.deal_prices import LogNormalPrices
from kgisim.projection.poisson import poisson_quantile
from kgisim.projection.projection import Projection
from kgisim.projection.thinning import binomial_quantile
from kgisim.rng import stream
from kgisim.schema import DRAW, LEVEL, OUTCOME, SCENARIO, SERIES, YEAR

DIMS = (SCENARIO, DRAW, YEAR, SERIES)
LEAST = 1e-12
"""Smallest probability of a quantile: that of nought has no value."""
Judged = Mapping[str, np.ndarray]
"""Draws of every elicited quantity, (draw,) in its unit."""


@dataclass(frozen=True)
class ConditionalProjection:
    """What a projection's counts give under what experts judge of one indicator.

    Parameters
    ----------
    elicitation
        What they judge.
    projection
        It holds every count that the elicitation names.
    """

    elicitation: Elicitation
    projection: Projection

    @cached_property
    def first(self) -> int:
        """First year: the one after the last that is observed of every count."""
        catalog = self.projection.catalog
        parts = [
            part
            for name in self.elicitation.inputs
            for part in catalog.dependencies.fitted_inputs(name)
        ]
        return 1 + min(int(catalog.rows(part)["year_end"].to_numpy().max()) for part in parts)

    @cached_property
    def judged(self) -> Judged:
        """Draws of every quantity from the pool of all experts."""
        return self.judged_without(None)

    def judged_without(self, expert: str | None) -> Judged:
        """Draw every quantity from the pool without one expert; None: with all of them."""
        projection = self.projection
        draws = projection.draws.sizes[DRAW]
        return draw_quantities(self.elicitation, draws, projection.seed, without=expert)

    @cached_property
    def ess(self) -> float:
        """Effective sample size of the posteriors behind the counts."""
        graph = self.projection.catalog.dependencies
        needed = graph.required_fits(list(self.elicitation.inputs))
        return min((self.projection.ess[name] for name in needed), default=float(np.inf))

    def dataset(
        self,
        judged: Judged | None = None,
        *,
        scenarios: Collection[str] | None = None,
        since: int | None = None,
    ) -> xr.Dataset:
        """Compute level and outcome of every future.

        Parameters
        ----------
        judged
            Draws of the quantities; None: of the pool of all experts.
        scenarios
            Ids of the scenarios; None: all of the projection.
        since
            First year to keep; None: `first`.

        Returns
        -------
        Dataset
            ``level`` and ``outcome``, dims scenario, draw, year, series, of this indicator alone,
            in its unit.
        """
        data = self.projection.draws
        named = [str(one) for one in data[SCENARIO].to_numpy()]
        kept = [one for one in named if scenarios is None or one in scenarios]
        years = data[YEAR].to_numpy()
        years = years[years >= max(self.first, since or self.first)]
        chosen = data.sel({SCENARIO: kept, YEAR: years, SERIES: [*self.elicitation.inputs]})
        counts = [
            chosen[name].sum(SERIES, skipna=False).transpose(SCENARIO, DRAW, YEAR).to_numpy()
            for name in (LEVEL, OUTCOME)
        ]
        found = self._by_scenario(self.judged if judged is None else judged, counts, years)
        return xr.Dataset(
            {name: (DIMS, found[place][..., None]) for place, name in enumerate((LEVEL, OUTCOME))},
            coords={
                SCENARIO: kept,
                DRAW: chosen[DRAW].to_numpy(),
                YEAR: years,
                SERIES: [self.elicitation.indicator],
            },
        )

    def _by_scenario(
        self, judged: Judged, counts: list[np.ndarray], years: np.ndarray
    ) -> np.ndarray:
        """Compute level and outcome (2, scenario, draw, year); what is the same only once."""
        level, count = counts
        found = np.empty((2, *level.shape))
        for place in range(len(level)):
            same = (
                one
                for one in range(place)
                if np.array_equal(count[one], count[place])
                and np.array_equal(level[one], level[place])
            )
            earlier = next(same, None)
            if earlier is None:
                found[:, place] = self._computed(judged, level[place], count[place], years)
            else:
                found[:, place] = found[:, earlier]
        return found

    def share(self, judged: Judged, years: np.ndarray) -> np.ndarray:
        """Compute the share of a thinned count.

        Returns
        -------
        ndarray
            (draw, year), between 0 and 1.
        """
        thinned = self._thinned
        since, last = thinned.since, self.projection.catalog.axis.last
        begun = np.clip((years - since) / (last - since), 0.0, 1.0)
        path = logit(judged[thinned.share] / 100.0)[:, None]
        if thinned.change is not None:
            path = path + np.log(judged[thinned.change])[:, None] * begun
        return expit(np.broadcast_to(path, (len(path), len(years))))

    def prices(self, judged: Judged) -> LogNormalPrices:
        """Return the prices of deals under the judged median."""
        priced, name = self._priced, self.elicitation.indicator
        median = judged[priced.median]
        generator = stream(self.projection.seed, "price spread", name)
        chance = generator.chisquare(priced.spread_worth, len(median))
        spread = priced.spread * np.sqrt(priced.spread_worth / chance)
        axis, seed = self.projection.catalog.axis, self.projection.seed
        return LogNormalPrices(name, axis, np.log(median), spread, seed)

    def _prices_of(self, judged: Judged) -> LogNormalPrices:
        return self._pooled_prices if judged is self.judged else self.prices(judged)

    @cached_property
    def _pooled_prices(self) -> LogNormalPrices:
        """Prices under the pool: each deal is priced once for all scenarios."""
        return self.prices(self.judged)

    def _computed(
        self, judged: Judged, level: np.ndarray, count: np.ndarray, years: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Compute level and outcome from those of the counts, each (draw, year)."""
        if self.elicitation.priced is not None:
            prices = self._prices_of(judged)
            return prices.of(level.T).T, prices.of(count.T).T
        rate, more = self._further(judged, years)
        share = self.share(judged, years)
        uniform = self._uniform("thinned", years)
        return (level + rate) * share, binomial_quantile(uniform, np.rint(count) + more, share)

    def _further(self, judged: Judged, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return rate and number (draw, year) of items of which no record exists."""
        name = self._thinned.rate
        if name is None:
            return np.zeros(1), np.zeros(1)
        rate = judged[name][:, None]
        uniform = self._uniform("further", years)
        return rate, poisson_quantile(uniform, ndtri(uniform), np.broadcast_to(rate, uniform.shape))

    def _uniform(self, what: str, years: np.ndarray) -> np.ndarray:
        axis, name = self.projection.catalog.axis, self.elicitation.indicator
        draws = self.projection.draws.sizes[DRAW]
        # drawn for the whole axis, so that no year depends on which others are asked for
        drawn = stream(self.projection.seed, what, name).random((draws, len(axis)))
        return np.maximum(drawn[:, [axis.place(int(year)) for year in years]], LEAST)

    @property
    def _thinned(self) -> Thinned:
        assert self.elicitation.thinned is not None  # a priced one has no share
        return self.elicitation.thinned

    @property
    def _priced(self) -> Priced:
        assert self.elicitation.priced is not None  # a thinned one has no price
        return self.elicitation.priced


def conditional_projections(
    projection: Projection, elicitations: Mapping[str, Elicitation]
) -> dict[str, ConditionalProjection]:
    """Return the conditional projections whose counts were projected, by indicator."""
    return {
        name: ConditionalProjection(one, projection)
        for name, one in elicitations.items()
        if set(one.inputs) <= set(projection.series)
    }

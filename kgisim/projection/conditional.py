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
        _, found = self.parts(judged, scenarios=scenarios, since=since)
        whole = found.sum(SERIES, skipna=False).expand_dims({SERIES: [self.elicitation.indicator]})
        return whole.transpose(*DIMS)

    @property
    def part_names(self) -> tuple[str, ...]:
        """What is added up: the counts, and the further items of which no record exists."""
        thinned = self.elicitation.thinned
        further = thinned.rate if thinned is not None else None
        return (*self.elicitation.inputs, *((further,) if further is not None else ()))

    def parts(
        self,
        judged: Judged | None = None,
        *,
        scenarios: Collection[str] | None = None,
        since: int | None = None,
    ) -> tuple[xr.Dataset, xr.Dataset]:
        """Compute the items of every part, and what they give to the indicator.

        Parameters
        ----------
        judged, scenarios, since
            As in `dataset`.

        Returns
        -------
        tuple of Dataset
            Items, and what they give in the indicator's unit: each ``level`` and ``outcome``, dims
            scenario, draw, year, series, where series are the parts. What they give adds up to the
            indicator.
        """
        data = self.projection.draws
        named = [str(one) for one in data[SCENARIO].to_numpy()]
        kept = [one for one in named if scenarios is None or one in scenarios]
        years = data[YEAR].to_numpy()
        years = years[years >= max(self.first, since or self.first)]
        chosen = data.sel({SCENARIO: kept, YEAR: years, SERIES: [*self.elicitation.inputs]})
        counts = np.stack([chosen[name].transpose(*DIMS).to_numpy() for name in (LEVEL, OUTCOME)])
        found = self._by_scenario(self.judged if judged is None else judged, counts, years)
        coords = {
            SCENARIO: kept,
            DRAW: chosen[DRAW].to_numpy(),
            YEAR: years,
            SERIES: [*self.part_names],
        }
        items, given = (
            xr.Dataset(
                {name: (DIMS, one[place]) for place, name in enumerate((LEVEL, OUTCOME))},
                coords=coords,
            )
            for one in found
        )
        return items, given

    def _by_scenario(self, judged: Judged, counts: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Compute items and what they give (2, level and outcome, scenario, draw, year, part).

        What is the same under two scenarios is computed once.
        """
        found = np.empty((2, *counts.shape[:-1], len(self.part_names)))
        for place in range(counts.shape[1]):
            same = (one for one in range(place) if np.array_equal(counts[:, one], counts[:, place]))
            earlier = next(same, None)
            found[:, :, place] = (
                self._computed(judged, counts[:, place], years)
                if earlier is None
                else found[:, :, earlier]
            )
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

    def _computed(self, judged: Judged, counts: np.ndarray, years: np.ndarray) -> np.ndarray:
        """Compute items and what they give (2, level and outcome, draw, year, part)."""
        if self.elicitation.priced is not None:
            prices = self._prices_of(judged)
            priced = [prices.of(count[..., 0].T).T[..., None] for count in counts]
            return np.stack([counts, np.stack(priced)])
        items = counts
        if self._thinned.rate is not None:
            further = np.stack(self._further(judged, years, self._thinned.rate))
            items = np.concatenate([counts, further[..., None]], axis=-1)
        share = self.share(judged, years)
        level = items[0] * share[..., None]
        number = np.rint(items[1])
        reached = [
            binomial_quantile(self._uniform(what, years), number[..., place], share)
            for place, what in enumerate(self._streams)
        ]
        return np.stack([items, np.stack([level, np.stack(reached, axis=-1)])])

    @property
    def _streams(self) -> tuple[str, ...]:
        """Name the uniforms by which each part is thinned."""
        _, *more = self.part_names
        return ("thinned", *(f"thinned {name}" for name in more))

    def _further(
        self, judged: Judged, years: np.ndarray, name: str
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return rate and number (draw, year) of items of which no record exists."""
        uniform = self._uniform("further", years)
        rate = np.broadcast_to(judged[name][:, None], uniform.shape)
        return rate, poisson_quantile(uniform, ndtri(uniform), rate)

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

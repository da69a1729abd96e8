"""The baseline: every series without any scenario, each computed when it is first needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.identity import Identity, Prices
from kgisim.inference.fit import Fit
from kgisim.projection.deal_prices import DealPrices
from kgisim.projection.fitted_series import Precision, Series, prepare
from kgisim.projection.identities import combine
from kgisim.projection.order import projected_series
from kgisim.projection.thinning import binomial_quantile, thinning_uniform
from kgisim.recent import Recent

HELD = 2**29
"""Bytes of the baseline that are kept; series beyond them are made again when they are asked for.

All of a plan of a hundred series with 4,000 draws, a tenth of one of a thousand."""
WIDTH = 24
"""Bytes of one draw in one year of a kept series: at most six numbers in single precision."""


@dataclass(frozen=True)
class BaseSeries:
    """One series of the baseline; arrays are (year, draw).

    Parameters
    ----------
    level, outcome
        In natural units.
    fitted
        What it was made from, if it is fitted.
    """

    level: np.ndarray
    outcome: np.ndarray
    fitted: Series | None

    def with_levels_only(self) -> "BaseSeries":
        """Return the same series with its level in place of its outcome.

        Returns
        -------
        BaseSeries
            Arrays (year, draw).
        """
        fitted = None if self.fitted is None else self.fitted.with_levels_only()
        return BaseSeries(self.level, self.level, fitted)


class Baseline:
    """Series without any scenario; those asked for last are kept, up to `HELD` bytes.

    Parameters
    ----------
    catalog
        Indicators and their rows.
    fits
        By indicator; failed ones are left out, and with them what depends on them.
    seed
        Seed of all streams.
    like
        Another baseline of the same catalogue, seed and precision: what comes out the same in
        both is not computed again.
    precision
        In which levels and outcomes are computed and kept.
    levels_only
        Whether outcomes are left out, and levels stand for them.

    Attributes
    ----------
    names
        Ids of its series, each after what it is made of.
    draws
        How many draws each has.
    indicators
        By id.
    graph
        What its series are made of.
    most
        How many series are kept.
    """

    def __init__(
        self,
        catalog: Catalog,
        fits: Mapping[str, Fit],
        *,
        seed: int,
        like: "Baseline | None" = None,
        precision: Precision = np.float32,
        levels_only: bool = False,
    ):
        self.catalog, self.fits, self.seed = catalog, fits, seed
        self.precision, self.levels_only = precision, levels_only
        self.names = tuple(projected_series(catalog, fits))
        self.draws = max((len(fit.noise) for fit in fits.values()), default=0)
        self.indicators = {name: catalog.indicators[name] for name in self.names}
        self.graph = catalog.dependencies.among(self.names)
        self._like = like
        self._prices: dict[str, DealPrices] = {}
        self._uniforms: dict[str, np.ndarray] = {}
        self.most = max(1, HELD // (WIDTH * max(1, len(catalog.axis) * self.draws)))
        self._recent = Recent[str, BaseSeries](self.most)
        self._same = frozenset() if like is None else self._shared_with(like)

    def __getstate__(self) -> dict[str, Any]:
        """Take along the series that are kept."""
        return vars(self) | {"_recent": self._recent.held()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Keep the series that came along."""
        vars(self).update(state)
        self._recent = Recent[str, BaseSeries](self.most)
        for name, one in state["_recent"].items():
            self._recent.once(name, lambda one=one: one)

    def of(self, name: str) -> BaseSeries:
        """Return one series, made after everything that it is made of.

        Returns
        -------
        BaseSeries
            Arrays (year, draw).
        """
        return self._recent.once(name, lambda: self._made(name))

    def fitted(self, name: str) -> Series:
        """Return what a series was made from, which is fitted.

        Returns
        -------
        Series
            Arrays (year, draw).
        """
        fitted = self.of(name).fitted
        assert fitted is not None  # asked of those that are fitted
        return fitted

    def computed(self, name: str, values: Mapping[str, np.ndarray]) -> np.ndarray:
        """Compute a series that is not fitted from values of what it is made of.

        Parameters
        ----------
        values
            By id, each (year, draw); they may begin later than the axis, and end with it.

        Returns
        -------
        ndarray
            (year, draw), of the same years, in natural units.
        """
        identity = self._identity(name)
        if identity.value_of is None:
            return combine(identity, values)
        assert identity.prices is not None  # of a value of counted events
        return self._prices_of(identity.prices).of(values[identity.value_of], identity.prices.take)

    def outcome(
        self, name: str, level: np.ndarray, outcomes: Mapping[str, np.ndarray]
    ) -> np.ndarray:
        """Compute the outcome of a series that is not fitted.

        Of a thinned count, so many events are drawn that belong to it.

        Parameters
        ----------
        level
            Its own level, (year, draw).
        outcomes
            Of what it is made of, as in `computed`.

        Returns
        -------
        ndarray
            (year, draw), of the same years, in natural units.
        """
        if self.levels_only:
            return level
        identity = self._identity(name)
        if identity.thinned is None or identity.thinned_by is None:
            return self.computed(name, outcomes)
        count, share = outcomes[identity.thinned], outcomes[identity.thinned_by]
        uniform = self._uniform(name)[len(self.catalog.axis) - len(count) :]
        return binomial_quantile(uniform, count, share / 100).astype(self.precision)

    def _made(self, name: str) -> BaseSeries:
        if self._like is not None and name in self._same:
            same = self._like.of(name)
            return same.with_levels_only() if self.levels_only else same
        if self.indicators[name].is_fitted:
            others = {other: self.fitted(other) for other in self.graph.inputs[name]}
            known = self.catalog, name, self.fits, others, self.seed
            how = {"precision": self.precision, "levels_only": self.levels_only}
            series = prepare(*known, **how)
            return self._kept(*series.shifted(), series)
        inputs = {other: self.of(other) for other in self.graph.inputs[name]}
        level = self.computed(name, {other: one.level for other, one in inputs.items()})
        outcomes = {other: one.outcome for other, one in inputs.items()}
        return self._kept(level, self.outcome(name, level, outcomes))

    def _kept(
        self, level: np.ndarray, outcome: np.ndarray, fitted: Series | None = None
    ) -> BaseSeries:
        level, outcome = (
            np.ascontiguousarray(one, dtype=self.precision) for one in (level, outcome)
        )
        return BaseSeries(level, outcome, fitted)

    def _shared_with(self, like: "Baseline") -> frozenset[str]:
        """Return the series that come from the same fits as in another baseline."""
        if self.draws != like.draws:
            return frozenset()
        same: set[str] = set()
        known = set(like.names)
        for name in self.names:
            is_same = name in known
            if self.indicators[name].is_fitted:
                is_same = is_same and like.fits[name] is self.fits[name]
            if is_same and same.issuperset(self.graph.inputs[name]):
                same.add(name)
        return frozenset(same)

    def _prices_of(self, prices: Prices) -> DealPrices:
        """Return what single events cost: drawn once for all that is taken of it, and all fits."""
        same = _without_take(prices)
        if same not in self._prices:
            like, catalog = self._like, self.catalog
            if like is not None and like.draws == self.draws:
                self._prices[same] = like._prices_of(prices)
            else:
                own = (one.identity.prices for one in catalog.indicators.values() if one.identity)
                takes = {one.take for one in own if one and _without_take(one) == same}
                known = prices, catalog.tables, catalog.axis, self.draws, self.seed
                self._prices[same] = DealPrices(*known, takes=sorted(takes))
        return self._prices[same]

    def _identity(self, name: str) -> Identity:
        identity = self.indicators[name].identity
        assert identity is not None  # whatever is projected and not fitted
        return identity

    def _uniform(self, name: str) -> np.ndarray:
        """Where the number of events lies in its distribution (year, draw), in every scenario."""
        if name not in self._uniforms:
            years = len(self.catalog.axis)
            self._uniforms[name] = thinning_uniform(self.seed, name, years, self.draws)
        return self._uniforms[name]


def _without_take(prices: Prices) -> str:
    """Return all that says what single events cost."""
    return prices.model_dump_json(exclude={"take", "rationale"})

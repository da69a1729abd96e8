"""Prices of deals: a compound of a count and heavy-tailed prices, most of which nobody disclosed.

Log prices of disclosed deals are normal with unknown mean and spread, under the conjugate prior of
a reference class (normal-inverse-gamma). Undisclosed deals are a share of all, learned from the
table, with a smaller median. Means, spreads and shares are drawn once for each future; prices once
for each deal of each year, from streams seeded by the table, so that a deal has the same price
under every scenario and in every indicator made from it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kgisim.axis import Axis
from kgisim.evidence.identity import Prices
from kgisim.rng import stream

MOST = 40
"""Deals of a year that are priced one by one; each further one counts with their average."""

STEP = 8
"""Deals of a year are priced in so many at a time."""


class LogNormalPrices:
    """Prices of the deals of every year and draw: log-normal, each draw with its own parameters.

    Parameters
    ----------
    name
        Names the stream of prices.
    axis
        Years that are priced.
    middle, spread
        (draw,) mean and standard deviation of log prices.
    seed
        Seed of the stream.
    """

    takes: Sequence[str] = ("sum",)
    """What is taken of a year's prices: their ``sum``, the ``largest``, or both."""

    def __init__(
        self, name: str, axis: Axis, middle: np.ndarray, spread: np.ndarray, seed: int
    ) -> None:
        self.name, self.axis, self.seed = name, axis, seed
        self.middle, self.spread = middle, spread
        self.growth = np.zeros(len(axis))
        nothing = np.zeros((len(self.takes), 1, len(middle)), dtype=np.float32)
        self._running = [nothing] * len(axis)

    def of(self, count: np.ndarray, take: str = "") -> np.ndarray:
        """Compute the sum, or the largest, of the prices of so many deals.

        Parameters
        ----------
        count
            (year, draw), of which the years end with the axis; of an expected number of deals the
            part beyond whole ones counts as that part of one deal more.
        take
            One of `takes`; blank: the first.

        Returns
        -------
        ndarray
            (year, draw) in millions of US dollars; NaN where the count is NaN.
        """
        known = np.nan_to_num(np.maximum(count, 0.0))
        priced = np.minimum(np.floor(known), MOST).astype(int)
        one_more, draws = np.minimum(priced + 1, MOST), np.arange(priced.shape[1])
        place = self.takes.index(take) if take else 0
        running = [one[place] for one in self._running_up_to(one_more.max(axis=1, initial=0))]
        value, more = (
            np.array([one[number, draws] for one, number in zip(running, numbers, strict=True)])
            for numbers in (priced, one_more)
        )
        value = value + (known - np.floor(known)) * (more - value)
        if self.takes[place] == "sum":
            value = value * np.maximum(known / MOST, 1.0)
        return np.where(np.isnan(count), np.nan, value).astype(np.float32)

    def _running_up_to(self, deals: np.ndarray) -> list[np.ndarray]:
        """Sum or largest of the first 0, 1, … deals of each of the last years.

        Of a year no more deals are priced than somebody has asked for, and a few: most years of
        the record have few deals in every future.

        Parameters
        ----------
        deals
            (year,) largest number of deals that is asked for.

        Returns
        -------
        list of ndarray
            For each year (take, deals + 1, draw), or longer.
        """
        first = len(self.axis) - len(deals)
        few = {
            first + place: min(-(-int(number) // STEP) * STEP, MOST)
            for place, number in enumerate(deals)
        }
        known = {year: self._running[year] for year in few}
        held = {year: running.shape[1] - 1 for year, running in known.items()}
        short = {year: number for year, number in few.items() if number > held[year]}
        longer = {year: _longer(known[year], number) for year, number in short.items()}
        begin = min((held[year] for year in short), default=0)
        for deal in range(begin, max(short.values(), default=0)):
            years = [year for year, number in short.items() if held[year] <= deal < number]
            if years:
                for year, price in zip(years, self._price(deal, years), strict=True):
                    self._put(longer[year][:, deal], price, longer[year][:, deal + 1])
        for year, running in longer.items():  # several threads may do so, and find the same
            self._running[year] = running
        return [*(known | longer).values()]

    def _put(self, known: np.ndarray, price: np.ndarray, out: np.ndarray) -> None:
        """Take the price (draw,) of one deal more into what is known (take, draw)."""
        for place, take in enumerate(self.takes):
            put = np.add if take == "sum" else np.maximum
            put(known[place], price, out=out[place], casting="same_kind")

    def _price(self, deal: int, years: Sequence[int]) -> np.ndarray:
        """Price one deal in each of some years (year, draw), by the numbers of all years."""
        generator = stream(self.seed, "price", self.name, str(deal))
        shape = (len(self.axis), len(self.middle))
        lowered = self._lowered(generator, shape)[years]
        noise = generator.standard_normal(shape, dtype=np.float32)[years]
        grown = self.growth[years, None].astype(np.float32)
        return np.exp(self.middle + self.spread * noise + lowered + grown)

    def _lowered(self, generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        """Return by how much the logs of a deal's prices differ from the mean; nothing here."""
        return np.zeros(shape, dtype=np.float32)


class DealPrices(LogNormalPrices):
    """Prices of deals learned from those that were disclosed.

    Parameters
    ----------
    prices
        Prior, and the deals that were disclosed.
    tables
        Deal tables of the catalogue.
    axis
        Years that are priced.
    draws
        Number of futures.
    takes
        What is taken of them; empty: what `prices` say.
    """

    def __init__(
        self,
        prices: Prices,
        tables: Mapping[str, pd.DataFrame],
        axis: Axis,
        draws: int,
        seed: int,
        *,
        takes: Sequence[str] = (),
    ) -> None:
        self.prices, self.draws, self.takes = prices, draws, takes or (prices.take,)
        deals = tables[prices.table]
        chosen = deals.loc[deals["list"].isin(prices.lists) & deals["scope"].isin(prices.scopes)]
        priced = chosen.loc[chosen["value_musd"].notna()]
        self.known = np.log(priced["value_musd"].to_numpy(dtype=float))
        growth = np.log1p(prices.growth / 100)
        if prices.of_year is not None:  # prices of the record in money of that year
            since = priced["deal_year"].to_numpy(dtype=float) - prices.of_year
            self.known = self.known - growth * since
        generator = stream(seed, "prices", prices.table)
        super().__init__(prices.table, axis, *self._posterior(generator), seed)
        self.growth = growth * (axis.years - (prices.of_year or axis.first))
        self.disclosed = generator.beta(
            1.0 + len(self.known), 1.0 + len(chosen) - len(self.known), draws
        )
        self.discount = np.log(prices.undisclosed) + prices.undisclosed_sd * (
            generator.standard_normal(draws)
        )

    def _lowered(self, generator: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
        is_secret = generator.random(shape, dtype=np.float32) >= self.disclosed
        return self.discount * is_secret

    def _posterior(self, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw mean and spread of disclosed log prices: normal-inverse-gamma, in closed form."""
        prior, count = self.prices, len(self.known)
        mean = float(np.mean(self.known)) if count else 0.0
        worth = (prior.spread / prior.median_sd) ** 2
        start = np.log(prior.median)
        middle = (worth * start + count * mean) / (worth + count)
        squares = prior.spread_worth * prior.spread**2 + np.sum((self.known - mean) ** 2)
        squares += worth * count / (worth + count) * (mean - start) ** 2
        freedom = prior.spread_worth + count
        variance = squares / generator.chisquare(freedom, self.draws)
        drawn = middle + np.sqrt(variance / (worth + count)) * generator.standard_normal(self.draws)
        return drawn, np.sqrt(variance)


def _longer(known: np.ndarray, deals: int) -> np.ndarray:
    """Return room for more deals behind those that are known (take, deals + 1, draw)."""
    longer = np.empty((len(known), deals + 1, known.shape[2]), dtype=known.dtype)
    longer[:, : known.shape[1]] = known
    return longer

"""Accounting identities: an indicator computed from other series instead of fitted."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kgisim.errors import InvalidValueError, Keys
from kgisim.evidence.base import Identifier, Positive, Record, Text, Year


class RankThreshold(Record):
    """Size that places a firm among the N largest, from the sizes at ranks that are projected."""

    rank: Annotated[int, Field(ge=1)]
    """N, any rank: between and beyond the given ones log size is linear in log rank."""
    at: Annotated[dict[Annotated[int, Field(ge=1)], Identifier], Field(min_length=1)]
    """Series of the size at a rank, by rank."""

    @model_validator(mode="after")
    def _has_a_slope(self) -> "RankThreshold":
        if len(self.at) == 1 and self.rank not in self.at:
            raise InvalidValueError("indicator.rank", rank=self.rank)
        return self


class Prices(Record):
    """Prices of single deals: log-normal, with few known ones and a reference class behind them."""

    table: Identifier
    """Deal table with the prices that were disclosed."""
    lists: Annotated[tuple[str, ...], Field(min_length=1)]
    """Which lists of the table count."""
    scopes: Annotated[tuple[str, ...], Field(min_length=1)]
    """Which scopes count."""
    median: Positive
    """Prior median of a disclosed price."""
    median_sd: Positive
    """Prior standard deviation of the log of that median."""
    spread: Positive
    """Prior standard deviation of log prices."""
    spread_worth: Positive
    """How many deals that prior is worth."""
    undisclosed: Positive
    """Median of undisclosed prices as a share of that of disclosed ones."""
    undisclosed_sd: Positive
    """Prior standard deviation of the log of that share."""
    growth: Annotated[float, Field(gt=-50, lt=50)] = 0.0
    """Yearly growth of prices in per cent: they are in money of their year."""
    of_year: Year | None = None
    """Year in whose prices the median is; needed where they grow."""
    take: Literal["sum", "largest"]
    """What is taken of a year's prices."""
    rationale: Text
    """Why these sizes."""

    @model_validator(mode="after")
    def _has_a_year(self) -> "Prices":
        if self.growth and self.of_year is None:
            raise InvalidValueError("indicator.prices_year")
        return self


class Identity(Record):
    """An accounting identity, enforced in every draw: numerator ÷ product × constant."""

    sum_of: tuple[Identifier, ...] = ()
    """Series that are added up."""
    product_of: tuple[Identifier, ...] = ()
    """Series that are multiplied."""
    mean_of: tuple[Identifier, ...] = ()
    """Series that are averaged, each with its weight in `weighted_by`."""
    weighted_by: tuple[Identifier, ...] = ()
    """Weights of `mean_of`, in the same order (sales, for a ratio of sums of sales)."""
    count_of: tuple[Identifier, ...] = ()
    """Series of which those are counted that, ÷ product × constant, reach `above`."""
    above: RankThreshold | None = None
    """What a series must reach to be counted."""
    value_of: Identifier | None = None
    """Yearly number of deals, of which each is given a price."""
    prices: Prices | None = None
    """Prices of the deals of `value_of`."""
    thinned: Identifier | None = None
    """Yearly number of events, of which some also belong here: never more than there are."""
    thinned_by: Identifier | None = None
    """Share of those that do, in per cent; each event counts with this probability."""
    divided_by: tuple[Identifier, ...] = ()
    """Series by which the result, or each counted series, is divided."""
    times: Positive = 1.0
    """Constant, mostly a change of unit."""

    @model_validator(mode="after")
    def _consistent(self) -> "Identity":
        sums = (self.sum_of, self.product_of, self.mean_of)
        numerators = (*sums, self.count_of, self.value_of, self.thinned)
        if sum(map(bool, numerators)) != 1:
            raise InvalidValueError("indicator.numerator")
        if len(self.weighted_by) != len(self.mean_of):
            counts = {"found": len(self.weighted_by), "expected": len(self.mean_of)}
            raise InvalidValueError("indicator.weights", **counts)
        if bool(self.count_of) != (self.above is not None):
            raise InvalidValueError("indicator.pair", one="count_of", other="above")
        if bool(self.value_of) != (self.prices is not None):
            raise InvalidValueError("indicator.pair", one="value_of", other="prices")
        if bool(self.thinned) != bool(self.thinned_by):
            raise InvalidValueError("indicator.pair", one="thinned", other="thinned_by")
        if self.thinned and (self.divided_by or self.times != 1.0):
            raise InvalidValueError("indicator.thinned")
        return self

    @property
    def inputs(self) -> tuple[str, ...]:
        """Ids of every series that enters, each once."""
        named = self.sum_of + self.product_of + self.mean_of + self.weighted_by + self.count_of
        thresholds = tuple(self.above.at.values()) if self.above else ()
        counted = tuple(one for one in (self.value_of, self.thinned, self.thinned_by) if one)
        return tuple(dict.fromkeys(named + thresholds + counted + self.divided_by))

    def places(self) -> Iterator[tuple[Keys, str]]:
        """Yield the keys under which an author wrote each series that enters, and the series."""
        for key in ("sum_of", "product_of", "mean_of", "weighted_by", "count_of", "divided_by"):
            for position, series in enumerate(getattr(self, key), start=1):
                yield (key, position), series
        for key in ("value_of", "thinned", "thinned_by"):
            if getattr(self, key) is not None:
                yield (key,), getattr(self, key)
        for rank, series in self.above.at.items() if self.above else ():
            yield ("above", "at", str(rank)), series

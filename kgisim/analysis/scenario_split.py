"""What a scenario does to a ratio in another currency: translation, arithmetic and what is real."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from kgisim.analysis.shapley import Team, exact_weights
from kgisim.evidence.catalog import Catalog
from kgisim.inference.scales import Scale, scale_of
from kgisim.projection.identities import combine
from kgisim.projection.projection import Projection
from kgisim.schema import BASELINE, DRAW, LEVEL, SCENARIO, SERIES, YEAR

TRANSLATION, ARITHMETIC, REAL = PARTS = ("translation", "arithmetic", "real")


@dataclass(frozen=True)
class ScenarioSplit:
    """The change of a goal's median under a scenario, in parts that add up.

    Parameters
    ----------
    before, after
        Medians of the level under the baseline and under the scenario, in the goal's unit.
    translation
        What the exchange rate does: to the ratio itself, and to the numerator by its effects.
    arithmetic
        What the denominator does while the numerator is held.
    real
        What moves the numerator otherwise: its answer to the market, measures, events, responses.
    """

    before: float
    after: float
    translation: float
    arithmetic: float
    real: float


def exchange_rate_of(catalog: Catalog, name: str) -> str | None:
    """Return the exchange rate by which a ratio of amounts in two currencies divides, or None."""
    identity = catalog.indicators[name].identity
    if identity is None or not identity.divided_by or not (identity.product_of or identity.sum_of):
        return None
    money = {one: catalog.units[catalog.indicators[one].unit].money for one in identity.inputs}
    rates = [one for one in identity.divided_by if money[one] is None]
    currencies = {one.name("en") for one in money.values() if one is not None}
    return rates[0] if len(rates) == 1 and len(currencies) > 1 else None


def split_scenario(
    projection: Projection, name: str, scenario: str, year: int
) -> ScenarioSplit | None:
    """Split what a scenario does to the median of a ratio in another currency in one year.

    Each part gets its Shapley value: what it adds to the median, averaged over all orders in which
    the three can be added, so that the parts are the whole change.

    Returns
    -------
    ScenarioSplit or None
        None where the indicator is no such ratio.
    """
    rate = exchange_rate_of(projection.catalog, name)
    if rate is None:
        return None
    worlds = _Worlds(projection, scenario, year, rate)
    medians = {team: worlds.median(name, team) for team in exact_weights(PARTS)}
    parts = sum(medians[team] * weight for team, weight in exact_weights(PARTS).items())
    assert isinstance(parts, np.ndarray)
    whole = frozenset(PARTS)
    return ScenarioSplit(medians[frozenset()], medians[whole], *parts.tolist())


@dataclass(frozen=True)
class _Moves:
    """A fitted series on its link (draw,), and what the exchange rate and all else add to it."""

    scale: Scale
    before: np.ndarray
    by_rate: np.ndarray
    rest: np.ndarray


@dataclass(frozen=True)
class _Worlds:
    """Draws of one year in which only some parts of a scenario's change have happened."""

    projection: Projection
    scenario: str
    year: int
    rate: str
    known: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, repr=False)
    """Levels that were read."""
    numerators: dict[tuple[str, Team], np.ndarray] = field(default_factory=dict, repr=False)
    """Combined levels by what has moved, the divisor's own change aside."""
    moves: dict[str, "_Moves"] = field(default_factory=dict, repr=False)
    """What moves a fitted series."""

    def median(self, name: str, team: Team) -> float:
        """Median of the ratio when only the parts of `team` have moved."""
        identity = self.projection.catalog.indicators[name].identity
        assert identity is not None  # it has an exchange rate
        values: dict[str, np.ndarray] = {}
        for one in identity.inputs:
            if one in identity.divided_by:
                part = TRANSLATION if one == self.rate else ARITHMETIC
                values[one] = self._levels(one)[int(part in team)]
            else:
                values[one] = self._numerator(one, team - {ARITHMETIC})
        return float(np.median(combine(identity, values)))

    def _numerator(self, name: str, team: Team) -> np.ndarray:
        if (name, team) not in self.numerators:
            identity = self.projection.catalog.indicators[name].identity
            if identity is None:
                return self._fitted(name, team)
            inputs: Mapping[str, np.ndarray] = {
                one: self._numerator(one, team) for one in identity.inputs
            }
            self.numerators[name, team] = combine(identity, inputs)
        return self.numerators[name, team]

    def _fitted(self, name: str, team: Team) -> np.ndarray:
        """Return the level with what the rate does to it, with all else, with both or neither."""
        if name not in self.moves:
            self.moves[name] = self._moves(name)
        known = self.moves[name]
        moved = known.before + (TRANSLATION in team) * known.by_rate
        return known.scale.inverse(moved + (REAL in team) * known.rest)

    def _moves(self, name: str) -> "_Moves":
        catalog = self.projection.catalog
        scale = scale_of(catalog.indicators[name], catalog.rows(name)["value"].to_numpy(float))
        before, after = (scale.pull_up(level) for level in self._levels(name))
        by_rate = self._by_rate(name)
        return _Moves(scale, before, by_rate, after - before - by_rate)

    def _by_rate(self, name: str) -> np.ndarray:
        """Departure (draw,) of a fitted series that the exchange rate's own departure brings."""
        catalog, fit = self.projection.catalog, self.projection.fits[name]
        if self.rate not in fit.terms:
            return np.zeros(len(fit.noise))
        scale = scale_of(
            catalog.indicators[self.rate], catalog.rows(self.rate)["value"].to_numpy(float)
        )
        before, after = (scale.pull_up(level) for level in self._levels(self.rate))
        return fit.effect[:, fit.terms.index(self.rate)] * (after - before)

    def _levels(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Level (draw,) under the baseline and under the scenario."""
        if name not in self.known:
            own = self.projection.draws[LEVEL].sel({SERIES: name, YEAR: self.year})
            before, after = (
                own.sel({SCENARIO: one}).transpose(DRAW).to_numpy().astype(float)
                for one in (BASELINE, self.scenario)
            )
            self.known[name] = before, after
        return self.known[name]

"""The pool of several experts: a linear pool, which keeps what they disagree about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kgisim.elicitation.distributions import TwoPieceNormal, fit_estimate
from kgisim.elicitation.records import Elicitation
from kgisim.rng import stream

HALVINGS = 60
"""Bisections of a quantile: more than a double can tell apart."""
TERTILES = (1 / 3, 2 / 3)
"""Probabilities that split a distribution into three parts of the same chance."""


@dataclass(frozen=True)
class Pool:
    """A mixture of the experts' distributions of one quantity.

    Parameters
    ----------
    experts
        By pseudonym; all on one link.
    weights
        By pseudonym; they add up to 1.
    """

    experts: Mapping[str, TwoPieceNormal]
    weights: Mapping[str, float]

    def cdf(self, value: Any) -> np.ndarray:
        """Compute the probability of at most a value, in the dims of `value`."""
        parts = [self.weights[name] * one.cdf(value) for name, one in self.experts.items()]
        return np.sum(parts, axis=0)

    def density(self, value: Any) -> np.ndarray:
        """Compute the density per natural unit, in the dims of `value`."""
        parts = [self.weights[name] * one.density(value) for name, one in self.experts.items()]
        return np.sum(parts, axis=0)

    def quantile(self, probability: Any) -> np.ndarray:
        """Compute quantiles in natural units, in the dims of `probability`.

        A quantile of the pool lies between the smallest and the largest of the experts'.
        """
        wanted = np.asarray(probability, dtype=float)
        scale = next(iter(self.experts.values())).scale
        ends = [scale.forward(one.quantile(wanted)) for one in self.experts.values()]
        low, high = np.min(ends, axis=0), np.max(ends, axis=0)
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            is_short = self.cdf(scale.inverse(middle)) < wanted
            low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
        return scale.inverse((low + high) / 2.0)


def pool_of(
    elicitation: Elicitation, quantity: str, weights: Mapping[str, float] | None = None
) -> Pool:
    """Pool the last answers to one question.

    Parameters
    ----------
    weights
        By pseudonym; None: equal ones.
    """
    scale = elicitation.quantities[quantity].scale
    fitted = {
        expert.id: fit_estimate(expert.answers[quantity], scale) for expert in elicitation.experts
    }
    equal = dict.fromkeys(fitted, 1.0 / len(fitted))
    return Pool(fitted, equal if weights is None else weights)


def draw_quantities(
    elicitation: Elicitation, draws: int, seed: int, *, without: str | None = None
) -> dict[str, np.ndarray]:
    """Draw every quantity from the pool: one expert a draw for all of them.

    Parameters
    ----------
    without
        Pseudonym of an expert who is left out; None: nobody.

    Returns
    -------
    dict of ndarray
        By quantity, (draw,) in its unit. With the same seed an expert who stays gives the same
        values at the same probabilities.
    """
    name = elicitation.indicator
    chosen = stream(seed, "expert", name).random(draws)
    experts = [expert for expert in elicitation.experts if expert.id != without]
    place = np.floor(chosen * len(experts)).astype(int)
    drawn: dict[str, np.ndarray] = {}
    for key, quantity in elicitation.quantities.items():
        uniform = stream(seed, "judgement", name, key).random(draws)
        values = np.empty(draws)
        for at, expert in enumerate(experts):
            own = place == at
            fitted = fit_estimate(expert.answers[key], quantity.scale)
            values[own] = fitted.quantile(uniform[own])
        drawn[key] = values
    return drawn

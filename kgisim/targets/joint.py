"""Joint attainment: several targets at once, and which pairs stand in each other's way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from kgisim.errors import RequestError
from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.question import TargetQuestion

SIGNIFICANCE = 0.01
"""Chance of calling any pair a conflict (or a synergy) when all targets are independent."""
MATERIAL = 0.1
"""A pair is worth a word from a tenth of the way from independence to exclusion (or inclusion)."""
FEWEST_EXPECTED = 5.0
"""A pair is not judged if independence lets expect fewer effective futures with both than this."""


@dataclass(frozen=True)
class Joint:
    """Chances of several targets together, under one scenario.

    Parameters
    ----------
    each
        By target: ``chance, mcse``.
    at_least
        By k from 1 to the number of targets: ``chance, mcse, independent``, the last as if the
        targets had nothing to do with each other.
    expected
        Expected number of targets attained.
    pairs
        By pair: ``one, other, both, mcse, independent, lift, association, z, relation``. `lift` is
        `both` over `independent`; `association` runs from −1 (they exclude each other as far as
        their chances allow) to 1 (one contains the other) (Cole 1949); `relation` is
        ``conflict``, ``synergy``, ``none`` or ``untold`` (too rare to judge).
    conditional
        Targets that rest on what experts judge; none unless they were asked for.
    """

    each: pd.DataFrame
    at_least: pd.DataFrame
    expected: float
    pairs: pd.DataFrame
    conditional: tuple[str, ...] = ()

    @property
    def all(self) -> float:
        """Chance that every target is attained."""
        return float(self.at_least["chance"].iloc[-1])

    @property
    def conflicts(self) -> pd.DataFrame:
        """Rows of `pairs`, with its columns, of which one makes the other less likely."""
        return self.pairs.loc[self.pairs["relation"] == "conflict"].reset_index(drop=True)


def joint(asked: Iterable[tuple[IndicatorForecast, TargetQuestion]]) -> Joint:
    """Return the joint chances of several targets under one scenario.

    Parameters
    ----------
    asked
        Forecast of an indicator and a question about it; at least two, of different indicators.
        All forecasts come from one projection, in which draw *d* is one future of every series.

    Returns
    -------
    Joint
        Its tables name the targets by their indicators.

    Raises
    ------
    NotFoundError
        If the scenario is not in the projection.
    RequestError
        If there are fewer than two targets, two of one indicator, or several scenarios, an
        indicator can never have the level, or a target year is known already.
    """
    pairs = list(asked)
    scenarios = dict.fromkeys(question.scenario for _, question in pairs)
    if len(scenarios) > 1:
        raise RequestError("target.scenarios", found=", ".join(scenarios))
    indicators = [question.indicator for _, question in pairs]
    twice = [name for name, number in Counter(indicators).items() if number > 1]
    if twice:  # the second would take the place of the first in silence
        raise RequestError("target.twice", found=", ".join(twice))
    reached = {question.indicator: one.reached(question) for one, question in pairs}
    smallest = min((one.record.ess for one, _ in pairs), default=np.inf)
    return joint_of(pd.DataFrame(reached), smallest)


def joint_of(reached: pd.DataFrame, ess: float = np.inf) -> Joint:
    """Return the joint chances from the draws in which each target is attained.

    Parameters
    ----------
    reached
        One row per draw, one column per target: True where it is attained.
    ess
        Effective sample size behind the draws, the smallest of all targets.

    Returns
    -------
    Joint
        Its tables name the targets by the columns of `reached`.

    Raises
    ------
    RequestError
        If there are fewer than two targets.
    """
    if reached.shape[1] < 2:
        raise RequestError("target.joint")
    size = effective_size(len(reached), ess)
    chances = reached.mean()
    each = pd.DataFrame({"chance": chances, "mcse": chance_error(chances, size)})
    return Joint(each, _at_least(reached, size), float(chances.sum()), _pairs(reached, size))


def _at_least(reached: pd.DataFrame, size: float) -> pd.DataFrame:
    number = reached.sum(axis=1).to_numpy()
    counts = range(1, reached.shape[1] + 1)
    chances = np.array([(number >= k).mean() for k in counts])
    alone = poisson_binomial(reached.mean().to_numpy())
    independent = np.cumsum(alone[::-1])[::-1][1:]
    columns = {"chance": chances, "mcse": chance_error(chances, size), "independent": independent}
    return pd.DataFrame(columns, index=pd.Index(counts, name="k"))


def poisson_binomial(chances: np.ndarray) -> np.ndarray:
    """Return the chances of 0, 1, …, n successes of independent trials with different chances.

    Parameters
    ----------
    chances
        (trial,) chance of success of each.

    Returns
    -------
    ndarray
        (successes,) chance of each number of successes.

    Examples
    --------
    >>> poisson_binomial(np.array([0.5, 0.5])).tolist()
    [0.25, 0.5, 0.25]
    """
    found = np.ones(1)
    for chance in chances:
        found = np.convolve(found, [1.0 - chance, chance])
    return found


def _pairs(reached: pd.DataFrame, size: float) -> pd.DataFrame:
    names = list(combinations(reached.columns, 2))
    limit = float(-ndtri(SIGNIFICANCE / 2.0 / len(names)))  # Bonferroni, two-sided
    marked = {name: reached[name].to_numpy(dtype=bool) for name in reached.columns}
    rows = []
    for one, other in names:
        a, b = float(marked[one].mean()), float(marked[other].mean())
        both = float((marked[one] & marked[other]).mean())
        row = {"one": one, "other": other, "both": both, "mcse": chance_error(both, size)}
        rows.append(row | _relation(a, b, both, size, limit))
    return pd.DataFrame(rows)


def _relation(a: float, b: float, both: float, size: float, limit: float) -> dict[str, object]:
    """Score test of independence in the two-by-two table, and the size of the departure."""
    alone = a * b
    smallest = size * min(alone, a * (1 - b), (1 - a) * b, (1 - a) * (1 - b))
    found = {"independent": alone, "lift": both / alone if alone else None}
    if smallest < FEWEST_EXPECTED:
        return found | {"association": None, "z": None, "relation": "untold"}
    departure = both - alone
    furthest = min(a, b) - alone if departure > 0 else alone - max(0.0, a + b - 1.0)
    z = departure / np.sqrt(a * (1 - a) * b * (1 - b) / size)
    association = departure / furthest
    relation = "none"
    if abs(z) > limit and abs(association) >= MATERIAL:
        relation = "conflict" if departure < 0 else "synergy"
    return found | {"association": association, "z": z, "relation": relation}

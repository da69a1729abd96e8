"""How likely a new number is in every future: the likelihood by which futures are weighed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kgisim.errors import RequestError
from kgisim.evidence.indicator import Indicator
from kgisim.inference.scales import Scale, scale_of

Relation = Literal["eq", "ge", "le"]


@dataclass(frozen=True)
class Observed:
    """A new published number.

    Parameters
    ----------
    indicator
        Indicator that was observed.
    relation
        ``eq``: the number; ``ge`` and ``le``: a floor or ceiling.
    se
        Its standard error, in its unit.
    """

    indicator: Indicator
    year: int
    value: float
    relation: Relation = "eq"
    se: float = 0.0


def log_likelihood(level: np.ndarray, outcome: np.ndarray, observed: Observed) -> np.ndarray:
    """Return the log of the chance (or density) of an observation in every draw.

    Parameters
    ----------
    level, outcome
        Dims draw, year, the observation's year last; how far outcomes scatter around levels
        tells the yearly noise.
    observed
        The observation.

    Returns
    -------
    ndarray
        (draw,) log-likelihoods.

    Raises
    ------
    RequestError
        If the indicator has no yearly noise and the observation no error.
    """
    scale = scale_of(observed.indicator, level)
    now = level[:, -1]
    if scale.is_flow_count:
        return _log_count(now, _overdispersion(level, outcome), observed)
    # half a unit off the ends, where a slope of zero would make every error infinite
    at = max(observed.value, 0.5) if scale.counting == "stock" else observed.value
    error = observed.se / float(scale.slope(scale.pull_up(at)))
    spread = float(np.hypot(_noise(scale, level, outcome), error))
    if spread == 0:
        named = {"name": observed.indicator.id, "title": observed.indicator.title}
        raise RequestError("observed.no_noise", **named)
    if scale.counting == "stock":
        return _log_stock(scale, now, spread, observed)
    from scipy.stats import norm

    shown = float(scale.forward(observed.value))
    law = {"eq": norm.logpdf, "ge": norm.logsf, "le": norm.logcdf}[observed.relation]
    with np.errstate(over="ignore"):  # far enough away, the density is zero
        return law(shown, scale.pull_up(now), spread)


def _log_count(rate: np.ndarray, overdispersion: float, observed: Observed) -> np.ndarray:
    from scipy.stats import nbinom

    size = 1.0 / overdispersion
    success = size / (size + np.maximum(rate, 1e-12))
    law = {"eq": nbinom.logpmf, "ge": nbinom.logsf, "le": nbinom.logcdf}[observed.relation]
    return law(observed.value - (observed.relation == "ge"), size, success)


def _log_stock(scale: Scale, now: np.ndarray, spread: float, observed: Observed) -> np.ndarray:
    """Whole numbers nearest to the level with noise: all that rounds to the number counts."""
    from scipy.special import ndtr

    low, high = observed.value - 0.5, observed.value + 0.5
    low = -np.inf if low < 0 or observed.relation == "le" else float(scale.forward(low))
    high = np.inf if observed.relation == "ge" else float(scale.forward(high))
    at = scale.pull_up(now)
    with np.errstate(divide="ignore"):
        return np.log(ndtr((high - at) / spread) - ndtr((low - at) / spread))


def _noise(scale: Scale, level: np.ndarray, outcome: np.ndarray) -> float:
    """Return the yearly noise on the link scale as a standard deviation, over all draws."""
    if scale.counting == "stock":  # rounding adds a twelfth, and whole numbers have no link value
        surplus = np.mean((outcome - level) ** 2) - 1.0 / 12.0
        return float(np.sqrt(max(surplus, 0.0) / np.mean(scale.slope(scale.pull_up(level)) ** 2)))
    return float(np.sqrt(np.mean((scale.pull_up(outcome) - scale.pull_up(level)) ** 2)))


def _overdispersion(level: np.ndarray, outcome: np.ndarray) -> float:
    """Return the overdispersion α of variance μ + αμ², by weighted moments over all draws."""
    weight = (1.0 + level) ** -2  # near the inverse of the moments' own spread
    surplus = np.sum(weight * ((outcome - level) ** 2 - level))
    return max(float(surplus / np.sum(weight * level**2)), 1e-6)


def check_value(observed: Observed) -> None:
    """Refuse a number that the indicator can never have.

    Raises
    ------
    RequestError
        If its scale or ceiling rules the number out, or the number or its error is none.
    """
    indicator, value = observed.indicator, observed.value
    named = {
        "name": indicator.id,
        "title": indicator.title,
        "year": observed.year,
        "found": value,
    }
    if not np.isfinite(value) or not (np.isfinite(observed.se) and observed.se >= 0):
        raise RequestError("observed.error", **named, error=observed.se)
    if indicator.scale == "count" and not (value >= 0 and float(value).is_integer()):
        raise RequestError("observed.count", **named)
    if indicator.scale == "positive" and value <= 0:
        raise RequestError("observed.positive", **named)
    if indicator.scale == "share" and not 0 < value < 100:
        raise RequestError("observed.share", **named)
    if value > (indicator.ceiling or np.inf):
        raise RequestError("observed.ceiling", **named, most=indicator.ceiling)

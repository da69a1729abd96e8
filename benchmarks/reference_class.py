"""Damped trends over many hyperparameter points at once, and what a reference class says of them.

Given its hyperparameters a damped trend is a linear Gaussian state space model, so the likelihood
of a series and its forecast are exact (Kalman filter, here for thousands of points at once). A
prior is a set of weights over the points; it is learned from other series by expectation
maximisation, freely (nonparametric empirical Bayes) or as independent gamma and beta priors, the
form that a family in `models/` can use.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtr, ndtri
from scipy.stats import qmc

KINDS = ("count", "positive", "share", "real")
LEVELS = np.arange(1, 200) / 200
"""Quantile levels of a forecast."""
POINTS = (np.arange(400) + 0.5) / 400
"""Levels at which a single predictive distribution is kept before it is averaged with others."""
COLUMNS = ("level_sd", "slope_sd", "damping", "noise", "slope_start", "drift_sd")
"""Hyperparameters of the family; a point has also a reversion and a mean of the drift."""
SPREADS = 4.0
"""Standard deviations of a ``real`` series in one unit here, so that one `BOX` serves all kinds."""
BEND = 3.0
"""Power of the scale of counts."""
USUAL_SLOPE = BEND * (1 - np.exp(-1))
"""Change of a count's log by its path, at its usual size."""
VAGUE = 25.0
"""Standard deviation of the first level, in link units."""


@dataclass(frozen=True)
class Series:
    """One series of the benchmark: what is known, and what came after."""

    id: str
    kind: str
    indicator: str
    licence: str
    train: np.ndarray
    test: np.ndarray

    @property
    def is_open(self) -> bool:
        """Whether the licence of the numbers themselves, not of their packaging, is open."""
        terms = self.licence.split("upstream terms:")[-1]
        closed = re.search(r"NC|non-commercial|check|no explicit", self.licence)
        return not closed and bool(re.search(r"CC BY|public domain|OGL|dl-de/by", terms))


def read_series(folder: Path) -> list[Series]:
    """Read every series of a folder with ``series.csv.gz``, ``split.csv`` and ``meta.csv``."""
    values = dict(iter(pd.read_csv(folder / "series.csv.gz").groupby("series_id")))
    meta = pd.read_csv(folder / "meta.csv").set_index("series_id")[["indicator", "licence"]]
    found = []
    for row in pd.read_csv(folder / "split.csv").itertuples():
        numbers = values[row.series_id].sort_values("year")["value"].to_numpy(dtype=float)
        train, test = np.split(numbers[: row.n_train + row.horizon], [row.n_train])
        words = map(str, meta.loc[row.series_id])
        found.append(Series(row.series_id, row.kind, *words, train, test))
    return found


FEWEST = 12
"""Years that a series made of others needs."""


def _by_quantity(folder: Path, used: list[Series]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each amount with its places side by side: index year, one column a place."""
    names = [one.id for one in used if one.kind == "positive"]
    values = pd.read_csv(folder / "series.csv.gz")
    values = values[values["series_id"].isin(names) & (values["value"] > 0)]
    wide = values.pivot(index="year", columns="series_id", values="value")
    quantity = {one.id: one.indicator for one in used}
    for name, part in wide.T.groupby(quantity):
        if len(part) > 1:
            yield str(name), part.T


def _made(name: str, values: pd.Series) -> Iterator[Series]:
    """Yield a series made of others, where enough years follow each other without a gap."""
    years = values.index.to_numpy()
    if len(years) >= FEWEST and years[-1] - years[0] == len(years) - 1:
        yield Series(name, "positive", name, "", values.to_numpy(), np.empty(0))


def totals(folder: Path, used: list[Series]) -> list[Series]:
    """Sum each amount over its places, in the years that all of them have."""
    return [
        one
        for name, places in _by_quantity(folder, used)
        for one in _made(name, places.dropna().sum(axis=1))
    ]


def ratios(folder: Path, used: list[Series]) -> list[Series]:
    """Divide each amount of a place by the geometric mean of the other places.

    The log is multiplied by the root of k / (k + 1) for k others, which takes out what their own
    changes add, so that the ratio varies like one place.
    """
    found = []
    for _, places in _by_quantity(folder, used):
        logs, others = np.log(places), places.shape[1] - 1
        for name in logs:
            rest = logs.drop(columns=name).mean(axis=1, skipna=False)
            ratio = (logs[name] - rest).dropna() * np.sqrt(others / (others + 1))
            found += _made(str(name), np.exp(ratio - ratio.mean()))
    return found


@dataclass(frozen=True)
class Transform:
    """A scale on which a path is Gaussian; everything in it is learned from known values only."""

    forward: Callable[[np.ndarray], np.ndarray]
    inverse: Callable[[np.ndarray], np.ndarray]
    sampling: Callable[[np.ndarray], np.ndarray]
    """Variance that counting adds to each value."""


def _nothing(values: np.ndarray) -> np.ndarray:
    return np.zeros(len(values))


def _smooth(values: np.ndarray) -> np.ndarray:
    return np.convolve(np.pad(values, 1, mode="edge"), np.full(3, 1 / 3), "valid")


def bent(size: float, start: float) -> Transform:
    """Return the scale of counts in the program: a cube root above the usual size, a log below."""

    def forward(y: np.ndarray) -> np.ndarray:
        return np.log(np.expm1(((y + start) / size) ** (1 / BEND)))

    def sampling(y: np.ndarray) -> np.ndarray:
        mean = _smooth(y) + start
        root = (mean / size) ** (1 / BEND)
        return (np.exp(root) / np.expm1(root) * root / BEND) ** 2 / mean

    def inverse(x: np.ndarray) -> np.ndarray:
        return np.maximum(np.logaddexp(0, x) ** BEND * size - start, 0)

    return Transform(forward, inverse, sampling)


def transforms(kind: str, train: np.ndarray) -> dict[str, Transform]:
    """Return the scales of a kind: the program's own, and for sizes also others.

    "link" is the one on which the program has a Gaussian path: a log, a logit, or bent for counts.
    """
    if kind == "real":
        unit = SPREADS * train.std() or 1.0
        return {"link": Transform(lambda y: y / unit, lambda x: x * unit, _nothing)}
    if kind == "share":
        edge = min(0.1, 0.25 * train[train > 0].min(initial=0.4))
        wide = 100 + 2 * edge
        return {
            "link": Transform(
                lambda y: logit((y + edge) / wide),
                lambda x: np.clip(wide * expit(x) - edge, 0, 100),
                _nothing,
            )
        }
    mean = train.mean()
    if kind == "positive":
        least = 1e-3 * mean
        return {
            "link": Transform(
                lambda y: np.log(np.maximum(y, least)),
                lambda x: np.exp(np.clip(x, -200, 200)),
                _nothing,
            ),
            "root": Transform(
                lambda y: np.sqrt(y / mean), lambda x: np.maximum(x, 0) ** 2 * mean, _nothing
            ),
        }
    size = mean + 0.5
    return {
        "link": bent(size, 0.375),
        "log": Transform(
            lambda y: np.log(y + 0.5),
            lambda x: np.maximum(np.exp(np.clip(x, -50, 40)) - 0.5, 0),
            lambda y: 1 / (_smooth(y) + 1),
        ),
        "root": Transform(
            lambda y: np.sqrt((y + 0.375) / size),
            lambda x: np.maximum(np.maximum(x, 0) ** 2 * size - 0.375, 0),
            lambda y: np.full(len(y), 0.25 / size),
        ),
    }


@dataclass(frozen=True)
class Points:
    """Hyperparameter points, all arrays of one length."""

    unconstrained: np.ndarray
    """(K, 6) logs of the standard deviations and logit of the damping, as in `COLUMNS`."""
    reversion: np.ndarray
    """1: the level wanders; below 1: it returns to a mean, and there is no trend."""
    drift_mean: np.ndarray

    def __len__(self) -> int:
        """Count the points."""
        return len(self.reversion)

    def natural(self) -> np.ndarray:
        """(6, K) hyperparameters, as in `COLUMNS`."""
        values = np.exp(self.unconstrained.T)
        values[2] = expit(self.unconstrained[:, 2])
        trending = self.reversion == 1
        for row in (1, 4, 5):
            values[row] = np.where(trending, values[row], 1e-6)
        return values


BOX = np.array(
    [np.log([0.003, 1.0]), np.log([0.0005, 0.2]), [0.0, 5.3]]
    + [np.log(ends) for ends in ([0.0015, 0.7], [0.003, 0.4], [0.001, 0.12])]
)
"""Range of each hyperparameter on the unconstrained scale: what annual series can do at all."""


def free_points(size: int) -> Points:
    """Spread points over everything tried: one in five returns to a mean, some drift."""
    spread = qmc.Sobol(9, seed=0).random(size)
    unconstrained = BOX[:, 0] + spread[:, :6] * (BOX[:, 1] - BOX[:, 0])
    unconstrained[:, 2] = logit(0.5 + 0.495 * spread[:, 2])
    reverting = spread[:, 6] < 0.2
    drifting = ~reverting & (spread[:, 7] < 0.5)
    return Points(
        unconstrained,
        np.where(reverting, 0.3 + 0.68 * spread[:, 7], 1.0),
        np.where(drifting, 0.02 * ndtri(np.clip(spread[:, 8], 0.001, 0.999)), 0.0),
    )


def family_points(size: int, drift_mean: float = 0.0) -> Points:
    """Spread points over the hyperparameters of the family alone."""
    spread = qmc.Sobol(6, seed=0).random(size)
    unconstrained = BOX[:, 0] + spread * (BOX[:, 1] - BOX[:, 0])
    return Points(unconstrained, np.ones(size), np.full(size, drift_mean))


def filtered(
    x: np.ndarray, sampling: np.ndarray, points: Points, horizon: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log-likelihood (K,), and mean and variance (horizon, K) of the path after the last value.

    States: departure of the level from its mean, departure of the slope from the drift, the
    drift, and the mean to which the level returns.
    """
    level_sd, slope_sd, damping, noise, slope_start, drift_sd = points.natural()
    reversion, size = points.reversion, len(points)
    returning = reversion < 1
    state, cov = np.zeros((4, size)), np.zeros((4, 4, size))
    state[np.where(returning, 3, 0), np.arange(size)] = x[0]
    state[2] = points.drift_mean
    stationary = level_sd**2 / (1 - np.where(returning, reversion, 0) ** 2)
    cov[0, 0] = np.where(returning, stationary, VAGUE**2)
    cov[1, 1], cov[2, 2] = slope_start**2, drift_sd**2
    cov[3, 3] = np.where(returning, VAGUE**2, 0.0)
    loglik, means, variances = np.zeros(size), [], []
    for year in range(len(x) + horizon):
        if year:
            state[0] = reversion * state[0] + damping * state[1] + state[2]
            state[1] *= damping
            cov[0] = reversion * cov[0] + damping * cov[1] + cov[2]
            cov[1] *= damping
            cov[:, 0] = reversion * cov[:, 0] + damping * cov[:, 1] + cov[:, 2]
            cov[:, 1] *= damping
            cov[:2, :2] += slope_sd**2
            cov[0, 0] += level_sd**2
        mean, gain = state[0] + state[3], cov[:, 0] + cov[:, 3]
        variance = gain[0] + gain[3]
        if year >= len(x):
            means.append(mean)
            variances.append(variance)
            continue
        total = variance + noise**2 + sampling[year]
        missed = x[year] - mean
        loglik -= 0.5 * (np.log(total) + missed**2 / total)
        state += gain * (missed / total)
        cov -= gain[:, None] * (gain / total)
    return loglik, np.array(means), np.array(variances)


def whole_likelihoods(series: list[Series], scale: str, points: Points) -> np.ndarray:
    """(S, K) log-likelihood of whole series, to learn a prior from."""
    rows = []
    for one in series:
        transform = transforms(one.kind, one.train)[scale]
        values = np.concatenate([one.train, one.test])
        x, sampling = transform.forward(values), transform.sampling(values)
        rows.append(filtered(x, sampling, points, 0)[0])
    return np.array(rows)


def learn_freely(loglik: np.ndarray, steps: int) -> np.ndarray:
    """Weights of the points by expectation maximisation from equal ones.

    Stopping early is what keeps the weights smooth: at convergence there are at most as many
    points left as there are series.
    """
    likelihood = np.exp(loglik - loglik.max(axis=1, keepdims=True))
    weights = np.full(loglik.shape[1], 1 / loglik.shape[1])
    for _ in range(steps):
        shares = likelihood * weights
        weights = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
    return weights


@dataclass(frozen=True)
class Simple:
    """Independent gamma priors of the standard deviations and a beta prior of the damping.

    On a log scale a gamma has a long lower and a short upper tail: annual series cannot say how
    small a standard deviation is, but they do say that it is not huge.
    """

    shape: np.ndarray
    """Of the gammas; of the beta its alpha."""
    rate: np.ndarray
    """Of the gammas; of the beta its beta."""
    drift_mean: float
    evidence: float = -np.inf
    """Log-likelihood of the series that it was learned from."""

    def weights(self, points: Points) -> np.ndarray:
        """Weights that the priors give to points spread evenly on the unconstrained scale."""
        values = points.natural().T
        other = np.where(
            np.array(COLUMNS) == "damping", np.log1p(-np.minimum(values, 0.999)), -values
        )
        log_density = np.log(values) @ self.shape + other @ self.rate
        density = np.exp(log_density - log_density.max())
        return density / density.sum()


def simple_from(weights: np.ndarray, points: Points) -> Simple:
    """Fit the priors to weighted points: gammas by maximum likelihood, the beta by moments."""
    values = points.natural()
    mean = values @ weights
    gap = np.log(mean) - np.log(values) @ weights
    # Minka's closed form; no standard deviation is known to better than a quarter of its size
    shape = np.minimum((3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap), 16.0)
    rate = shape / mean
    own = COLUMNS.index("damping")
    size = mean[own] * (1 - mean[own]) / (weights @ (values[own] - mean[own]) ** 2) - 1
    shape[own], rate[own] = size * mean[own], size * (1 - mean[own])
    return Simple(shape, rate, float(points.drift_mean[0]))


def learn_simply(loglik: np.ndarray, points: Points, steps: int) -> Simple:
    """Learn independent priors by expectation maximisation, starting from two free steps."""
    peak = loglik.max(axis=1, keepdims=True)
    likelihood, simple = np.exp(loglik - peak), simple_from(learn_freely(loglik, 2), points)
    for _ in range(steps):
        shares = likelihood * simple.weights(points)
        total = shares.sum(axis=1, keepdims=True)
        simple = simple_from((shares / total).mean(axis=0), points)
        simple = replace(simple, evidence=float(np.sum(np.log(total) + peak)))
    return simple


def mixture_quantiles(weights: np.ndarray, means: np.ndarray, sds: np.ndarray) -> np.ndarray:
    """(H, `POINTS`) quantiles of a mixture of normals, from its distribution function on a grid."""
    heavy = np.argsort(-weights)[:250]
    weights = weights[heavy] / weights[heavy].sum()
    found = []
    for mean, sd in zip(means[:, heavy], sds[:, heavy], strict=True):
        centre = weights @ mean
        spread = np.sqrt(weights @ (sd**2 + (mean - centre) ** 2))
        ends = (mean - 4.5 * sd).min(), (mean + 4.5 * sd).max()
        near = max(ends[0], centre - 6 * spread), min(ends[1], centre + 6 * spread)
        grid = np.unique(np.concatenate([np.linspace(*near, 200), np.linspace(*ends, 30)]))
        below = weights @ ndtr((grid - mean[:, None]) / sd[:, None])
        found.append(np.interp(POINTS, np.maximum.accumulate(below), grid))
    return np.array(found)


def predict(one: Series, scale: str, points: Points, weights: np.ndarray) -> np.ndarray:
    """(H, `POINTS`) predictive quantiles in natural units, from the known values alone."""
    transform = transforms(one.kind, one.train)[scale]
    x, sampling = transform.forward(one.train), transform.sampling(one.train)
    loglik, means, variances = filtered(x, sampling, points, len(one.test))
    with np.errstate(divide="ignore"):
        posterior = loglik + np.log(weights)
    posterior = np.exp(posterior - posterior.max())
    sds = np.sqrt(variances + points.natural()[3] ** 2)
    values = transform.inverse(mixture_quantiles(posterior / posterior.sum(), means, sds))
    if one.kind == "count":
        counted = np.random.default_rng(1).poisson(np.minimum(values, 1e6))
        values = np.where(values < 1e6, counted, values).astype(float)
    return np.sort(values, axis=1)


def averaged(parts: list[np.ndarray]) -> np.ndarray:
    """(H, `LEVELS`) quantiles of the equal mixture of several distributions."""
    values = np.sort(np.concatenate(parts, axis=1), axis=1)
    ladder = (np.arange(values.shape[1]) + 0.5) / values.shape[1]
    return np.array([np.interp(LEVELS, ladder, row) for row in values])

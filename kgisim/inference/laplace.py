"""Rows seen from a batch of hyperparameter points: approximated at their mode, drawn, weighed.

Innovations are proposed from pseudo-observations: Gaussian approximations of the rows' likelihood.
They need not be right, only wide enough and cheap, since the exact likelihood enters the weights.
Hard bounds (an interval with little noise, a floor) are softened, so that Newton's method neither
oscillates nor proposes from a needle.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from kgisim.inference.array_functions import ARRAYS
from kgisim.inference.likelihood import (
    SMALLEST_NOISE,
    group_logp,
    groups_of,
    known_of,
)
from kgisim.inference.model_data import AT_LEAST, BETWEEN, EXACT, ModelData

STEPS = 12
"""Newton steps at most."""
CLIFF_SD = 0.2
"""Least standard deviation of a floor or ceiling, in link units."""
INTERVAL_SHARE = 0.65
"""Standard deviation over half-width at which a normal stands in for a uniform with least loss."""
LARGEST_STEP = 3.0
"""A row's target lies at most this far from where the row is now."""
LEAST_BEND = 1e-3
"""Least curvature: a row that says nothing becomes one that says nearly nothing."""


def _apply(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Multiply each matrix by its vector."""
    return (matrices @ vectors[:, :, None])[:, :, 0]


def rows_logp(
    frame: ModelData, eta: np.ndarray, noise: np.ndarray, shrink: np.ndarray
) -> np.ndarray:
    """Evaluate the log-likelihood of every row.

    Parameters
    ----------
    eta
        (A, R) link values of the rows.
    noise
        (A, 1) yearly noise.
    shrink
        (A, R) factor on overdispersion in totals, for flow counts.

    Returns
    -------
    ndarray
        (A, R) log densities or log probabilities.
    """
    logp = np.empty(eta.shape)
    with np.errstate(all="ignore"):  # far from the mode, chances may come out as nought
        for group, rows in groups_of(frame):
            seen = eta[:, rows], noise, shrink[:, rows]
            logp[:, rows] = group_logp(ARRAYS, group, *seen, *known_of(frame, rows))
    return logp


@dataclass(frozen=True)
class YearEffects:
    """What a batch of points says of every covered year, all (A, H).

    Parameters
    ----------
    own
        Departure of the Gaussian path from its base.
    driven
        Departure of the drivers' contribution from its mean, on the link scale.
    """

    own: np.ndarray
    driven: np.ndarray


class RowPosterior:
    """The rows seen from a batch of hyperparameter points, in terms of their innovations.

    An innovations' vector holds, in this order, the path's innovations that reach the covered
    years, the drivers' effects, and the row terms (breaks, offsets, row errors).

    Parameters
    ----------
    mean, loadings
        (A, H) and (A, H, E) of the path in the covered years.
    noise
        (A, 1) yearly noise.
    """

    def __init__(self, frame: ModelData, mean: np.ndarray, loadings: np.ndarray, noise: np.ndarray):
        self.frame, self.noise = frame, noise
        self.reach = np.any(loadings != 0.0, axis=(0, 1))
        self.base, self.loadings = frame.centre + mean, loadings[:, :, self.reach]
        self.gram = self.loadings @ self.loadings.transpose(0, 2, 1)
        drivers = frame.drivers[:, : frame.covered]
        self.driven = frame.driver_mean @ drivers
        self.effects = (frame.driver_sd[:, None] * drivers).T
        self.at = np.argmax(frame.weights, axis=1)
        self.several = np.flatnonzero(frame.span > 1)

    def split(self, innovations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Split innovations into those of the path, of the driver effects and of the row terms.

        Returns
        -------
        tuple of arrays
            Three groups of the columns of `innovations` (A, columns), in that order.
        """
        reached = self.loadings.shape[2]
        ends = [reached, reached + self.effects.shape[1]]
        path, effects, terms = np.split(innovations, ends, axis=1)
        return path, effects, terms

    def of(self, innovations: np.ndarray) -> tuple[YearEffects, np.ndarray]:
        """Compute what innovations add to the years and to the rows.

        Parameters
        ----------
        innovations
            (A, columns) as `split` takes them.

        Returns
        -------
        tuple
            Effects on the years, and the sum of the row terms (A, R).
        """
        path, effects, terms = self.split(innovations)
        years = YearEffects(_apply(self.loadings, path), effects @ self.effects.T)
        return years, terms @ self.frame.row_terms.T

    def link(self, years: YearEffects) -> tuple[np.ndarray, np.ndarray, "RowJacobian"]:
        """Compute the link value of each row without its terms, with its derivatives.

        Returns
        -------
        tuple
            Link values (A, R), factor on overdispersion in totals (A, R), and the derivatives of
            the link values by the years.
        """
        frame, scale, several = self.frame, self.frame.scale, self.several
        path = self.base + years.own
        yearly = scale.bend(path) + self.driven + years.driven
        eta, shrink = yearly[:, self.at] + frame.log_listed, np.ones((len(path), frame.rows))
        jacobian, rise = None, np.zeros((len(path), frame.rows))
        if len(several):
            parts = frame.weights[several] * scale.inverse(yearly)[:, None, :]
            total = parts.sum(axis=2)
            whole = scale.pull_up(total)
            eta[:, several] = whole + frame.log_listed[several]
            slope = frame.weights[several] * scale.slope(yearly)[:, None, :]
            jacobian = slope / scale.slope(whole)[:, :, None]
            shrink[:, several] = (jacobian**2).sum(axis=2)
            if not scale.is_flow_count:
                rise[:, several] = self._rise(yearly, whole, jacobian)
        return eta, shrink, RowJacobian(self, scale.bend_slope(path), jacobian, rise)

    def _rise(self, yearly: np.ndarray, whole: np.ndarray, jacobian: np.ndarray) -> np.ndarray:
        """Compute by how much noise in each year raises the expected link of several (A, several).

        The link bends: a mean of years that vary lies above the mean of years that do not, to
        second order. Into rows that count k of n the yearly noise does not enter.
        """
        scale, is_noisy = self.frame.scale, self.frame.of[self.several] == 0
        inside = (jacobian * scale.steepening(yearly)[:, None, :]).sum(axis=2)
        outside = scale.steepening(whole) * (jacobian**2).sum(axis=2)
        return 0.5 * self.noise**2 * (inside - outside) * is_noisy

    def logp(self, eta: np.ndarray, shrink: np.ndarray) -> np.ndarray:
        """Evaluate the exact log-likelihood of the rows, no lower than −1,000,000.

        Parameters
        ----------
        eta, shrink
            (A, R) as in `rows_logp`.

        Returns
        -------
        ndarray
            (A, R).
        """
        logp = rows_logp(self.frame, eta, self.noise, shrink)
        return np.maximum(np.nan_to_num(logp, nan=-1e6), -1e6)

    def mode(self) -> tuple["RowJacobian", np.ndarray, np.ndarray, np.ndarray]:
        """Find the mode by Newton's method.

        The mode is a combination of the rows' gradients, so it is followed in years and terms, and
        no innovation is computed.

        Returns
        -------
        tuple
            Derivatives at the mode, pseudo-observations as departures (A, R), their variances (A,
            R), and the covariance of the rows with those variances (A, R, R).
        """
        years = YearEffects(np.zeros(self.base.shape), np.zeros(self.base.shape))
        term = np.zeros((len(self.base), self.frame.rows))
        departure, own = np.empty(0), np.arange(self.frame.rows)
        row_gram = self.frame.row_terms @ self.frame.row_terms.T
        step = 0
        while True:
            eta, shrink, tangent = self.link(years)
            eta = eta + tangent.rise
            target, variance = pseudo_observations(self.frame, eta + term, self.noise, shrink)
            before, departure = departure, target - eta + tangent.rows(years)
            matrix = tangent.gram() + row_gram
            matrix[:, own, own] += variance
            step += 1
            if step == STEPS or (step > 1 and _is_still(departure - before, variance)):
                return tangent, departure, variance, matrix
            solved = np.linalg.solve(matrix, departure[:, :, None])[:, :, 0]
            seen = tangent.years(solved)
            years = YearEffects(
                _apply(self.gram, tangent.slope * seen), seen @ self.effects @ self.effects.T
            )
            term = solved @ row_gram

    def draw(self, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Draw one innovation vector for each point.

        Returns
        -------
        tuple of arrays
            Log importance weights (A,), innovations (A, columns), and the exact log-likelihood of
            all rows (A,).
        """
        tangent, departure, variance, matrix = self.mode()
        columns = self.loadings.shape[2] + self.effects.shape[1] + self.frame.row_terms.shape[1]
        prior = generator.standard_normal((len(self.base), columns))
        error = generator.standard_normal(departure.shape) * np.sqrt(variance)
        missing = departure - tangent.times(prior) - error
        solved = np.linalg.solve(matrix, np.stack([missing, departure], axis=2))
        drawn = prior + tangent.transposed(solved[:, :, 0])
        years, term = self.of(drawn)
        eta, shrink, there = self.link(years)
        exact = self.logp(eta + there.rise + term, shrink).sum(axis=1)
        residual = departure - tangent.rows(years) - term
        pseudo = -0.5 * (residual**2 / variance + np.log(variance)).sum(axis=1)
        squared = np.einsum("ar,ar->a", departure, solved[:, :, 1])
        evidence = -0.5 * (squared + np.linalg.slogdet(matrix)[1])
        return evidence + exact - pseudo, drawn, exact


def _is_still(change: np.ndarray, variance: np.ndarray) -> bool:
    """Whether nearly all points have stopped moving; the weights mend what is left."""
    return bool(np.quantile(np.max(np.abs(change) / np.sqrt(variance), axis=1), 0.9) < 0.01)


@dataclass(frozen=True)
class RowJacobian:
    """How years and innovations move the rows around one place; never laid out as a matrix.

    Parameters
    ----------
    slope
        (A, H) of the link by the Gaussian path.
    jacobian
        (A, several, H) of rows over several years by the link of the years; None if there are none.
    rise
        (A, R) by which noise in each year raises what is expected of a row of several; it hardly
        moves with the years, and what it does is left to the weights.
    """

    seen: RowPosterior
    slope: np.ndarray
    jacobian: np.ndarray | None
    rise: np.ndarray

    def rows(self, years: YearEffects) -> np.ndarray:
        """Compute the change of the rows that changes of the years make.

        Returns
        -------
        ndarray
            (A, R) on the link scale.
        """
        moved = self.slope * years.own + years.driven
        rows = moved[:, self.seen.at]
        if self.jacobian is not None:
            rows[:, self.seen.several] = _apply(self.jacobian, moved)
        return rows

    def years(self, rows: np.ndarray) -> np.ndarray:
        """Compute the weights of the years that weights of the rows amount to.

        Parameters
        ----------
        rows
            (A, R) weights.

        Returns
        -------
        ndarray
            (A, H) weights.
        """
        if self.jacobian is None:
            return rows @ self.seen.frame.weights
        several = self.seen.several
        weights = self.seen.frame.weights.copy()
        weights[several] = 0.0
        return rows @ weights + np.einsum("arh,ar->ah", self.jacobian, rows[:, several])

    def times(self, innovations: np.ndarray) -> np.ndarray:
        """Compute the change of the rows that innovations make.

        Parameters
        ----------
        innovations
            (A, columns).

        Returns
        -------
        ndarray
            (A, R) on the link scale.
        """
        years, term = self.seen.of(innovations)
        return self.rows(years) + term

    def transposed(self, rows: np.ndarray) -> np.ndarray:
        """Combine the gradients of the rows with these weights.

        Parameters
        ----------
        rows
            (A, R) weights.

        Returns
        -------
        ndarray
            (A, columns) one number for each innovation.
        """
        years = self.years(rows)
        path = _apply(self.seen.loadings.transpose(0, 2, 1), self.slope * years)
        return np.concatenate(
            [path, years @ self.seen.effects, rows @ self.seen.frame.row_terms], axis=1
        )

    def gram(self) -> np.ndarray:
        """Compute the covariance of the rows that comes from path and drivers.

        Returns
        -------
        ndarray
            (A, R, R).
        """
        slope, at, several = self.slope, self.seen.at, self.seen.several
        gram = slope[:, :, None] * self.seen.gram * slope[:, None, :]
        gram += self.seen.effects @ self.seen.effects.T
        rows = gram[:, at[:, None], at]
        if self.jacobian is not None:
            half = self.jacobian @ gram
            rows[:, several] = half[:, :, at]
            rows[:, :, several] = rows[:, several].transpose(0, 2, 1)
            rows[:, several[:, None], several] = half @ self.jacobian.transpose(0, 2, 1)
        return rows


def pseudo_observations(
    frame: ModelData, eta: np.ndarray, noise: np.ndarray, shrink: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Compute the Gaussian pseudo-observation that stands for each row around its link value.

    Parameters
    ----------
    noise
        (A, 1) yearly noise, as in the likelihood.
    shrink
        (A, R) shrinking of overdispersion in totals, for flow counts.
    eta
        (A, R) link values.

    Returns
    -------
    tuple of arrays
        Target and variance, (A, R) each, on the link scale.
    """
    if frame.scale.is_flow_count:
        slope, bend = _count_curve(frame, eta, noise**2 * shrink)
    else:
        slope, bend = _link_curve(frame, eta, noise**2 * shrink + SMALLEST_NOISE**2)
        counted = frame.of > 0
        if counted.any():
            own = _counted_curve(frame, eta)
            slope, bend = np.where(counted, own[0], slope), np.where(counted, own[1], bend)
    bend = np.maximum(bend, LEAST_BEND)
    return eta + np.clip(slope / bend, -LARGEST_STEP, LARGEST_STEP), 1.0 / bend


def _link_curve(
    frame: ModelData, eta: np.ndarray, variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of rows that are the link value plus normal noise."""
    low, high = frame.low, frame.high
    between = frame.kind == BETWEEN
    half = np.zeros(frame.rows)
    half[between] = (high[between] - low[between]) / 2
    middle = low + half
    bend = 1.0 / (variance + (INTERVAL_SHARE * half) ** 2)
    slope = (np.where(np.isfinite(middle), middle, 0.0) - eta) * bend
    one_sided = (frame.kind != EXACT) & (frame.kind != BETWEEN)
    if one_sided.any():
        edge, soft = _one_sided(frame, eta, np.sqrt(variance + CLIFF_SD**2), low, high)
        slope, bend = np.where(one_sided, edge, slope), np.where(one_sided, soft, bend)
    return slope, bend


def _counted_curve(frame: ModelData, eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of rows that count k of n, by their link value."""
    part, of, effect = frame.low, np.maximum(frame.of, 1.0), frame.design_effect
    whole, top = 1.0 / (1.0 + np.exp(-np.clip(eta, -30.0, 30.0))), frame.scale.top / 100.0
    share = top * whole
    steep = (1.0 - whole) / (1.0 - share)  # of the logit of the share by the link, below a ceiling
    eta = np.log(share) - np.log(1.0 - share)
    slope = (part - of * share) / effect
    bend = of * share * (1.0 - share) / effect
    one_sided = frame.kind != EXACT
    if one_sided.any():
        part = np.clip(part, 0.0, of)
        rest = of - part
        spread = np.sqrt(effect * (1.0 / (part + 0.5) + 1.0 / (rest + 0.5)))
        with np.errstate(divide="ignore"):  # at least none, or at most all, says nothing
            low = np.log(np.maximum(part - 0.5, 0.0)) - np.log(rest + 0.5)
            high = np.log(part + 0.5) - np.log(np.maximum(rest - 0.5, 0.0))
        edge, soft = _one_sided(frame, eta, spread, low, high)
        slope, bend = np.where(one_sided, edge, slope), np.where(one_sided, soft, bend)
    return slope * steep, bend * steep**2


def _count_curve(
    frame: ModelData, eta: np.ndarray, alpha: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of negative-binomial rows by the log rate."""
    rate = np.exp(np.clip(eta, -30.0, 30.0))
    number = np.where(frame.kind == BETWEEN, (frame.low + frame.high) / 2, frame.low)
    slope = (number - rate) / (1.0 + alpha * rate)
    bend = rate * (1.0 + alpha * number) / (1.0 + alpha * rate) ** 2
    width = np.log((frame.high + 0.5) / np.maximum(frame.low - 0.5, 0.25)) / 2
    widen = np.where(frame.kind == BETWEEN, (INTERVAL_SHARE * width) ** 2, 0.0) * bend
    slope, bend = slope / (1.0 + widen), bend / (1.0 + widen)
    one_sided = (frame.kind != EXACT) & (frame.kind != BETWEEN)
    if one_sided.any():
        spread = np.sqrt(1.0 / np.maximum(number, 1.0) + alpha)
        with np.errstate(divide="ignore"):
            low = np.log(np.maximum(frame.low - 0.5, 0.0))  # at least zero says nothing
        edge, soft = _one_sided(frame, eta, spread, low, np.log(frame.high + 0.5))
        slope, bend = np.where(one_sided, edge, slope), np.where(one_sided, soft, bend)
    return slope, bend


def _one_sided(
    frame: ModelData, eta: np.ndarray, spread: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and negative curvature of the log normal distribution function at a bound."""
    upward = np.where(frame.kind == AT_LEAST, 1.0, -1.0)
    bound = np.where(frame.kind == AT_LEAST, low, high)
    z = np.clip(upward * (eta - bound) / spread, -1e3, 1e3)
    mills = np.exp(-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(z))
    return upward * mills / spread, mills * (mills + z) / spread**2

"""Rows seen from a batch of hyperparameter points: approximated at their mode, drawn, weighed.

Innovations are proposed from pseudo-observations: Gaussian approximations of the rows' likelihood
(`kgisim.inference.pseudo_observations`).
"""

import numpy as np

from kgisim.inference.array_functions import ARRAYS
from kgisim.inference.likelihood import group_logp, groups_of, known_of
from kgisim.inference.model_data import ModelData
from kgisim.inference.pseudo_observations import LARGEST_STEP, are_fixed, pseudo_observations
from kgisim.inference.row_tangent import RowJacobian, YearEffects, apply

STEPS = 12
"""Newton steps at most."""


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
        self.at = np.argmax(frame.weights, axis=1)
        self.row_gram = self.gram[:, self.at[:, None], self.at]
        drivers = frame.drivers[:, : frame.covered]
        self.driven = frame.driver_mean @ drivers
        self.effects = (frame.driver_sd[:, None] * drivers).T
        self.several = np.flatnonzero(frame.span > 1)
        self.is_straight = not (len(self.several) or frame.scale.is_bent)
        driven = self.effects @ self.effects.T
        self.driven_gram = driven[self.at[:, None], self.at]

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
        years = YearEffects(apply(self.loadings, path), effects @ self.effects.T)
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
            is_near = np.abs(target - eta - term) < LARGEST_STEP
            if step == 1 and self.is_straight and are_fixed(self.frame) and is_near.all():
                return tangent, departure, variance, matrix  # a second step would find the same
            if step == STEPS or (step > 1 and _is_still(departure - before, variance)):
                return tangent, departure, variance, matrix
            solved = np.linalg.solve(matrix, departure[:, :, None])[:, :, 0]
            seen = tangent.years(solved)
            years = YearEffects(
                apply(self.gram, tangent.slope * seen), seen @ self.effects @ self.effects.T
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

"""How years and innovations move the rows around one place: a matrix that is never laid out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kgisim.inference.laplace import RowPosterior


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


def apply(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Multiply each matrix by its vector.

    Parameters
    ----------
    matrices
        (A, M, N).
    vectors
        (A, N).

    Returns
    -------
    ndarray
        (A, M).
    """
    return (matrices @ vectors[:, :, None])[:, :, 0]


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

    seen: "RowPosterior"
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
            rows[:, self.seen.several] = apply(self.jacobian, moved)
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
        path = apply(self.seen.loadings.transpose(0, 2, 1), self.slope * years)
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
        if self.seen.is_straight:
            return self.seen.row_gram + self.seen.driven_gram
        if self.jacobian is None:
            own = slope[:, at]
            return own[:, :, None] * self.seen.row_gram * own[:, None, :] + self.seen.driven_gram
        gram = slope[:, :, None] * self.seen.gram * slope[:, None, :]
        gram += self.seen.effects @ self.seen.effects.T
        rows = gram[:, at[:, None], at]
        half = self.jacobian @ gram
        rows[:, several] = half[:, :, at]
        rows[:, :, several] = rows[:, several].transpose(0, 2, 1)
        rows[:, several[:, None], several] = half @ self.jacobian.transpose(0, 2, 1)
        return rows

"""The error of a chance is its spread over seeds, whatever points and fresh draws decide of it."""

import numpy as np
import pytest

from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.monte_carlo import posterior_size

POINTS, DRAWS, FITS = 400, 4000, 3


def drawn(seed: int, by_point: float) -> tuple[np.ndarray, list[tuple[np.ndarray, float]]]:
    """Values that equal fits decide by a share of the variance, fresh draws by the rest."""
    random = np.random.default_rng(seed)
    values, points = np.sqrt(1 - by_point) * random.normal(size=DRAWS), []
    for _ in range(FITS):
        found = random.normal(size=POINTS)
        chosen = random.permutation(np.repeat(np.arange(POINTS), DRAWS // POINTS))
        values += np.sqrt(by_point / FITS) * found[chosen]
        points.append((chosen, float(POINTS)))
    return values, points


@pytest.mark.parametrize("by_point", [0.0, 0.3, 1.0])
def test_the_error_told_is_the_spread_over_seeds_or_a_little_more(by_point):
    worlds = [drawn(seed, by_point) for seed in range(120)]
    chances = [float(np.mean(values > 0.5)) for values, _ in worlds]
    told = [
        chance_error(chance, effective_size(DRAWS, posterior_size(*world)))
        for chance, world in zip(chances[:10], worlds, strict=False)
    ]
    # what points of several fits decide only together is counted as if each did alone
    assert 0.8 * np.std(chances) < np.mean(told) < 1.4 * np.std(chances)


def test_points_that_come_once_count_as_all_that_is_known():
    values = np.random.default_rng(1).normal(size=50)
    assert posterior_size(values, [(np.arange(50), 20.0)]) == pytest.approx(20.0)


def test_what_does_not_vary_has_no_error_of_points():
    assert posterior_size(np.ones(50), [(np.zeros(50, int), 20.0)]) == np.inf
